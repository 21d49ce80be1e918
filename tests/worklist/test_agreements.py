"""The pages about agreements: made in one form, ticked off in one press, undone in another, and never lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations as cases
from alliantie.cases.models import Agreement
from tests.web.pages import flat, tags
from tests.worklist.browse import as_client, as_worker, hidden, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

START = "/"


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )


def filled(case: CaseWorld, **changed: object) -> dict[str, object]:
    return {"token": str(uuid4()), "text": "Noor belt.", "owner": str(case.client_ids[0]), **changed}


def made() -> list[Agreement]:
    return list(Agreement.objects.using("owner").order_by("made_at"))


def test_an_agreement_takes_one_form_and_stands_on_the_case_page(case: CaseWorld) -> None:
    worker, due = as_worker(case), clock.today() + timedelta(days=3)
    token = hidden(worker, at("case-agreements", case), "token")
    data = filled(case, token=token, text="  Noor  belt. ", due=due.isoformat())
    seen = flat(worker.post(at("case-agreements", case), data, follow=True).content.decode())
    assert "Bewaard. De afspraak staat open: Noor belt." in seen
    [one] = made()
    assert (one.text, one.owner, one.client_id, one.due_on) == ("Noor belt.", "client", case.client_ids[0], due)


def test_pressing_twice_makes_one(case: CaseWorld) -> None:
    worker, data = as_worker(case), filled(case)
    for _twice in range(2):
        assert worker.post(at("case-agreements", case), data).status_code == 302
    assert len(made()) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": " "}, "Schrijf op wat jullie afspreken."),
        ({"text": "x" * 201}, "Er passen 200 tekens in."),
        ({"owner": ""}, "Kies wie dit doet."),
        ({"owner": "x"}, "Kies wie dit doet."),
        ({"owner": "other"}, "Schrijf de naam op van wie dit doet."),
        ({"owner": "other", "name": "x" * 81}, "Er passen 80 tekens in."),
        ({"due": "2001-01-01"}, "Kies een dag vanaf vandaag"),
        ({"due": "9999-12-31"}, "Kies een dag vanaf vandaag"),
        ({"due": "x"}, "Dit is geen dag."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    case: CaseWorld, changed: dict[str, object], told: str
) -> None:
    answer = as_worker(case).post(at("case-agreements", case), filled(case, **changed))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert made() == []
    if "text" not in changed:
        assert any(each.get("value") == "Noor belt." for _tag, each in tags(answer.content.decode(), "input"))


def test_in_a_family_it_is_said_with_whom_unless_one_of_them_does_it(family: CaseWorld) -> None:
    worker = as_worker(family)
    page = at("case-agreements", family)
    assert "Kies met wie." in flat(worker.post(page, filled(family, owner="worker")).content.decode())
    worker.post(page, filled(family, owner="worker", **{"with": "everyone"}))
    worker.post(page, filled(family))
    assert [each.client_id for each in made()] == [None, family.client_ids[0]]


def test_ticking_off_and_undoing_is_one_press_each(case: CaseWorld) -> None:
    agree_in(case, "Noor belt.")
    [one] = made()
    worker, page = as_worker(case), at("case-agreement", case, agreement_id=one.id)
    for state, told in (("done", "Afgevinkt: Noor belt."), ("open", "De afspraak staat open: Noor belt.")):
        for _twice in range(2):
            assert told in flat(worker.post(page, {"state": state}, follow=True).content.decode())


def test_putting_away_asks_why_and_shows_it(case: CaseWorld) -> None:
    agree_in(case, "Noor belt.")
    [one] = made()
    worker, page = as_worker(case), at("case-agreement", case, agreement_id=one.id)
    for reason, told in (("  ", "Schrijf kort waarom."), ("x" * 201, "Er passen 200 tekens in.")):
        answer = worker.post(page, {"state": "dropped", "reason": reason})
        assert answer.status_code == 422
        assert told in flat(answer.content.decode())
    worker.post(page, {"state": "dropped", "reason": "De huisarts belde zelf."})
    assert "De huisarts belde zelf." in words(worker, page)
    assert "De huisarts belde zelf." in words(worker, at("case-agreements", case))
    assert worker.post(page, {"state": "gone"}).status_code == 422


def test_when_the_client_was_faster_the_worker_is_told(case: CaseWorld) -> None:
    agree_in(case, "Noor belt.")
    [one] = made()
    with acting(case.client()) as actor:
        cases.settle_agreement(actor=actor, agreement_id=one.id, state="done")
    answer = as_worker(case).post(
        at("case-agreement", case, agreement_id=one.id), {"state": "dropped", "reason": "niet nodig"}
    )
    assert answer.status_code == 422
    assert "Dit kan nu niet meer." in flat(answer.content.decode())
    assert "volgens Noor" in flat(answer.content.decode())


def test_what_others_do_is_waited_for_on_the_start_page(case: CaseWorld) -> None:
    agree_in(case, "Noor belt de huisarts.")
    agree_in(case, "Peter stuurt een brief.", owner="worker")
    worker = as_worker(case)
    assert "Wacht op anderen (1)" in words(worker, START)
    seen = words(worker, "/all")
    assert "Noor belt de huisarts." in seen
    assert "Peter stuurt een brief." not in seen


def test_a_text_with_marks_of_a_page_is_shown_as_it_was_typed(case: CaseWorld) -> None:
    agree_in(case, "<b>Noor</b> & 'Peter'")
    for browser, page in ((as_worker(case), at("case", case)), (as_client(case), "/home")):
        html = browser.get(page).content.decode()
        assert "<b>Noor</b>" not in html
        assert "&lt;b&gt;Noor&lt;/b&gt;" in html
