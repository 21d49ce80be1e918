"""What cannot wait stands first on the client's first page: last days, new letters, what threatens, papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases.models import Case, Letter
from alliantie.cases.operations import record_fact
from alliantie.money.models import Deadline, Paper
from alliantie.web.dates import short_day_in_words
from tests.access.entering import words
from tests.cases.letter_ways import begin, send, sent, sign
from tests.money.ledger import COUPLE, deadline, indebted, papers
from tests.portal.people import at_home, questions_for, too_long
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HOME = "/home"
ADDRESSED = (("Chantal Bos", "Straat 1", "3700 AA Zeist"),)


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


def home(browser: Browser) -> str:
    answer = browser.get(HOME)
    assert answer.status_code == 200
    assert too_long(answer) == []
    return words(answer)


def offer(case: CaseWorld, *, client: int = 0, **days: int) -> UUID:
    """A letter that left as much time as it has to, of which so many days are left now."""
    filled = {id: clock.today() + timedelta(days=42) for id in ("call_by", *days)}
    named = " ".join(short_day_in_words(day, "nl") for day in filled.values())
    made = sent(case, "offer", client=client, filled=filled, addressees=ADDRESSED, body=f"Dag Chantal. {named}")
    left = {id: (clock.today() + timedelta(days=ahead)).isoformat() for id, ahead in days.items()}
    Letter.objects.using("owner").filter(id=made).update(filled=left)
    return made


def recorded(case: CaseWorld, kind: str, client: int = 0, **values: Any) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today(),
            client_id=case.client_ids[client],
            values=values,
        )


def test_without_anything_urgent_there_is_no_such_block(case: CaseWorld) -> None:
    assert "Dit heeft haast" not in home(at_home(case))


def test_what_threatens_stands_before_all_else_and_says_whom_to_call(case: CaseWorld) -> None:
    deadline(case, clock.today() + timedelta(days=12))
    deadline(case, clock.today() + timedelta(days=13), Deadline.Kind.ENERGY)
    said = home(at_home(case))
    places = [said.index(each) for each in ("Dit heeft haast", "over 12 dagen", "over 13 dagen", "Volgend gesprek")]
    assert places == sorted(places)
    assert "Op die dag dreigt ontruiming. Bel Peter." in said
    assert "Op die dag dreigt afsluiting van gas of stroom. Bel Peter." in said


def test_a_new_letter_is_told_until_it_is_opened(case: CaseWorld) -> None:
    browser, made = at_home(case), offer(case)
    assert "Dit heeft haast Beschikking met aanbod Nieuwe brief van" in home(browser)
    assert "nieuw" in words(browser.get("/home/letters"))
    assert browser.get(f"/home/letters/{made}").status_code == 200
    assert browser.get(f"/home/letters/{made}").status_code == 200
    assert "Dit heeft haast" not in home(browser)
    assert "nieuw" not in words(browser.get("/home/letters"))


def test_the_paper_alone_opens_a_letter_too(case: CaseWorld) -> None:
    browser, made = at_home(case), offer(case)
    assert browser.get(f"/home/letters/{made}/pdf").status_code == 200
    assert "Dit heeft haast" not in home(browser)


def test_a_last_day_stays_until_it_is_over_however_often_the_letter_is_read(case: CaseWorld) -> None:
    browser, made = at_home(case), offer(case, call_by=3, object_by=30)
    browser.get(f"/home/letters/{made}")
    said = home(browser)
    assert "Wilt u dit aanbod? Bel ons terug. Tot en met" in said
    assert "over 3 dagen." in said
    assert "Niet eens met dit besluit? U kunt bezwaar maken. Tot en met" in said
    with clock.at(clock.now() + timedelta(days=3)):
        assert "Bel ons terug." in home(browser)
    with clock.at(clock.now() + timedelta(days=4)):
        said = home(browser)
        assert "Bel ons terug." not in said
        assert "U kunt bezwaar maken." in said
    with clock.at(clock.now() + timedelta(days=31)):
        assert "Dit heeft haast" not in home(browser)


@pytest.mark.parametrize("filled", [{"call_by": "binnen een week"}, {"call_by": 3}, {"call_by": None}, [], "x"])
def test_a_letter_of_before_that_says_no_day_keeps_nobody_from_the_own_page(case: CaseWorld, filled: object) -> None:
    made = offer(case)
    # As a letter stands that was filled in before its practice asked for a day there.
    Letter.objects.using("owner").filter(id=made).update(filled=filled)
    assert "Bel ons terug." not in home(at_home(case))


def test_what_settles_a_last_day_ends_it_for_that_letter_and_no_other_day(case: CaseWorld) -> None:
    offer(case, call_by=3, object_by=30)
    recorded(case, "offer-answered", accepted=True)
    said = home(at_home(case))
    assert "Bel ons terug." not in said
    assert "U kunt bezwaar maken." in said


@pytest.mark.parametrize(("accepted", "runs"), [(True, False), (False, True)])
def test_a_yes_to_the_offer_ends_the_last_day_of_an_intent_and_a_no_does_not(
    case: CaseWorld, accepted: bool, runs: bool
) -> None:
    recorded(case, "recovery-term-set", days=14)
    last = clock.today() + timedelta(days=14)
    body = f"Dag Chantal. {short_day_in_words(last, 'nl')}"
    sent(case, "intent", filled={"answer_by": last}, addressees=ADDRESSED, body=body)
    browser = at_home(case)
    assert "U kunt nog iets doen. Dan gaan we verder. Tot en met" in home(browser)
    recorded(case, "offer-answered", accepted=accepted)
    assert ("U kunt nog iets doen." in home(browser)) is runs


@pytest.mark.parametrize("letter", ["termination-sent", "refusal-sent"])
def test_a_letter_that_ends_or_refuses_the_help_leaves_no_offer_to_call_back_for(case: CaseWorld, letter: str) -> None:
    offer(case, call_by=3, object_by=30)
    named: dict[str, Any] = {"ends_on": clock.today()} if letter == "termination-sent" else {}
    recorded(case, letter, **named)
    said = home(at_home(case))
    assert "Bel ons terug." not in said
    assert "U kunt bezwaar maken." in said


def test_what_another_letter_replaced_counts_no_more_once_that_was_sent(case: CaseWorld) -> None:
    browser, made = at_home(case), offer(case, call_by=3)
    day = clock.today() + timedelta(days=9)
    body = short_day_in_words(day, "nl")
    newer = begin(case, "offer", filled={"call_by": day}, addressees=ADDRESSED, body=body)
    Letter.objects.using("owner").filter(id=newer).update(replaces_id=made)
    assert "over 3 dagen" in home(browser)
    sign(case, newer)
    send(case, newer)
    said = home(browser)
    assert "over 3 dagen" not in said
    assert "over 9 dagen" in said


def test_papers_that_are_still_needed_are_named_until_they_are_in(case: CaseWorld) -> None:
    papers(case, "Huurcontract")
    browser = at_home(case)
    assert "Deze papieren zijn nog nodig: Huurcontract" in home(browser)
    Paper.objects.using("owner").update(in_on=clock.today())
    assert "Dit heeft haast" not in home(browser)


def test_each_of_a_couple_is_told_of_their_own_letters() -> None:
    couple = indebted(COUPLE)
    offer(couple, client=1, call_by=3)
    assert "Dit heeft haast" not in home(at_home(couple, "chantal", 0))
    assert "Bel ons terug." in home(at_home(couple, "remco", 1))


def test_a_last_day_outlives_the_case(case: CaseWorld) -> None:
    offer(case, object_by=30)
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert "U kunt bezwaar maken." in home(at_home(case))


def test_no_worker_and_nobody_else_opens_a_letter_for_the_client_or_learns_that_it_was_opened(case: CaseWorld) -> None:
    made = offer(case)
    other = World.make("Elders").case(names=(("Ali", "Demir"),))
    for actor in (case.worker, other.worker, other.client()):
        with pytest.raises(Denied), acting(actor):
            call("access.open_letter", made)
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT access.own_opened_letters()")
            assert cursor.fetchone() == ([],)
    draft = begin(case, "offer", addressees=ADDRESSED, body="x")
    with pytest.raises(Denied), acting(case.client()):
        call("access.open_letter", draft)
    before = as_worker(case).get(f"/cases/{case.case_id}/letters/{made}").content
    at_home(case).get(f"/home/letters/{made}")
    assert len(as_worker(case).get(f"/cases/{case.case_id}/letters/{made}").content) == len(before)


def test_the_page_costs_the_same_however_much_is_urgent(case: CaseWorld) -> None:
    browser, costs = at_home(case), []
    for number in range(3):
        offer(case, call_by=3 + number, object_by=30)
        deadline(case, clock.today() + timedelta(days=12 + number))
        papers(case, f"Papier {number}")
        costs.append(questions_for(browser, HOME))
    assert len(set(costs)) == 1


def test_of_many_new_letters_three_are_named_and_the_others_counted(case: CaseWorld) -> None:
    for _time in range(5):
        offer(case)
    said = home(at_home(case))
    assert said.count("Nieuwe brief van") == 3
    assert "Nog 2 nieuwe brieven" in said


def test_it_speaks_english_too(case: CaseWorld) -> None:
    offer(case, call_by=3)
    deadline(case, clock.today() + timedelta(days=12))
    browser = at_home(case)
    browser.cookies["language"] = "en"
    said = home(browser)
    for each in ("This is urgent", "eviction threatens", "Do you want this offer? Call us back.", "New letter"):
        assert each in said
