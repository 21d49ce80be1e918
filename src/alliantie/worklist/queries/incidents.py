"""What a worker reads of one incident, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case, Incident
from alliantie.cases.policies import before_put_away
from alliantie.cases.queries import due_in, measures_in, people_of, practice_of
from alliantie.cases.queries.incidents import (
    Done,
    Judged,
    View,
    WholeIncident,
    offered_in,
)
from alliantie.cases.queries.letters import LetterLine, letters_answering
from alliantie.cases.queries.reserved import without_yes
from alliantie.cases.queries.standing import standing_of
from alliantie.practices import Practice
from alliantie.practices.reaction import NO_ACTION, TIE, Reactions
from alliantie.practices.show_reactions import values_in_words
from alliantie.practices.texts import Language
from alliantie.web.dates import day_in_words
from alliantie.worklist.queries.letters import LetterRow, rows_of
from alliantie.worklist.queries.options import Option, chosen_among, option_of
from alliantie.worklist.queries.todo import Todo, at_once, todo_of
from alliantie.worklist.queries.ways import way


@dataclass(frozen=True, slots=True)
class DoneShown:
    """What was done, or chosen and not sent yet, and the letter that tells it, "" where there is none to write now.

    What was chosen before the incident was judged otherwise is `earlier`.
    """

    name: str
    done: Done
    earlier: bool
    unsent: bool
    letter_id: str
    letter: str


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One incident: what was noted, what was judged of it, and what was and can be done."""

    whole: WholeIncident
    name: str
    said: tuple[tuple[str, str], ...]
    judged: tuple[tuple[str, str], ...]
    before: tuple[tuple[str, Judged], ...]
    """What was judged before, in words, newest first."""
    can_judge: bool
    causes: tuple[tuple[str, str], ...]
    views: tuple[tuple[str, View], ...]
    done: tuple[DoneShown, ...]
    options: tuple[Option, ...]
    open: bool
    too_early: str
    """That it was before anything ran here, and what follows, or ""."""
    first: str
    """What must be done before it is put away, or ""."""
    due: tuple[Todo, ...]
    """All that is due because of it, hardest first."""
    letters: tuple[LetterRow, ...]
    """Those that were written about it, newest first."""

    @property
    def answered(self) -> bool:
        """Whether something was chosen since the incident was judged as it is now."""
        return self.whole.answered

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The options as a form shows them."""
        return [(option.id, option.name, option.hint) for option in self.options]

    @property
    def asks_first(self) -> bool:
        """Whether something stands before doing nothing, since it is asked."""
        return bool(self.options) and self.options[0].id != NO_ACTION

    @property
    def musts(self) -> list[str]:
        """The options that must be done, which no form folds away."""
        return [option.id for option in self.options if option.must]

    @property
    def musts_called(self) -> str:
        """The same, in words."""
        return "; ".join(option.name for option in self.options if option.must)

    def asking(self, value: str) -> str:
        """The options that ask for a value of their fact, in words."""
        return "; ".join(option.name for option in self.options if value in {each.id for each in option.asked})

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """For whom one of the options can be decided, by id and name, where that is chosen."""
        return tuple({str(person.client_id): person.name for option in self.options for person in option.about}.items())

    @property
    def asking_about(self) -> str:
        """The options that ask for whom they are, in words."""
        return "; ".join(option.name for option in self.options if option.about)

    @property
    def emergency(self) -> bool:
        """Whether danger can pass what stands before one of the options."""
        return any(option.emergency for option in self.options)


def incident_page(actor: Actor, case: Case, whole: WholeIncident, language: str, now: datetime) -> IncidentPage:
    """One incident, of a case read as a whole, to read and to respond to. Two queries beside that which read it, and
    one more where is chosen for whom of several it is decided.
    """
    practice, incident, spoken = practice_of(case), whole.incident, cast(Language, language)
    reactions = reactions_in(practice)
    kind = reactions.incident(incident.kind)
    sort = next(each for each in practice.facts if each.id == kind.fact)
    judging = {value.id for value in sort.values if value.kind == "choice"}
    judged = [each for each in incident.values if each in judging]
    noted = [each for each in incident.values if each not in judging]
    today = clock.day_of(now)
    standing = standing_of(actor, case, today)
    running = [force.measure for force in standing.unended]
    is_open = incident.state in (Incident.State.OPEN, Incident.State.WEIGHED)
    waiting = without_yes(actor, case, clock.now(), incident.client_id, incident.recorded_at)
    letters = letters_answering(actor, case.id, str(incident.values.get(TIE)))
    begun = {each.template_id for each in letters}
    offers = offered_in(case, incident, standing.timeline, today) if is_open else ()
    people = people_of(actor, case) if any(chosen_among(standing, each, incident) for each in offers) else ()
    return IncidentPage(
        whole,
        kind.name.in_(language),
        values_in_words(practice, kind.fact, {each: incident.values[each] for each in noted}, spoken),
        values_in_words(practice, kind.fact, {each: incident.values[each] for each in judged}, spoken),
        tuple(
            (", ".join(said for _name, said in values_in_words(practice, kind.fact, values, spoken)), each)
            for each in whole.judged[1:]
            if (values := {name: value for name, value in each.values.items() if name in judging})
        ),
        bool(judging),
        tuple((each.id, each.name.in_(language)) for each in reactions.causes),
        tuple((reactions.cause(view.cause).name.in_(language), view) for view in whole.views),
        tuple(_done(practice, each, whole, running, begun, language) for each in whole.responses),
        tuple(option_of(standing, each, whole.incident, case, spoken, waiting, people) for each in offers),
        is_open,
        _too_early(case, incident, kind.fact in practice.judgements, language, today) if is_open else "",
        before_put_away(standing, str(incident.values.get(TIE))) if is_open and whole.responses else "",
        _due(case, incident, whole.client_name, running, letters, language, today),
        rows_of(letters),
    )


def _too_early(case: Case, incident: Incident, judged: bool, language: str, today: date) -> str:
    """What follows of an incident from before the first measure of its client; it is recorded all the same.

    What follows from a judgement counts from the day on which that was given.
    """
    theirs = (each for each in measures_in(case) if each.client_id in (None, incident.client_id))
    first = min((each.starts_on for each in theirs), default=incident.on)
    if incident.on >= first:
        return ""
    early = _("Dit was voordat hier iets liep: dat begon op %(day)s.") % {"day": day_in_words(first, language, today)}
    follows = _("Wat u moet doen, telt vanaf de dag van uw oordeel.") if judged else _("Er volgt hier geen taak uit.")
    return f"{early} {follows}"


def _due(
    case: Case,
    incident: Incident,
    name: str,
    running: Collection[str],
    letters: Iterable[LetterLine],
    language: str,
    today: date,
) -> tuple[Todo, ...]:
    """What is due because of an incident, with where it is done unless that is its own page. Costs no query."""
    called = {incident.client_id: name}
    here = reverse("case-incident", args=[case.id, incident.id])
    tied = str(incident.values.get(TIE))
    found = [each for each in due_in(case, called, today) if each.duty.start.values.get(TIE) == tied]
    unsent = [each for each in letters if each.sent_on is None]
    there = {each.id: way(each, called, running, {tied: incident.id}, unsent) for each in found}
    return tuple(
        todo_of(due, language, today, about="", way="" if there[due.id] == here else there[due.id], also=others)
        for due, *others in at_once(found)
    )


def _done(
    practice: Practice, done: Done, whole: WholeIncident, running: Iterable[str], begun: Collection[str], language: str
) -> DoneShown:
    chosen = reactions_in(practice).response(done.option)
    letter = practice.letter(chosen.letter) if chosen.letter is not None else None
    if letter is None or letter.id in begun or not letter.fits(running):
        written = ("", "")
    else:
        written = (letter.id, letter.name.in_(language))
    earlier, unsent = whole.judged_since(done), whole.unsent(practice, done.option)
    return DoneShown(chosen.name.in_(language), done, earlier, unsent, *written)


def reactions_in(practice: Practice) -> Reactions:
    """What a practice does when something happened. Raises KeyError where it does not say."""
    if practice.reactions is None:
        raise KeyError(practice.id)
    return practice.reactions
