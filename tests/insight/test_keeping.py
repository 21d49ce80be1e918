"""The pages of keeping and deleting: who finds them, what is refused in plain words, and the proof."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.keeping import operations as keeping
from alliantie.keeping.models import Batch, Hold, Term
from alliantie.people import administration
from alliantie.people.models import Office, Worker
from tests.access.entering import words
from tests.keeping.ways import ended, later, owner
from tests.web.pages import filled
from tests.worklist.browse import as_client, as_worker
from tests.worlds import SINCE, CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def keeper(world: World, login: str, kind: Office.Kind = Office.Kind.GUARDS) -> Browser:
    """A browser of somebody who guards privacy, or manages."""
    worker: Worker = administration.make_worker(world.organisation, "Vera", "Wachter", teams=[], since=SINCE)
    administration.give_office(worker, since=SINCE, kind=kind)
    browser = Browser()
    with acting(DOOR):
        browser.force_login(administration.make_account(worker, login, "een lang wachtwoord", of_demo=True))
    return browser


@pytest.fixture
def case() -> CaseWorld:
    return ended(World.make().case())


def test_workers_and_clients_find_none_of_its_pages_and_it_names_nobody(case: CaseWorld) -> None:
    pages = [reverse("keeping"), reverse("keeping-due", args=["case"]), reverse("keeping-hold")]
    for browser in (as_worker(case), as_client(case)):
        assert {browser.get(page).status_code for page in pages} <= {403, 404}
    guard = keeper(case.world, "vera")
    owner("UPDATE cases_case SET closed_on = closed_on - 4000, opened_on = opened_on - 4000")
    owner('UPDATE cases_fact SET "on" = "on" - 4000')
    keeping.list_due()
    for page in pages:
        assert guard.get(page).status_code == 200
        assert "Yilmaz" not in words(guard.get(page))
    assert str(case.case_id)[:8] in words(guard.get(pages[1]))


def test_one_proposes_with_a_reason_another_approves_and_the_proof_tells_what_went(case: CaseWorld) -> None:
    vera, jos = keeper(case.world, "vera"), keeper(case.world, "jos", Office.Kind.MANAGES)
    due = reverse("keeping-due", args=["case"])
    owner("UPDATE cases_case SET closed_on = closed_on - 4000, opened_on = opened_on - 4000")
    owner('UPDATE cases_fact SET "on" = "on" - 4000')
    keeping.list_due()
    answer = vera.post(due, {"number": str(case.case_id), "reason": " "})
    assert (answer.status_code, "Schrijf waarom." in words(answer)) == (422, True)
    answer = vera.post(due, {"number": str(uuid4()), "reason": "Om"})
    assert (answer.status_code, "Kies wat weg mag." in words(answer)) == (422, True)
    answer = vera.post(due, {"number": str(case.case_id), "reason": "De tijd is om", "token": str(uuid4())})
    here = answer["Location"].partition("?")[0]
    assert "U stelde dit zelf voor." in words(vera.get(here))
    answer = vera.post(f"{here}/decide", {"do": "approve"})
    assert (answer.status_code, "Een ander keurt het goed." in words(answer)) == (409, True)
    assert jos.post(f"{here}/decide", {"do": "approve"}).status_code == 302
    assert jos.get(f"{here}.pdf").status_code == 404
    with later(0, hours=25):
        assert keeping.carry_out() == 1
    assert "gewist" in words(jos.get(here))
    assert jos.get(f"{here}.pdf").content.startswith(b"%PDF")
    answer = jos.post(f"{here}/decide", {"do": "stop"})
    assert (answer.status_code, "Een collega was u voor." in words(answer)) == (409, True)
    there = keeper(World.in_area(case.world.area, "Elders"), "elders")
    assert [there.get(f"{here}{end}").status_code for end in ("", ".pdf")] == [404, 404]
    assert there.post(f"{here}/decide", {"do": "stop"}).status_code == 404
    assert Batch.objects.using("owner").get().stopped_at is None


def test_a_hold_and_a_term_are_kept_with_a_reason_and_refused_in_plain_words(case: CaseWorld) -> None:
    vera, page = keeper(case.world, "vera"), reverse("keeping-hold")
    day = (clock.today() + timedelta(days=30)).isoformat()
    for sent, told in (
        ({"case": "x", "reason": "Klacht", "until": day}, "Dit is geen nummer van een zaak."),
        ({"case": str(uuid4()), "reason": "Klacht", "until": day}, "Zo iemand of zo een zaak is hier niet."),
        ({"name": "Noor", "reason": "Klacht", "until": day}, "Schrijf voornaam en achternaam"),
        ({"case": str(case.case_id), "reason": "Klacht", "until": "gisteren"}, "Kies een dag vanaf vandaag"),
        ({"case": str(case.case_id), "reason": "x" * 301, "until": day}, "Deze tekst is te lang."),
    ):
        answer = vera.post(page, sent)
        assert (answer.status_code, told in words(answer)) == (422, True), told
    assert (
        vera.post(page, {"name": "Noor Yilmaz", "born": "1990-05-04", "reason": "Klacht", "until": day}).status_code
        == 302
    )
    hold = Hold.objects.using("owner").get()
    assert "Klacht" in words(vera.get(reverse("keeping")))
    change = reverse("keeping-hold-change", args=[hold.id])
    wrong = vera.post(change, {"until": "1999-01-01", "why": "De klacht is af"})
    assert (wrong.status_code, "Kies een dag vanaf vandaag" in words(wrong)) == (422, True)
    assert filled(wrong.content.decode(), "until")["why"] == "De klacht is af"
    assert as_worker(case).post(change, {"do": "end"}).status_code in (403, 404)
    assert "Schrijf waarom het korter wordt of stopt." in words(vera.post(change, {"do": "end"}))
    vera.post(change, {"do": "end", "why": "De klacht is af"})
    assert "Er wordt niets vastgehouden." in words(vera.get(reverse("keeping")))
    assert "De klacht is af" in words(vera.get(reverse("keeping")))
    jos = keeper(case.world, "jos", Office.Kind.MANAGES)
    answer = jos.post(page, {"name": "Noor Yilmaz", "born": "1990-05-04", "reason": "Klacht", "until": day})
    assert (answer.status_code, "Vul het nummer van de zaak in." in words(answer)) == (422, True)
    law = reverse("keeping-term", args=["case:nl-save-protection"])
    assert "De wet noemt een langere tijd." in words(vera.post(law, {"years": "19", "why": "Korter"}))
    assert vera.post(law, {"years": "25", "why": "Besluit"}).status_code == 302
    assert Term.objects.using("owner").get().months == 300
    assert vera.get(reverse("keeping-term", args=["case:nergens"])).status_code == 404


def test_who_sets_a_term_or_a_hold_second_reads_first_what_the_other_set(case: CaseWorld) -> None:
    vera = keeper(case.world, "vera")
    law, list_page = reverse("keeping-term", args=["case:nl-save-protection"]), reverse("keeping")
    form = filled(vera.get(law).content.decode(), "made")
    one, other = form | {"years": "25", "why": "Besluit van mei"}, form | {"months": "6", "why": "Besluit van juni"}
    # Sent twice is no quarrel with oneself.
    assert [vera.post(law, one).status_code for _twice in range(2)] == [302, 302]
    answer = vera.post(law, other)
    assert answer.status_code == 422
    assert "Iemand was u voor" in words(answer)
    assert "Nu staat er: Besluit van mei" in words(answer)
    again = filled(answer.content.decode(), "made")
    assert (again["years"], again["months"], again["why"]) == ("25", "6", "Besluit van juni")
    assert vera.post(law, again).status_code == 302
    assert Term.objects.using("owner").get().months == 306
    days = [(clock.today() + timedelta(days=number)).isoformat() for number in (30, 60, 90)]
    vera.post(reverse("keeping-hold"), {"case": str(case.case_id), "reason": "Klacht", "until": days[0]})
    change = reverse("keeping-hold-change", args=[Hold.objects.using("owner").get().id])
    seen = filled(vera.get(list_page).content.decode(), "until")["seen"]
    assert "saved=held" in vera.post(change, {"seen": seen, "until": days[1]})["Location"]
    for sent in ({"until": days[2]}, {"do": "end", "why": "De klacht is af"}):
        answer = vera.post(change, {"seen": seen, **sent})
        assert answer.status_code == 409
        assert "Iemand koos net een andere dag, of liet het los." in words(answer)
        # What was typed stays, and saving again is meant: the form is made on what stands now.
        again = filled(answer.content.decode(), "until")
        assert again["until"] == sent.get("until", days[1])
        assert again["why"] == sent.get("why", "")
        assert again["seen"] != seen
    assert Hold.objects.using("owner").get().until.isoformat() == days[1]
    # Let go meanwhile: what another typed about it is told back, and who lets go twice did so once.
    ends = {"seen": again["seen"], "do": "end", "why": "De klacht is af"}
    assert ["saved=let-go" in vera.post(change, ends)["Location"] for _twice in range(2)] == [True, True]
    saskia = keeper(case.world, "saskia")
    late = saskia.post(change, {"seen": again["seen"], "until": days[0], "why": "De zitting is geweest"})
    assert late.status_code == 409
    assert "of liet het los. Er is niets veranderd." in words(late)
    assert "U schreef: De zitting is geweest" in words(late)
    assert saskia.get(reverse("keeping"), {"saved": "meanwhile"}).status_code == 200
