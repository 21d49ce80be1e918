"""Letters in the client's own account: those that were sent to them, to read, to hear and to keep."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.access.entering import words
from tests.cases.letter_ways import begin, judged, send, sent, sign
from tests.portal.people import at_home, questions_for, too_long
from tests.web.pages import flat
from tests.worklist.browse import as_worker, by_code
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LETTERS = "/home/letters"


@pytest.fixture
def case() -> CaseWorld:
    case = World.make().case()
    judged(case)
    return case


def addresses(letter_id: object) -> list[str]:
    return [reverse(name, kwargs={"letter_id": letter_id}) for name in ("my-letter", "my-letter-pdf")]


def test_a_client_reads_the_letters_sent_to_them(case: CaseWorld) -> None:
    noor = at_home(case)
    assert "Er zijn nog geen brieven aan u." in words(noor.get(LETTERS))
    made = sent(case, body="Dag Noor.\n\n# Kop\n\n- een")
    answer = noor.get(LETTERS)
    assert too_long(answer) == []
    assert "Waarschuwing na een overtreding" in words(answer)
    letter, paper = (noor.get(address) for address in addresses(made))
    assert "Brief van Peter Jansen" in words(letter)
    assert "Dag Noor." in words(letter)
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_home_leads_to_the_letters(case: CaseWorld) -> None:
    assert f'href="{LETTERS}"' in at_home(case).get("/home").content.decode()


def test_drafts_unsent_letters_and_reports_about_the_client_stay_with_the_workers(case: CaseWorld) -> None:
    noor, draft, signed = at_home(case), begin(case), begin(case)
    sign(case, signed)
    report = sent(case, "breach-report", addressees=(("OM",),), filled={"incident": "mes op zak", "with_warning": True})
    assert "Er zijn nog geen brieven aan u." in words(noor.get(LETTERS))
    for made in (draft, signed, report, uuid4()):
        for address in addresses(made):
            assert noor.get(address).status_code == 404
    send(case, signed)
    assert noor.get(addresses(signed)[0]).status_code == 200


def test_a_child_and_a_parent_each_read_their_own() -> None:
    names, roles = (("Sam", "Wit"), ("Eva", "Wit")), ("young_person", "parent")
    family = World.make().case("nl-save-protection", names=names, roles=roles)
    to_sam = sent(family, "instruction-announced", client=0, body="Voor Sam.")
    sam, eva = at_home(family, "sam", 0), at_home(family, "eva", 1)
    assert "Brieven aan jou" in words(sam.get(LETTERS))
    for address in addresses(to_sam):
        assert sam.get(address).status_code == 200
        assert eva.get(address).status_code == 404
    assert "Er zijn nog geen brieven aan jou." in words(eva.get(LETTERS))


def test_nobody_else_opens_a_clients_letters(case: CaseWorld) -> None:
    made = sent(case)
    stranger = at_home(World.make("Elders").case(names=(("Ali", "Demir"),)), "ali")
    worker, code, noor = as_worker(case), by_code(case, case.round()), at_home(case)
    for address in (LETTERS, *addresses(made)):
        assert reverse("account_login") in Browser().get(address)["Location"]
        assert worker.get(address).status_code == 404
        assert code.get(address).status_code == 404
        assert stranger.get(address).status_code == (200 if address == LETTERS else 404)
        assert noor.post(address).status_code == 405
    assert "Waarschuwing" not in flat(stranger.get(LETTERS).content.decode())


def test_who_opened_a_letter_stands_in_the_log_the_client_reads(case: CaseWorld) -> None:
    made = begin(case)
    as_worker(case).get(reverse("case-letter", kwargs={"case_id": case.case_id, "letter_id": made}))
    assert "Een brief over u" in words(at_home(case).get("/home/looked"))


def test_reading_letters_costs_the_same_however_many_there_are(case: CaseWorld) -> None:
    noor, costs = at_home(case), []
    for _time in range(2):
        made = sent(case)
        costs.append([questions_for(noor, page) for page in (LETTERS, *addresses(made))])
    assert costs[0] == costs[1]
