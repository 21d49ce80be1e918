"""Until both have sent, nobody learns anything of the other: not by raw SQL, not by any page, not by an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance import operations, queries
from alliantie.alliance.jobs import send_due_reminders
from alliantie.alliance.jottings import Kind
from alliantie.cases.operations import acknowledge_frame
from alliantie.people import administration
from tests.alliance.ways import at, come_in, fresh_code, type_pin
from tests.support import raw
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

# How long the own session goes on counts by the second, and says nothing else.
OWN_SESSION = ("account/here", "account/quiet")
# What differs at every reading: the token of a form, and the number a form gives what it will record.
NOISE = re.compile(rb'type="hidden" name="\w+" value="[^"]*"')


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every route of the project, as a pattern with named holes."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)


def filled(pattern: str, here: CaseWorld, round_id: UUID) -> str:
    """The address with this case's numbers in its holes."""
    values = {
        "round_id": str(round_id),
        "case_id": str(here.case_id),
        "pair_id": str(here.pair_ids[0]),
        "client_id": str(here.client_ids[0]),
        "worker_id": str(here.world.workers[1].id),
        "step": "1",
        "slug": "abcdefgh",
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda hole: values.get(hole[1], "1"), pattern).replace("^", "").replace(
        "\\Z", ""
    )


def pages(browser: Browser, here: CaseWorld, round_id: UUID) -> dict[str, Any]:
    """Status, headers and body of every route that can be read, for one signed-in person."""
    seen = {}
    for pattern in sorted(set(addresses())):
        # Who takes the own data along leaves a line in the own log, which is what this compares.
        if "logout" in pattern or "(?P" in pattern or pattern == "home/data.pdf":
            continue
        address = filled(pattern, here, round_id)
        answer = browser.get(address, HTTP_X_REQUESTED_WITH="fetch")
        if pattern in OWN_SESSION and answer.status_code == 200:
            assert set(answer.json()) == {"left", "who", "token"}
            continue
        assert answer.status_code < 500, address
        headers = {name: value for name, value in answer.headers.items() if name not in ("Set-Cookie", "Expires")}
        seen[address] = (answer.status_code, headers, NOISE.sub(b"", answer.content))
    assert len(seen) > 20
    return seen


def signed_in(person: Any, login: str) -> Browser:
    account = administration.make_account(person, login, "een lang wachtwoord", of_demo=True)
    browser = Browser(raise_request_exception=False)
    from alliantie.access.identity import DOOR

    with acting(DOOR):
        browser.force_login(account)
    return browser


def begin(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    """Take part, and answer half."""
    with acting(actor):
        there = queries.get_round(actor, round_id)
        if actor.is_client:
            operations.take_stance(actor=actor, here=there, stance="taking_part")
        items = there.questionnaire(actor).items
        operations.save_answers(actor=actor, here=there, answers={item.id: 2 for item in items[: len(items) // 2]})


def refuse(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    with acting(actor):
        there = queries.get_round(actor, round_id)
        operations.take_stance(actor=actor, here=there, stance="not_now", do_not_ask=True)


def erase(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    begin(here, round_id, actor)
    with acting(actor):
        operations.erase_draft(actor=actor, here=queries.get_round(actor, round_id))


def send(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    here.answer(actor, round_id, 1, share="picture")


def send_and_take_back(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    send(here, round_id, actor)
    with acting(actor):
        operations.withdraw(actor=actor, here=queries.get_round(actor, round_id))


def read_the_frame(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    with acting(actor):
        there = queries.get_round(actor, round_id)
        acknowledge_frame(actor=actor, case=there.pair.case)


def fill_in_on_paper(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    with acting(here.worker) as worker:
        number = operations.paper_number(actor=worker, here=queries.get_round(worker, round_id))
    with acting(worker_actor(here.world.workers[1])) as colleague:
        form = queries.paper_form(colleague, number)
        assert form is not None
        operations.seal_paper(actor=colleague, form=form, answers={}, share="all", helper="nobody", pin="2580")


def choose_a_pin(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    link = here.link(round_id)
    begin(here, round_id, link)
    come_in(link, round_id)


def mistypes_the_pin(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    choose_a_pin(here, round_id, actor)
    link = here.link(round_id)
    with acting(link):
        for _try in range(5):
            assert not operations.enter(actor=link, here=queries.get_round(link, round_id), pin="1379", device="phone")


def forgets_the_pin(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    choose_a_pin(here, round_id, actor)
    assert not come_in(here.link(round_id), round_id, "9753")


def is_reminded(here: CaseWorld, round_id: UUID, actor: Actor) -> None:
    with acting(actor):
        operations.set_mailbox(actor=actor, address="noor@example.org")
    with clock.at(clock.now() + timedelta(days=8)):
        assert send_due_reminders() == 1


CLIENT_DOES: dict[str, Callable[[CaseWorld, UUID, Actor], None]] = {
    "reads the frame": read_the_frame,
    "begins": begin,
    "refuses for good": refuse,
    "erases": erase,
    "sends": send,
    "sends and takes back": send_and_take_back,
    "fills in on paper": fill_in_on_paper,
    "chooses a PIN": choose_a_pin,
    "mistypes the PIN until it is locked": mistypes_the_pin,
    "forgets the PIN": forgets_the_pin,
    "is reminded": is_reminded,
}


@pytest.mark.parametrize("done", sorted(CLIENT_DOES))
def test_whatever_the_client_does_everything_the_worker_can_see_stays_the_same(done: str) -> None:
    here = World.make().case()
    client = here.client()
    round_id = here.round()
    browser = signed_in(here.world.workers[0], "peter")
    moment = clock.now()

    def view() -> tuple[Any, Any]:
        with clock.at(moment):
            with acting(here.worker):
                rows = raw.everything()
            return pages(browser, here, round_id), rows

    view()  # the first reading writes what a first reading writes
    before = view()
    with clock.at(moment):
        CLIENT_DOES[done](here, round_id, client)
    after = view()
    assert {k: v for k, v in after[1].items() if v != before[1][k]} == {}
    assert {k: v for k, v in after[0].items() if v != before[0][k]} == {}


# What needs a code of its own: a newer one ends the one the worker holds, and the worker made it.
BY_CODE = ("chooses a PIN", "mistypes the PIN until it is locked", "forgets the PIN")


@pytest.mark.parametrize("done", sorted(CLIENT_DOES.keys() - set(BY_CODE)))
def test_whatever_the_client_does_every_page_of_a_code_in_the_workers_hands_stays_the_same(done: str) -> None:
    """The worker typed a code, chose a PIN and answered a question, on a telephone of the worker's."""
    here = World.make().case()
    round_id = here.round()
    moment = clock.now()
    with clock.at(moment):
        phone = fresh_code(here, round_id)
        type_pin(phone, round_id, "9753")
        phone.post(at("round-frame", round_id))
        phone.post(at("round-notice", round_id), {"choice": "yes"})
        phone.post(at("round-question", round_id, step=1), {"answer": "3"})
        pages(phone, here, round_id)  # the first reading writes what a first reading writes
        before = pages(phone, here, round_id)
        assert before[at("round-review", round_id)][0] == 302
        assert before[at("round-question", round_id, step=1)][0] == 200
        CLIENT_DOES[done](here, round_id, here.client())
        after = pages(phone, here, round_id)
    assert {k: v for k, v in after.items() if v != before[k]} == {}


@pytest.mark.parametrize("done", ["begins", "sends"])
def test_whatever_the_worker_does_everything_the_client_can_see_stays_the_same(done: str) -> None:
    here = World.make().case()
    round_id = here.round()
    from alliantie.people.models import Client

    browser = signed_in(Client.objects.using("owner").get(id=here.client_ids[0]), "noor")
    moment = clock.now()

    def view() -> tuple[Any, Any]:
        with clock.at(moment):
            with acting(here.client()):
                rows = raw.everything()
            return pages(browser, here, round_id), rows

    view()
    before = view()
    with clock.at(moment):
        CLIENT_DOES[done](here, round_id, here.worker)
    after = view()
    assert {k: v for k, v in after[1].items() if v != before[1][k]} == {}
    assert {k: v for k, v in after[0].items() if v != before[0][k]} == {}


@pytest.mark.parametrize("typing", ["client", "worker"])
def test_while_one_is_typing_everything_the_other_can_see_of_the_talk_stays_the_same(typing: str) -> None:
    from alliantie.people.models import Client

    here = World.make().case()
    round_id = here.round()
    here.reveal(round_id)
    noor = signed_in(Client.objects.using("owner").get(id=here.client_ids[0]), "noor")
    peter = signed_in(here.world.workers[0], "peter")
    person, other, browser = (
        (here.client(), here.worker, peter) if typing == "client" else (here.worker, here.client(), noor)
    )

    def rows() -> dict[str, Any]:
        with acting(other):
            return raw.everything()

    with clock.at(clock.now()):
        pages(browser, here, round_id)  # the first reading writes what a first reading writes
        shown, stored = pages(browser, here, round_id), rows()
        with acting(person) as actor:
            there = queries.get_round(actor, round_id)
            for kind in (Kind.AGREEMENT_DRAFT, Kind.NOTE_DRAFT):
                operations.keep_draft(actor=actor, here=there, kind=kind, text="Kraanvogel")
        now_stored, now_shown = rows(), pages(browser, here, round_id)
    assert {k: v for k, v in now_stored.items() if v != stored[k]} == {}
    # The page of who looked tells the client's own looks as well, and each reading of the pages adds some.
    assert [k for k, v in now_shown.items() if v != shown[k] and k != reverse("who-looked")] == []


def test_both_parts_have_the_same_length_before_and_after() -> None:
    here = World.make().case()
    round_id = here.round()

    def lengths() -> list[tuple[Any, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT role, length(answers), length(picture), pg_column_size(answers)"
                " FROM alliance_part ORDER BY role"
            )
            return cursor.fetchall()

    before = lengths()
    begin(here, round_id, here.client())
    assert lengths() == before
    send(here, round_id, here.client())
    assert lengths() == before


def test_no_answer_stands_readable_anywhere_in_the_database() -> None:
    here = World.make().case()
    round_id = here.round()
    here.answer(here.client(), round_id, 2)
    with acting(here.client()) as actor:
        item = queries.get_round(actor, round_id).questionnaire(actor).items[0].id
    with connections["owner"].cursor() as cursor:
        for table in raw.tables():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f'%"{item}"%'])  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_a_colleague_and_a_stand_in_read_no_part_of_any_round() -> None:
    from alliantie.cases import operations as cases

    here = World.make().case()
    round_id = here.round()
    here.reveal(round_id)
    samira = here.world.worker(1)
    now = clock.now()
    with acting(here.worker) as actor:
        cases.cover(
            actor=actor, case_id=here.case_id, worker_id=samira.me, starts_at=now, ends_at=now + timedelta(days=1)
        )
    with acting(samira), transaction.atomic():
        for table in raw.tables():
            if table.startswith("public.alliance_"):
                assert raw.read_all(table) in ([], "InsufficientPrivilege"), table


def test_the_reasons_for_closing_are_read_by_their_owner_alone() -> None:
    from alliantie.alliance.jobs import open_and_close_due

    here = World.make().case()
    round_id = here.round()
    refuse(here, round_id, here.client())
    with clock.at(clock.now() + timedelta(days=operations.WINDOW_DAYS + 1)):
        open_and_close_due()
        for person, reason in ((here.worker, "no_answer"), (here.client(), "no_answer")):
            with acting(person) as actor:
                part, _draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
                assert (part.owner_id, part.closed_because) == (person.id, reason)
                assert raw.read_all("public.alliance_part") == "InsufficientPrivilege"


def test_the_plan_of_a_query_tells_nothing_of_walled_rows() -> None:
    """With SELECT on a table, EXPLAIN ANALYZE tells how many rows met a condition before a policy hid them."""
    here = World.make().case()
    here.answer(here.client(), here.round())
    walled = (
        "alliance_part",
        "alliance_wish",
        "alliance_afterthought",
        "alliance_jotting",
        "alliance_link",
        "cases_acknowledgement",
        "cases_letteropened",
    )
    with acting(here.worker):
        for table in walled:
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN ANALYZE SELECT 1 FROM {table}")  # noqa: S608 - names of ours
