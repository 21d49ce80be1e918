"""The job makes the figures of every team and organisation, by the very functions behind the pages, and keeps them."""

from django.db import migrations

from alliantie.access.protect import function

EVERYWHERE = "ARRAY(SELECT t.id FROM public.people_team t), ARRAY(SELECT o.id FROM public.people_organisation o)"


def kept(name: str, makes: str, columns: str, newest: str) -> migrations.RunSQL:
    """`access.keep_<name>()`: of how many places the figures were made anew."""
    return function(
        f"access.keep_{name}()",
        "integer",
        f"""
DECLARE made integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  WITH shown AS (SELECT * FROM {makes}({EVERYWHERE})), told AS (
    SELECT s.organisation, s.team, jsonb_agg(jsonb_build_array({columns}) ORDER BY s.practice, s.{newest} DESC) AS lines
      FROM shown s GROUP BY 1, 2
  ), places AS (
    SELECT o.area_id, o.id AS organisation, NULL::uuid AS team FROM public.people_organisation o
    UNION ALL SELECT t.area_id, t.organisation_id, t.id FROM public.people_team t
  )
  INSERT INTO public.cases_keptfigures (id, area_id, name, organisation_id, team_id, told, made_at)
  SELECT gen_random_uuid(), p.area_id, '{name}', p.organisation, p.team, coalesce(t.lines, '[]'), access.moment()
    FROM places p LEFT JOIN told t ON t.organisation = p.organisation AND t.team IS NOT DISTINCT FROM p.team
  ON CONFLICT (name, organisation_id, team_id) DO UPDATE SET told = EXCLUDED.told, made_at = EXCLUDED.made_at;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END""",  # noqa: S608 - names of our own
        volatile=True,
    )


class Migration(migrations.Migration):
    dependencies = [("alliance", "0039_figures_of_one"), ("cases", "0235_kept_figures")]
    operations = [
        kept(
            "rounds",
            "alliance.figures_of",
            "s.practice, s.quarter, s.possible, s.begun, s.looked, s.talked, s.agreed",
            "quarter",
        ),
        kept(
            "outcomes",
            "access.outcomes_of",
            "s.practice, s.year, s.ended, s.completed, s.positive, s.neutral, s.negative, s.elsewhere, s.months, s.caseload",
            "year",
        ),
    ]
