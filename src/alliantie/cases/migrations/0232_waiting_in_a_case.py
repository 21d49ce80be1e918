"""Who leads a team reads which of its clients wait on a list of a case: who, since when, how urgent, and why.

Only facts that say how urgent it is are read, whatever is asked. Each client finds in the own log that the leader read of it.
"""

from django.db import migrations

from alliantie.access.protect import function

LISTED = function(
    "access.team_listed(sorts jsonb, most integer)",
    "TABLE (team_id uuid, team varchar, worker text, title varchar, practice_id varchar, practice_version varchar,"
    " kind varchar, said jsonb, since date)",
    """
DECLARE
  led uuid[] := access.teams_led();
  me uuid := access.actor();
  at timestamptz := access.moment();
  today date := access.day();
  midnight timestamptz := today::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH sort AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(sorts) AS s (practice text, kind text, ends text[], under text[])
  ), listed AS MATERIALIZED (
    SELECT k.id AS of_case, k.area_id AS area, k.team_id AS team, k.worker_id AS by_whom, k.title AS named,
           k.title_key AS sorted, k.practice_id AS practice, k.practice_version AS version, f.kind, f.client_id AS whose,
           min(f."on") AS first_day, (array_agg(f."values" ORDER BY f."on" DESC, f.recorded_at DESC, f.id))[1] AS words
      FROM public.cases_case k
      JOIN sort s ON s.practice = k.practice_id
      JOIN public.cases_fact f ON f.case_id = k.id AND f.kind = s.kind
     WHERE k.team_id = ANY (led) AND k.closed_on IS NULL AND NOT f.void AND f."values" ? 'urgency'
       AND NOT EXISTS (SELECT FROM public.cases_fact c WHERE c.corrects_id = f.id)
       AND (s.under IS NULL OR EXISTS (SELECT FROM public.cases_measure m
             WHERE m.case_id = k.id AND m.measure_id = ANY (s.under) AND m.starts_on <= today
               AND (m.ends_on IS NULL OR m.ends_on > today)))
       AND NOT EXISTS (
         SELECT FROM public.cases_fact e
          WHERE e.case_id = k.id AND e.kind = ANY (s.ends) AND NOT e.void
            AND (e.client_id IS NULL OR f.client_id IS NULL OR e.client_id = f.client_id)
            AND (e."on", e.recorded_at) >= (f."on", f.recorded_at)
            AND NOT EXISTS (SELECT FROM public.cases_fact c WHERE c.corrects_id = e.id))
     GROUP BY k.id, k.area_id, k.team_id, k.worker_id, k.title, k.title_key, k.practice_id, k.practice_version, f.kind,
              f.client_id
     ORDER BY min(f."on"), k.title_key, k.id LIMIT most
  ), noted AS (
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT l.area, 'worker', me, 'team listed', l.of_case, p.client_id, '', 'leads the team', at
      FROM (SELECT DISTINCT d.area, d.of_case FROM listed d) l
     CROSS JOIN LATERAL (SELECT c.client_id FROM public.cases_participant c WHERE c.case_id = l.of_case OFFSET 0) p
     WHERE NOT EXISTS (SELECT 1 FROM public.access_reading r
            WHERE r.client_id = p.client_id AND r.at >= midnight AND r.case_id = l.of_case AND r.reader_id = me
              AND r.what = 'team listed' OFFSET 0)
  )
  SELECT l.team, t.name, w.given_name || ' ' || w.family_name, l.named, l.practice, l.version, l.kind, l.words, l.first_day
    FROM listed l
   CROSS JOIN LATERAL (SELECT o.given_name, o.family_name FROM public.people_worker o WHERE o.id = l.by_whom OFFSET 0) w
    JOIN public.people_team t ON t.id = l.team
   ORDER BY l.first_day, l.sorted, l.of_case;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0231_desk_of_several")]
    operations = [LISTED]
