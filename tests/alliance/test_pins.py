"""The client's PIN: typed wrong, forgotten, and tried by somebody who holds a code but is not the client."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part, Round
from tests.alliance.ways import at, both_sent, come_in, fresh_code, handed, state, type_pin
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, turned_away, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LOOKED = reverse("who-looked")
PHONE = {"User-Agent": "Mozilla/5.0 (Phone) Mobile"}


def with_draft(case: CaseWorld, pin: str = "2580") -> UUID:
    """A round in which the client chose a PIN on the own phone and answered one question."""
    round_id = case.round()
    phone = case.link(round_id)
    come_in(phone, round_id, pin)
    with acting(phone) as actor:
        here = queries.get_round(actor, round_id)
        operations.take_stance(actor=actor, here=here, stance="taking_part")
        operations.save_answer(actor=actor, here=here, item=here.questionnaire(actor).items[0].id, answer=2)
    return round_id


def sent(case: CaseWorld, pin: str = "2580") -> UUID:
    """A round whose client sent from the own phone, and whose worker did not."""
    round_id = case.round()
    phone = case.link(round_id)
    come_in(phone, round_id, pin)
    case.answer(phone, round_id, 2)
    return round_id


def answers_of(person: Actor, round_id: UUID) -> int:
    with acting(person) as actor:
        return len(queries.own_part(actor, queries.get_round(actor, round_id))[1].answers)


def part_of(round_id: UUID) -> Part:
    return Part.objects.using("owner").get(round_id=round_id, role="client")


def told(what: str) -> int:
    return Reading.objects.using("owner").filter(what=what).count()


# A wrong PIN


def test_a_wrong_pin_erases_nothing_and_the_right_one_still_opens_the_draft(case: CaseWorld) -> None:
    round_id = with_draft(case)
    browser = fresh_code(case, round_id)
    assert browser.post(at("round-enter", round_id), {"pin": "1379"})["Location"] == at("round-anew", round_id)
    assert answers_of(case.client(), round_id) == 1
    assert browser.get(at("round-question", round_id, step=1))["Location"] == at("round-enter", round_id)
    assert browser.post(at("round-enter", round_id), {"pin": "2580"})["Location"] == at("round", round_id)
    assert answers_of(case.client(), round_id) == 1


def test_a_new_pin_is_typed_twice_and_counts_only_when_both_are_the_same(case: CaseWorld) -> None:
    round_id = with_draft(case)
    browser = fresh_code(case, round_id)
    assert browser.get(at("round-anew", round_id))["Location"] == at("round-enter", round_id)
    assert browser.post(at("round-anew", round_id), {"pin": "1379"})["Location"] == at("round-enter", round_id)
    browser.post(at("round-enter", round_id), {"pin": "1379"})
    for wrong in ("1378", "", "x" * 5000, "١٣٧٩"):
        assert browser.post(at("round-anew", round_id), {"pin": wrong}).status_code == 422
    assert answers_of(case.client(), round_id) == 1
    assert browser.post(at("round-anew", round_id), {"pin": "1379"})["Location"] == at("round", round_id)
    assert answers_of(case.client(), round_id) == 0
    # A second submit of the same page finds nothing to begin any more.
    assert browser.post(at("round-anew", round_id), {"pin": "1379"})["Location"] == at("round-enter", round_id)


def test_a_wrong_pin_stands_in_the_clients_own_log_with_the_day_and_the_device(case: CaseWorld) -> None:
    round_id = with_draft(case)
    fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "1379"}, headers=PHONE)
    said = words(as_client(case), LOOKED)
    assert re.search(r"Iemand met een code: Een verkeerde pincode \w+.* om \d.* · op een telefoon", said)


def test_a_code_that_is_used_stands_in_the_clients_log_also_when_no_pin_was_typed(case: CaseWorld) -> None:
    round_id = case.round()
    fresh_code(case, round_id)
    assert re.search(r"Iemand: Een code gebruikt .* · op een computer", words(as_client(case), LOOKED))
    as_worker(case).post(at("round-hand", round_id))
    assert told("code") == 2


def test_a_first_pin_is_no_wrong_one(case: CaseWorld) -> None:
    round_id = case.round()
    type_pin(fresh_code(case, round_id), round_id)
    said = words(as_client(case), LOOKED)
    assert "Iemand met een code: Een pincode ingetypt" in said
    assert "Een nieuwe pincode gekozen" in said
    assert "verkeerde pincode" not in said


def test_the_fifth_wrong_pin_locks_it_and_the_log_says_so_once(case: CaseWorld) -> None:
    round_id = with_draft(case)
    for _try in range(7):
        fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "1379"})
    right = fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "2580"})
    assert right["Location"] == at("round-anew", round_id)
    assert answers_of(case.client(), round_id) == 1
    assert (told("wrong pin"), told("pin locked")) == (4, 1)
    assert "Vijf keer een verkeerde pincode. Hij werkt niet meer." in words(as_client(case), LOOKED)


def test_a_wrong_pin_on_the_workers_screen_stands_in_the_clients_log_too(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    for _try in range(6):
        assert worker.post(at("round-together", round_id), {"pin": "1379"}).status_code == 422
    said = words(as_client(case), LOOKED)
    assert said.count("Op het scherm van Peter Jansen: Een verkeerde pincode") == 4
    assert said.count("Op het scherm van Peter Jansen: Vijf keer een verkeerde pincode. Hij werkt niet meer.") == 1
    assert "op een computer" in said


def test_no_worker_sees_that_a_pin_was_typed_wrong(case: CaseWorld) -> None:
    round_id = with_draft(case)
    with acting(case.client()):
        own = raw.read_all("public.access_reading")
    moment = clock.now()
    with clock.at(moment):
        phone = fresh_code(case, round_id)
        with acting(case.worker):
            before = raw.everything()
        phone.post(at("round-enter", round_id), {"pin": "1379"})
    with acting(case.worker):
        assert raw.everything() == before
    with acting(case.client()):
        assert len(raw.read_all("public.access_reading")) == len(own) + 2
    for person in (case.world.worker(1), case.world.worker(2)):
        with acting(person):
            assert not [row for row in raw.read_all("public.access_reading") if "pin" in repr(row)]


# A forgotten PIN


def forget(browser: Browser, round_id: UUID, pin: str = "9753") -> list[str]:
    """Press "forgotten" and choose another one. Returns where each step led."""
    steps = [browser.post(at("round-forgotten", round_id), {"pin": pin})["Location"]]
    steps.append(browser.post(at("round-anew", round_id), {"pin": pin})["Location"])
    return [step.replace(str(round_id), "") for step in steps]


def test_the_page_of_the_pin_leads_to_words_on_what_forgetting_does(case: CaseWorld) -> None:
    round_id = with_draft(case)
    device = as_worker(case)
    device.post(at("round-hand", round_id))
    assert at("round-forgotten", round_id) in device.get(at("round-enter", round_id)).content.decode()
    assert "Wat u tot nu toe invulde, wissen we." in words(device, at("round-forgotten", round_id))
    phone = fresh_code(case, round_id)
    assert at("round-forgotten", round_id) in phone.get(at("round-enter", round_id)).content.decode()
    assert "U begint opnieuw met een nieuwe pincode." in words(phone, at("round-forgotten", round_id))
    assert answers_of(case.client(), round_id) == 1


def test_whoever_forgot_the_pin_starts_anew_on_an_empty_list(case: CaseWorld) -> None:
    round_id = with_draft(case)
    browser = fresh_code(case, round_id)
    for wrong in ("12", "1234", "x" * 5000):
        assert browser.post(at("round-forgotten", round_id), {"pin": wrong}).status_code == 422
    forget(browser, round_id)
    assert answers_of(case.client(), round_id) == 0
    assert browser.get(at("round", round_id))["Location"] == at("round-frame", round_id)
    # The new one opens it from now on, the old one does not.
    assert fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "2580"})["Location"] == at(
        "round-anew", round_id
    )
    assert fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "9753"})["Location"] == at(
        "round", round_id
    )
    assert "Een nieuwe pincode gekozen, op een lege lijst" in words(as_client(case), LOOKED)


def test_forgetting_erases_the_draft_also_when_the_new_pin_is_the_old_one(case: CaseWorld) -> None:
    round_id = with_draft(case)
    forget(fresh_code(case, round_id), round_id, "2580")
    assert answers_of(case.client(), round_id) == 0


def test_a_lock_ends_with_a_new_pin(case: CaseWorld) -> None:
    round_id = with_draft(case)
    for _try in range(5):
        fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "1379"})
    forget(fresh_code(case, round_id), round_id)
    assert fresh_code(case, round_id).post(at("round-enter", round_id), {"pin": "9753"})["Location"] == at(
        "round", round_id
    )


def test_forgetting_works_on_the_handed_device(case: CaseWorld) -> None:
    round_id = with_draft(case)
    browser = as_worker(case)
    browser.post(at("round-hand", round_id))
    forget(browser, round_id)
    assert browser.get(at("round", round_id))["Location"] == at("round-frame", round_id)
    assert answers_of(case.client(), round_id) == 0


def test_only_who_came_by_a_code_can_say_that_the_pin_was_forgotten(case: CaseWorld) -> None:
    round_id = with_draft(case)
    for browser in (as_worker(case), as_client(case), Browser(), fresh_code(case, case.world.case().round())):
        for name in ("round-forgotten", "round-anew"):
            for answer in (browser.get(at(name, round_id)), browser.post(at(name, round_id), {"pin": "9753"})):
                assert turned_away(answer)
    assert answers_of(case.client(), round_id) == 1
    for person in (case.worker, case.client(), case.world.worker(1)):
        for call in ("alliance.start_anew(%s, '\\x00', '\\x00', '')", "alliance.enter(%s, '\\x00', '')"):
            with acting(person), pytest.raises(DatabaseError), connection.cursor() as cursor:
                cursor.execute(f"SELECT {call}", [round_id])
    assert answers_of(case.client(), round_id) == 1


# The worker with a fresh code, after the client sent


def test_after_sending_forgetting_opens_nothing_of_what_was_sent(case: CaseWorld) -> None:
    round_id = sent(case)
    held = part_of(round_id)
    browser = fresh_code(case, round_id)
    forget(browser, round_id, "2580")
    now = part_of(round_id)
    assert (bytes(now.pin_hash), bytes(now.answers), now.share) == (
        bytes(held.pin_hash), bytes(held.answers), "all",
    )  # fmt: skip
    # Not the answers, not the sharing choice, not the withdrawal, not whose answers they are, not looking together.
    browser.post(at("round-frame", round_id))
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    assert browser.get(at("round-review", round_id))["Location"] == at("round-question", round_id, step=1)
    assert browser.get(at("round-less", round_id)).status_code == 409
    for sent_by_worker in ({"share": "nothing"}, {"share": "withdraw"}):
        browser.post(at("round-less", round_id), sent_by_worker)
    now = part_of(round_id)
    assert (now.share, now.withdrawn, bytes(now.answers)) == ("all", False, bytes(held.answers))
    case.answer(case.worker, round_id)
    assert state(round_id) == "complete"
    for name in ("round-own", "round-together", "round-less", "round-standing", "round"):
        assert browser.get(at(name, round_id)).status_code == 404, name
        browser.post(at(name, round_id), {"answer": "yes"})
    assert part_of(round_id).own_word is None
    # The client's own PIN still opens it.
    link = case.link(round_id)
    assert come_in(link, round_id, "2580")


def test_forgetting_goes_the_same_way_whatever_the_client_did(case: CaseWorld) -> None:
    seen: list[tuple[list[str], list[str]]] = []
    for make in (CaseWorld.round, with_draft, sent):
        here = World.make(f"Zo {len(seen)}").case()
        round_id = make(here)
        browser = fresh_code(here, round_id)
        pages = [words(browser, at("round-enter", round_id)), words(browser, at("round-forgotten", round_id))]
        steps = [browser.post(at("round-enter", round_id), {"pin": "1379"})["Location"].replace(str(round_id), "")]
        pages.append(words(browser, at("round-anew", round_id)))
        steps += forget(browser, round_id)
        steps.append(browser.get(at("round", round_id))["Location"].replace(str(round_id), ""))
        steps.append(browser.post(at("round-frame", round_id))["Location"].replace(str(round_id), ""))
        pages.append(words(browser, at("round-notice", round_id)))
        seen.append((pages, steps))
    assert seen[0] == seen[1] == seen[2]


def test_the_clients_log_tells_that_somebody_tried_a_new_pin_after_sending(case: CaseWorld) -> None:
    round_id = sent(case)
    forget(fresh_code(case, round_id), round_id)
    said = words(as_client(case), LOOKED)
    assert "Iemand met een code: Een nieuwe pincode geprobeerd. Uw antwoorden bleven dicht." in said


def test_once_both_have_sent_a_new_pin_is_refused_to_anyone(case: CaseWorld) -> None:
    round_id = both_sent(case)
    browser = fresh_code(case, round_id)
    assert browser.post(at("round-enter", round_id), {"pin": "1379"}).status_code == 422
    for name in ("round-forgotten", "round-anew"):
        assert browser.get(at(name, round_id)).status_code == 409
        assert browser.post(at(name, round_id), {"pin": "9753"}).status_code == 409
    link = case.link(round_id)
    with acting(link) as actor, pytest.raises((NotNow, Denied)):
        operations.start_anew(actor=actor, here=queries.get_round(actor, round_id), pin="9753", device="phone")
    assert come_in(link, round_id, "2580")


def test_a_shadow_stays_a_shadow_however_often_the_pin_is_forgotten(case: CaseWorld) -> None:
    round_id = sent(case)
    browser = handed(case, round_id, "9753")
    held = bytes(part_of(round_id).answers)
    for pin in ("8642", "2580"):
        browser.post(at("round-forgotten", round_id), {"pin": pin})
        browser.post(at("round-anew", round_id), {"pin": pin})
    assert bytes(part_of(round_id).answers) == held
    case.answer(case.worker, round_id)
    assert Round.objects.using("owner").get(id=round_id).state == "complete"
    assert browser.get(at("round", round_id))["Location"] == reverse("locked")
