"""How many measures ran as a month began, counted then, so that a later correction shows as a sum that is off.

Why numbers are shown or not: docs/methods/stock.md.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

# What an authority imposed and that ran on when its case closed counts until the last day that is known: nobody hears of
# its end there.
_END = "coalesce(m.ends_on, CASE WHEN k.closed_on IS NOT NULL THEN greatest(k.closed_on, m.until) END)"

# By what is recorded now. A month that was counted stays as it was.
COUNT = function(
    "access.count_stock()",
    "integer",
    f"""
DECLARE
  month date := date_trunc('month', access.day())::date;
  made integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.cases_stockcount (id, area_id, team_id, practice_id, measure_id, "on", running)
  SELECT gen_random_uuid(), k.area_id, k.team_id, k.practice_id, m.measure_id, month, count(*)
    FROM public.cases_case k JOIN public.cases_measure m ON m.case_id = k.id
   CROSS JOIN LATERAL (SELECT {_END} AS ends_on) e
   WHERE m.starts_on < month AND (e.ends_on IS NULL OR e.ends_on >= month)
     AND k.area_id NOT IN (SELECT s.area_id FROM public.cases_stockcount s WHERE s."on" = month)
   GROUP BY k.area_id, k.team_id, k.practice_id, m.measure_id
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END""",  # noqa: S608 - no text of anybody
    volatile=True,
)

# A group as for the figures of a team: three workers, and ten measures without the worker who has most of them; in each
# month, since a month that is hidden follows from a quarter less its other months. Whoever leads reads the own teams,
# whoever manages the organisation as a whole, under no team.
FLOW = function(
    "access.stock_and_flow(from_day date, to_day date)",
    "TABLE (organisation uuid, team uuid, practice varchar, measure varchar, at_start bigint, begun bigint,"
    " ended bigint, at_end bigint, start_counted boolean, end_counted boolean)",
    f"""
DECLARE
  led uuid[] := access.teams_led();
  managed uuid[] := access.organisations_managed();
BEGIN
  IF cardinality(led) = 0 AND cardinality(managed) = 0 THEN RETURN; END IF;
  IF extract(day FROM from_day) <> 1 OR extract(day FROM to_day) <> 1 OR to_day <= from_day
  THEN RAISE EXCEPTION 'whole months alone' USING ERRCODE = 'AL422'; END IF;
  RETURN QUERY
  WITH months AS (
    SELECT d::date AS first, (d + interval '1 month')::date AS next
      FROM generate_series(from_day::timestamp, to_day::timestamp - interval '1 day', interval '1 month') d
  ), by_worker AS (
    SELECT k.organisation_id AS o, k.team_id AS t, k.practice_id AS p, m.measure_id AS m, n.first AS month,
           k.worker_id AS w, count(*) AS played,
           count(*) FILTER (WHERE m.starts_on < from_day AND n.first = from_day) AS at_start,
           count(*) FILTER (WHERE m.starts_on >= n.first) AS begun, count(*) FILTER (WHERE e.ends_on < n.next) AS ended
      FROM public.cases_case k JOIN public.cases_measure m ON m.case_id = k.id
     CROSS JOIN LATERAL (SELECT {_END} AS ends_on) e
      JOIN months n ON m.starts_on < n.next AND (e.ends_on IS NULL OR e.ends_on >= n.first)
     WHERE (k.team_id = ANY (led) OR k.organisation_id = ANY (managed))
     GROUP BY 1, 2, 3, 4, 5, 6
  ), seen AS (
    SELECT b.* FROM by_worker b WHERE b.t = ANY (led)
    UNION ALL
    SELECT b.o, NULL, b.p, b.m, b.month, b.w, sum(b.played), sum(b.at_start), sum(b.begun), sum(b.ended)
      FROM by_worker b WHERE b.o = ANY (managed) GROUP BY 1, 3, 4, 5, 6
  ), fit_month AS (
    SELECT s.o, s.t, s.p, s.m, sum(s.at_start) AS at_start, sum(s.begun) AS begun, sum(s.ended) AS ended
      FROM seen s GROUP BY 1, 2, 3, 4, s.month HAVING count(*) >= 3 AND sum(s.played) - max(s.played) >= 10
  ), fit AS (
    SELECT s.o, s.t, s.p, s.m, sum(s.at_start)::bigint AS at_start, sum(s.begun)::bigint AS begun,
           sum(s.ended)::bigint AS ended
      FROM fit_month s GROUP BY 1, 2, 3, 4 HAVING count(*) = (SELECT count(*) FROM months)
  )
  SELECT f.o, f.t, f.p, f.m, CASE WHEN c.start_known THEN c.at_start ELSE f.at_start END, f.begun, f.ended,
         CASE WHEN c.end_known THEN c.at_end ELSE f.at_start + f.begun - f.ended END, c.start_known, c.end_known
    FROM fit f
   CROSS JOIN LATERAL (
     -- A day on which nothing was counted of an organisation is one before it was here.
     SELECT coalesce(sum(n.running) FILTER (WHERE n."on" = from_day AND x.theirs), 0)::bigint AS at_start,
            coalesce(sum(n.running) FILTER (WHERE n."on" = to_day AND x.theirs), 0)::bigint AS at_end,
            coalesce(bool_or(n."on" = from_day), false) AS start_known,
            coalesce(bool_or(n."on" = to_day), false) AS end_known
       FROM public.cases_stockcount n JOIN public.people_team g ON g.id = n.team_id AND g.organisation_id = f.o
      CROSS JOIN LATERAL (
        SELECT n.practice_id = f.p AND n.measure_id = f.m AND (f.t IS NULL OR n.team_id = f.t) AS theirs) x
      WHERE n."on" IN (from_day, to_day)
   ) c
   ORDER BY f.t NULLS FIRST, f.p, f.m;
END""",  # noqa: S608 - no text of anybody
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0175_coming_after_all")]
    operations = [
        migrations.CreateModel(
            name="StockCount",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.CharField(max_length=60)),
                ("measure_id", models.CharField(max_length=60)),
                ("on", models.DateField()),
                ("running", models.PositiveIntegerField()),
                ("area", _to("people.area")),
                ("team", _to("people.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("on", "team", "practice_id", "measure_id"), name="stock_counted_once"
                    )
                ],
            },
        ),
        policies("cases_stockcount"),
        COUNT,
        FLOW,
    ]
