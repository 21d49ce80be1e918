"""Leaving a team: what it opened ends this second, and what was planned does not stay behind unseen. Done as owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from alliantie import clock
from alliantie.people.administration import OWNER
from alliantie.people.models import Membership, Office, Team, Worker


@dataclass(frozen=True, slots=True)
class Left:
    """What stands in a worker's name after leaving a team, and whether anybody leads that team now."""

    cases: int
    """Running cases, for who leads the team to divide."""
    led: bool


def leave_team(worker: Worker, team: Team, *, now: datetime) -> Left:
    """End a worker's time in a team this second: grants on its cases, leading it, the desk from today on.

    Where the worker worked along, pairs and running rounds end, and who has the case holds the talks. What that worker
    was asked to take over is asked no more, nor what that worker asked: another cannot say yes to it. Raises
    Membership.DoesNotExist for who is not in the team and does not lead it.
    """
    today = clock.day_of(now)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        values: dict[str, Any] = {"worker": worker.id, "team": team.id, "now": now, "today": today}
        # A yes at the same instant comes first, and then ends with the rest; or finds the question taken back.
        cursor.execute(_LOCK, values)
        leads = Office.objects.using(OWNER).filter(worker=worker, team=team, kind=Office.Kind.LEADS, ends_on=None)
        there = Membership.objects.using(OWNER).select_for_update().filter(worker=worker, team=team, ends_on=None)
        ended: list[Membership | Office] = [*there, *leads.select_for_update()]
        if not ended:
            raise Membership.DoesNotExist
        for each in ended:
            each.ends_on = max(each.starts_on, today)
            each.save(using=OWNER, update_fields=["ends_on"])
        for statement in (_DESK, _ASKED, _TALKS):
            cursor.execute(statement, values)
        _end_pairs(cursor, values)
        cursor.execute(_GRANTS, values)
        cursor.execute(_LEFT, values)
        (cases, led) = cursor.fetchone()
        return Left(cases, led)


def _end_pairs(cursor: Any, values: dict[str, Any]) -> None:
    """As `alliance.end_pairs`, in every case of the team that is another's. Those of own cases end with a yes."""
    cursor.execute(_PAIRS, values)
    pairs = [pair_id for (pair_id,) in cursor.fetchall()]
    for statement in _END_PAIRS if pairs else ():
        cursor.execute(statement, {**values, "pairs": pairs})


_OPEN = "h.accepted_at IS NULL AND h.declined_at IS NULL AND h.withdrawn_at IS NULL"
_THEIRS = f"""{_OPEN} AND (h.to_worker_id = %(worker)s OR (h.from_worker_id = %(worker)s AND h.asked_by_id IS NULL))
   AND h.case_id IN (SELECT k.id FROM cases_case k WHERE k.team_id = %(team)s)"""  # noqa: S608 - our own words
_LOCK = f"""SELECT pg_advisory_xact_lock(hashtextextended('case:' || c.case_id::text, 0))
  FROM (SELECT DISTINCT h.case_id FROM cases_handover h WHERE {_THEIRS} ORDER BY h.case_id) c"""  # noqa: S608
_ASKED = f"UPDATE cases_handover h SET withdrawn_at = %(now)s WHERE {_THEIRS}"  # noqa: S608 - our own words
_DESK = 'DELETE FROM cases_desk WHERE team_id = %(team)s AND worker_id = %(worker)s AND "on" >= %(today)s'
_TALKS = """UPDATE cases_appointment a SET worker_id = k.worker_id FROM cases_case k
 WHERE k.id = a.case_id AND k.team_id = %(team)s AND k.closed_on IS NULL AND a.worker_id = %(worker)s
   AND k.worker_id <> %(worker)s AND a.starts_at > %(now)s AND a.settled_at IS NULL"""
_PAIRS = """SELECT p.id FROM alliance_pair p JOIN cases_case k ON k.id = p.case_id
 WHERE k.team_id = %(team)s AND k.worker_id <> %(worker)s AND p.worker_id = %(worker)s AND p.ends_on IS NULL
 ORDER BY p.id FOR UPDATE OF p"""
_RUNNING = "r.pair_id = ANY (%(pairs)s) AND r.state IN ('planned', 'open', 'complete', 'revealed')"
_END_PAIRS = (
    f"SELECT pg_advisory_xact_lock(alliance.lock_key(r.id)) FROM alliance_round r WHERE {_RUNNING}",  # noqa: S608
    f"""UPDATE alliance_part t SET closed_because = 'pair_ended' FROM alliance_round r
 WHERE t.round_id = r.id AND {_RUNNING}""",  # noqa: S608 - our own words
    f"UPDATE alliance_round r SET state = 'closed' WHERE {_RUNNING}",  # noqa: S608
    "UPDATE alliance_pair SET ends_on = greatest(begins_on, %(today)s) WHERE id = ANY (%(pairs)s)",
)
# A grant that was to begin later never does.
_GRANTS = """UPDATE access_grant g SET ends_at = greatest(g.starts_at, %(now)s)
 WHERE g.subject_kind = 'worker' AND g.subject_id = %(worker)s AND (g.ends_at IS NULL OR g.ends_at > %(now)s)
   AND g.case_id IN (SELECT k.id FROM cases_case k WHERE k.team_id = %(team)s)"""
_LEFT = """SELECT (SELECT count(*) FROM cases_case k
         WHERE k.team_id = %(team)s AND k.worker_id = %(worker)s AND k.closed_on IS NULL),
  EXISTS (SELECT FROM people_office o WHERE o.team_id = %(team)s AND o.kind = 'leads' AND o.starts_on <= %(today)s
             AND (o.ends_on IS NULL OR o.ends_on > %(today)s))"""
