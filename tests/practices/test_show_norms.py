"""Norms in words, for whoever reads a practice."""

import pytest

from alliantie.practices import library
from alliantie.practices.show_conditions import condition_in_words
from alliantie.practices.show_norms import briefly, exactly, norm_in_words, strictness_in_words
from tests.norms.ways import practice

PRACTICE = practice()
LIMITS = "per zaak te kiezen van 2 weken tot en met 8 weken"
UNTIL = "tot: begin van een fase (fase is Uitvoering)"
ALWAYS = "onder elke maatregel"


@pytest.mark.parametrize(
    ("norm", "dutch"),
    [
        ("plan", f"Maak een plan: binnen 6 weken na: begin van de maatregel; {LIMITS}; {ALWAYS}. Moet van de wet."),
        (
            "reply",
            "Bel de schuldeiser: binnen 3 werkdagen na: Brief verstuurd; de termijn is onze keuze; "
            "in elke zaak. Nodig.",
        ),
        (
            "extend",
            f"Vraag verlenging: 2 maanden voor het einde dat vaststaat bij: begin van de maatregel; {ALWAYS}. Nodig.",
        ),
        (
            "visit",
            f"Ga langs: 1 keer per maand, vanaf: Niveau bepaald; {UNTIL}; het begin is onze keuze; {ALWAYS}; "
            "als Niveau is Hoog. Gewenst.",
        ),
        (
            "alone",
            f"Zie de jongere alleen: 4 keer per jaar, vanaf: begin van de maatregel; {ALWAYS}; "
            "als leeftijd minstens 12. Nodig.",
        ),
        (
            "usual",
            "Gemiddeld elke week: 1 keer per week, vanaf: begin van de zaak; in elke zaak. Gemiddeld: het hoeft nooit.",
        ),
        ("longest", f"Niet langer: hoogstens 28 dagen na: begin van de maatregel; {ALWAYS}. Moet van de wet."),
        ("two-letters", "Stuur niet meer dan twee brieven: hoogstens 2 keer per maand; in elke zaak. Gewenst."),
        (
            "meeting-first",
            "Overleg eerst: eerst, voor: Verzoek; niet langer dan 3 maanden geleden: Overleg; in elke zaak. Nodig.",
        ),
    ],
)
def test_a_norm_reads_as_one_sentence(norm: str, dutch: str) -> None:
    assert norm_in_words(PRACTICE, PRACTICE.norm(norm), "nl") == dutch


@pytest.mark.parametrize(
    ("passed", "dutch", "english"),
    [
        ("P1M", "1 maand na: Overleg", "1 month after: Meeting"),
        ("at", "na de dag die vaststaat bij: Overleg", "after the day that is named at: Meeting"),
    ],
)
def test_a_gate_that_waits_says_for_how_long_or_for_which_day(passed: str, dutch: str, english: str) -> None:
    read = practice(
        ("{id: meeting, name: {nl: Overleg, en: Meeting}}",
         "{id: meeting, name: {nl: Overleg, en: Meeting}, values: [{id: at, name: {nl: Dag, en: Day}, kind: day}]}"),
        ("needs: {fact: meeting}, fresh: P3M,", f"needs: {{fact: meeting}}, passed: {passed},"),
    )  # fmt: skip
    assert dutch in norm_in_words(read, read.norm("meeting-first"), "nl")
    assert english in norm_in_words(read, read.norm("meeting-first"), "en")


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [
        ('level in ["low", "high"]', "Niveau is Laag of Hoog", "Level is Low or High"),
        (
            'talk == "visit" && !("parent" in present)',
            "gesprek is Bezoek en niet (ouder bij wie erbij was)",
            "talk is Visit and not (parent among who was there)",
        ),
        ("age >= 12 || minutes < 30", "leeftijd minstens 12 of minuten minder dan 30",
         "age at least 12 or minutes less than 30"),
    ],
)  # fmt: skip
def test_a_condition_reads_with_the_names_of_the_practice(text: str, dutch: str, english: str) -> None:
    assert condition_in_words(PRACTICE, text, "nl") == dutch
    assert condition_in_words(PRACTICE, text, "en") == english


def test_an_answer_is_called_as_what_it_answers_also_where_a_talk_and_a_measure_share_an_id() -> None:
    tilburg = library().latest("nl-debt-tilburg")
    for text, dutch in (
        ('talk == "application"', "gesprek is Aanmeldgesprek"),
        ('measure == "application"', "maatregel is Aanmelding en intake"),
        ('"application" in measures', "Aanmelding en intake bij maatregelen"),
        ('missed == "data-collection"', "Naar welk gesprek is Gegevensverzamelingsgesprek (GGV)"),
        ('reason != "statutory"', "reden van het einde is niet Verder met de wettelijke regeling (Wsnp)"),
        ('outcome == "neutral" && explained', "hoe het eindigde is eerder gestopt, neutraal en kader uitgelegd"),
    ):
        assert condition_in_words(tilburg, text, "nl") == dutch


@pytest.mark.parametrize("id", library().ids())
def test_whatever_a_condition_can_name_has_words_of_its_own(id: str) -> None:
    read = library().latest(id)
    known = read.vocabulary
    for names in (known.names_on_case, *map(known.names_on, known.facts)):
        for name, _kind in names:
            assert (condition_in_words(read, name, "nl"), condition_in_words(read, name, "en")) != (name, name)


@pytest.mark.parametrize(
    ("old", "new", "norm", "dutch"),
    [
        ("      term: P3WD\n", "      after: P1W\n      term: P3WD\n", "reply",
         "Bel de schuldeiser: binnen 3 werkdagen, zodra 1 week voorbij is na: Brief verstuurd;"),
        ("      before: until\n", "      after: until\n", "extend",
         "Vraag verlenging: binnen 2 maanden, zodra de dag voorbij is die vaststaat bij: begin van de maatregel;"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, followed: {each: {fact: letter}, by: {fact: stopped}},",
         "meeting-first",
         "Overleg eerst: eerst, voor: Verzoek; niet langer dan 3 maanden geleden: Overleg; "
         "pas als op elk hiervan: Brief verstuurd, dit volgde: Gestopt;"),
        ("dropped: {fact: stopped}", "part_of: [{fact: stopped}, {fact: meeting}]",
         "reply",
         "Bel de schuldeiser: binnen 3 werkdagen na: Brief verstuurd; wat begint na Gestopt of Overleg, "
         "hoort daarbij;"),
        ("dropped: {fact: stopped}", "part_of: {fact: stopped}\n      part_for: P3M\n      part_for_by: own",
         "reply",
         "Bel de schuldeiser: binnen 3 werkdagen na: Brief verstuurd; wat begint na Gestopt, hoort daarbij zolang dat "
         "loopt en tot 3 maanden daarna (onze keuze);"),
        ("dropped: {fact: stopped}", "followed: {each: {fact: letter}, by: [{fact: stopped}, {fact: meeting}]}",
         "reply",
         "Bel de schuldeiser: binnen 3 werkdagen na: Brief verstuurd; pas als op elk hiervan: Brief verstuurd, dit "
         "volgde: Gestopt of Overleg;"),
        ("needs: {fact: meeting},", "needs: {fact: meeting}, unless: {fact: stopped},", "meeting-first",
         "Overleg eerst: eerst, voor: Verzoek; niet langer dan 3 maanden geleden: Overleg; niet meer na: Gestopt;"),
    ],
)  # fmt: skip
def test_a_first_term_and_what_takes_a_step_back_are_read_out(old: str, new: str, norm: str, dutch: str) -> None:
    read = practice((old, new))
    assert norm_in_words(read, read.norm(norm), "nl").startswith(dutch)


@pytest.mark.parametrize(
    ("norm", "dutch"),
    [
        ("intake-in-four-weeks", "Volgens de bron moet dit; houdt niets tegen."),
        ("reflection-before-offer", "Volgens de bron in principe; wie het overslaat, schrijft waarom."),
        (
            "recovery-before-ending",
            "Volgens de bron moet dit; houdt het besluit tegen, buiten de demo pas als iemand de bron toetste.",
        ),
        ("close-after-ending", "Onze eigen keuze; houdt niets tegen."),
    ],
)
def test_a_norm_says_how_strictly_its_source_puts_it_and_what_it_does_to_a_decision(norm: str, dutch: str) -> None:
    zeist = library().latest("nl-debt-zeist")
    assert strictness_in_words(zeist, zeist.norm(norm), "nl") == dutch


def test_a_rule_stands_in_one_short_line_with_its_condition_and_the_rest_of_it_apart() -> None:
    visit, plan = PRACTICE.norm("visit"), PRACTICE.norm("plan")
    assert briefly(PRACTICE, visit, "nl") == "1 keer per maand, vanaf: Niveau bepaald, als Niveau is Hoog · Gewenst"
    assert exactly(PRACTICE, visit, "nl") == f"{UNTIL[:1].upper()}{UNTIL[1:]}; het begin is onze keuze."
    assert exactly(PRACTICE, plan, "nl") == f"{LIMITS[:1].upper()}{LIMITS[1:]}."
    assert exactly(PRACTICE, PRACTICE.norm("longest"), "nl") == ""
