"""Forms on the worker's pages: who may open them, what is kept and refused, and where the table leads."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.models import Reading
from alliantie.cases.models import Fact, FilledForm
from alliantie.practices import library
from tests.cases.form_ways import SCREENING, begin, sent
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code, hidden, queries, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ABOUT_ONE = ("case-form", "case-form-draft", "case-form-check", "case-form-again", "case-form-erase")
ONLY_FORMS = ("case-form-draft", "case-form-again", "case-form-erase")
REGULAR = {"f_crisis": "no", "f_adult": "yes", "f_resident": "yes", "f_entrepreneur": "no", "f_came_before": "no"}


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make(workers=("Peter", "Samira", "Kees")).case("nl-debt-zeist")


def at(name: str, case: CaseWorld, filled_id: UUID | None = None) -> str:
    named: dict[str, Any] = {"filled_id": filled_id} if name in ABOUT_ONE else {}
    if name == "case-form-new":
        named = {"template_id": SCREENING}
    return reverse(name, kwargs={"case_id": case.case_id, **named})


def addresses(case: CaseWorld, filled_id: UUID) -> list[str]:
    return [at(name, case, filled_id) for name in ("case-forms", "case-form-new", *ABOUT_ONE)]


def typed(seen: int = 1, **changed: object) -> dict[str, object]:
    return {"seen": seen, "do": "keep", **REGULAR, **changed}


def stored() -> FilledForm:
    return FilledForm.objects.using("owner").get()


# Doors


def test_strangers_find_nothing_and_a_stranger_at_the_door_signs_in(zeist: CaseWorld) -> None:
    made = begin(zeist)
    neighbour, elsewhere = World.in_area(zeist.world.area, "Buren"), World.make("Elders")
    strangers = {
        "colleague": sign_in(zeist.world.workers[2]),
        "other organisation": sign_in(neighbour.workers[0]),
        "other area": sign_in(elsewhere.workers[0]),
        "client": as_client(zeist),
        "code": by_code(zeist, zeist.round()),
    }
    for there in addresses(zeist, made):
        for who, browser in strangers.items():
            assert browser.get(there).status_code in (404, 405), (there, who)
            assert browser.post(there, typed()).status_code in (404, 405), (there, who)
        answer = Browser().get(there)
        assert answer.status_code == 405 or answer["Location"].startswith(reverse("account_login")), there
    assert stored().answers == {}


def test_no_form_works_without_its_token(zeist: CaseWorld) -> None:
    made = begin(zeist)
    worker = sign_in(zeist.world.workers[0], csrf=True)
    for there in addresses(zeist, made)[1:]:
        assert worker.post(there, typed()).status_code == 403, there


def test_a_form_of_another_case_is_not_found(zeist: CaseWorld) -> None:
    made = begin(zeist)
    other = zeist.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    worker = as_worker(zeist)
    for name in ABOUT_ONE:
        for there in (at(name, other, made), at(name, zeist, uuid4())):
            assert worker.get(there).status_code == (405 if name in ONLY_FORMS else 404), there
            assert worker.post(there, typed()).status_code == 404, there
    assert stored().answers == {}


def test_a_form_that_the_practice_does_not_have_is_not_found(zeist: CaseWorld) -> None:
    there = reverse("case-form-new", kwargs={"case_id": zeist.case_id, "template_id": "nothing"})
    assert as_worker(zeist).get(there).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"seen": "x"},
        {"seen": "9" * 40},
        {"f_crisis": "maybe"},
        {"f_crisis": "yes", "f_threat": "nothing"},
        {"f_contact": "x" * 5001},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(zeist: CaseWorld, changed: dict[str, Any]) -> None:
    made = begin(zeist)
    worker = as_worker(zeist)
    for name, status in (("case-form", 422), ("case-form-draft", 422)):
        assert worker.post(at(name, zeist, made), typed(**changed)).status_code == status, name
    assert stored().answers == {}


# Filling in


@pytest.mark.parametrize("practice_id", library().ids())
def test_only_forms_that_fit_the_measures_that_run_are_offered(practice_id: str) -> None:
    practice = library().latest(practice_id)
    case = World.make().case(practice_id)
    running = next(measure.id for measure in practice.measures if measure.rounds)
    seen = words(as_worker(case), at("case-forms", case))
    for form in practice.forms:
        assert (form.name.nl in seen) is form.fits([running]), form.id
    assert ("Deze werkwijze heeft geen formulieren" in seen) is not any(f.fits([running]) for f in practice.forms)


def test_a_screening_is_filled_in_looked_back_and_sent(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    seen = flat(worker.post(at("case-form-new", zeist), follow=True).content.decode())
    assert "Is er een crisis" in seen
    assert "Wat dreigt er" not in seen
    there = at("case-form", zeist, stored().id)
    seen = flat(worker.post(there, typed(f_crisis="yes"), follow=True).content.decode())
    assert "Wat dreigt er" in seen
    answer = worker.post(there, typed(2, f_crisis="yes", do="check"))
    assert answer.status_code == 422
    assert "Vul dit in: Wat dreigt er?" in answer.content.decode()
    seen = flat(
        worker.post(
            there, typed(3, f_crisis="yes", f_threat="energy", f_acted="no", do="check"), follow=True
        ).content.decode()
    )
    for said in (
        "Volgens de tabel: Crisis, omdat: Er is een crisis: ja.",
        "Nog niet getoetst",
        "Afsluiting van energie",
    ):
        assert said in seen
    check = at("case-form-check", zeist, stored().id)
    form = {"seen": hidden(worker, check, "seen"), "on": clock.today().isoformat(), "chosen": "crisis", "reason": ""}
    seen = flat(worker.post(check, form, follow=True).content.decode())
    for said in ("Vastgelegd. Deze versie verandert niet meer.", "Gekozen: Crisis.", "Maak een nieuwe versie"):
        assert said in seen
    assert Fact.objects.using("owner").get(kind="registered").values == {
        "crisis": True,
        "threat": "energy",
        "route": "crisis",
        "acted": False,
    }
    # What comes after that finds it done.
    assert worker.post(check, form).status_code == 302
    assert Fact.objects.using("owner").filter(kind="registered").count() == 1


def test_another_choice_needs_a_reason_which_is_then_told(zeist: CaseWorld) -> None:
    worker, made = as_worker(zeist), begin(zeist)
    worker.post(at("case-form", zeist, made), typed(do="check"))
    check = at("case-form-check", zeist, made)
    form = {"seen": 2, "on": clock.today().isoformat(), "chosen": "counsellor", "reason": " "}
    refused = worker.post(check, form)
    assert (refused.status_code, "Schrijf waarom u anders kiest." in refused.content.decode()) == (422, True)
    seen = flat(worker.post(check, {**form, "reason": "Het is ingewikkeld."}, follow=True).content.decode())
    for said in ("Volgens de tabel: Gewone aanmelding", "Gekozen: Doorverbinden met een consulent.", "ingewikkeld"):
        assert said in seen


def test_what_is_typed_is_kept_and_the_page_is_told_what_stands(zeist: CaseWorld) -> None:
    worker, made = as_worker(zeist), begin(zeist)
    answer = worker.post(at("case-form-draft", zeist, made), typed(f_crisis="", f_contact="06"))
    assert (answer.status_code, answer["Seen"]) == (204, "2")
    assert stored().answers == {"contact": "06", "adult": True, "resident": True, "entrepreneur": False,
                                "came_before": False}  # fmt: skip


def test_what_another_kept_meanwhile_is_shown_and_both_stay(zeist: CaseWorld) -> None:
    worker, made = as_worker(zeist), begin(zeist)
    worker.post(at("case-form", zeist, made), typed(f_contact="eerste"))
    FilledForm.objects.using("owner").update(author_id=zeist.world.workers[1].id)
    assert worker.post(at("case-form-draft", zeist, made), typed(f_contact="tweede")).status_code == 409
    answer = worker.post(at("case-form", zeist, made), typed(f_contact="tweede"))
    seen = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Er werd net iets anders bewaard" in seen
    assert "eerste" in seen
    assert "tweede" in seen
    assert stored().answers["contact"] == "eerste"


def test_who_comes_too_late_to_keep_it_still_reads_what_was_typed(zeist: CaseWorld) -> None:
    worker, made = as_worker(zeist), sent(zeist)
    answer = worker.post(at("case-form", zeist, made), typed(2, f_contact="te laat"))
    seen = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Dit formulier is al vastgelegd." in seen
    assert "te laat" in seen
    assert "contact" not in stored().answers


def test_two_submits_at_once_keep_one_text(zeist: CaseWorld) -> None:
    made = begin(zeist)
    worker = as_worker(zeist)
    there = at("case-form", zeist, made)
    at_once(*(partial(worker.post, there, typed(f_contact=text)) for text in ("een", "twee")))
    assert stored().answers["contact"] in ("een", "twee")


def test_a_sent_form_shows_its_versions_and_a_new_one_begins_from_it(zeist: CaseWorld) -> None:
    worker, made = as_worker(zeist), sent(zeist)
    worker.post(at("case-form-again", zeist, made))
    again = FilledForm.objects.using("owner").get(state="draft")
    assert again.answers["crisis"] is False
    seen = words(worker, at("case-form", zeist, made))
    for said in ("Versie 2", "Versie 1", "concept van"):
        assert said in seen
    # Of a later version the day is asked, not guessed.
    check = worker.get(at("case-form-check", zeist, again.id)).content.decode()
    assert f'value="{clock.today().isoformat()}"' not in check
    assert worker.post(at("case-form-erase", zeist, again.id)).status_code == 302
    worker.post(at("case-form-erase", zeist, made))
    assert stored().id == made


def test_a_family_is_asked_whom_the_form_is_about() -> None:
    case = World.make().case("nl-debt-zeist", names=(("Ali", "Demir"), ("Aylin", "Demir")))
    worker = as_worker(case)
    refused = worker.post(at("case-form-new", case), {"who": str(uuid4())})
    assert (refused.status_code, "Kies over wie het gaat." in refused.content.decode()) == (422, True)
    worker.post(at("case-form-new", case), {"who": str(case.client_ids[1])})
    assert stored().client_id == case.client_ids[1]


def test_reading_a_form_is_noted_and_the_pages_ask_little(zeist: CaseWorld) -> None:
    worker, made = as_worker(zeist), sent(zeist)
    assert len(queries(worker, at("case-forms", zeist))) <= 6
    assert len(queries(worker, at("case-form", zeist, made))) <= 7
    assert Reading.objects.using("owner").filter(what="form", client_id=zeist.client_ids[0]).exists()
