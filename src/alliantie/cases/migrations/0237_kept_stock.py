"""The numbers of measures by month are kept too, so that any period of a page is put together from a few rows.

What makes them is what `access.stock_and_flow` (0185) does of a month, of every team and organisation in one pass; a month that
would be about few measures or one worker is not kept. Why: docs/decisions/0036-kept-figures.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_END = import_module("alliantie.cases.migrations.0185_stock_counts")._END

# The whole months of this year and of the three years before, which is what a page lets choose from.
KEEP = function(
    "access.keep_stock()",
    "integer",
    f"""
DECLARE
  made integer;
  newest date := date_trunc('month', access.day())::date;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  WITH months AS (
    SELECT d::date AS first, (d + interval '1 month')::date AS next
      FROM generate_series(date_trunc('year', newest::timestamp) - interval '3 years', newest - interval '1 day',
                           interval '1 month') d
  ), by_worker AS (
    SELECT k.organisation_id AS o, k.team_id AS t, k.practice_id AS p, m.measure_id AS m, n.first AS month,
           k.worker_id AS w, count(*) AS played, count(*) FILTER (WHERE m.starts_on < n.first) AS at_start,
           count(*) FILTER (WHERE m.starts_on >= n.first) AS begun, count(*) FILTER (WHERE e.ends_on < n.next) AS ended
      FROM public.cases_case k JOIN public.cases_measure m ON m.case_id = k.id
     CROSS JOIN LATERAL (SELECT {_END} AS ends_on) e
      JOIN months n ON m.starts_on < n.next AND (e.ends_on IS NULL OR e.ends_on >= n.first)
     GROUP BY 1, 2, 3, 4, 5, 6
  ), seen AS (
    SELECT b.* FROM by_worker b
    UNION ALL
    SELECT b.o, NULL, b.p, b.m, b.month, b.w, sum(b.played), sum(b.at_start), sum(b.begun), sum(b.ended)
      FROM by_worker b GROUP BY 1, 3, 4, 5, 6
  ), fit AS (
    SELECT s.o, s.t, s.p, s.m, s.month, sum(s.at_start) AS at_start, sum(s.begun) AS begun, sum(s.ended) AS ended
      FROM seen s GROUP BY 1, 2, 3, 4, 5 HAVING count(*) >= 3 AND sum(s.played) - max(s.played) >= 10
  ), of_team AS (
    SELECT g.organisation_id AS o, n.team_id AS t, n.practice_id AS p, n.measure_id AS m, n."on", n.running
      FROM public.cases_stockcount n JOIN public.people_team g ON g.id = n.team_id
  ), counted AS (
    SELECT c.* FROM of_team c
    UNION ALL SELECT c.o, NULL, c.p, c.m, c."on", sum(c.running) FROM of_team c GROUP BY 1, 3, 4, 5
  ), days AS (
    -- A day on which nothing was counted of an organisation is one before it was here.
    SELECT DISTINCT c.o, c."on" FROM of_team c
  ), told AS (
    SELECT f.o, f.t, jsonb_agg(jsonb_build_array(f.month, f.p, f.m, f.at_start, f.begun, f.ended,
             CASE WHEN a."on" IS NOT NULL THEN coalesce(x.running, 0) END,
             CASE WHEN b."on" IS NOT NULL THEN coalesce(y.running, 0) END) ORDER BY f.month, f.p, f.m) AS lines
      FROM fit f
      LEFT JOIN days a ON a.o = f.o AND a."on" = f.month
      LEFT JOIN days b ON b.o = f.o AND b."on" = f.month + interval '1 month'
      LEFT JOIN counted x ON (x.o, x.p, x.m, x."on") = (f.o, f.p, f.m, f.month) AND x.t IS NOT DISTINCT FROM f.t
      LEFT JOIN counted y ON (y.o, y.p, y.m) = (f.o, f.p, f.m) AND y."on" = f.month + interval '1 month'
       AND y.t IS NOT DISTINCT FROM f.t
     GROUP BY 1, 2
  ), places AS (
    SELECT o.area_id, o.id AS organisation, NULL::uuid AS team FROM public.people_organisation o
    UNION ALL SELECT t.area_id, t.organisation_id, t.id FROM public.people_team t
  )
  INSERT INTO public.cases_keptfigures (id, area_id, name, organisation_id, team_id, told, made_at)
  SELECT gen_random_uuid(), p.area_id, 'stock', p.organisation, p.team, coalesce(t.lines, '[]'), access.moment()
    FROM places p LEFT JOIN told t ON t.o = p.organisation AND t.t IS NOT DISTINCT FROM p.team
  ON CONFLICT (name, organisation_id, team_id) DO UPDATE SET told = EXCLUDED.told, made_at = EXCLUDED.made_at;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END""",  # noqa: S608 - no text of anybody
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0236_waits_of_a_move")]
    operations = [KEEP]
