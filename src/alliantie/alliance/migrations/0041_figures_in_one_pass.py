"""The figures of rounds and outcomes in one pass: groups are joined, where each looked through all workers anew.

At 100,000 cases that took a quarter of an hour and more, and a join over rounds that are not there filled the disc. What
is counted, and what is shown of it, is what it was: docs/methods/figures.md and docs/methods/outcomes.md.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.alliance.migrations.0039_figures_of_one").Migration.operations


def _anew(before: migrations.RunSQL, body: str) -> migrations.RunSQL:
    """The same function, of the same role and for the same callers, with another body."""
    head, old, tail = str(before.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).split("$function$")
    return migrations.RunSQL(
        sql=[f"{head}$function${body}$function${tail}"], reverse_sql=[f"{head}$function${old}$function${tail}"]
    )


ROUNDS = """
DECLARE
  present date := date_trunc('quarter', access.day())::date;
BEGIN
  IF cardinality(led) = 0 AND cardinality(managed) = 0 THEN RETURN; END IF;
  RETURN QUERY
  -- Only quarters of which the next has ended: by then every round that began in it is over, so nothing moves any more.
  WITH quarters AS (
    SELECT (present - n * interval '3 months')::date AS first_day,
           (present - (n - 1) * interval '3 months')::date AS next_one,
           (present - (n - 2) * interval '3 months')::date AS settled
      FROM generate_series(2, 9) n
  ), rounds AS (
    SELECT r.pair_id, q.first_day, max(CASE
             WHEN r.discussed_on < q.settled AND n.agreement_state = 'confirmed' THEN 5
             WHEN r.discussed_on < q.settled THEN 4
             WHEN (r.revealed_at AT TIME ZONE 'Europe/Amsterdam')::date < q.settled THEN 3 ELSE 2 END) AS stage
      FROM public.alliance_round r JOIN quarters q ON r.opens_on >= q.first_day AND r.opens_on < q.next_one
      JOIN public.alliance_pair p ON p.id = r.pair_id AND (p.ends_on IS NULL OR r.opens_on < p.ends_on)
      LEFT JOIN public.alliance_conversation n ON n.round_id = r.id
     GROUP BY 1, 2
  ), reached AS (
    -- How far the furthest round of a client with a worker came: 1 none begun, 2 begun, 3 looked at, 4 talked about, 5
    -- with an agreement. The state is not read: a day that has passed stays as it is, and so does what was agreed then.
    SELECT c.organisation_id, c.team_id, c.practice_id, q.first_day, p.client_id, p.worker_id, coalesce(max(r.stage), 1) AS stage
      FROM public.cases_case c
      JOIN public.alliance_pair p ON p.case_id = c.id
      JOIN quarters q ON p.begins_on < q.next_one AND (p.ends_on IS NULL OR p.ends_on > q.first_day)
      LEFT JOIN rounds r ON r.pair_id = p.id AND r.first_day = q.first_day
     WHERE c.team_id = ANY (led) OR c.organisation_id = ANY (managed)
     GROUP BY 1, 2, 3, 4, 5, 6
  ), seen AS (
    SELECT h.* FROM reached h WHERE h.team_id = ANY (led)
    UNION ALL
    SELECT h.organisation_id, NULL, h.practice_id, h.first_day, h.client_id, h.worker_id, max(h.stage)
      FROM reached h WHERE h.organisation_id = ANY (managed) GROUP BY 1, 3, 4, 5, 6
  ), of_worker AS (
    SELECT h.organisation_id, h.team_id, h.practice_id, h.first_day, s AS stage, h.worker_id, count(*) AS clients
      FROM seen h, generate_series(1, h.stage) s GROUP BY 1, 2, 3, 4, 5, 6
  ), workers AS (
    SELECT w.organisation_id, w.team_id, w.practice_id, w.first_day, w.stage, count(*) AS several, max(w.clients) AS most
      FROM of_worker w GROUP BY 1, 2, 3, 4, 5
  ), of_client AS (
    SELECT h.organisation_id, h.team_id, h.practice_id, h.first_day, h.client_id, max(h.stage) AS stage
      FROM seen h GROUP BY 1, 2, 3, 4, 5
  ), of_group AS (
    SELECT c.organisation_id, c.team_id, c.practice_id, c.first_day, s AS stage, count(*) AS clients
      FROM of_client c, generate_series(1, c.stage) s GROUP BY 1, 2, 3, 4, 5
  ), fit AS (
    -- Three workers, and ten clients left without the one who has most: it is never a figure about one worker, also not
    -- for a leader who takes the own clients off. Then whole tens, so that no subtraction gives a small group.
    SELECT g.*, (g.clients / 10 * 10)::integer AS tens
      FROM of_group g JOIN workers w ON w.organisation_id = g.organisation_id AND w.team_id IS NOT DISTINCT FROM g.team_id
       AND w.practice_id = g.practice_id AND w.first_day = g.first_day AND w.stage = g.stage
     WHERE w.several >= 3 AND g.clients - w.most >= 10
  )
  SELECT f.organisation_id, f.team_id, f.practice_id, f.first_day,
         max(f.tens) FILTER (WHERE f.stage = 1), max(f.tens) FILTER (WHERE f.stage = 2),
         max(f.tens) FILTER (WHERE f.stage = 3), max(f.tens) FILTER (WHERE f.stage = 4),
         max(f.tens) FILTER (WHERE f.stage = 5)
    FROM fit f GROUP BY 1, 2, 3, 4 ORDER BY 1, 2 NULLS FIRST, 3, 4 DESC;
END
"""

ENDINGS = """
DECLARE
  present date := access.day();
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
  ), took AS (
    SELECT s.num, s.o, s.t, s.p,
           round(percentile_cont(0.5) WITHIN GROUP (ORDER BY s.days) / 30.4375)::integer AS months
      FROM seen s WHERE s.way = 1 GROUP BY 1, 2, 3, 4
  )
  SELECT f.o, f.t, f.p, f.num, max(f.tens) FILTER (WHERE f.way = 1), max(f.tens) FILTER (WHERE f.way = 2),
         max(f.tens) FILTER (WHERE f.way = 3), max(f.tens) FILTER (WHERE f.way = 4),
         max(f.tens) FILTER (WHERE f.way = 5), max(f.tens) FILTER (WHERE f.way = 6),
         max(k.months) FILTER (WHERE f.way = 1),
         max(f.of_each) FILTER (WHERE f.way = 7)
    FROM fit f
    LEFT JOIN took k ON k.num = f.num AND k.o = f.o AND k.t IS NOT DISTINCT FROM f.t AND k.p = f.p
   GROUP BY f.o, f.t, f.p, f.num ORDER BY 1, 2 NULLS FIRST, 3, 4 DESC;
END
"""


class Migration(migrations.Migration):
    dependencies = [("alliance", "0040_kept_figures")]
    operations = [_anew(_BEFORE[0], ROUNDS), _anew(_BEFORE[2], ENDINGS)]
