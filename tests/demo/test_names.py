"""Names: made up, mixed, and telling people apart."""

from __future__ import annotations

from random import Random

import pytest

from alliantie.demo.cast import ORGANISATIONS
from alliantie.demo.names import ORIGINS, Name, Names
from alliantie.demo.plots import PLOTS

# Too long for the narrow picture, whose lanes begin with a given name.
LONGEST = 9
WELL_KNOWN = {
    "ahmed aboutaleb", "ali bouali", "anouk teeuwe", "bart de wever", "bart somers", "bilal wahib", "cem özdemir",
    "dirk kuyt", "elif şafak", "geert wilders", "glenn helder", "hakan çalhanoğlu", "hakan şükür", "hamza choudhury",
    "khaled hosseini", "kim clijsters", "lotte kopecky", "murat aydemir", "niels bohr", "onur bulut", "petra de sutter",
    "piotr zieliński", "sjoerd pleijsier", "sofie merckx", "stijn baert", "stijn streuvels", "younes belhanda",
}  # fmt: skip


def cast() -> set[Name]:
    workers = {name for each in ORGANISATIONS for name in (*each.workers, each.leader, each.manager, each.guard)}
    clients = {member.name for plots in PLOTS.values() for plot in plots for member in plot.members if member.name}
    return workers | clients


def every_name() -> set[Name]:
    return cast() | {
        Name(given, family) for givens, families in ORIGINS.values() for given in givens for family in families
    }


def test_no_name_is_that_of_someone_well_known() -> None:
    assert not {f"{name.given} {name.family}".casefold() for name in every_name()} & WELL_KNOWN


def test_every_given_name_fits_the_narrow_picture() -> None:
    assert {name.given for name in every_name() if len(name.given) > LONGEST} == set()


@pytest.mark.parametrize("origin", ORIGINS)
def test_drawing_never_repeats_a_given_name_nor_takes_one_that_is_known(origin: str) -> None:
    known = ORIGINS[origin][0][0]
    used: set[Name] = set()
    names = Names(Random(1), frozenset({known}), used)
    drawn = [names.draw(origin) for _each in ORIGINS[origin][0][1:]]
    assert len({name.given for name in drawn}) == len(drawn)
    assert known not in {name.given for name in drawn}
    assert used == set(drawn)
    with pytest.raises(ValueError, match="names left"):
        names.draw(origin)


def test_a_child_can_bear_a_given_family_name() -> None:
    assert Names(Random(1), frozenset(), set()).draw("polish", "Jodełka").family == "Jodełka"


def test_nobody_of_another_practice_bears_the_same_whole_name() -> None:
    used: set[Name] = set()
    for practice in range(8):
        before = set(used)
        name = Names(Random(practice), frozenset(), used).draw("antillean")
        assert name not in before
