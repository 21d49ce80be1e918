"""What a leader's page reads of the team is read at once: its cases, then what is due in all of them by one search of an index.

Before, each case asked for its own, twice, and the name of a worker was looked up for each case. What orders and counts duties has
columns of its own, which the database fills from what is told: to open all that explains a duty took longer than to find it.
"""

import importlib

from django.db import migrations

from alliantie.access.protect import APP, function

COLUMNS = migrations.RunSQL(
    sql=[
        "ALTER TABLE public.cases_duty"
        " ADD COLUMN hardness text GENERATED ALWAYS AS (told ->> 'hardness') STORED,"
        " ADD COLUMN tells boolean GENERATED ALWAYS AS (coalesce((told ->> 'tells')::boolean, false)) STORED,"
        " ADD COLUMN forced boolean"
        " GENERATED ALWAYS AS (coalesce(told #>> '{start,kind}' = 'gate_forced', false)) STORED",
    ],
    reverse_sql=["ALTER TABLE public.cases_duty DROP COLUMN hardness, DROP COLUMN tells, DROP COLUMN forced"],
)

# The cases are read once and kept aside, so that a plan made for teams of any size never asks for them again one by one.
# Of each team the `most` that come first by hardness and day, and whatever makes good what an emergency passed over, stand with
# the worker whose they are; without `most` none, and then nothing is noted either.
NUMBERS = function(
    "access.team_numbers(until date, hardest text[], most integer)",
    "TABLE (team_id uuid, worker_id uuid, name text, cases bigint, weight numeric, late bigint, coming bigint, first jsonb)",
    """
DECLARE
  led uuid[] := access.teams_led();
  me uuid := access.actor();
  at timestamptz := access.moment();
  today date := access.day();
  midnight timestamptz := today::timestamp AT TIME ZONE 'Europe/Amsterdam';
  weighing uuid[];
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  -- For a team that weighs nothing each case counts as one, whatever its measures.
  weighing := ARRAY(SELECT DISTINCT w.team_id FROM public.cases_weight w WHERE w.team_id = ANY (led));
  RETURN QUERY
  WITH every AS MATERIALIZED (
    SELECT k.id, k.area_id AS area, k.team_id AS team, k.worker_id AS worker, k.title AS named,
           k.practice_id AS practice, k.practice_version AS version, k.closed_on IS NULL AS runs
      FROM public.cases_case k WHERE k.team_id = ANY (led)
  ), duties AS MATERIALIZED (
    -- Of a closed case what is still due counts as well.
    SELECT d.id, d.case_id AS of_case, d.norm_id AS norm, d.who AS turn, d.due AS day, d.hardness AS hard,
           d.forced AS passed, d.due < today AND NOT d.tells AS behind
      FROM public.cases_duty d WHERE d.case_id = ANY (ARRAY(SELECT e.id FROM every e)) AND d.due <= until
  ), due AS MATERIALIZED (
    SELECT d.of_case, count(*) FILTER (WHERE d.behind) AS late, count(*) FILTER (WHERE NOT d.behind) AS coming
      FROM duties d GROUP BY d.of_case
  ), measured AS MATERIALIZED (
    SELECT m.case_id AS of_case, m.measure_id AS measure FROM public.cases_measure m
     WHERE m.case_id = ANY (ARRAY(SELECT e.id FROM every e WHERE e.runs AND e.team = ANY (weighing)))
       AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)
  ), heavy AS MATERIALIZED (
    -- Of several measures the heaviest counts.
    SELECT e.id AS of_case, max(coalesce(w.weight, 1)) AS weight
      FROM measured m JOIN every e ON e.id = m.of_case
      LEFT JOIN public.cases_weight w ON w.team_id = e.team AND w.practice_id = e.practice AND w.measure_id = m.measure
     GROUP BY e.id
  ), sums AS MATERIALIZED (
    SELECT e.team, e.worker, count(*) FILTER (WHERE e.runs) AS running,
           sum(CASE WHEN e.runs THEN coalesce(h.weight, 1) ELSE 0 END) AS weight,
           coalesce(sum(d.late), 0)::bigint AS late, coalesce(sum(d.coming), 0)::bigint AS coming
      FROM every e LEFT JOIN due d ON d.of_case = e.id LEFT JOIN heavy h ON h.of_case = e.id
     GROUP BY e.team, e.worker
  ), people AS (
    SELECT m.team_id AS team, m.worker_id AS worker FROM public.people_membership m
     WHERE m.team_id = ANY (led) AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)
    UNION SELECT s.team, s.worker FROM sums s WHERE s.running > 0 OR s.late + s.coming > 0
  ), placed AS (
    SELECT e.id AS of_case, e.area, e.team, e.worker, e.named, e.practice, e.version, d.norm, d.turn, d.day, d.hard, d.passed,
           row_number() OVER (PARTITION BY e.team ORDER BY array_position(hardest, d.hard), d.day, e.named, d.id) AS place
      FROM duties d JOIN every e ON e.id = d.of_case WHERE most IS NOT NULL
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
  ), firsts AS MATERIALIZED (
    SELECT f.team, f.worker, jsonb_agg(jsonb_build_array(
             f.place, f.named, f.practice, f.version, f.norm, f.hard, f.turn, f.day, f.passed)) AS first
      FROM found f GROUP BY f.team, f.worker
  ), counted AS MATERIALIZED (
    SELECT p.team, p.worker, coalesce(s.running, 0) AS running, coalesce(s.weight, 0) AS weight,
           coalesce(s.late, 0) AS late, coalesce(s.coming, 0) AS coming, coalesce(f.first, '[]') AS first
      FROM people p LEFT JOIN sums s ON s.team = p.team AND s.worker = p.worker
      LEFT JOIN firsts f ON f.team = p.team AND f.worker = p.worker
  )
  SELECT c.team, c.worker, w.given_name || ' ' || w.family_name, c.running, c.weight, c.late, c.coming, c.first
    FROM counted c
   CROSS JOIN LATERAL (SELECT o.given_name, o.family_name FROM public.people_worker o WHERE o.id = c.worker OFFSET 0) w
   ORDER BY w.family_name, w.given_name, c.worker;
END""",
    volatile=True,
)

_NAME = "access.team_numbers(date)"


def _before() -> migrations.RunSQL:
    """The function of that name before this one goes; undoing makes it again, as the last migration of it left it."""
    told_apart = importlib.import_module("alliantie.cases.migrations.0210_told_is_not_late").Migration.operations[0]
    made = str(told_apart.sql[0]).replace("CREATE OR REPLACE FUNCTION", "CREATE FUNCTION", 1)
    rights = [f"REVOKE ALL ON FUNCTION {_NAME} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {_NAME} TO {APP}"]
    return migrations.RunSQL(sql=[f"DROP FUNCTION {_NAME}"], reverse_sql=[made, *rights])


class Migration(migrations.Migration):
    dependencies = [("cases", "0211_found_by_day"), ("cases", "0221_as_in_a_new_database")]
    operations = [
        COLUMNS,
        NUMBERS,
        _before(),
    ]
