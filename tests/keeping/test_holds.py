"""A legal hold is not ended by whoever wants the case deleted, and its reason is for the one it is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.keeping import operations as keeping
from alliantie.keeping.jobs import erase_approved
from alliantie.keeping.models import Hold, Item
from alliantie.people.models import Office
from tests.keeping.ways import ended, hold, keeper, later, owner, proposed
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


def _end(actor: Actor, until: date | None = None, why: str = "Klacht is af") -> None:
    with acting(actor):
        (one,) = owner("SELECT id FROM keeping_hold WHERE ended_at IS NULL")[0]
        keeping.change_hold(actor=actor, hold_id=one, until=until, why=why)


def test_who_proposed_or_approved_a_deletion_does_not_end_or_shorten_a_hold_on_it_and_ending_asks_why() -> None:
    case = ended(World.make().case())
    one, other, guard = keeper(case.world, Office.Kind.MANAGES), keeper(case.world), keeper(case.world)
    with later():
        keeping.list_due()
        batch_id = proposed(one, [case.case_id])
        with acting(other):
            keeping.approve(actor=other, batch_id=batch_id)
        assert hold(guard, name="Noor Yilmaz", born_on=date(1990, 5, 4))
        for actor in (one, other):
            for until in (None, clock.today()):
                with pytest.raises(Denied):
                    _end(actor, until)
            # To let it last longer is anybody's.
            _end(actor, clock.today() + timedelta(days=60), why="")
        for until in (None, clock.today()):
            with pytest.raises(NotNow):
                _end(guard, until, why=" ")
        _end(guard)
        assert owner("SELECT less_by, less_why, ended_by FROM keeping_hold") == [(guard.me, "Klacht is af", guard.me)]


@pytest.mark.parametrize("days", [None, 0])
def test_what_was_held_and_let_go_after_the_proposal_is_proposed_anew_and_the_tombstone_tells_of_it(
    days: int | None,
) -> None:
    case = ended(World.make().case())
    one, other, guard = (keeper(case.world) for _time in range(3))
    with later():
        keeping.list_due()
        batch_id = proposed(one, [case.case_id])
        with acting(other):
            keeping.approve(actor=other, batch_id=batch_id)
        assert hold(guard, case_id=case.case_id)
        _end(guard, None if days is None else clock.today())
        with later(0, hours=49):
            assert keeping.carry_out() == 0
            assert owner("SELECT state FROM keeping_item") == [(Item.State.CHANGED,)]
            keeping.list_due()
            batch_id = proposed(one, [case.case_id])
            with acting(other):
                keeping.approve(actor=other, batch_id=batch_id)
            with later(0, hours=25):
                assert keeping.carry_out() == 1
    assert not Hold.objects.using("owner").exists()
    ((told,),) = owner("SELECT holds FROM keeping_tombstone")
    assert [(each["set_by"], each["less_by"], each["ended_by"]) for each in json.loads(told)] == [
        (str(guard.me), str(guard.me), str(guard.me) if days is None else None)
    ]
    assert "Klacht" not in str(told)


def test_of_a_family_each_reads_why_only_of_a_hold_on_themselves_also_by_raw_sql() -> None:
    world = World.make()
    family = world.case("nl-save-protection", names=(("Kim", "Wit"), ("Ali", "Wit")), roles=("young_person", "parent"))
    guard = keeper(world)
    assert hold(guard, case_id=family.case_id, reason="Aangifte van Kim")
    assert hold(guard, name="Kim Wit", born_on=date(1990, 5, 4), reason="Klacht van Kim")
    read = {}
    for index, client_id in enumerate(family.client_ids):
        with acting(family.client(index)), connection.cursor() as cursor:
            cursor.execute("SELECT reason FROM keeping_hold")
            reasons = [reason for (reason,) in cursor.fetchall()]
            cursor.execute("SELECT * FROM access.holds_told()")
            read[client_id] = (reasons, cursor.fetchall())
    told = [(family.case_id, clock.today() + timedelta(days=30))]
    assert read == {family.client_ids[0]: (["Klacht van Kim"], told), family.client_ids[1]: ([], told)}


def test_only_who_guards_privacy_holds_by_name_and_each_such_question_leaves_a_line_and_counts() -> None:
    case = World.make().case()
    manager, guard = keeper(case.world, Office.Kind.MANAGES), keeper(case.world)
    somebody, nobody = ({"name": name, "born_on": date(1990, 5, 4)} for name in ("Noor Yilmaz", "Niemand Hier"))
    for asked in (somebody, nobody):
        with pytest.raises(Denied):
            hold(manager, **asked)
    assert hold(manager, case_id=case.case_id)
    assert hold(guard, **somebody)
    assert not hold(guard, **nobody)
    lines = "SELECT asked_by, found FROM access_matching ORDER BY at"
    assert owner(lines) == [(guard.me, True), (guard.me, False)]
    owner(
        "INSERT INTO access_matching (area_id, asked_by, question_hash, found, at)"
        " SELECT area_id, asked_by, question_hash, found, at FROM access_matching, generate_series(1, 9)"
    )
    with pytest.raises(keeping.TooOftenError):
        hold(guard, **somebody)
    # By its number it tells nothing that was not known.
    assert hold(guard, case_id=case.case_id)


def test_a_fault_in_one_of_the_jobs_of_keeping_holds_up_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def step(name: str) -> Callable[[], int]:
        def run() -> int:
            tried.append(name)
            if name == "end_numbers":
                raise RuntimeError("no")
            return 1

        return run

    for name in ("carry_out", "end_numbers", "forget"):
        monkeypatch.setattr(keeping, name, step(name))
    with pytest.raises(ExceptionGroup) as told:
        erase_approved(0)
    assert [type(each) for each in told.value.exceptions] == [RuntimeError]
    assert tried == ["carry_out", "end_numbers", "forget"]
