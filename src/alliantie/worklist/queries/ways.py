"""Where a worker does what is due: the page that records the fact which settles it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from alliantie.cases.queries import Due, LetterLine
from alliantie.practices import Practice
from alliantie.practices.conditions import Known, condition
from alliantie.practices.letter import Sent
from alliantie.practices.norm import Match, Norm
from alliantie.practices.reaction import TIE
from alliantie.practices.rights import ANSWERED, REQUEST
from alliantie.worklist.queries.kinds import kinds_of

# Facts that every practice has, each with the page that records it.
_PAGES = {
    "contact": "case-talk",
    "plan_agreed": "case-goals",
    "decision_taken": "case-decisions",
    "measure_started": "case-measure",
    "measure_extended": "case-measure",
    "measure_ended": "case-measure",
}


def way(
    due: Due,
    people: Iterable[object],
    running: Collection[str],
    incidents: Mapping[str, UUID],
    letters: Iterable[LetterLine] = (),
    *,
    own: bool = True,
) -> str:
    """The address of that page, or "" where there is none, as for what must not happen more often.

    A letter or form that records the fact comes before the plain form. `people` are the clients of the case, `running`
    the measures, `incidents` those that are not put away, by what they are called: what is due because of one leads to
    that one. `letters` are those not sent yet: what was begun is gone on with. Whose case it is not (`own`) records no
    measure. Costs no query.
    """
    match = None if due.duty.lacks else _settling(due.practice.norm(due.duty.norm))
    if match is None:
        return ""
    fact = match.fact
    if fact == ANSWERED:
        return reverse("case-request", args=[due.case_id, due.duty.start.values[REQUEST]])
    if fact == "frame_explained":
        whom = [str(each) for each in people]
        who = due.duty.person if due.duty.person in whom else whom[0] if len(whom) == 1 else None
        return reverse("case-frame", args=[due.case_id, who]) if who else f"{reverse('case', args=[due.case_id])}#frame"
    if _PAGES.get(fact) == "case-measure" and not (running and own):
        # In a case that ended no measure begins, runs on or ends; and who stands in leaves that to whose case it is.
        return ""
    if fact in _PAGES:
        talk = _talk_of(due.practice, match) if fact == "contact" else None
        return reverse(_PAGES[fact], args=[due.case_id]) + (f"?what={talk}" if talk else "")
    called = str(due.duty.start.values.get(TIE, ""))
    incident, written = incidents.get(called), written_by(due.practice, match, running)
    if written:
        if begun := _begun(letters, written[1], called, due.duty.person):
            return reverse("case-letter", args=[due.case_id, begun])
        there = reverse(written[0], args=[due.case_id, written[1]])
        return f"{there}?incident={incident}" if incident and written[0] == "case-letter-new" else there
    if incident:
        # What is known now is said on a page of its own; whatever else is done about it, where it stands.
        route = "case-incident-again" if fact == due.duty.start.kind else "case-incident"
        return reverse(route, args=[due.case_id, incident])
    return reverse("case-happened", args=[due.case_id, fact]) if fact in kinds_of(due.practice) else ""


def planning(due: Due) -> str:
    """The address of the page on which the talk that is due is planned: of its kind, with whom; "" for what is no talk.

    Costs no query.
    """
    match = None if due.duty.lacks else _settling(due.practice.norm(due.duty.norm))
    if match is None or match.fact != "contact":
        return ""
    asked = {"talk": _talk_of(due.practice, match), "who": due.duty.person}
    said = urlencode({name: value for name, value in asked.items() if value})
    return reverse("case-plan", args=[due.case_id]) + (f"?{said}" if said else "")


def _talk_of(practice: Practice, match: Match) -> str | None:
    """The kind of talk that alone can be meant, so that it is chosen where the talk is recorded."""
    if match.where is None:
        return None
    meant = condition(match.where, practice.vocabulary.names_on(match.fact))
    can_be = [each.id for each in practice.talks if meant.holds({"talk": each.id}) is not False]
    return can_be[0] if len(can_be) == 1 else None


def settles(norm: Norm) -> str | None:
    """The kind of fact that settles what a rule asks."""
    match = _settling(norm)
    return match.fact if match else None


def _settling(norm: Norm) -> Match | None:
    if norm.within is not None:
        return norm.within.done
    if norm.every is not None:
        return norm.every.counts
    if norm.at_most is not None:
        return norm.at_most.ends
    return norm.requires.needs if norm.requires is not None else None


def _begun(letters: Iterable[LetterLine], template_id: str, incident: str, person: str | None) -> UUID | None:
    """The newest of these letters that is this one of the practice, about the same incident or else the same person."""
    return next(
        (
            each.id
            for each in letters
            if each.template_id == template_id
            and (each.answers(incident) if incident else person in (None, str(each.client_id)))
        ),
        None,
    )


def written_by(practice: Practice, match: Match, running: Collection[str]) -> tuple[str, str] | None:
    """The form or letter whose sending records what is asked, under the measures that run."""
    for route, templates in (("case-form-new", practice.forms), ("case-letter-new", practice.letters)):
        for each in templates:
            if each.sent is not None and each.fits(running) and _can_say(practice, each.sent, match):
                return route, each.id
    return None


def _can_say(practice: Practice, sent: Sent, match: Match) -> bool:
    """Whether a fact that sending records can be the one meant: what nobody fills in tells it of some."""
    if sent.fact != match.fact or match.where is None:
        return sent.fact == match.fact
    fixed: dict[str, Known] = {name: said for name, said in sent.said({}).items() if isinstance(said, str | int)}
    return condition(match.where, practice.vocabulary.names_on(sent.fact)).holds(fixed) is not False
