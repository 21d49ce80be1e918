"""Names are found with typing errors, whatever their accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.people.names import covered, plain, sort_key, trigrams


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Yılmaz", "yilmaz"),
        ("Müller-Groß", "muller gross"),
        ("  de  Vries ", "de vries"),
        ("O'Neill", "o neill"),
        ("سارة", "سارة"),
    ],
)
def test_accents_and_signs_do_not_matter(written: str, bare: str) -> None:
    assert plain(written) == bare


def test_the_family_name_comes_first_in_lists() -> None:
    assert sort_key("Noor", "Yılmaz") == "yilmaz, noor"


@given(st.text(max_size=40))
def test_a_name_is_like_itself(name: str) -> None:
    found = trigrams(name)
    assert covered(found, found) == (1.0 if found else 0.0)
    assert all(len(group) == 3 for group in found)


def test_one_typing_error_is_nearer_than_another_name() -> None:
    noor = trigrams("Noor Yilmaz")
    assert covered(trigrams("Nor Yilmas"), noor) > covered(trigrams("Ali Demir"), noor)
    assert covered(trigrams("Nor Yilmas"), noor) > 0.5
