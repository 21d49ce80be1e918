"""How many measures ran as a month began, counted then, so that a later correction shows as a sum that is off.

Why numbers are shown or not: docs/methods/stock.md.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

# By what is recorded now. A month that was counted stays as it was.
COUNT = function(
    "access.count_stock()",
    "integer",
    """
DECLARE
  month date := date_trunc('month', access.day())::date;
  made integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT FROM public.cases_stockcount s WHERE s."on" = month) THEN RETURN 0; END IF;
  INSERT INTO public.cases_stockcount (id, area_id, team_id, practice_id, measure_id, "on", running)
  SELECT gen_random_uuid(), k.area_id, k.team_id, k.practice_id, m.measure_id, month, count(*)
    FROM public.cases_measure m JOIN public.cases_case k ON k.id = m.case_id
   WHERE m.starts_on < month AND (m.ends_on IS NULL OR m.ends_on >= month)
   GROUP BY k.area_id, k.team_id, k.practice_id, m.measure_id
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END""",
    volatile=True,
)

# A group as for the figures of a team: three workers, and ten measures without the worker who has most of them. Whoever
# leads reads the own teams, whoever manages the organisation as a whole, under no team.
FLOW = function(
    "access.stock_and_flow(from_day date, to_day date)",
    "TABLE (organisation uuid, team uuid, practice varchar, measure varchar, at_start bigint, begun bigint,"
    " ended bigint, at_end bigint, start_counted boolean, end_counted boolean)",
    """
DECLARE
  led uuid[] := access.teams_led();
  managed uuid[] := access.organisations_managed();
  start_known boolean := EXISTS (SELECT FROM public.cases_stockcount s WHERE s."on" = from_day);
  end_known boolean := EXISTS (SELECT FROM public.cases_stockcount s WHERE s."on" = to_day);
BEGIN
  IF cardinality(led) = 0 AND cardinality(managed) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH by_worker AS (
    SELECT k.organisation_id AS o, k.team_id AS t, k.practice_id AS p, m.measure_id AS m, k.worker_id AS w,
           count(*) AS played, count(*) FILTER (WHERE m.starts_on < from_day) AS at_start,
           count(*) FILTER (WHERE m.starts_on >= from_day) AS begun, count(*) FILTER (WHERE m.ends_on < to_day) AS ended
      FROM public.cases_case k JOIN public.cases_measure m ON m.case_id = k.id
     WHERE (k.team_id = ANY (led) OR k.organisation_id = ANY (managed))
       AND m.starts_on < to_day AND (m.ends_on IS NULL OR m.ends_on >= from_day)
     GROUP BY 1, 2, 3, 4, 5
  ), seen AS (
    SELECT b.o, b.t, b.p, b.m, b.w, b.played, b.at_start, b.begun, b.ended FROM by_worker b WHERE b.t = ANY (led)
    UNION ALL
    SELECT b.o, NULL, b.p, b.m, b.w, sum(b.played), sum(b.at_start), sum(b.begun), sum(b.ended)
      FROM by_worker b WHERE b.o = ANY (managed) GROUP BY 1, 3, 4, 5
  ), fit AS (
    SELECT s.o, s.t, s.p, s.m, sum(s.at_start)::bigint AS at_start, sum(s.begun)::bigint AS begun,
           sum(s.ended)::bigint AS ended
      FROM seen s GROUP BY 1, 2, 3, 4 HAVING count(*) >= 3 AND sum(s.played) - max(s.played) >= 10
  )
  SELECT f.o, f.t, f.p, f.m, CASE WHEN start_known THEN c.at_start ELSE f.at_start END, f.begun, f.ended,
         CASE WHEN end_known THEN c.at_end ELSE f.at_start + f.begun - f.ended END, start_known, end_known
    FROM fit f
   CROSS JOIN LATERAL (
     SELECT coalesce(sum(n.running) FILTER (WHERE n."on" = from_day), 0)::bigint AS at_start,
            coalesce(sum(n.running) FILTER (WHERE n."on" = to_day), 0)::bigint AS at_end
       FROM public.cases_stockcount n JOIN public.people_team g ON g.id = n.team_id
      WHERE n."on" IN (from_day, to_day) AND n.practice_id = f.p AND n.measure_id = f.m
        AND CASE WHEN f.t IS NULL THEN g.organisation_id = f.o ELSE n.team_id = f.t END
   ) c
   ORDER BY f.t NULLS FIRST, f.p, f.m;
END""",
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
