"""How many wait for a team as a month begins, how long already, how urgent and out of which money: counted once, in tens.

Why each rule is there: docs/methods/waiting.md. Kept as the other figures of places (0235), but never made anew.
"""

from django.db import migrations

from alliantie.access.protect import function

KEEP = function(
    "access.keep_waiting()",
    "integer",
    """
DECLARE
  made integer;
  first_day date := date_trunc('month', access.day())::date;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  WITH waits AS (
    SELECT t.organisation_id AS o, t.id AS t, w.urgency::text, lower(btrim(w.stream)) AS stream, first_day - w.asked_on AS days
      FROM public.cases_waiting w JOIN public.people_team t ON t.id = w.team_id
     WHERE w.asked_on < first_day AND (w.ended_on IS NULL OR w.ended_on >= first_day)
  ), seen AS (
    SELECT * FROM waits UNION ALL SELECT w.o, NULL, w.urgency, w.stream, w.days FROM waits w
  ), parts AS (
    SELECT s.o, s.t, 'all' AS part, '' AS of_part, s.days FROM seen s
    UNION ALL SELECT s.o, s.t, 'urgency', s.urgency, s.days FROM seen s
    UNION ALL SELECT s.o, s.t, 'stream', s.stream, s.days FROM seen s WHERE s.stream <> ''
  ), fit AS (
    SELECT p.o, p.t, p.part, p.of_part, count(*)::integer / 10 * 10 AS tens,
           round(percentile_cont(0.5) WITHIN GROUP (ORDER BY p.days) / 7)::integer AS weeks
      FROM parts p GROUP BY 1, 2, 3, 4 HAVING count(*) >= 10
  ), told AS (
    SELECT f.o, f.t, jsonb_agg(jsonb_build_array(first_day, f.part, f.of_part, f.tens, f.weeks) ORDER BY f.part, f.of_part) AS lines
      FROM fit f GROUP BY 1, 2
  ), places AS (
    SELECT o.area_id, o.id AS o, NULL::uuid AS t FROM public.people_organisation o
    UNION ALL SELECT t.area_id, t.organisation_id, t.id FROM public.people_team t
  )
  INSERT INTO public.cases_keptfigures AS k (id, area_id, name, organisation_id, team_id, told, made_at)
  SELECT gen_random_uuid(), p.area_id, 'waiting', p.o, p.t, coalesce(d.lines, '[]'), access.moment()
    FROM places p LEFT JOIN told d ON d.o = p.o AND d.t IS NOT DISTINCT FROM p.t
  -- Once a month: a month that was counted, also one in which nothing could be told, is never counted again.
  ON CONFLICT (name, organisation_id, team_id) DO UPDATE
     SET told = EXCLUDED.told || coalesce((SELECT jsonb_agg(l.line) FROM jsonb_array_elements(k.told) AS l(line)
                                            WHERE (l.line->>0)::date > first_day - interval '1 year'), '[]'),
         made_at = EXCLUDED.made_at
   WHERE (k.made_at AT TIME ZONE 'Europe/Amsterdam')::date < first_day;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0237_kept_stock")]
    operations = [KEEP]
