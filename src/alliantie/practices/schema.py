"""A practice as it was read: what its file says, what follows from that, and each part by its id.

Rules across fields stand in `rules`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Self

from pydantic import PrivateAttr

from alliantie.practices.areas import GENERAL, LifeArea
from alliantie.practices.classification import Classification
from alliantie.practices.conditions import condition
from alliantie.practices.form import Form
from alliantie.practices.frame import ConditionSort, Measure, Role
from alliantie.practices.last_day import LAST_DAY, last_day_of
from alliantie.practices.letter import Letter
from alliantie.practices.lookup import by_id, named
from alliantie.practices.norm import Decision, Norm
from alliantie.practices.rights import SOURCES, Objecting, objecting_in, rights_norms
from alliantie.practices.rounds import Moment, Pair, Talk
from alliantie.practices.sources import Source
from alliantie.practices.terms import PersonRole
from alliantie.practices.texts import Word
from alliantie.practices.told import holds_under
from alliantie.practices.vocabulary import MODES, NEEDED, Vocabulary, vocabulary
from alliantie.practices.written import Written


class Practice(Written):
    """One version of one way of working. Made by the loader, which also applies the rules across fields."""

    _hash: str = PrivateAttr(default="")

    def __copy__(self) -> Self:
        """A copy that finds out for itself what follows from its parts: `model_copy` gives it other ones."""
        made = super().__copy__()
        for name in vars(made).keys() - type(self).model_fields.keys():
            del made.__dict__[name]
        return made

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes of the file, in hexadecimal; a case keeps it."""
        return self._hash

    @cached_property
    def needed(self) -> Mapping[str, tuple[str, ...]]:
        """What a fact has to say to count at all, by its kind."""
        return NEEDED | {sort.id: tuple(value.id for value in sort.values if value.needed) for sort in self.facts}

    @property
    def at_desk(self) -> int:
        """How many people have the duty desk at once: as a role says, or one."""
        return max((role.at_desk for role in self.roles if role.at_desk), default=1)

    @property
    def begin_reserved(self) -> frozenset[str]:
        """The measures that begin by a decision which is reserved for who leads the team."""
        reserved = {decision.id for decision in self.decisions if decision.reserved}
        return frozenset(measure.id for measure in self.measures if not reserved.isdisjoint(measure.begins_by))

    @cached_property
    def imposed(self) -> frozenset[str]:
        """The measures that an authority imposes, and that it alone ends."""
        return frozenset(measure.id for measure in self.measures if measure.outside is not None)

    @cached_property
    def judgements(self) -> frozenset[str]:
        """The kinds of fact that are a judgement of an incident, and bear the day on which it was given."""
        return frozenset(sort.id for sort in self.facts if sort.judgement)

    @cached_property
    def counts_as(self) -> Mapping[str, str]:
        """As which kind of fact a kind of its own counts, by its kind."""
        return {sort.id: sort.counts_as for sort in self.facts if sort.counts_as}

    @cached_property
    def stands_until(self) -> Mapping[str, tuple[str, ...]]:
        """The facts until which what a fact says stands, by its kind."""
        return {sort.id: sort.stands_until for sort in self.facts if sort.stands_until}

    @cached_property
    def one_answer(self) -> Mapping[str, frozenset[str]]:
        """Of which values a kind of fact can say one thing for one person on one day, by its kind.

        Those that are known of a case, and those by which a gate takes back what a fact of the same kind said before.
        """
        found: dict[str, set[str]] = {"phase_entered": {"phase"}}
        for known in self.known:
            found.setdefault(known.fact, set()).add(known.value)
        for rule in (norm.requires for norm in self.norms if norm.requires is not None):
            for match in rule.unless:
                if match.fact == rule.needs.fact and match.where is not None:
                    asked = condition(match.where, self.vocabulary.names_on(match.fact)).asked
                    found.setdefault(match.fact, set()).update(asked)
        return {kind: frozenset(values) for kind, values in found.items()}

    @cached_property
    def last_days(self) -> Mapping[str, frozenset[str]]:
        """The values of a kind of fact that name until which day it holds, by kind: none lies before its own day."""
        found: dict[str, set[str]] = {}
        for rule in (norm.requires for norm in self.norms if norm.requires is not None):
            if rule.holds_until is not None:
                found.setdefault(rule.needs.fact, set()).add(rule.holds_until)
        return {kind: frozenset(values) for kind, values in found.items()}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the conditions of this practice may name."""
        return vocabulary(self.facts, self.known)

    @cached_property
    def answers(self) -> dict[str, dict[str, frozenset[str]]]:
        """The answers that a value of a kind of fact can have, where not just anything of its sort goes."""
        of_engine = {
            "measure": frozenset(measure.id for measure in self.measures),
            "talk": frozenset(talk.id for talk in self.talks),
            "phase": frozenset(phase.id for phase in self.phases),
            "norm": frozenset((LAST_DAY, *(norm.id for norm in self.norms))),
            "decision": frozenset(decision.id for decision in self.decisions),
            "mode": frozenset(MODES),
        }
        own = {
            sort.id: {
                value.id: frozenset(o.id for o in value.options) for value in sort.values if value.kind == "choice"
            }
            for sort in self.facts
        }
        return {kind: own.get(kind, of_engine) for kind in self.vocabulary.facts}

    @cached_property
    def people(self) -> tuple[PersonRole, ...]:
        """In which roles people can be in a case: those who form a pair first."""
        return tuple(dict.fromkeys((*(pair.client_role for pair in self.pairs), *self.beside)))

    @property
    def life_areas(self) -> tuple[LifeArea, ...]:
        """The areas under which the goals of a plan stand, in their order."""
        return self.areas or GENERAL

    def area_name(self, id: str, language: str) -> str:
        """What an area is called; other words, from before an area was chosen from a list, stay as they are."""
        return next((area.name.in_(language) for area in self.life_areas if area.id == id), id)

    def plans_under(self, measures: Collection[str]) -> bool:
        """Whether a plan is made with someone under these measures."""
        return holds_under(self.words.plan, measures)

    def client_word(self, measures: Collection[str]) -> Word:
        """What somebody is called under these measures: as each of them says, and else as the practice does."""
        called = {self.measure(id).client for id in measures}
        return next(iter(called)) or self.words.client if len(called) == 1 else self.words.client

    def for_workers(self, kind: str) -> bool:
        """Whether only workers see a fact of this kind."""
        return any(sort.id == kind and sort.seen is not None for sort in self.facts)

    def source(self, id: str) -> Source:
        """The source with this id; raises KeyError."""
        return self._sources[id]

    def role(self, id: str) -> Role:
        """The role with this id; raises KeyError."""
        return self._roles[id]

    def measure(self, id: str) -> Measure:
        """The measure with this id; raises KeyError."""
        return self._measures[id]

    def condition(self, id: str) -> ConditionSort:
        """The kind of condition with this id; raises KeyError."""
        return named(self.conditions, id)

    def talk(self, id: str) -> Talk:
        """The kind of talk with this id; raises KeyError."""
        return self._talks[id]

    def pair(self, id: str) -> Pair:
        """The pair with this id; raises KeyError."""
        return named(self.pairs, id)

    def has_norm(self, id: str) -> bool:
        """Whether `norm` finds it: what was kept by an earlier edition of a draft can name a rule that is gone."""
        return id == LAST_DAY or id in self._norms or id in self.rights

    def norm(self, id: str) -> Norm:
        """The norm with this id, or the one that every practice has; raises KeyError."""
        if id == LAST_DAY:
            return self.last_day(self.measures[0].id)
        return self._norms.get(id) or self.rights[id]

    def last_day(self, measure: str) -> Norm:
        """The norm of every practice: past its last day, a measure has its end or a later one recorded.

        It is as hard as the hardest of the norms that ask for the end of that measure, and at least needed.
        Raises KeyError.
        """
        return self._last_days[measure]

    @cached_property
    def against_decisions(self) -> Objecting:
        """How somebody goes against a decision."""
        return self.objecting or objecting_in(self.country)

    @cached_property
    def rights(self) -> Mapping[str, Norm]:
        """The norms of every practice by which what a client asks is answered, by their ids."""
        return by_id(tuple(rights_norms(self.against_decisions, self.pairs[0].professional_role)))

    # What a page asks for by id hundreds of times, found out once.
    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return by_id((*self.sources, *SOURCES))

    @cached_property
    def _roles(self) -> Mapping[str, Role]:
        return by_id(self.roles)

    @cached_property
    def _measures(self) -> Mapping[str, Measure]:
        return by_id(self.measures)

    @cached_property
    def _talks(self) -> Mapping[str, Talk]:
        return by_id(self.talks)

    @cached_property
    def _norms(self) -> Mapping[str, Norm]:
        return by_id(self.norms)

    @cached_property
    def _last_days(self) -> Mapping[str, Norm]:
        return {each.id: last_day_of(each, self.norms, self.pairs[0].professional_role) for each in self.measures}

    def decision(self, id: str) -> Decision:
        """The decision with this id; raises KeyError."""
        return named(self.decisions, id)

    def decided_elsewhere(self, id: str) -> bool:
        """Whether a decision is another role's than that of who carries the cases, or leads a team; raises KeyError."""
        decision = self.decision(id)
        return decision.reserved is None and decision.by != self.pairs[0].professional_role

    def classification(self, id: str) -> Classification:
        """The table with this id; raises KeyError."""
        return named(self.classifications, id)

    def form(self, id: str) -> Form:
        """The form with this id; raises KeyError."""
        return named(self.forms, id)

    def letter(self, id: str) -> Letter:
        """The letter with this id, which asks who decided where that is another role's; raises KeyError."""
        found = named(self.letters, id)
        elsewhere = found.decision is not None and self.decided_elsewhere(found.decision)
        return found.asking_who() if elsewhere else found

    def moment(self, id: str) -> Moment:
        """The moment for a round with this id; raises KeyError."""
        return named(self.rounds.moments, id)
