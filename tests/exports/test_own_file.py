"""What a case holds of one client, on paper: what that client sees, and nobody else's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.cases.operations import change_measure, extend_measure, record_fact
from alliantie.cases.queries import get_case
from alliantie.documents.pdf import Paper, pdf
from alliantie.documents.text import text_of
from alliantie.exports import own_file
from alliantie.people.models import Client
from alliantie.practices import library
from alliantie.practices.texts import LONGEST_SENTENCE, sentences, word_count
from alliantie.web.dates import short_day_in_words
from tests.documents.test_pdf import streams
from tests.worklist.browse import as_client, as_worker, by_code, sign_in, turned_away
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MINE = "/home/data.pdf"


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of each paper that is printed, since a PDF does not give its words back."""
    kept: list[str] = []

    def keep(papers: Sequence[Paper], **more: Any) -> bytes:
        kept.extend("\n".join((paper.title, *paper.to, *paper.signed, text_of(paper.parts))) for paper in papers)
        return pdf(papers, **more)

    monkeypatch.setattr(own_file, "pdf", keep)
    return kept


def address(case: CaseWorld, index: int = 0) -> str:
    return reverse("case-own-data", kwargs={"case_id": case.case_id, "client_id": case.client_ids[index]})


def tell(case: CaseWorld, index: int, text: str) -> None:
    practice = library().latest("nl-save-protection")
    with acting(case.worker) as actor:
        record_fact(
            actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id, kind="contact",
            on=clock.today(), talk_id=practice.talks[0].id, client_id=case.client_ids[index], text=text,
        )  # fmt: skip


def filled(case: CaseWorld) -> None:
    tell(case, 0, "Sam wil thuis wonen.")
    tell(case, 1, "Eva maakt zich zorgen.")
    agree_in(case, "Sam belt elke week", client=0)
    agree_in(case, "Eva zoekt een woning", client=1)


def test_the_paper_is_an_accessible_pdf_in_the_client_s_own_words(family: CaseWorld, printed: list[str]) -> None:
    filled(family)
    answer = as_worker(family).get(address(family))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="gegevens.pdf"'
    found = streams(answer.content)
    assert found.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"pdfuaid", b"/Lang"):
        assert mark in found
    (text,) = printed
    assert "Sam wil thuis wonen." in text
    assert "Sam belt elke week" in text
    for heading in ("Wat geldt", "Afspraken", "Wat er was", "Brieven"):
        assert f"# {heading}" in text


@pytest.mark.parametrize("index", [0, 1])
def test_no_word_of_another_in_the_family_is_on_the_paper_whoever_makes_it(
    family: CaseWorld, printed: list[str], index: int
) -> None:
    filled(family)
    assert as_worker(family).get(address(family, index)).status_code == 200
    assert as_client(family, index).get(MINE).status_code == 200
    by_worker, by_client = printed
    assert by_worker == by_client
    own, other = (("Sam wil", "Sam belt"), ("Eva maakt", "Eva zoekt"))[:: 1 - 2 * index]
    assert all(words in by_worker for words in own)
    assert not any(words in by_worker for words in other)


def test_rounds_are_not_on_the_paper(printed: list[str]) -> None:
    case = World.make().case()
    case.reveal(case.round())
    assert as_client(case).get(MINE).status_code == 200
    assert "Ronde" not in printed[0].replace("Rondes staan hier niet in", "")


def test_the_sentences_on_the_paper_are_short(family: CaseWorld, printed: list[str]) -> None:
    as_client(family).get(MINE)
    lines = printed[0].split("\n")
    assert [each for line in lines for each in sentences(line) if word_count(each) > LONGEST_SENTENCE] == []


def test_who_makes_the_paper_stands_in_the_client_s_log(family: CaseWorld) -> None:
    as_worker(family).get(address(family))
    as_client(family).get(MINE)
    logged = Reading.objects.using("owner").filter(what="own file").order_by("id")
    assert [(each.reader_kind, each.client_id) for each in logged] == [
        ("worker", family.client_ids[0]),
        ("client", family.client_ids[0]),
    ]


def test_the_paper_for_a_client_is_in_the_client_s_language(family: CaseWorld, printed: list[str]) -> None:
    Client.objects.using("owner").filter(id=family.client_ids[0]).update(language="en")
    as_worker(family).get(address(family))
    assert "# What there was" in printed[0]


def test_a_sign_that_cannot_be_printed_keeps_nobody_from_the_rest(family: CaseWorld) -> None:
    tell(family, 0, "Sam zei: 你好.")
    tell(family, 0, "".join(chr(0x4E00 + number) for number in range(200)))
    assert as_worker(family).get(address(family)).content.startswith(b"%PDF-")


def test_after_reading_as_the_client_the_worker_is_who_acts_again(family: CaseWorld) -> None:
    with acting(family.worker) as actor:
        own_file.own_pdf(family.client(), [family.case_id], now=clock.now(), language="nl")
        assert set(own_file.own_cases(actor)) == {family.case_id}


def test_only_who_works_in_the_case_makes_the_paper_and_only_of_its_people(family: CaseWorld) -> None:
    other = World.make("Ander")
    strange = other.case()
    for browser in (Browser(), sign_in(family.world.workers[1]), sign_in(other.workers[0]), as_client(family)):
        assert turned_away(browser.get(address(family)))
    wrong = reverse("case-own-data", kwargs={"case_id": family.case_id, "client_id": strange.client_ids[0]})
    assert as_worker(family).get(wrong).status_code == 404
    assert as_worker(family).post(address(family)).status_code == 405
    assert not Reading.objects.using("owner").filter(what="own file").exists()


def test_only_a_client_with_an_account_gets_the_own_paper(family: CaseWorld) -> None:
    case = World.make("Ronde").case()
    for browser in (Browser(), as_worker(family), by_code(case, case.round())):
        assert turned_away(browser.get(MINE))
    assert as_client(family).post(MINE).status_code == 405


def test_the_case_page_and_the_client_s_own_page_lead_to_it(family: CaseWorld) -> None:
    page = as_worker(family).get(reverse("case", kwargs={"case_id": family.case_id})).content.decode()
    assert address(family, 0) in page
    assert address(family, 1) in page
    assert reverse("case-export", kwargs={"case_id": family.case_id}) in page
    assert 'href="/home/data"' in as_client(family).get("/home").content.decode()
    assert MINE in as_client(family).get("/home/data").content.decode()


def test_the_paper_tells_the_end_of_a_measure_as_it_was_last_extended(family: CaseWorld, printed: list[str]) -> None:
    first, later = clock.today() + timedelta(days=100), clock.today() + timedelta(days=400)
    with acting(family.worker) as actor:
        told: Any = {"actor": actor, "now": clock.now(), "case": get_case(actor, family.case_id), "on": clock.today()}
        change_measure(**told, measure_id="supervision-order", starts=True, until=first)
        extend_measure(**told, measure_id="supervision-order", until=later)
    as_client(family).get(MINE)
    assert f"tot en met {short_day_in_words(later - timedelta(days=1), 'nl')}" in printed[0]
    assert short_day_in_words(first, "nl") not in printed[0]
