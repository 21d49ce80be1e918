"""A practice as a page of text, for reading on a terminal or in a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from alliantie.practices.schema import Moment, Practice, Told, Trigger
from alliantie.practices.texts import Language, base_language

_WIDTH = 96

_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "draft": "concept",
        "released": "vrijgegeven",
        "frame": "Kader",
        "must": "moet",
        "in_principle": "in principe",
        "guideline": "richtlijn",
        "average": "gemiddeld",
        "measures": "Maatregelen en titels",
        "rounds_on": "met rondes",
        "rounds_off": "zonder rondes",
        "explanation": "Wat de cliënt hoort",
        "rights": "Rechten",
        "duties": "Plichten",
        "confidentiality": "Wat vertrouwelijk is",
        "reporting": "Wat gemeld wordt",
        "notice": "In de uitleg vóór een ronde",
        "roles": "Wie er werken",
        "talks": "Gesprekken",
        "carries": "samen kijken kan",
        "pairs": "Wie het paar vormen",
        "walled": "ziet rondes van andere paren niet",
        "rounds": "Rondes",
        "lengths": "Aantal vragen: {}",
        "own": "eigen keuze",
        "source": "uit de bron",
        "housing_forms": "Woonvormen",
        "open_points": "Wat de bron openlaat",
        "sources": "Bronnen",
        "lines": "regels {}",
        "after": "{} na: {}",
        "every": "elke {}",
        "with_talk": "bij: {}",
        "second": "bij het tweede contact na: {}",
        "asked": "als een van beiden het vraagt",
        "case_opened": "start",
        "measure_started": "begin van een maatregel",
        "measure_ended": "einde van een maatregel",
        "warning": "waarschuwing",
        "sanction": "sanctie",
        "plan_agreed": "plan afgesproken",
        "worker_changed": "wisseling van medewerker",
        "or": " of ",
    },
    "en": {
        "draft": "draft",
        "released": "released",
        "frame": "Frame",
        "must": "must",
        "in_principle": "in principle",
        "guideline": "guideline",
        "average": "average",
        "measures": "Measures and titles",
        "rounds_on": "with rounds",
        "rounds_off": "without rounds",
        "explanation": "What the client is told",
        "rights": "Rights",
        "duties": "Duties",
        "confidentiality": "What is confidential",
        "reporting": "What is reported",
        "notice": "In the notice before a round",
        "roles": "Who work here",
        "talks": "Talks",
        "carries": "a round fits here",
        "pairs": "Who form the pair",
        "walled": "does not see rounds of other pairs",
        "rounds": "Rounds",
        "lengths": "Number of questions: {}",
        "own": "our own choice",
        "source": "from the source",
        "housing_forms": "Forms of housing",
        "open_points": "What the source leaves open",
        "sources": "Sources",
        "lines": "lines {}",
        "after": "{} after: {}",
        "every": "every {}",
        "with_talk": "with: {}",
        "second": "at the second contact after: {}",
        "asked": "when either asks",
        "case_opened": "start",
        "measure_started": "start of a measure",
        "measure_ended": "end of a measure",
        "warning": "warning",
        "sanction": "sanction",
        "plan_agreed": "plan agreed",
        "worker_changed": "change of worker",
        "or": " or ",
    },
}


def shown(practice: Practice, language: str) -> str:
    """The practice in readable form in `language` ("nl" or "en"); raises ValueError for another language."""
    return "\n".join(_Page(practice, base_language(language)).lines())


class _Page:
    def __init__(self, practice: Practice, language: Language) -> None:
        self._practice = practice
        self._language = language
        self._words = _WORDS[language]

    def lines(self) -> Iterator[str]:
        practice, language, words = self._practice, self._language, self._words
        yield f"{practice.name.in_(language)} ({practice.id} {practice.version}, {words[practice.status]})"
        yield from _wrapped(practice.described.in_(language))
        yield from self._head("roles")
        for role in practice.roles:
            yield from _wrapped(f"{role.name.in_(language)}: {role.does.in_(language)} [{role.source}]", "- ")
        yield from self._frame()
        yield from self._head("measures")
        for measure in practice.measures:
            rounds = words["rounds_on" if measure.rounds else "rounds_off"]
            yield from _wrapped(f"{measure.name.in_(language)}, {rounds} [{measure.source}]", "- ")
        yield from self._for_client()
        yield from self._head("talks")
        for talk in practice.talks:
            holders = ", ".join(practice.role(role).name.in_(language) for role in talk.held_by)
            carries = f"; {words['carries']}" if talk.carries_round else ""
            yield from _wrapped(f"{talk.name.in_(language)} ({holders}){carries} [{talk.source}]", "- ")
        yield from self._head("pairs")
        for pair in practice.pairs:
            walled = f"; {words['walled']}" if pair.walled else ""
            yield from _wrapped(f"{pair.name.in_(language)}{walled} [{pair.source}]", "- ")
        yield from self._head("rounds")
        yield from _wrapped(words["lengths"].format(words["or"].join(str(n) for n in practice.rounds.lengths)), "- ")
        for moment in practice.rounds.moments:
            yield from _wrapped(self._moment(moment), "- ")
        yield from self._tail()

    def _frame(self) -> Iterator[str]:
        yield from self._head("frame")
        yield from _wrapped(self._practice.frame.summary.in_(self._language))
        for statement in self._practice.frame.statements:
            grade = self._words[statement.grade]
            yield from _wrapped(f"{statement.text.in_(self._language)} ({grade}) [{statement.source}]", "- ")

    def _for_client(self) -> Iterator[str]:
        explanation = self._practice.explanation
        yield from self._head("explanation")
        parts: tuple[tuple[str, Iterable[Told]], ...] = (
            ("rights", explanation.rights),
            ("duties", explanation.duties),
            ("confidentiality", explanation.confidentiality),
            ("reporting", explanation.reporting),
        )
        for name, told in parts:
            for index, one in enumerate(told):
                if index == 0:
                    yield f"{self._words[name]}:"
                yield from _wrapped(f"{one.text.in_(self._language, self._practice.address)} [{one.source}]", "- ")
        yield f"{self._words['notice']}:"
        yield from _wrapped(self._practice.notice.reporting.in_(self._language, self._practice.address), "- ")

    def _tail(self) -> Iterator[str]:
        practice, language = self._practice, self._language
        if practice.housing_forms:
            yield from self._head("housing_forms")
        for form in practice.housing_forms:
            yield from _wrapped(f"{form.name.in_(language)}: {form.features.in_(language)} [{form.source}]", "- ")
        if practice.open_points:
            yield from self._head("open_points")
        for point in practice.open_points:
            yield from _wrapped(point.in_(language), "- ")
        yield from self._head("sources")
        for source in practice.sources:
            lines = f" ({self._words['lines'].format(source.seed)})" if source.seed else ""
            yield from _wrapped(f"[{source.id}] {source.title.in_(language)}{lines}. {source.standing(language)}", "- ")

    def _head(self, name: str) -> Iterator[str]:
        title = self._words[name]
        yield from ("", title, "-" * len(title))

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


def _wrapped(text: str, mark: str = "") -> Iterator[str]:
    indent = " " * len(mark)
    yield from textwrap.wrap(text, _WIDTH, initial_indent=mark, subsequent_indent=indent, break_on_hyphens=False)
