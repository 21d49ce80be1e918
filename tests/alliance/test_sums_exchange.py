"""Sums go from organisation to organisation, and whoever holds every file and figure finds no pair and no other one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from alliantie.access.identity import acting
from alliantie.alliance import averages
from alliantie.alliance.sums_exchange import Taken, sums_file, take_in, together
from alliantie.alliance.sums_file import SumsFile, read, written
from alliantie.cli import sums as command
from alliantie.cli.commands import run
from alliantie.instruments import invariance
from alliantie.instruments.invariance import Result
from alliantie.statistics.cells import Cell, cell_of
from tests.alliance.pictures import LINE, wavering
from tests.alliance.test_averages import add, taking_part
from tests.alliance.test_sums_file import scores
from tests.insight.teams import manager, team_of
from tests.support.at_once import at_once
from tests.worlds import worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ON = date(2026, 11, 23)


def text(number: int, pairs: Sequence[tuple[int, int]]) -> str:
    """The file of an organisation that has these pairs of trust."""
    made = written(UUID(int=number), f"Organisatie {number}", ON, {(LINE, "trust"): cell_of(pairs)})
    assert made is not None
    return made


def file(number: int, pairs: Sequence[tuple[int, int]]) -> tuple[str, SumsFile]:
    found, problems = read(text(number, pairs).encode(), f"{number}.json")
    assert problems == []
    assert found is not None
    return f"{number}.json", found


def of(*numbers: int, pairs: int = 40) -> list[tuple[str, SumsFile]]:
    return [file(number, scores(pairs, number)) for number in numbers]


def told() -> tuple[int, Cell] | None:
    """Of how many organisations the figure of all together is, and its sums."""
    found = together()
    return (found[0].organisations, found[0].cell) if found else None


def reasons(taken: Taken) -> list[str]:
    return [str(each) for each in taken.problems]


def test_a_hundred_files_put_together_say_what_all_their_pairs_say() -> None:
    files = of(*range(1, 101))
    assert take_in(files).told == 1
    everybody = [pair for number in range(1, 101) for pair in scores(40, number)]
    assert told() == (100, cell_of(everybody))


def test_the_same_file_again_changes_nothing() -> None:
    first = take_in(of(1, 2, 3, 4, 5, 6))
    assert (len(first.new), first.same, first.told) == (6, [], 1)
    before = told()
    again = take_in(of(1, 2, 3, 4, 5, 6))
    assert (again.new, len(again.same), again.told) == ([], 6, 0)
    assert told() == before


def test_two_files_in_a_row_are_the_same_until_ten_pairs_or_more_were_added_up() -> None:
    world = taking_part(4)
    add(world, wavering(30))
    averages.take_in()
    first = sums_file(world.organisation, ON)
    add(world, wavering(9, seed=2))
    averages.take_in()
    assert sums_file(world.organisation, ON) == first
    add(world, wavering(15, seed=3))
    averages.take_in()
    second = sums_file(world.organisation, ON)
    assert first is not None
    assert second is not None
    (old, _), (new, _) = (read(each.encode(), "x") for each in (first, second))
    assert old is not None
    assert new is not None
    assert {new.cells()[place].n - cell.n for place, cell in old.cells().items()} == {20}


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        # One pair more, one instead of another, fewer, and one that stands for ten.
        ([*scores(40, 1)[1:], (75, 285)], "other sums of as many pairs: who has both could subtract them"),
        (scores(30, 1), "there were 40 pairs before: who has both could subtract them"),
        ([*scores(40, 1), *[(300, 60)] * 10], "no sum of 10 pairs: all scores of the client are equal"),
        ([*scores(40, 2), *scores(10, 3)], "what came since is no sum of 10 pairs"),
    ],
    ids=["swapped", "fewer", "equal", "another"],
)  # fmt: skip
def test_a_state_that_could_be_subtracted_from_the_one_before_is_refused(
    later: list[tuple[int, int]], reason: str
) -> None:
    take_in(of(1, 2, 3, 4, 5, 6))
    before = told()
    taken = take_in([file(1, later), *of(7)])
    assert reason in reasons(taken)[0]
    assert reasons(taken)[0].startswith("1.json: lines[0].cells[0]: ")
    assert (told(), take_in(of(7)).new) == (before, ["Organisatie 7"])


def test_a_scale_that_went_away_and_two_files_of_one_organisation_are_refused_together() -> None:
    both = written(
        UUID(int=1), "Een", ON, {(LINE, "trust"): cell_of(scores(40, 1)), (LINE, "bond"): cell_of(scores(40, 9))}
    )
    assert both is not None
    found, _none = read(both.encode(), "both.json")
    assert found is not None
    take_in([("both.json", found)])
    assert reasons(take_in([*of(1), ("both.json", found)])) == [
        f"1.json: lines: {LINE}/bond: there were 40 pairs before: who has both could subtract them",
        "both.json: organisation.id: is that of 1.json too: give one of them",
    ]


def test_five_organisations_say_nothing_together_and_six_do() -> None:
    assert take_in(of(1, 2, 3, 4, 5)).told == 0
    assert told() is None
    assert take_in(of(6)).told == 1
    assert told() == (6, cell_of(pair for number in range(1, 7) for pair in scores(40, number)))


def test_all_less_ones_own_and_two_looks_in_a_row_never_leave_one_organisation() -> None:
    take_in(of(1, 2, 3, 4, 5, 6))
    first = told()
    assert first is not None
    # Each newcomer alone would be the difference of two looks.
    for number in (7, 8, 9):
        assert take_in(of(number)).told == 0
        assert told() == first
    assert take_in(of(10)).told == 1
    second = told()
    assert second is not None
    new = [cell_of(scores(40, number)) for number in range(1, 11)]
    change = second[1] - first[1]
    for mine in new:
        for derived in (first[1] - mine, second[1] - mine, change, change - mine):
            assert derived not in new
    # The more who was there before goes on does not show until three others did as well.
    assert take_in([file(1, [*scores(40, 1), *scores(10, 77)])]).told == 0
    assert told() == second


def test_a_large_organisation_is_not_most_of_what_is_told() -> None:
    assert take_in([*of(1, 2, 3, 4, 5), *of(6, pairs=300)]).told == 0
    assert told() is None
    assert take_in(of(7, 8, pairs=200)).told == 1


def test_a_dry_run_and_a_file_that_is_wrong_write_nothing() -> None:
    assert take_in(of(1, 2, 3, 4, 5, 6), dry_run=True).told == 1
    assert told() is None
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM secrets.sum_given) + (SELECT count(*) FROM secrets.sum_source)")
        assert cursor.fetchone() == (0,)


def test_two_imports_at_once_count_each_organisation_once() -> None:
    files = of(1, 2, 3, 4, 5, 6)
    assert sorted(at_once(lambda: len(take_in(files).new), lambda: len(take_in(files).new)), key=str) == [0, 6]
    assert told() == (6, cell_of(pair for number in range(1, 7) for pair in scores(40, number)))


def test_who_manages_reads_the_own_sums_and_those_of_all_and_no_other_organisation() -> None:
    world = taking_part(3)
    add(world, wavering(30))
    averages.take_in()
    take_in(of(1, 2, 3, 4, 5, 6))
    for organisation, own in ((world, True), (team_of(1, "Elders"), False)):
        with acting(worker_actor(manager(organisation))) as actor:
            found = averages.sums(actor)
        assert any(each.own for each in found) is own
        assert [(each.organisations, each.cell.n) for each in found if not each.own] == [(6, 240)]


def put(folder: Path, *numbers: int) -> list[str]:
    paths = []
    for number in numbers:
        path = folder / f"{number}.json"
        path.write_text(text(number, scores(40, number)))
        paths.append(str(path))
    return paths


def test_the_command_puts_files_together_without_a_database_and_the_roles_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["sums", *put(tmp_path, 1, 2), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["together"]
    client = [x / 60 for number in (1, 2) for x, _y in scores(40, number)]
    assert (row["n"], row["organisations"], row["scale"]) == (80, 2, "trust")
    assert row["client"]["mean"] == pytest.approx(sum(client) / 80)
    # How far the roles lie apart is told only once it was shown that the questions mean the same to both.
    assert set(row["alike"]) == {"n", "pearson", "intervals"}
    assert set(row["alike"]["intervals"]) == {"pearson"}
    shown = Result("own", "1", "probation", 16, "standard", "roles", 200, "scalar", ON)
    monkeypatch.setattr(invariance, "results", lambda: (shown,))
    assert run(["sums", *put(tmp_path, 1, 2), "--json"]) == 0
    assert "mean_difference" in json.loads(capsys.readouterr().out)["together"][0]["alike"]
    assert run(["sums", *put(tmp_path, 1, 2)]) == 0
    told = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in told] == ["client", "professional"]
    assert not any("client" in line and "professional" in line for line in told)
    assert run(["sums", *put(tmp_path, 1), *put(tmp_path, 1)]) == 1
    assert "organisation.id" in capsys.readouterr().err


def test_the_command_takes_in_all_files_or_none_and_tells_everything_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "inside", lambda carry_out: carry_out)
    paths = put(tmp_path, 1, 2, 3, 4, 5, 6)
    for number in (1, 2):
        changed = json.loads(Path(paths[number]).read_text())
        changed["lines"][0]["cells"][0]["n"] += 1
        Path(paths[number]).write_text(json.dumps(changed))
    assert run(["import", "sums", *paths, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [(each["file"], each["field"]) for each in answer["problems"]] == [
        (paths[1], "lines[0].cells[0].n"), (paths[2], "lines[0].cells[0].n"),
    ]  # fmt: skip
    assert answer["written"] is False
    assert run(["import", "sums", *put(tmp_path, 1, 2, 3, 4, 5, 6), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] is True
    assert run(["sums", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["together"][0]["organisations"] == 6
