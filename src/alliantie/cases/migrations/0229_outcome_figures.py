"""How cases ended in a year, how long they took and how many a worker has, for who leads a team or manages.

All that protects people happens in here. Why each rule is there: docs/methods/outcomes.md.
"""

from django.db import migrations

from alliantie.access.protect import function

OUTCOMES = function(
    "access.outcome_figures()",
    "TABLE (organisation uuid, team uuid, practice varchar, year integer, ended integer, completed integer,"
    " positive integer, neutral integer, negative integer, elsewhere integer, months integer, caseload integer)",
    """
DECLARE
  present date := access.day();
  led uuid[] := access.teams_led();
  managed uuid[] := access.organisations_managed();
BEGIN
  IF cardinality(led) = 0 AND cardinality(managed) = 0 THEN RETURN; END IF;
  RETURN QUERY
  -- A year is there from February on, with what was recorded until a week after it and stood for a week: then nothing
  -- of it moves any more.
  WITH years AS (
    SELECT y::integer AS num, make_date(y::integer, 1, 1) AS first_day, make_date(y::integer + 1, 1, 1) AS next_one,
           make_date(y::integer + 1, 1, 8) AS recorded, make_date(y::integer + 1, 1, 15) AS settled
      FROM generate_series(date_part('year', present)::integer - 5, date_part('year', present)::integer - 1) y
     WHERE make_date(y::integer + 1, 2, 1) <= present
  ), ways AS (
    SELECT y.num, k.organisation_id, k.team_id, k.practice_id, k.worker_id, k.id, o.on - k.opened_on AS days,
           unnest(ARRAY[1, CASE o.kind WHEN 'completed' THEN 2 WHEN 'positive' THEN 3 WHEN 'neutral' THEN 4
                                       WHEN 'negative' THEN 5 ELSE 6 END]) AS way
      FROM public.cases_case k JOIN public.cases_outcome o ON o.case_id = k.id
      JOIN years y ON o.on >= y.first_day AND o.on < y.next_one
       AND (o.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date < y.recorded
       AND (o.undone_at IS NULL OR (o.undone_at AT TIME ZONE 'Europe/Amsterdam')::date >= y.settled)
     WHERE k.team_id = ANY (led) OR k.organisation_id = ANY (managed)
    UNION ALL
    -- 7: ran as the year ended.
    SELECT y.num, k.organisation_id, k.team_id, k.practice_id, k.worker_id, k.id, NULL, 7
      FROM public.cases_case k JOIN years y ON k.opened_on < y.next_one
       AND (k.closed_on IS NULL OR k.closed_on >= y.next_one)
     WHERE k.team_id = ANY (led) OR k.organisation_id = ANY (managed)
  ), seen AS (
    SELECT w.num, w.organisation_id AS o, w.team_id AS t, w.practice_id AS p, w.way, w.worker_id, w.days
      FROM ways w WHERE w.team_id = ANY (led)
    UNION ALL
    SELECT w.num, w.organisation_id, NULL, w.practice_id, w.way, w.worker_id, w.days
      FROM ways w WHERE w.organisation_id = ANY (managed)
  ), by_worker AS (
    SELECT s.num, s.o, s.t, s.p, s.way, s.worker_id, count(*) AS cases FROM seen s GROUP BY 1, 2, 3, 4, 5, 6
  ), fit AS (
    -- As for the rounds: three workers, and ten cases without the worker who has most of them; then whole tens.
    SELECT b.num, b.o, b.t, b.p, b.way, (sum(b.cases)::integer / 10 * 10) AS tens,
           round(avg(b.cases))::integer AS of_each
      FROM by_worker b GROUP BY 1, 2, 3, 4, 5 HAVING count(*) >= 3 AND sum(b.cases) - max(b.cases) >= 10
  )
  SELECT f.o, f.t, f.p, f.num, max(f.tens) FILTER (WHERE f.way = 1), max(f.tens) FILTER (WHERE f.way = 2),
         max(f.tens) FILTER (WHERE f.way = 3), max(f.tens) FILTER (WHERE f.way = 4),
         max(f.tens) FILTER (WHERE f.way = 5), max(f.tens) FILTER (WHERE f.way = 6),
         CASE WHEN bool_or(f.way = 1) THEN (
           SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY s.days) / 30.4375)::integer FROM seen s
            WHERE s.way = 1 AND s.num = f.num AND s.o = f.o AND s.t IS NOT DISTINCT FROM f.t AND s.p = f.p) END,
         max(f.of_each) FILTER (WHERE f.way = 7)
    FROM fit f GROUP BY f.o, f.t, f.p, f.num ORDER BY 1, 2 NULLS FIRST, 3, 4 DESC;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0228_explained_again")]
    operations = [OUTCOMES]
