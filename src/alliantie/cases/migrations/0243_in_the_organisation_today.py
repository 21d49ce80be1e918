"""Who is in no team of the organisation today takes no case over, reads nothing of one and opens none at the desk.

Also when the question was asked, or the desk was planned, before that worker left.
"""

from importlib import import_module

from django.db import migrations

_CASELOADS = import_module("alliantie.cases.migrations.0240_caseloads")
_LEFT = import_module("alliantie.cases.migrations.0241_left_behind")
_DESK = import_module("alliantie.cases.migrations.0034_handover_and_desk").DESK


def _newest(name: str) -> str:
    (found,) = (after for after, _before in _CASELOADS.REPLACED if f"FUNCTION access.{name}(" in after)
    return str(found)


def _changed(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError("a function is not what it was")
    return text.replace(old, new)


MEMBER = """public.people_membership m JOIN public.people_team t ON t.id = m.team_id
   WHERE m.worker_id = access.actor() AND m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day())
     AND t.organisation_id ="""
OF_CASE = f"EXISTS (SELECT 1 FROM {MEMBER} (SELECT c.organisation_id FROM public.cases_case c WHERE c.id = h.case_id))"
LOCKED = "PERFORM pg_advisory_xact_lock(hashtextextended('case:' || asked.of_case::text, 0));\n"
# Who is leaving at this instant is waited for: the yes comes wholly before, or not at all.
TODAY = f"""  PERFORM 1 FROM {MEMBER} (SELECT c.organisation_id FROM public.cases_case c WHERE c.id = asked.of_case)
     FOR SHARE OF m;
  IF NOT FOUND THEN RAISE EXCEPTION 'not in the organisation today' USING ERRCODE = 'AL409'; END IF;
"""
ACCEPT = _LEFT.GIVEN_BY_WHO_ASKED
ASKED = _CASELOADS.BY_WHOM.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
(HELD,) = (str(each.sql[0]) for each in _DESK if "FUNCTION access.desks_held(" in str(each.sql[0]))
HELD = HELD.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
OF_READER = "h.to_worker_id = access.actor()"
OF_TEAM = "(SELECT e.organisation_id FROM public.people_team e WHERE e.id = d.team_id)"
REPLACED = [
    (_changed(ACCEPT, LOCKED, LOCKED + TODAY), ACCEPT),
    *(
        (_changed(before, OF_READER, f"{OF_READER} AND {OF_CASE}"), before)
        for before in (_newest("handed_agreements"), _newest("handed_duties"), ASKED)
    ),
    (_changed(HELD, "= access.day());", f"= access.day()\n    AND EXISTS (SELECT 1 FROM {MEMBER} {OF_TEAM}));"), HELD),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0242_who_may_be_asked")]
    operations = [migrations.RunSQL(sql=after, reverse_sql=before) for after, before in REPLACED]
