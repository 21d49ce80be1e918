"""All that is known of a client: nothing forgotten, made in the background, for that client alone, for a week."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connections

from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.alliance import queries as rounds
from alliantie.cases.models import OwnCopy
from alliantie.exports import own_copy
from alliantie.exports.own_sheets import ASK_FOR, COLUMNS_LEFT_OUT, LEFT_OUT, OTHERWISE, SHEETS
from tests.access.entering import words
from tests.portal.people import at_home, too_long
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

PAGE = "/home/data"


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def catalogue(sql: str) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def make() -> int:
    return own_copy.make_copies(clock.now())


def test_every_table_with_row_level_security_is_given_or_left_out_with_a_reason() -> None:
    secured = {
        name
        for (name,) in catalogue(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity"
        )
    }
    named = [*SHEETS, *OTHERWISE, *ASK_FOR, *LEFT_OUT]
    assert sorted(named) == sorted(set(named))
    assert secured == set(named)


def test_every_column_of_those_tables_is_given_or_left_out_with_a_reason() -> None:
    found: dict[str, set[str]] = {}
    for table, column in catalogue(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    ):
        found.setdefault(table, set()).add(column)
    for table, sheet in SHEETS.items():
        left = {name.split(".")[-1] for name in COLUMNS_LEFT_OUT if "." not in name or name.startswith(f"{table}.")}
        assert found[table] - left == set(sheet.columns.split()), table


def test_it_is_made_in_the_background_and_fetched_by_its_client_alone(case: CaseWorld) -> None:
    agree_in(case, "Noor belt maandag.")
    browser = at_home(case)
    assert too_long(browser.get(PAGE)) == []
    # Two askings at once are one.
    assert [browser.post(f"{PAGE}/ask").status_code for _time in range(2)] == [302, 302]
    assert "Het wordt gemaakt." in words(browser.get(PAGE))
    assert (make(), make()) == (1, 0)
    page = browser.get(PAGE)
    assert "Het staat klaar. Alleen u kunt erbij." in words(page)
    assert too_long(page) == []
    with acting(case.client()) as actor:
        copy = own_copy.own_copy(actor, clock.now())
    assert copy is not None
    assert browser.get(f"{PAGE}/{copy.id}.pdf").content.startswith(b"%PDF")
    told = browser.get(f"{PAGE}/{copy.id}.json").json()
    assert [each["text"] for each in told["cases_agreement"]] == ["Noor belt maandag."]
    assert told["workers"][0]["name"] == "Peter Jansen"
    stranger = at_home(World.make("Elders").case(), "ander")
    for ending in ("pdf", "json"):
        assert stranger.get(f"{PAGE}/{copy.id}.{ending}").status_code == 404
    with clock.at(clock.now() + timedelta(days=8)):
        assert browser.get(f"{PAGE}/{copy.id}.pdf").status_code == 404
        assert "Vraag alles op" in words(browser.get(PAGE))
        make()
    assert not OwnCopy.objects.using("owner").exists()


def test_own_answers_are_in_it_and_those_of_the_worker_never(case: CaseWorld) -> None:
    round_id = case.round()
    case.answer(case.client(), round_id, 2)
    case.answer(case.worker, round_id, 4)
    browser = at_home(case)
    browser.post(f"{PAGE}/ask")
    make()
    copy = OwnCopy.objects.using("owner").get()
    (told,) = browser.get(f"{PAGE}/{copy.id}.json").json()["rounds"]
    assert {each["answer"] for each in told["answers"]} == {2}
    assert all(each["question"] for each in told["answers"])
    with acting(case.client()) as actor:
        assert len(told["answers"]) == len(rounds.get_round(actor, round_id).questionnaire(actor).items)
    # What is kept of the copy holds no answer: destroying the key destroys them all.
    with acting(case.client()) as actor:
        kept = json.loads(own_copy.opened(actor, copy.id, "data", clock.now()))
    assert "rounds" not in kept
    assert b"%PDF" not in bytes(copy.paper or b"")


def test_a_family_member_is_not_in_anothers_copy() -> None:
    case = World.make().case(
        "nl-save-protection", names=(("Kim", "Wit"), ("Ali", "Wit")), roles=("young_person", "parent")
    )
    agree_in(case, "Kim gaat naar school.", client=0)
    with acting(case.client(1)) as actor:
        told = json.dumps(own_copy.own_data(actor, now=clock.now()))
    # Nor is the name of the case, which has the names of all in it.
    assert "Kim" not in told
    assert str(case.client_ids[0]) not in told


def test_one_that_fails_holds_up_no_other_and_is_tried_again(case: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    other = case.world.case(names=(("Jan", "Smit"),))
    for each in (case, other):
        with acting(each.client()) as actor:
            own_copy.ask_copy(actor=actor, language="nl")
    whole = own_copy.own_data

    def broken(actor: Any, **more: Any) -> dict[str, Any]:
        if actor.id == case.client_ids[0]:
            raise OSError
        return whole(actor, **more)

    monkeypatch.setattr(own_copy, "own_data", broken)
    with pytest.raises(RuntimeError, match="OSError"):
        make()
    monkeypatch.setattr(own_copy, "own_data", whole)
    assert make() == 1


def test_nobody_but_the_client_reads_or_keeps_a_copy(case: CaseWorld) -> None:
    with acting(case.client()) as actor:
        own_copy.ask_copy(actor=actor, language="nl")
    with pytest.raises(ProgrammingError, match="permission denied"), acting(JOB):
        OwnCopy.objects.exists()
    for who in (case.worker, case.world.case(names=(("Jan", "Smit"),)).client()):
        with acting(who):
            assert not OwnCopy.objects.exists()
