"""The reveal picture: where marks stand, what is left out, and that nothing measures one person against the other."""

import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.web.frames import Size
from alliantie.web.pictures import Band, RevealView, reveal_picture
from tests.web.pages import drawing

SVG = "{http://www.w3.org/2000/svg}"
SIZES: tuple[Size, ...] = ("wide", "narrow")
FIRST = {"wide": 256.0, "narrow": 84.0}
STEP = {"wide": 104.0, "narrow": 58.0}
VIEW = RevealView(
    title="Ronde: Noor en Peter",
    description="Vier kenmerken, twee mensen. De tabel hierna zegt hetzelfde.",
    client_name="Noor",
    professional_name="Peter",
    bands=(
        Band("Vertrouwen", "eerlijk durven zijn", 2.5, 4, 3.5, 4.25),
        Band("Richting en kader", "doel en regels kennen", 4.5, 4.5),
        Band("Binding", "respect en steun", None, 4.75, 3, None),
    ),
    answer_words=("Nee, helemaal niet", "Nee", "Een beetje", "Ja", "Ja, helemaal"),
    missing_text="te weinig antwoorden",
    friction_title="Stroefheid",
    friction_hint="Voor ieder iets anders. Niet vergelijken.",
    friction_client_label="Stroef voor Noor?",
    friction_professional_label="Stroef voor Peter?",
    friction_low="nee",
    friction_high="ja",
    friction_client=3.5,
    friction_professional=2,
)
values = st.floats(1, 5, allow_nan=False)
maybe = st.none() | values
bands = st.builds(Band, st.text(max_size=30), st.text(max_size=30), maybe, maybe, maybe, maybe)
printable = st.text(st.characters(exclude_categories=["C"]), max_size=40)


def parts(view: RevealView, size: Size, look: str) -> list[ElementTree.Element]:
    picture = drawing(reveal_picture(view, size))
    return [part for part in picture.iter() if part.get("class") == f"picture-{look}"]


def middle(part: ElementTree.Element) -> tuple[float, float]:
    if part.tag == f"{SVG}circle":
        return float(part.attrib["cx"]), float(part.attrib["cy"])
    return (
        float(part.attrib["x"]) + float(part.attrib["width"]) / 2,
        float(part.attrib["y"]) + float(part.attrib["height"]) / 2,
    )


def in_bands(view: RevealView, size: Size, who: str) -> list[tuple[float, float]]:
    """The marks of one person in the three bands, from top to bottom; the friction mark left out."""
    divider = float(parts(view, size, "apart")[0].attrib["y1"])
    return [at for at in map(middle, parts(view, size, who)) if at[1] < divider]


@pytest.mark.parametrize("size", SIZES)
def test_a_mark_stands_at_its_value(size: Size) -> None:
    client, professional = in_bands(VIEW, size, "client"), in_bands(VIEW, size, "professional")
    assert [x for x, _ in client] == [FIRST[size] + STEP[size] * (v - 1) for v in (2.5, 4.5)]
    assert [x for x, _ in professional] == [FIRST[size] + STEP[size] * (v - 1) for v in (4, 4.5, 4.75)]


@pytest.mark.parametrize("size", SIZES)
def test_client_above_and_equal_values_exactly_above_each_other(size: Size) -> None:
    client, professional = in_bands(VIEW, size, "client"), in_bands(VIEW, size, "professional")
    assert client[1][0] == professional[1][0]
    assert [below[1] - above[1] for above, below in zip(client, professional, strict=False)] == [
        30,
        30,
    ]


@pytest.mark.parametrize("size", SIZES)
def test_both_marks_are_equally_large(size: Size) -> None:
    circle = parts(VIEW, size, "client")[0]
    square = parts(VIEW, size, "professional")[0]
    surface = float(square.attrib["width"]) + 4
    assert float(circle.attrib["r"]) == 11
    assert surface == 20
    assert surface**2 == pytest.approx(math.pi * 11**2, rel=0.06)


def test_the_picture_has_the_two_agreed_sizes() -> None:
    assert drawing(reveal_picture(VIEW, "wide")).get("viewBox") == "0 0 720 498"
    assert drawing(reveal_picture(VIEW, "narrow")).get("viewBox") == "0 0 350 550"


@pytest.mark.parametrize("size", SIZES)
def test_a_missing_side_has_words_and_no_mark(size: Size) -> None:
    assert len(in_bands(VIEW, size, "client")) == 2
    assert reveal_picture(VIEW, size).count("te weinig antwoorden") == 1
    assert len(parts(VIEW, size, "client-before")) == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_missing_friction_side_has_words_and_no_mark(size: Size) -> None:
    view = replace(VIEW, friction_client=None)
    assert len(parts(view, size, "client")) == 2
    assert reveal_picture(view, size).count("te weinig antwoorden") == 2


@pytest.mark.parametrize("size", SIZES)
def test_the_previous_round_shows_only_a_move_of_half_a_step_or_more(size: Size) -> None:
    def moved(before: float) -> int:
        band = Band("Vertrouwen", "", 3, None, before)
        return len(parts(replace(VIEW, bands=(band,)), size, "client-before"))

    assert [moved(before) for before in (3, 3.25, 2.51, 3.5, 2.5, 5)] == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("size", SIZES)
def test_the_previous_round_is_joined_in_its_own_lane_only(size: Size) -> None:
    for who in ("client", "professional"):
        lanes = {y for _, y in in_bands(VIEW, size, who)}
        for line in parts(VIEW, size, f"{who}-path"):
            assert line.attrib["y1"] == line.attrib["y2"]
            assert float(line.attrib["y1"]) in lanes


@pytest.mark.parametrize("size", SIZES)
def test_without_a_picture_nothing_of_anyone_is_drawn(size: Size) -> None:
    view = replace(VIEW, empty_text="Deze keer is er geen beeld.")
    picture = reveal_picture(view, size)
    assert "Deze keer is er geen beeld." in picture
    assert "te weinig antwoorden" not in picture
    for look in ("client", "professional", "client-before", "professional-before"):
        assert parts(view, size, look) == []
    assert drawing(picture).findall(f"{SVG}circle") == []
    assert drawing(picture).findall(f"{SVG}rect") == []


@pytest.mark.parametrize("size", SIZES)
def test_an_empty_picture_is_the_same_whatever_was_answered(size: Size) -> None:
    other = replace(
        VIEW,
        bands=tuple(Band(band.name, band.hint, None, 1, 5, 5) for band in VIEW.bands),
        friction_client=None,
        friction_professional=5,
    )
    empty = "Deze keer is er geen beeld."
    assert reveal_picture(replace(VIEW, empty_text=empty), size) == reveal_picture(
        replace(other, empty_text=empty), size
    )


@pytest.mark.parametrize("size", SIZES)
def test_friction_stands_on_two_axes_that_do_not_touch(size: Size) -> None:
    divider = float(parts(VIEW, size, "apart")[0].attrib["y1"])
    axes = [axis for axis in parts(VIEW, size, "axis") if float(axis.attrib["y1"]) > divider]
    (_, left_end), (right_start, _) = [(float(axis.attrib["x1"]), float(axis.attrib["x2"])) for axis in axes]
    assert right_start - left_end == 24
    (client,) = [x for x, y in map(middle, parts(VIEW, size, "client")) if y > divider]
    (professional,) = [x for x, y in map(middle, parts(VIEW, size, "professional")) if y > divider]
    assert client < left_end
    assert professional > right_start
    ticks = [tick for tick in parts(VIEW, size, "tick") if float(tick.attrib["y1"]) > divider]
    assert ticks == []


def test_names_are_text_and_never_markup() -> None:
    name = "<b>&\"'"
    picture = reveal_picture(replace(VIEW, client_name=name, title=f"Ronde: {name}"), "wide")
    assert "<b>" not in picture
    assert name in [part.text for part in drawing(picture).iter(f"{SVG}text")]


def test_a_narrow_picture_shows_at_most_nine_letters_of_a_name() -> None:
    names = ["Maximilia", "Maximiliaan", "Jan Willem de Wit"]
    shown = [parts(replace(VIEW, client_name=name), "narrow", "text")[0].text or "" for name in names]
    assert shown == ["Maximilia", "Maximili…", "Jan Will…"]


@pytest.mark.parametrize("size", SIZES)
def test_the_text_alternative_belongs_to_the_picture_and_tells_no_score(size: Size) -> None:
    picture = drawing(reveal_picture(VIEW, size))
    assert picture.get("role") == "img"
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.get("id"), description.get("id")) == (
        picture.get("aria-labelledby"),
        picture.get("aria-describedby"),
    )
    assert title.get("id", "").startswith(f"picture-{size}")
    words = " ".join(part.text or "" for part in picture.iter())
    assert re.findall(r"\d", words) == []


def test_the_easy_list_spreads_its_three_answers_over_the_same_axis() -> None:
    easy = replace(
        VIEW,
        answer_words=("Nee", "Een beetje", "Ja"),
        maximum=3,
        bands=(Band("Vertrouwen", "", 1, 3), Band("Binding", "", 2, None)),
        friction_client=1,
        friction_professional=None,
    )
    assert [x for x, _ in in_bands(easy, "wide", "client")] == [256, 464]
    assert [x for x, _ in in_bands(easy, "wide", "professional")] == [672]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(VIEW, friction_client=5.5),
        replace(VIEW, bands=(Band("Vertrouwen", "", 0.5, None),)),
        replace(VIEW, answer_words=("Nee", "Ja")),
    ],
)
def test_values_outside_the_answers_are_refused(wrong: RevealView) -> None:
    with pytest.raises(ValueError, match="answer"):
        reveal_picture(wrong, "wide")


@given(
    drawn=st.lists(bands, min_size=1, max_size=3),
    client=maybe,
    professional=maybe,
    name=printable,
    size=st.sampled_from(SIZES),
)
def test_whatever_is_answered_nothing_joins_the_two_people(
    drawn: list[Band], client: float | None, professional: float | None, name: str, size: Size
) -> None:
    tidy = [replace(band, name="Vertrouwen", hint="") for band in drawn]
    view = replace(
        VIEW,
        bands=tuple(tidy),
        client_name=name,
        friction_client=client,
        friction_professional=professional,
    )
    picture = drawing(reveal_picture(view, size))
    width = float(picture.attrib["viewBox"].split()[2])
    lanes = {who: {y for _, y in in_bands(view, size, who)} for who in ("client", "professional")}
    assert not lanes["client"] & lanes["professional"]
    assert len(in_bands(view, size, "client")) == sum(band.client is not None for band in tidy)
    for line in picture.iter(f"{SVG}line"):
        # Level lines stay in one lane; the only upright ones are ticks, which carry nobody's value.
        assert line.attrib["y1"] == line.attrib["y2"] or line.get("class") == "picture-tick"
    for who in ("client", "professional"):
        for x, _ in map(middle, parts(view, size, who)):
            assert 10 <= x <= width - 10
