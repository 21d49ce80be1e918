"""How the rounds of a team go, for who leads it: the one way from rounds to a figure.

All that protects clients and workers happens in here, so that raw SQL as the application gets nothing finer. Why each
rule is there: docs/methods/figures.md.
"""

from django.db import migrations

from alliantie.access.protect import function

FIGURES = function(
    "alliance.team_figures()",
    "TABLE (team uuid, practice varchar, quarter date, possible integer, begun integer, looked integer, talked integer)",
    """
DECLARE present date := date_trunc('quarter', access.day())::date;
BEGIN
  RETURN QUERY
  -- Only quarters of which the next has ended: by then every round that began in it is over, so nothing moves any more.
  WITH quarters AS (
    SELECT (present - n * interval '3 months')::date AS first_day,
           (present - (n - 1) * interval '3 months')::date AS next_one,
           (present - (n - 2) * interval '3 months')::date AS settled
      FROM generate_series(2, 9) n
  ), reached AS (
    -- How far the furthest round of a client with a worker came: 1 none begun, 2 begun, 3 looked at, 4 talked about.
    -- The state is not read: a day that has passed stays as it is.
    SELECT c.team_id, c.practice_id, q.first_day, p.client_id, p.worker_id, max(CASE
             WHEN r.discussed_on < q.settled THEN 4
             WHEN (r.revealed_at AT TIME ZONE 'Europe/Amsterdam')::date < q.settled THEN 3
             WHEN r.id IS NOT NULL THEN 2 ELSE 1 END) AS stage
      FROM public.cases_case c
      JOIN public.alliance_pair p ON p.case_id = c.id
      JOIN quarters q ON p.begins_on < q.next_one AND (p.ends_on IS NULL OR p.ends_on > q.first_day)
      LEFT JOIN public.alliance_round r ON r.pair_id = p.id AND r.opens_on >= q.first_day AND r.opens_on < q.next_one
       AND (p.ends_on IS NULL OR r.opens_on < p.ends_on)
     WHERE c.team_id = ANY (access.teams_led())
     GROUP BY 1, 2, 3, 4, 5
  ), of_worker AS (
    SELECT h.team_id, h.practice_id, h.first_day, s AS stage, h.worker_id, count(*) AS clients
      FROM reached h, generate_series(1, 4) s WHERE h.stage >= s GROUP BY 1, 2, 3, 4, 5
  ), of_group AS (
    SELECT h.team_id, h.practice_id, h.first_day, s AS stage, count(DISTINCT h.client_id) AS clients
      FROM reached h, generate_series(1, 4) s WHERE h.stage >= s GROUP BY 1, 2, 3, 4
  ), fit AS (
    -- Three workers, and ten clients left without the one who has most: it is never a figure about one worker, also not
    -- for a leader who takes the own clients off. Then whole tens, so that no subtraction gives a small group.
    SELECT g.team_id, g.practice_id, g.first_day, g.stage, (g.clients / 10 * 10)::integer AS tens
      FROM of_group g
     WHERE (SELECT count(*) >= 3 AND g.clients - max(w.clients) >= 10 FROM of_worker w
             WHERE w.team_id = g.team_id AND w.practice_id = g.practice_id AND w.first_day = g.first_day
               AND w.stage = g.stage)
  )
  SELECT f.team_id, f.practice_id, f.first_day,
         max(f.tens) FILTER (WHERE f.stage = 1), max(f.tens) FILTER (WHERE f.stage = 2),
         max(f.tens) FILTER (WHERE f.stage = 3), max(f.tens) FILTER (WHERE f.stage = 4)
    FROM fit f GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 DESC;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0014_notice_release")]
    operations = [FIGURES]
