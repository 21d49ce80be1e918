"""What may be decided in a case now, and why not. The same check enforces, and says what has to come first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import NotNow
from alliantie.cases.models import Case, Duty, Incident
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.incidents import comes_first
from alliantie.cases.queries.standing import begun_with, decided_on, gates_before, passed_with, standing_of
from alliantie.cases.told import opposites
from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty as Owed
from alliantie.norms.gates import Gate, subjects
from alliantie.norms.standing import Standing
from alliantie.norms.stored import from_data
from alliantie.norms.timeline import Fact
from alliantie.practices.reaction import TIE, Response
from alliantie.practices.show_norms import fact_name
from alliantie.practices.texts import Language


class ReasonAsked(NotNow):
    """What comes first was not done; with a reason it can be passed over."""


def check_decision(
    actor: Actor,
    case: Case,
    decision_id: str,
    now: datetime,
    *,
    reason: str = "",
    danger: bool = False,
    granted: bool = False,
    leading: bool = False,
    carries: Fact | None = None,
    replaces: Collection[UUID] = (),
    about: UUID | None = None,
    incident: str = "",
    on: date | None = None,
) -> tuple[Gate, ...]:
    """The gates that stand shut before a decision and are passed for a reason; none when all are open. One query.

    One that was taken `on` a day before meets the gates as the case stood on that day.

    One that is `about` a person meets the gates of that person alone, and one because of an `incident` those that ask
    what was recorded of that incident as it stands.

    A gate that asks for a reason lets a `reason` pass. One that blocks is passed in `danger` alone, with a reason, and
    not at all where the practice says that it has no emergency way. A letter that carries out what was decided earlier
    that day is not asked again, and one that `carries` out an earlier decision meets the gates as that decision did:
    it does not stand in its own way; nor does what was recorded with a letter that it `replaces`. What was passed when
    that decision was taken is not asked again, what came to stand shut since is. What is reserved for who leads the
    team is taken by that one (`leading`), or carried out after a yes (`granted`). Raises NotNow, Denied, KeyError.
    """
    standing = standing_of(actor, case, on or clock.day_of(now))
    decision = standing.practice.decision(decision_id)
    reserved, whom = decision.reserved is not None, str(about) if about and decision.per else None
    if reserved and not (granted or leading):
        raise NotNow(ask_first())
    decided = granted if reserved else bool(decided_on(standing, decision_id, whom, incident))
    gone = {str(each) for each in replaces}
    before = reduce(Standing.without, (each for each in standing.facts if each.id in gone), standing.without(carries))
    shut = tuple(gate for gate in gates_before(before, decision_id, whom, incident) if not gate.is_open)
    passed = set() if carries is None else passed_with(before, carries, decision_id, whom, incident)
    asked = (gate for gate in shut if not ((decided or gate.of in passed) and (gate.emergency or not gate.stops)))
    met = [gate for gate in asked if gate.effect != "informs"]
    for gate in met:
        if gate.stops and not (gate.emergency and danger):
            raise NotNow(_("Dit kan nog niet. %(first)s.") % {"first": first_step(case, gate)})
    if met and not reason:
        first = "; ".join(step_and_source(case, gate) for gate in met)
        raise ReasonAsked(_("U wijkt af van: %(first)s. Waarom doet u het anders?") % {"first": first})
    return () if decided else tuple(gate for gate in shut if gate.effect != "informs")


def check_one_answer(actor: Actor, case: Case, facts: Iterable[Fact], today: date) -> None:
    """Raise NotNow where one of these facts says the opposite of what was recorded for that day already.

    One query, or none where a fact of its kind can say several things on a day.
    """
    practice = practice_of(case)
    asked = [fact for fact in facts if fact.kind in practice.one_answer]
    standing = standing_of(actor, case, today) if asked else None
    for fact in asked:
        other = standing.against(fact) if standing is not None else None
        if other is not None:
            raise NotNow(f"{opposites(practice, other, fact, _language())}.")


def check_first(standing: Standing, response: Response, incident: Incident) -> None:
    """Raise NotNow while what comes before a response to an incident was not recorded. Costs no query."""
    for kind in comes_first(standing, response, incident):
        name = fact_name(standing.practice, kind, _language())
        raise NotNow(_("Dit kan nog niet. Eerst: %(first)s.") % {"first": name})


def check_take_back(actor: Actor, case: Case, fact_ids: Iterable[UUID], today: date) -> None:
    """Raise NotNow where one of these facts is the decision by which a measure began that still runs.

    Two queries, and one for each measure that such a decision begins.
    """
    standing = standing_of(actor, case, today)
    begun = begun_with(actor, case, standing, fact_ids)
    if begun is not None:
        named = {"measure": standing.practice.measure(begun).name.in_(_language())}
        raise NotNow(
            _("Met dit besluit begon iets wat nog loopt: %(measure)s. Leg daar eerst het einde van vast.") % named
        )


def check_put_away(actor: Actor, case: Case, incident: str, today: date) -> None:
    """Raise NotNow while something must be done because of the incident that is called so. One query."""
    _refuse([each for each in _owed(actor, case, today) if each.start.values.get(TIE) == incident], case)


def before_put_away(standing: Standing, incident: str) -> str:
    """What must be done before the incident that is called so is put away, or "". Costs no query."""
    practice = standing.practice
    return next(
        (
            practice.norm(each.norm).text.in_(_language())
            for each in duties(practice, standing.timeline, standing.day)
            if each.grade == "must" and each.start.values.get(TIE) == incident
        ),
        "",
    )


def check_ending(actor: Actor, case: Case, today: date) -> None:
    """Raise NotNow while the law asks something because of an incident, before anything else. One query."""
    _refuse([each for each in _owed(actor, case, today) if before_ending(each)], case)


def before_ending(duty: Owed) -> bool:
    """Whether a case is not closed over this duty: one by law, because of an incident."""
    return duty.grade == "must" and duty.hardness == "law" and TIE in duty.start.values


def _owed(actor: Actor, case: Case, today: date) -> Iterable[Owed]:
    """What must be done in a case."""
    kept = Duty.objects.visible_to(actor).filter(case_id=case.id, told__grade="must").order_by("due", "id")
    return [from_data(practice_of(case), told, today) for told in kept.values_list("told", flat=True)]


def _refuse(owed: list[Owed], case: Case) -> None:
    if owed:
        first = practice_of(case).norm(owed[0].norm).text.in_(_language())
        raise NotNow(_("Dit kan nog niet. %(first)s.") % {"first": first})


def _language() -> Language:
    """The language of whoever asks."""
    return "en" if (translation.get_language() or "nl").startswith("en") else "nl"


def ask_first() -> str:
    """What stands beside a decision that is reserved, as long as nobody said yes."""
    return _("Wie het team leidt, beslist hierover. Vraag het eerst.")


def subject_of(standing: Standing, decision_id: str, client_id: UUID | None) -> UUID | None:
    """Whom a decision is kept about: who was named, or the only one it can be about; nobody where it says of nobody.

    Costs no query. Raises NotNow where it cannot be about who was named, or can be about several and nobody was; and
    KeyError.
    """
    decision = standing.practice.decision(decision_id)
    if decision.per is None:
        return client_id
    whom = [UUID(person.id) for person in subjects(standing, decision)]
    if client_id in whom or (client_id is None and len(whom) == 1):
        return client_id or whom[0]
    raise NotNow(_("Dit besluit gaat over één persoon. Kies over wie."))


def named_by(standing: Standing, decision_id: str, client_id: UUID | None) -> UUID | None:
    """Whom an incident names for a decision because of it: nobody where it is about somebody in another role.

    What a parent did can lead to a decision about a child. Costs no query. Raises KeyError.
    """
    decision = standing.practice.decision(decision_id)
    if decision.per is None or str(client_id) in {person.id for person in standing.timeline.in_role(decision.per)}:
        return client_id
    return None


def first_step(case: Case, gate: Gate) -> str:
    """What has to come first, in the reader's language; of two opposites, that one is taken back."""
    if gate.against is not None:
        return opposites(practice_of(case), *gate.against, _language())
    return practice_of(case).norm(gate.norm).text.in_(_language())


def step_and_source(case: Case, gate: Gate) -> str:
    """The same, with what the source of the rule is called."""
    return f"{first_step(case, gate)} ({practice_of(case).source(gate.source).title.in_(_language())})"
