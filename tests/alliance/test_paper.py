"""A paper form: one number, typed in once, by a colleague outside the pair."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Reading
from alliantie.access.policies import NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part
from tests.alliance.ways import at, state
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, sign_in, turned_away, words
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def number_of(case: CaseWorld, round_id: UUID, *, replaces: str = "") -> str:
    with acting(case.worker) as actor:
        return operations.paper_number(actor=actor, here=queries.get_round(actor, round_id), replaces=replaces)


def filled(case: CaseWorld, round_id: UUID) -> dict[str, str]:
    with acting(case.client()) as client:
        items = queries.get_round(client, round_id).questionnaire(client).items
    answers = {f"answer-{item.id}": "4" for item in items[:-1]} | {f"answer-{items[-1].id}": "blank"}
    return {**answers, "helped": "blank", "share": "all", "helper": "nobody", "pin": "2580"}


def test_a_colleague_types_a_paper_form_in_and_the_slip_opens_looking_together(case: CaseWorld) -> None:
    round_id = case.round()
    case.answer(case.worker, round_id)
    number = number_of(case, round_id)
    colleague = sign_in(case.world.workers[1])
    assert colleague.post(reverse("paper"), {"number": f"{number[:4]} {number[4:].upper()}"}).status_code == 302
    there = reverse("paper-form", kwargs={"number": number})
    assert not {"Noor", "Yilmaz", "Peter"} & set(words(colleague, there).split())
    assert colleague.post(there, {}).status_code == 422
    assert state(round_id) == "open"
    assert colleague.post(there, filled(case, round_id)).status_code == 302
    assert state(round_id) == "complete"
    assert colleague.get(there)["Location"] == reverse("paper")
    with acting(case.client()) as actor:
        _part, draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
        assert list(draft.answers.values()).count("rather_not") == 1
    worker = as_worker(case)
    assert worker.post(at("round-together", round_id), {"pin": "2580"}).status_code == 302
    assert worker.get(at("round-own", round_id)).status_code == 200
    assert "Samira Jansen: Uw papieren formulier ingevoerd" in words(as_client(case), reverse("who-looked"))
    assert Reading.objects.using("owner").filter(what="paper").count() == 1


def test_the_worker_of_the_pair_never_types_the_form_in(case: CaseWorld) -> None:
    round_id = case.round()
    number = number_of(case, round_id)
    neighbour = World.in_area(case.world.area, "Buren").workers[0]
    there = reverse("paper-form", kwargs={"number": number})
    for worker in (case.world.workers[0], neighbour):
        browser = sign_in(worker)
        assert browser.post(reverse("paper"), {"number": number}).status_code == 422
        assert browser.post(there, filled(case, round_id))["Location"] == reverse("paper")
        with acting(worker_actor(worker)) as actor:
            assert queries.paper_form(actor, number) is None
            form = paper_as(case, number)
            with pytest.raises(NotNow):
                operations.seal_paper(actor=actor, form=form, answers={}, share="all", helper="nobody", pin="2580")
    for browser in (as_client(case), Browser()):
        assert turned_away(browser.get(there))
        assert turned_away(browser.post(there, filled(case, round_id)))
    assert not Part.objects.using("owner").filter(sealed_at__isnull=False).exists()


def paper_as(case: CaseWorld, number: str) -> queries.PaperForm:
    with acting(worker_actor(case.world.workers[1])) as colleague:
        form = queries.paper_form(colleague, number)
    assert form is not None
    return form


def test_a_form_is_typed_in_once_and_not_after_its_round(case: CaseWorld) -> None:
    round_id = case.round()
    first = number_of(case, round_id)
    with clock.at(clock.now() + timedelta(days=15)), acting(worker_actor(case.world.workers[1])) as actor:
        assert queries.paper_form(actor, first) is None
    colleague = sign_in(case.world.workers[1])
    assert colleague.post(reverse("paper-form", kwargs={"number": first}), filled(case, round_id)).status_code == 302
    sent = bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers)
    # The same number is used up; one that takes its place looks as if it was good, and changes nothing.
    second = number_of(case, round_id, replaces=first)
    for number, told in ((first, reverse("paper")), (second, f"{reverse('paper')}?saved=1")):
        answer = colleague.post(reverse("paper-form", kwargs={"number": number}), filled(case, round_id))
        assert answer["Location"] == told
    assert bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers) == sent


def printed_number(page: str) -> str:
    """The number above a printed form."""
    found = re.search(r"Formulier (\w{4}) (\w{4})", page)
    assert found is not None
    return found[1] + found[2]


def test_printing_again_gives_the_same_form_whether_or_not_it_was_typed_in(case: CaseWorld) -> None:
    """Another number after typing in would tell the worker that the client's paper came in."""
    round_id = case.round()
    worker, colleague = as_worker(case), sign_in(case.world.workers[1])

    def print_form() -> str:
        return printed_number(worker.post(at("round-invite", round_id), {"way": "paper"}).content.decode())

    first = print_form()
    assert print_form() == first
    assert colleague.post(reverse("paper-form", kwargs={"number": first}), filled(case, round_id)).status_code == 302
    assert state(round_id) == "open"
    assert print_form() == first
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM alliance_link WHERE way = 'paper'")
        assert cursor.fetchone() == (1,)


def test_a_new_number_takes_the_place_of_a_form_that_was_lost(case: CaseWorld) -> None:
    round_id = case.round()
    worker, colleague = as_worker(case), sign_in(case.world.workers[1])
    lost = number_of(case, round_id)
    assert "Formulier kwijt?" in worker.post(at("round-invite", round_id), {"way": "paper"}).content.decode()
    page = worker.post(at("round-invite", round_id), {"way": "paper", "replaces": lost}).content.decode()
    number = printed_number(page)
    assert number != lost
    # Pressed twice, or the page loaded again; and what was made up replaces nothing.
    for replaced in (lost, "", "x" * 5000):
        page = worker.post(at("round-invite", round_id), {"way": "paper", "replaces": replaced}).content.decode()
        assert printed_number(page) == number
    assert colleague.post(reverse("paper"), {"number": lost}).status_code == 422
    assert colleague.post(reverse("paper"), {"number": number}).status_code == 302
    assert number_of(case, round_id) == number


def test_only_the_worker_of_the_pair_gets_a_number_and_only_while_the_round_is_open(case: CaseWorld) -> None:
    round_id = case.round()
    for person in (worker_actor(case.world.workers[1]), case.client(), case.link(round_id)):
        with acting(person), pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT alliance.paper_number(%s, 'abcdefgh', now(), '')", [round_id])
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(NotNow):
        number_of(case, round_id)
    case.reveal(round_id)
    with pytest.raises(NotNow):
        number_of(case, round_id)


def test_the_number_of_a_form_is_no_code_and_a_code_is_no_form(case: CaseWorld) -> None:
    round_id = case.round()
    number = number_of(case, round_id)
    with acting(case.worker) as actor:
        made = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    with acting(worker_actor(case.world.workers[1])) as colleague:
        assert queries.paper_form(colleague, made.slug) is None
        assert queries.paper_form(colleague, number) is not None
    with acting(DOOR):
        assert operations.use_link(slug=number, code="") is None


def test_a_colleague_who_types_in_reads_nothing_else_of_the_round(case: CaseWorld) -> None:
    round_id = case.round()
    paper_as(case, number_of(case, round_id))
    with acting(worker_actor(case.world.workers[1])):
        assert not [name for name, found in raw.everything().items() if str(round_id) in repr(found)]


def test_made_up_values_on_a_form_are_refused(case: CaseWorld) -> None:
    round_id = case.round()
    number = number_of(case, round_id)
    there = reverse("paper-form", kwargs={"number": number})
    colleague = sign_in(case.world.workers[1])
    good = filled(case, round_id)
    item = next(iter(good))
    for wrong in ({item: "9"}, {item: "x"}, {"share": "some"}, {"helper": "me"}, {"pin": "12"}, {"pin": "١٢٣٤"}):
        assert colleague.post(there, {**good, **wrong}).status_code == 422, wrong
    assert colleague.post(there, {**good, "answer-made-up": "4"}).status_code == 422
    assert state(round_id) == "open"
    assert colleague.post(reverse("paper"), {"number": "x" * 5000}).status_code == 422


def test_printing_a_form_leaves_a_code_that_was_given_before(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    page = as_worker(case).post(at("round-invite", round_id), {"way": "paper"}).content.decode()
    assert "Strookje: bewaar dit zelf" in page
    with acting(link) as client:
        assert queries.get_round(client, round_id).round.id == round_id
