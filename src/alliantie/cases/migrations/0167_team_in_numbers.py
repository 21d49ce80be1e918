"""Who leads a team reads numbers first: of each worker the cases, their weight, what is late and what comes this week.

Of what is due itself the hardest few, or that of one worker who is asked for. So the log of a client tells of a leader who
read something, and not of one who opened the page of the team.
"""

import importlib

from django.db import migrations

from alliantie.access.protect import APP, function

# As the one before, with what is due in each case counted.
NUMBERS = function(
    "access.team_numbers(until date)",
    "TABLE (team_id uuid, worker_id uuid, name text, cases bigint, weight numeric, late bigint, coming bigint)",
    """
DECLARE
  led uuid[] := access.teams_led();
  today date := access.day();
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH every AS (
    -- Of several measures the heaviest counts; of a closed case only what is still due.
    SELECT k.team_id AS team, k.worker_id AS worker, k.closed_on IS NULL AS runs, d.late AS behind, d.coming AS ahead,
           CASE WHEN k.closed_on IS NULL THEN coalesce((
             SELECT max(coalesce(w.weight, 1)) FROM public.cases_measure m
               LEFT JOIN public.cases_weight w ON w.team_id = k.team_id AND w.practice_id = k.practice_id
                AND w.measure_id = m.measure_id
              WHERE m.case_id = k.id AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)), 1)
           ELSE 0 END AS heavy
      FROM public.cases_case k
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE o.due < today) AS late, count(*) FILTER (WHERE o.due >= today) AS coming
         FROM public.cases_duty o WHERE o.case_id = k.id AND o.due <= until) d
     WHERE k.team_id = ANY (led)
  ), people AS (
    SELECT m.team_id AS team, m.worker_id AS worker FROM public.people_membership m
     WHERE m.team_id = ANY (led) AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)
    UNION SELECT e.team, e.worker FROM every e WHERE e.runs OR e.behind + e.ahead > 0
  )
  SELECT p.team, p.worker, w.given_name || ' ' || w.family_name, count(*) FILTER (WHERE e.runs), coalesce(sum(e.heavy), 0),
         coalesce(sum(e.behind), 0)::bigint, coalesce(sum(e.ahead), 0)::bigint
    FROM people p
   CROSS JOIN LATERAL (SELECT o.given_name, o.family_name FROM public.people_worker o WHERE o.id = p.worker OFFSET 0) w
    LEFT JOIN every e ON e.team = p.team AND e.worker = p.worker
   GROUP BY p.team, p.worker, w.given_name, w.family_name
   ORDER BY w.family_name, w.given_name, p.worker;
END""",
)

# `most` of each team by hardness and day, and whatever makes good what an emergency passed over; of one worker in a team or of all.
DUTIES = function(
    "access.team_duties(until date, hardest text[], most integer, of_team uuid, of_worker uuid)",
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
  RETURN QUERY
  WITH every AS (
    SELECT k.id AS of_case, k.area_id AS area, k.team_id AS team, k.worker_id AS worker, k.title AS named,
           k.practice_id AS practice, k.practice_version AS version, d.id AS duty, d.norm_id AS norm, d.who AS turn,
           d.due AS day, d.told ->> 'hardness' AS hard, d.told #>> '{start,kind}' = 'gate_forced' AS passed
      FROM public.cases_case k
     CROSS JOIN LATERAL (SELECT * FROM public.cases_duty o WHERE o.case_id = k.id AND o.due <= until OFFSET 0) d
     WHERE k.team_id = ANY (led) AND (of_team IS NULL OR k.team_id = of_team)
       AND (of_worker IS NULL OR k.worker_id = of_worker)
  ), placed AS (
    SELECT e.*, row_number() OVER (
             PARTITION BY e.team ORDER BY array_position(hardest, e.hard), e.day, e.named, e.duty) AS place
      FROM every e
  ), found AS MATERIALIZED (
    SELECT p.* FROM placed p WHERE p.place <= most OR p.passed ORDER BY p.place LIMIT greatest(most, 500)
  ), noted AS (
    -- Each client finds in the own log that the leader read of the case: once a day, with the first reading.
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT k.area, 'worker', me, 'team duties', k.of_case, p.client_id, '', 'leads the team', at
      FROM (SELECT DISTINCT f.of_case, f.area FROM found f) k
     CROSS JOIN LATERAL (SELECT c.client_id FROM public.cases_participant c WHERE c.case_id = k.of_case OFFSET 0) p
     WHERE NOT EXISTS (SELECT 1 FROM public.access_reading r
            WHERE r.client_id = p.client_id AND r.at >= midnight AND r.case_id = k.of_case AND r.reader_id = me
              AND r.what = 'team duties' OFFSET 0)
  )
  SELECT f.team, f.worker, f.named, f.practice, f.version, f.norm, f.hard, f.turn, f.day, f.passed
    FROM found f ORDER BY f.place;
END""",
    volatile=True,
)


def dropped(name: str, made_in: str, constant: str) -> migrations.RunSQL:
    made = getattr(importlib.import_module(f"alliantie.cases.migrations.{made_in}"), constant)
    rights = [f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {name} TO {APP}"]
    return migrations.RunSQL(sql=[f"DROP FUNCTION {name}"], reverse_sql=[made.sql[0], *rights])


class Migration(migrations.Migration):
    dependencies = [("cases", "0166_few_found")]
    operations = [
        NUMBERS,
        DUTIES,
        dropped("access.team_caseloads()", "0081_team_by_case", "CASELOADS"),
        dropped("access.team_duties(date, integer)", "0165_due_after_the_end", "DUTIES"),
    ]
