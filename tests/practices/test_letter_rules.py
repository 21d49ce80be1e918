"""The rules about letters, each broken once: the file, the line and the field are told."""

from __future__ import annotations

import pytest

from alliantie.practices import library
from alliantie.practices.letter import PLACEHOLDERS
from alliantie.practices.library import LIBRARY
from alliantie.practices.loader import load
from alliantie.practices.schema import Practice
from tests.practices.example import changed, line_with, problems_in

LETTERS = """\
facts:
  - id: told
    name: {nl: Verteld, en: Told}
    values:
      - {id: what, name: {nl: Wat, en: What}, kind: text}
      - {id: how, name: {nl: Hoe, en: How}, kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}]}
known:
  - {id: tone, name: {nl: Toon, en: Tone}, fact: told, value: how}
decisions:
  - {id: tell, name: {nl: Vertellen, en: Telling}, by: worker, source: law}
letters:
  - id: message
    name: {nl: Bericht, en: Message}
    kind: letter
    to: client
    source: law
    measures: [sentence]
    decision: tell
    sent: {fact: told, values: {what: "{what}", how: soft}}
    fields:
      - {id: what, name: {nl: Wat, en: What}, kind: text, long: true, latest: {fact: told, value: what}}
      - {id: more, name: {nl: Meer, en: More}, kind: text, optional: true}
    body:
      - heading: {nl: "Dag {client},", en: "Dear {client},"}
      - paragraph: {nl: "Dit is er: {what}", en: "This is it: {what}"}
        source: law
      - paragraph: {nl: "Ook dit: {more}", en: "This too: {more}"}
        needs: more
      - items:
          - {nl: "Toon: {tone}", en: "Tone: {tone}"}
"""


NEEDED = "{id: what, name: {nl: Wat, en: What}, kind: text, needed: true}"


def practice(text: str = LETTERS) -> str:
    return changed(("letters: []\n", text))


def made(text: str = LETTERS) -> Practice:
    found, problems = load(practice(text).encode(), "x.yaml")
    assert problems == []
    assert found is not None
    return found


# old text, new text, a piece of the line that is told, field within the letter, reason
FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    "a name that nobody fills in": (
        '"Dit is er: {what}"', '"Dit is er: {wat}"', "Dit is er", "body[1].paragraph.nl",
        "wat is no field or name of this practice; did you mean what?",
    ),
    "a letter that asks what was said of an incident and names none": (
        "    decision: tell", "    where: how == 'soft'\n    decision: tell",
        "where:", "where", "this belongs to a letter that names an incident (tells: name)",
    ),
    "a term of something that is no day": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true, runs: {least: P1W}}",
        "id: more", "fields[1].runs", "belongs to a day",
    ),
    "a sooner day that is no last day of a term": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true, sooner: more}",
        "id: more", "fields[1].sooner", "belongs to a day that runs",
    ),
    "a sooner day without a reason that may be left out": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: day, optional: true, runs: {least: P1W}, sooner: what}",
        "id: more", "fields[1].sooner", "what is no text of this letter that may stay empty",
    ),
    "limits of something that is no number": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true, most: 9}",
        "id: more", "fields[1].most", "belongs to a number",
    ),
    "limits the wrong way round": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: number, optional: true, least: 9, most: 1}",
        "id: more", "fields[1].most", "is less than least",
    ),
    "a term beside what was said before": (
        "latest: {fact: told, value: what}}", "latest: {fact: told, value: what}, runs: {least: P1W}}",
        "id: what, name: {nl: Wat, en: What}, kind: text, long", "fields[0].runs",
        "does not go with latest or incident: the day follows from the term",
    ),
    "a term of days that no fact says": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: day, optional: true,"
        " runs: {least: P1W, days: {fact: told, value: what}}}",
        "id: more", "fields[1].runs.days.value", "what is no number that the fact told says",
    ),
    "a name that is none": (
        '"Dit is er: {what}"', '"Dit is er: {What}"', "Dit is er", "body[1].paragraph.nl",
        "holds a loose brace, or a name that is none: small letters, digits and _",
    ),
    "a name of the rounds": (
        '"Dit is er: {what}"', '"Dit is er: {agreement}"', "Dit is er", "body[1].paragraph.nl",
        "agreement is no field or name of this practice",
    ),
    "a passage under a measure that is not there": (
        "        source: law\n      - paragraph", "        under: [sentences]\n      - paragraph", "under: [sentences",
        "body[1].under[0]", "sentences is no measure of this practice; did you mean sentence?",
    ),
    "a passage not under a measure that is not there": (
        "        source: law\n      - paragraph", "        not_under: [other]\n      - paragraph", "not_under: [other",
        "body[1].not_under[0]", "other is no measure of this practice",
    ),
    "a field that may be empty in a passage that stays": (
        "        needs: more\n", "", "Ook dit", "body[2].paragraph.en", "{more} may be empty; say so with needs: more",
    ),
    "a passage that needs a field that is never empty": (
        "needs: more", "needs: what", "needs: what", "body[2].needs", "what is no optional field of this practice",
    ),
    "an article that the letter names itself": (
        '"Dit is er: {what}"', '"Zie artikel 14: {what}"', "Zie artikel", "body[1].paragraph.nl",
        "names artikel 14 itself; leave that to the source, which says whether it was checked",
    ),
    "a long sentence for a client": (
        '"Dit is er: {what}"', '"een twee drie vier vijf zes zeven acht negen tien elf twaalf {what}"', "een twee",
        "body[1].paragraph.nl",
        "a sentence for a client has 13 words, at most 12: een twee drie vier vijf zes zeven acht negen tien elf twaalf"
        " {what}",
    ),
    "another way to speak to the client": (
        '"Dit is er: {what}"', '"Dit is jouw zaak: {what}"', "Dit is jouw", "body[1].paragraph.nl",
        "this practice says u, so it may not say jouw",
    ),
    "a passage of two kinds": (
        "      - heading: {nl:", "      - items: [{nl: x, en: x}]\n        heading: {nl:", "items: [{nl: x", "body[0]",
        "must have exactly one of heading, paragraph, items",
    ),
    "a source that is not there": (
        "        source: law\n      - paragraph", "        source: lam\n      - paragraph", "source: lam",
        "body[1].source", "lam is no source of this practice; did you mean law?",
    ),
    "a measure that is not there": (
        "measures: [sentence]", "measures: [sentences]", "[sentences]", "measures[0]",
        "sentences is no measure of this practice; did you mean sentence?",
    ),
    "a decision that is not there": (
        "decision: tell", "decision: tells", "decision: tells", "decision",
        "tells is no decision of this practice; did you mean tell?",
    ),
    "several clients at once": (
        "    to: client\n", "    to: client\n    several: true\n", "several: true", "several",
        "belongs to a letter to creditor, partner, other",
    ),
    "a field twice": (
        "{id: more,", "{id: what,", "nl: Meer", "fields[1].id", "what is already used in this letter",
    ),
    "a field that is filled in by itself": (
        "{id: more,", "{id: client,", "nl: Meer", "fields[1].id", "client is filled in by itself; choose another name",
    ),
    "a long day": (
        "kind: text, optional: true", "kind: day, optional: true, long: true", "nl: Meer", "fields[1].long",
        "belongs to a text",
    ),
    "a beginning of another kind": (
        "value: what}}", "value: how}}", "value: how}}", "fields[0].latest.value", "is of kind choice, not text",
    ),
    "what stays as an earlier fact said it, where none does": (
        "kind: text, optional: true}", "kind: text, optional: true, as_said: true}", "nl: Meer", "fields[1].as_said",
        "belongs to a field with latest",
    ),
    "a text that a gate tells": (
        "kind: text, optional: true}", "kind: text, gate: first}", "nl: Meer", "fields[1].gate", "belongs to a day",
    ),
    "a gate that does not stand before the decision": (
        "kind: text, optional: true}", "kind: day, gate: first}", "nl: Meer", "fields[1].gate",
        "first is no gate before the decision of this letter of this practice",
    ),
    "what a gate tells and what is known beforehand": (
        "long: true, latest", "gate: first, latest", "nl: Wat, en: What}, kind: text, gate", "fields[0].gate",
        "does not go with latest or incident",
    ),
    "a passage for what is always filled in": (
        "        needs: more", "        lacks: what", "lacks: what", "body[2].lacks",
        "what is no optional field of this practice",
    ),
    "both of the incident": (
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true}",
        "{id: more, name: {nl: Meer, en: More}, kind: text, optional: true, incident: {tells: text, recorded: told}}",
        "nl: Meer", "fields[1].incident", "must have exactly one of tells and recorded",
    ),
    "a condition in a practice without conditions": (
        "kind: text, optional: true}", "kind: text, optional: true, condition: true}",
        "nl: Meer", "fields[1].condition", "belongs to a text, in a practice with conditions",
    ),
    "a day of the incident in a text": (
        "kind: text, optional: true}", "kind: text, optional: true, incident: {tells: on}}",
        "nl: Meer", "fields[1].incident.tells", "on does not fit a field of kind text",
    ),
    "a text of what was recorded": (
        "kind: text, optional: true}", "kind: text, optional: true, incident: {recorded: told}}",
        "nl: Meer", "fields[1].incident.recorded", "belongs to a yes_no or a day",
    ),
    "a fact that names no incident": (
        "kind: text, optional: true}", "kind: day, optional: true, incident: {recorded: told}}",
        "nl: Meer", "fields[1].incident.recorded", "told is no fact about an incident of this practice",
    ),
    "a fact about an incident that the letter does not name": (
        "kind: text, optional: true}", "kind: day, optional: true, incident: {recorded: told}}",
        "nl: Meer", "fields[1].incident.recorded", "needs one field that tells the name of the incident",
    ),
    "what is known beforehand and of the incident": (
        "latest: {fact: told, value: what}", "incident: {tells: name}, latest: {fact: told, value: what}",
        "id: what, name: {nl: Wat, en: What}, kind: text, long", "fields[0].incident", "does not go with latest",
    ),
    "a beginning from a round": (
        "latest: {fact: told, value: what}", "latest: {fact: round_discussed, value: what}", "round_discussed",
        "fields[0].latest.fact", "round_discussed is no fact of this practice",
    ),
    "a letter that records a round": (
        'sent: {fact: told, values: {what: "{what}", how: soft}}', "sent: {fact: round_discussed}", "round_discussed",
        "sent.fact", "round_discussed is no fact that sending can record of this practice",
    ),
    "a letter that says too little when sent": (
        'what: "{what}", how: soft', "how: soft", "sent: {fact: told", "sent.values", "says nothing of what",
    ),
    "a letter that says what the fact does not know": (
        "how: soft}}", "how: soft, why: x}}", "why: x", "sent.values.why",
        "why is no value of that fact of this practice",
    ),
    "an answer that is none": (
        "how: soft}}", "how: hard}}", "how: hard", "sent.values.how", "hard is no answer of this practice",
    ),
    "a field of another kind when sent": (
        "how: soft}}", 'how: "{what}"}}', 'how: "{what}"', "sent.values.how", "{what} is no field of kind choice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_line_and_field(name: str) -> None:
    old, new, piece, field, reason = FAULTS[name]
    assert LETTERS.count(old) == 1, old
    text = practice(LETTERS.replace(old, new))
    told = [(each.line, each.field, each.reason) for each in problems_in(text)]
    whole = (line_with(text, piece), f"letters[0].{field}", reason)
    assert any(each[:2] == whole[:2] and each[2].startswith(reason) for each in told), told


def test_a_letter_says_what_was_filled_in_and_leaves_out_what_was_not() -> None:
    letter = made().letter("message")
    values = {"client": "Noor Yilmaz", "what": "een\nboek", "more": "", "tone": "zacht"}
    assert letter.text("nl", values, {}) == "# Dag Noor Yilmaz,\n\nDit is er: een\nboek\n\n- Toon: zacht"
    assert "Ook dit: ja" in letter.text("nl", {**values, "more": "ja"}, {})


@pytest.mark.parametrize(("language", "no"), [("nl", "nee"), ("en", "no")])
def test_a_no_keeps_away_what_needs_a_yes_and_lets_stand_what_is_said_without_one(language: str, no: str) -> None:
    without = "      - paragraph: {nl: Niets meer, en: Nothing more}\n        lacks: more\n      - items:\n"
    letter = made(LETTERS.replace("      - items:\n", without)).letter("message")
    values = {"client": "Noor Yilmaz", "what": "x", "more": no, "tone": "y"}
    needs, lacks = {"nl": ("Ook dit", "Niets meer"), "en": ("This too", "Nothing more")}[language]
    said, unsaid = letter.text(language, values, {}), letter.text(language, values, {}, {"more"})
    assert (needs in said, lacks in said) == (True, False)
    assert (needs in unsaid, lacks in unsaid) == (False, True)


def test_a_source_is_named_only_once_somebody_checked_it() -> None:
    letter = made().letter("message")
    values = {"client": "N", "what": "x", "more": "", "tone": "y"}
    assert "De wet" not in letter.text("nl", values, {})
    assert "Dit is er: x (De wet)" in letter.text("nl", values, {"law": "De wet"})


def test_what_was_filled_in_is_never_filled_in_again() -> None:
    letter = made().letter("message")
    values = {"client": "{what}", "what": "{client}", "more": "", "tone": "{more}"}
    assert letter.text("nl", values, {}) == "# Dag {what},\n\nDit is er: {client}\n\n- Toon: {more}"


def test_sending_records_fixed_and_filled_in_values_and_nothing_for_what_is_empty() -> None:
    letter = made().letter("message")
    assert letter.record({"what": "x"}, "Noor") == {"what": "x", "how": "soft"}
    assert letter.record({}, "Noor") == {"how": "soft"}
    to_whom = made(LETTERS.replace('what: "{what}"', 'what: "{addressee}"')).letter("message")
    assert to_whom.record({}, "Noor") == {"what": "Noor", "how": "soft"}


def test_a_letter_fits_the_measures_it_names() -> None:
    letter = made().letter("message")
    assert letter.fits(["other", "sentence"])
    assert not letter.fits([])
    assert made(LETTERS.replace("measures: [sentence]", "measures: any")).letter("message").fits([])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_letter_of_every_practice_can_be_written_in_full(language: str) -> None:
    written = 0
    for practice_id in library().ids():
        practice = library().latest(practice_id)
        usual = {name: name for name in (*PLACEHOLDERS, *(each.id for each in practice.known))}
        for letter in practice.letters:
            for filled in ("iets", ""):
                asked = practice.letter(letter.id).fields
                fields = {each.id: filled if each.optional else "iets" for each in asked}
                text = letter.text(language, usual | fields, {})
                assert "{" not in text
                assert len(text) > 100
                written += 1
    assert written >= 30


def test_no_name_of_a_letter_is_of_the_two_peoples_rounds() -> None:
    walled = {
        "alliance",
        "round",
        "answer",
        "score",
        "picture",
        "agreement",
        "trust",
        "bond",
        "friction",
        "trend",
        "note",
    }
    assert not walled & set(PLACEHOLDERS)


def test_what_a_fact_needs_comes_from_a_field_that_is_always_filled_in() -> None:
    text = practice().replace("{id: what, name: {nl: Wat, en: What}, kind: text}", NEEDED)
    assert problems_in(text) == []
    (problem,) = problems_in(text.replace('{what: "{what}", how: soft}', '{what: "{more}", how: soft}'))
    assert problem.field == "letters[0].sent.values.what"
    assert problem.reason == "{more} may stay empty, and told needs what"


@pytest.mark.parametrize(
    ("was", "wrong", "reason"),
    [
        (
            "kind: text, optional: true}",
            "kind: text, optional: true, LAST}",
            "belongs to a day in a letter to the client",
        ),
        ("kind: text, optional: true}", "kind: day, optional: true, LAST}", "lost is no fact of this practice"),
    ],
)
def test_a_last_day_is_a_day_a_client_is_told_of_and_ends_with_facts_there_are(
    was: str, wrong: str, reason: str
) -> None:
    client = '{nl: {u: "U kunt iets doen.", je: "Je kunt iets doen."}, en: "You can act."}'
    for lost in ("lost", "{fact: lost}"):
        last = f"last_day: {{client: {client}, settled: [{lost}]}}"
        told = problems_in(practice(LETTERS.replace(was, wrong.replace("LAST", last))))
        assert any(reason in str(each) for each in told)


def test_what_ends_a_last_day_names_only_what_the_fact_says() -> None:
    client = '{nl: {u: "U kunt iets doen.", je: "Je kunt iets doen."}, en: "You can act."}'
    day = "kind: day, optional: true, last_day: {client: CLIENT, settled: [{fact: told, where: how == 'hard'}]}}"
    told = problems_in(practice(LETTERS.replace("kind: text, optional: true}", day.replace("CLIENT", client))))
    assert any("hard is no answer" in str(each) for each in told)


@pytest.mark.parametrize(
    ("measures", "said"), [(("sentence",), "Er loopt iets."), ((), "Er loopt niets."), (("other",), "Er loopt niets.")]
)
def test_a_passage_is_said_by_what_runs(measures: tuple[str, ...], said: str) -> None:
    more = """      - paragraph: {nl: "Er loopt iets.", en: "Something runs."}
        under: [sentence]
      - paragraph: {nl: "Er loopt niets.", en: "Nothing runs."}
        not_under: [sentence]
"""
    (letter,) = made(LETTERS + more).letters
    values = dict.fromkeys((*PLACEHOLDERS, "what", "more", "tone"), "x")
    text = letter.text("nl", values, {}, measures=measures)
    assert [each for each in text.split("\n\n") if each.startswith("Er loopt")] == [said]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Doe dit voor of op {answer_by}. Dan gaan we verder.", "Doe dit snel.", "Put {answer_by} in the Dutch text."),
        ("Do this by {answer_by}. Then we go on.", "Do this soon.", "Put {answer_by} in the English text."),
        ("You can object until {object_by}. Write", "You can object. Write", "Put {object_by} in the English text."),
        # It is said in another way under other measures: one of the two is not enough.
        ("Uw aanvraag stopt op {ends_on}.", "Uw aanvraag stopt.", "Put {ends_on} in the Dutch text."),
    ],
)
def test_a_day_that_counts_stands_in_the_letter_in_both_languages(before: str, after: str, said: str) -> None:
    text = (LIBRARY / "nl-debt-zeist" / "2026-1.yaml").read_text(encoding="utf-8")
    assert before in text
    told = [each.reason for each in load(text.replace(before, after).encode(), "x.yaml")[1]]
    assert told
    assert all(each == f"This day counts, but the letter does not name it. {said}" for each in told)


def test_what_a_choice_begins_with_is_an_option_of_it_and_follows_from_rules_or_incidents_there_are() -> None:
    tone = "{id: tone_now, name: {nl: Toon, en: Tone}, kind: choice, options: [{id: soft, name: {nl: Zacht, en: Soft}}]"
    whole = LETTERS.replace(NEEDED, NEEDED).replace(
        "      - {id: more,", f"      - {tone}, begins: [BEGINS]}}\n      - {{id: more,"
    )
    for begins, told in (
        ("{option: loud, norms: [first]}", "loud is no answer of this practice; it has soft"),
        ("{option: soft}", "must name norms or incidents"),
        ("{option: soft, norms: [nowhere]}", "nowhere is no rule of this practice"),
        ("{option: soft, incidents: [nowhere]}", "nowhere is no incident of this practice"),
    ):
        found = problems_in(practice(whole.replace("BEGINS", begins)))
        assert told in " ".join(str(each) for each in found), begins
