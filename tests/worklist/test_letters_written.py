"""The page of a letter: writing, keeping and signing it, and that it was sent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Fact, LetterPaper
from tests.cases.letter_ways import begin, judged_case, sign
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_worker, sign_in
from tests.worklist.letters_there import on, stored, text
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return judged_case()


def autosave(browser: Browser, case: CaseWorld, made: UUID, version: object, **changed: object) -> Any:
    return browser.post(on(case, made, "case-letter-draft"), text(version, **changed))  # type: ignore[arg-type]


def covering(case: CaseWorld) -> Browser:
    from alliantie.cases.operations import cover

    with acting(case.worker) as actor:
        cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    return sign_in(case.world.workers[1])


def test_what_people_write_is_text_on_the_page_too(case: CaseWorld) -> None:
    made = begin(case, body="# <b>kop</b>\n\n<script>alert(1)</script>")
    page = as_worker(case).get(on(case, made)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;kop&lt;/b&gt;" in page


# While somebody types


def test_what_is_typed_is_kept_and_the_page_hears_on_what_it_writes_on(case: CaseWorld) -> None:
    worker, made = as_worker(case), begin(case)
    for version in (1, 2):
        answer = autosave(worker, case, made, version, body=f"Tekst {version}")
        assert (answer.status_code, answer["Seen"]) == (204, str(version + 1))
    assert stored().body == "Tekst 2"


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"seen": 9}, 409), ({"seen": "x"}, 422), ({"seen": "9" * 50}, 422), ({"body": ""}, 422), ({"to": ""}, 422)],
)
def test_what_cannot_be_kept_changes_nothing(case: CaseWorld, changed: dict[str, object], status: int) -> None:
    made = begin(case)
    assert autosave(as_worker(case), case, made, 1, **changed).status_code == status
    assert stored().version == 1


def test_too_long_a_text_stays_on_the_page(case: CaseWorld) -> None:
    made = begin(case)
    answer = as_worker(case).post(on(case, made), text(body="woord " * 4000))
    assert answer.status_code == 422
    assert "woord woord" in answer.content.decode()
    assert stored().version == 1


def test_who_meets_the_text_of_another_reads_both_and_chooses(case: CaseWorld) -> None:
    case.world.workers.append(case.world.workers[1])
    worker, made = as_worker(case), begin(case)
    samira = covering(case)
    samira.post(on(case, made), text(body="Van Samira."))
    answer = worker.post(on(case, made), text(body="Van Peter."))
    seen = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Er werd net iets anders bewaard in deze brief." in seen
    assert "Onderaan staat de tekst van Samira Jansen." in seen
    assert "Van Samira." in seen
    assert "Van Peter." in seen
    # Until it is said, nothing is kept by itself.
    assert "data-draft-url" not in answer.content.decode()
    assert stored().body == "Van Samira."
    assert worker.post(on(case, made), text(2, body="Van Peter.")).status_code == 302
    assert stored().body == "Van Peter."


def test_a_text_typed_while_another_signed_is_shown_and_changes_nothing(case: CaseWorld) -> None:
    worker, made = as_worker(case), begin(case)
    sign(case, made)
    answer = worker.post(on(case, made), text(body="Te laat getypt."))
    assert answer.status_code == 422
    seen = flat(answer.content.decode())
    assert "Deze brief is al ondertekend." in seen
    assert "Te laat getypt." in seen
    assert stored().body != "Te laat getypt."


# Signing and sending


def test_a_text_that_cannot_be_signed_yet_is_kept(case: CaseWorld) -> None:
    worker, made = as_worker(case), begin(case)
    answer = worker.post(on(case, made), text(do="sign", body="Bel [telefoonnummer]."))
    assert answer.status_code == 422
    assert "Vul eerst in wat tussen haken staat: [telefoonnummer]." in flat(answer.content.decode())
    assert (stored().state, stored().body) == ("draft", "Bel [telefoonnummer].")
    assert worker.post(on(case, made), text(2, do="sign")).status_code == 302
    assert stored().state == "signed"


def test_signing_and_sending_at_once_happens_once(case: CaseWorld) -> None:
    made = begin(case)
    browsers = [as_worker(case), as_worker(case)]
    at_once(*(partial(browser.post, on(case, made), text(do="sign")) for browser in browsers))
    today = {"on": clock.today().isoformat()}
    at_once(*(partial(browser.post, on(case, made, "case-letter-sent"), today) for browser in browsers))
    assert LetterPaper.objects.using("owner").count() == 1
    assert Fact.objects.using("owner").filter(kind="breach-warning").count() == 1


@pytest.mark.parametrize(
    ("day", "told"), [("", "Kies de dag."), ("gisteren", "Dit is geen dag."), ("2099-01-01", "Kies een dag vanaf")]
)
def test_a_letter_is_not_sent_on_a_day_that_cannot_be(case: CaseWorld, day: str, told: str) -> None:
    made = begin(case)
    sign(case, made)
    answer = as_worker(case).post(on(case, made, "case-letter-sent"), {"on": day})
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert stored().sent_on is None
