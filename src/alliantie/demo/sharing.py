"""What is shared in the demo: with a teacher, who can sign in, and something that was asked and not shared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Participant, Sharing
from alliantie.cases.operations.sharing import About, Decided, Part, Person, Refused, refuse, share
from alliantie.cases.queries.agreements import open_agreements
from alliantie.demo.logins import PARTNER, PARTNER_OF
from alliantie.demo.names import Name
from alliantie.people.administration import OWNER
from alliantie.people.models import Worker

SCHOOL = "Voorbeeldschool De Beuk"
AT = time(15, 40)


def record_sharing(practice_id: str, workers: Sequence[Worker], name: Name, today: date) -> None:
    """Share about the first client who can sign in, as the own worker; doing it twice changes nothing."""
    there = Sharing.objects.using(OWNER).filter(case__organisation_id=workers[0].organisation_id)
    if practice_id != PARTNER_OF or there.exists():
        return
    own = Participant.objects.using(OWNER).get(
        client__given_name=name.given, client__family_name=name.family, case__worker=workers[0]
    )
    worker = Actor("worker", workers[0].id, area_id=workers[0].area_id)
    with clock.at(datetime.combine(today - timedelta(days=6), AT, tzinfo=clock.HOME)), acting(worker):
        mine = (each for each in open_agreements(worker, own.case_id) if each.client_id == own.client_id)
        agreed = next(mine, None)
        words = f"{name.given} zei ja, en moeder ook. Wel eerst bellen voor er iets mis is."
        decided = Decided(
            about=(About(own.client_id, "yes", words),),
            parts=(
                *((Part("agreement", agreed.id, agreed.text),) if agreed else ()),
                Part("text", None, f"Gaat er op school iets mis? Bel eerst. Stuur {name.given} niet meteen naar huis."),
            ),
            whom=f"{PARTNER.given} {PARTNER.family}, {SCHOOL}",
            person=Person(PARTNER.given, PARTNER.family, SCHOOL, "030 000 02 40"),
            way="account",
            purpose="De school weet wie ze kan bellen, en doet mee met één afspraak.",
            ground="task",
            named="Zorg in en om de school, Wet op het voortgezet onderwijs",
            gain=f"{name.given} hoeft het op school niet steeds opnieuw te vertellen.",
            harm="De mentor weet dat er jeugdbescherming is.",
            less="Zonder naam kan de school niemand bellen. Waarom er een maatregel is, delen we niet.",
            free=False,
            forced=True,
            ends_on=today + timedelta(days=120),
        )
        share(actor=worker, case_id=own.case_id, decided=decided, act=uuid4())
    with clock.at(datetime.combine(today - timedelta(days=3), AT, tzinfo=clock.HOME)), acting(worker):
        asked = Refused(
            about=(About(own.client_id, "not_asked", "De vraag kwam aan de telefoon."),),
            whom="Voorbeeldsportclub De Eik",
            purpose="De trainer wilde weten wat er thuis speelt.",
            source="AVG artikel 5 lid 1 onder c: niet meer dan nodig is",
            route="ask",
            instead="Zeggen wie de trainer kan bellen.",
        )
        refuse(actor=worker, case_id=own.case_id, refused=asked, act=uuid4())
