"""No chart tells things apart by colour alone, and on paper a chart is drawn as on the screen."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pytest

import alliantie
from alliantie.documents import report
from alliantie.web.frames import Size
from alliantie.web.intervals import IntervalRow, IntervalView, interval_picture
from alliantie.web.network import Mark, NetworkView, network_picture
from alliantie.web.pictures import Band, RevealView, reveal_picture
from alliantie.web.shares import SharePoint, ShareView, share_picture
from alliantie.web.trend import Place, TrendView, trend_picture
from tests.web.pages import drawing

SOURCE = Path(alliantie.__file__).parent
SHEETS = ("web/static/web/picture.css", "insight/static/insight/shares.css")
SIZES: tuple[Size, ...] = ("wide", "narrow")
COLOURED = {"fill", "stroke"}
LOOKS = ("stroke-width", "stroke-dasharray", "stroke-linecap", "font-weight")
# Alike in grey, and told apart by where they stand: the lane of the one whose mark is in it, or through that mark.
BY_PLACE = {
    frozenset({"client-band", "professional-band"}),
    frozenset({"client-path", "professional-path"}),
    # Grey lines below what is drawn, each named by a word beside it.
    frozenset({"axis", "tick"}),
}


def reveal(size: Size) -> str:
    view = RevealView(
        title="t", description="De tabel hierna zegt hetzelfde.", client_name="Noor", professional_name="Peter",
        bands=(Band("Vertrouwen", "", 2.5, 4, 4, 2), Band("Binding", "", None, 4, 3, None)),
        answer_words=("a", "b", "c", "d", "e"), missing_text="te weinig", friction_title="Stroefheid", friction_hint="",
        friction_client_label="Noor", friction_professional_label="Peter", friction_low="nee", friction_high="ja",
        friction_client=3, friction_professional=2,
    )  # fmt: skip
    return reveal_picture(view, size)


def trend(size: Size) -> str:
    view = TrendView(
        title="t", description="De tabel hierna zegt hetzelfde.", places=(Place(2, 3), Place(3, 3.5, joined=True)),
        words=((1, "nee"), (5, "ja")), first_day="4 mei", last_day="12 maart", none_text="geen", events=(0,),
        bands=(("client", 2, 4), ("professional", 3, 4)),
    )  # fmt: skip
    return trend_picture(view, size)


def intervals(size: Size) -> str:
    rows = (IntervalRow("Noor", (3, 2, 4), (4, 3, 5)), IntervalRow("Sem", None, (2, 1, 3)))
    return interval_picture(IntervalView("t", "De tabel hierna zegt hetzelfde.", rows, ((1, "nee"), (5, "ja"))), size)


def shares(size: Size) -> str:
    points = (
        SharePoint((0.1, 0.2), (0.3, 0.9), outside=True),
        SharePoint((0.5, 0.6), (0.3, 0.9)),
        SharePoint(None, None),
    )
    view = ShareView("t", "De tabel hierna zegt hetzelfde.", points, "2024", "2026", "anders", "s")
    return share_picture(view, size)


def network(size: Size) -> str:
    effects = ("helps", "costs", "both", "")
    people = tuple(Mark(at, "Sem", 1 + at % 3, effect, at % 2 == 0, at == 1) for at, effect in enumerate(effects, 1))
    return network_picture(NetworkView("t", "De lijst hierna zegt hetzelfde.", "Noor", ("a", "b", "c"), people), size)


CHARTS = {"reveal": reveal, "trend": trend, "intervals": intervals, "shares": shares, "network": network}


def rules() -> dict[str, dict[str, str]]:
    """What the style sheets say of each class of a chart on the screen, special media left out."""
    text = "".join((SOURCE / sheet).read_text("utf-8") for sheet in SHEETS)
    text = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}|/\*.*?\*/", "", text, flags=re.DOTALL)
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", text):
        for each in re.findall(r"(?:^|,)\s*\.picture-([\w-]+)(?=\s*(?:,|$))", selectors):
            said[each] |= dict(line.strip().split(": ", 1) for line in body.split(";") if line.strip())
    return said


def look(part: ElementTree.Element, of: dict[str, str]) -> tuple[str, ...]:
    """How a part looks without colour: its shape and size, whether it is filled, and its lines."""
    filled = "none" if of.get("fill") == "none" else "light" if "surface" in of.get("fill", "") else "dark"
    size = part.get("r") or part.get("width") or ""
    return (part.tag.rpartition("}")[2], size, filled, *(of.get(name, "") for name in LOOKS))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", CHARTS)
def test_two_things_of_a_chart_differ_by_shape_line_or_place_and_not_by_colour_alone(chart: str, size: Size) -> None:
    known, seen = rules(), defaultdict(set)
    for part in drawing(CHARTS[chart](size)).iter():
        name = part.get("class", "").removeprefix("picture-")
        if name and not part.tag.endswith("text"):
            seen[look(part, known[name])].add(name)
    alike = {frozenset(names) for names in seen.values() if len(names) > 1}
    assert alike <= BY_PLACE
    assert len(seen) > 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_one_picture_with_a_name_and_says_where_the_same_stands_in_words(chart: str, size: Size) -> None:
    drawn = drawing(CHARTS[chart](size))
    named = {part.get("id"): part.text for part in drawn.iter() if part.get("id")}
    assert drawn.get("role") == "img"
    assert named[drawn.get("aria-labelledby")]
    assert "zegt hetzelfde" in (named[drawn.get("aria-describedby")] or "")
    assert not [name for part in drawn.iter() for name in part.attrib if name in COLOURED]


def test_on_paper_a_chart_of_shares_has_the_lines_of_the_screen() -> None:
    known = rules()
    paper = {
        name: dict(line.strip().split(": ", 1) for line in body.split(";") if line.strip())
        for name, body in re.findall(r"(?:\.picture-)?([a-z]+) \{ ([^}]*) \}", report._STYLE)
    }
    drawn = {part.get("class", "")[8:] for part in drawing(shares("wide")).iter() if part.get("class")}
    assert drawn == {"event", "range", "tick", "text", "soft"}
    for name in ("event", "range", "tick"):
        on_paper = {**paper["line"], **paper.get(name, {})}
        for line in ("stroke-width", "stroke-dasharray"):
            assert on_paper.get(line) == known[name].get(line), (name, line)
    assert paper["text"]["font-size"] == known["text"]["font-size"] == known["soft"]["font-size"]
