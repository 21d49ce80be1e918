"""The figures of an organisation also for an approved export for research, by the very functions behind the pages.

What 0036 and cases 0229 reckon is a function of the teams and organisations now, which only these functions call.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import APP, function

_ROUNDS = import_module("alliantie.alliance.migrations.0036_figures_of_organisations").FIGURES
_ENDINGS = import_module("alliantie.cases.migrations.0229_outcome_figures").OUTCOMES

_WHOSE = "  led uuid[] := access.teams_led();\n  managed uuid[] := access.organisations_managed();\n"
_GIVEN = "led uuid[], managed uuid[]"
# As in `alliance.research_rows`: approved, and not made yet.
_APPROVED = """
DECLARE here uuid;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  SELECT r.organisation_id INTO here FROM public.alliance_research r WHERE r.id = of_one AND r.approved AND r.made_at IS NULL;
  IF here IS NULL THEN RAISE EXCEPTION 'not approved' USING ERRCODE = 'AL409'; END IF;
  RETURN QUERY SELECT {columns} FROM {function}('{{}}', ARRAY[here]) f WHERE f.team IS NULL;
END"""


def _given(old: migrations.RunSQL, name: str, new: str) -> migrations.RunSQL:
    """The same under another name, of what it is given and for no role but the owner's functions."""
    made = str(old.sql[0])
    text = made.replace(f"{name}()", f"{new}({_GIVEN})", 1)
    if _WHOSE not in text:
        raise ValueError(f"{name} says otherwise of whom it tells")
    return migrations.RunSQL(
        sql=[text.replace(_WHOSE, ""), f"REVOKE ALL ON FUNCTION {new}(uuid[], uuid[]) FROM PUBLIC"],
        reverse_sql=[f"DROP FUNCTION {new}(uuid[], uuid[])"],
    )


def _asking(old: migrations.RunSQL, name: str, new: str) -> migrations.RunSQL:
    """The function behind the page, which asks the new one of whom the actor leads and manages."""
    made = str(old.sql[0])
    head, body = made.split("$function$", 1)
    asked = f"BEGIN RETURN QUERY SELECT * FROM {new}(access.teams_led(), access.organisations_managed()); END"
    replaced = head.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return migrations.RunSQL(
        sql=[f"{replaced}$function$\n{asked}$function$"],
        reverse_sql=[f"{replaced}$function${body}", f"GRANT EXECUTE ON FUNCTION {name}() TO {APP}"],
    )


ROUNDS = function(
    "alliance.research_rounds(of_one uuid)",
    "TABLE (practice varchar, quarter date, possible integer, begun integer, looked integer, talked integer,"
    " agreed integer)",
    _APPROVED.format(
        columns="f.practice, f.quarter, f.possible, f.begun, f.looked, f.talked, f.agreed",
        function="alliance.figures_of",
    ),
)

ENDINGS = function(
    "alliance.research_endings(of_one uuid)",
    "TABLE (practice varchar, year integer, ended integer, negative integer)",
    _APPROVED.format(columns="f.practice, f.year, f.ended, f.negative", function="access.outcomes_of"),
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0038_research_exports"), ("cases", "0229_outcome_figures")]
    operations = [
        _given(_ROUNDS, "alliance.team_figures", "alliance.figures_of"),
        _asking(_ROUNDS, "alliance.team_figures", "alliance.figures_of"),
        _given(_ENDINGS, "access.outcome_figures", "access.outcomes_of"),
        _asking(_ENDINGS, "access.outcome_figures", "access.outcomes_of"),
        ROUNDS,
        ENDINGS,
    ]
