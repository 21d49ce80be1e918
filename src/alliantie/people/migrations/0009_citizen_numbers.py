"""Citizen service numbers: encrypted, found by a keyed hash, shown by a function that leaves a line in the client's log."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

QUESTIONS = 20
"""Numbers that were somebody else's already, and other such questions, within an hour."""

# The organisation where the actor may use the number of this client: works in the case or stands in, and a law is named.
HOME = """
CREATE FUNCTION secrets.number_home(of_case uuid, of_client uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = '' AS $function$
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR NOT of_case = ANY (access.cases()) THEN RETURN NULL; END IF;
  RETURN (SELECT o.id FROM public.cases_case k JOIN public.people_organisation o ON o.id = k.organisation_id
           WHERE k.id = of_case AND o.number_ground <> ''
             AND EXISTS (SELECT FROM public.cases_participant p WHERE p.case_id = k.id AND p.client_id = of_client)
             AND (k.id = ANY (access.cases_to_work()) OR EXISTS (
               SELECT FROM public.access_grant g WHERE g.case_id = k.id AND g.subject_kind = 'worker'
                  AND g.subject_id = access.actor() AND g.ground = 'stands in' AND g.starts_at <= access.moment()
                  AND (g.ends_at IS NULL OR g.ends_at > access.moment()))));
END $function$;
REVOKE ALL ON FUNCTION secrets.number_home(uuid, uuid) FROM PUBLIC;
"""

WHOSE = function(
    "access.numbers_in(of_case uuid)",
    "TABLE (client_id uuid, kind varchar)",
    """
BEGIN
  RETURN QUERY SELECT p.client_id, n.kind FROM public.cases_participant p
    LEFT JOIN public.people_citizennumber n ON n.client_id = p.client_id
          AND n.organisation_id = secrets.number_home(of_case, p.client_id)
   WHERE p.case_id = of_case AND secrets.number_home(of_case, p.client_id) IS NOT NULL;
END""",
)

SHOW = function(
    "access.show_number(of_case uuid, of_client uuid)",
    "TABLE (kind varchar, found_by bytea, sealed bytea)",
    """
DECLARE home uuid := secrets.number_home(of_case, of_client);
BEGIN
  IF home IS NULL THEN RAISE EXCEPTION 'not yours to see' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY SELECT n.kind, n.found_by, n.sealed FROM public.people_citizennumber n
   WHERE n.organisation_id = home AND n.client_id = of_client;
  IF FOUND THEN PERFORM access.note_reading('citizen number', of_case, of_client, ''); END IF;
END""",
    volatile=True,
)

KEEP = function(
    "access.keep_number(of_case uuid, of_client uuid, of_kind text, by_hash bytea, blob bytea)",
    "text",
    f"""
DECLARE home uuid := secrets.number_home(of_case, of_client);
BEGIN
  IF home IS NULL OR NOT of_case = ANY (access.cases_to_work())
  THEN RAISE EXCEPTION 'not yours to keep' USING ERRCODE = 'AL403'; END IF;
  IF of_kind NOT IN ('bsn', 'nrn') OR octet_length(by_hash) <> 32 OR octet_length(blob) NOT BETWEEN 30 AND 60
  THEN RAISE EXCEPTION 'no such number' USING ERRCODE = 'AL422'; END IF;
  -- Of two at once the second finds it taken.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('number:' || home::text, 0));
  IF (SELECT count(*) FROM public.access_matching m
       WHERE m.asked_by = access.actor() AND m.at > access.moment() - interval '1 hour') >= {QUESTIONS}
  THEN RETURN 'too often'; END IF;
  IF EXISTS (SELECT FROM public.people_citizennumber n
              WHERE n.organisation_id = home AND n.found_by = by_hash AND n.client_id <> of_client) THEN
    INSERT INTO public.access_matching (area_id, asked_by, question_hash, found, at)
    VALUES (access.area(), access.actor(), by_hash, true, access.moment());
    RETURN 'known';
  END IF;
  INSERT INTO public.people_citizennumber AS n
    (id, area_id, organisation_id, client_id, kind, found_by, sealed, kept_at)
  VALUES (gen_random_uuid(), access.area(), home, of_client, of_kind, by_hash, blob, access.moment())
  ON CONFLICT ON CONSTRAINT one_number_a_client DO UPDATE
     SET kind = EXCLUDED.kind, found_by = EXCLUDED.found_by, sealed = EXCLUDED.sealed, kept_at = EXCLUDED.kept_at
   WHERE n.found_by <> EXCLUDED.found_by;
  RETURN 'kept';
END""",
    volatile=True,
)

DROP = function(
    "access.drop_number(of_case uuid, of_client uuid)",
    "void",
    """
DECLARE home uuid := secrets.number_home(of_case, of_client);
BEGIN
  IF home IS NULL OR NOT of_case = ANY (access.cases_to_work())
  THEN RAISE EXCEPTION 'not yours to drop' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.people_citizennumber n WHERE n.organisation_id = home AND n.client_id = of_client;
END""",
    volatile=True,
)

# Whose number this is, among the cases whose numbers the actor may use; its client reads that it was looked for.
FIND = function(
    "access.cases_by_number(by_hash bytea)",
    "TABLE (case_id uuid)",
    """
DECLARE here record;
BEGIN
  FOR here IN
    SELECT k.id, n.client_id FROM public.people_citizennumber n
      JOIN public.cases_participant p ON p.client_id = n.client_id
      JOIN public.cases_case k ON k.id = p.case_id AND k.organisation_id = n.organisation_id
     WHERE n.found_by = by_hash AND k.id = ANY (access.cases())
       AND secrets.number_home(k.id, n.client_id) = n.organisation_id
     ORDER BY k.closed_on DESC NULLS FIRST, k.opened_on DESC, k.id
  LOOP
    PERFORM access.note_reading('search', here.id, here.client_id, '');
    case_id := here.id;
    RETURN NEXT;
  END LOOP;
END""",
    volatile=True,
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"people.{model}")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_averages"),
        ("access", "0020_kept"),
        ("cases", "0235_kept_figures"),
    ]
    operations = [
        migrations.AddField("organisation", "number_ground", models.CharField(blank=True, max_length=200)),
        migrations.CreateModel(
            name="CitizenNumber",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=3)),
                ("found_by", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
                ("area", _to("area")),
                ("client", _to("client")),
                ("organisation", _to("organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "found_by"), name="one_client_a_number"),
                    models.UniqueConstraint(fields=("organisation", "client"), name="one_number_a_client"),
                ],
            },
        ),
        migrations.RunSQL(sql=HOME, reverse_sql="DROP FUNCTION secrets.number_home(uuid, uuid)"),
        WHOSE,
        SHOW,
        KEEP,
        DROP,
        FIND,
        policies(
            "people_citizennumber",
            select="client_id = (SELECT access.actor()) AND (SELECT access.kind()) = 'client'",
        ),
        history("people_citizennumber"),
    ]
