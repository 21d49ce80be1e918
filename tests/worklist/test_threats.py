"""A day on which a home or a supply is lost starts the term of a crisis, and stands first until it is off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Case, Duty
from alliantie.cases.operations import change_measure, record_fact
from alliantie.cases.queries import get_case
from alliantie.money.models import Deadline
from alliantie.money.operations import Thing
from tests.money.ledger import deadline, done, indebted, papers
from tests.web.pages import flat
from tests.worklist.browse import as_worker, queries, words
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

START = reverse("start")
# A Wednesday: three working days on is Monday.
MOMENT = datetime(2026, 11, 18, 10, 0, tzinfo=clock.HOME)
MONDAY = date(2026, 11, 23)
EVICTION = "Ontruiming van de woning"


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


def page_of(case: CaseWorld) -> str:
    return reverse("case", kwargs={"case_id": case.case_id})


def before_a_talk(case: CaseWorld) -> str:
    return words(as_worker(case), reverse("case-prepare", kwargs={"case_id": case.case_id}))


def test_what_threatens_and_which_papers_are_missing_is_read_before_a_talk(case: CaseWorld) -> None:
    for page in (before_a_talk(case), words(as_worker(case), page_of(case))):
        assert "Er is geen open schuld vastgelegd." in page
        assert "Schulden samen" not in page
    deadline(case, clock.today() + timedelta(days=5))
    papers(case, "Huurcontract", "Loonstrook")
    page = before_a_talk(case)
    assert f"Geld {EVICTION} over 5 dagen" in page
    assert "2 papieren zijn nog niet binnen Huurcontract, Loonstrook" in page
    papers(case, "Aanslag", "Bankafschrift", "Polis", "Toeslag")
    assert "6 papieren zijn nog niet binnen" in before_a_talk(case)
    assert "en nog 1" in before_a_talk(case)
    assert page.index(EVICTION) < page.index("Is dit gelukt?")


def due(case: CaseWorld, *norms: str) -> list[tuple[str, date]]:
    with acting(case.worker) as actor:
        found = Duty.objects.visible_to(actor).filter(case_id=case.case_id, norm_id__in=norms)
        return sorted(found.values_list("norm_id", "due"))


def talks_due(case: CaseWorld) -> list[date]:
    return [day for _norm, day in due(case, "talk-when-loss-threatens")]


def met(case: CaseWorld, talk_id: str) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id, kind="contact",
            talk_id=talk_id, on=clock.today(), client_id=case.client_ids[0],
        )  # fmt: skip


@pytest.mark.parametrize("kind", list(Deadline.Kind))
@pytest.mark.parametrize("talk", ["crisis", "intake"])
def test_a_deadline_starts_the_term_of_the_statute_also_after_the_intake(kind: Deadline.Kind, talk: str) -> None:
    with clock.at(MOMENT - timedelta(days=1)):
        case = indebted()
        met(case, "intake")
    with clock.at(MOMENT):
        deadline(case, date(2026, 12, 1), kind)
        assert talks_due(case) == [MONDAY]
        met(case, "stabilisation")
        assert talks_due(case) == [MONDAY]
        met(case, talk)
        assert talks_due(case) == []


def test_each_thing_that_threatens_asks_its_own_talk_and_says_which() -> None:
    with clock.at(MOMENT):
        case = indebted()
        deadline(case, date(2026, 12, 1))
        deadline(case, date(2026, 12, 3), Deadline.Kind.WATER)
        seen = words(as_worker(case), page_of(case))
        for what in ("ontruiming van de woning", "afsluiting van water"):
            assert f"Spreek de cliënt over wat dreigt ({what})" in seen
        assert "Moet van de wet" in seen


def test_what_is_off_or_was_a_mistake_asks_no_talk_until_that_is_undone(case: CaseWorld) -> None:
    made = deadline(case, clock.today() + timedelta(days=9))
    mistake = {"thing": Thing.DEADLINE, "id": made}
    for operation, more, still in (
        ("deadline_is_over", {"deadline_id": made, "on": clock.today()}, 0),
        ("deadline_is_over", {"deadline_id": made, "on": None}, 1),
        ("take_back", mistake, 0),
        ("put_back", mistake, 1),
    ):
        done(case, operation, **more)
        assert len(talks_due(case)) == still


def test_the_measure_crisis_starts_the_term_whatever_the_screening_said() -> None:
    with clock.at(MOMENT):
        case = indebted()
        with acting(case.worker) as actor:
            change_measure(
                actor=actor, now=clock.now(), case=get_case(actor, case.case_id),
                measure_id="crisis", starts=True, on=clock.today(),
            )  # fmt: skip
            record_fact(
                actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id, kind="registered",
                on=clock.today(), values={"crisis": False},
            )  # fmt: skip
        assert due(case, "talk-in-crisis-measure", "intake-in-crisis") == [("talk-in-crisis-measure", MONDAY)]
        met(case, "crisis")
        assert due(case, "talk-in-crisis-measure") == []


def test_while_something_threatens_it_stands_first_and_no_page_says_there_is_nothing_to_do(case: CaseWorld) -> None:
    worker = as_worker(case)
    made = deadline(case, clock.today() + timedelta(days=5))
    met(case, "intake")
    Duty.objects.using("owner").all().delete()
    for page in (START, page_of(case)):
        seen = words(worker, page)
        assert EVICTION in seen
        assert "over 5 dagen" in seen
        assert "niets te doen" not in seen.lower()
    assert f"Eerst Alleen medewerkers {EVICTION} over 5 dagen" in words(worker, page_of(case))
    assert f"Dringend {EVICTION}: Chantal Bos over 5 dagen · " in words(worker, START)
    done(case, "deadline_is_over", deadline_id=made, on=clock.today())
    Duty.objects.using("owner").all().delete()
    assert "Nu is er niets te doen." in words(worker, page_of(case))
    assert EVICTION not in words(worker, START)


def test_a_closed_case_and_one_of_somebody_else_threaten_nobody_on_the_start_page(case: CaseWorld) -> None:
    deadline(case, clock.today() + timedelta(days=5))
    other = case.world.case("nl-debt-zeist", names=(("Ali", "Demir"),), worker=1)
    assert EVICTION not in words(as_worker(other), START)
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert EVICTION not in words(as_worker(case), START)


def test_the_start_page_costs_one_query_more_however_much_threatens(case: CaseWorld) -> None:
    worker = as_worker(case)
    deadline(case, clock.today() + timedelta(days=5))
    few = len(queries(worker, START))
    for number in range(9):
        again = case.world.case("nl-debt-zeist", names=((f"Naam{number}", "Test"),))
        deadline(again, clock.today() + timedelta(days=number))
        deadline(again, clock.today() + timedelta(days=number), Deadline.Kind.WATER)
    assert len(queries(worker, START)) == few == 2
    seen = words(worker, "/all")
    assert seen.index("vandaag") < seen.index("morgen") < seen.index("over 8 dagen")


def test_a_day_that_is_over_hides_nothing_that_can_still_be_averted(case: CaseWorld) -> None:
    worker, today = as_worker(case), clock.today()
    deadline(case, today - timedelta(days=60), Deadline.Kind.ENERGY)
    deadline(case, today + timedelta(days=4))
    # A home and a supply of one day: the home stands first.
    deadline(case, today + timedelta(days=4), Deadline.Kind.WATER)
    for number in range(8):
        other = case.world.case("nl-debt-zeist", names=((f"Naam{number}", "Test"),))
        deadline(other, today - timedelta(days=10 + number))
    block = flat(worker.get(START).content.decode().split('id="urgent"')[1].split("</section>")[0])
    home, supply, past = (block.index(each) for each in (f"{EVICTION}: Chantal", "water: Chantal", "10 dagen geleden"))
    assert home < supply < past
    first = flat(worker.get(page_of(case)).content.decode().split('id="first"')[1].split("</section>")[0])
    places = [first.index(each) for each in (EVICTION, "Afsluiting van water", "Afsluiting van gas of stroom")]
    assert places == sorted(places)
    assert "60 dagen geleden" in first
    assert "60 dagen geleden" in before_a_talk(case)


def test_what_threatens_is_recorded_in_one_place_from_where_it_stands_first(case: CaseWorld) -> None:
    worker = as_worker(case)
    for kind, place in (("loss-threatens", "case-money-deadline-new"), ("loss-averted", "case-money")):
        by_hand = reverse("case-happened", kwargs={"case_id": case.case_id, "kind": kind})
        there = reverse(place, kwargs={"case_id": case.case_id})
        assert worker.get(by_hand)["Location"] == there
        # From a page that was open since before: nothing is kept there, and nothing that was typed is lost.
        sent = {"value-what": "eviction", "on": "2026-11-18", "text": "De verhuurder belde.", "token": str(uuid4())}
        answer = worker.post(by_hand, sent)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Dit hoort bij het geld van deze zaak. Hier is niets bewaard." in flat(html)
        assert f'href="{there}"' in html
        assert "De verhuurder belde.</textarea>" in html
    assert EVICTION not in words(worker, page_of(case))
