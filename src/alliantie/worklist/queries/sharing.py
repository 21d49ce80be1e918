"""What a worker can choose to share of a case, and how a decision would look to the other before it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Case, Letter, Measure, SharedPart, Sharing
from alliantie.cases.operations.sharing import Decided, Part, Person, share
from alliantie.cases.queries import agreements, current, plans_of
from alliantie.cases.queries import planned as planned_talks
from alliantie.cases.queries.conditions import conditions_of
from alliantie.cases.queries.sharing import Piece, With, one_shared, shared_with
from alliantie.money.queries import claims_of
from alliantie.practices import Practice
from alliantie.web.dates import clock_time_in_words, short_day_in_words

Sort = SharedPart.Sort


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be shared. `owners` are those it is about; empty for what is everyone's in the case."""

    part: Part
    owners: frozenset[UUID]

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.part.sort}:{self.part.id or ''}:{'' if self.part.number is None else self.part.number}"


@dataclass(frozen=True, slots=True)
class _Case:
    """A case of which something is shared, and how it is told."""

    actor: Actor
    case: Case
    practice: Practice
    people: Mapping[UUID, date]
    language: str

    def day(self, on: date) -> str:
        return short_day_in_words(on, self.language, clock.today())

    def births(self) -> Iterator[Offer]:
        for client_id, born_on in self.people.items():
            yield _offer(Sort.BIRTH_DATE, client_id, short_day_in_words(born_on, self.language), client_id)

    def frame(self) -> Iterator[Offer]:
        runs = Measure.objects.visible_to(self.actor).filter(case_id=self.case.id, ends_on=None)
        for measure in runs.order_by("starts_on", "id"):
            told = {
                "what": self.practice.measure(measure.measure_id).name.in_(self.language),
                "day": self.day(measure.starts_on),
            }
            yield _offer(Sort.MEASURE, measure.id, _("%(what)s, vanaf %(day)s") % told, measure.client_id)
        for condition in conditions_of(self.actor, self.case, self.practice):
            if condition.holds(clock.today()):
                yield _offer(Sort.CONDITION, condition.id, condition.text, condition.client_id)

    def plan(self) -> Iterator[Offer]:
        for plan in current(plans_of(self.actor, self.case.id)):
            for number, goal in enumerate(plan.content.goals):
                yield _offer(Sort.GOAL, plan.plan.id, goal.words, plan.plan.client_id, number)
        for agreed in agreements.open_agreements(self.actor, self.case.id):
            yield _offer(Sort.AGREEMENT, agreed.id, agreed.text, agreed.client_id)

    def talks(self) -> Iterator[Offer]:
        for talk in planned_talks(self.actor, clock.now(), self.case.id):
            if not talk.cancelled_by and talk.starts_at >= clock.now():
                when = {
                    "day": self.day(talk.starts_at),
                    "time": clock_time_in_words(talk.starts_at, self.language),
                }
                yield _offer(Sort.TALK, talk.id, _("%(day)s om %(time)s") % when, talk.client_id)

    def letters(self) -> Iterator[Offer]:
        found = Letter.objects.visible_to(self.actor).filter(case_id=self.case.id).exclude(state=Letter.State.DRAFT)
        for letter in found.order_by("-signed_at", "id"):
            told = {"what": letter.title, "day": self.day(letter.signed_at or clock.now())}
            yield _offer(Sort.LETTER, letter.id, _("%(what)s, %(day)s") % told, letter.client_id)

    def debts(self) -> Iterator[Offer]:
        for claim in claims_of(self.actor, [self.case.id], clock.today()) if self.practice.money else ():
            if claim.open:
                yield Offer(Part(Sort.CLAIM, claim.id, claim.creditor.name), frozenset(claim.client_ids))


def _offer(sort: str, id: UUID, text: str, client_id: UUID | None, number: int | None = None) -> Offer:
    return Offer(Part(sort, id, text[:300], number), frozenset({client_id} if client_id else ()))


def offers(
    actor: Actor, case: Case, practice: Practice, people: Mapping[UUID, date], language: str
) -> tuple[Offer, ...]:
    """What can be shared of a case, sort by sort; `people` by id, with their birth dates. Seven queries."""
    here = _Case(actor, case, practice, people, language)
    found = (here.births(), here.frame(), here.plan(), here.talks(), here.letters(), here.debts())
    return tuple(chain.from_iterable(found))


class _Undone(Exception):
    """What was only looked at is taken back."""


Seen = tuple[tuple[With, tuple[Piece, ...]], ...]


def as_the_other_sees(actor: Actor, case_id: UUID, decided: Decided) -> Seen:
    """What the other would read, for each client: the decision is taken, read as a partner, and undone again.

    Raises what `share` does. What is told in another way is shown as if it were read.
    """
    found: list[tuple[With, tuple[Piece, ...]]] = []
    act = uuid4()
    if decided.person is None:
        # Nobody of this name and number is known, so that it is read by nobody else.
        nobody = Person(str(act)[:8], str(act)[:8], decided.whom[:120], str(act))
        decided = replace(decided, way="account", person=nobody, ends_on=clock.today() + timedelta(days=1))
    try:
        with transaction.atomic():
            share(actor=actor, case_id=case_id, decided=decided, act=act)
            taken = list(Sharing.objects.visible_to(actor).filter(act=act).select_related("partner"))
            partner = Actor("partner", taken[0].partner_id, area_id=taken[0].area_id)
            with acting(partner):
                there = {each.id for each in shared_with(partner, noted=False)}
                for row in taken:
                    one = one_shared(partner, row.id, noted=False) if row.id in there else None
                    if one is not None:
                        found.append(one)
            raise _Undone
    except _Undone:
        return tuple(found)
