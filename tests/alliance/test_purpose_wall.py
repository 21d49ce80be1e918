"""What two people answered and agreed is theirs: no search, export, page, log, mail or table gives it to others."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.jottings import Kind
from alliantie.alliance.models import Round
from alliantie.cases import operations as cases
from alliantie.people import administration
from tests.alliance.test_blind import pages
from tests.worklist.browse import as_client, as_worker, sign_in
from tests.worlds import SINCE, CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

AGREED = "Zwaluwstaart op woensdag"
# The words of the note, and of what was typed and not sent.
NOTED, TYPED = "Kraanvogel bij de brug", "Boomklever in maart"
SECRETS = ("Zwaluwstaart", "Kraanvogel", "Boomklever")


@pytest.fixture
def case() -> CaseWorld:
    """A round that was talked about, with an agreement, a note, its day in the file, in a case with a stand-in."""
    here = World.make(workers=("Peter", "Samira", "Kees", "Lies")).case()
    round_id = here.round()
    here.reveal(round_id)
    with acting(here.worker) as actor:
        there = queries.get_round(actor, round_id)
        operations.propose_agreement(actor=actor, here=there, text=AGREED)
        operations.write_note(actor=actor, here=there, text=NOTED, seen="")
        operations.keep_draft(actor=actor, here=there, kind=Kind.NOTE_DRAFT, text=TYPED)
    with acting(here.client()) as client:
        there = queries.get_round(client, round_id)
        noted = queries.talk(client, there)
        assert noted is not None
        operations.answer_agreement(actor=client, here=there, yes=True, seen=noted.fingerprint)
        operations.finish_conversation(actor=client, here=there)
        operations.answer_date_in_file(actor=client, here=there, yes=True)
    return here


def everyone_else(case: CaseWorld) -> dict[str, Browser]:
    """People around the pair: a stand-in, a colleague, who leads the team, who manages, and another client."""
    with acting(case.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=30),
        )
    administration.give_office(case.world.workers[2], since=SINCE, team=case.world.team)
    administration.give_office(case.world.workers[3], since=SINCE)
    other = case.world.case(names=(("Ali", "Demir"),))
    return {
        "stand-in": sign_in(case.world.workers[1]),
        "leader": sign_in(case.world.workers[2]),
        "manager": sign_in(case.world.workers[3]),
        "another client": as_client(other),
    }


def test_nobody_around_the_pair_finds_the_agreement_on_any_page(case: CaseWorld) -> None:
    round_id = the_round(case)
    for who, browser in everyone_else(case).items():
        for address, (_status, _headers, content) in pages(browser, case, round_id).items():
            assert not any(secret.encode() in content for secret in SECRETS), (who, address)


def the_round(case: CaseWorld) -> UUID:
    return Round.objects.using("owner").get().id


def test_the_agreement_and_the_note_are_in_no_search_export_timeline_title_or_address(case: CaseWorld) -> None:
    worker = as_worker(case)
    for secret in SECRETS:
        assert "Noor Yilmaz" not in worker.get(reverse("search"), {"q": secret}).content.decode()
    case_pages = ("case", "case-timeline", "case-rules")
    shown = [worker.get(reverse(name, kwargs={"case_id": case.case_id})).content for name in case_pages]
    shown.append(worker.get(reverse("cases-export")).content)
    assert not any(secret.encode() in content for content in shown for secret in SECRETS)
    for browser in (worker, as_client(case)):
        for name in ("round-picture", "round-standing", "round-trend"):
            page = browser.get(reverse(name, kwargs={"round_id": the_round(case)})).content.decode()
            title = page.split("<title>")[1].split("</title>")[0]
            assert not {*SECRETS, "Noor", "Peter"} & set(title.split()), title


def test_the_two_see_the_note_on_the_page_that_says_what_they_agreed(case: CaseWorld) -> None:
    for browser, name in ((as_worker(case), "round-standing"), (as_client(case), "round-after")):
        page = browser.get(reverse(name, kwargs={"round_id": the_round(case)})).content.decode()
        assert "Peter schreef erbij:" in page
        assert NOTED in page
        assert TYPED not in page


def test_no_table_history_and_queue_included_holds_the_agreement_or_the_note_readable(case: CaseWorld) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for (table,) in cursor.fetchall():
            # The names are the database's own.
            wanted = [f"%{secret}%" for secret in SECRETS]
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE ANY (%s)", [wanted])  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_neither_log_nor_mail_names_what_was_agreed(case: CaseWorld, caplog: pytest.LogCaptureFixture) -> None:
    round_id = the_round(case)
    with caplog.at_level(logging.DEBUG):
        for browser in (as_worker(case), as_client(case)):
            for name in ("round-picture", "round-talk", "round-standing", "round-trend"):
                browser.get(reverse(name, kwargs={"round_id": round_id}))
            here = {"round_id": round_id}
            browser.post(reverse("round-talk", kwargs=here), {"agreement": AGREED, "choice": "agree"})
            browser.post(reverse("round-note", kwargs=here), {"note": NOTED})
            browser.post(reverse("round-talk-draft", kwargs=here), {"note": TYPED})
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not any(secret in each for each in said for secret in SECRETS)
    assert mail.outbox == []
