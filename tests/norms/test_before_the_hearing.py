"""Who is under no measure meets no rule of one: youth probation before the hearing, and a short module of probation.

Sources: 000:1032-1034 (voluntary, before the hearing) and 000:160-165 (without a criminal-law decision).
"""

from __future__ import annotations

import pytest

from alliantie.norms.outcomes import reasons
from alliantie.norms.reactions import offered
from alliantie.practices import library
from alliantie.practices.told import holds_under

YOUTH, ADULT = library().latest("nl-save-youth-probation"), library().latest("nl-probation")
HEARING = ["voluntary-supervision"]
OF_A_MEASURE = (
    "voorwaarde",
    "acht weken",
    "twee keer per jaar",
    "zes weken",
    "twee jaar",
    "straf",
    "kaart",
    "opgelegd",
)


def test_before_the_hearing_nothing_is_told_that_belongs_to_a_measure() -> None:
    told = [each.text.in_("nl", "je") for each in YOUTH.explanation.under(HEARING).everything]
    told += [each.text.nl for each in YOUTH.frame.statements if holds_under(each, HEARING)]
    told.append(YOUTH.notice.under(HEARING).in_("nl", "je"))
    assert [(text, word) for text in told for word in OF_A_MEASURE if word in text.casefold()] == []
    # 1214-1230: no rhythm of contact is a duty of someone who takes part of their own will.
    assert YOUTH.explanation.under(HEARING).duties == ()


@pytest.mark.parametrize(
    "measure", ["conditional-supervision", "criem", "plus", "behaviour-measure", "truancy", "double"]
)
def test_under_a_measure_the_rhythm_of_contact_and_the_plan_are_told(measure: str) -> None:
    told = YOUTH.explanation.under([measure])
    assert "contact" in {each.id for each in told.duties}
    assert "alone" in {each.id for each in told.rights}
    stated = {each.id for each in YOUTH.frame.statements if holds_under(each, [measure])}
    assert {"plan-in-six-weeks", "every-eight-weeks"} <= stated


def test_before_the_hearing_no_condition_is_broken_and_nothing_is_reported_back_or_warned_for() -> None:
    assert [each.id for each in YOUTH.conditions if holds_under(each, HEARING)] == ["authority"]
    asked = next(each for each in YOUTH.facts if each.id == "condition-not-met").values[1]
    assert [each.id for each in asked.options if holds_under(each, HEARING)] == ["agreement", "not-clear"]
    assert [each.id for each in offered(YOUTH, "condition", {}, HEARING)] == ["no-action", "talk"]
    assert "reported" not in {each.id for each in reasons(YOUTH, HEARING)}
    assert "reported" in {each.id for each in reasons(YOUTH, ["criem"])}


@pytest.mark.parametrize(
    ("measures", "told"),
    [
        # 291-299: of a sentence it has to be reported; 413-419: of another title it can be passed on.
        (["suspended-sentence"], "Dan moet {professional} dat doorgeven."),
        (["suspended-sentence", "conditional-release"], "Dan moet {professional} dat doorgeven."),
        (["suspended-sentence", "short-module"], "Dan moet {professional} dat doorgeven."),
        (["conditional-release"], "Dan kan {professional} dat doorgeven."),
        (["conditional-release", "short-module"], "Dan kan {professional} dat doorgeven."),
    ],
)
def test_the_notice_before_a_round_says_of_a_condition_what_holds_under_the_own_title(
    measures: list[str], told: str
) -> None:
    assert told in ADULT.notice.under(measures).in_("nl", "u")


def test_in_a_short_module_the_notice_speaks_of_no_condition() -> None:
    text = ADULT.notice.under(["short-module"])
    for address in ("u", "je"):
        assert "voorwaarde" not in text.in_("nl", address)
        assert "De vragen gaan daar niet over." in text.in_("nl", address)
    # With no measure running any more, what holds in general is said.
    assert ADULT.notice.under([]) == ADULT.notice.reporting
