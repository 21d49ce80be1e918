"""A case as data for another system: all that the worker sees of it, as described, and nothing of the rounds."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import cli, clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.cases.models import Account as Told
from alliantie.cases.models import Fact
from alliantie.cases.operations import record_fact
from alliantie.cases.queries import get_case
from alliantie.exports.form import FORMAT, LEFT_OUT, LISTS, VERSION, json_schema
from alliantie.money import operations as money
from alliantie.money.models import Claim
from alliantie.money.models.claim import By
from alliantie.people import administration
from alliantie.practices import library
from tests.exports.schema import faults
from tests.imports.files import owner
from tests.worklist.browse import as_client, as_worker, by_code, sign_in, turned_away
from tests.worlds import CaseWorld, World, agree_in, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SCHEMA = Path(__file__).parents[2] / "docs" / "export.schema.json"


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def address(case: CaseWorld) -> str:
    return reverse("case-export", kwargs={"case_id": case.case_id})


def fill(case: CaseWorld) -> None:
    """Something of most kinds."""
    agree_in(case, "Brief meenemen")
    plan_talk(case, clock.now() + timedelta(days=1))
    practice = library().latest("nl-debt-zeist")
    with acting(case.worker) as actor:
        now = clock.now()
        record_fact(
            actor=actor, now=now, area_id=case.world.area.id, case_id=case.case_id, kind="contact",
            on=clock.today(), talk_id=practice.talks[0].id, client_id=case.client_ids[0], values={"mode": "phone"},
            text="Noor belde zelf.",
        )  # fmt: skip
        here = get_case(actor, case.case_id)
        creditor = money.add_creditor(actor=actor, now=now, case=here, name="Energie & Co")
        said = money.Said(By.CLIENT, clock.today(), Decimal("1234.50"), document=money.NO_PAPER_YET)
        money.add_claim(
            actor=actor,
            now=now,
            case=here,
            claim=money.NewClaim(creditor, case.client_ids, Claim.Kind.ENERGY, said),
            token=uuid4(),
        )


def test_the_file_is_as_its_schema_says_with_all_that_happened(case: CaseWorld) -> None:
    fill(case)
    answer = as_worker(case).get(address(case))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'attachment; filename="zaak-{case.case_id}.json"'
    told = answer.json()
    assert list(faults(json.loads(SCHEMA.read_text()), told)) == []
    assert (told["format"], told["version"]) == (FORMAT, VERSION)
    assert [person["family_name"] for person in told["people"]] == ["Yilmaz"]
    assert [fact["text"] for fact in told["facts"] if fact["kind"] == "contact"] == ["Noor belde zelf."]
    assert [each["text"] for each in told["agreements"]] == ["Brief meenemen"]
    assert [each["amount"] for each in told["statements"]] == ["1234.50"]
    assert [each["name"] for each in told["creditors"]] == ["Energie & Co"]
    assert told["workers"] == [{"id": str(case.worker.me), "name": "Peter Jansen"}]


def test_the_schema_in_the_documentation_is_that_of_the_code() -> None:
    assert json.loads(SCHEMA.read_text()) == json_schema()


def test_every_table_of_a_case_is_in_the_file_or_left_out_for_a_reason() -> None:
    found = {
        name
        for (name,) in owner(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'case_id' AND table_schema = 'public'"
        )
    }
    known = {listed.table for listed in LISTS.values()} | set(LEFT_OUT) | {"cases_participant"}
    assert found - known == {name for name in found if name.startswith("alliance_")}
    assert not {listed.table for listed in LISTS.values() if listed.table.startswith("alliance_")}


def test_nothing_of_a_round_is_in_the_file() -> None:
    case = World.make().case()
    round_id = case.round()
    case.reveal(round_id)
    owner(
        'INSERT INTO cases_fact (id, area_id, case_id, kind, talk_id, "on", recorded_by, recorded_at, void)'
        " SELECT gen_random_uuid(), area_id, id, 'round_discussed', '', current_date, worker_id, now(), false"
        " FROM cases_case RETURNING 1"
    )
    text = as_worker(case).get(address(case)).content.decode()
    told = json.loads(text)
    assert str(round_id) not in text
    assert str(case.pair_ids[0]) not in text
    assert "round_discussed" not in text
    assert not [name for name in told if "round" in name or "pair" in name or "answer" in name]


def test_what_the_client_told_one_reader_is_in_no_file(case: CaseWorld) -> None:
    incident = uuid.uuid4()
    for readers in ("worker", "file"):
        incident = uuid.uuid4()
        owner(
            "INSERT INTO cases_incident (id, area_id, case_id, client_id, kind, \"on\", values, text, heard, state,"
            " recorded_by, recorded_at) VALUES (%s, %s, %s, %s, 'x', current_date, '{}', '', 'told', 'open', %s, now())"
            " RETURNING 1",
            incident, case.world.area.id, case.case_id, case.client_ids[0], case.worker.me,
        )  # fmt: skip
        Told.objects.using("owner").create(
            area_id=case.world.area.id,
            case_id=case.case_id,
            client_id=case.client_ids[0],
            incident_id=incident,
            text=f"Voor {readers}",
            readers=readers,
            told_to=case.worker.me,
            told_at=clock.now(),
        )
    told = as_worker(case).get(address(case)).json()
    assert [each["text"] for each in told["accounts"]] == ["Voor file"]


def test_making_the_file_stands_in_the_log_of_each_person() -> None:
    case = World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )
    as_worker(case).get(address(case))
    logged = Reading.objects.using("owner").filter(what="export", case_id=case.case_id)
    assert {each.client_id for each in logged} == set(case.client_ids)
    assert {each.reader_id for each in logged} == {case.worker.me}


def test_only_who_works_in_the_case_gets_the_file(case: CaseWorld) -> None:
    colleague, stranger = case.world.workers[1], World.make("Ander").workers[0]
    for browser in (Browser(), sign_in(colleague), sign_in(stranger), as_client(case)):
        answer = browser.get(address(case))
        assert turned_away(answer)
        assert b"Yilmaz" not in answer.content
    assert as_worker(case).post(address(case)).status_code == 405
    assert not Reading.objects.using("owner").filter(what="export").exists()


def test_a_code_for_one_round_opens_no_file() -> None:
    case = World.make().case()
    assert turned_away(by_code(case, case.round()).get(address(case)))


def test_the_command_gives_the_file_that_its_worker_sees_and_no_other(
    case: CaseWorld, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(case)
    administration.make_account(case.world.workers[0], "peter", "vier woorden", of_demo=True)
    administration.make_account(case.world.workers[1], "samira", "vier woorden", of_demo=True)
    path = tmp_path / "zaak.json"
    assert cli.main(["export", str(case.case_id), "--worker", "peter", "--to", str(path)]) == 0
    told = json.loads(path.read_text())
    assert list(faults(json_schema(), told)) == []
    assert Reading.objects.using("owner").filter(what="export", device="command").count() == 1
    assert cli.main(["export", str(case.case_id), "--worker", "samira"]) == 1
    assert "sees no such case" in capsys.readouterr().err
    assert cli.main(["export", str(case.case_id), "--worker", "niemand"]) == 1
    assert "no worker who signs in as niemand" in capsys.readouterr().err


def test_a_fact_that_was_taken_back_is_told_with_its_correction(case: CaseWorld) -> None:
    from alliantie.cases.operations.facts import take_back_fact

    fill(case)
    with acting(case.worker) as actor:
        fact = Fact.objects.visible_to(actor).get(kind="contact")
        take_back_fact(actor=actor, now=clock.now(), fact_id=fact.id)
    facts = as_worker(case).get(address(case)).json()["facts"]
    assert [(each["corrects_id"], each["void"]) for each in facts if each["kind"] == "contact" and each["void"]] == [
        (str(fact.id), True)
    ]
