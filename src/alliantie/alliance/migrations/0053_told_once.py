"""A quarter or year that is settled is counted once, by whoever asks first, and told so ever after.

Until now each telling counted anew, with the team and worker who have a case today: a case that moved took its older
quarters along, and who saw a figure drop by a ten learned a count. Job, page, report and export tell from what is kept
now. What was kept when this runs was told, and stays. Why: docs/decisions/0047-told-once.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_BEFORE = "alliantie.alliance.migrations."
_FUNCTIONS = import_module(f"{_BEFORE}0039_figures_of_one")
_JOBS = import_module(f"{_BEFORE}0040_kept_figures").Migration.operations

# Of a line of each kind: its columns as they are kept, and as they are told.
ROUNDS = (
    "practice varchar, quarter date, possible integer, begun integer, looked integer, talked integer, agreed integer"
)
ENDINGS = (
    "practice varchar, year integer, ended integer, completed integer, positive integer, neutral integer,"
    " negative integer, elsewhere integer, months integer, caseload integer"
)


def _names(columns: str, of: str) -> str:
    return ", ".join(f"{of}.{each.split()[0]}" for each in columns.split(", "))


def _read(columns: str) -> str:
    """The columns of a line that is kept."""
    of = columns.split(", ")
    return ", ".join(f"(l.line->>{place})::{each.split()[1]}" for place, each in enumerate(of))


def _tell(name: str, makes: str, columns: str, *, latest: str, settles: str, shown: str) -> migrations.RunSQL:
    """`access.tell_<name>(led, managed)`: of how many of these places what is settled is counted and kept.

    `latest` is the newest day on which a period settled, `settles` that of a line, `shown` whether it is told still.
    """
    lacks = f"NOT EXISTS (SELECT FROM public.cases_keptfigures k WHERE k.name = '{name}' AND {{}} AND {{}} >= latest)"
    counted = "(k.made_at AT TIME ZONE 'Europe/Amsterdam')::date"
    told = function(
        f"access.tell_{name}(led uuid[], managed uuid[])",
        "integer",
        f"""
DECLARE
  made integer;
  present date := access.day();
  latest date := {latest};
  teams uuid[] := ARRAY(SELECT t.id FROM public.people_team t WHERE t.id = ANY (led) AND {lacks.format("k.team_id = t.id", counted)});
  organisations uuid[] := ARRAY(SELECT o.id FROM public.people_organisation o WHERE o.id = ANY (managed)
    AND {lacks.format("k.team_id IS NULL AND k.organisation_id = o.id", counted)});
BEGIN
  WITH made_now AS (
    SELECT s.organisation, s.team, jsonb_agg(jsonb_build_array({_names(columns, "s")})) AS lines
      FROM {makes}(teams, organisations) s GROUP BY 1, 2
  ), places AS (
    SELECT o.area_id, o.id AS organisation, NULL::uuid AS team FROM public.people_organisation o WHERE o.id = ANY (managed)
    UNION ALL SELECT t.area_id, t.organisation_id, t.id FROM public.people_team t WHERE t.id = ANY (led)
  )
  INSERT INTO public.cases_keptfigures AS k (id, area_id, name, organisation_id, team_id, told, made_at)
  SELECT gen_random_uuid(), p.area_id, '{name}', p.organisation, p.team, coalesce(m.lines, '[]'), access.moment()
    FROM places p LEFT JOIN made_now m ON m.organisation = p.organisation AND m.team IS NOT DISTINCT FROM p.team
   ORDER BY p.organisation, p.team
  -- Of two who count at once the second finds the row of the first here, and adds nothing that was settled by then.
  ON CONFLICT (name, organisation_id, team_id) DO UPDATE
     SET made_at = EXCLUDED.made_at, told = coalesce((
       SELECT jsonb_agg(l.line ORDER BY l.line->>0, l.line->>1 DESC) FROM (
         SELECT e.line FROM jsonb_array_elements(EXCLUDED.told) AS e(line) WHERE {settles} > {counted}
         UNION ALL SELECT e.line FROM jsonb_array_elements(k.told) AS e(line) WHERE {shown}) l), '[]');
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END""",  # noqa: S608 - names of our own
        volatile=True,
    )
    return migrations.RunSQL(
        sql=[told.sql[0], f"REVOKE ALL ON FUNCTION access.tell_{name}(uuid[], uuid[]) FROM PUBLIC"],
        reverse_sql=[f"DROP FUNCTION access.tell_{name}(uuid[], uuid[])"],
    )


def _instead(before: migrations.RunSQL, body: str) -> migrations.RunSQL:
    """The same function for the same callers, that writes, with another body."""
    head, old, tail = str(before.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).split("$function$")
    new = head.replace(" STABLE ", " VOLATILE ")
    return migrations.RunSQL(
        sql=[f"{new}$function${body}$function${tail}"], reverse_sql=[f"{head}$function${old}$function${tail}"]
    )


def _job(before: migrations.RunSQL, name: str) -> migrations.RunSQL:
    return _instead(
        before,
        f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN access.tell_{name}(ARRAY(SELECT t.id FROM public.people_team t), ARRAY(SELECT o.id FROM public.people_organisation o));
END""",  # noqa: S608 - names of our own
    )


def _own(before: migrations.RunSQL, name: str, columns: str) -> migrations.RunSQL:
    return _instead(
        before,
        f"""
DECLARE
  led uuid[] := access.teams_led();
  managed uuid[] := access.organisations_managed();
BEGIN
  IF cardinality(led) = 0 AND cardinality(managed) = 0 THEN RETURN; END IF;
  PERFORM access.tell_{name}(led, managed);
  RETURN QUERY
  SELECT k.organisation_id, k.team_id, {_read(columns)}
    FROM public.cases_keptfigures k CROSS JOIN LATERAL jsonb_array_elements(k.told) AS l(line)
   WHERE k.name = '{name}' AND (k.team_id = ANY (led) OR k.team_id IS NULL AND k.organisation_id = ANY (managed))
   ORDER BY 1, 2 NULLS FIRST, 3, 4 DESC;
END""",  # noqa: S608 - names of our own
    )


def _research(before: migrations.RunSQL, name: str, columns: str, told: str) -> migrations.RunSQL:
    checked = _FUNCTIONS._APPROVED.split("RETURN QUERY")[0]
    return _instead(
        before,
        f"""{checked}PERFORM access.tell_{name}('{{}}', ARRAY[here]);
  RETURN QUERY
  SELECT {_names(told, "f")}
    FROM public.cases_keptfigures k CROSS JOIN LATERAL jsonb_array_elements(k.told) AS l(line)
   CROSS JOIN LATERAL (SELECT {_read(columns)}) AS f({", ".join(each.split()[0] for each in columns.split(", "))})
   WHERE k.name = '{name}' AND k.team_id IS NULL AND k.organisation_id = here ORDER BY 1, 2 DESC;
END""",  # noqa: S608 - names of our own
    )


class Migration(migrations.Migration):
    dependencies = [("alliance", "0052_rules_fail_closed"), ("cases", "0247_drafts_of_sharing")]

    operations = [
        _tell(
            "rounds",
            "alliance.figures_of",
            ROUNDS,
            latest="date_trunc('quarter', present)::date",
            settles="((e.line->>1)::date + interval '6 months')::date",
            shown="(e.line->>1)::date >= (latest - interval '27 months')::date",
        ),
        _tell(
            "outcomes",
            "access.outcomes_of",
            ENDINGS,
            latest="make_date((date_part('year', present) - CASE WHEN date_part('month', present) = 1 THEN 1 ELSE 0 END)::integer, 2, 1)",
            settles="make_date((e.line->>1)::integer + 1, 2, 1)",
            shown="(e.line->>1)::integer >= date_part('year', present)::integer - 5",
        ),
        _job(_JOBS[0], "rounds"),
        _job(_JOBS[1], "outcomes"),
        _own(_FUNCTIONS.Migration.operations[1], "rounds", ROUNDS),
        _own(_FUNCTIONS.Migration.operations[3], "outcomes", ENDINGS),
        _research(_FUNCTIONS.ROUNDS, "rounds", ROUNDS, ROUNDS),
        _research(
            _FUNCTIONS.ENDINGS, "outcomes", ENDINGS, "practice varchar, year integer, ended integer, negative integer"
        ),
    ]
