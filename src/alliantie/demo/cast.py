"""Who plays in the demo whatever the seed: organisations, workers, and the people who can sign in. All made up."""

from __future__ import annotations

from dataclasses import dataclass

from alliantie.demo.names import Name

AREA = "Voorbeeldregio Lindedal"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A made-up organisation that works by one practice; its first worker can sign in."""

    practice_id: str
    place: str
    """The second half of its people's login names."""
    name: str
    confidant: str
    complaints: str
    team: str
    team_phone: str
    workers: tuple[Name, ...]
    leader: Name
    """Leads the team, without cases."""
    manager: Name
    """Manages the practices, in no team."""
    guard: Name
    """Guards the privacy of clients, in no team."""
    phone: str


# Numbers that begin with a zero after the area code are given to nobody.
ORGANISATIONS: tuple[Organisation, ...] = (
    Organisation(
        practice_id="nl-probation",
        place="reclassering",
        name="Voorbeeldreclassering De Brug",
        confidant="Fatima Elzenaar, 030 000 01 01",
        complaints="Klachtencommissie De Brug, 030 000 01 02",
        team="Team Oost",
        team_phone="030 000 01 20",
        workers=(Name("Peter", "Lindehof"), Name("Samira", "Benargan"), Name("Joost", "Eikenaar")),
        leader=Name("Ellen", "Waterlinde"),
        manager=Name("Jeroen", "Sparrenburg"),
        guard=Name("Vera", "Kastelein"),
        phone="030 000 01 10",
    ),
    Organisation(
        practice_id="nl-save-protection",
        place="jeugdbescherming",
        name="Voorbeeldjeugdbescherming De Linde",
        confidant="Henk Beukenkamp, 030 000 02 01",
        complaints="Klachtencommissie De Linde, 030 000 02 02",
        team="Team Gezinnen",
        team_phone="030 000 02 20",
        workers=(Name("Ilse", "van Dennen"), Name("Murat", "Çamlıbel")),
        leader=Name("Yasmina", "Benlinden"),
        manager=Name("Rob", "Kastanjer"),
        guard=Name("Annet", "Berkelmond"),
        phone="030 000 02 10",
    ),
    Organisation(
        practice_id="nl-save-youth-probation",
        place="jeugdreclassering",
        name="Voorbeeldjeugdreclassering Het Kompas",
        confidant="Sandra Essenburg, 030 000 03 01",
        complaints="Klachtencommissie Het Kompas, 030 000 03 02",
        team="Team Jongeren",
        team_phone="030 000 03 20",
        workers=(Name("Ruben", "Wilgenaar"), Name("Naomi", "Kromopalm")),
        leader=Name("Thijs", "Populier"),
        manager=Name("Mirjam", "Vlierstra"),
        guard=Name("Karim", "Benwilgen"),
        phone="030 000 03 10",
    ),
    Organisation(
        practice_id="nl-work-rsd-krh",
        place="heuvelrug",
        name="Voorbeelddienst Werk Lindedal",
        confidant="Karin Dennehof, 030 000 04 01",
        complaints="Klachtenbureau Werk Lindedal, 030 000 04 02",
        team="Team Meedoen",
        team_phone="030 000 04 20",
        workers=(Name("Marit", "Elsinga"), Name("Rajesh", "Baldewpal")),
        leader=Name("Astrid", "Meidoornaar"),
        manager=Name("Kofi", "Elzendonk"),
        guard=Name("Tineke", "Hazelhorst"),
        phone="030 000 04 10",
    ),
    Organisation(
        practice_id="nl-work-amersfoort",
        place="amersfoort",
        name="Voorbeeldgemeente Eikstad, werk en inkomen",
        confidant="Willem Berkenstra, 033 000 05 01",
        complaints="Klachtenbureau Eikstad, 033 000 05 02",
        team="Team Traject",
        team_phone="033 000 05 20",
        workers=(Name("Bram", "Essenstra"), Name("Latifa", "Ouarzaz")),
        leader=Name("Sander", "Jasmijnsen"),
        manager=Name("Nadia", "Wilgarou"),
        guard=Name("Jurgen", "Elstgeest"),
        phone="033 000 05 10",
    ),
    Organisation(
        practice_id="nl-shelter-tussenvoorziening",
        place="opvang",
        name="Voorbeeldopvang De Haven",
        confidant="Greet Lijsterdal, 030 000 06 01",
        complaints="Klachtencommissie De Haven, 030 000 06 02",
        team="Team Wonen",
        team_phone="030 000 06 20",
        workers=(Name("Femke", "Beukenhof"), Name("Sef", "Hazelaar"), Name("Aïcha", "Arganou")),
        leader=Name("Marloes", "Taxusdal"),
        manager=Name("Nordin", "Ouberkan"),
        guard=Name("Sanne", "Lindegaard"),
        phone="030 000 06 10",
    ),
    Organisation(
        practice_id="nl-debt-tilburg",
        place="tilburg",
        name="Voorbeeldgemeente Wilgenstad, schuldhulp",
        confidant="Toon Olmendal, 013 000 07 01",
        complaints="Klachtenbureau Wilgenstad, 013 000 07 02",
        team="Team Schuldhulp",
        team_phone="013 000 07 20",
        workers=(Name("Hanneke", "Wilgendonk"), Name("Ozan", "Ardıçlı")),
        leader=Name("Wilma", "Ligusterman"),
        manager=Name("Maarten", "Esdoornik"),
        guard=Name("Bas", "Populierink"),
        phone="013 000 07 10",
    ),
    Organisation(
        practice_id="nl-debt-zeist",
        place="zeist",
        name="Voorbeelddienst Schuldhulp Berkendorp",
        confidant="Marga Hulstkamp, 030 000 08 01",
        complaints="Klachtenbureau Berkendorp, 030 000 08 02",
        team="Team Budget",
        team_phone="030 000 08 20",
        workers=(Name("Daan", "Lariksen"), Name("Winnie", "Cederveld")),
        leader=Name("Hilde", "Acaciaan"),
        manager=Name("Umut", "Fındıklı"),
        guard=Name("Samia", "Ouiepen"),
        phone="030 000 08 10",
    ),
    Organisation(
        practice_id="be-houses-of-justice",
        place="justitiehuis",
        name="Voorbeeldjustitiehuis Olmegem",
        confidant="Rita Lindelaert, 02 000 09 01",
        complaints="Klachtendienst Olmegem, 02 000 09 02",
        team="Team Probatie",
        team_phone="02 000 09 20",
        workers=(Name("Lien", "Hulstaert"), Name("Koen", "Espelaert")),
        leader=Name("Greetje", "Berkelaert"),
        manager=Name("Wout", "Lijsterlaert"),
        guard=Name("Veerle", "Esdoornaert"),
        phone="02 000 09 10",
    ),
)

# One thing, small and precise, at most twelve words. The place is that of the organisation it is said in.
AGREEMENTS: dict[str, tuple[str, ...]] = {
    "probation": (
        "{worker} belt een dag voor het huisbezoek.",
        "{client} belt meteen als een afspraak niet lukt.",
        "{worker} legt eerst uit wat er in het verslag komt.",
        "We beginnen elk gesprek met wat {client} wil bespreken.",
        "{worker} vraagt het eerst aan {client}, voor een telefoontje naar het werk.",
        "{client} stuurt op maandag het rooster van die week.",
        "{worker} zegt meteen wat goed ging sinds de vorige keer.",
        "{client} schrijft vragen op en neemt ze mee.",
    ),
    "youth": (
        "{worker} komt op tijd, of stuurt een bericht.",
        "We praten eerst een kwartier zonder anderen erbij.",
        "{client} kiest waar we de volgende keer praten.",
        "{worker} zegt vooraf wat we met school bespreken.",
        "{client} stuurt een bericht als het thuis niet gaat.",
        "{worker} legt elk moeilijk woord in het plan uit.",
        "{client} leest het verslag eerst, voor anderen het krijgen.",
        "{worker} belt alleen na vier uur, als school uit is.",
    ),
    "work": (
        "{worker} mailt twee vacatures voor vrijdag twaalf uur.",
        "{client} zegt waarom een vacature niet past.",
        "We bellen om de week, op dinsdag om tien uur.",
        "{worker} legt elke brief over de uitkering eerst uit.",
        "{client} neemt het weekschema mee naar het gesprek.",
        "{worker} gaat mee naar het eerste gesprek bij de werkgever.",
        "{client} belt de werkgever zelf, {worker} luistert mee.",
        "{worker} zet de afspraken dezelfde dag in een mail.",
    ),
    "shelter": (
        "{worker} klopt en wacht tot {client} opendoet.",
        "We praten op woensdag buiten, niet in de woonkamer.",
        "{client} zegt op donderdag of de boodschappen lukten.",
        "{worker} vraagt eerst wat {client} zelf al probeerde.",
        "We schrijven samen op wie de gemeente belt.",
        "{worker} belt terug voor vijf uur, ook zonder nieuws.",
        "{client} kiest of we wandelen of aan tafel zitten.",
        "{worker} zegt een week vooraf wanneer een collega komt.",
    ),
    "debt": (
        "{worker} belt als een betaling later komt.",
        "{client} legt alle post in de blauwe map.",
        "We openen de post samen, elke tweede dinsdag.",
        "{worker} stuurt elke maand een overzicht van één bladzijde.",
        "{client} belt eerst, en koopt dan pas op afbetaling.",
        "{worker} begint met wat er al betaald is.",
        "{client} stuurt een foto van elke nieuwe brief.",
        "{worker} vraagt {client} eerst, en belt dan de schuldeiser.",
    ),
    "justice_house": (
        "{worker} leest het verslag eerst samen met {client}.",
        "{client} belt een dag vooraf als het niet past.",
        "We spreken af na het werk, om half zes.",
        "{worker} vraagt of de cursus ook op zaterdag kan.",
        "{client} brengt het attest van de cursus mee.",
        "{worker} zegt bij het begin hoe lang we praten.",
        "{client} zegt het als een voorwaarde niet duidelijk is.",
        "{worker} plant geen gesprek tijdens de werkuren van {client}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Talks:
    """Which talks of a practice the first worker of a case holds, and which of them belong to a round."""

    first: tuple[str, ...]
    usual: tuple[str, ...]
    together: dict[str, str]
    """The talk at which a person in this role looks at the picture."""
    asks: dict[str, str]
    """The talk that brings a round, by role; empty where the calendar does."""
    every: int
    """Days between two contacts."""


TALKS: dict[str, Talks] = {
    "nl-probation": Talks(
        ("frame-talk",), ("reporting-talk", "reporting-talk", "home-visit"), {"client": "reporting-talk"}, {}, 16
    ),
    "nl-save-protection": Talks(
        ("facts", "start", "plan"),
        ("family", "alone", "parent-alone"),
        {"young_person": "alone", "parent": "parent-alone"},
        {"young_person": "alone", "parent": "parent-alone"},
        21,
    ),
    "nl-save-youth-probation": Talks(
        ("facts", "start", "plan"),
        ("alone", "family", "alone"),
        {"young_person": "alone"},
        {"young_person": "alone"},
        21,
    ),
    "nl-work-rsd-krh": Talks(("intake",), ("trajectory",), {"client": "trajectory"}, {}, 22),
    "nl-work-amersfoort": Talks(("intake",), ("trajectory",), {"client": "trajectory"}, {}, 22),
    "nl-shelter-tussenvoorziening": Talks(
        ("strengths-and-action-plan",), ("guidance",), {"client": "guidance"}, {"client": "evaluation"}, 15
    ),
    "nl-debt-tilburg": Talks(
        ("integral-intake", "follow-up"), ("follow-up",), {"client": "follow-up"}, {"client": "follow-up"}, 38
    ),
    "nl-debt-zeist": Talks(("intake", "plan"), ("plan",), {"client": "plan"}, {"client": "plan"}, 38),
    "be-houses-of-justice": Talks(
        ("first-office-talk",), ("office-talk", "office-talk", "home-visit"), {"client": "office-talk"}, {}, 21
    ),
}

# At these talks somebody comes along who is no person of the case, such as the trajectory director.
WITH_OTHERS = frozenset({("nl-shelter-tussenvoorziening", "evaluation")})

# Under these measures the usual talk is another one.
TALK_OF_MEASURE: dict[tuple[str, str], str] = {
    ("nl-debt-tilburg", "application"): "integral-intake",
    ("nl-debt-tilburg", "stabilisation"): "stabilisation",
    ("nl-debt-tilburg", "restructuring"): "settlement-contact",
    ("nl-debt-tilburg", "mediation"): "settlement-contact",
    ("nl-debt-zeist", "stabilisation"): "stabilisation",
    ("nl-debt-zeist", "settlement"): "settlement-contact",
    ("nl-work-rsd-krh", "assistance-without-coach"): "progress",
    ("nl-work-rsd-krh", "assistance-without-duty"): "progress",
    ("nl-work-amersfoort", "assistance-without-trajectory"): "progress",
    ("nl-work-amersfoort", "assistance-without-duty"): "progress",
    ("nl-shelter-tussenvoorziening", "total-management"): "arrangements",
    ("nl-shelter-tussenvoorziening", "basic-management"): "arrangements",
    ("be-houses-of-justice", "victim-reception"): "victim-talk",
    ("be-houses-of-justice", "civil-inquiry"): "inquiry-talk",
    ("be-houses-of-justice", "brief-information-report"): "inquiry-talk",
}
