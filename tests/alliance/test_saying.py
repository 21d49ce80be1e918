"""What a pair is told of a change: by how many rounds there are, by data of many pairs, never of friction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from uuid import UUID, uuid4

import pytest

from alliantie.alliance.retests import ROLES, Series, Spread
from alliantie.alliance.rules import SCALES, SHARED_SCALES, talking_points
from alliantie.alliance.saying import Said, lowered, said_of
from alliantie.alliance.trend import TrendRound
from alliantie.clock import today
from alliantie.instruments import library

PAIR = uuid4()
LINE = "own/1/probation/16/standard"
KNOWN = {LINE: {(role, scale): Spread(200, 0.4, 0.6) for role in ROLES for scale in SCALES}}


def a_round(client: float | None = 4, professional: float | None = 4, pair: UUID = PAIR, key: str = LINE) -> TrendRound:
    """A round with the same score of each characteristic; None of the client: nothing was shared."""

    def scores(value: float | None) -> dict[str, Fraction | None] | None:
        return None if value is None else {scale: Fraction(value) for scale in SCALES}

    form = key.rsplit("/", 1)[-1]
    return TrendRound(today(), pair, "Peter", form, library().latest("own"), key, scores(client), scores(professional))


def trust(rounds: list[TrendRound], role: str = "client") -> Said:
    return said_of(rounds, KNOWN)[role, "trust"]  # type: ignore[index]


def test_one_round_says_nothing_of_a_change_and_two_do() -> None:
    assert trust([a_round()]) == Said(1, None)
    after_two = trust([a_round(), a_round()])
    assert after_two.rounds == 2
    assert after_two.change is not None
    assert after_two.change.direction == 0


@pytest.mark.parametrize("before", [1, 3, 7, 8, 12])
def test_a_score_that_falls_far_probably_fell_after_any_number_of_rounds(before: int) -> None:
    steady = [a_round(4 + (place % 2) / 4) for place in range(before)]
    said = said_of([*steady, a_round(1)], KNOWN)
    assert lowered(said) == tuple(("client", scale) for scale in SHARED_SCALES)
    assert all(said["professional", scale].change is not None for scale in SHARED_SCALES)


def test_what_rises_is_different_but_no_alert() -> None:
    said = said_of([a_round(1), a_round(5)], KNOWN)
    change = said["client", "trust"].change
    assert change is not None
    assert change.direction == 1
    assert lowered(said) == ()


def test_after_eight_rounds_before_it_a_pair_that_wavers_more_is_told_less() -> None:
    wild = [a_round(1 if place % 2 else 5) for place in range(9)]
    change = trust([*wild, a_round(1)]).change
    assert change is not None
    assert change.direction == 0


def test_of_friction_nothing_is_ever_said() -> None:
    fallen = said_of([a_round(5, 5), a_round(1, 1)], KNOWN)
    assert {scale for _role, scale in fallen} == set(SHARED_SCALES)


@pytest.mark.parametrize(
    ("rounds", "why"),
    [
        ([a_round(5), a_round(1, pair=uuid4())], "another pair"),
        ([a_round(5, key="own/1/youth/16/standard"), a_round(1)], "other questions"),
        ([a_round(5), a_round(None, None)], "the newest was not shared"),
        ([a_round(None, None), a_round(1)], "the one before was not shared"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_rounds_that_do_not_belong_together_say_nothing(rounds: list[TrendRound], why: str) -> None:
    assert all(each.change is None for each in said_of(rounds, KNOWN).values()), why


def test_without_data_of_these_very_questions_there_is_too_little_to_say() -> None:
    rounds = [a_round(5, key="own/1/youth/16/standard"), a_round(1, key="own/1/youth/16/standard")]
    assert all(each == Said(2, None) for each in said_of(rounds, KNOWN).values())


def test_a_form_of_which_false_alarms_were_not_measured_is_told_nothing() -> None:
    own = library().latest("own")
    standard = own.forms.standard.model_copy(update={"options": own.forms.standard.options[:4]})
    other = own.model_copy(update={"forms": own.forms.model_copy(update={"standard": standard})})
    rounds = [replace(each, instrument=other) for each in (a_round(5), a_round(1))]
    assert all(each == Said(2, None) for each in said_of(rounds, KNOWN).values())


def test_an_answer_that_is_missing_now_is_not_told_of_an_older_round() -> None:
    newest = a_round(1)
    assert newest.client is not None
    newest = replace(newest, client={**newest.client, "trust": None})
    said = said_of([a_round(5), a_round(5), newest], KNOWN)
    assert said["client", "trust"] == Said(0, None)
    assert lowered(said) == (("client", "direction"), ("client", "bond"))


def test_what_fell_is_one_thing_to_talk_about_after_what_goes_best() -> None:
    fell: tuple[Series, ...] = (("client", "trust"), ("client", "bond"))
    high, low = ({scale: Fraction(value) for scale in SCALES} for value in (5, 1))
    points = talking_points(low, high, (high, high), Fraction(3), fell)
    assert [(each.kind, each.scale, each.role) for each in points[:2]] == [
        ("best", "trust", None),
        ("fell", "trust", "client"),
    ]
    assert len(points) <= 3
    assert "changed" not in {each.kind for each in points}
