"""The whole demo as a story: the same from one seed on any day, with days counted back from today. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from alliantie.demo import agreed, steps
from alliantie.demo.cast import AGREEMENTS, ORGANISATIONS, TALKS, Organisation
from alliantie.demo.names import Draws, Name, Names
from alliantie.demo.patterns import Pattern, Role, turn_of
from alliantie.demo.plot import Ending, Member, Plot
from alliantie.demo.plots import PLOTS
from alliantie.demo.steps import CaseStory, Person
from alliantie.demo.talks import Talks
from alliantie.practices import Practice, library

_YEAR = 365
_AGES = {"client": (21, 62), "young_person": (14, 17), "parent": (38, 53)}
# How many days ago the usual case was opened: two years.
_RUNNING = (735, 770)
# In two years about one every three months. Who refuses is asked again, but not at every moment.
_ROUNDS, _ROUNDS_REFUSED = 8, 3
_PROMISES = 3
# How many days ago the last round of a pair opened.
_LAST_OPENED = {
    Ending.OPEN: 3,
    Ending.COMPLETE: 9,
    Ending.REVEALED: 12,
    Ending.TALKED: 33,
    Ending.DUE: 112,
    Ending.UNANSWERED: 41,
}
_JUST_OPENED = 6
# At least so many days from round to round.
_APART = 30
_LOOKED_AFTER = 8
_HANDED_OVER_BEFORE = 32
_DECIDED = "Dit is elders besloten, voor de zaak hier begon."


def story(seed: int) -> tuple[CaseStory, ...]:
    """Every case, by organisation. Raises KeyError when a practice lost a talk or measure that is used here."""
    used: set[Name] = set()
    return tuple(
        case
        for organisation in ORGANISATIONS
        for case in _cases(organisation, library().latest(organisation.practice_id), seed, used)
    )


def tell(
    organisation: Organisation,
    practice: Practice,
    plot: Plot,
    names: Draws,
    key: str,
    rounds: int = _ROUNDS,
    promises: int = _PROMISES,
    since: int | None = None,
) -> CaseStory:
    """The story of one case; `key` is what its draws start from.

    `rounds` is how many someone has who takes part, `promises` in how many talks something is agreed. It runs
    `since` so many days, or as long as usual; what did not fit in yet is left out.
    """
    return _Writer(organisation, practice, plot, names, key, rounds, promises, since).write()


def next_measure_ago(opened: int) -> int:
    """How many days ago the next measure of a case began that was opened so many days ago."""
    return opened * 9 // 20


def _cases(organisation: Organisation, practice: Practice, seed: int, used: set[Name]) -> Iterator[CaseStory]:
    plots = PLOTS[practice.id]
    off = (organisation.leader, organisation.manager, organisation.guard)
    known = {name.given for name in (*organisation.workers, *off)}
    known |= {member.name.given for plot in plots for member in plot.members if member.name}
    names = Names(Random(f"{seed}:{practice.id}"), frozenset(known), used)  # noqa: S311 - a story, no secret
    for place, plot in enumerate(plots):
        yield tell(organisation, practice, plot, names, f"{seed}:{practice.id}:{place}")


@dataclass
class _Course:
    """The rounds of one person: who, how it goes, and how many days ago each round opened."""

    person: int
    member: Member
    pattern: Pattern
    opens: tuple[int, ...]

    @property
    def turn(self) -> int:
        """The round where things change: another worker, a warning, sharing less."""
        return turn_of(len(self.opens))


@dataclass
class _Writer(Talks):
    """Writes the story of one case."""

    def write(self) -> CaseStory:
        """The case, its steps in order of time."""
        plot, people = self.plot, self._people()
        opened = self._opened()
        courses = [
            _Course(person, member, member.pattern, self._openings(person, member.pattern, member.ending, opened))
            for person, member in enumerate(plot.members)
            if member.pattern is not None
        ]
        changed = self._changed(courses) if plot.earlier_worker is not None else None
        self._step(opened, steps.Open())
        if opened > _JUST_OPENED and not plot.whole:
            self._beginning(opened)
        self._told(opened)
        self._turns(opened, changed, courses)
        for course in courses:
            self._rounds(course, changed, people)
        if not plot.whole:
            self._asked()
            self._contacts(opened)
            self._agreed(people, changed)
        self._coming()
        self.found.sort(key=lambda step: -step.days_ago)
        first = plot.worker if plot.earlier_worker is None else plot.earlier_worker
        measures = tuple(self.practice.measure(each).id for each in (plot.measure, *plot.beside))
        decided = any(self.practice.measure(each).begins_by for each in measures)
        return CaseStory(self.practice.id, first, measures, people, tuple(self.found), _DECIDED if decided else "")

    def _people(self) -> tuple[Person, ...]:
        people: list[Person] = []
        for member in self.plot.members:
            # A child bears a parent's name; the other parent has their own.
            shared = people[0].name.family if member.role == "parent" and len(people) == 2 else None
            name = member.name or self.names.draw(member.origin, shared)
            young, old = _AGES[member.role]
            age = self.chance.randint(young * _YEAR + 40, old * _YEAR)
            people.append(Person(name, member.role, age, member.language, member.easy))
        return tuple(people)

    def _opened(self) -> int:
        members = self.plot.members
        if self.plot.whole and self.since is not None:
            return self.since
        if all(member.ending is Ending.NEW for member in members):
            return _JUST_OPENED
        if all(member.pattern is None for member in members):
            return self.chance.randint(64, 72)
        return self.since or self.chance.randint(*_RUNNING)

    def _openings(self, person: int, pattern: Pattern, ending: Ending, opened: int) -> tuple[int, ...]:
        count = _ROUNDS_REFUSED if pattern is Pattern.REFUSAL else self.rounds
        # Two people of one family are not asked on one day.
        first, last = opened - self._first_after() - 3 * person, _LAST_OPENED[ending]
        # No round opens before the last one is over; a case that runs a short time had one, or none yet.
        count = min(count, 1 + (first - last) // _APART)
        if count < 2:
            return (last,) if count == 1 else ()
        between = [
            round(first - (first - last) * number / (count - 1)) + self.chance.randint(-4, 4)
            for number in range(1, count - 1)
        ]
        return (first, *between, last)

    def _first_after(self) -> int:
        triggers = [moment.trigger for moment in self.practice.rounds.moments]
        weeks = next((t.period.count for t in triggers if t.after == "case_opened" and t.period), 6)
        return weeks * 7 + 3

    def _changed(self, courses: list[_Course]) -> int:
        return max(course.opens[course.turn] for course in courses) + _HANDED_OVER_BEFORE

    def _beginning(self, opened: int) -> None:
        talks = TALKS[self.practice.id]
        for number, talk_id in enumerate(talks.first):
            self._step(opened - 2 - 7 * number, self._contact(self.practice.talk(talk_id).id, self._alone()))
        for person, _member in enumerate(self.plot.members):
            self._step(opened - 2, steps.Explain(person))
        if self.practice.plans_under([self.plot.measure]):
            self._step(opened - 32, steps.PlanAgreed(self._alone(), agreed.GOALS[self.practice.sector]))

    def _told(self, opened: int) -> None:
        for told in self.plot.told:
            day = told.ago or opened - told.after
            if 0 < day <= opened:
                self._step(day, told.what)

    def _turns(self, opened: int, changed: int | None, courses: list[_Course]) -> None:
        plot = self.plot
        if plot.next_measure:
            self._step(
                next_measure_ago(opened), steps.NextMeasure(plot.measure, self.practice.measure(plot.next_measure).id)
            )
        if changed is not None:
            self._step(changed, steps.HandOver(plot.worker))
            if plot.shows_earlier:
                self._step(changed - 20, steps.ShowEarlier(0))
        if plot.warned:
            warned = courses[0].opens[courses[0].turn] + 30
            self._step(warned, steps.Warned())
            if any(talk.id == "warning" for talk in self.practice.talks):
                self._step(warned, self._contact("warning", 0))
        if plot.covered_by is not None:
            self._step(2, steps.Cover(plot.covered_by))

    def _rounds(self, course: _Course, changed: int | None, people: tuple[Person, ...]) -> None:
        member, talks = course.member, TALKS[self.practice.id]
        asks = talks.asks
        promised = False
        for number, opens in enumerate(course.opens):
            newly = changed is not None and number == course.turn
            promised = promised and not newly
            talk_id = self._talk(asks, member.role, opens) if asks else ""
            if talk_id:
                self._step(opens, self._contact(talk_id, course.person))
            reason = self._reason(course, number, newly, talk_id)
            self._step(opens, steps.StartRound(course.person, reason, member.length, member.easy))
            ending = member.ending if number == len(course.opens) - 1 else Ending.TALKED
            promised = self._round(course, number, ending, promised, people)

    def _asked(self) -> None:
        """Where talks bring the rounds, a round is due once such a talk was held."""
        asks = TALKS[self.practice.id].asks
        for person, member in enumerate(self.plot.members):
            if asks and member.ending is Ending.DUE:
                self._step(6, self._contact(self._talk(asks, member.role, 6), person))

    def _reason(self, course: _Course, number: int, newly: bool, talk_id: str) -> str:
        moments = self.practice.rounds.moments
        wanted = "worker_changed" if newly else "warning" if self.plot.warned and number == course.turn else ""
        for moment in moments:
            trigger = moment.trigger
            if wanted and trigger.second_contact_after and wanted in trigger.second_contact_after:
                return moment.id
        if number == 0 and (first := next((m.id for m in moments if m.trigger.after == "case_opened"), None)):
            return first
        return next(m.id for m in moments if (m.trigger.with_talk == talk_id if talk_id else m.trigger.every))

    def _round(self, course: _Course, number: int, ending: Ending, promised: bool, people: tuple[Person, ...]) -> bool:
        """One round as far as it came. Returns whether the two agreed on something."""
        opens, member = course.opens[number], course.member
        if ending is Ending.OPEN:
            return False
        client_first = self.chance.random() < 0.6
        if course.pattern is not Pattern.REFUSAL:
            self._answer(course, number, opens - (2 if client_first else 4), "client", promised)
        self._answer(course, number, opens - (4 if client_first else 2), "professional", False)
        if ending is Ending.UNANSWERED or course.pattern is Pattern.REFUSAL:
            self._step(opens - 17, steps.CloseDue())
        if ending in (Ending.COMPLETE, Ending.UNANSWERED) or course.pattern is Pattern.REFUSAL:
            return False
        looked = opens - _LOOKED_AFTER
        talk_id = self._talk(TALKS[self.practice.id].together, member.role, looked)
        self._step(looked, steps.LookTogether(course.person, talk_id, self._mode(talk_id)))
        if ending is Ending.REVEALED:
            return False
        agreement = self._agreement(course, number, people[course.person].name)
        afterthought = (self.chance.randint(2, 3), self.chance.randint(1, 3)) if number % 2 else None
        self._step(looked, steps.Talk(course.person, agreement, self.chance.random() < 0.7, afterthought))
        return bool(agreement)

    def _answer(self, course: _Course, number: int, days_ago: int, role: Role, promised: bool) -> None:
        member = course.member
        # Who shares nothing did so at first; a professional always shares.
        at_first = member.share == "nothing" and number < course.turn
        share = "all" if role == "professional" or at_first else member.share
        helped = self.chance.choice((1, 2) if course.pattern is Pattern.DECLINE else (2, 2, 3)) if promised else None
        chance = f"{self.key}:{course.person}:{number}:{role}"
        act = steps.Answer(course.person, role, course.pattern, number, len(course.opens), share, helped, chance)
        self._step(days_ago, act)

    def _agreement(self, course: _Course, number: int, client: Name) -> str:
        if number and self.chance.random() < 0.15:
            return ""
        texts = AGREEMENTS[self.practice.sector]
        place = self.plot.earlier_worker if number < course.turn else None
        worker = self.organisation.workers[self.plot.worker if place is None else place]
        # Counted from a start by chance, so that no two rounds of a pair agree on the same.
        start = Random(f"{self.key}:{client}").randrange(len(texts))  # noqa: S311 - a story, no secret
        return texts[(start + number) % len(texts)].format(worker=worker.given, client=client.given)

    def _agreed(self, people: tuple[Person, ...], changed: int | None) -> None:
        """What is agreed in the latest talks, and what is written of a few of them."""
        before = self.plot.earlier_worker
        names = {
            day: self.organisation.workers[
                self.plot.worker if before is None or changed is None or day < changed else before
            ]
            for day in (step.days_ago for step in self.found)
        }
        self.found = agreed.written(self.found, people)
        self.found += agreed.promised(self.found, people, names, self.promises, self.chance, self.practice.sector)
