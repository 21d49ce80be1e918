"""A practice to read: as sections in words, and as a page of text for a terminal or a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from alliantie.practices.classification import Classification
from alliantie.practices.printed import row_in_words
from alliantie.practices.reaction import TIE
from alliantie.practices.rounds import Moment, Trigger
from alliantie.practices.schema import Practice
from alliantie.practices.show_conditions import condition_in_words
from alliantie.practices.show_norms import measures_in_words, norm_in_words, strictness_in_words
from alliantie.practices.show_papers import forms_in_words, letters_in_words
from alliantie.practices.show_reactions import Parts, outcomes_in_words, reactions_in_words
from alliantie.practices.show_words import WORDS
from alliantie.practices.terms import Under
from alliantie.practices.texts import Language, base_language
from alliantie.practices.told import Told

ORDER = (
    *("frame", "measures", "conditions", "roles", "words", "explanation"),
    *("phases", "talks", "pairs", "rounds", "norms", "areas", "forms", "classifications", "housing_forms"),
    *("decisions", "letters", "reactions", "outcomes", "facts", "printed", "open_points"),
)
"""The sections of a practice in the order of the work: what holds and who works, what is done and when, how it ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement and the id of its source, "" where it has none."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one kind within a section; `title` is "" where a section has one kind only."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A field of a practice in words."""

    name: str
    title: str
    groups: tuple[Group, ...]
    intro: str = ""


def title_of(name: str, language: str) -> str:
    """What a field of a practice is called in `language`; its name itself where it has no words. Raises ValueError."""
    return WORDS[base_language(language)].get(name, name)


def sections(practice: Practice, language: str) -> tuple[Section, ...]:
    """Everything a practice says, but its sources, in `language` ("nl" or "en"); ValueError for another language."""
    return tuple(_Sections(practice, base_language(language)).all())


def table_in_words(practice: Practice, table: Classification, language: Language) -> tuple[str, ...]:
    """The rows of a table in their order, or what the worker picks from where it has none."""
    words = WORDS[language]
    if not table.rows:
        return (words["picks"].format(", ".join(each.name.in_(language) for each in table.outcomes)),)
    return tuple(
        words["row"].format(
            outcome=table.outcome(row.outcome).name.in_(language),
            when=condition_in_words(practice, row.when, language, table),
        )
        for row in table.rows
    )


class _Sections:
    def __init__(self, practice: Practice, language: Language) -> None:
        self._practice = practice
        self._language = language
        self._words = WORDS[language]

    def all(self) -> Iterator[Section]:
        made: dict[str, Callable[[], Iterable[Entry]]] = {
            "measures": self._measures,
            "conditions": self._conditions,
            "frame": self._frame,
            "roles": self._roles,
            "words": self._own_words,
            "phases": self._phases,
            "talks": self._talks,
            "pairs": self._pairs,
            "rounds": self._rounds,
            "norms": self._norms,
            "areas": self._areas,
            "housing_forms": self._housing_forms,
            "decisions": self._decisions,
            "facts": self._facts,
            "open_points": self._open_points,
        }
        grouped: dict[str, Callable[[], Iterable[Group]]] = {
            "explanation": self._for_client,
            "classifications": self._tables,
            "printed": self._printed,
            "forms": lambda: self._told(forms_in_words(self._practice, self._language)),
            "letters": lambda: self._told(letters_in_words(self._practice, self._language)),
            "reactions": lambda: self._told(reactions_in_words(self._practice, self._language)),
            "outcomes": lambda: self._told(outcomes_in_words(self._practice, self._language)),
        }
        for name in ORDER:
            groups = tuple(grouped[name]()) if name in grouped else (Group("", tuple(made[name]())),)
            if any(group.entries for group in groups):
                yield Section(name, self._words[name], groups, self._intro(name))

    def _intro(self, name: str) -> str:
        if name == "areas" and not self._practice.areas:
            return self._words["areas_general"]
        return self._practice.frame.summary.in_(self._language) if name == "frame" else ""

    def _own_words(self) -> Iterator[Entry]:
        words, language = self._practice.words, self._language
        for word, under in (
            (words.client, ()),
            *((each.client, (each.id,)) for each in self._practice.measures if each.client is not None),
            (words.professional, ()),
            (words.case, ()),
            (words.plan, words.plan.measures),
        ):
            yield Entry(f"{word.one(language)}, {word.many(language)}{self._under(under)}")
        if (against := self._practice.objecting) is not None:
            said = against.word.in_(language), against.by.in_(language), against.term.in_words(language)
            yield Entry(self._words["objecting"].format(*said), against.source)

    def _roles(self) -> Iterator[Entry]:
        for role in self._practice.roles:
            desk = f" {self._words['at_desk'].format(role.at_desk)}" if role.at_desk else ""
            yield Entry(f"{role.name.in_(self._language)}: {role.does.in_(self._language)}{desk}", role.source)

    def _frame(self) -> Iterator[Entry]:
        for statement in self._practice.frame.statements:
            text = f"{statement.text.in_(self._language)} ({self._words[statement.grade]})"
            yield Entry(text + self._under(statement.measures), statement.source)

    def _measures(self) -> Iterator[Entry]:
        for measure in self._practice.measures:
            rounds = self._words["rounds_on" if measure.rounds else "rounds_off"]
            followed = ", ".join(self._practice.measure(id).name.in_(self._language) for id in measure.follows)
            follows = f"; {self._words['follows'].format(followed)}" if followed else ""
            decided = "".join(
                f"; {self._words[name].format(self._practice.decision(id).name.in_(self._language))}"
                for name, decided_by in (("begins_by", measure.begins_by), ("ends_by", measure.ends_by))
                for id in decided_by
            )
            if measure.outside is not None:
                decided += f"; {self._words['ended_outside'].format(measure.outside.in_(self._language))}"
            yield Entry(f"{measure.name.in_(self._language)}, {rounds}{follows}{decided}", measure.source)

    def _conditions(self) -> Iterator[Entry]:
        for condition in self._practice.conditions:
            always = f": {condition.always.in_(self._language)}" if condition.always else ""
            yield Entry(condition.name.in_(self._language) + always + self._under(condition.measures), condition.source)

    def _under(self, measures: Under) -> str:
        """Under which measures something holds, where it names them."""
        return f" [{measures_in_words(self._practice, measures, self._language)}]" if measures else ""

    def _areas(self) -> Iterator[Entry]:
        for area in self._practice.life_areas:
            yield Entry(area.name.in_(self._language), area.source or "")

    def _for_client(self) -> Iterator[Group]:
        explanation, address = self._practice.explanation, self._practice.address
        parts: tuple[tuple[str, Iterable[Told]], ...] = (
            ("rights", explanation.rights),
            ("duties", explanation.duties),
            ("confidentiality", explanation.confidentiality),
            ("reporting", explanation.reporting),
        )
        for name, told in parts:
            entries = tuple(
                Entry(one.text.in_(self._language, address) + self._under(one.measures), one.source) for one in told
            )
            if entries:
                yield Group(self._words[name], entries)
        notice = self._practice.notice
        lines = [notice.reporting.in_(self._language, address)]
        lines += [each.text.in_(self._language, address) + self._under(each.measures) for each in notice.instead]
        yield Group(self._words["notice"], tuple(Entry(line) for line in lines))

    def _told(self, parts: Parts) -> Iterator[Group]:
        for title, lines in parts:
            entries = tuple(Entry(text, source) for text, source in lines)
            if entries:
                yield Group(title, entries)

    def _talks(self) -> Iterator[Entry]:
        practice, language = self._practice, self._language
        for talk in practice.talks:
            holders = ", ".join(practice.role(role).name.in_(language) for role in talk.held_by)
            carries = f"; {self._words['carries']}" if talk.carries_round else ""
            explains = f"; {self._words['explains']}" if talk.explains_frame else ""
            under = self._under(talk.measures)
            yield Entry(f"{talk.name.in_(language)} ({holders}){carries}{explains}{under}", talk.source)

    def _pairs(self) -> Iterator[Entry]:
        for pair in self._practice.pairs:
            walled = f"; {self._words['walled']}" if pair.walled else ""
            yield Entry(f"{pair.name.in_(self._language)}{walled}", pair.source)

    def _rounds(self) -> Iterator[Entry]:
        rounds, words = self._practice.rounds, self._words
        yield Entry(words["lengths"].format(words["or"].join(str(n) for n in rounds.lengths)))
        for moment in rounds.moments:
            yield Entry(self._moment(moment))

    def _phases(self) -> Iterator[Entry]:
        for phase in self._practice.phases:
            yield Entry(phase.name.in_(self._language) + self._under(phase.measures), phase.source)

    def _facts(self) -> Iterator[Entry]:
        words, language = self._words, self._language
        for sort in self._practice.facts:
            said = ", ".join(
                value.name.in_(language) + (f" ({words['needed_value']})" if value.needed else "")
                for value in sort.values
                if value.id != TIE
            )
            name = sort.name.in_(language)
            name += f" ({words['for_workers']})" if self._practice.for_workers(sort.id) else ""
            name += f": {said}" if said else ""
            under = "" if sort.measures == "any" else measures_in_words(self._practice, sort.measures, language)
            yield Entry(f"{name}; {under}" if under else name)

    def _norms(self) -> Iterator[Entry]:
        for norm in self._practice.norms:
            said = norm_in_words(self._practice, norm, self._language)
            strict = strictness_in_words(self._practice, norm, self._language)
            yield Entry(f"{said} {strict}".rstrip(), norm.source)

    def _decisions(self) -> Iterator[Entry]:
        for decision in self._practice.decisions:
            by = self._practice.role(decision.by).name.in_(self._language)
            by += f"; {self._words['reserved']}" if decision.reserved else ""
            yield Entry(f"{decision.name.in_(self._language)} ({by})", decision.source)

    def _tables(self) -> Iterator[Group]:
        for table in self._practice.classifications:
            mark = f" ({self._words['example']})" if table.example else ""
            entries = (Entry(line, table.source) for line in table_in_words(self._practice, table, self._language))
            yield Group(table.name.in_(self._language) + mark, tuple(entries))

    def _housing_forms(self) -> Iterator[Entry]:
        for form in self._practice.housing_forms:
            yield Entry(f"{form.name.in_(self._language)}: {form.features.in_(self._language)}", form.source)

    def _printed(self) -> Iterator[Group]:
        for table in self._practice.printed:
            rows = [Entry(row_in_words(table, row, self._language)) for row in table.rows]
            note = [Entry(table.note.in_(self._language))] if table.note else []
            lines = self._words["lines"].format(table.seed)
            yield Group(f"{table.title.in_(self._language)} ({lines})", (*rows, *note))

    def _open_points(self) -> Iterator[Entry]:
        for point in self._practice.open_points:
            yield Entry(point.in_(self._language))

    def _moment(self, moment: Moment) -> str:
        return f"{moment.name.in_(self._language)}: {self._trigger(moment.trigger)} ({self._words[moment.basis]})"

    def _trigger(self, trigger: Trigger) -> str:
        words, language = self._words, self._language
        if trigger.period is not None and trigger.after is not None:
            return words["after"].format(trigger.period.in_words(language), words[trigger.after])
        if trigger.every is not None:
            return words["every"].format(trigger.every.in_words(language))
        if trigger.with_talk is not None:
            return words["with_talk"].format(self._practice.talk(trigger.with_talk).name.in_(language))
        if trigger.second_contact_after is not None:
            return words["second"].format(words["or"].join(words[fact] for fact in trigger.second_contact_after))
        return words["asked"]
