"""The form of a practice file: YAML 1.2, read in one pass, with a plain problem for whatever is wrong."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.practices.loader import load
from alliantie.practices.yaml_reading import LARGEST_FILE, read_yaml
from tests.norms.ways import NORMS
from tests.practices.example import EXAMPLE, changed
from tests.practices.test_classification_rules import TABLE

ANCHORS = "anchors and aliases (& and *) are not used in practice files"


def fault(content: str | bytes) -> tuple[int, str]:
    """Line and reason of the one problem of a file that cannot be read."""
    _, (problem,) = load(content.encode() if isinstance(content, str) else content, "x.yaml")
    assert problem.field == "file"
    return problem.line, problem.reason


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("1.5", "1.5"),
        ("0o17", "0o17"),
        ("0x1f", "0x1f"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("8", 8),
        ("-8", -8),
        ("'8'", "8"),
        ('"true"', "true"),
        ("1234567890123", "1234567890123"),
        (">-\n  one\n  two", "one two"),
        ("[a, b]", ["a", "b"]),
        ("{a: b}", {"a": "b"}),
    ],
)
def test_values_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    assert read_yaml(f"field: {written}\n".encode()).data == {"field": meant}


def test_every_place_keeps_its_line() -> None:
    document = read_yaml(b"# first\na:\n  - b: 1\n    c: >-\n      text\n      text\n  - d\ne: {f: 2}\n")
    assert document.line(("a",)) == 2
    assert document.line(("a", 0)) == 3
    assert document.line(("a", 0, "c")) == 4
    assert document.line(("a", 1)) == 7
    assert document.line(("e", "f")) == 8
    assert document.line(("a", 0, "absent")) == 3
    assert document.line(("absent",)) == 2


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("", 1, "the file is empty"),
        ("# only a comment\n", 1, "the file is empty"),
        ("- a\n- b\n", 1, "must be a group of fields, beginning with schema: 1"),
        ("just words", 1, "must be a group of fields, beginning with schema: 1"),
        ("a: 1\nb: [1,\nc: 2\n", 4, "no valid YAML: while parsing a flow sequence, expected ',' or ']'"),
        ("a: 1\n b: 2\n", 2, "no valid YAML: mapping values are not allowed here"),
        ("a: 'open\n", 2, "no valid YAML: while scanning a quoted scalar, found unexpected end of stream"),
        ("a:\n\t- b\n", 2, "no valid YAML: while scanning for the next token, found character '\\t' that cannot start"),
        ("a: 1\n---\nb: 2\n", 2, "holds a second document; one file is one practice"),
        ("%YAML 1.1\n---\na: no\n", 2, "directives (%) are not used in practice files, which are YAML 1.2"),
        ("%TAG ! tag:example,2000:\n---\na: no\n", 2, "directives (%) are not used in practice files"),
        ("a: &b 1\n", 1, ANCHORS),
        ("a: 1\nc: *b\n", 2, ANCHORS),
        ("a: !!python/object/apply:os.getcwd []\n", 1, "tags (!) are not used in practice files"),
        ("a: 1\nb: !secret c\n", 2, "tags (!) are not used in practice files"),
        ("? [a, b]\n: c\n", 1, "a field name must be a word, not a list or a group"),
        ("a: 1\n? {a: b}\n: c\n", 2, "a field name must be a word, not a list or a group"),
        ("a: 1\n<<: {b: 2}\n", 2, "a field name holds letters, digits, _ and - only (at most 60)"),
        ('a: 1\n"b\\ec": 2\n', 2, "a field name holds letters, digits, _ and - only (at most 60)"),
        ("a: 1\nb: \x07\n", 2, "no valid YAML: control character 0x07"),
        (b"a: 1\nb: \xff\xfe\n", 2, "the file is not UTF-8"),
        ('a: 1\nb: "\\ud800"\n', 2, "holds half a character (a surrogate)"),
        ('a: "\\UFFFFFFFF"\n', 1, "no valid YAML around this line"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(content: str | bytes, line: int, reason: str) -> None:
    found_line, found_reason = fault(content)
    assert found_line == line
    assert found_reason.startswith(reason)


def test_a_field_that_stands_twice_is_a_problem_and_the_rest_is_still_checked() -> None:
    text = EXAMPLE.replace("status: draft", "status: draft\ncountry: NL").replace("address: u", "address: thou")
    problems = load(text.encode(), "x.yaml")[1]
    assert [(problem.line, problem.field, problem.reason) for problem in problems] == [
        (7, "country", "stands here twice (line 6 and line 7)"),
        (9, "address", "must be 'u' or 'je'"),
    ]


def test_a_field_that_stands_twice_in_a_flow_mapping() -> None:
    document = read_yaml(b"a:\n  {b: 1, b: 2}\n")
    assert [finding.reason for finding in document.findings] == ["stands here twice (line 2 and line 2)"]


def test_aliases_that_multiply_stop_at_the_first() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert fault("\n".join(lines)) == (1, ANCHORS)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: ["])
def test_deep_nesting_stops_early(opening: str) -> None:
    began = time.monotonic()
    _line, reason = fault(opening * (900_000 // len(opening)))
    assert reason.startswith(("is nested deeper than 20 levels", "a field name must be a word"))
    assert time.monotonic() - began < 5


def test_deep_nesting_by_indentation_stops_early() -> None:
    text = "\n".join(f"{' ' * depth}a:" for depth in range(1000))
    assert fault(text) == (21, "is nested deeper than 20 levels")


def test_endless_lists_stop() -> None:
    assert fault("a:\n" + "- b\n" * 200_000) == (20_000, "holds more than 20000 values")


def test_a_file_over_one_megabyte_is_refused() -> None:
    assert LARGEST_FILE == 1_000_000
    padding = "#" + "x" * (LARGEST_FILE - len(EXAMPLE.encode()) - 2) + "\n"
    just_fits = (EXAMPLE + padding).encode()
    assert len(just_fits) == LARGEST_FILE
    assert load(just_fits, "x.yaml")[1] == []
    assert fault(just_fits + b"\n") == (1, "the file is larger than 1 MB")


def test_a_byte_order_mark_is_no_problem() -> None:
    assert load(b"\xef\xbb\xbf" + EXAMPLE.encode(), "x.yaml")[1] == []


def told_plainly(content: bytes) -> None:
    """A file gives a practice or problems, each of one line, never an exception."""
    practice, problems = load(content, "x.yaml")
    assert (practice is None) == bool(problems)
    for problem in problems:
        assert problem.line >= 1
        assert "\n" not in str(problem)
        assert str(problem).isprintable()


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_give_a_plain_problem(content: bytes) -> None:
    told_plainly(content)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,\\ \n\t~1é\u2028\ud7ff😀", max_size=80))
def test_random_marks_give_a_plain_problem(text: str) -> None:
    told_plainly(text.encode())


JUNK = st.sampled_from(
    [
        "",
        "null",
        "[]",
        "{}",
        "7",
        "true",
        "x",
        "[[]]",
        "[{}]",
        "{id: []}",
        "[null]",
        "'\\0'",
        '"\\0"',
        '"\\e"',
        "* ",
        "&a",
    ]
)


NORMS_TOO = changed(("phases: []\nnorms: []\n", NORMS + TABLE.removeprefix("norms: []\n")))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_practice_with_junk_in_any_place_gives_plain_problems(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([EXAMPLE, NORMS_TOO])).split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        before, colon, _after = lines[number].partition(":")
        lines[number] = f"{before}{colon} {data.draw(JUNK)}"
    told_plainly("\n".join(lines).encode())


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(EXAMPLE.encode())), st.binary(max_size=4), st.integers(0, 40))
def test_a_practice_cut_and_patched_anywhere_gives_plain_problems(start: int, patch: bytes, gone: int) -> None:
    content = EXAMPLE.encode()
    told_plainly(content[:start] + patch + content[start + gone :])
