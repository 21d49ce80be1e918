"""What is due in a case is kept with it, and follows what is recorded within the same transaction."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connections, transaction

from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.access.policies import Denied
from alliantie.cases import operations, queries
from alliantie.cases.edition import edition, edition_of
from alliantie.cases.models import Case, Duty, Fact, Reckoning
from alliantie.cases.operations import duties
from alliantie.cases.operations.duties import NotReckonedError, reckon, reckon_behind
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def norms_of(case_id: UUID) -> set[str]:
    return set(Duty.objects.using("owner").filter(case_id=case_id).values_list("norm_id", flat=True))


def record(here: CaseWorld, kind: str, on: date | None = None, **more: object) -> UUID:
    with acting(here.worker) as actor:
        return operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=here.world.area.id,
            case_id=here.case_id,
            kind=kind,
            on=on or clock.today(),
            client_id=here.client_ids[0],
            **more,  # type: ignore[arg-type]
        )


def test_what_is_recorded_makes_due_what_follows_from_it(here: CaseWorld) -> None:
    before = norms_of(here.case_id)
    record(here, "registered", values={"crisis": True})
    assert "intake-in-crisis" in norms_of(here.case_id) - before
    record(here, "contact", talk_id="intake")
    assert "intake-in-crisis" not in norms_of(here.case_id)


def test_what_is_taken_back_makes_nothing_due(here: CaseWorld) -> None:
    before = norms_of(here.case_id)
    fact_id = record(here, "registered", values={"crisis": True})
    assert norms_of(here.case_id) != before
    with acting(here.worker) as actor:
        operations.take_back_fact(actor=actor, now=clock.now(), fact_id=fact_id)
    assert norms_of(here.case_id) == before


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("no-such-fact", {}),
        ("registered", {"crisis": "yes"}),
        ("registered", {"colour": "red"}),
        ("term_set", {"norm": "intake-in-crisis"}),
        ("decision_taken", {"decision": "send-him-away"}),
    ],
)
def test_a_fact_the_practice_does_not_know_is_refused_and_nothing_is_kept(
    here: CaseWorld, kind: str, values: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        record(here, kind, values=values)
    assert not Fact.objects.using("owner").filter(case_id=here.case_id).exclude(kind="case_opened").exists()


def test_one_visit_counts_for_each_person_who_was_there() -> None:
    family = World.make().case(
        "nl-save-protection", (("Sam", "de Wit"), ("Ank", "de Wit")), roles=("young_person", "parent")
    )
    together = UUID(int=7)
    with acting(family.worker) as actor:
        operations.record_facts(
            actor=actor,
            now=clock.now(),
            facts=[
                operations.NewFact(
                    area_id=family.world.area.id,
                    case_id=family.case_id,
                    kind="contact",
                    on=clock.today(),
                    talk_id=queries.practice_of(queries.get_case(actor, family.case_id)).talks[0].id,
                    client_id=client_id,
                    together=together,
                    text=f"voor {number}",
                )
                for number, client_id in enumerate(family.client_ids)
            ],
        )
        read = reckon(actor=actor, today=clock.today(), case_ids=[family.case_id])
    (contact,) = (fact for fact in read[family.case_id][1].facts if fact.kind == "contact")
    assert contact.present == {str(client_id) for client_id in family.client_ids} | {"worker"}
    # Each reads what was written for that person, and nothing of the other.
    for index in (0, 1):
        with acting(family.client(index)) as actor:
            texts = set(Fact.objects.visible_to(actor).filter(kind="contact").values_list("text", flat=True))
        assert texts == {f"voor {index}"}


def test_the_night_reckons_every_case_once_a_day(here: CaseWorld) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert reckon_behind(today=clock.today()) == 0
    Duty.objects.using("owner").filter(case_id=here.case_id).delete()
    assert reckon_behind(today=tomorrow) >= 1
    assert reckon_behind(today=tomorrow) == 0
    assert Reckoning.objects.using("owner").get(case_id=here.case_id).on == tomorrow


def test_an_upgrade_renews_what_older_rules_had_kept_on_the_same_day_and_once(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(here, "registered", values={"crisis": True})
    kept = Duty.objects.using("owner").filter(case_id=here.case_id).order_by("key").values_list("key", "due")
    right = list(kept)
    a_day_late = clock.today() + timedelta(days=400)
    Duty.objects.using("owner").filter(case_id=here.case_id).update(due=a_day_late, told={})
    assert reckon_behind(today=clock.today()) == 0
    assert {due for _key, due in kept.all()} == {a_day_late}
    monkeypatch.setattr(duties, "edition", lambda: "the next release")
    assert (reckon_behind(today=clock.today()), reckon_behind(today=clock.today())) == (1, 0)
    assert list(kept.all()) == right != []


def test_what_older_rules_kept_before_editions_were_noted_is_renewed_too(here: CaseWorld) -> None:
    Reckoning.objects.using("owner").filter(case_id=here.case_id).update(edition="")
    assert (reckon_behind(today=clock.today()), reckon_behind(today=clock.today())) == (1, 0)


def test_another_word_in_any_file_of_the_rules_is_another_edition(tmp_path: Path) -> None:
    files = [tmp_path / "reading.py", tmp_path / "2026-1.yaml"]
    for each in files:
        each.write_text("one")
    before = edition_of(files)
    assert edition_of(reversed(files)) == before
    files[1].write_text("two")
    assert edition_of(files) != before
    assert edition() == edition() != before


def test_many_cases_are_reckoned_by_several_processes_with_the_same_outcome(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [here.world.case("nl-probation"), here.world.case("nl-save-protection")]
    kept = Duty.objects.using("owner").order_by("case_id", "key").values_list("case_id", "key", "told")
    alone = list(kept)
    Duty.objects.using("owner").all().delete()
    Reckoning.objects.using("owner").all().delete()
    monkeypatch.setattr(duties, "_ALONE", 0)
    monkeypatch.setattr(duties, "BATCH", 1)
    assert reckon_behind(today=clock.today()) == 1 + len(others)
    assert list(kept) == alone != []


@pytest.mark.parametrize("alone", [10, 0])
def test_a_case_that_cannot_be_read_holds_up_no_other_and_is_named_in_the_log(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, alone: int
) -> None:
    fine = [here.world.case("nl-probation").case_id for _number in range(4)]
    Case.objects.using("owner").filter(id=here.case_id).update(practice_version="1999-1")
    Reckoning.objects.using("owner").all().delete()
    monkeypatch.setattr(duties, "_ALONE", alone)
    with pytest.raises(NotReckonedError, match="1 of 5 cases"):
        reckon_behind(today=clock.today())
    assert set(Reckoning.objects.using("owner").values_list("case_id", flat=True)) == set(fine)
    assert [record.levelname for record in caplog.records if str(here.case_id) in record.getMessage()] == ["ERROR"]


def test_only_workers_of_a_case_see_what_is_due_there_and_nobody_writes_it_freely(here: CaseWorld) -> None:
    record(here, "registered", values={"crisis": True})
    assert norms_of(here.case_id)
    stranger = World.make("Ver").worker()
    with pytest.raises(ProgrammingError, match="permission denied"), acting(JOB):
        Duty.objects.visible_to(JOB).exists()
    for other in (stranger, here.client()):
        with acting(other) as actor:
            assert not Duty.objects.visible_to(actor).exists()
    for other in (stranger, here.client()):
        with acting(other) as actor, pytest.raises(Denied):
            reckon(actor=actor, today=clock.today(), case_ids=[here.case_id])
    with acting(here.worker) as actor:
        assert Duty.objects.visible_to(actor).exists()
        for statement in (
            "DELETE FROM cases_duty",
            "UPDATE cases_duty SET due = now()",
            "DELETE FROM cases_reckoning",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connections["default"].cursor() as cursor,
            ):
                cursor.execute(statement)


def test_two_who_record_at_the_same_time_lose_nothing_of_what_is_due(here: CaseWorld) -> None:
    def run(kind: str, values: dict[str, object]) -> None:
        try:
            record(here, kind, values=values)
        finally:
            connections.close_all()

    said: tuple[tuple[str, dict[str, object]], ...] = (("registered", {"crisis": True}), ("statements-agreed", {}))
    threads = [threading.Thread(target=run, args=each) for each in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {"intake-in-crisis", "look-at-statements"} <= norms_of(here.case_id)


def test_a_batch_that_fails_stops_no_other(here: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    here.world.case("nl-probation")
    here.world.case("nl-probation")
    Reckoning.objects.using("owner").all().delete()
    monkeypatch.setattr(duties, "BATCH", 1)
    real, tried = duties.reckon, []

    def first_fails(**asked: Any) -> object:
        tried.append(asked)
        if len(tried) == 1:
            raise RuntimeError("broken")
        return real(**asked)

    monkeypatch.setattr(duties, "reckon", first_fails)
    with pytest.raises(RuntimeError):
        reckon_behind(today=clock.today())
    assert Reckoning.objects.using("owner").count() == 2
