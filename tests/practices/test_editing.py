"""Changing one place in the text of a practice file: that place, and no other character."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.practices.editing import with_entry, with_field, with_value, with_values
from alliantie.practices.library import LIBRARY, library_files
from alliantie.practices.problems import Location
from alliantie.practices.tree import Value
from alliantie.practices.yaml_reading import read_yaml

SMALL = """\
# a comment
name: {nl: Een, en: "One"}  # another
folded: >-
  two
  lines
list:
  - id: a
    text: one
  - id: b
    text: >-
      two
      lines
flow: [x, y]
last: end
"""


def test_one_value_changes_and_comments_order_and_everything_else_stay() -> None:
    changed = with_value(SMALL, ("name", "nl"), "Twee: 'iets'")
    assert changed == SMALL.replace("nl: Een", "nl: \"Twee: 'iets'\"")
    assert with_value(SMALL, ("folded",), "x").splitlines()[2:4] == ['folded: "x"', "list:"]
    assert with_values(SMALL, {("last",): "y", ("list", 1, "text"): "x"}) == SMALL.replace(
        ">-\n      two\n      lines\n", '"x"\n'
    ).replace("end", '"y"')


def test_a_field_comes_behind_another_in_either_way_of_writing() -> None:
    assert '"One", fr: "Un"}' in with_field(SMALL, ("name",), "fr", "Un", beside="en")
    assert "text: one\n    more: true\n" in with_field(SMALL, ("list", 0), "more", True, beside="text")
    assert with_field(SMALL, ("name",), "en", "Uno", beside="nl") == SMALL.replace('"One"', '"Uno"')


def test_an_entry_comes_last_in_either_way_of_writing() -> None:
    assert read_yaml(with_entry(SMALL, ("list",), {"id": "c"}).encode()).data["list"][-1] == {"id": "c"}  # type: ignore[index,call-overload]
    assert 'flow: [x, y, "z"]' in with_entry(SMALL, ("flow",), "z")


def test_a_place_that_is_not_there_is_no_place() -> None:
    for place in (("nothing",), ("list", 2), ("name", "fr")):
        with pytest.raises(KeyError):
            with_value(SMALL, place, "x")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_whatever_is_typed_is_read_back_as_it_was_typed(typed: str) -> None:
    for place in (("name", "nl"), ("folded",), ("list", 1, "text"), ("last",)):
        document = read_yaml(with_value(SMALL, place, typed).encode())
        assert document.findings == []
        found = document.data
        for step in place:
            found = found[step]  # type: ignore[index]
        assert found == typed


@pytest.mark.parametrize("path", library_files(LIBRARY), ids=lambda path: path.parent.name)
def test_each_of_our_files_can_be_changed_at_its_terms_talks_and_letters(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    data = read_yaml(text.encode()).data
    assert isinstance(data, dict)
    expected = json.loads(json.dumps(data))
    places: dict[Location, Value] = {}
    for number, norm in enumerate(expected["norms"]):
        for kind in ("within", "every"):
            if kind in norm:
                places["norms", number, kind, "term"] = norm[kind]["term"] = "P5W"
    for number, letter in enumerate(expected["letters"]):
        for index, passage in enumerate(letter["body"]):
            for kind in ("heading", "paragraph"):
                if kind in passage:
                    places["letters", number, "body", index, kind, "nl"] = passage[kind]["nl"] = "Iets: {client}"
    expected["talks"].append({"id": "new", "name": {"nl": "Nieuw", "en": "New"}})
    changed = with_entry(with_values(text, places), ("talks",), expected["talks"][-1])
    document = read_yaml(changed.encode())
    assert document.findings == []
    assert document.data == expected
