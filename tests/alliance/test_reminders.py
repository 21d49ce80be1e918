"""The one reminder of a round: asked for by the client, seen by nobody else, and naming nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from uuid import UUID

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import ProgrammingError, connection
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.alliance import operations, queries
from alliantie.alliance.jobs import send_due_reminders, send_reminders
from alliantie.alliance.models import Mailbox
from alliantie.cases.models import Case
from alliantie.cases.queries import own_practices
from alliantie.people.models import Client
from tests.cases.own_ways import adopted
from tests.insight.teams import manager
from tests.portal.people import join
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, hidden, words
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ADDRESS = "noor@example.org"


@pytest.fixture
def case() -> CaseWorld:
    here = World.make("Reclassering Oost").case()
    with acting(here.client()) as client:
        operations.set_mailbox(actor=client, address=ADDRESS)
    mail.outbox.clear()
    return here


def sent_after(days: int) -> int:
    with clock.at(clock.now() + timedelta(days=days)):
        return send_due_reminders()


def test_half_way_the_window_one_reminder_goes_out_and_names_nobody(case: CaseWorld) -> None:
    case.round()
    assert sent_after(6) == 0
    assert sent_after(7) == 1
    assert sent_after(8) == 0
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    told = f"{sent.subject} {sent.body} {sent.from_email}"
    for name in ("Noor", "Yilmaz", "Peter", "Jansen", "Reclassering", "Organisatie", "Alliantie", "http", "vragen"):
        assert name.lower() not in told.lower(), name


@pytest.mark.parametrize(
    ("practice", "language", "said"),
    [
        ("nl-probation", "nl", "Er staat nog iets voor u klaar."),
        ("nl-save-protection", "nl", "Er staat nog iets voor je klaar."),
        ("nl-save-protection", "en", "Something is still waiting for you."),
    ],
)
def test_the_reminder_says_u_or_je_as_the_practice_does_in_the_clients_language(
    practice: str, language: str, said: str
) -> None:
    here = World.make().case(practice)
    Client.objects.using("owner").filter(id=here.client_ids[0]).update(language=language)
    with acting(here.client()) as client:
        operations.set_mailbox(actor=client, address=ADDRESS)
    mail.outbox.clear()
    here.round()
    assert sent_after(7) == 1
    (sent,) = mail.outbox
    assert str(sent.body).startswith(said)
    assert ("uw" in str(sent.body).split()) is (practice == "nl-probation")


def test_a_reminder_goes_out_for_a_case_by_a_version_of_the_organisation(case: CaseWorld) -> None:
    case.round()
    mine = adopted(case.world, worker_actor(manager(case.world)))
    Case.objects.using("owner").update(practice_version=mine.version)
    own_practices.forget()
    assert sent_after(7) == 1
    assert str(mail.outbox[0].body).startswith("Er staat nog iets voor u klaar.")


def test_between_two_practices_the_reminder_is_formal_and_tells_not_which_of_them(case: CaseWorld) -> None:
    other = case.world.case("nl-save-protection", (("Kim", "Bakker"),), roles=("young_person",), worker=1)
    join(other, case.client_ids[0])
    case.round()
    assert sent_after(7) == 1
    assert "Er staat nog iets voor u klaar." in mail.outbox[0].body


def test_nobody_but_the_job_learns_by_which_practices_a_client_is_helped(case: CaseWorld) -> None:
    for person in (case.worker, case.client(), case.world.worker(1)):
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with denied, acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM alliance.practices_of(%s)", [case.client_ids[0]])


def refuse(case: CaseWorld, round_id: UUID) -> None:
    with acting(case.client()) as client:
        operations.take_stance(actor=client, here=queries.get_round(client, round_id), stance="not_now")


def wish(case: CaseWorld, round_id: UUID) -> None:
    with acting(case.client()) as client:
        operations.set_wish(actor=client, pair_id=case.pair_ids[0], do_not_ask=True)


def send(case: CaseWorld, round_id: UUID) -> None:
    case.answer(case.client(), round_id)


def forget(case: CaseWorld, round_id: UUID) -> None:
    with acting(case.client()) as client:
        operations.set_mailbox(actor=client, address="")


@pytest.mark.parametrize("done", [refuse, wish, send, forget], ids=lambda done: done.__name__)
def test_nobody_is_reminded_who_said_no_or_sent_or_wants_no_mail(case: CaseWorld, done) -> None:  # type: ignore[no-untyped-def]
    done(case, case.round())
    assert sent_after(7) == 0


def test_who_takes_part_after_all_is_reminded(case: CaseWorld) -> None:
    round_id = case.round()
    refuse(case, round_id)
    with acting(case.client()) as client:
        operations.take_stance(actor=client, here=queries.get_round(client, round_id), stance="taking_part")
    assert sent_after(7) == 1


def test_a_round_that_is_over_reminds_nobody(case: CaseWorld) -> None:
    case.round()
    assert sent_after(15) == 0


def test_one_mail_that_is_refused_is_lost_and_holds_up_nobody_else(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    with acting(other.client()) as client:
        operations.set_mailbox(actor=client, address="ali@example.org")
    case.round()
    other.round()
    Broken.refused = ADDRESS
    broken = override_settings(EMAIL_BACKEND="tests.alliance.test_reminders.Broken")
    with clock.at(clock.now() + timedelta(days=7)), broken:
        assert send_due_reminders() == 1
        assert send_due_reminders() == 0


class Broken(BaseEmailBackend):
    """A mail server that refuses one address."""

    refused = ""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any(self.refused in each.to for each in messages):
            raise SMTPRecipientsRefused({self.refused: (550, b"no")})
        return len(messages)


def test_without_a_mail_server_there_are_no_reminders_and_no_page(case: CaseWorld) -> None:
    case.round()
    with clock.at(clock.now() + timedelta(days=7)):
        assert send_reminders.func(0) == 0
    client = as_client(case)
    assert client.get(reverse("my-reminder")).status_code == 404
    assert "Herinnering" not in words(client, reverse("home"))


@override_settings(REMINDERS=True)
def test_the_client_gives_changes_and_forgets_the_address(case: CaseWorld) -> None:
    client, there = as_client(case), reverse("my-reminder")
    assert "Herinnering per mail" in words(client, reverse("home"))
    assert f'value="{ADDRESS}"' in client.get(there).content.decode()
    for wrong in ("", "noor", "noor@", "a@b.nl, c@d.nl", "x" * 5000 + "@example.org", "noor@example.org\nBcc: x@y.nl"):
        if wrong:
            assert client.post(there, {"address": wrong}).status_code == 422, wrong
    assert client.post(there, {"address": "n@example.org"}).status_code == 302
    assert 'value="n@example.org"' in client.get(there).content.decode()
    client.post(there, {"choice": "none"})
    assert not Mailbox.objects.using("owner").exists()
    assert as_worker(case).get(there).status_code == 404


@override_settings(REMINDERS=True)
def test_from_two_windows_no_address_is_written_over_that_did_not_stand_on_the_screen(case: CaseWorld) -> None:
    client, there = as_client(case), reverse("my-reminder")
    made_on = hidden(client, there, "seen")
    assert client.post(there, {"address": "n@example.org", "seen": made_on}).status_code == 302
    for late in ({"address": "late@example.org"}, {"choice": "none"}):
        answer = client.post(there, late | {"seen": made_on})
        assert answer.status_code == 422
        assert "Er is niets overschreven." in answer.content.decode()
    # The same once more is no quarrel, and once seen, another is meant.
    assert client.post(there, {"address": "n@example.org", "seen": made_on}).status_code == 302
    now = hidden(client, there, "seen")
    assert client.post(there, {"address": "late@example.org", "seen": now}).status_code == 302


def test_the_address_is_the_clients_own_and_stands_nowhere_readable(case: CaseWorld) -> None:
    assert ADDRESS.encode() not in bytes(Mailbox.objects.using("owner").get().address)
    for person in (case.worker, case.client()):
        with acting(person):
            assert isinstance(raw.read_all("alliance_mailbox"), str)
    with acting(case.worker) as actor:
        assert operations.own_mailbox(actor) == ""
        with pytest.raises(Denied):
            operations.set_mailbox(actor=actor, address="peter@example.org")
    with acting(case.client()) as client, pytest.raises(ValidationError):
        operations.set_mailbox(actor=client, address="nobody")


def test_whether_someone_was_reminded_shows_to_nobody(case: CaseWorld) -> None:
    case.round()
    with acting(case.worker):
        before = raw.everything()
    assert sent_after(7) == 1
    with acting(case.worker):
        assert raw.everything() == before
