"""Gives a case some work in progress: something that went wrong, and a letter that is not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.letters import Begun, text_for
from alliantie.cases.models import Case
from alliantie.cases.operations import incidents, letters
from alliantie.cases.queries import get_case, people_of, practice_of
from alliantie.cases.queries.standing import standing_of
from alliantie.norms.timeline import FactValue
from alliantie.people.models import Worker

AFTERNOON = time(15, 0)


@dataclass(frozen=True, slots=True)
class WentWrong:
    """An incident of yesterday in the first case: its kind, what is known of it, and what is written of it."""

    kind: str
    known: tuple[tuple[str, FactValue], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is not signed: in which case of the practice, to whom ("": the client), and what is filled in.

    `days` are so many days after today.
    """

    place: int
    template: str
    to: str
    filled: tuple[tuple[str, str | bool], ...]
    days: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """An incident of so many days ago in one case, to which the worker responded that day, judged otherwise since."""

    place: int
    ago: int
    wrong: WentWrong
    option: str
    reason: str
    known: tuple[tuple[str, FactValue], ...]
    why: str


CORRECTED = {
    "nl-debt-zeist": Corrected(
        2,
        11,
        WentWrong("new-debt", (("amount", Decimal(389)), ("avoidable", "avoidable")), "{client} kocht op afbetaling."),
        "talk",
        "Eerst horen waarom. Een nieuwe schuld kan de regeling kosten.",
        (("amount", Decimal(389)), ("avoidable", "not-avoidable")),
        "De koelkast was stuk. De winkel wilde alleen zo leveren.",
    )
}
"""What was decided on a judgement that changed is read by who leads the team."""

CASEWORK: dict[str, tuple[WentWrong, Draft]] = {
    "nl-probation": (
        WentWrong("appointment", (("judged", "not-established"),), "{client} kwam niet en belde niet af."),
        Draft(0, "invitation", "", (("at", "half elf"), ("place", "Kantoor, kamer 4")), (("on", 4),)),
    ),
    "nl-save-protection": (
        WentWrong("signal", (("what", "not-clear"),), "School belde: {client} kwam twee dagen te laat."),
        Draft(
            0,
            "evaluation",
            "Raad voor de Kinderbescherming",
            (
                ("goals", "Thuis is het rustig als er gegeten wordt."),
                ("reached", "Vier avonden in de week eet het gezin samen."),
                ("worries", "Op vrijdag is er nog vaak ruzie."),
                ("further", "Oma komt op vrijdag mee-eten."),
            ),
        ),
    ),
    "nl-work-rsd-krh": (
        WentWrong(
            "undeclared-work",
            (("what", "beside-benefit"), ("told", "told")),
            "{client} vertelde dat een buurman betaalt voor hulp op de markt.",
        ),
        Draft(
            1,
            "invitation",
            "",
            (("at", "negen uur"), ("place", "Kantoor, kamer 2"), ("about", "hoe het gaat op de werkplek")),
            (("on", 6),),
        ),
    ),
    "nl-work-amersfoort": (
        WentWrong("not-come", (), "{client} kwam niet. De bus reed niet, zei {client} later."),
        Draft(
            1,
            "invitation",
            "",
            (("at", "tien uur"), ("place", "Stadhuis, kamer 12"), ("about", "hoe het verder gaat met het traject")),
            (("on", 5),),
        ),
    ),
    "nl-shelter-tussenvoorziening": (
        WentWrong("house-rules", (), "De muziek stond na elf uur nog aan. {client} zei dat slapen niet lukt."),
        Draft(
            2,
            "notice",
            "",
            (
                ("ground", "non-compliance"),
                ("why", "Afspraken gingen vaak mis. We spraken daar drie keer over."),
                ("weighed", "Zonder deze plek is er geen bed. Praten over geld is moeilijk."),
                ("further", "De trajectregisseur zoekt met jou een andere plek."),
                ("housing", True),
                ("decided_by", "Sef Hazelaar"),
            ),
            (("last_day", 40),),
        ),
    ),
    "nl-debt-zeist": (
        WentWrong("not-reserved", (("made_up", "can-be"),), "Er is niets opzij gezet. De wasmachine was stuk."),
        Draft(
            1,
            "termination",
            "",
            (
                ("ground", "offer-refused"),
                ("why", "Er kwam geen antwoord op onze brief."),
                ("object_to", "Juridische zaken, Berkendorp"),
            ),
            (("ends_on", 7), ("object_by", 49)),
        ),
    ),
    "be-houses-of-justice": (
        WentWrong(
            "harmful-condition",
            (("condition", "Een cursus volgen over veilig rijden"), ("why", "no-longer-fits")),
            "{client} verkocht de wagen. De cursus is ver, en de benen willen niet mee.",
        ),
        Draft(
            1,
            "invitation-new-facts",
            "",
            (("at", "tien uur"), ("place", "Justitiehuis, lokaal 2")),
            (("on", 4),),
        ),
    ),
    "nl-debt-tilburg": (
        WentWrong("new-debt", (("good_reason", "not-known"),), "Er kwam een rekening van een webwinkel."),
        Draft(
            1,
            "invitation",
            "",
            (("about", "het overzicht van uw schulden"), ("at", "elf uur"), ("place", "Stadskantoor, balie 3")),
            (("on", 6),),
        ),
    ),
}


def record_casework(worker: Actor, case_id: UUID, place: int, today: date) -> None:
    """Record what is in progress in a case, as its worker, in the afternoon of the last working day before `today`.

    `place` is which case of the practice it is.
    """
    day = today - timedelta(days={0: 3, 6: 2}.get(today.weekday(), 1))
    with clock.at(datetime.combine(day, AFTERNOON, clock.HOME)), acting(worker):
        case, now = get_case(worker, case_id), clock.now()
        if case.practice_id not in CASEWORK:
            return
        wrong, draft = CASEWORK[case.practice_id]
        if place == 0:
            _went_wrong(worker, case, wrong, now)
        if place == draft.place:
            _begin(worker, case, draft, now, today)
    corrected = CORRECTED.get(case.practice_id)
    if corrected is not None and place == corrected.place:
        _judge_otherwise(worker, case_id, corrected, day)


def _judge_otherwise(worker: Actor, case_id: UUID, corrected: Corrected, day: date) -> None:
    """Judge an incident otherwise on `day`, some time after something was done about it."""
    before = day - timedelta(days=corrected.ago)
    with clock.at(datetime.combine(before, AFTERNOON, clock.HOME)), acting(worker):
        case, now = get_case(worker, case_id), clock.now()
        made = _went_wrong(worker, case, corrected.wrong, now)
        incidents.respond(
            actor=worker,
            now=now,
            case=case,
            incident_id=made,
            option=corrected.option,
            reason=corrected.reason,
            token=uuid4(),
        )
    with clock.at(datetime.combine(day, AFTERNOON, clock.HOME)), acting(worker):
        incidents.judge_again(
            actor=worker,
            now=clock.now(),
            case=get_case(worker, case_id),
            incident_id=made,
            on=day,
            values=dict(corrected.known),
            text=corrected.why,
            token=uuid4(),
        )


def _went_wrong(worker: Actor, case: Case, wrong: WentWrong, now: datetime) -> UUID:
    person = people_of(worker, case)[0]
    return incidents.record_incident(
        actor=worker,
        now=now,
        case=case,
        client_id=person.client_id,
        kind=wrong.kind,
        on=clock.day_of(now),
        values=dict(wrong.known),
        text=wrong.text.format(client=person.given_name),
        token=uuid4(),
    )


def _begin(worker: Actor, case: Case, draft: Draft, now: datetime, today: date) -> None:
    person, letter = people_of(worker, case)[0], practice_of(case).letter(draft.template)
    days = {name: today + timedelta(days=days) for name, days in draft.days}
    filled: dict[str, FactValue] = {**dict(draft.filled), **days}
    begun = Begun(letter, person, Worker.objects.get(id=worker.me), "nl", filled)
    text = text_for(begun, case, standing_of(worker, case, clock.day_of(now)))
    new = letters.Draft(letter, person.client_id, "nl", ((draft.to or person.name,),), filled, text)
    letters.begin(actor=worker, now=now, case=case, draft=new, token=uuid4())
