"""The reminder of a talk: a day before, once for each moment, to who asked for it, naming nobody and nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations
from alliantie.alliance.jobs import send_due_reminders, send_reminders
from alliantie.cases.models import Case, Reminded
from alliantie.cases.operations import appointments
from alliantie.people.models import Client
from tests.support import raw
from tests.support.at_once import at_once
from tests.worklist.browse import as_client, words
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ADDRESS = "noor@example.org"
FRIDAY = datetime(2026, 3, 13, 10, 30, tzinfo=clock.HOME)
BEFORE = FRIDAY - timedelta(days=10)


@pytest.fixture
def case() -> CaseWorld:
    with clock.at(BEFORE):
        here = World.make("Reclassering Oost").case()
        give(here)
    return here


def give(here: CaseWorld, index: int = 0, address: str = ADDRESS) -> None:
    with acting(here.client(index)) as client:
        operations.set_mailbox(actor=client, address=address)
    mail.outbox.clear()


def plan(here: CaseWorld, **agreed: object) -> UUID:
    with clock.at(BEFORE):
        return plan_talk(here, FRIDAY, **agreed)  # type: ignore[arg-type]


def sent_at(moment: datetime) -> int:
    with clock.at(moment):
        return send_due_reminders()


def test_a_day_before_one_mail_says_that_there_is_an_appointment_and_nothing_else(case: CaseWorld) -> None:
    plan(case, talk_id="home-visit", place="Kantoor, kamer 2", bring="Uw pas")
    assert sent_at(FRIDAY - timedelta(days=2)) == 0
    assert sent_at(FRIDAY - timedelta(hours=25)) == 1
    assert sent_at(FRIDAY - timedelta(hours=24)) == 0
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    told = f"{sent.subject} {sent.body} {sent.from_email}"
    assert "U heeft binnenkort een afspraak." in told
    hidden = (
        "Noor", "Yilmaz", "Peter", "Jansen", "Reclassering", "Organisatie", "Alliantie", "http", "Huisbezoek", "kamer",
        "pas ", "10.30", "13", "vrijdag", "maart",
    )  # fmt: skip
    for name in hidden:
        assert name.lower() not in told.lower(), name


def test_the_job_that_missed_a_day_reminds_on_the_day_itself_but_not_at_the_last_moment(case: CaseWorld) -> None:
    plan(case)
    assert sent_at(FRIDAY - timedelta(hours=2)) == 0
    assert sent_at(FRIDAY - timedelta(hours=2, minutes=1)) == 1


def test_jobs_at_the_same_instant_send_one_mail(case: CaseWorld) -> None:
    plan(case)
    day_before = FRIDAY - timedelta(days=1)
    assert sum(int(str(each)) for each in at_once(*[lambda: sent_at(day_before)] * 3)) == 1
    assert Reminded.objects.using("owner").count() == 1


def test_a_talk_that_was_moved_is_another_moment_and_one_called_off_is_none(case: CaseWorld) -> None:
    made = plan(case)
    assert sent_at(FRIDAY - timedelta(days=1)) == 1
    later = FRIDAY + timedelta(days=4)
    with clock.at(FRIDAY - timedelta(hours=5)), acting(case.worker) as actor:
        appointments.move(
            actor=actor, now=clock.now(), appointment_id=made, agreed=appointments.Arrangement(later, "home-visit")
        )
    assert sent_at(later - timedelta(days=1)) == 1
    other = plan(case)
    with clock.at(BEFORE), acting(case.worker) as actor:
        appointments.cancel(actor=actor, appointment_id=other)
    assert sent_at(FRIDAY - timedelta(days=1)) == 0


def test_a_closed_case_reminds_nobody(case: CaseWorld) -> None:
    plan(case)
    Case.objects.using("owner").update(closed_on=BEFORE.date())
    assert sent_at(FRIDAY - timedelta(days=1)) == 0


def test_a_talk_with_everyone_reminds_each_who_gave_an_address_and_a_talk_with_one_that_one(case: CaseWorld) -> None:
    with clock.at(BEFORE):
        family = World.make("Jeugd").case(
            "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
        )
        give(family, 0, "sam@example.org")
        give(family, 1, "eva@example.org")
    plan(family, client=None)
    plan(family, client=1)
    assert sent_at(FRIDAY - timedelta(days=1)) == 3
    assert sorted(sent.to[0] for sent in mail.outbox) == ["eva@example.org", "eva@example.org", "sam@example.org"]
    assert all(str(sent.body).startswith("Je hebt binnenkort een afspraak.") for sent in mail.outbox)


def test_it_is_in_the_clients_language(case: CaseWorld) -> None:
    Client.objects.using("owner").filter(id=case.client_ids[0]).update(language="en")
    plan(case)
    assert sent_at(FRIDAY - timedelta(days=1)) == 1
    assert str(mail.outbox[0].body).startswith("You have an appointment soon.")


def test_who_forgot_the_address_or_never_gave_one_gets_no_mail(case: CaseWorld) -> None:
    give(case, 0, "")
    plan(case)
    assert sent_at(FRIDAY - timedelta(days=1)) == 0


def test_nobody_can_tell_who_was_reminded(case: CaseWorld) -> None:
    plan(case)
    with acting(case.worker):
        before = raw.everything()
    assert sent_at(FRIDAY - timedelta(days=1)) == 1
    with acting(case.worker):
        assert raw.everything() == before
    for person in (case.worker, case.client()):
        with acting(person):
            assert raw.read_all("public.cases_reminded") == "InsufficientPrivilege"


def test_without_a_mail_server_nothing_is_sent(case: CaseWorld) -> None:
    plan(case)
    with clock.at(FRIDAY - timedelta(days=1)):
        assert send_reminders.func(0) == 0


@override_settings(REMINDERS=True)
def test_the_page_says_before_what_will_be_sent(case: CaseWorld) -> None:
    assert "En een dag voor een gesprek met u. In de mail staat geen naam." in words(
        as_client(case), reverse("my-reminder")
    )
