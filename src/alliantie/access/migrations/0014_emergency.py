"""Emergency access: a worker opens the case of somebody named whole, with a reason, for three hours.

The privacy officer is told at once, and so is the client, unless a law forbids that until a day. It gives the right of who
stands in, which has nothing of a round.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

_INVOLVED = next(
    each
    for each in import_module("alliantie.access.migrations.0002_identity").GRANTS
    if "access.involved" in each.sql[0]
)
# Hours it lasts (DHIS2 and others); questions an hour and days a worker can keep it from the client are our own choice.
HOURS, QUESTIONS, KEPT_DAYS, LONGEST_DAYS = 3, 20, 14, 365

OPEN = function(
    "access.open_in_emergency(name_keys text[], born date, question bytea, why text, forbids text)",
    "TABLE (case_id uuid, state text)",
    f"""
DECLARE
  me uuid := access.actor();
  home uuid;
  until timestamptz := access.moment() + interval '{HOURS} hours';
  here record;
  new_one uuid;
  found integer := 0;
BEGIN
  SELECT w.organisation_id INTO home FROM public.people_worker w JOIN public.people_membership m ON m.worker_id = w.id
   WHERE access.kind() = 'worker' AND w.id = me AND m.starts_on <= access.day()
     AND (m.ends_on IS NULL OR m.ends_on > access.day()) LIMIT 1;
  IF home IS NULL THEN RAISE EXCEPTION 'no worker of a team' USING ERRCODE = 'AL403'; END IF;
  IF coalesce(btrim(why), '') = '' THEN RAISE EXCEPTION 'why' USING ERRCODE = 'AL422'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('emergency:' || me::text, 0));
  IF (SELECT count(*) FROM public.access_matching m
       WHERE m.asked_by = me AND m.at > access.moment() - interval '1 hour') >= {QUESTIONS} THEN
    RETURN QUERY SELECT NULL::uuid, 'too often';
    RETURN;
  END IF;
  FOR here IN
    SELECT DISTINCT k.id, k.area_id, c.id AS client_id FROM public.people_client c
      JOIN public.cases_participant p ON p.client_id = c.id JOIN public.cases_case k ON k.id = p.case_id
     WHERE c.area_id = access.area() AND c.born_on = born AND c.sort_key = ANY (name_keys)
       AND k.organisation_id = home AND k.closed_on IS NULL
  LOOP
    found := found + 1;
    IF EXISTS (SELECT 1 FROM public.access_grant g WHERE g.case_id = here.id AND g.subject_kind = 'worker'
        AND g.subject_id = me AND (g.ends_at IS NULL OR g.ends_at > access.moment())
        -- Whoever waited here may come with an earlier moment than the ground that was just given.
        AND (g.ground = 'emergency' OR g.starts_at <= access.moment())) THEN
      RETURN QUERY SELECT here.id, 'open already';
      CONTINUE;
    END IF;
    new_one := gen_random_uuid();
    INSERT INTO public.access_grant
      (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, ends_at, given_by)
    VALUES (new_one, here.area_id, 'worker', me, here.id, 'cover', 'emergency', access.moment(), until, me);
    INSERT INTO public.access_emergency
      (id, area_id, organisation_id, case_id, client_id, worker_id, reason, at, ends_at, law, kept_until)
    VALUES (new_one, here.area_id, home, here.id, here.client_id, me, left(btrim(why), 300), access.moment(), until,
      left(btrim(coalesce(forbids, '')), 200), CASE WHEN btrim(coalesce(forbids, '')) <> '' THEN access.day() + {KEPT_DAYS} END);
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT p.area_id, 'worker', me, 'emergency', p.case_id, p.client_id, '', 'emergency', access.moment()
      FROM public.cases_participant p WHERE p.case_id = here.id;
    INSERT INTO public.access_alert AS a
      (id, area_id, organisation_id, kind, worker_id, client_id, "on", facts, made_at, note)
    VALUES (gen_random_uuid(), here.area_id, home, 'emergency', me, here.client_id, access.day(),
      jsonb_build_object('emergency', new_one), access.moment(), '')
    -- Once more on a day that was settled already: it is open again, with the newest.
    ON CONFLICT ON CONSTRAINT one_alert_a_day DO UPDATE SET facts = EXCLUDED.facts, made_at = EXCLUDED.made_at,
      note = '', settled_by = NULL, settled_at = NULL;
    RETURN QUERY SELECT here.id, 'opened';
  END LOOP;
  INSERT INTO public.access_matching (area_id, asked_by, question_hash, found, at)
  VALUES (access.area(), me, question, found > 0, access.moment());
END""",
    volatile=True,
)

KEEP = function(
    "access.keep_emergency(of_one uuid, forbids text, until_day date)",
    "void",
    f"""
BEGIN
  IF coalesce(btrim(forbids), '') <> '' AND (until_day IS NULL OR until_day <= access.day()
     OR until_day > access.day() + {LONGEST_DAYS}) THEN RAISE EXCEPTION 'no such day' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.access_emergency e SET law = left(btrim(coalesce(forbids, '')), 200),
         kept_until = CASE WHEN btrim(coalesce(forbids, '')) <> '' THEN until_day END
   WHERE e.id = of_one AND e.organisation_id = ANY (access.organisations_guarded());
  IF NOT FOUND THEN RAISE EXCEPTION 'no emergency of yours' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)

# What a client does not read yet: case and worker of each emergency that a law keeps quiet today.
KEPT = function(
    "access.emergencies_kept()",
    "text[]",
    """
DECLARE seen uuid[];
BEGIN
  IF access.kind() NOT IN ('client', 'link') THEN RETURN '{}'; END IF;
  seen := access.cases();
  RETURN (SELECT coalesce(array_agg(e.case_id::text || e.worker_id::text), '{}') FROM public.access_emergency e
           WHERE e.case_id = ANY (seen) AND e.kept_until > access.day());
END""",
)

INVOLVED = function(
    "access.involved(of_case uuid)",
    "TABLE (id uuid, worker_id uuid, name text, held varchar, ground varchar,"
    " starts_at timestamptz, ends_at timestamptz)",
    """
DECLARE kept text[] := access.emergencies_kept();
BEGIN
  RETURN QUERY SELECT g.id, w.id, w.given_name || ' ' || w.family_name, g."right", g.ground, g.starts_at, g.ends_at
    FROM public.access_grant g JOIN public.people_worker w ON w.id = g.subject_id
   WHERE g.case_id = of_case AND of_case = ANY (access.cases()) AND g.subject_kind = 'worker'
     AND (g.ends_at IS NULL OR g.ends_at > access.moment())
     AND NOT (g.ground = 'emergency' AND g.case_id::text || g.subject_id::text = ANY (kept))
   ORDER BY g.starts_at, g.id;
END""",
)

_OWN = "client_id = (SELECT access.actor()) AND (SELECT access.kind()) = 'client'"
_TOLD = (
    "NOT (ground = 'emergency' AND case_id::text || reader_id::text = ANY ((SELECT access.emergencies_kept())::text[]))"
)
UNTOLD = migrations.RunSQL(
    sql=f"ALTER POLICY access_reading_select ON public.access_reading USING ({_OWN} AND {_TOLD})",
    reverse_sql=f"ALTER POLICY access_reading_select ON public.access_reading USING ({_OWN})",
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"people.{model}")


class Migration(migrations.Migration):
    dependencies = [("access", "0013_log_by_reader")]
    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("client_id", models.UUIDField()),
                ("worker_id", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("law", models.CharField(blank=True, max_length=200)),
                ("kept_until", models.DateField(null=True)),
                ("area", _to("area")),
                ("organisation", _to("organisation")),
            ],
            options={
                "indexes": [models.Index(fields=["case_id", "-at"], name="emergency_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept_until", None), ("law", ""))
                        | models.Q(("kept_until__isnull", False), models.Q(("law", ""), _negated=True)),
                        name="emergency_kept_by_a_law",
                    )
                ],
            },
        ),
        OPEN,
        KEEP,
        KEPT,
        migrations.RunSQL(sql=_INVOLVED.reverse_sql, reverse_sql=_INVOLVED.sql),
        INVOLVED,
        UNTOLD,
        policies(
            "access_emergency",
            select="worker_id = (SELECT access.actor()) AND (SELECT access.kind()) = 'worker'"
            " OR organisation_id = ANY ((SELECT access.organisations_guarded())::uuid[])"
            " OR (SELECT access.kind()) = 'client' AND case_id = ANY ((SELECT access.cases())::uuid[])"
            " AND (kept_until IS NULL OR kept_until <= (SELECT access.day()))",
        ),
        history("access_emergency"),
    ]
