"""All that the start page of a worker is made of, read by one statement.

Each table stands in it once, since the policy of each costs a look at what someone may see; names are put to rows here
and not by joins. Of what folds only that is made which counts and orders it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.alliance.states import RUNNING
from alliantie.cases.queries import ASKED, AskedOf, Due, asked_from, in_order
from alliantie.norms.stored import Kept
from alliantie.people.names import full_name
from alliantie.practices import Practice, library

# So many duties are more than anyone can read; what is due first comes first.
MOST = 500
_STATES = ", ".join(f"'{state}'" for state in sorted(RUNNING))
# Which pairs may be read is said by their policy alone: said twice, PostgreSQL looked for each of them by its number.
# The day of a talk is reckoned before facts are looked for: what is reckoned there could tell of rows that nobody may
# see, and PostgreSQL would look at every fact of the case first.
_START = f"""WITH k AS MATERIALIZED (
    SELECT id, title, title_key, practice_id, practice_version, opened_on, closed_on, worker_id FROM cases_case
     WHERE id = ANY ((SELECT access.cases())::uuid[])),
  p AS MATERIALIZED (
    SELECT p.id, p.case_id, p.client_id, p.begins_on, p.ends_on, r.*
      FROM alliance_pair p CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(l.state IN ({_STATES})), false) AS runs,
               max(greatest(l.opens_on, l.discussed_on))
                 FILTER (WHERE l.state <> 'planned' AND l.opens_on <= %(today)s) AS last,
               json_agg(json_build_array(l.id, l.state, l.opens_on, l.answer_until, l.discussed_on)
                        ORDER BY l.number DESC) AS rounds
          FROM (SELECT id, number, state, opens_on, answer_until, discussed_on FROM alliance_round
                 WHERE pair_id = p.id AND (state <> 'closed' OR opens_on <= %(today)s)
                 ORDER BY number DESC LIMIT 2) l) r
     WHERE p.worker_id = %(me)s),
  quiet AS MATERIALIZED (
    SELECT p.id, p.case_id, p.client_id, coalesce(p.last, '-infinity') AS since FROM p
     WHERE NOT p.runs AND p.ends_on IS NULL AND p.case_id IN (SELECT id FROM k WHERE closed_on IS NULL)),
  d AS MATERIALIZED (
    SELECT id, case_id, client_id, told FROM cases_duty
     WHERE case_id = ANY (ARRAY(SELECT id FROM k)) AND due <= %(until)s ORDER BY due, id LIMIT {MOST}),
  a AS MATERIALIZED (
    SELECT id, case_id, client_id, worker_id, talk_id, starts_at, minutes, place, cancelled_by,
           cancelled_at IS NULL AS goes_on, (starts_at AT TIME ZONE %(zone)s)::date AS on_day
      FROM cases_appointment
     WHERE case_id = ANY (ARRAY(SELECT id FROM k WHERE closed_on IS NULL))
       AND (cancelled_at IS NULL AND starts_at >= %(since)s AND starts_at < %(tomorrow)s
            OR cancelled_at IS NOT NULL AND settled_at IS NULL AND cancelled_by = 'client')),
  t AS MATERIALIZED (
    SELECT * FROM a WHERE NOT a.goes_on OR NOT EXISTS (
      SELECT FROM cases_fact f WHERE f.case_id = a.case_id AND f."on" = a.on_day AND f.kind = 'contact'
         AND f.talk_id = a.talk_id AND NOT f.void
         AND (f.client_id IS NULL OR a.client_id IS NULL OR f.client_id = a.client_id)
         AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id))
       AND NOT EXISTS (SELECT FROM cases_missed m WHERE m.appointment_id = a.id AND m.taken_back_at IS NULL))
SELECT
  (SELECT json_agg(json_build_array(id, title, practice_id, practice_version, closed_on, opened_on, worker_id)
                   ORDER BY title_key, id)
     FROM k WHERE closed_on IS NULL OR id IN (SELECT case_id FROM p UNION ALL SELECT case_id FROM d)),
  (SELECT json_agg(json_build_array(id, given_name, family_name)) FROM people_client
    WHERE id = ANY (ARRAY(SELECT client_id FROM p UNION SELECT client_id FROM d UNION SELECT client_id FROM t))),
  (SELECT json_agg(json_build_array(id, given_name, family_name)) FROM people_worker
    WHERE id = ANY (ARRAY(SELECT worker_id FROM t WHERE worker_id <> %(me)s UNION ALL
                          SELECT worker_id FROM k WHERE worker_id <> %(me)s AND closed_on IS NULL))),
  (SELECT json_agg(json_build_array(id, case_id, client_id, ends_on, runs, rounds)
                   ORDER BY ends_on IS NOT NULL, begins_on DESC, id) FROM p),
  (SELECT alliance.own_sent())::json,
  (SELECT json_agg(json_build_array(case_id, measure_id)) FROM cases_measure
    WHERE case_id = ANY (ARRAY(SELECT case_id FROM quiet)) AND ends_on IS NULL),
  (SELECT json_agg(json_build_array(quiet.id, f.kind, f."on", f.talk_id))
     FROM quiet CROSS JOIN LATERAL (
       SELECT id, kind, "on", talk_id FROM cases_fact
        WHERE case_id = quiet.case_id AND "on" >= quiet.since AND "on" <= %(today)s AND NOT void
          AND (client_id IS NULL OR client_id = quiet.client_id) OFFSET 0) f
    WHERE NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)),
  (SELECT json_agg(json_build_array(id, case_id, client_id, told)) FROM d),
  (SELECT json_agg(json_build_array(t.id, t.case_id, t.client_id, t.worker_id, t.talk_id, t.starts_at, t.minutes,
      t.place, t.cancelled_by,
      (SELECT json_agg(n.given_name ORDER BY n.given_name, n.id)
         FROM cases_absence u JOIN people_client n ON n.id = u.client_id
        WHERE u.appointment_id = t.id AND u.starts_at = t.starts_at)) ORDER BY t.starts_at, t.id) FROM t),
  {ASKED}"""  # noqa: S608 - names of our own


class Name(NamedTuple):
    """What someone is called."""

    given: str
    full: str


class Round(NamedTuple):
    """A round as far as both may know of it."""

    id: str
    state: str
    opens_on: date
    answer_until: date
    discussed_on: date | None


class CaseHere(NamedTuple):
    """A case in a list; without a practice where that cannot be read."""

    id: str
    title: str
    practice_id: str
    practice_version: str
    closed: bool
    opened_on: date
    worker_id: str
    practice: Practice | None


class OwnPair(NamedTuple):
    """A pair of the reader with the round that runs and the last that was held.

    `sent` is whether the own part of the running round was sent, None where there is none. `happened` since the last
    round, and the measures that run, are there only where a round can be suggested: `quiet`.
    """

    case: CaseHere
    practice: Practice
    name: Name
    rounds: tuple[Round, ...]
    running: Round | None
    sent: bool | None
    quiet: bool
    measure_ids: Sequence[str]
    happened: Sequence[tuple[str, date, str]]


class TalkHere(NamedTuple):
    """A planned talk. `name` is of the client, None with everyone; `other` of a worker who is not the reader."""

    id: str
    case: CaseHere
    practice: Practice
    name: Name | None
    other: str
    talk_id: str
    starts_at: datetime
    minutes: int | None
    place: str
    off: bool
    cannot: Sequence[str]


@dataclass(frozen=True, slots=True)
class StartRead:
    """What the start page is made of: running cases by title, all else as the page has it in order."""

    cases: tuple[CaseHere, ...]
    workers: Mapping[str, Name]
    pairs: tuple[OwnPair, ...]
    dues: tuple[Due, ...]
    talks: tuple[TalkHere, ...]
    asked: AskedOf


def read_start(actor: Actor, today: date, until: date, asked_for: timedelta) -> StartRead:
    """All of it, with what is due up to and including a day, and talks of so long ago. One query."""
    midnight = datetime.combine(today, time(), clock.HOME)
    asked = {
        "me": actor.me,
        "today": today,
        "until": until,
        "since": midnight - asked_for,
        "tomorrow": datetime.combine(today + timedelta(days=1), time(), clock.HOME),
        "zone": clock.HOME.key,
    }
    ((cases, clients, workers, pairs, sent, measures, facts, duties, talks, *rest),) = ask(actor, _START, asked)
    here, called = _cases(cases), _names(clients)
    others = _names(workers)
    return StartRead(
        tuple(case for case in here.values() if not case.closed),
        others,
        _pairs(pairs, here, called, sent, measures, facts),
        _dues(duties, here, called, today),
        _talks(talks, here, called, others),
        asked_from(*rest),
    )


def _cases(rows: Sequence[Any] | None) -> dict[str, CaseHere]:
    practices, readable = library(), {}
    found = {}
    for id, title, practice_id, version, closed_on, opened_on, worker_id in rows or ():
        key = (practice_id, version)
        if key not in readable:
            readable[key] = practices.readable(practice_id, version)
        day = date.fromisoformat(opened_on)
        found[id] = CaseHere(id, title, practice_id, version, closed_on is not None, day, worker_id, readable[key])
    return found


def _names(rows: Sequence[Any] | None) -> dict[str, Name]:
    return {id: Name(given, full_name(given, family)) for id, given, family in rows or ()}


def _pairs(
    rows: Sequence[Any] | None,
    cases: Mapping[str, CaseHere],
    clients: Mapping[str, Name],
    sent: Mapping[str, bool],
    measures: Sequence[Any] | None,
    facts: Sequence[Any] | None,
) -> tuple[OwnPair, ...]:
    running_in, happened = defaultdict(list), defaultdict(list)
    for case_id, measure_id in measures or ():
        running_in[case_id].append(measure_id)
    for pair_id, kind, on, talk_id in facts or ():
        happened[pair_id].append((kind, date.fromisoformat(on), talk_id))
    found = []
    for id, case_id, client_id, ends_on, runs, told in rows or ():
        case, name = cases.get(case_id), clients.get(client_id)
        # What is not the reader's any more is not in sight either.
        if case is None or case.practice is None or name is None:
            continue
        rounds = tuple(_round(*each) for each in told or ())
        running = next((each for each in rounds if each.state in RUNNING), None) if runs else None
        found.append(
            OwnPair(
                case,
                case.practice,
                name,
                rounds,
                running,
                sent.get(running.id) if running else None,
                not runs and ends_on is None and not case.closed,
                running_in[case_id],
                happened[id],
            )
        )
    return tuple(found)


def _round(id: str, state: str, opens_on: str, answer_until: str, discussed_on: str | None) -> Round:
    day = date.fromisoformat
    return Round(id, state, day(opens_on), day(answer_until), day(discussed_on) if discussed_on else None)


def _dues(
    rows: Sequence[Any] | None, cases: Mapping[str, CaseHere], clients: Mapping[str, Name], today: date
) -> tuple[Due, ...]:
    found = []
    for id, case_id, client_id, told in rows or ():
        case = cases[case_id]
        if case.practice is not None and case.practice.has_norm(told["norm"]):
            name = clients.get(client_id)
            kept = Kept(case.practice, told, today)
            found.append(Due(id, case_id, case.title, name.given if name else "", case.practice, kept))
    return in_order(found, today)


def _talks(
    rows: Sequence[Any] | None,
    cases: Mapping[str, CaseHere],
    clients: Mapping[str, Name],
    workers: Mapping[str, Name],
) -> tuple[TalkHere, ...]:
    found = []
    for id, case_id, client_id, worker_id, talk_id, starts_at, minutes, place, cancelled_by, cannot in rows or ():
        case = cases[case_id]
        if case.practice is not None:
            found.append(
                TalkHere(
                    id,
                    case,
                    case.practice,
                    clients.get(client_id),
                    workers[worker_id].full if worker_id in workers else "",
                    talk_id,
                    datetime.fromisoformat(starts_at),
                    minutes,
                    place,
                    bool(cancelled_by),
                    cannot or (),
                )
            )
    return tuple(found)
