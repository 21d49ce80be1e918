"""The rules of a practice file about incidents, responses, ladders and outcomes, each breach at its own field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alliantie.practices.fact_rules import measures_named, vocabulary_of
from alliantie.practices.filled_rules import apart_findings, needed_of
from alliantie.practices.finding import ids, unknown
from alliantie.practices.match_rules import Check
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.reaction import ACCOUNT, DECLINED, NO_ACTION, TIE, TOLD
from alliantie.practices.tree import Value, at, entries, several
from alliantie.practices.vocabulary import BUILTIN

# What would make doing nothing something.
_DONE = ("decision", "letter", "objection", "fact", "first")


def reaction_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about reactions and outcomes."""
    check = _Check(data)
    yield from check.heard()
    yield from check.incidents()
    yield from check.judgements()
    yield from check.responses()
    for place, ladder in entries(data, "reactions", "ladders"):
        yield from check.ladder(place, ladder)
    for place, reason in entries(data, "outcomes", "reasons"):
        yield from measures_named(place, reason, check.measures)
        for where, decision in several((*place, "decision"), reason.get("decision")):
            yield from check.one_of(where, decision, check.decisions, message("besluit"))
        yield from check.account((*place, "account"), reason.get("account"))
    for place, rule in entries(data, "outcomes", "returns"):
        yield from check.all_of(
            (*place, "reasons"), rule.get("reasons"), ids(data, "outcomes", "reasons"), message("reden")
        )
        if rule.get("term") is None and rule.get("term_from") is None:
            yield Finding((*place, "term"), message("Dit ontbreekt: noem een termijn, of de gebeurtenis die hem zegt."))
        fact, value = at(rule, "term_from", "fact"), at(rule, "term_from", "value")
        if isinstance(fact, str) and check.words.facts.get(fact, {}).get(str(value)) != "number":
            yield Finding(
                (*place, "term_from"),
                message("%(value)s is geen getal van de gebeurtenis %(fact)s.", value=value, fact=fact),
            )


class _Check(Check):
    def __init__(self, data: Value) -> None:
        super().__init__(data, vocabulary_of(data))
        self.data = data
        self.made = {
            id: fact
            for _, incident in entries(data, "reactions", "incidents")
            if isinstance(id := incident.get("id"), str) and isinstance(fact := incident.get("fact"), str)
        }
        self.counted = [
            str(norm.get("id")) for _, norm in entries(data, "norms") if at(norm, "at_most", "number") is not None
        ]
        self.options = {
            (str(sort.get("id")), str(value.get("id"))): ids(value, "options")
            for _, sort in entries(data, "facts")
            for _, value in entries(sort, "values")
        }

    def one_of(self, place: Location, value: Value, known: Sequence[str], what: str) -> Iterator[Finding]:
        """What is named has to be there."""
        if isinstance(value, str) and value not in known:
            yield unknown(place, value, list(known), what)

    def all_of(self, place: Location, values: Value, known: Sequence[str], what: str) -> Iterator[Finding]:
        """All that are named have to be there."""
        for index, value in enumerate(values if isinstance(values, list) else []):
            yield from self.one_of((*place, index), value, known, what)

    def account(self, where: Location, fact: Value) -> Iterator[Finding]:
        """The fact that keeps a client's own words says whether they were told, and the client reads them."""
        if not isinstance(fact, str):
            return
        hidden = any(each.get("id") == fact and each.get("seen") for _, each in entries(self.data, "facts"))
        if hidden or list(self.options.get((fact, ACCOUNT), ())) != [TOLD, DECLINED]:
            yield Finding(
                where,
                message(
                    "Noem een gebeurtenis die de cliënt mag lezen, met %(value)s als keuze uit %(answers)s.",
                    value=ACCOUNT,
                    answers=f"{TOLD}, {DECLINED}",
                ),
            )

    def heard(self) -> Iterator[Finding]:
        """That the client is heard first stands somewhere, or is our own choice."""
        place = ("reactions", "heard")
        yield from self.one_of(place, at(self.data, *place), list(self.kinds_of_source), message("bron"))

    def incidents(self) -> Iterator[Finding]:
        """Each kind of incident makes a fact of this practice itself."""
        for place, incident in entries(self.data, "reactions", "incidents"):
            fact = incident.get("fact")
            yield from self.one_of((*place, "fact"), fact, sorted(self.words.facts), message("soort gebeurtenis"))
            yield from apart_findings((*place, "fact"), self.data, fact)
            responses = ids(self.data, "reactions", "responses")
            yield from self.all_of((*place, "first"), incident.get("first"), responses, message("reactie"))
            if fact in BUILTIN:
                yield Finding(
                    (*place, "fact"),
                    message(
                        "%(fact)s is een gebeurtenis van elke werkwijze. Een incident heeft een eigen gebeurtenis.",
                        fact=fact,
                    ),
                )

    def judgements(self) -> Iterator[Finding]:
        """What is a judgement is one of an incident."""
        for place, sort in entries(self.data, "facts"):
            if sort.get("judgement") is True and sort.get("id") not in self.made.values():
                yield Finding((*place, "judgement"), "belongs to a fact that an incident makes")

    def responses(self) -> Iterator[Finding]:
        """Doing nothing comes first, and each response names what is there."""
        for number, (place, response) in enumerate(entries(self.data, "reactions", "responses")):
            if (response.get("id") == NO_ACTION) is not (number == 0):
                yield Finding(
                    (*place, "id"),
                    message("%(name)s komt als eerste, en één keer: het lichtste eerst.", name=NO_ACTION),
                )
            if response.get("id") == NO_ACTION:
                for field in _DONE:
                    if response.get(field):
                        yield Finding((*place, field), message("Dit gaat niet samen met %(name)s.", name=NO_ACTION))
                for field in ("incidents", "measures"):
                    if response.get(field, "any") != "any":
                        yield Finding(
                            (*place, field),
                            message("Schrijf any: %(name)s hoort bij elk incident en elke maatregel.", name=NO_ACTION),
                        )
            yield from self._response(place, response)

    def _response(self, place: Location, response: dict[str, Value]) -> Iterator[Finding]:
        if (response.get("by") is None) is (response.get("outside") is None):
            yield Finding(place, message("Schrijf by of outside, precies een van de twee."))
        yield from apart_findings((*place, "fact"), self.data, response.get("fact"))
        if response.get("fact") is not None and response.get("decision") is not None:
            yield Finding(
                (*place, "fact"), message("Dit gaat niet samen met decision: een besluit is zelf een gebeurtenis.")
            )
        yield from measures_named(place, response, self.measures)
        yield from self.all_of((*place, "incidents"), response.get("incidents"), list(self.made), message("incident"))
        yield from self.all_of(
            (*place, "first"), response.get("first"), sorted(self.words.facts), message("soort gebeurtenis")
        )
        for field, known, what in (
            ("by", self.roles, message("rol")),
            ("decision", self.decisions, message("besluit")),
            ("letter", ids(self.data, "letters"), message("brief")),
            ("beyond", self.counted, message("regel over hoe vaak (at_most, number)")),
            ("fact", sorted(self.words.facts), message("soort gebeurtenis")),
        ):
            yield from self.one_of((*place, field), response.get(field), known, what)
        named = response.get("incidents")
        meant = [self.made.get(str(each)) for each in named] if isinstance(named, list) else self.made.values()
        for fact in dict.fromkeys(fact for fact in meant if fact in self.words.facts):
            yield from self.condition((*place, "where"), response.get("where"), self.words.names_on(str(fact)))
        yield from self._says(place, response)

    def _sent_by(self, response: dict[str, Value]) -> Value:
        """The fact that is recorded when the letter of a response is sent."""
        letter = (each for _, each in entries(self.data, "letters") if each.get("id") == response.get("letter"))
        return at(next(letter, {}), "sent", "fact")

    def _says(self, place: Location, response: dict[str, Value]) -> Iterator[Finding]:
        fact, says, asked = response.get("fact"), response.get("says"), response.get("asks")
        asks = asked if isinstance(asked, list) else []
        given = self.words.facts.get(str(fact), {})
        yield from self.all_of((*place, "asks"), asks, [each for each in given if each != TIE], message("gegeven"))
        for name in needed_of(self.data, fact) if isinstance(fact, str) else ():
            if name not in asks and (not isinstance(says, dict) or name not in says):
                yield Finding(
                    (*place, "says"),
                    message(
                        "Er staat niets over %(name)s, en de gebeurtenis %(fact)s heeft dat nodig.",
                        name=name,
                        fact=fact,
                    ),
                )
        if not isinstance(says, dict) or not says:
            return
        fact = self._sent_by(response) if fact is None else fact
        if not isinstance(fact, str) or fact not in self.words.facts:
            if fact is None:
                yield Finding((*place, "says"), message("Dit hoort bij een gebeurtenis (fact)."))
            return
        for name, value in says.items():
            where, kind = (*place, "says", name), self.words.facts[fact].get(name)
            if kind not in ("yes_no", "choice"):
                yield Finding(
                    where,
                    message("%(name)s is geen keuze of yes_no van de gebeurtenis %(fact)s.", name=name, fact=fact),
                )
            elif kind == "yes_no" and not isinstance(value, bool):
                yield Finding(where, message("Schrijf true of false."))
            elif kind == "choice":
                yield from self.one_of(where, value, self.options.get((fact, name), []), message("antwoord"))

    def ladder(self, place: Location, ladder: dict[str, Value]) -> Iterator[Finding]:
        """Each rung is told from facts, and each has its own id."""
        yield from measures_named(place, ladder, self.measures)
        seen: set[str] = set()
        for index, rung in entries(ladder, "rungs"):
            where = (*place, *index)
            if isinstance(id := rung.get("id"), str):
                if id in seen:
                    yield Finding(
                        (*where, "id"), message("%(id)s staat al op deze ladder. Kies een andere naam.", id=id)
                    )
                seen.add(id)
            if ladder.get("single") is True and rung.get("off"):
                yield Finding(
                    (*where, "off"), message("Dit gaat niet samen met single: daar eindigt een trede bij de volgende.")
                )
            for field in ("on", "off"):
                for inner, match in entries(rung, field):
                    yield from self.match((*where, *inner), match)
