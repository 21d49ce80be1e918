"""A code in other hands: it tells nobody that the client sent, and opens nothing of what was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.jobs import open_and_close_due
from alliantie.alliance.models import Link, Part, Round, Wish
from tests.alliance.test_paper import filled, number_of
from tests.alliance.test_pins import part_of, sent, with_draft
from tests.alliance.ways import at, come_in, fresh_code, handed, state, type_pin
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_a_pin_somebody_planted_opens_nothing_of_an_own_account(case: CaseWorld) -> None:
    """Whoever tried a code first, with a PIN of their own, reads and confirms nothing of what the client does later."""
    round_id = case.round()
    planted = handed(case, round_id, "8642")
    client = as_client(case)
    client.post(at("round-notice", round_id), {"choice": "yes"})
    client.post(at("round-question", round_id, step=1), {"answer": "4"})
    # The turn goes on: an end at this very moment would tell that the client is writing.
    assert planted.get(at("round", round_id))["Location"] == at("round-frame", round_id)
    again = handed(case, round_id, "8642")
    assert again.get(at("round", round_id))["Location"] == at("round-frame", round_id)
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        operations.save_answers(
            actor=actor, here=here, answers={item.id: 4 for item in here.questionnaire(actor).items}
        )
        operations.seal(actor=actor, here=here, share="all")
    case.answer(case.worker, round_id)
    with acting(case.worker) as actor:
        here = queries.get_round(actor, round_id)
        for _try in range(2):
            assert operations.come_beside(actor=actor, here=here, pin="8642", device="") is None


def test_a_code_tells_nobody_that_the_client_has_sent(case: CaseWorld) -> None:
    """Before and after: any PIN leads to a turn of its own, which ends like any other and counts for nothing."""
    before, after = case, World.make("Na").case()
    seen = []
    for here, has_sent in ((before, False), (after, True)):
        round_id = here.round()
        if has_sent:
            link = here.link(round_id)
            come_in(link, round_id)
            here.answer(link, round_id, 2)
        held = bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers)
        browser = handed(here, round_id, "9753")
        steps = [browser.get(at("round", round_id))["Location"]]
        steps.append(browser.post(at("round-frame", round_id))["Location"])
        steps.append(browser.get(at("round", round_id))["Location"])
        steps.append(browser.post(at("round-notice", round_id), {"choice": "yes"})["Location"])
        steps.append(browser.post(at("round-practice", round_id), {"answer": "4"})["Location"])
        items = 8
        for step in range(1, items + 1):
            steps.append(browser.post(at("round-question", round_id, step=step), {"answer": "1"})["Location"])
        assert browser.get(at("round-review", round_id)).status_code == 200
        steps.append(browser.post(at("round-share", round_id), {"share": "nothing", "helper": "nobody"})["Location"])
        seen.append([step.replace(str(round_id), "") for step in steps])
        if has_sent:
            part = Part.objects.using("owner").get(round_id=round_id, role="client")
            assert bytes(part.answers) == held
            assert part.share == "all"
            assert state(round_id) == "open"
            assert handed(here, round_id, "2580").get(at("round", round_id), follow=True).status_code == 200
    assert seen[0] == seen[1]


def test_a_shadow_of_a_turn_never_looks_together(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    come_in(link, round_id)
    case.answer(link, round_id)
    other = case.link(round_id)
    assert not come_in(other, round_id, "9753")
    with acting(other) as client:
        here = queries.get_round(client, round_id)
        operations.take_stance(actor=client, here=here, stance="not_now", do_not_ask=True)
        assert queries.own_rounds(queries.pairs_with_rounds(client)) == ()
    case.answer(case.worker, round_id)
    with acting(other) as client, pytest.raises(Round.DoesNotExist):
        queries.get_round(client, round_id)
    with acting(case.client()) as client:
        assert not queries.does_not_want_asking(client, case.pair_ids[0])


# What a code in other hands goes on seeing, whatever the client does meanwhile


def steps_of(browser: Browser, round_id: UUID, *pages: tuple[str, dict[str, str]]) -> list[str]:
    """Where each page that is sent leads, or its status; the number of the round left out."""
    answers = (browser.post(at(name, round_id), sent) for name, sent in pages)
    return [(each.get("Location") or str(each.status_code)).replace(str(round_id), "") for each in answers]


def fill_in(browser: Browser, round_id: UUID, share: str = "picture") -> list[str]:
    """A whole turn by a code: the frame, the notice, every question, sending."""
    led = steps_of(browser, round_id, ("round-frame", {}), ("round-notice", {"choice": "yes"}))
    for step in range(1, 9):
        browser.post(at("round-question", round_id, step=step), {"answer": "1"})
    return led + steps_of(browser, round_id, ("round-share", {"share": share, "helper": "nobody"}))


def in_the_account(case: CaseWorld, round_id: UUID) -> None:
    """The client begins in the own account."""
    client = as_client(case)
    client.post(at("round-notice", round_id), {"choice": "yes"})
    client.post(at("round-question", round_id, step=1), {"answer": "4"})


def draft_in_account(case: CaseWorld) -> UUID:
    round_id = case.round()
    in_the_account(case, round_id)
    return round_id


def sent_on_paper(case: CaseWorld) -> UUID:
    round_id = case.round()
    type_paper_in(case, round_id)
    return round_id


def type_paper_in(case: CaseWorld, round_id: UUID) -> None:
    there = reverse("paper-form", kwargs={"number": number_of(case, round_id)})
    assert "saved" in sign_in(case.world.workers[1]).post(there, filled(case, round_id))["Location"]


def refused_in_account(case: CaseWorld) -> UUID:
    round_id = case.round()
    as_client(case).post(at("round-notice", round_id), {"choice": "never"})
    return round_id


CLIENT_DID: dict[str, Callable[[CaseWorld], UUID]] = {
    "nothing": CaseWorld.round,
    "a draft by code": with_draft,
    "sent by code": sent,
    "a draft in the account": draft_in_account,
    "sent on paper": sent_on_paper,
    "refused in the account": refused_in_account,
}


def the_same_whatever_the_client_did(turn: Callable[[CaseWorld, UUID], Any]) -> None:
    """What somebody sees of a turn by a code is the same whatever the client did before."""
    seen = {}
    for did, make in CLIENT_DID.items():
        here = World.make(f"Zo {did}").case()
        seen[did] = turn(here, make(here))
    assert all(each == seen["nothing"] for each in seen.values()), seen


def test_a_pin_that_was_chosen_lets_the_same_turn_in_again_whatever_the_client_did() -> None:
    def turn(here: CaseWorld, round_id: UUID) -> list[str]:
        first = handed(here, round_id, "9753")
        led = steps_of(first, round_id, ("round-frame", {}), ("round-notice", {"choice": "yes"}))
        first.post(at("round-question", round_id, step=1), {"answer": "3"})
        again = as_worker(here)
        again.post(at("round-hand", round_id))
        led += steps_of(again, round_id, ("round-enter", {"pin": "9753"}))
        led.append(again.get(at("round-resume", round_id))["Location"].replace(str(round_id), ""))
        # Another PIN after it: the one before opens nothing any more.
        type_pin(fresh_code(here, round_id), round_id, "8642")
        return led + steps_of(fresh_code(here, round_id), round_id, ("round-enter", {"pin": "9753"}))

    the_same_whatever_the_client_did(turn)


def test_five_wrong_pins_lock_a_shadow_as_they_lock_any_turn() -> None:
    def turn(here: CaseWorld, round_id: UUID) -> list[str]:
        led = []
        type_pin(fresh_code(here, round_id), round_id, "9753")
        for pin in ("8642", "9753", "8642", "8642", "8642", "8642", "9753"):
            led += steps_of(fresh_code(here, round_id), round_id, ("round-enter", {"pin": pin}))
        return led

    the_same_whatever_the_client_did(turn)


def test_what_was_sent_in_a_shadow_can_be_shared_less_and_taken_back_as_in_any_turn() -> None:
    def turn(here: CaseWorld, round_id: UUID) -> list[Any]:
        browser = fresh_code(here, round_id)
        type_pin(browser, round_id, "9753")
        led: list[Any] = steps_of(browser, round_id, ("round-less", {"share": "nothing"}))
        led += fill_in(browser, round_id)
        for choice in ("all", "picture", "nothing", "picture", "withdraw"):
            led.append(words(browser, at("round-less", round_id)))
            led += steps_of(browser, round_id, ("round-less", {"share": choice}))
        led.append(words(browser, at("round-standing", round_id)))
        again = fresh_code(here, round_id)
        again.post(at("round-enter", round_id), {"pin": "9753"})
        led.append(words(again, at("round-less", round_id)))
        led += steps_of(again, round_id, ("round-share", {"share": "all", "helper": "nobody"}))
        return led

    held = World.make("Bewaard").case()
    round_id = sent(held)
    before = part_of(round_id)
    turn(held, round_id)
    after = part_of(round_id)
    assert (after.share, after.withdrawn, bytes(after.answers)) == ("all", False, bytes(before.answers))
    the_same_whatever_the_client_did(turn)


def test_a_turn_by_code_hears_what_was_said_with_its_own_pin_about_being_asked_and_nothing_else() -> None:
    def turn(here: CaseWorld, round_id: UUID) -> list[Any]:
        browser = fresh_code(here, round_id)
        type_pin(browser, round_id, "9753")
        led: list[Any] = [words(browser, at("round-not-now", round_id))]
        led += steps_of(browser, round_id, ("round-frame", {}), ("round-notice", {"choice": "never"}))
        led.append(words(browser, at("round-not-now", round_id)))
        again = fresh_code(here, round_id)
        again.post(at("round-enter", round_id), {"pin": "9753"})
        led.append(words(again, at("round-not-now", round_id)))
        led += steps_of(again, round_id, ("round-notice", {"choice": "yes"}))
        led.append(words(again, at("round-not-now", round_id)))
        return [str(each).replace(str(round_id), "") for each in led]

    the_same_whatever_the_client_did(turn)


def do_not_ask() -> bool:
    return Wish.objects.using("owner").get().do_not_ask


def test_a_code_never_undoes_what_the_client_said_in_the_account(case: CaseWorld) -> None:
    round_id = case.round()
    with acting(case.client()) as actor:
        operations.set_wish(actor=actor, pair_id=case.pair_ids[0], do_not_ask=True)
    browser = fresh_code(case, round_id)
    type_pin(browser, round_id, "9753")
    browser.post(at("round-frame", round_id))
    for choice in ("yes", "never", "yes"):
        browser.post(at("round-notice", round_id), {"choice": choice})
        browser.post(at("round-not-now", round_id))
        assert do_not_ask()


def test_never_again_said_by_code_holds_until_the_same_pin_or_the_account_says_otherwise(case: CaseWorld) -> None:
    round_id = case.round()
    own = fresh_code(case, round_id)
    type_pin(own, round_id)
    own.post(at("round-frame", round_id))
    own.post(at("round-notice", round_id), {"choice": "never"})
    assert do_not_ask()
    own = fresh_code(case, round_id)
    own.post(at("round-enter", round_id), {"pin": "2580"})
    own.post(at("round-not-now", round_id))
    assert not do_not_ask()
    own.post(at("round-notice", round_id), {"choice": "never"})
    other = fresh_code(case, round_id)
    type_pin(other, round_id, "9753")
    other.post(at("round-frame", round_id))
    assert "vragen het u niet meer" not in words(other, at("round-not-now", round_id))
    for choice in ("yes", "never", "yes"):
        other.post(at("round-notice", round_id), {"choice": choice})
        assert do_not_ask()
    with acting(case.client()) as actor:
        assert queries.does_not_want_asking(actor, case.pair_ids[0])
        operations.set_wish(actor=actor, pair_id=case.pair_ids[0], do_not_ask=False)
    assert not do_not_ask()


# A turn by code that is on while the client writes elsewhere


@pytest.mark.parametrize("elsewhere", [in_the_account, type_paper_in], ids=["account", "paper"])
def test_a_turn_by_code_goes_on_without_the_client_when_the_client_answers_elsewhere(
    case: CaseWorld, elsewhere: Callable[[CaseWorld, UUID], None]
) -> None:
    round_id = case.round()
    browser = fresh_code(case, round_id)
    type_pin(browser, round_id, "9753")
    steps_of(browser, round_id, ("round-frame", {}), ("round-notice", {"choice": "yes"}))
    browser.post(at("round-question", round_id, step=1), {"answer": "1"})
    before = [browser.get(at("round", round_id))["Location"], words(browser, at("round-question", round_id, step=1))]
    elsewhere(case, round_id)
    held = part_of(round_id)
    assert [
        browser.get(at("round", round_id))["Location"],
        words(browser, at("round-question", round_id, step=1)),
    ] == before
    assert browser.get(at("round-less", round_id)).status_code == 409
    assert fill_in(browser, round_id)[-1] == "/rounds//standing"
    browser.post(at("round-less", round_id), {"share": "withdraw"})
    now = part_of(round_id)
    assert (bytes(now.answers), now.share, now.withdrawn, now.sealed_at) == (
        bytes(held.answers), held.share, False, held.sealed_at,
    )  # fmt: skip
    if elsewhere is in_the_account:
        case.answer(case.client(), round_id)
    case.answer(case.worker, round_id)
    assert state(round_id) == "complete"
    for name in ("round-own", "round-together", "round-less", "round-standing", "round"):
        assert browser.get(at(name, round_id)).status_code == 404, name
        browser.post(at(name, round_id), {"answer": "yes"})
    assert part_of(round_id).own_word is None


@pytest.mark.parametrize("used", [True, False], ids=["typed", "not typed yet"])
def test_a_code_tells_nobody_that_the_client_writes_in_the_account(case: CaseWorld, used: bool) -> None:
    round_id = case.round()
    with acting(case.worker) as actor:
        made = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    browser, address = Browser(), reverse("round-link", kwargs={"slug": made.slug})
    if used:
        assert browser.post(address, {"code": made.code}).status_code == 302
    in_the_account(case, round_id)
    if not used:
        assert browser.post(address, {"code": made.code}).status_code == 302
    assert browser.get(at("round-enter", round_id)).status_code == 200
    type_pin(browser, round_id, "9753")
    assert browser.get(at("round", round_id))["Location"] == at("round-frame", round_id)


def test_a_code_erases_nothing_of_what_was_written_in_the_account(case: CaseWorld) -> None:
    round_id = draft_in_account(case)
    held = bytes(part_of(round_id).answers)
    for pin in ("9753", "8642"):
        browser = fresh_code(case, round_id)
        type_pin(browser, round_id, pin)
        fill_in(browser, round_id)
        assert (bytes(part_of(round_id).answers), part_of(round_id).sealed_at) == (held, None)
    case.answer(case.client(), round_id)
    assert part_of(round_id).share == "all"


@pytest.mark.parametrize("ends", ["completes", "closes"])
def test_nothing_of_a_shadow_is_kept_when_the_round_ends(case: CaseWorld, ends: str) -> None:
    round_id = draft_in_account(case)
    fill_in(handed(case, round_id, "9753"), round_id)
    kept = Link.objects.using("owner").filter(round_id=round_id, shadow_answers__isnull=False)
    assert kept.exists()
    if ends == "completes":
        case.answer(case.client(), round_id)
        case.answer(case.worker, round_id)
    else:
        with clock.at(clock.now() + timedelta(days=operations.WINDOW_DAYS + 1)):
            open_and_close_due()
    assert state(round_id) == {"completes": "complete", "closes": "closed"}[ends]
    assert not kept.exists()


def test_the_slip_of_a_paper_form_opens_what_was_sent_by_a_code_that_was_given_before(case: CaseWorld) -> None:
    round_id = case.round()
    case.answer(case.worker, round_id)
    with acting(case.worker) as actor:
        made = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    type_paper_in(case, round_id)
    assert state(round_id) == "complete"
    browser = Browser()
    browser.post(reverse("round-link", kwargs={"slug": made.slug}), {"code": made.code})
    assert browser.post(at("round-enter", round_id), {"pin": "2580"})["Location"] == at("round", round_id)
    assert browser.get(at("round-own", round_id)).status_code == 200


def test_a_wrong_pin_writes_the_same_rows_whatever_the_client_did() -> None:
    """A refusal that writes less, and so comes sooner, would tell that there was nothing to guard."""

    def versions(round_id: UUID) -> list[tuple[str, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT 'part ' || role, xmin::text FROM alliance_part WHERE round_id = %s"
                " UNION ALL SELECT 'link', xmin::text FROM alliance_link WHERE round_id = %s AND way = 'code'"
                " UNION ALL SELECT 'log', count(*)::text FROM access_reading ORDER BY 1",
                [round_id, round_id],
            )
            return cursor.fetchall()

    def turn(here: CaseWorld, round_id: UUID) -> list[list[str]]:
        written = []
        for first in (False, True):
            if first:
                type_pin(fresh_code(here, round_id), round_id, "9753")
            browser = fresh_code(here, round_id)
            for pin in ("1379",) * 7:
                before = versions(round_id)
                browser.post(at("round-enter", round_id), {"pin": pin})
                now = versions(round_id)
                written.append([new[0] for old, new in zip(before, now, strict=True) if old != new])
        assert written[0] == ["link", "log", "part client"]
        return written

    the_same_whatever_the_client_did(turn)
