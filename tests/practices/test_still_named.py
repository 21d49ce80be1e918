"""Sentences that still name the term which a rule had before it was given another."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliantie.practices import Practice, library
from alliantie.practices.library import LIBRARY
from alliantie.practices.loader import load
from alliantie.practices.still_named import StillNamed, still_named
from alliantie.practices.texts import Language

TILBURG = "nl-debt-tilburg"


def changed(norm: str, old: str, new: str, practice_id: str = TILBURG) -> Practice:
    """A practice of ours in which one rule has another term."""
    before, at, after = Path(LIBRARY, practice_id, "2026-1.yaml").read_text("utf-8").partition(f"  - id: {norm}\n")
    assert old in after
    read, problems = load((before + at + after.replace(old, new, 1)).encode(), "")
    assert read is not None, problems
    return read


def told(new: Practice, language: Language = "nl") -> tuple[StillNamed, ...]:
    return still_named(library().latest(new.id), new, language)


def test_the_frame_and_what_clients_read_are_told_where_they_name_the_term_that_a_rule_had() -> None:
    (found,) = told(changed("follow-up-in-three-weeks", "P3W", "P4W"))
    assert (found.rule, found.was) == ("Bespreek het plan van aanpak in het vervolggesprek", "3 weken")
    assert found.sentences == (
        "Het vervolggesprek van 45 minuten is er uiterlijk drie weken na de intake.",
        "The follow-up talk of 45 minutes is within three weeks of the intake.",
        "Binnen drie weken na de intake hoort u hoe het verder gaat. U en {professional} tekenen samen een plan.",
        "Binnen drie weken na de intake hoor je hoe het verder gaat. Jij en {professional} tekenen samen een plan.",
        "Within three weeks of the intake you hear what follows. You and {professional} sign a plan together.",
    )
    (in_english,) = told(changed("follow-up-in-three-weeks", "P3W", "P4W"), "en")
    assert (in_english.rule, in_english.was) == ("Discuss the action plan in the follow-up talk", "3 weeks")


def test_a_rule_that_names_its_own_term_is_told_and_one_that_has_that_term_rightly_is_not() -> None:
    (found,) = told(changed("aftercare-in-six-months", "P6M", "P4M"))
    assert found.sentences[:2] == (
        "Zonder regeling is er in principe één contact, zes maanden na sluiten van het dossier.",
        "Without a settlement there is in principle one contact, six months after the file is closed.",
    )
    own = {"Neem zes maanden na het afsluiten contact op", "Get in touch six months after closing"}
    assert own <= set(found.sentences)
    # Another rule of the same source keeps its own year.
    assert not any("jaar" in sentence for sentence in found.sentences)


@pytest.mark.parametrize(
    ("practice_id", "norm", "old", "new", "names"),
    [
        ("nl-work-rsd-krh", "half-a-year", "P6M", "P9M", "een half jaar"),
        ("nl-debt-tilburg", "settlement-of-36-months", "P36M", "P24M", "36 maanden"),
        ("nl-shelter-tussenvoorziening", "contact-in-five-days", "P5D", "P3D", "vijf dagen"),
    ],
)
def test_a_term_is_found_in_figures_in_words_and_as_half_a_year(
    practice_id: str, norm: str, old: str, new: str, names: str
) -> None:
    (found,) = told(changed(norm, old, new, practice_id))
    assert any(names in sentence.lower() for sentence in found.sentences), found.sentences


def test_what_changed_nothing_of_a_term_or_names_none_says_nothing() -> None:
    ours = library().latest(TILBURG)
    assert still_named(ours, ours, "nl") == ()
    # What the back office asks for names no term anywhere.
    assert told(changed("invite-for-back-office", "P5WD", "P3WD")) == ()
