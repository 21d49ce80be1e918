"""What every practice owes a client who asks something about their own data: an answer, with a reason, within a term.

The terms are of the law as we know it and were not checked by a lawyer: each names its source, which says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from alliantie.practices import periods
from alliantie.practices.norm import Done, Match, Norm, Within
from alliantie.practices.sources import Source
from alliantie.practices.terms import Basis, Term
from alliantie.practices.texts import Part, Text
from alliantie.practices.values import Id

Right = Literal["correct", "object", "withdraw"]

ASKED: dict[Right, str] = {
    "correct": "correction_asked",
    "object": "objection_made",
    "withdraw": "withdrawn_by_client",
}
"""The fact that a client made use of a right."""
ANSWERED = "client_answered"
REQUEST = "request"
"""The value by which such a fact names what was asked."""
OF = "of"
"""The value by which a fact that something was withdrawn names the kind of fact it was."""

_LAW = "law-"
SOURCES: tuple[Source, ...] = (
    Source(
        id=f"{_LAW}gdpr-12",
        kind="statute",
        as_in_source="2018",
        title=Text(nl="AVG artikel 12 lid 3: binnen een maand", en="GDPR article 12(3): within a month"),
    ),
    Source(
        id=f"{_LAW}awb-7-10",
        kind="statute",
        as_in_source="2024",
        title=Text(
            nl="Awb artikel 7:10: beslissen op bezwaar, in zes weken",
            en="General Administrative Law Act article 7:10: deciding on an objection, in six weeks",
        ),
    ),
    Source(
        id=f"{_LAW}awb-9-11",
        kind="statute",
        as_in_source="2024",
        title=Text(
            nl="Awb artikel 9:11: een klacht afhandelen, in zes weken",
            en="General Administrative Law Act article 9:11: dealing with a complaint, in six weeks",
        ),
    ),
    Source(
        id=f"{_LAW}be-complaints",
        kind="statute",
        as_in_source="2018",
        title=Text(
            nl="Vlaams Bestuursdecreet, deel klachten: in 45 dagen",
            en="Flemish Administrative Decree, part on complaints: in 45 days",
        ),
    ),
)
"""Sources of the terms below, beside those of a practice; none was checked by a lawyer."""

_TEXTS: dict[Right, tuple[str, str]] = {
    "correct": (
        "Beantwoord de vraag van de cliënt om iets te verbeteren, met reden",
        "Answer the client's request for a correction, with a reason",
    ),
    "object": (
        "Zorg dat de cliënt antwoord krijgt, met reden: {word}",
        "See that the client gets an answer, with a reason: {word}",
    ),
    "withdraw": (
        "Voer uit dat de cliënt iets intrekt, of zeg waarom het niet kan",
        "Carry out what the client withdraws, or say why that cannot be",
    ),
}


class Objecting(Part):
    """What going against a decision is called here, who treats it, and within which term it is answered."""

    word: Text
    by: Text
    source: Id
    term: Term
    term_by: Basis = "source"


_COMPLAINT = Text(nl="klacht", en="complaint")
_DESK = Text(nl="de klachtencommissie van de organisatie", en="the organisation's complaints desk")


def objecting_in(country: str) -> Objecting:
    """How one goes against a decision where a practice names nothing of its own: a complaint."""
    flemish = country == "BE"
    return Objecting(
        word=_COMPLAINT,
        by=_DESK,
        source=f"{_LAW}{'be-complaints' if flemish else 'awb-9-11'}",
        term=periods.parse_term("P45D" if flemish else "P6W"),
    )


def rights_norms(objecting: Objecting, who: str) -> Iterator[Norm]:
    """The norms by which each request of a client is answered, whatever the practice says and also after its end."""
    for right, fact in ASKED.items():
        object_ = right == "object"
        dutch, english = _TEXTS[right]
        yield Norm(
            id=norm_of(right),
            text=Text(nl=dutch.format(word=objecting.word.in_("nl")), en=english.format(word=objecting.word.in_("en"))),
            source=objecting.source if object_ else f"{_LAW}gdpr-12",
            grade="must",
            hardness="law",
            effect="informs",
            measures="any",
            outlives=True,
            who=who,
            within=Within(
                start=Match(fact=fact),
                term=objecting.term if object_ else periods.parse_term("P1M"),
                term_by=objecting.term_by if object_ else "source",
                done=Done(fact=ANSWERED, same=(REQUEST,)),
            ),
        )


def norm_of(right: Right) -> str:
    """The id of the norm by which a request of this kind is answered."""
    return f"answer-{ASKED[right].replace('_', '-')}"
