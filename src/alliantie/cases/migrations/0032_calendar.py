"""A worker's planned talks under a secret address: nobody reads the table, and the address tells next to nothing."""

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

FUNCTIONS = [
    function(
        "access.make_calendar(hash bytea, with_initials boolean)",
        "void",
        """
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR length(hash) IS DISTINCT FROM 32
  THEN RAISE EXCEPTION 'a worker only' USING ERRCODE = 'AL403'; END IF;
  -- A new address ends the old one.
  INSERT INTO public.cases_calendar (worker_id, area_id, secret_hash, initials, made_at)
  VALUES (access.actor(), access.area(), hash, with_initials, access.moment())
  ON CONFLICT (worker_id) DO UPDATE
    SET secret_hash = EXCLUDED.secret_hash, initials = EXCLUDED.initials, made_at = EXCLUDED.made_at;
END""",
        volatile=True,
    ),
    function(
        "access.drop_calendar()",
        "void",
        """
BEGIN
  DELETE FROM public.cases_calendar c WHERE access.kind() = 'worker' AND c.worker_id = access.actor();
END""",
        volatile=True,
    ),
    function(
        "access.own_calendar()",
        "TABLE (made_at timestamptz, initials boolean)",
        """
BEGIN
  RETURN QUERY SELECT c.made_at, c.initials FROM public.cases_calendar c
   WHERE access.kind() = 'worker' AND c.worker_id = access.actor();
END""",
    ),
    function(
        "access.calendar_of(hash bytea)",
        "TABLE (appointment_id uuid, starts_at timestamptz, minutes smallint, practice_id varchar,"
        " practice_version varchar, talk_id varchar, initials text)",
        """
DECLARE
  at timestamptz := access.moment();
BEGIN
  -- One empty row for a calendar without talks; none for an address that does not open anything.
  IF access.kind() IS NULL THEN RETURN; END IF;
  RETURN QUERY
    SELECT a.id, a.starts_at, a.minutes, k.practice_id, k.practice_version, a.talk_id,
           CASE WHEN c.initials THEN left(p.given_name, 1) || '.' || left(p.family_name, 1) || '.' END
      FROM public.cases_calendar c
      JOIN public.access_account u ON u.worker_id = c.worker_id AND u.is_active
      LEFT JOIN (public.cases_appointment a JOIN public.cases_case k ON k.id = a.case_id)
        ON a.worker_id = c.worker_id AND a.cancelled_at IS NULL AND k.closed_on IS NULL
       AND a.starts_at > at - interval '7 days' AND a.starts_at < at + interval '366 days'
       AND EXISTS (SELECT 1 FROM public.access_grant g
            WHERE g.case_id = a.case_id AND g.subject_kind = 'worker' AND g.subject_id = c.worker_id
              AND g."right" IN ('work', 'cover') AND g.starts_at <= at AND (g.ends_at IS NULL OR g.ends_at > at))
      LEFT JOIN public.people_client p ON p.id = a.client_id
     WHERE c.secret_hash = hash
     ORDER BY a.starts_at, a.id;
END""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_reminded"), ("access", "0002_identity")]
    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "worker",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.worker",
                    ),
                ),
                ("secret_hash", models.BinaryField()),
                ("initials", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("secret_hash",), name="calendar_of_secret")],
            },
        ),
        *FUNCTIONS,
        policies("cases_calendar"),
    ]
