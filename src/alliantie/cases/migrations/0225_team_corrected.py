"""Who leads a team reads what was decided on a judgement of an incident that was corrected since: of whom, what and when.

What happened, why it was judged so and what the client says of it stay with the case. The client it is about finds in the own
log that the leader read of it, once a day.
"""

from django.db import migrations

from alliantie.access.protect import function

# From what was chosen to the words on that incident in its own case: few are chosen, and a case has few facts.
CORRECTED = function(
    "access.team_corrected(since timestamptz, most integer)",
    "TABLE (team_id uuid, worker text, title varchar, practice_id varchar, practice_version varchar, kind varchar,"
    " happened_on date, chosen text[], corrected_at timestamptz, answered boolean)",
    """
DECLARE
  led uuid[] := access.teams_led();
  me uuid := access.actor();
  at timestamptz := access.moment();
  midnight timestamptz := access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH built AS MATERIALIZED (
    SELECT i.id, i.area_id AS area, i.case_id AS of_case, i.client_id AS whose, i.kind AS sort, i."on" AS happened,
           i."values" ->> 'incident' AS called, m.kind AS fact, k.team_id AS team, k.worker_id AS by_whom, k.title AS named,
           k.practice_id AS practice, k.practice_version AS version, r.option AS option, r.recorded_at AS chosen_at
      FROM public.cases_case k
      JOIN public.cases_response r ON r.case_id = k.id
      JOIN public.cases_incident i ON i.id = r.incident_id
      JOIN public.cases_fact m ON m.id = i.id
     WHERE k.team_id = ANY (led) AND r.option <> 'no-action' AND i.state <> 'withdrawn'
  ), judged AS MATERIALIZED (
    SELECT b.id, array_agg(DISTINCT b.option::text) FILTER (WHERE t.said <> l.said) AS options, l.said_at
      FROM built b
     CROSS JOIN LATERAL (
       SELECT f."values" AS said, f.recorded_at AS said_at FROM public.cases_fact f
        WHERE f.case_id = b.of_case AND f.client_id = b.whose AND f.kind = b.fact AND NOT f.void
          AND f."values" ->> 'incident' = b.called
        ORDER BY f."on" DESC, f.recorded_at DESC, f.id LIMIT 1) l
     CROSS JOIN LATERAL (
       SELECT f."values" AS said FROM public.cases_fact f
        WHERE f.case_id = b.of_case AND f.client_id = b.whose AND f.kind = b.fact AND NOT f.void
          AND f."values" ->> 'incident' = b.called AND f.recorded_at <= b.chosen_at
        ORDER BY f."on" DESC, f.recorded_at DESC, f.id LIMIT 1) t
     WHERE l.said_at > b.chosen_at
     GROUP BY b.id, l.said_at
  ), found AS MATERIALIZED (
    SELECT DISTINCT ON (j.id) j.id, j.options, j.said_at, b.area, b.of_case, b.whose, b.sort, b.happened, b.team, b.by_whom,
           b.named, b.practice, b.version,
           EXISTS (SELECT FROM public.cases_response r WHERE r.incident_id = j.id AND r.recorded_at >= j.said_at) AS anew
      FROM judged j JOIN built b ON b.id = j.id
     WHERE j.options IS NOT NULL
  ), shown AS MATERIALIZED (
    SELECT f.* FROM found f WHERE f.said_at >= since OR NOT f.anew ORDER BY f.said_at DESC, f.id LIMIT most
  ), noted AS (
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT s.area, 'worker', me, 'team corrected', s.of_case, s.whose, '', 'leads the team', at
      FROM (SELECT DISTINCT d.area, d.of_case, d.whose FROM shown d) s
     WHERE NOT EXISTS (SELECT 1 FROM public.access_reading r
            WHERE r.client_id = s.whose AND r.at >= midnight AND r.case_id = s.of_case AND r.reader_id = me
              AND r.what = 'team corrected' OFFSET 0)
  )
  SELECT s.team, w.given_name || ' ' || w.family_name, s.named, s.practice, s.version, s.sort, s.happened, s.options,
         s.said_at, s.anew
    FROM shown s
   CROSS JOIN LATERAL (SELECT o.given_name, o.family_name FROM public.people_worker o WHERE o.id = s.by_whom OFFSET 0) w
   ORDER BY s.said_at DESC, s.id;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0224_team_closed")]
    operations = [CORRECTED]
