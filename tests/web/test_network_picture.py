"""The map of the people around somebody: everyone on it, told apart without colour, and nobody's name as markup."""

from __future__ import annotations

import re

import pytest

from alliantie.web.network import Mark, NetworkView, network_picture


def view(*people: Mark) -> NetworkView:
    return NetworkView("De mensen om Noor", "Drie kringen.", "Noor", ("Dichtbij", "Iets verder", "Verder weg"), people)


def mark(number: int, circle: int = 1, name: str = "Kim", effect: str = "", **more: bool) -> Mark:
    return Mark(number, name, circle, effect, more.get("professional", False), more.get("warned", False))


def places(drawn: str) -> list[tuple[float, float]]:
    """Where the people stand, in the order of their numbers."""
    found = re.findall(r'picture-person[^"]*" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    return [(float(x), float(y)) for x, y in found]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 40])
def test_everyone_stands_on_the_map_with_the_number_of_the_list_and_apart(size: str, count: int) -> None:
    people = [mark(number, 1 + number % 3) for number in range(1, count + 1)]
    drawn = str(network_picture(view(*people), size))  # type: ignore[arg-type]
    found = places(drawn)
    assert len(found) == count
    assert all(f">{number}</text>" in drawn for number in range(1, count + 1))
    side = 720 if size == "wide" else 350
    assert all(0 < x < side and 0 < y < side for x, y in found)
    for one, (x, y) in enumerate(found):
        for left, top in found[one + 1 :]:
            assert (x - left) ** 2 + (y - top) ** 2 > 15**2


def test_who_is_nearer_stands_nearer() -> None:
    people = [mark(number, number) for number in (1, 2, 3)]
    far = [((x - 360) ** 2 + (y - 360) ** 2) ** 0.5 for x, y in places(str(network_picture(view(*people), "wide")))]
    assert far == sorted(far)
    assert far[0] < 112 < far[1] < 224 < far[2] < 336


def test_professions_have_another_shape_effects_another_line_and_warnings_a_sign() -> None:
    drawn = str(
        network_picture(
            view(mark(1, effect="helps"), mark(2, effect="costs", warned=True), mark(3, 2, professional=True)), "wide"
        )
    )
    assert drawn.count("<rect") == 1
    assert drawn.count("picture-helps") == drawn.count("picture-costs") == 1
    assert ">2!</text>" in drawn
    assert "style=" not in drawn


def test_names_are_left_out_where_there_is_no_room_and_are_text_where_there_is() -> None:
    assert "Kim" not in network_picture(view(*[mark(number) for number in range(1, 15)]), "wide")
    assert "&lt;b&gt;" in network_picture(view(mark(1, 2, name="<b>Kim")), "wide")
