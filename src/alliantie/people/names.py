"""Names made findable: a sort key and trigrams, computed here because the embedded server has no extensions."""

from __future__ import annotations

import re
import unicodedata

_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Lower case without accents, in any script; anything but letters and digits becomes one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ı", "i"))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _NOT_LETTERS.sub(" ", bare).strip()


def full_name(given_name: str, family_name: str) -> str:
    """Given name and family name, as colleagues write it."""
    return f"{given_name} {family_name}"


def sort_key(given_name: str, family_name: str) -> str:
    """Family name, comma, given name, in plain letters: the order of lists and the key of matching."""
    return f"{plain(family_name)}, {plain(given_name)}"


def trigrams(text: str) -> list[str]:
    """The groups of three signs of each word, padded as PostgreSQL's pg_trgm pads them, sorted, each once."""
    found: set[str] = set()
    for word in plain(text).split():
        padded = f"  {word} "
        found.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return sorted(found)


def covered(asked: list[str], found: list[str]) -> float:
    """How much of the trigrams asked for is among those of a name, from 0 (nothing) to 1 (all)."""
    return len(set(asked) & set(found)) / len(asked) if asked else 0.0
