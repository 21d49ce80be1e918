"""Each rule of a questionnaire file, broken once: the problem names line, field and reason."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.instruments.problems import Problem
from alliantie.instruments.tree import MAX_BYTES
from tests.instruments.packfile import PACK, changed, line_of, problems_in

# old text, new text, a piece of the line that must be named (… its last place, else its first), field, reason
ONE_FAULT = {
    "a missing field": ("validated: false\n", "", "schema: 1", "validated", "This field is missing."),
    "an unknown field": (
        "validated: false", "validated: false\nnorms: {}", "norms:", "norms", "This field does not exist.",
    ),
    "a field that stands there twice": (
        "validated: false", "validated: false\nvalidated: true", "validated: true", "validated",
        "This field is there twice.",
    ),
    "a number for a text": (
        'version: "1"', "version: 1", "version: 1", "version", "This must be text. Put a number between quotes.",
    ),
    "a version that is no number": (
        'version: "1"', 'version: "1.0"', 'version: "1.0"', "version",
        "This does not have the right form (^[1-9][0-9]{0,5}$).",
    ),
    "a text for a number": (
        "lengths: [16, 8, 4]\n\nforms", "lengths: [16, 8, vier]\n\nforms", "lengths: [16, 8, vier]", "lengths[2]",
        "This must be a whole number.",
    ),
    "a word for yes or no": (
        "validated: false", "validated: perhaps", "validated: perhaps", "validated", "This must be true or false.",
    ),
    "a text for a list": ("languages: [nl, en]", "languages: nl", "languages: nl", "languages", "This must be a list."),
    "a list for fields": (
        "missing: {at_least_percent: 75}", "missing: [75]", "missing: [75]", "missing",
        "This must be fields (name: value).",
    ),
    "an unknown status": (
        "status: released", "status: final", "status: final", "status", "Choose from: draft or released.",
    ),
    "an empty text": (
        "name: {nl: Vertrouwen, en: Trust}", 'name: {nl: " ", en: Trust}', 'nl: " "', "scales[0].name.nl",
        "The text is empty.",
    ),
    "a text without end": (
        "en: Trust}", f"en: {'x' * 501}}}", "xxx", "scales[0].name.en", "The text is longer than 500 characters.",
    ),
    "fewer answers than the sources' rule asks": (
        "at_least_percent: 75", "at_least_percent: 50", "at_least_percent: 50", "missing.at_least_percent",
        "This number is outside the limits: ≥ 75.",
    ),
    "a missing language": (
        "name: {nl: Vertrouwen, en: Trust}", "name: {nl: Vertrouwen}", "name: {nl: Vertrouwen}", "scales[0].name",
        "The text is missing in language en.",
    ),
    "another characteristic": (
        "  - id: bond\n", "  - id: band\n", "id: band", "scales[2].id",
        "Choose from: trust, direction, bond or friction.",
    ),
    "a placeholder that nobody fills in": (
        "Ik geloof mijn {professional}.", "Ik geloof mijn {worker}.", "{worker}",
        "scales[0].items[3].client.easy.nl",
        "Only {professional} and {client} are filled in, not {worker}.",
    ),
    "a placeholder outside an item": (
        "nl: Ik drink graag thee.", 'nl: "{client} drinkt thee."', "{client} drinkt", "questions.practice.nl",
        "Only {professional} and {client} are filled in, not {client}.",
    ),
    "answers in another order": (
        "{value: 3, label: {nl: Een beetje", "{value: 2, label: {nl: Een beetje", "    options:",
        "forms.standard.options",
        "The answers of this form must have the values 1, 2, 3, 4, 5, in that order.",
    ),
    "an answer beside the answers too few": (
        "  - {id: rather_not, label: {nl: Zeg ik liever niet, en: I would rather not say}}\n", "", "apart:", "apart",
        "Beside the answers stand exactly these two: dont_know, rather_not.",
    ),
    "an item twice": (
        "- id: trust-believe", "- id: trust-intent", "… - id: trust-intent", "scales[0].items[3].id",
        "trust-intent is there twice.",
    ),
    "a variant twice": ("- id: shelter", "- id: work", "… - id: work", "variants[4].id", "work is there twice."),
    "an item without words for anyone": (
        "      - id: friction-dread\n        lengths: [16]\n        professional:\n          standard:",
        "      - id: friction-dread\n        lengths: [16]\n        words:\n          standard:",
        "      - id: friction-dread", "scales[3].items[7]", "The question has no text for client or professional.",
    ),
    "an easy form that misses a text": (
        "          easy: {nl: Ik durf eerlijk te zijn., en: I dare to be honest.}\n", "",
        "        client:\n", "scales[0].items[0].client", "The text for the easy form is missing.",
    ),
    "words for an item that is not there": (
        "      direction-goal:\n        client:\n          standard:\n            nl: Ik weet wat het doel van mijn tr",
        "      direction-gaol:\n        client:\n          standard:\n            nl: Ik weet wat het doel van mijn tr",
        "direction-gaol", "variants[3].wording.direction-gaol", "Question direction-gaol does not exist.",
    ),
    "no right to use it": (
        "  holder: Een hogeschool\n", "", "licence:", "licence.holder", "This field is missing.",
    ),
    "a day that is no date": (
        "last_day: 2027-12-31", "last_day: 31-12-2027", "31-12-2027", "licence.last_day",
        "This is not a date. Write a date like 2027-12-31.",
    ),
    "a day that does not exist": (
        "last_day: 2027-12-31", "last_day: 2027-02-31", "2027-02-31", "licence.last_day",
        "This is not a date. Write a date like 2027-12-31.",
    ),
    "no organisation": (
        "[Stichting Voorbeeld, org-7]", "[]", "organisations: []", "licence.organisations", "The list is empty.",
    ),
}  # fmt: skip


def test_the_example_itself_is_right() -> None:
    assert problems_in(PACK) == ()


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_each_fault_is_told_where_it_stands(fault: str) -> None:
    old, new, piece, field, reason = ONE_FAULT[fault]
    text = changed(old, new)
    found = {(p.field, p.reason): p for p in problems_in(text)}
    assert (field, reason) in found, found
    assert found[field, reason].line == line_of(piece, text)


def test_all_faults_are_told_at_once_in_order_of_line() -> None:
    text = changed("validated: false", "validated: perhaps")
    text = changed("Ik geloof mijn {professional}.", "Ik geloof mijn {worker}.", text)
    text = changed("  - id: bond\n", "  - id: band\n", text)
    text = changed("last_day: 2027-12-31", "last_day: ooit", text)
    found = problems_in(text)
    assert {p.field for p in found} >= {
        "validated", "scales[0].items[3].client.easy.nl", "scales[2].id", "licence.last_day",
    }  # fmt: skip
    assert [p.line for p in found] == sorted(p.line for p in found)


def test_a_problem_reads_as_one_line_in_both_languages() -> None:
    (found,) = problems_in(changed("validated: false", "validated: perhaps"))
    assert str(found) == f"pack.yaml:{found.line}: validated: This must be true or false."
    assert found.in_("en") == "This must be true or false."
    assert found.in_("nl") == "Hier hoort true of false."


def test_a_wrong_count_names_length_role_and_number() -> None:
    text = changed(
        "      - id: friction-dread\n        lengths: [16]\n", "      - id: friction-dread\n        lengths: [16, 4]\n"
    )
    assert [p.reason for p in problems_in(text)] == ["Length 4 has 5 questions for professional instead of 4."]


def test_a_length_without_one_characteristic_is_refused() -> None:
    text = changed(
        "      - id: friction-choice\n        lengths: [16, 8, 4]\n",
        "      - id: friction-choice\n        lengths: [16]\n",
    )
    reasons = [p.reason for p in problems_in(text)]
    assert "Characteristic friction has no question for client in length 4." in reasons
    assert "Length 8 has 7 questions for client instead of 8." in reasons


def test_a_length_must_be_declared() -> None:
    reasons = [p.reason for p in problems_in(changed("lengths: [16, 8, 4]\n\nforms", "lengths: [16, 8]\n\nforms"))]
    assert "Length 4 is not listed under lengths." in reasons


def test_words_for_a_role_the_item_has_not_are_refused() -> None:
    text = changed(
        "    name: {nl: Jeugdreclassering, en: Youth probation}\n",
        "    name: {nl: Jeugdreclassering, en: Youth probation}\n"
        "    wording: {friction-grip: {client: {standard: {nl: Ik ben moe., en: I am tired.}}}}\n",
    )
    (found,) = problems_in(text)
    assert found.reason == "Question friction-grip does not exist for client."


def test_an_easy_text_needs_an_easy_form() -> None:
    start, end = PACK.index("  easy:\n    options:"), PACK.index("apart:\n")
    found = problems_in(PACK[:start] + PACK[end:])
    assert {p.reason for p in found} == {"The easy form is not listed under forms."}
    assert len(found) > 40


def test_a_language_that_is_not_declared_is_refused() -> None:
    reasons = {p.reason for p in problems_in(changed("languages: [nl, en]", "languages: [nl]"))}
    assert reasons == {"Language en is not listed under languages."}


def reasons_of(data: str | bytes) -> list[str]:
    return [p.reason for p in problems_in(data)]


HOSTILE = {
    "nothing": (b"", "The file is empty."),
    "only a remark": (b"# nothing here", "The file is empty."),
    "a list": (b"- a\n- b\n", "The file does not start with fields (name: value)."),
    "a word": (b"hello", "The file does not start with fields (name: value)."),
    "two documents": (b"a: 1\n---\nb: 2\n", "A file holds one questionnaire."),
    "no text": (b"\xff\xfe\x00\x00", "The file is not text in UTF-8."),
    "broken layout": (b"a: [1, 2", "The layout is wrong here: "),
    "control characters": (b"a: \x00\x01", "The layout is wrong here: "),
    "a field name of many parts": (b"? [a, b]\n: c\n", "A field name is a single word."),
    "an object to be made": (b"a: !!python/object/apply:os.system [ls]\n", "Type tags (!) are not allowed."),
    "a reference": (b"a: &x [1]\nb: *x\n", "References (& and *) are not allowed. Write the text in full."),
    "a reference to nothing": (b"a: *x\n", "References (& and *) are not allowed. Write the text in full."),
    "a billion laughs": (
        b'a: &a ["lol"]\n'
        + b"".join(b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 107)),
        "References (& and *) are not allowed. Write the text in full.",
    ),
    "deep brackets": (b"a: " + b"[" * 1_500, "The file goes deeper than 20 levels."),
    "deep fields": (b"".join(b" " * n + b"a:\n" for n in range(200)), "The file goes deeper than 20 levels."),
    "very many parts": (b"a:\n" + b"- 1\n" * 50_000, "The file has more than 40000 parts."),
    "one endless line": (b"a: " + b"x" * 900_000, "The line is longer than 2000 characters."),
    "too much": (b"#" * (MAX_BYTES + 1), "The file is larger than 1000000 bytes."),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gives_one_plain_problem_soon(kind: str) -> None:
    data, reason = HOSTILE[kind]
    began = time.monotonic()
    (found,) = problems_in(data)
    assert found.reason.startswith(reason)
    assert len(found.reason) < 150
    # Generous for a busy machine; without the limits these take minutes.
    assert time.monotonic() - began < 20


def test_the_place_of_bytes_that_are_no_text_is_told() -> None:
    assert problems_in(b"a: 1\nb: \xff\n")[0].line == 2


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
def test_random_bytes_give_problems_and_nothing_else(data: bytes) -> None:
    assert all(isinstance(p, Problem) and p.line >= 1 and p.reason.endswith(".") for p in problems_in(data))
    assert problems_in(data)


YAML_BITS = st.lists(
    st.sampled_from([*"abc:-?[]{},&*!|>'\"%@`#\n\t ~0", "\n  ", ": ", "- ", "---\n", "...\n", "!!", "\\x"]),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(YAML_BITS)
def test_scraps_of_layout_give_problems_and_nothing_else(text: str) -> None:
    assert problems_in(text)


OTHER_VALUES = ["null", "[]", "{}", "1", "-1", "true", "text", "[[1]]", "{a: {b: 1}}", "{nl: x}", "[{id: [x]}]", '""']
LINES = [number for number, line in enumerate(PACK.splitlines()) if ":" in line and "#" not in line]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(LINES), st.sampled_from(OTHER_VALUES))
def test_any_value_in_any_place_is_taken_or_told(number: int, value: str) -> None:
    lines = PACK.splitlines()
    lines[number] = lines[number].split(":")[0] + ": " + value
    assert all(1 <= p.line <= len(lines) and p.reason for p in problems_in("\n".join(lines)))


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=len(PACK) - 1), st.integers(min_value=1, max_value=400))
def test_a_pack_with_a_piece_cut_out_is_taken_or_told(start: int, size: int) -> None:
    assert all(p.line >= 1 and p.reason for p in problems_in(PACK[:start] + PACK[start + size :]))
