"""The trend picture: where marks stand, what is joined, and that no figure can be read from it."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.web.frames import Size
from alliantie.web.trend import MOST, PLOT, PLOT_TOP, Place, TrendView, trend_picture
from tests.web.pages import drawing

SVG = "{http://www.w3.org/2000/svg}"
SIZES: tuple[Size, ...] = ("wide", "narrow")
ENDS: dict[Size, tuple[float, float]] = {"wide": (164, 680), "narrow": (112, 326)}
VIEW = TrendView(
    title="Verloop van vertrouwen: Noor en Peter",
    description="De tabel hierna zegt hetzelfde.",
    places=(Place(2, 3), Place(3, 3.5, joined=True), Place(None, 4, joined=True), Place(5, 1, joined=True)),
    words=((1, "Nee, helemaal niet"), (3, "Een beetje"), (5, "Ja, helemaal")),
    first_day="4 mei",
    last_day="12 maart",
    none_text="geen",
    events=(1,),
)
values = st.none() | st.floats(1, 5, allow_nan=False)
rounds = st.lists(st.builds(Place, values, values, st.booleans()), min_size=1, max_size=MOST)
printable = st.text(st.characters(exclude_categories=["C"]), max_size=40)


def parts(view: TrendView, size: Size, look: str) -> list[ElementTree.Element]:
    return [part for part in drawing(trend_picture(view, size)).iter() if part.get("class") == f"picture-{look}"]


def middles(view: TrendView, size: Size, who: str) -> list[tuple[float, float]]:
    """Where one person's marks stand, oldest round first."""
    if who == "client":
        return [(float(part.attrib["cx"]), float(part.attrib["cy"])) for part in parts(view, size, "client")]
    return [
        tuple(float(part.attrib[at]) + float(part.attrib["width"]) / 2 for at in ("x", "y"))  # type: ignore[misc]
        for part in parts(view, size, "professional-small")
    ]


def height(value: float) -> float:
    return PLOT_TOP + PLOT * (5 - value) / 4


@pytest.mark.parametrize("size", SIZES)
def test_a_mark_stands_at_its_round_and_its_answer_the_client_left_and_the_professional_right(size: Size) -> None:
    start, end = ENDS[size]
    at = [start + (end - start) * place / 3 for place in range(4)]
    assert middles(VIEW, size, "client") == [
        pytest.approx((x - 7, height(value)), abs=0.01) for x, value in ((at[0], 2), (at[1], 3), (at[3], 5))
    ]
    assert middles(VIEW, size, "professional") == [
        pytest.approx((x + 7, height(value)), abs=0.01) for x, value in zip(at, (3, 3.5, 4, 1), strict=True)
    ]


def test_both_marks_have_the_agreed_sizes_and_the_plot_its_height() -> None:
    assert PLOT == 96
    assert float(parts(VIEW, "wide", "client")[0].attrib["r"]) == 6.5
    # The stroke of 2.5 lies half outside.
    assert float(parts(VIEW, "wide", "professional-small")[0].attrib["width"]) + 2.5 == 11


@pytest.mark.parametrize("size", SIZES)
def test_the_line_is_broken_at_a_round_without_a_mark(size: Size) -> None:
    assert len(parts(VIEW, size, "client-line")) == 1
    assert len(parts(VIEW, size, "professional-line")) == 3


@pytest.mark.parametrize("size", SIZES)
def test_other_questions_or_other_people_break_both_lines_and_keep_the_marks(size: Size) -> None:
    broken = replace(VIEW, places=(*VIEW.places[:1], replace(VIEW.places[1], joined=False), *VIEW.places[2:]))
    assert parts(broken, size, "client-line") == []
    assert len(parts(broken, size, "professional-line")) == 2
    assert middles(broken, size, "client") == middles(VIEW, size, "client")


@pytest.mark.parametrize("size", SIZES)
def test_rounds_without_any_mark_say_so_once_for_each_run(size: Size) -> None:
    none = Place(None, None)
    view = replace(VIEW, places=(none, none, Place(2, 3), none), events=())
    words = [part for part in parts(view, size, "soft") if part.text == "geen"]
    start, end = ENDS[size]
    assert [float(part.attrib["x"]) for part in words] == [
        pytest.approx(start + (end - start) * place / 3, abs=0.01) for place in (0.5, 3)
    ]
    assert parts(VIEW, size, "soft")[-1].text != "geen"


@pytest.mark.parametrize("size", SIZES)
def test_an_event_is_a_numbered_upright_between_two_rounds(size: Size) -> None:
    view = replace(VIEW, events=(0, 2))
    start, end = ENDS[size]
    between = [pytest.approx(start + (end - start) * place / 3, abs=0.01) for place in (0.5, 2.5)]
    lines, numbers = parts(view, size, "event"), parts(view, size, "text")
    assert [float(line.attrib["x1"]) for line in lines] == between
    assert all(line.attrib["x1"] == line.attrib["x2"] for line in lines)
    assert [part.text for part in numbers] == ["1", "2"]
    assert [float(part.attrib["x"]) for part in numbers] == between


def test_the_easy_form_has_its_own_three_words_at_its_own_heights() -> None:
    easy = replace(
        VIEW, words=((1, "Nee"), (2, "Een beetje"), (3, "Ja")), maximum=3, places=(Place(1, 3), Place(2, 2)), events=()
    )
    guides = [float(line.attrib["y1"]) for line in parts(easy, "wide", "tick")]
    assert guides == [PLOT_TOP + PLOT, PLOT_TOP + PLOT / 2, PLOT_TOP]
    assert [y for _x, y in middles(easy, "wide", "client")] == guides[:2]
    assert [part.text for part in parts(easy, "wide", "soft")][:3] == ["Nee", "Een beetje", "Ja"]


def test_the_text_alternative_belongs_to_the_picture() -> None:
    picture = drawing(trend_picture(VIEW, "narrow"))
    assert picture.get("role") == "img"
    ids = {part.get("id"): part.text for part in picture if part.tag in (f"{SVG}title", f"{SVG}desc")}
    assert ids[picture.get("aria-labelledby")] == VIEW.title
    assert ids[picture.get("aria-describedby")] == VIEW.description


def test_words_are_text_and_never_markup() -> None:
    words = "<b>&\"'"
    picture = trend_picture(replace(VIEW, title=words, none_text=words, first_day=words), "wide")
    assert "<b>" not in picture
    assert words in [part.text for part in drawing(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(VIEW, places=(), events=()),
        replace(VIEW, places=(Place(1, 1),) * (MOST + 1)),
        replace(VIEW, places=(Place(5.5, None), Place(1, 1)), events=()),
        replace(VIEW, events=(3,)),
        replace(VIEW, events=(1, 0)),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: TrendView) -> None:
    with pytest.raises(ValueError, match=r"rounds|answers"):
        trend_picture(wrong, "wide")


@given(places=rounds, name=printable, size=st.sampled_from(SIZES), data=st.data())
def test_whatever_the_rounds_every_mark_stands_in_the_plot_and_no_line_joins_the_two(
    places: list[Place], name: str, size: Size, data: st.DataObject
) -> None:
    gaps = st.sets(st.integers(0, len(places) - 2)) if len(places) > 1 else st.just(set())
    view = replace(VIEW, places=tuple(places), title=name, events=tuple(sorted(data.draw(gaps))))
    picture = drawing(trend_picture(view, size))
    start, end = ENDS[size]
    lanes = {}
    for who, values in (
        ("client", [place.client for place in places]),
        ("professional", [place.professional for place in places]),
    ):
        marks = middles(view, size, who)
        assert len(marks) == sum(value is not None for value in values)
        assert all(start - 7.01 <= x <= end + 7.01 and PLOT_TOP - 0.01 <= y <= PLOT_TOP + PLOT + 0.01 for x, y in marks)
        # A line begins and ends at marks of this person alone.
        ends = {
            (float(line.attrib[f"x{n}"]), float(line.attrib[f"y{n}"]))
            for line in parts(view, size, f"{who}-line")
            for n in "12"
        }
        assert all(any(abs(x - a) + abs(y - b) < 0.05 for a, b in marks) for x, y in ends)
        lanes[who] = {round(x, 1) for x, _y in marks}
    assert not lanes["client"] & lanes["professional"]
    # The only digits are the numbers of events and the days.
    said = " ".join(part.text or "" for part in picture.iter(f"{SVG}text"))
    said = said.replace(view.first_day, "", 1).replace(view.last_day, "", 1)
    assert re.findall(r"\d+", said) == [str(number + 1) for number in range(len(view.events))]
    assert {part.tag.removeprefix(SVG) for part in picture.iter()} <= {
        "svg", "title", "desc", "text", "line", "circle", "rect",
    }  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_where_chance_puts_the_newest_mark_stands_at_that_mark_and_within_the_answers(size: Size) -> None:
    view = replace(VIEW, bands=(("client", 3.5, 6.0), ("professional", 0.5, 2.5)))
    end = ENDS[size][1]
    for who, x, lower, upper in (("client", end - 7, 3.5, 5), ("professional", end + 7, 1, 2.5)):
        drawn = parts(view, size, f"{who}-band")
        ends = [tuple(float(part.attrib[at]) for at in ("x1", "y1", "x2", "y2")) for part in drawn]
        assert ends[0] == pytest.approx((x, height(lower), x, height(upper)), abs=0.01)
        assert [each[0] for each in ends[1:]] == pytest.approx([x - 4, x - 4], abs=0.01)
        assert [each[1] for each in ends[1:]] == pytest.approx([height(lower), height(upper)], abs=0.01)
