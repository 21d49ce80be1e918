"""The timeline of a case tells on which days a home or a supply is lost, so that what is due follows from it."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

TIMELINES = function(
    "access.timelines(of_cases uuid[], to_change boolean)",
    "TABLE (case_id uuid, practice_id varchar, practice_version varchar, told jsonb)",
    """
DECLARE who text := access.kind();
BEGIN
  IF who = 'job' THEN NULL;
  ELSIF who = 'worker' AND of_cases <@ (CASE WHEN to_change THEN access.cases_to_record() ELSE access.cases() END)
  THEN NULL;
  ELSIF who = 'worker' AND of_cases <@ access.cases_to_decide() THEN NULL;
  ELSE RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  -- Whoever changes what is due waits here for whoever was first, and then sees what that one recorded.
  IF to_change THEN
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('case:' || o, 0))
       FROM (SELECT DISTINCT unnest(of_cases)::text AS o ORDER BY 1) s;
  END IF;
  RETURN QUERY
  SELECT k.id, k.practice_id, k.practice_version, jsonb_build_object(
      'people', (SELECT jsonb_agg(jsonb_build_array(p.client_id, p.role, c.born_on))
                   FROM public.cases_participant p JOIN public.people_client c ON c.id = p.client_id
                  WHERE p.case_id = k.id),
      'measures', (SELECT jsonb_agg(jsonb_build_array(m.id, m.measure_id, m.client_id, m.starts_on, m.until, m.ends_on))
                     FROM public.cases_measure m WHERE m.case_id = k.id),
      'explained', (SELECT jsonb_agg(jsonb_build_array(e.id, e.client_id, e.explained_on))
                      FROM public.cases_explanation e WHERE e.case_id = k.id),
      'deadlines', (SELECT jsonb_agg(jsonb_build_array(d.id, d.kind, d."on", d.recorded_at, d.over_on))
                      FROM public.money_deadline d WHERE d.case_id = k.id AND d.taken_back_at IS NULL),
      'facts', (SELECT jsonb_agg(jsonb_build_array(
                         f.id, f.kind, f."on", f.at, f.talk_id, f.client_id, f.values, f.together, f.others))
                  FROM public.cases_fact f
                 WHERE f.case_id = k.id AND NOT f.void AND f.kind NOT IN ('measure_started', 'measure_ended')
                   AND NOT EXISTS (SELECT FROM public.cases_fact t WHERE t.corrects_id = f.id)))
    FROM public.cases_case k WHERE k.id = ANY (of_cases);
END""",
    volatile=True,
)


BEFORE = import_module("alliantie.cases.migrations.0120_reserved_decisions").READ


def anew(made: migrations.RunSQL) -> str:
    """A function in the place of the one with its name."""
    return str(made.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("money", "0002_protection"), ("cases", "0120_reserved_decisions")]
    operations = [migrations.RunSQL(sql=[anew(TIMELINES)], reverse_sql=[anew(BEFORE)])]
