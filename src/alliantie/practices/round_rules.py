"""The rules about the moments at which a round is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alliantie.practices.finding import unknown
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.tree import Value, at, entries

_TRIGGERS = (
    frozenset({"after", "period"}),
    frozenset({"every"}),
    frozenset({"with_talk"}),
    frozenset({"second_contact_after"}),
    frozenset({"asked"}),
)


def moment_findings(data: Value) -> Iterator[Finding]:
    """Every breach of a rule about the moments for a round."""
    talks = {id: talk for _, talk in entries(data, "talks") if isinstance(id := talk.get("id"), str)}
    asked = False
    for location, moment in entries(data, "rounds", "moments"):
        basis, source = moment.get("basis"), moment.get("source")
        if basis == "source" and source is None:
            yield Finding(
                (*location, "source"), message("Dit ontbreekt. Een moment met basis: source noemt zijn bron.")
            )
        if basis == "own" and source is not None:
            yield Finding(
                (*location, "basis"),
                message("Hier staat own, en er is toch een bron. Schrijf source, of laat de bron weg."),
            )
        trigger = moment.get("trigger")
        if isinstance(trigger, dict):
            asked = asked or trigger.get("asked") is True
            yield from _trigger(data, (*location, "trigger"), trigger, talks)
    if isinstance(at(data, "rounds", "moments"), list) and not asked:
        yield Finding(
            ("rounds", "moments"),
            message("Er ontbreekt een moment met asked: true. Beiden kunnen altijd om een ronde vragen."),
        )


def _trigger(
    data: Value, place: Location, trigger: dict[str, Value], talks: Mapping[str, dict[str, Value]]
) -> Iterator[Finding]:
    given = {key for key, value in trigger.items() if value is not None}
    if given not in _TRIGGERS:
        yield Finding(
            place,
            message("Kies een van deze: after met period, every, with_talk, second_contact_after, of asked: true."),
        )
    if "every" in given and at(data, "sector") == "debt":
        yield Finding(
            (*place, "every"),
            message("Rondes bij schuldhulp volgen gesprekken, niet de kalender. Kies een ander moment."),
        )
    wanted = trigger.get("with_talk")
    if not isinstance(wanted, str):
        return
    if wanted not in talks:
        yield unknown((*place, "with_talk"), wanted, list(talks), message("gesprek"))
    elif talks[wanted].get("carries_round") is False:
        yield Finding(
            (*place, "with_talk"),
            message("Het gesprek %(talk)s heeft carries_round: false. Kies een ander gesprek.", talk=wanted),
        )
