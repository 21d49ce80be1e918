"""Searching and exporting: only what one may see, and a file that computes nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Reading
from alliantie.cases import operations as cases
from alliantie.cases.models import Case
from alliantie.cases.queries import closed_cases
from alliantie.web.spreadsheet import harmless
from tests.worklist.browse import queries, sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def world() -> World:
    made = World.make()
    made.case()
    made.case(names=(("Ali", "Demir"),), worker=1)
    return made


def test_a_name_is_found_with_a_typing_error_and_only_in_visible_cases(world: World) -> None:
    worker = sign_in(world.workers[0])
    for typed in ("Yilmas", "yilmez", "Zilmaz", "Ylmaz", "Yimlaz", "Noor", "Naor", "Nor Yilmas", "oor"):
        assert "1 zaak" in words(worker, f"/search?q={typed}"), typed
    assert "Niets gevonden." in words(worker, "/search?q=Demir")
    assert "Schrijf een naam" in words(worker, "/search")
    assert "Schrijf een naam" in words(worker, "/search?q=%20")


def ended(world: World, days: int, family: str, worker: int = 0) -> UUID:
    case = world.case(names=(("Kim", family),), worker=worker).case_id
    Case.objects.using("owner").filter(id=case).update(
        opened_on=clock.today() - timedelta(days=900), closed_on=clock.today() - timedelta(days=days)
    )
    return case


def test_cases_that_ended_in_the_last_year_stand_newest_first_and_only_those_in_sight(world: World) -> None:
    for days, family in ((365, "Bos"), (0, "Vos"), (366, "Smit")):
        ended(world, days, family)
    ended(world, 1, "Blok", worker=1)
    worker = sign_in(world.workers[0])
    shown = words(worker, "/closed")
    assert shown.index("Kim Vos") < shown.index("Kim Bos")
    for absent in ("Smit", "Blok", "Noor Yilmaz"):
        assert absent not in shown


def test_the_list_of_closed_cases_goes_on_where_its_page_ended(world: World) -> None:
    first, same_day, last = (ended(world, days, family) for days, family in ((1, "A"), (1, "B"), (2, "A")))
    with acting(Actor("worker", world.workers[0].id, area_id=world.area.id)) as actor:
        since = clock.today() - timedelta(days=9)
        shown, after = closed_cases(actor, "nl", since, most=1)
        found = [shown[0].id]
        while after is not None:
            shown, after = closed_cases(actor, "nl", since, after, most=1)
            found += [each.id for each in shown]
    assert found == [first, same_day, last]


def test_what_was_asked_is_shown_as_text(world: World) -> None:
    page = sign_in(world.workers[0]).get("/search", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert sign_in(world.workers[0]).get("/search", {"q": "x\0y" * 400}).status_code == 200


def test_searching_costs_the_same_for_one_case_as_for_many(world: World) -> None:
    worker = sign_in(world.workers[0])
    few = queries(worker, "/search?q=Yilmaz")
    for _number in range(5):
        world.case()
    assert len(queries(worker, "/search?q=Yilmaz")) == len(few)


def test_the_file_holds_the_own_cases_with_a_mark_and_nothing_that_computes(world: World) -> None:
    world.case(names=(("=HYPERLINK(1)", "Kwaad"),))
    other = world.case(names=(("Kim", "Bos"),), worker=1)
    with acting(other.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=other.case_id,
            worker_id=world.workers[0].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )
    answer = sign_in(world.workers[0]).get("/cases/export")
    content = answer.content.decode("utf-8")
    assert content.startswith("\ufeff")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows] == ["Zaak", "'=HYPERLINK(1) Kwaad", "Noor Yilmaz"]
    assert rows[2][1:3] == ["Reclasseringstoezicht", clock.today().isoformat()]
    logged = Reading.objects.using("owner").filter(what="case list")
    assert logged.count() == 2
    assert all(line.client_id is not None and line.ground == "own case" for line in logged)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " ="])
def test_every_sign_of_a_formula_is_made_text(sign: str) -> None:
    assert harmless(f"{sign}1+1").startswith("'")


def test_a_name_stays_a_name() -> None:
    assert harmless("Noor Yilmaz-De Wit") == "Noor Yilmaz-De Wit"
