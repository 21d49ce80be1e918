"""A citizen service number that comes in by a file is kept encrypted, by a law, of one person, and is told nowhere."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import transaction

from alliantie import cli
from alliantie.access.identity import acting
from alliantie.imports.writing import write
from alliantie.people import administration
from alliantie.people.citizen import KnownError, keep_number
from alliantie.people.models import CitizenNumber
from alliantie.people.numbers import opened, read_number
from tests.imports.files import Here, counts, here, owner
from tests.keeping.ways import where
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BSN, OTHER, NRN = "111222333", "123456782", "85073003328"
HEADER = "reference;given_name;family_name;born_on;citizen_number\n"
ONE = f"P1;Noor;Yılmaz;04-05-1990;{BSN}\n"
NO_NUMBER = "is no citizen service number: a digit is missing or mistyped"
NO_LAW = "cannot come in: no law is named (alliantie organisation citizen-number)"
HERE_ALREADY = "is somebody else's who is here already"


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    found = here(tmp_path, capsys)
    administration.name_number_ground(found.world.organisation, "Jeugdwet artikel 7.2.1")
    return found


def row(number: str, reference: str = "P2", name: str = "Amin") -> str:
    return f"{reference};{name};de Boer;2008-02-29;{number}\n"


def kept() -> list[str]:
    found = CitizenNumber.objects.using("owner").order_by("client__given_name")
    return [opened(settings.MASTER_KEY, each.kind, each.found_by, each.sealed).digits for each in found]


def test_a_number_comes_in_encrypted_for_its_own_person_and_stands_nowhere_as_it_is(place: Here) -> None:
    written = HEADER + row("85.07.30-033.28") + "P1;Noor;Yılmaz;04-05-1990;1112 22 333\nP3;Sem;Vos;2001-01-01;\n"
    status, told = place.run(people=written)
    assert (status, told["problems"], told["notes"]) == (0, [], [])
    assert kept() == [NRN, BSN]
    assert where(BSN) == where(NRN) == {}


def test_the_same_file_again_keeps_one_number_of_each_and_changes_none(place: Here) -> None:
    place.run(people=HEADER + ONE)
    before = counts()
    for again in (ONE, ONE.replace(BSN, "1112.22.333")):
        status, told = place.run(people=HEADER + again)
        assert (status, told["files"]["people"], told["notes"]) == (0, {"rows": 1, "new": 0}, [])
    status, told = place.run(people=HEADER + ONE.replace(BSN, OTHER))
    assert (status, [each["field"] for each in told["notes"]]) == (0, ["reference"])
    assert kept() == [BSN]
    assert counts() == before


@pytest.mark.parametrize(
    ("before", "file", "line", "reason"),
    [
        ("", ONE + row("123456783"), 3, NO_NUMBER),
        ("", ONE + row("85073003329"), 3, NO_NUMBER),
        ("", ONE + row("12345678x"), 3, NO_NUMBER),
        ("", ONE + row("1112.22.333"), 3, "stands on line 2 already"),
        (ONE, row(BSN), 2, HERE_ALREADY),
        # Of one who came in before without it, the file says that it is two people's.
        (ONE.replace(BSN, ""), row(OTHER) + ONE.replace(BSN, OTHER), 2, "stands on line 3 already"),
    ],
)
def test_a_number_that_cannot_be_or_is_somebody_elses_is_told_with_its_line_and_keeps_all_out(
    place: Here, before: str, file: str, line: int, reason: str
) -> None:
    assert before == "" or place.run(people=HEADER + before)[0] == 0
    there, numbers = counts(), kept()
    status, told = place.run(people=HEADER + file)
    assert (status, told["written"]) == (1, False)
    problems = [(Path(each["file"]).name, each["line"], each["field"], each["reason"]) for each in told["problems"]]
    assert problems == [("people.csv", line, "citizen_number", reason)]
    assert (counts(), kept()) == (there, numbers)


def test_without_a_law_no_number_comes_in_and_a_file_without_numbers_does(place: Here) -> None:
    place.run(people=HEADER + row(OTHER, "P9", "Bo"))
    administration.name_number_ground(place.world.organisation, "")
    before = counts()
    status, told = place.run(people=HEADER + ONE)
    assert (status, [(each["line"], each["field"], each["reason"]) for each in told["problems"]]) == (
        1,
        [(2, "citizen_number", NO_LAW)],
    )
    # What was kept went with the law.
    assert (counts(), kept()) == (before, [])
    assert place.run(people=HEADER + ONE.replace(BSN, ""))[0] == 0


def test_an_import_waits_for_who_ends_the_law_at_that_instant_and_writes_no_number(place: Here) -> None:
    ended = threading.Event()

    def end() -> None:
        with transaction.atomic(using="owner"):
            administration.name_number_ground(place.world.organisation, "")
            ended.set()
            time.sleep(0.5)

    def come_in() -> tuple[int, Any]:
        assert ended.wait(20)
        return place.run(people=HEADER + ONE)

    status, told = cast(tuple[int, Any], at_once(end, come_in)[1])
    assert (status, [each["reason"] for each in told["problems"]]) == (1, [NO_LAW])
    assert kept() == []


def test_each_organisation_keeps_the_number_of_the_same_person_by_its_own_law(
    place: Here, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = here(tmp_path, capsys, "Ander", "lien.jansen")
    administration.name_number_ground(other.world.organisation, "Wmo 2015 artikel 5.2.9")
    for one in (place, other):
        assert one.run(people=HEADER + ONE)[0] == 0
    assert kept() == [BSN, BSN]


def test_no_message_and_no_log_tells_a_number(place: Here, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "123456783"
    files = (
        HEADER + ONE + row(BSN),
        HEADER + ONE + row(wrong),
        HEADER + row(BSN) * 2,
        # A file without its first line, and one whose cells have shifted.
        ONE + row(wrong),
        HEADER.replace("citizen_number", BSN) + ONE,
        HEADER + ONE.replace("\n", f";{wrong}\n"),
    )
    organisation = ["--organisation", place.world.organisation.name]
    said = ""
    for file in files:
        path = str(place.file("people", file))
        for more in ([], ["--json"]):
            assert cli.main(["import", "--people", path, *organisation, *more]) == 1
        out = place.capsys.readouterr()
        said += out.out + out.err
    assert "people.csv:3: citizen_number: stands on line 2 already" in said
    assert "people.csv:1: header: names none of the columns" in said
    assert "people.csv:1: column 5: is no column of this file" in said
    assert "Yılmaz" not in said
    for number in (BSN, wrong):
        assert number not in said
        assert number not in caplog.text
    assert owner("SELECT count(*) FROM people_client") == [(0,)]


def test_a_worker_who_types_a_number_while_a_file_brings_it_reads_that_it_is_somebodys(
    place: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = place.world.case()
    typed: list[object] = []

    def by_hand() -> None:
        with acting(case.worker) as actor:
            keep_number(
                actor=actor, case_id=case.case_id, client_id=case.client_ids[0], number=read_number(BSN),
                secret=settings.MASTER_KEY,
            )  # fmt: skip

    meanwhile = threading.Thread(target=lambda: typed.extend(at_once(by_hand)))

    def slowly(*asked: Any, **named: Any) -> None:
        meanwhile.start()
        meanwhile.join(timeout=1)
        write(*asked, **named)

    monkeypatch.setattr("alliantie.imports.operations.write", slowly)
    assert place.run(people=HEADER + ONE)[0] == 0
    meanwhile.join(timeout=30)
    assert [type(each) for each in typed] == [KnownError]
    assert kept() == [BSN]
