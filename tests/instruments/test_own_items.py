"""Our own questionnaire: every variant, role, length, form and language can be read and is plain."""

from collections import Counter
from itertools import product

import pytest

from alliantie.instruments import Questionnaire, library
from alliantie.instruments.lint import allowed, lint, lint_questionnaire, not_allowed
from alliantie.instruments.schema import SCALES

OWN = library().latest("own")
VARIANTS = ("probation", "youth_protection", "youth_probation", "work", "shelter", "debt", "justice_house")
ALL = list(product(VARIANTS, ("client", "professional"), (16, 8, 4), ("standard", "easy"), ("nl", "en")))


def build(variant: str, role: str, length: int, form: str, language: str) -> Questionnaire:
    return OWN.questionnaire(role=role, variant=variant, length=length, form=form, language=language)


def test_the_seven_fields_of_work_have_words_of_their_own() -> None:
    assert tuple(variant.id for variant in OWN.variants) == VARIANTS


@pytest.mark.parametrize(("variant", "role", "length", "form", "language"), ALL)
def test_every_wording_builds_and_reads_plainly(variant: str, role: str, length: int, form: str, language: str) -> None:
    questionnaire = build(variant, role, length, form, language)
    assert Counter(item.scale for item in questionnaire.items) == dict.fromkeys(SCALES, length // 4)
    assert len({item.text for item in questionnaire.items}) == length
    assert not [item.text for item in questionnaire.items if "{" in item.text or "  " in item.text]
    assert [option.value for option in questionnaire.options] == list(range(1, 6 if form == "standard" else 4))
    assert [option.value for option in questionnaire.apart] == ["dont_know", "rather_not"]
    assert questionnaire.key == f"own/1/{variant}/{length}/{form}"
    assert lint_questionnaire(questionnaire) == []


@pytest.mark.parametrize("role", ["client", "professional"])
def test_the_items_are_the_same_in_every_field_of_work(role: str) -> None:
    for length, form in product((16, 8, 4), ("standard", "easy")):
        orders = {tuple(item.id for item in build(v, role, length, form, "nl").items) for v in VARIANTS}
        assert len(orders) == 1


@pytest.mark.parametrize("role", ["client", "professional"])
def test_the_short_forms_are_part_of_the_longer_ones(role: str) -> None:
    long, middle, short = (
        {item.id for item in build("probation", role, length, "standard", "nl").items} for length in (16, 8, 4)
    )
    assert short < middle < long


def test_only_the_friction_items_differ_for_the_two() -> None:
    client, professional = (
        {item.id for item in build("debt", role, 16, "standard", "nl").items} for role in ("client", "professional")
    )
    assert all(item.startswith("friction-") for item in client ^ professional)
    assert not [item for item in client & professional if item.startswith("friction-")]
    assert len(client ^ professional) == 8


def test_no_two_neighbouring_items_are_about_the_same_thing() -> None:
    scales = [item.scale for item in build("work", "client", 16, "standard", "nl").items]
    assert scales == list(SCALES) * 4


def test_the_rules_are_named_as_the_field_of_work_names_them() -> None:
    rules = {
        variant: next(
            item.text for item in build(variant, "client", 16, "standard", "nl").items if item.id == "direction-rules"
        )
        for variant in VARIANTS
    }
    assert "uitkering" in rules["work"]
    assert "huisregels" in rules["shelter"]
    assert "gemeente" in rules["debt"]
    assert "voorwaarden van mijn toezicht" in rules["probation"]
    assert "veilig thuis" in rules["youth_protection"]


def test_the_practice_fills_in_its_own_words() -> None:
    questionnaire = OWN.questionnaire(
        role="professional",
        variant="justice_house",
        length=4,
        words={"professional": "JA", "client": " justitiabele "},
    )
    assert questionnaire.items[0].text == "Mijn justitiabele durft eerlijk tegen mij te zijn."


@pytest.mark.parametrize(
    "words", [{"client": ""}, {"client": "  "}, {"client": "a\nb"}, {"client": "{x}"}, {"case": "x"}]
)
def test_an_unusable_word_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="word"):
        OWN.questionnaire(role="client", variant="work", length=4, words=words)


@pytest.mark.parametrize(
    "wrong",
    [{"role": "manager"}, {"variant": "prison"}, {"length": 5}, {"form": "long"}, {"language": "fr"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_the_questionnaire_has_not_is_refused(wrong: dict[str, object]) -> None:
    asked: dict[str, object] = {"role": "client", "variant": "work", "length": 4, "form": "easy", "language": "nl"}
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        OWN.questionnaire(**{**asked, **wrong})  # type: ignore[arg-type]


def test_all_words_follow_the_rules_for_plain_reading() -> None:
    assert [str(finding) for finding in not_allowed(lint(OWN))] == []


def test_each_exception_is_still_needed_and_has_a_reason() -> None:
    findings = lint(OWN)
    for exception in allowed():
        assert any(exception.covers(finding) for finding in findings), exception
        assert exception.why.endswith(".")


def test_the_questionnaire_says_what_it_is() -> None:
    assert OWN.validated is False
    assert OWN.label.in_("nl") == "Eigen vragenlijst, nog niet wetenschappelijk getest."
    for variant in OWN.variants:
        assert variant.review("nl") == "Nog door niemand nagekeken"
        assert variant.review("en") == "Not checked by anyone yet"


def test_the_reader_is_addressed_as_the_practice_does() -> None:
    assert OWN.heading.client.in_("nl", "u") == "Klopt dit voor u?"
    assert OWN.heading.client.in_("nl", "je") == "Klopt dit voor jou?"
    assert OWN.heading.client.in_("en", "je") == "Is this true for you?"
    with pytest.raises(ValueError, match="no text"):
        OWN.heading.client.in_("nl", "jij")


def test_the_questions_around_a_round_have_three_answers() -> None:
    questions = OWN.questions
    assert questions is not None
    assert questions.practice.in_("nl") == "Ik drink graag thee."
    for question in (questions.helped, questions.own_say, questions.talk_worth):
        assert [tuple(answer) for answer in question.answers("nl")] == [(1, "Nee"), (2, "Een beetje"), (3, "Ja")]
        assert [answer.label for answer in question.answers("en")] == ["No", "A little", "Yes"]
        assert question.text.in_("nl", "u") != question.text.in_("nl", "je")
