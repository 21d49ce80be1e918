"""What a leader's page reads grows with the team, and no longer with all cases there are.

A plan that is made once for teams of any size read the measures of everybody. Each case now asks for its own, and who asks is found
out once instead of for every row of the reading log.
"""

from django.db import migrations

from alliantie.access.protect import function


def anew(made: migrations.RunSQL) -> migrations.RunSQL:
    """The function in the place of one with the same name; going back leaves it, since it answers the same."""
    create = str(made.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return migrations.RunSQL(sql=[create], reverse_sql=migrations.RunSQL.noop)


CASELOADS = function(
    "access.team_caseloads()",
    "TABLE (team_id uuid, worker_id uuid, name text, cases bigint, weight numeric)",
    """
DECLARE
  led uuid[] := access.teams_led();
  today date := access.day();
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH running AS (
    -- Of several measures the heaviest counts.
    SELECT k.team_id AS team, k.worker_id AS worker, k.id, coalesce((
             SELECT max(coalesce(w.weight, 1)) FROM public.cases_measure m
               LEFT JOIN public.cases_weight w ON w.team_id = k.team_id AND w.practice_id = k.practice_id
                AND w.measure_id = m.measure_id
              WHERE m.case_id = k.id AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)), 1) AS weight
      FROM public.cases_case k
     WHERE k.team_id = ANY (led) AND k.closed_on IS NULL
  ), people AS (
    SELECT m.team_id AS team, m.worker_id AS worker FROM public.people_membership m
     WHERE m.team_id = ANY (led) AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)
    UNION SELECT r.team, r.worker FROM running r
  )
  SELECT p.team, p.worker, w.given_name || ' ' || w.family_name, count(r.id), coalesce(sum(r.weight), 0)
    FROM people p
   CROSS JOIN LATERAL (SELECT o.given_name, o.family_name FROM public.people_worker o WHERE o.id = p.worker OFFSET 0) w
    LEFT JOIN running r ON r.team = p.team AND r.worker = p.worker
   GROUP BY p.team, p.worker, w.given_name, w.family_name
   ORDER BY w.family_name, w.given_name, p.worker;
END""",
)

DUTIES = function(
    "access.team_duties(until date, most integer)",
    "TABLE (team_id uuid, worker_id uuid, title varchar, practice_id varchar, practice_version varchar,"
    " norm_id varchar, hardness text, who varchar, due date, forced boolean)",
    """
DECLARE
  led uuid[] := access.teams_led();
  me uuid := access.actor();
  at timestamptz := access.moment();
  midnight timestamptz := access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  -- Each client finds in the own log that the leader read of the case: once a day, with the first reading.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT k.area_id, 'worker', me, 'team duties', k.id, p.client_id, '', 'leads the team', at
    FROM public.cases_case k
   CROSS JOIN LATERAL (SELECT c.client_id FROM public.cases_participant c WHERE c.case_id = k.id OFFSET 0) p
   WHERE k.team_id = ANY (led) AND k.closed_on IS NULL
     AND EXISTS (SELECT 1 FROM public.cases_duty d WHERE d.case_id = k.id AND d.due <= until OFFSET 0)
     AND NOT EXISTS (SELECT 1 FROM public.access_reading r
          WHERE r.client_id = p.client_id AND r.at >= midnight AND r.case_id = k.id AND r.reader_id = me
            AND r.what = 'team duties' OFFSET 0);
  RETURN QUERY
  SELECT k.team_id, k.worker_id, k.title, k.practice_id, k.practice_version, d.norm_id, d.told ->> 'hardness', d.who,
         d.due, d.told #>> '{start,kind}' = 'gate_forced'
    FROM public.cases_case k
   CROSS JOIN LATERAL (SELECT * FROM public.cases_duty o WHERE o.case_id = k.id AND o.due <= until OFFSET 0) d
   WHERE k.team_id = ANY (led) AND k.closed_on IS NULL
   ORDER BY d.due, d.id LIMIT most;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0080_history_at_once")]
    operations = [anew(CASELOADS), anew(DUTIES)]
