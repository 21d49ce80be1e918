"""Who leads a team sees in which cases nobody works any more, and a question of that leader is the leader's.

Whoever has the case neither takes such a question back nor stands as who gave the case; who leads the team takes back
also what the worker asked, who may be ill.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import APP, function

_CASELOADS = import_module("alliantie.cases.migrations.0240_caseloads")


def _newest(name: str) -> str:
    (found,) = (after for after, _before in _CASELOADS.REPLACED if f"FUNCTION access.{name}(" in after)
    return str(found)


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError("a function is not what it was")
        text = text.replace(old, new)
    return text


ACCEPT, SETTLE = _newest("accept_hand_over"), _newest("settle_hand_over")
GIVEN_BY_WHO_ASKED = _changed(
    ACCEPT,
    ("h.from_worker_id AS giver INTO asked", "h.from_worker_id AS giver,\n         h.asked_by_id AS leader INTO asked"),
    ("          asked.giver);\n", "          coalesce(asked.leader, asked.giver));\n"),
)
TAKEN_BACK_BY_WHO_ASKED = _changed(
    SETTLE,
    (
        "h.from_worker_id = me OR (h.asked_by_id IS NOT NULL AND EXISTS (",
        "(h.from_worker_id = me AND h.asked_by_id IS NULL) OR EXISTS (",
    ),
    ("k.team_id = ANY (access.teams_led()))) END)", "k.team_id = ANY (access.teams_led())) END)"),
)
REPLACED = [(GIVEN_BY_WHO_ASKED, ACCEPT), (TAKEN_BACK_BY_WHO_ASKED, SETTLE)]

# Beside a `k` of the cases: somebody may work in it, or stands in, and can sign in.
WORKED_IN = """EXISTS (SELECT 1 FROM public.access_grant g
     WHERE g.case_id = k.id AND g.subject_kind = 'worker' AND g."right" IN ('work', 'cover') AND g.ground <> 'emergency'
       AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment())
       AND NOT EXISTS (SELECT 1 FROM public.access_account a WHERE a.worker_id = g.subject_id AND NOT a.is_active))"""
# The next talk that was planned: the client will come.
TALK = """(SELECT min(a.starts_at) FROM public.cases_appointment a WHERE a.case_id = k.id AND a.cancelled_at IS NULL
       AND a.starts_at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam')"""

NOBODY = function(
    "access.nobody_works()",
    "TABLE (team_id uuid, worker_id uuid, cases bigint, talk_at timestamptz)",
    f"""
DECLARE led uuid[] := access.teams_led();
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  SELECT k.team_id, k.worker_id, count(*), min({TALK}) FROM public.cases_case k
   WHERE k.team_id = ANY (led) AND k.closed_on IS NULL AND NOT {WORKED_IN} GROUP BY k.team_id, k.worker_id;
END""",
)

CASES = str(_CASELOADS.CASES.sql[0])
MARKED = _changed(
    CASES,
    ("to_name text, asked_at timestamptz)", "to_name text, asked_at timestamptz, nobody boolean, talk_at timestamptz)"),
    (
        "w.given_name || ' ' || w.family_name, h.asked_at\n",
        f"w.given_name || ' ' || w.family_name, h.asked_at,\n         NOT {WORKED_IN}, {TALK}\n",
    ),
)
_NAME = "access.caseload(uuid, uuid)"
_RIGHTS = [f"REVOKE ALL ON FUNCTION {_NAME} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {_NAME} TO {APP}"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0240_caseloads")]
    operations = [
        *(migrations.RunSQL(sql=after, reverse_sql=before) for after, before in REPLACED),
        NOBODY,
        migrations.RunSQL(
            sql=[f"DROP FUNCTION {_NAME}", MARKED, *_RIGHTS], reverse_sql=[f"DROP FUNCTION {_NAME}", CASES, *_RIGHTS]
        ),
    ]
