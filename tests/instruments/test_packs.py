"""Questionnaires an organisation brings itself: the right to use them, until when, and for whom."""

import json
from datetime import date
from typing import Any

import pytest

from alliantie.instruments import library, load_pack
from alliantie.instruments.tree import read
from tests.instruments.packfile import PACK, TODAY, changed, problems_in

DATA = PACK.encode()


def reasons_of(pack: str) -> list[str]:
    return [p.reason for p in problems_in(pack)]


def test_a_pack_works_like_our_own_questionnaire() -> None:
    pack = load_pack(DATA, TODAY)
    questionnaire = pack.instrument.questionnaire(role="client", variant="debt", length=8)
    assert questionnaire.key == "example/1/debt/8/standard"
    assert pack.instrument.licence.holder == "Een hogeschool"


def test_a_pack_is_usable_up_to_and_including_its_last_day() -> None:
    pack = load_pack(DATA, TODAY)
    assert pack.usable_on(date(2027, 12, 31))
    assert not pack.usable_on(date(2028, 1, 1))


def test_an_expired_pack_still_loads_so_that_old_rounds_stay_readable() -> None:
    pack = load_pack(DATA, date(2030, 1, 1))
    assert not pack.usable_on(date(2030, 1, 1))
    assert pack.instrument.questionnaire(role="client", variant="debt", length=4).items


@pytest.mark.parametrize(
    ("organisation", "allowed"),
    [
        ("Stichting Voorbeeld", True),
        (" stichting voorbeeld ", True),
        ("org-7", True),
        ("Stichting", False),
        ("", False),
    ],
)
def test_only_the_organisations_in_the_licence_may_use_it(organisation: str, allowed: bool) -> None:
    assert load_pack(DATA, TODAY).allows(organisation) is allowed


def test_a_pack_cannot_take_the_name_of_ours() -> None:
    assert reasons_of(changed("\nid: example\n", "\nid: own\n")) == [
        "The name own belongs to a questionnaire that comes with the software."
    ]


def test_a_draft_cannot_be_loaded() -> None:
    assert reasons_of(changed("status: released", "status: draft")) == ["Only a released questionnaire can be loaded."]


def test_evidence_cannot_be_from_the_future() -> None:
    assert reasons_of(changed("dated: 2026-03-01", "dated: 2026-11-22")) == ["The evidence is dated after today."]
    assert reasons_of(changed("dated: 2026-03-01", "dated: 2026-11-21")) == []


def test_a_licence_cannot_end_before_it_was_given() -> None:
    assert reasons_of(changed("last_day: 2027-12-31", "last_day: 2026-02-28")) == [
        "The last day is before the day of the evidence."
    ]


def test_the_same_version_with_other_words_is_refused() -> None:
    first = load_pack(DATA, TODAY).instrument
    known = {("example", "1"): first.hash}
    assert load_pack(DATA, TODAY, known=known).instrument.hash == first.hash
    longer = changed("last_day: 2027-12-31", "last_day: 2029-12-31").encode()
    assert load_pack(longer, TODAY, known=known).instrument.hash == first.hash
    other = changed("Ik durf eerlijk te zijn.,", "Ik durf alles te zeggen.,").encode()
    with pytest.raises(ValueError, match="Version 1 already exists with another wording"):
        load_pack(other, TODAY, known=known)


def test_problems_carry_the_name_of_the_file() -> None:
    with pytest.raises(ValueError, match=r"^mijn\.yaml:1: "):
        load_pack(b"", TODAY, file="mijn.yaml")


def test_our_own_questionnaire_needs_no_licence_and_a_pack_does() -> None:
    assert "licence" not in type(library().latest("own")).model_fields
    without = PACK[: PACK.index("\nlicence:")]
    assert [(p.field, p.reason) for p in problems_in(without)] == [("licence", "This field is missing.")]


def test_a_pack_may_be_in_one_language_without_an_easy_form() -> None:
    def without(value: Any, *names: str) -> Any:
        if isinstance(value, dict):
            return {name: without(part, *names) for name, part in value.items() if name not in names}
        return [without(part, *names) for part in value] if isinstance(value, list) else value

    tree, _ = read(DATA, "pack.yaml")
    values = {**without(tree.value, "en", "easy"), "languages": ["nl"]}
    for variant in values["variants"]:
        variant["wording"] = {}
    pack = load_pack(json.dumps(values, indent=1).encode(), TODAY).instrument
    assert pack.questionnaire(role="client", variant="shelter", length=4).items
    with pytest.raises(ValueError, match="no language 'en'"):
        pack.questionnaire(role="client", variant="shelter", length=4, language="en")
    with pytest.raises(ValueError, match="no form 'easy'"):
        pack.questionnaire(role="client", variant="shelter", length=4, form="easy")


def test_a_pack_may_have_an_order_of_its_own() -> None:
    def items(role: str) -> list[str]:
        return [i.id for i in library().latest("own").questionnaire(role=role, variant="work", length=16).items]

    client, professional = list(reversed(items("client"))), sorted(items("professional"))
    order = f"order:\n  client: [{', '.join(client)}]\n  professional: [{', '.join(professional)}]\n"
    pack = load_pack((PACK + order).encode(), TODAY).instrument
    assert [i.id for i in pack.questionnaire(role="client", variant="work", length=16).items] == client
    short = [i.id for i in pack.questionnaire(role="professional", variant="work", length=4).items]
    assert short == ["bond-respect", "direction-goal", "friction-energy", "trust-honest"]


def test_an_order_names_each_question_once() -> None:
    order = "order:\n  client: [trust-honest, trust-honest]\n  professional: []\n"
    assert reasons_of(PACK + order) == [
        "The order does not name each question for client exactly once.",
        "The order does not name each question for professional exactly once.",
    ]
