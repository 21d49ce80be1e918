"""Two years of every sum that is told, read month by month by who also knows all of the own: nobody is found in it.

Averages, the alliance beside endings, and how much scores waver go by the same batches. What is attacked here is more
than anybody reads: exact sums, each month, of each organisation and of all together, with each way of ending apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import numpy as np
import pytest

from alliantie.statistics.cells import LEAST, Cell, batch, may_tell

MONTHS = 24
WAYS = ("completed", "positive", "negative")
Told = frozenset[int]


@dataclass
class Server:
    """Organisations whose workers come and go; people as numbers, with their organisation, worker, way and score."""

    chance: Random
    of_worker: dict[int, int] = field(default_factory=dict)
    organisation: dict[int, int] = field(default_factory=dict)
    way: dict[int, str] = field(default_factory=dict)
    score: dict[int, tuple[int, int]] = field(default_factory=dict)
    waiting: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[tuple[int, str], frozenset[int]] = field(default_factory=lambda: defaultdict(frozenset))

    def month(self, workers: Mapping[int, Iterable[int]], per_worker: int) -> None:
        """New people with each worker; then the job takes in what it may, of each organisation and way apart."""
        for organisation, several in workers.items():
            for worker in several:
                for _new in range(self.chance.randint(0, per_worker)):
                    person = len(self.of_worker)
                    self.of_worker[person], self.organisation[person] = worker, organisation
                    self.way[person] = self.chance.choice(WAYS)
                    self.score[person] = (15 * self.chance.randint(4, 20), 15 * self.chance.randint(4, 20))
                    self.waiting[organisation, self.way[person]].append(person)
        for key, people in self.waiting.items():
            places = batch([self.of_worker[each] for each in people], [self.score[each] for each in people])
            self.counted[key] |= {people[place] for place in places}
            self.waiting[key] = [each for place, each in enumerate(people) if place not in set(places)]


def changing(chance: Random, teams: dict[int, list[int]], newest: int) -> int:
    """A worker leaves here and another begins there, as happens; the number of the newest worker."""
    for several in teams.values():
        if len(several) > 3 and chance.random() < 0.1:
            several.pop(chance.randrange(len(several)))
        if chance.random() < 0.12:
            newest += 1
            several.append(newest)
    return newest


def two_years(seed: int, organisations: int = 8) -> tuple[Server, list[Told], list[Told]]:
    """The server after two years; and what was told of single organisations, and of all together, month by month."""
    chance = Random(seed)
    server, newest = Server(chance), 5 * organisations
    teams = {at: list(range(5 * at, 5 * at + chance.randint(3, 5))) for at in range(organisations)}
    single: list[Told] = []
    whole: dict[str, dict[int, frozenset[int]]] = {way: {} for way in WAYS}
    together: list[Told] = []
    for _month in range(MONTHS):
        newest = changing(chance, teams, newest)
        server.month(teams, per_worker=6)
        single += [people for people in server.counted.values() if len(people) >= LEAST]
        for way in WAYS:
            now = {at: people for (at, of), people in server.counted.items() if of == way and len(people) >= LEAST}
            if may_tell(cells(whole[way]), cells(now)):
                whole[way] = now
            together.append(frozenset().union(*whole[way].values()))
    return server, single, [each for each in together if each]


def cells(of: Mapping[int, frozenset[int]]) -> dict[int, Cell]:
    return {at: Cell(len(people), 0, 0, 0, 0, 0) for at, people in of.items()}


def spanned(told: Iterable[Told], known: Iterable[int], people: int) -> np.ndarray:
    """An orthonormal basis of everything that follows by adding and subtracting what is told and what is known."""
    known = set(known)
    rows = np.zeros((0, people))
    for each in {frozenset(people - known) for people in told} - {frozenset()}:
        row = np.zeros((1, people))
        row[0, list(each)] = 1
        rows = np.concatenate([rows, row])
    _left, sizes, basis = np.linalg.svd(rows, full_matrices=False)
    kept: np.ndarray = basis[sizes > 1e-9 * max(sizes, default=1.0)]
    return kept


@pytest.fixture(scope="module", params=(1, 2))
def read(request: pytest.FixtureRequest) -> tuple[Server, list[Told], list[Told]]:
    return two_years(request.param)


def test_there_is_something_to_attack(read: tuple[Server, list[Told], list[Told]]) -> None:
    _server, single, together = read
    assert len(set(single)) > 30
    assert len(set(together)) > 3


def test_no_sum_of_two_years_gives_a_person_or_all_of_one_colleague_to_a_worker_who_takes_the_own_off(
    read: tuple[Server, list[Told], list[Told]],
) -> None:
    server, single, together = read
    people = len(server.of_worker)
    attackers = server.chance.sample(sorted(set(server.of_worker.values())), 8)
    for attacker in (None, *attackers):
        own = [person for person, worker in server.of_worker.items() if worker == attacker]
        basis = spanned([*single, *together], own, people)
        # A person follows where the basis holds that person alone: then their weight in it is 1.
        assert (basis**2).sum(axis=0).max() < 0.999
        for worker in set(server.of_worker.values()) - {attacker}:
            theirs = np.array([float(server.of_worker[person] == worker) for person in range(people)])
            # All of one colleague, and those of each way of ending.
            for of in (theirs, *(theirs * [server.way[each] == way for each in range(people)] for way in WAYS)):
                if of.any():
                    assert of.sum() - ((basis @ of) ** 2).sum() > 0.01


def test_the_difference_of_any_two_months_less_the_own_is_of_ten_or_more_of_whom_no_colleague_has_more_than_half(
    read: tuple[Server, list[Told], list[Told]],
) -> None:
    server, single, _together = read
    compared = 0
    by_key: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for told in dict.fromkeys(single):
        one = min(told)
        by_key[server.organisation[one], server.way[one]].append(told)
    for states in by_key.values():
        for earlier, later in combinations([frozenset(), *states], 2):
            sizes = Counter(server.of_worker[person] for person in later - earlier)
            for attacker in {None, *sizes}:
                rest = {worker: many for worker, many in sizes.items() if worker != attacker}
                assert sum(rest.values()) >= 10
                assert 2 * max(rest.values()) <= sum(rest.values())
                compared += 1
    assert compared > 200


def test_what_the_figure_of_all_changed_by_less_ones_own_organisation_is_mostly_of_no_other(
    read: tuple[Server, list[Told], list[Told]],
) -> None:
    server, _single, together = read
    by_way: dict[str, list[Told]] = defaultdict(list)
    for told in dict.fromkeys(together):
        by_way[server.way[min(told)]].append(told)
    for states in by_way.values():
        for earlier, later in combinations([frozenset(), *states], 2):
            sizes = Counter(server.organisation[person] for person in later - earlier)
            for own in {None, *sizes}:
                rest = [many for organisation, many in sizes.items() if organisation != own]
                assert len(rest) >= 3
                assert 2 * max(rest) <= sum(rest)


def test_the_attack_finds_a_person_and_a_colleague_where_the_batches_are_not_kept_to() -> None:
    """Else it would prove nothing: told each month as it comes, one newcomer is a difference, and so is a colleague."""
    basis = spanned([frozenset(range(30)), frozenset(range(31))], [], 31)
    assert (basis**2).sum(axis=0).max() > 0.999
    basis = spanned([frozenset(range(30))], range(20), 30)
    colleague = np.array([float(person >= 20) for person in range(30)])
    assert colleague.sum() - ((basis @ colleague) ** 2).sum() < 1e-9
