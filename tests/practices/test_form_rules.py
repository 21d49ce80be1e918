"""The rules about forms, each broken once: the file, the line and the field are told. And what a form asks when."""

from __future__ import annotations

import pytest

from alliantie.practices import library
from alliantie.practices.loader import load
from alliantie.practices.schema import Practice
from tests.practices.example import changed, line_with, problems_in

FORMS = """\
facts:
  - id: told
    name: {nl: Verteld, en: Told}
    values:
      - {id: how, name: {nl: Hoe, en: How}, kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}]}
      - {id: danger, name: {nl: Gevaar, en: Danger}, kind: yes_no}
classifications:
  - id: route
    name: {nl: Route, en: Route}
    source: law
    asks: [{id: danger, name: {nl: Gevaar, en: Danger}, kind: yes_no}]
    outcomes: [{id: now, name: {nl: Nu, en: Now}}, {id: later, name: {nl: Later, en: Later}}]
    rows: [{when: danger, outcome: now}, {when: "!danger", outcome: later}]
forms:
  - id: screening
    name: {nl: Aanmelding, en: Registration}
    source: law
    measures: [sentence]
    classification: route
    sent: {fact: told, values: {how: "{tone}", danger: "{danger}"}}
    sections:
      - name: {nl: Begin, en: Beginning}
        fields:
          - {id: danger, name: {nl: Is er gevaar, en: Is there danger}, kind: yes_no, latest: {fact: told, value: danger}}
          - {id: what, name: {nl: Wat, en: What}, kind: text, long: true, when: danger}
      - name: {nl: Einde, en: End}
        fields:
          - {id: tone, name: {nl: Toon, en: Tone}, kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}], optional: true}
          - {id: more, name: {nl: Meer, en: More}, kind: number, when: danger && tone == "soft"}
"""  # noqa: E501


def practice(text: str = FORMS) -> str:
    return changed(("norms: []\nforms: []\n", f"norms: []\n{text}"))


def made(text: str = FORMS) -> Practice:
    found, problems = load(practice(text).encode(), "x.yaml")
    assert problems == []
    assert found is not None
    return found


# old text, new text, a piece of the line that is told, field within the form, reason
FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    "what an incident tells": (
        "kind: text, long: true, when: danger", "kind: text, long: true, incident: {tells: text}, when: danger",
        "incident: {tells", "sections[0].fields[1].incident", "In a form this belongs to the name",
    ),
    "a source that is not there": (
        "    source: law\n    measures", "    source: lam\n    measures", "source: lam", "source",
        "lam is no source of this practice; did you mean law?",
    ),
    "a measure that is not there": (
        "measures: [sentence]", "measures: [sentences]", "[sentences]", "measures[0]",
        "sentences is no measure of this practice; did you mean sentence?",
    ),
    "a question twice, in two sections": (
        "{id: more,", "{id: what,", "nl: Meer", "sections[1].fields[1].id", "what is already used in this form",
    ),
    "a condition on a question that comes later": (
        "{id: what, name: {nl: Wat, en: What}, kind: text, long: true, when: danger}",
        '{id: what, name: {nl: Wat, en: What}, kind: text, long: true, when: tone == "soft"}',
        "nl: Wat", "sections[0].fields[1].when",
        "names tone, which this practice does not declare here; it may name danger",
    ),
    "a condition on an answer that is none": (
        'tone == "soft"}', 'tone == "hard"}', "nl: Meer", "sections[1].fields[1].when",
        "hard is no answer, talk, measure, phase or role of this practice",
    ),
    "a choice without answers": (
        "kind: number,", "kind: choice,", "nl: Meer", "sections[1].fields[1].options",
        "belong to a choice, and a choice needs them",
    ),
    "a long number": (
        "kind: number,", "kind: number, long: true,", "nl: Meer", "sections[1].fields[1].long", "belongs to a text",
    ),
    "a beginning from a round": (
        "latest: {fact: told, value: danger}", "latest: {fact: round_discussed, value: danger}", "round_discussed",
        "sections[0].fields[0].latest.fact", "round_discussed is no fact of this practice",
    ),
    "a beginning from the day of a fact that is no day": (
        "latest: {fact: told, value: danger}", "latest: {fact: told}", "latest: {fact: told}",
        "sections[0].fields[0].latest", "Without value this is the day of that event",
    ),
    "a section without questions": (
        "forms:\n", "forms:\n  - {id: empty, name: {nl: x, en: x}, source: law, measures: any,"
        " sections: [{name: {nl: x, en: x}, fields: []}]}\n", "id: empty", "sections[0].fields", "needs at least one",
    ),
    "a form that records a round": (
        'sent: {fact: told, values: {how: "{tone}", danger: "{danger}"}}', "sent: {fact: round_discussed}",
        "round_discussed", "sent.fact", "round_discussed is no fact that sending can record of this practice",
    ),
    "a form that records an answer the fact does not have": (
        "kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}], optional: true",
        "kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}, {id: hard, name: {nl: Hard, en: Hard}}]",
        'how: "{tone}"', "sent.values.how", "{tone} can say hard, which the fact cannot",
    ),
    "a form that records a question it does not ask": (
        'danger: "{danger}"', 'danger: "{gone}"', "{gone}", "sent.values.danger", "{gone} is no field of kind yes_no",
    ),
    "a table that is not there": (
        "classification: route", "classification: rote", "classification: rote", "classification",
        "rote is no table of this practice; did you mean route?",
    ),
    "a table that asks what the form does not": (
        "asks: [{id: danger,", "asks: [{id: age_known, name: {nl: x, en: x}, kind: yes_no}, {id: danger,",
        "classification: route", "classification", "asks age_known, which this form does not",
    ),
    "a table that asks it otherwise": (
        "asks: [{id: danger, name: {nl: Gevaar, en: Danger}, kind: yes_no}]",
        "asks: [{id: danger, name: {nl: Gevaar, en: Danger}, kind: number}]",
        "classification: route", "classification", "asks danger with other answers than this form",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_line_and_field(name: str) -> None:
    old, new, piece, field, reason = FAULTS[name]
    assert FORMS.count(old) == 1, old
    text = practice(FORMS.replace(old, new))
    told = [(each.line, each.field, each.reason) for each in problems_in(text)]
    whole = (line_with(text, piece), f"forms[0].{field}")
    assert any(each[:2] == whole and each[2].startswith(reason) for each in told), told


def asked(**answers: object) -> list[str]:
    return [field.id for field in made().form("screening").asked(answers)]


def test_a_question_comes_only_after_the_answer_it_waits_for() -> None:
    assert asked() == ["danger", "tone"]
    assert asked(danger=False) == ["danger", "tone"]
    assert asked(danger=True) == ["danger", "what", "tone"]
    assert asked(danger=True, tone="soft") == ["danger", "what", "tone", "more"]


def test_an_answer_that_is_not_asked_any_more_brings_no_question() -> None:
    nested = FORMS.replace(
        "kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}], optional",
        "when: danger, kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}], optional",
    ).replace('danger && tone == "soft"', 'tone == "soft"')
    form = made(nested).form("screening")
    assert [field.id for field in form.asked({"danger": False, "tone": "soft"})] == ["danger"]


def test_sending_records_what_was_answered_and_nothing_for_what_is_empty() -> None:
    form = made().form("screening")
    assert form.record({"danger": False, "tone": "soft", "what": "x"}) == {"danger": False, "how": "soft"}
    assert form.record({"danger": True}) == {"danger": True}


def test_a_form_fits_the_measures_it_names() -> None:
    form = made().form("screening")
    assert form.fits(["other", "sentence"])
    assert not form.fits([])


def test_no_table_and_no_condition_hangs_on_attitude_or_motivation() -> None:
    weighed = set()
    for practice_id in library().ids():
        found = library().latest(practice_id)
        weighed |= {asked.id for table in found.classifications for asked in table.asks}
        weighed |= {field.id for form in found.forms for field in form.fields if field.kind != "text"}
    assert "crisis" in weighed
    assert not {each for each in weighed if any(word in each for word in ("attitude", "motiv", "wish", "willing"))}


def test_the_level_of_supervision_is_chosen_and_never_computed() -> None:
    form = library().latest("nl-probation").form("level-judgement")
    assert form.classification is None
    assert form.record({"level": "2"}) == {"level": "2"}
