"""A pack to change in tests: our own questionnaire under another name, with a licence."""

from datetime import date
from pathlib import Path

from alliantie.instruments import InstrumentError, Problem, load_pack
from alliantie.instruments.library import FOLDER

OWN: Path = FOLDER / "own" / "1.yaml"
LICENCE = """
licence:
  holder: Een hogeschool
  evidence: {what: Brief met kenmerk 12, dated: 2026-03-01}
  organisations: [Stichting Voorbeeld, org-7]
  last_day: 2027-12-31
"""
PACK = OWN.read_text("utf-8").replace("\nid: own\n", "\nid: example\n") + LICENCE
TODAY = date(2026, 11, 21)


def changed(old: str, new: str, text: str = PACK) -> str:
    """The pack with one piece replaced; the piece must stand there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def problems_in(pack: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a pack; nothing when it loads."""
    try:
        load_pack(pack if isinstance(pack, bytes) else pack.encode(), TODAY)
    except InstrumentError as error:
        return error.problems
    return ()


def line_of(piece: str, text: str) -> int:
    """The line (from 1) on which a piece first stands, or after "… " on which it last stands."""
    place = text.rindex(piece[2:]) if piece.startswith("… ") else text.index(piece)
    return text[:place].count("\n") + 1
