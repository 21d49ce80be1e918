"""A code that does not open says nothing about why: the worker, who gave it, must not learn that it was used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.alliance import operations, queries
from alliantie.alliance.operations import NewLink
from tests.alliance.test_blind import NOISE
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def made(case: CaseWorld, *, qr: bool = False) -> NewLink:
    """A link with its code, of a round of its own; by QR it opens for a quarter of an hour."""
    round_id = case.round()
    with acting(case.worker) as actor:
        return operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=qr)


def used(link: NewLink) -> NewLink:
    with acting(DOOR):
        assert operations.use_link(slug=link.slug, code=link.code)
    return link


def wrong(link: NewLink) -> NewLink:
    return NewLink(link.slug, "abcdefgh", link.expires_at)


def tried_too_often(link: NewLink) -> NewLink:
    with acting(DOOR):
        for _try in range(5):
            assert operations.use_link(slug=link.slug, code="abcdefgh") is None
    return link


def refusals() -> dict[str, NewLink]:
    """One code for each reason not to open."""
    cases = [World.make(f"Zo {number}").case() for number in range(4)]
    return {
        "used": used(made(cases[0])),
        "wrong": wrong(made(cases[1])),
        "tried too often": tried_too_often(made(cases[2])),
        "expired": made(cases[3], qr=True),
    }


def later(work: Callable[[], None]) -> None:
    """Do something twenty minutes on, when the one by QR has expired and the others have not."""
    with clock.at(clock.now() + timedelta(minutes=20)):
        work()


def test_a_code_that_does_not_open_gets_the_same_answer_whatever_the_reason() -> None:
    links = refusals()
    links["unknown"] = NewLink("zzzzzzzz", "abcdefgh", clock.now())
    seen = set()

    def type_each() -> None:
        for link in links.values():
            browser = Browser()
            address = reverse("round-link", kwargs={"slug": link.slug})
            asked = browser.get(address)
            refused = browser.post(address, {"code": link.code})
            headers = {name: value for name, value in refused.headers.items() if name != "Set-Cookie"}
            pages = tuple(
                NOISE.sub(b"", answer.content).replace(link.slug.encode(), b"") for answer in (asked, refused)
            )
            seen.add((asked.status_code, refused.status_code, *pages, str(headers), str(sorted(browser.cookies))))

    later(type_each)
    assert len(seen) == 1
    assert {each[1] for each in seen} == {422}


def test_a_code_that_does_not_open_costs_the_same_work_whatever_the_reason() -> None:
    """Each refusal writes its row once: an answer that comes sooner would tell that the code was used."""
    links = refusals()

    def versions() -> dict[str, str]:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT slug, xmin::text FROM alliance_link")
            return dict(cursor.fetchall())

    def type_each() -> None:
        for _time in range(7):
            before = versions()
            for why, link in links.items():
                with acting(DOOR), CaptureQueriesContext(connection) as asked:
                    assert operations.use_link(slug=link.slug, code=link.code) is None
                assert len(asked) == 3, why
            after = versions()
            assert [why for why, link in links.items() if after[link.slug] == before[link.slug]] == []

    later(type_each)


def test_a_code_typed_a_second_time_opens_nothing_and_leaves_what_it_opened() -> None:
    case = World.make().case()
    link = made(case)
    browser = Browser()
    address = reverse("round-link", kwargs={"slug": link.slug})
    first = browser.post(address, {"code": link.code})
    assert Browser().post(address, {"code": link.code}).status_code == 422
    assert browser.get(first["Location"]).status_code == 200
