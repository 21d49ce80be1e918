"""The rules of a practice file about its decisions and norms, each breach at its own field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alliantie.practices.fact_rules import fact_findings, known_findings, measures_named, runs_findings, vocabulary_of
from alliantie.practices.finding import ids, unknown
from alliantie.practices.match_rules import LITERAL, Check
from alliantie.practices.messages import message
from alliantie.practices.periods import parse_term, unit
from alliantie.practices.problems import Finding, Location
from alliantie.practices.reaction import TIE
from alliantie.practices.sources import LAW
from alliantie.practices.tree import Value, at, entries, several

_KINDS = ("within", "every", "at_most", "requires")
_WORD = re.compile(r"\w+")


def norm_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about facts, knowledge, decisions and norms."""
    words = vocabulary_of(data)
    yield from fact_findings(data)
    yield from known_findings(data, words)
    yield from _decisions(data)
    check = _NormCheck(data, words)
    for place, norm in entries(data, "norms"):
        yield from check.norm(place, norm)


def _decisions(data: Value) -> Iterator[Finding]:
    roles = ids(data, "roles")
    for place, decision in entries(data, "decisions"):
        if isinstance(by := decision.get("by"), str) and by not in roles:
            yield unknown((*place, "by"), by, roles, message("rol"))
        yield from measures_named(place, decision, ids(data, "measures"))


class _NormCheck(Check):
    """Checks norms."""

    def norm(self, place: Location, norm: dict[str, Value]) -> Iterator[Finding]:
        """Every breach in one norm."""
        if isinstance(who := norm.get("who"), str) and who not in self.roles:
            yield unknown((*place, "who"), who, self.roles, message("rol"))
        yield from measures_named(place, norm, self.measures)
        yield from self._when((*place, "when"), norm.get("when"))
        given = [kind for kind in _KINDS if norm.get(kind) is not None]
        if len(given) != 1:
            yield Finding(place, message("Kies er precies een: %(kinds)s.", kinds=", ".join(_KINDS)))
            return
        yield from self._hardness(place, norm, given[0])
        body = norm[given[0]]
        if norm.get("waits") is not None and not (isinstance(body, dict) and body.get("after") is not None):
            yield Finding((*place, "waits"), message("Dit hoort bij een regel die eerst nog wacht (within met after)."))
        if isinstance(body, dict):
            yield from getattr(self, f"_{given[0]}")((*place, given[0]), body)
            before = several((), body.get("decision"))
            whose = [self.whose.get(each) for _, each in before if isinstance(each, str)]
            if (per := next(filter(None, whose), None)) is not None and norm.get("per") != per:
                yield Finding(
                    (*place, "per"),
                    message(
                        "Schrijf %(per)s, zoals bij het besluit: een poort geldt voor wie het besluit is.", per=per
                    ),
                )
            if body.get("from_age") is not None and norm.get("per") is None:
                yield Finding((*place, given[0], "from_age"), message("Noem bij per van wie de leeftijd is."))

    def _when(self, place: Location, text: Value) -> Iterator[Finding]:
        """What is wrong with when a norm asks; of what a fact says and is not known of the case, how to make it so."""
        named = _WORD.findall(LITERAL.sub("", text)) if isinstance(text, str) else ()
        known = {name for name, _kind in self.words.names_on_case}
        for name in named:
            if name in self.said and name not in known:
                yield Finding(
                    place,
                    message(
                        "%(name)s staat bij de gebeurtenis %(fact)s. Zet het ook bij known; dan kan dit.",
                        name=name,
                        fact=self.said[name],
                    ),
                )
                return
        yield from self.condition(place, text, self.words.names_on_case)

    def _hardness(self, place: Location, norm: dict[str, Value], kind: str) -> Iterator[Finding]:
        source = self.kinds_of_source.get(str(norm.get("source")))
        if norm.get("hardness") == "law" and isinstance(source, str) and source not in LAW:
            yield Finding(
                (*place, "hardness"),
                message("Hier staat law, maar de bron is van de soort %(kind)s. Kies needed of wished.", kind=source),
            )
        if norm.get("grade") == "average" and (norm.get("hardness"), norm.get("effect")) != ("wished", "informs"):
            yield Finding(
                (*place, "grade"), message("Een gemiddelde moet nooit. Schrijf hardness: wished en effect: informs.")
            )
        if norm.get("effect") == "blocks" and kind != "requires":
            yield Finding(
                (*place, "effect"), message("Alleen een poort (requires) houdt iets tegen. Kies een ander effect.")
            )
        if norm.get("effect") == "informs" and kind == "requires":
            yield Finding(
                (*place, "effect"), message("Een poort houdt tegen of vraagt een reden. Kies blocks of asks_reason.")
            )

    def _within(self, place: Location, body: dict[str, Value]) -> Iterator[Finding]:
        yield from self.match((*place, "start"), body.get("start"))
        start = self._kind(body.get("start"))
        yield from self._settles((*place, "done"), body.get("done"), start)
        dropped = list(several((*place, "dropped"), body.get("dropped")))
        for where, way in dropped:
            yield from self._settles(where, way, start)
        for where, match in several((*place, "part_of"), body.get("part_of")):
            yield from self.match(where, match)
        if body.get("part_for") is not None and body.get("part_of") is None:
            yield Finding((*place, "part_for"), message("Schrijf ook part_of: waar het zo lang bij hoort."))
        yield from self._followed((*place, "followed"), body.get("followed"))
        yield from self._day((*place, "before"), body.get("before"), start)
        after = body.get("after")
        yield from self._day_or_term((*place, "after"), after, start)
        if after is not None and body.get("before") is not None:
            yield Finding((*place, "after"), message("Dit gaat niet samen met before: een termijn telt vanaf één dag."))
        if body.get("from_age") is not None and (after is not None or body.get("before") is not None):
            yield Finding(
                (*place, "from_age"),
                message("Dit gaat niet samen met before of after: een termijn telt vanaf één dag."),
            )
        named = any(at(way, "same") for way in (body.get("done"), *(way for _, way in dropped)))
        if body.get("apart") is True and (body.get("which", "each") != "each" or not named):
            yield Finding(
                (*place, "apart"),
                message("Dit hoort bij which: each, met same: elk begin vraagt dan iets van zichzelf."),
            )
        limits = body.get("limits")
        if after is not None and "P0WD" in (
            body.get("term"),
            limits.get("least") if isinstance(limits, dict) else None,
        ):
            yield Finding(
                (*place, "term"), message("Kies minstens één dag, want de termijn loopt als de eerste voorbij is.")
            )
        yield from self._limits(place, body)

    def _every(self, place: Location, body: dict[str, Value]) -> Iterator[Finding]:
        for name in ("start", "counts", "until"):
            yield from self.match((*place, name), body.get(name))
        yield from self._limits(place, body)

    def _at_most(self, place: Location, body: dict[str, Value]) -> Iterator[Finding]:
        counted = body.get("number") is not None and body.get("counts") is not None
        lasting = all(body.get(name) is not None for name in ("start", "term", "ends"))
        if counted == lasting:
            yield Finding(place, message("Schrijf number en counts, of start, term en ends."))
        yield from self.match((*place, "counts"), body.get("counts"))
        yield from self.match((*place, "start"), body.get("start"))
        start = self._kind(body.get("start"))
        yield from self._settles((*place, "ends"), body.get("ends"), start)
        named = body.get("named")
        if isinstance(named, str) and self.words.facts.get(str(start), {}).get(named) != "day":
            yield Finding(
                (*place, "named"),
                message("%(name)s is geen dag die bij de gebeurtenis %(fact)s staat.", name=named, fact=start),
            )

    def _requires(self, place: Location, body: dict[str, Value]) -> Iterator[Finding]:
        for where, decision in several((*place, "decision"), body.get("decision")):
            if isinstance(decision, str) and decision not in self.decisions:
                yield unknown(where, decision, self.decisions, message("besluit"))
        yield from self.match((*place, "needs"), body.get("needs"))
        for where, match in several((*place, "unless"), body.get("unless")):
            yield from self.match(where, match)
        yield from self._followed((*place, "followed"), body.get("followed"))
        yield from self._day((*place, "holds_until"), body.get("holds_until"), self._kind(body.get("needs")))
        needed = self._kind(body.get("needs"))
        if body.get("same") and needed is not None and TIE not in self.words.facts[needed]:
            yield Finding(
                (*place, "same"),
                message("De gebeurtenis %(fact)s heeft geen gegeven %(name)s.", fact=needed, name=TIE),
            )
        if body.get("runs") is not None:
            if body.get("passed") is None:
                yield Finding(
                    (*place, "runs"), message("Schrijf ook passed: de dag waarvoor de termijn niet mag eindigen.")
                )
            yield from runs_findings((*place, "runs"), body["runs"], self.words)
        if body.get("if_there") is True and (body.get("passed") is None or body.get("emergency") is not False):
            # There is no step to make up for on the next working day: it only waits.
            yield Finding(
                (*place, "if_there"), message("Schrijf ook passed, en emergency: false. Zo'n poort wacht alleen.")
            )
        yield from self._day_or_term((*place, "passed"), body.get("passed"), self._kind(body.get("needs")))
        source = body.get("emergency_source")
        if body.get("emergency") is False and source is None:
            yield Finding(
                (*place, "emergency_source"),
                message("Dit ontbreekt. Een poort zonder spoedweg noemt de bron die dat zegt."),
            )
        if isinstance(source, str) and source not in self.kinds_of_source:
            yield unknown((*place, "emergency_source"), source, list(self.kinds_of_source), message("bron"))

    def _limits(self, place: Location, body: dict[str, Value]) -> Iterator[Finding]:
        limits = body.get("limits")
        if not isinstance(limits, dict):
            return
        try:
            terms = [parse_term(each) for each in (limits.get("least"), body.get("term"), limits.get("most"))]
        except ValueError:
            return
        if len({unit(term) for term in terms}) > 1:
            yield Finding((*place, "limits"), message("Schrijf dit in de eenheid van de termijn."))
        elif not terms[0].count <= terms[1].count <= terms[2].count:
            yield Finding((*place, "limits"), message("De termijn ligt tussen least en most."))
