"""Who leads a team asks others to take over what a colleague of the team has, who falls ill or leaves, in one act.

It is the same question as between two colleagues, with who asked it. It can be accepted also when the one who has the
case left the team, and so sees it no more.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function

_NEW = import_module("alliantie.cases.migrations.0221_as_in_a_new_database").FUNCTIONS
_OLD = import_module("alliantie.cases.migrations.0034_handover_and_desk").HAND_OVER


def _named(functions: list[str], name: str) -> str:
    (found,) = (each for each in functions if f"FUNCTION access.{name}(" in each)
    return found


def _made(name: str) -> str:
    (found,) = (str(each.sql[0]) for each in _OLD if f"FUNCTION access.{name}(" in str(each.sql[0]))
    return found.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def _changed(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError("a function is not what it was")
    return text.replace(old, new)


THEIRS = """EXISTS (
       SELECT 1 FROM public.cases_case k JOIN public.access_grant g ON g.case_id = k.id
        WHERE k.id = h.case_id AND k.closed_on IS NULL AND k.worker_id = h.from_worker_id
          AND g.subject_kind = 'worker' AND g.subject_id = h.from_worker_id AND g."right" = 'work'
          AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment()))"""
# As long as it is that worker's case: theirs to give, or the leader's who asked.
GIVEN = """EXISTS (
       SELECT 1 FROM public.cases_case k
        WHERE k.id = h.case_id AND k.closed_on IS NULL AND k.worker_id = h.from_worker_id
          AND (h.asked_by_id IS NOT NULL OR EXISTS (SELECT 1 FROM public.access_grant g
                WHERE g.case_id = k.id
                  AND g.subject_kind = 'worker' AND g.subject_id = h.from_worker_id AND g."right" = 'work'
                  AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment()))))"""
REPLACED = [
    (_changed(before, THEIRS, GIVEN), before)
    for before in (_named(_NEW, name) for name in ("accept_hand_over", "handed_agreements", "handed_duties"))
]
# Who leads the team of the case takes back what was asked from there, whoever leads it by then.
SETTLE = _made("settle_hand_over")
LED_TOO = _changed(
    SETTLE,
    "WHEN 'withdrawn' THEN h.from_worker_id = me END)",
    "WHEN 'withdrawn' THEN h.from_worker_id = me OR (h.asked_by_id IS NOT NULL AND EXISTS (\n"
    "        SELECT 1 FROM public.cases_case k WHERE k.id = h.case_id AND k.team_id = ANY (access.teams_led()))) END)",
)
REPLACED.append((LED_TOO, SETTLE))
ASKED = _made("hand_overs_asked")
BY_WHOM = _changed(
    _changed(ASKED, "from_name text, note", "from_name text, by_name text, note"),
    "w.given_name || ' ' || w.family_name, h.note",
    "w.given_name || ' ' || w.family_name, b.given_name || ' ' || b.family_name, h.note",
)
BY_WHOM = _changed(
    BY_WHOM,
    "ON w.id = h.from_worker_id\n",
    "ON w.id = h.from_worker_id\n    JOIN public.people_worker b ON b.id = coalesce(h.asked_by_id, h.from_worker_id)\n",
)
RIGHTS = """
REVOKE ALL ON FUNCTION access.hand_overs_asked() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.hand_overs_asked() TO alliantie_app;
"""

OPEN = "h.accepted_at IS NULL AND h.declined_at IS NULL AND h.withdrawn_at IS NULL"
CASES = function(
    "access.caseload(of_team uuid, of_worker uuid)",
    "TABLE (case_id uuid, title varchar, hand_over_id uuid, to_name text, asked_at timestamptz)",
    f"""
BEGIN
  IF NOT of_team = ANY (access.teams_led()) THEN RETURN; END IF;
  -- Each client finds in the own log that the leader read of the case: once a day.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT k.area_id, 'worker', access.actor(), 'caseload', k.id, p.client_id, '', 'leads the team', access.moment()
    FROM public.cases_case k JOIN public.cases_participant p ON p.case_id = k.id
   WHERE k.team_id = of_team AND k.worker_id = of_worker AND k.closed_on IS NULL
     AND NOT EXISTS (SELECT 1 FROM public.access_reading r
          WHERE r.case_id = k.id AND r.client_id = p.client_id AND r.reader_id = access.actor() AND r.what = 'caseload'
            AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam');
  RETURN QUERY
  SELECT k.id, k.title, h.id, w.given_name || ' ' || w.family_name, h.asked_at
    FROM public.cases_case k LEFT JOIN public.cases_handover h ON h.case_id = k.id AND {OPEN}
    LEFT JOIN public.people_worker w ON w.id = h.to_worker_id
   WHERE k.team_id = of_team AND k.worker_id = of_worker AND k.closed_on IS NULL ORDER BY k.title_key, k.id;
END""",
    volatile=True,
)
# All or nothing: where somebody was faster with one of them, none is asked.
MOVE = function(
    "access.ask_caseload(of_team uuid, from_one uuid, new_ones uuid[], of_cases uuid[], to_ones uuid[], said text)",
    "integer",
    f"""
DECLARE
  asked integer;
BEGIN
  IF NOT of_team = ANY (access.teams_led()) OR cardinality(of_cases) <> cardinality(to_ones)
     OR cardinality(of_cases) <> cardinality(new_ones) OR from_one = ANY (to_ones)
     OR EXISTS (SELECT 1 FROM unnest(to_ones) t(one) WHERE NOT EXISTS (
          SELECT 1 FROM public.people_membership m JOIN public.people_team e ON e.id = m.team_id
           WHERE m.worker_id = t.one AND m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day())
             AND e.organisation_id = (SELECT o.organisation_id FROM public.people_team o WHERE o.id = of_team)))
  THEN RAISE EXCEPTION 'not yours to divide' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('case:' || c.one::text, 0))
     FROM (SELECT DISTINCT one FROM unnest(of_cases) u(one) ORDER BY one) c;
  INSERT INTO public.cases_handover (id, area_id, case_id, from_worker_id, to_worker_id, asked_by_id, note, asked_at)
  SELECT u.made, k.area_id, k.id, from_one, u.taker, access.actor(), said, access.moment()
    FROM unnest(new_ones, of_cases, to_ones) u(made, one, taker) JOIN public.cases_case k ON k.id = u.one
   WHERE k.team_id = of_team AND k.worker_id = from_one AND k.closed_on IS NULL
     AND NOT EXISTS (SELECT 1 FROM public.cases_handover h WHERE h.case_id = k.id AND {OPEN});
  GET DIAGNOSTICS asked = ROW_COUNT;
  IF asked <> cardinality(of_cases) THEN RAISE EXCEPTION 'somebody was faster' USING ERRCODE = 'AL409'; END IF;
  RETURN asked;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0239_noted_by_day")]
    operations = [
        migrations.AddField(
            "handover",
            "asked_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.worker"
            ),
        ),
        *(migrations.RunSQL(sql=after, reverse_sql=before) for after, before in REPLACED),
        migrations.RunSQL(
            sql=["DROP FUNCTION access.hand_overs_asked()", BY_WHOM, RIGHTS],
            reverse_sql=["DROP FUNCTION access.hand_overs_asked()", ASKED, RIGHTS],
        ),
        CASES,
        MOVE,
    ]
