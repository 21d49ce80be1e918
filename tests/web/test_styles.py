"""The style sheets: legible in both themes, the two dark blocks equal, and light enough for a cheap phone."""

import gzip
import re
from pathlib import Path

import pytest

from tests.web.pages import STATIC

TOKENS = (STATIC / "web" / "tokens.css").read_text(encoding="utf-8")
BACKGROUNDS = ("paper", "surface", "chosen")
TEXTS = ("ink", "soft", "action", "client", "professional", "danger")
OURS = sorted((STATIC / "web").glob("*.css"))


def roles(selector: str) -> dict[str, str]:
    """The colours set in the block of a selector."""
    block = TOKENS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--alliantie-([a-z-]+): (#[0-9A-F]{6});", block))


THEMES = {
    "light": roles(":root"),
    "dark": roles(':root[data-theme="dark"]'),
    "dark device": roles(':root:not([data-theme="light"])'),
}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("role", TEXTS)
def test_text_has_a_contrast_of_five_on_every_background(theme: str, background: str, role: str) -> None:
    assert contrast(THEMES[theme][role], THEMES[theme][background]) >= 5


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_the_main_button_has_a_contrast_of_five(theme: str) -> None:
    assert contrast(THEMES[theme]["on-action"], THEMES[theme]["action"]) >= 5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_edges_have_a_contrast_of_three_and_a_half(theme: str, background: str) -> None:
    assert contrast(THEMES[theme]["edge"], THEMES[theme][background]) >= 3.5


def test_dark_by_device_and_dark_by_choice_are_the_same() -> None:
    assert THEMES["dark"] == THEMES["dark device"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()


def test_every_token_used_is_defined() -> None:
    rules = "".join(sheet.read_text(encoding="utf-8") for sheet in OURS)
    defined = set(re.findall(r"(--alliantie-[a-z0-9-]+):", rules))
    assert set(re.findall(r"var\((--alliantie-[a-z0-9-]+)", rules)) <= defined


@pytest.mark.parametrize("sheet", OURS, ids=lambda path: path.name)
def test_colours_come_from_tokens_and_nothing_shines(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    # A QR code is black on white in every theme, or cameras cannot read it.
    rules = re.sub(r"\.qr \{.*?\}", "", rules, flags=re.DOTALL)
    colours = re.findall(r"(?<!-)\b[a-z-]*color: (#\w+|rgb|hsl)", rules)
    assert colours == []
    assert re.findall(r"shadow|gradient|animation|@import|https?:", rules) == []


def test_a_client_page_weighs_at_most_sixty_kilobytes() -> None:
    text = [STATIC / "vendor" / "utrecht" / "components.css", *OURS]
    # The heaviest page of a client keeps answers; what keeps a text, takes a code or locks a device is on other pages,
    # and what locks a page comes minutes later.
    elsewhere = {"draft.js", "counter.js", "code.js", "lock.js", "idle.js"}
    text += sorted(path for path in (STATIC / "web").glob("*.js") if path.name not in elsewhere)
    fonts = [STATIC / "vendor" / "atkinson" / f"{font}.woff2" for font in ("latin-400", "latin-700")]
    compressed = sum(len(gzip.compress(path.read_bytes())) for path in text)
    # The page itself with a picture is left ten thousand of the sixty.
    assert compressed + sum(path.stat().st_size for path in fonts) <= 50_000


def test_vendored_files_carry_their_licences() -> None:
    vendor = STATIC / "vendor"
    listed = (vendor / "VENDORED.md").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE" in (vendor / "utrecht" / "LICENSE.md").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (vendor / "atkinson" / "LICENSE").read_text("utf-8")
    assert listed.count("EUPL-1.2") == listed.count("@utrecht/")
    assert "OFL-1.1" in listed
