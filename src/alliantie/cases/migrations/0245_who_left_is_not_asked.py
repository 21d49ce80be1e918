"""Nobody who is in no team of the organisation today is asked to take a case over, stands in, works along or gets the desk.

Who is leaving at this instant is waited for: what opens a case comes wholly before, and ends with the rest, or not at all.
And who leads a team is told how many cases colleagues have in the own teams, not what those of other teams have.
"""

from importlib import import_module

from django.db import migrations

_GRANTS = import_module("alliantie.access.migrations.0002_identity")
_HANDED = import_module("alliantie.cases.migrations.0034_handover_and_desk")
_ASKED = import_module("alliantie.cases.migrations.0242_who_may_be_asked")
_SETTLED = import_module("alliantie.cases.migrations.0221_as_in_a_new_database")


def _made(where: list[migrations.RunSQL], name: str) -> str:
    (found,) = (str(each.sql[0]) for each in where if f"FUNCTION access.{name}(" in str(each.sql[0]))
    return found.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"there is not one {old!r} any more")
        text = text.replace(old, new)
    return text


RUNS = "m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day())"
IN_CASE = "(SELECT c.organisation_id FROM public.cases_case c WHERE c.id = of_case)"


def _today(worker: str, organisation: str) -> str:
    return f"""PERFORM 1 FROM public.people_membership m JOIN public.people_team t ON t.id = m.team_id
   WHERE m.worker_id = {worker} AND {RUNS} AND t.organisation_id = {organisation} FOR SHARE OF m;
  IF NOT FOUND THEN RAISE EXCEPTION 'not in the organisation today' USING ERRCODE = 'AL409'; END IF;
"""


COVER = _made(_GRANTS.GRANTS, "give_cover")
ALONG = _made(_GRANTS.GRANTS, "let_work_along")
ASK = _made(_HANDED.HAND_OVER, "ask_hand_over")
OPEN = _made(_HANDED.DESK, "open_at_desk")
(FITS,) = (each.strip() for each in _SETTLED.FUNCTIONS if "FUNCTION access.desk_fits(" in each)
TAKERS = str(_ASKED.TAKERS.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)

_OF_CASE = _today("to_worker", IN_CASE)
_OF_DESK = _today("me", IN_CASE)
_INSERT = "  INSERT INTO public.access_grant\n"
OF_LED = "k.worker_id = w.id AND k.closed_on IS NULL AND k.team_id = ANY (led)"
IN_LED = f"""EXISTS (SELECT 1 FROM public.people_membership m WHERE m.worker_id = w.id AND m.team_id = ANY (led)
              AND {RUNS})"""
REPLACED = [
    (_changed(COVER, (_INSERT, f"  {_OF_CASE}{_INSERT}")), COVER),
    (_changed(ALONG, (_INSERT, f"  {_OF_CASE}{_INSERT}")), ALONG),
    (
        _changed(
            ASK,
            (
                "  INSERT INTO public.cases_handover ",
                f"  {_today('to_one', IN_CASE)}  INSERT INTO public.cases_handover ",
            ),
        ),
        ASK,
    ),
    (_changed(OPEN, ("  PERFORM pg_advisory_xact_lock(", f"  {_OF_DESK}  PERFORM pg_advisory_xact_lock(")), OPEN),
    (
        # Also who comes later to the team can be planned, not who left.
        _changed(
            FITS,
            (
                "WHERE t.id = of_team AND w.id = of_worker);",
                """WHERE t.id = of_team AND w.id = of_worker)
     AND EXISTS (SELECT 1 FROM public.people_membership m JOIN public.people_team t ON t.id = m.team_id
                  WHERE m.worker_id = of_worker AND (m.ends_on IS NULL OR m.ends_on > access.day())
                    AND t.organisation_id = (SELECT o.organisation_id FROM public.people_team o WHERE o.id = of_team));""",
            ),
        ),
        FITS,
    ),
    (
        _changed(
            TAKERS,
            ("\nBEGIN\n", "\nDECLARE led uuid[] := access.teams_led();\nBEGIN\n"),
            (
                "(SELECT count(*) FROM public.cases_case k WHERE k.worker_id = w.id AND k.closed_on IS NULL),",
                f"CASE WHEN {IN_LED} THEN (SELECT count(*) FROM public.cases_case k WHERE {OF_LED}) END,",
            ),
            (
                "         EXISTS (SELECT 1 FROM public.cases_handover h",
                f"         {IN_LED} AND EXISTS (SELECT 1 FROM public.cases_handover h",
            ),
            (
                "WHERE h.from_worker_id = w.id AND k.worker_id = w.id AND k.closed_on IS NULL",
                f"WHERE h.from_worker_id = w.id AND {OF_LED}",
            ),
        ),
        TAKERS,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0244_nobody_at_once")]
    operations = [migrations.RunSQL(sql=after, reverse_sql=before) for after, before in REPLACED]
