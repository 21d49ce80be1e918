"""What who guards privacy finds in the demo: one emergency, of yesterday evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Emergency
from alliantie.cases.queries import note_reading
from alliantie.demo.names import Name
from alliantie.people.administration import OWNER
from alliantie.people.emergency import open_in_emergency
from alliantie.people.models import Client, Worker

WHERE = "nl-shelter-tussenvoorziening"
REASON = "Stond 's avonds buiten zonder slaapplek. De eigen begeleider was niet te bereiken."
AT = time(22, 10)


def record_emergency(practice_id: str, workers: Sequence[Worker], name: Name, today: date) -> None:
    """A colleague opened the case of the first client of a shelter last night; doing it twice changes nothing."""
    there = Emergency.objects.using(OWNER).filter(organisation_id=workers[0].organisation_id)
    if practice_id != WHERE or there.exists():
        return
    client = Client.objects.using(OWNER).get(area_id=workers[0].area_id, given_name=name.given, family_name=name.family)
    colleague = Actor("worker", workers[1].id, area_id=workers[1].area_id)
    with clock.at(datetime.combine(today - timedelta(days=1), AT, tzinfo=clock.HOME)), acting(colleague):
        opened = open_in_emergency(
            actor=colleague,
            name=f"{name.given} {name.family}",
            born_on=client.born_on,
            reason=REASON,
            law="",
            secret=settings.MASTER_KEY,
        )
        for case_id in opened.case_ids:
            note_reading("case", case_id, client.id)
