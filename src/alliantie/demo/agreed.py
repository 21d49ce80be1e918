"""What people of the demo agree to do, what they want to reach, and what is written of a talk. All made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from alliantie.demo import steps
from alliantie.demo.names import Name
from alliantie.demo.steps import Goals, Owner, Person, Step

Promise = tuple[Owner, str, str]
"""Who does it, what, and who the other is."""

PROMISES: tuple[Promise, ...] = (
    ("client", "{client} neemt de brief van de gemeente mee.", ""),
    ("worker", "{worker} stuurt het verslag voor het weekend.", ""),
    ("client", "{client} schrijft op welke dagen zwaar zijn.", ""),
)
# What belongs to the work of each sector.
OF_SECTOR: dict[str, tuple[Promise, ...]] = {
    "probation": (
        ("worker", "{worker} belt de huisarts over een afspraak.", ""),
        ("client", "{client} schrijft zich in bij de woningcorporatie.", ""),
        ("other", "De polikliniek belt over de intake.", "Polikliniek"),
        ("client", "{client} vraagt een kopie van het diploma.", ""),
    ),
    "youth": (
        ("worker", "{worker} belt school over de gemiste lessen.", ""),
        ("client", "{client} hangt de afspraken op de koelkast.", ""),
        ("other", "De mentor stuurt het rooster.", "Mentor"),
        ("client", "{client} belt de sportclub.", ""),
    ),
    "work": (
        ("worker", "{worker} belt de garage over een dag meelopen.", ""),
        ("client", "{client} neemt twee vacatures mee.", ""),
        ("other", "De taalschool stuurt de dagen van de les.", "Taalschool"),
        ("client", "{client} past de brief aan de werkgever aan.", ""),
    ),
    "shelter": (
        ("worker", "{worker} belt de huisarts over een afspraak.", ""),
        ("client", "{client} belt voor een tijd bij de tandarts.", ""),
        ("other", "De thuiszorg komt langs voor kennismaking.", "Thuiszorg"),
        ("client", "{client} haalt de post elke dag uit de eigen map.", ""),
    ),
    "debt": (
        ("worker", "{worker} belt de energieleverancier over de rekening.", ""),
        ("client", "{client} neemt de laatste loonstrook mee.", ""),
        ("other", "De vrijwilliger helpt met de post.", "Vrijwilliger"),
        ("client", "{client} vraagt de toeslag aan.", ""),
    ),
    "justice_house": (
        ("worker", "{worker} belt het OCMW over een afspraak.", ""),
        ("client", "{client} schrijft zich in bij de avondschool.", ""),
        ("other", "De bemiddelaar stuurt een voorstel.", "Bemiddelaar"),
        ("client", "{client} neemt het bewijs van betaling mee.", ""),
    ),
}

# Under which area of life, in whose words, what to do, and when.
GOALS: dict[str, Goals] = {
    "probation": (
        (
            "housing",
            "Ik wil een eigen kamer waar niemand mij lastigvalt.",
            "Inschrijven bij de woningcorporatie",
            "deze maand",
        ),
        (
            "work-education",
            "Ik wil weer elke dag iets te doen hebben.",
            "Een gesprek bij het leerwerkbedrijf",
            "binnen zes weken",
        ),
    ),
    "youth": (
        ("family", "We willen dat het thuis rustig is als we eten.", "Samen aan tafel zonder telefoon", "elke avond"),
        ("work-education", "Ik wil dit jaar overgaan.", "Elke week een uur huiswerk met de mentor", "op dinsdag"),
    ),
    "work": (
        (
            "work-education",
            "Ik wil werk waarbij ik mijn handen gebruik.",
            "Een dag meelopen bij de garage",
            "voor de zomer",
        ),
        ("work-education", "Ik wil zelf kunnen bellen met instanties.", "Twee keer per week taalles", "vanaf maandag"),
    ),
    "shelter": (
        ("housing", "Ik wil een eigen sleutel.", "Samen de wachtlijst bekijken", "deze week"),
        ("health", "Ik wil weer slapen.", "Een afspraak bij de huisarts", "binnen twee weken"),
    ),
    "debt": (
        (
            "finances",
            "Ik wil weten wat ik elke week kan uitgeven.",
            "Samen een lijst van vaste lasten maken",
            "volgende week",
        ),
        ("finances", "Ik wil mijn post weer durven openen.", "Elke vrijdag de post samen doornemen", "elke vrijdag"),
    ),
    "justice_house": (
        ("work-education", "Ik wil mijn opleiding afmaken.", "Inschrijven bij de avondschool", "voor september"),
        ("family", "Ik wil mijn kinderen elk weekend zien.", "Een regeling vragen bij de bemiddelaar", "deze maand"),
    ),
}

TEXTS = (
    "We spraken over hoe de week ging. {client} had veel geregeld.",
    "We liepen de afspraken na. De brief van de gemeente was duidelijk.",
    "{client} wilde het hebben over slapen. Dat deden we.",
)


def written(found: Sequence[Step], people: Sequence[Person]) -> list[Step]:
    """The same steps, with a text in the latest talks with one person."""
    alone = [step for step in found if isinstance(step.act, steps.Contact) and step.act.person is not None]
    latest = sorted(alone, key=lambda step: step.days_ago)[: len(TEXTS)]
    return [_with_text(step, TEXTS[latest.index(step)], people) if step in latest else step for step in found]


def _with_text(step: Step, text: str, people: Sequence[Person]) -> Step:
    act = step.act
    if not isinstance(act, steps.Contact) or act.person is None:
        return step
    return replace(step, act=replace(act, text=text.format(client=people[act.person].name.given)))


def promised(
    found: Sequence[Step], people: Sequence[Person], workers: Mapping[int, Name], most: int, chance: Random, sector: str
) -> list[Step]:
    """Something small agreed in each of the latest talks: the last two are open, the others done by the talk after.

    `workers` names whose case it was so many days ago.
    """
    days = sorted({step.days_ago for step in found if isinstance(step.act, steps.Contact)})[:most]
    # What belongs to this work and what can be agreed anywhere, in turn.
    own = OF_SECTOR[sector]
    promises = [each for number in range(len(own)) for each in (own[number], *PROMISES[number : number + 1])]
    start, made = chance.randrange(len(promises)), []
    for number, day in enumerate(days):
        owner, text, other = promises[(start + number) % len(promises)]
        person = number % len(people) if owner == "client" else 0 if len(people) == 1 else None
        words = text.format(worker=workers[day].given, client=people[person or 0].name.given)
        due_in = chance.choice((7, 14, 21))
        made.append(Step(day, steps.Promised(number, person, owner, words, other, due_in)))
        if number > 1:
            made.append(Step(days[number - 1], steps.Kept(number, owner == "client" and number % 3 > 0)))
    return made
