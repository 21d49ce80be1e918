"""The pages on which an organisation changes a copy of its practice in small forms, and adopts it as a version."""

from __future__ import annotations

import re
from functools import partial
from html import unescape

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.cases.models import OwnPractice, PracticeDraft
from alliantie.insight.views.common import LONGEST
from alliantie.practices import library
from alliantie.practices.library import load_copy
from tests.cases.own_ways import PROBATION, text_of
from tests.insight.teams import manager
from tests.practices.example import EXAMPLE
from tests.support.at_once import at_once
from tests.worklist.browse import as_worker, hidden, queries, sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

OURS = (PROBATION, "2026-1")
COPY, DRAFT = reverse("practice-copy", args=OURS), reverse("practice-draft", args=(PROBATION,))
RULE = reverse("practice-draft-rule", args=(PROBATION, "explain-frame"))
TALK, NEW_TALK = f"{DRAFT}/talks/home-visit", f"{DRAFT}/talks"
LETTER, TEXT = f"{DRAFT}/letters/breach-report", f"{DRAFT}/text"
ADOPT, DISCARD, NEW = f"{DRAFT}/adopt", f"{DRAFT}/discard", reverse("practice-new")


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def browser(world: World) -> Browser:
    browser = sign_in(manager(world))
    assert browser.post(COPY).status_code == 302
    return browser


def content() -> str:
    return PracticeDraft.objects.using("owner").get().content


def term(browser: Browser, count: object = 1, unit: str = "W", seen: object = 1) -> int:
    return browser.post(RULE, {"count": count, "unit": unit, "seen": seen}).status_code


def letter_form(browser: Browser) -> dict[str, str]:
    """The texts of the letter as the page shows them."""
    told = browser.get(LETTER).content.decode()
    found = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', told, re.DOTALL)
    return {name: text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&") for name, text in found}


def test_a_copy_says_the_same_as_what_it_was_copied_from_and_can_be_made_once(browser: Browser) -> None:
    assert content() == text_of()
    assert browser.post(COPY).status_code == 302
    told = words(browser, DRAFT)
    assert "Er is geen verschil." in told
    assert "Gemaakt van versie 2026-1." in told
    assert "Neem aan" not in told
    # One press does not throw away what took hours.
    assert "U kunt het niet terughalen. Versies die u al aannam, blijven. Ja, gooi de kopie weg" in told
    assert "Kopieën in de maak Reclasseringstoezicht" in words(browser, reverse("practices"))


def test_another_term_is_shown_in_words_as_the_organisations_own_choice(browser: Browser) -> None:
    assert "Nu: binnen 2 weken na: begin van de maatregel." in words(browser, RULE)
    assert term(browser, 5, "WD") == 302
    told = words(browser, DRAFT)
    assert "Anders (1) Wat er moet, en wanneer: Leg het kader uit, termijn Was: 2 weken Wordt: 5 werkdagen" in told
    # A term that the source names becomes the organisation's own, and says so.
    other = reverse("practice-draft-rule", args=(PROBATION, "reporting-level-1"))
    assert browser.post(other, {"count": 4, "unit": "W", "seen": 2}).status_code == 302
    # The cases it lets have their own term have theirs in weeks.
    assert browser.post(other, {"count": 4, "unit": "D", "seen": 3}).status_code == 422
    assert "waar de termijn vandaan komt Was: zoals in de bron Wordt: eigen keuze" in words(browser, DRAFT)


def test_a_term_of_the_law_is_never_made_longer_and_a_shorter_one_is_our_choice(browser: Browser) -> None:
    law = reverse("practice-draft-rule", args=(PROBATION, "longest-probation-period"))
    assert "De wet zegt 3 jaar. Langer kan niet." in words(browser, law)
    for count, unit, said in (
        (4, "Y", "De wet zegt 3 jaar. Langer kan niet."),
        (37, "M", "De wet zegt 3 jaar. Langer kan niet."),
        (3, "W", "De wet zegt 3 jaar. Kies dezelfde eenheid."),
    ):
        answer = browser.post(law, {"count": count, "unit": unit, "seen": 1})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    longer = content().replace("term: P3Y", "term: P4Y")
    assert longer != content()
    answer = browser.post(TEXT, {"text": longer, "seen": 1})
    assert answer.status_code == 422
    assert "De wet zegt 3 jaar. Langer kan niet." in answer.content.decode()
    assert content() == text_of()
    assert browser.post(law, {"count": 2, "unit": "Y", "seen": 1}).status_code == 302
    told = words(browser, DRAFT)
    assert "Was: zoals in de bron Wordt: eigen keuze" in told
    assert "de termijn is onze keuze" in told
    claimed = content().replace('term_by: "own"', "term_by: own").replace('hardness: "needed"', "hardness: law")
    answer = browser.post(TEXT, {"text": claimed.replace("term_by: own", "term_by: source"), "seen": 2})
    assert "De wet zegt 3 jaar. Korter is onze keuze: schrijf hardness: needed." in answer.content.decode()
    # Back at what the law says, it is the law's again.
    assert browser.post(law, {"count": 3, "unit": "Y", "seen": 2}).status_code == 302
    assert "Was: zoals in de bron" not in words(browser, DRAFT)


@pytest.mark.parametrize(
    ("practice_id", "norm", "now", "kept"),
    [
        ("nl-shelter-tussenvoorziening", "three-years-in-majella", "Nu: 3 jaar na: ", 'passed: "P4Y"'),
        ("nl-debt-zeist", "recovery-before-ending", "Nu: na minstens 1 week.", 'least: "P4Y"'),
        (
            "nl-shelter-tussenvoorziening",
            "weigh-before-notice",
            "Nu: niet langer dan 4 weken geleden: ",
            'fresh: "P4Y"',
        ),
    ],
)
def test_how_long_a_gate_waits_is_a_term_like_any_other(
    world: World, practice_id: str, norm: str, now: str, kept: str
) -> None:
    browser = sign_in(manager(world))
    assert browser.post(reverse("practice-copy", args=(practice_id, "2026-1"))).status_code == 302
    page = reverse("practice-draft-rule", args=(practice_id, norm))
    assert now in words(browser, page)
    assert browser.post(page, {"count": 4, "unit": "Y", "seen": 1}).status_code == 302
    assert kept in content()
    assert "4 jaar" in words(browser, reverse("practice-draft", args=(practice_id,)))
    # The file cannot say of a gate what the source gave, so the page promises neither.
    told = words(browser, page)
    assert "De termijn is uw eigen keuze." in told
    assert "de bron zegt" not in told
    assert "Dan staat bij de regel" not in told


@pytest.mark.parametrize(
    ("count", "unit", "said"),
    [
        ("", "W", "Vul een heel getal in, van 1 tot en met 999."),
        ("0", "W", "Vul een heel getal in, van 1 tot en met 999."),
        ("-1", "D", "Vul een heel getal in"),
        ("1000", "D", "Vul een heel getal in"),
        ("²", "D", "Vul een heel getal in"),
        ("9" * 5000, "D", "Vul een heel getal in"),
        ("3", "X", "Kies dagen, werkdagen, weken, maanden of jaar."),
    ],
)
def test_a_term_that_is_none_is_refused_in_words_and_nothing_changes(
    browser: Browser, count: str, unit: str, said: str
) -> None:
    answer = browser.post(RULE, {"count": count, "unit": unit, "seen": 1})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert content() == text_of()


def test_a_talk_gets_another_name_and_a_kind_of_talk_is_added(browser: Browser) -> None:
    assert browser.post(TALK, {"nl": "Bezoek aan huis", "en": "Visit at home", "seen": 1}).status_code == 302
    source = next(each.id for each in library().latest(PROBATION).sources)
    added = {"nl": "Wandeling: 'buiten'", "en": "Walk", "mode": "any", "by": "supervisor", "source": source, "seen": 2}
    assert browser.post(NEW_TALK, added).status_code == 302
    told = words(browser, DRAFT)
    assert "Gesprekken: Bezoek aan huis, naam, Nederlands Was: Huisbezoek Wordt: Bezoek aan huis" in told
    assert '"id": "wandeling-buiten"' in content()
    assert browser.post(NEW_TALK, added | {"seen": 3}).status_code == 422
    for wrong in (
        {"source": ""},
        {"by": ""},
        {"nl": ""},
        {"en": "x" * 121},
        {"nl": "{naam}"},
        {"mode": "x"},
        {"by": "x"},
        {"source": "x"},
    ):
        assert browser.post(NEW_TALK, added | {"nl": "Iets anders", "seen": 3} | wrong).status_code == 422, wrong


def test_nobody_chooses_for_a_new_talk_where_it_comes_from_and_it_can_be_a_choice_of_our_own(browser: Browser) -> None:
    page = browser.get(NEW_TALK).content.decode()
    for name in ("by", "source"):
        chosen = re.findall(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
        assert "selected" not in chosen[0].replace('value="" selected', "")
    added = {"en": "Walk", "mode": "any", "by": "supervisor", "source": "own-talks"}
    for seen, nl in ((1, "Wandeling"), (2, "Fietstocht")):
        assert browser.post(NEW_TALK, {**added, "nl": nl, "seen": seen}).status_code == 302
    told = words(browser, DRAFT)
    assert "Bronnen: Onze keuze: eigen gesprekken" in told
    # What was chosen about something else is no source of a talk; and a copy can be read before it is adopted.
    assert "Onze keuze: " not in browser.get(NEW_TALK).content.decode()
    assert "Fietstocht" in words(browser, f"{DRAFT}/book")
    assert content().count('"id": "own-talks"') == 1


def test_texts_of_a_letter_that_stand_for_each_other_say_when_each_is_said(browser: Browser) -> None:
    told = words(browser, LETTER)
    assert "Alleen als dit is ingevuld: Wat de cliënt ervan zegt." in told
    assert "Alleen bij ja op: Is er een waarschuwing gegeven." in told
    assert "Alleen als dit leeg is:" not in told


def test_the_text_of_a_letter_changes_and_what_is_filled_in_is_one_of_a_list(browser: Browser) -> None:
    form = letter_form(browser)
    first = next(iter(form))
    assert form[first] == "Geachte officier van justitie,"
    answer = browser.post(LETTER, form | {first: "Geachte {naam},", "seen": 1})
    assert answer.status_code == 422
    assert "{naam} kennen we niet. Kies er een uit de lijst." in answer.content.decode()
    assert "Geachte {naam}," in answer.content.decode()
    for wrong in ("", "Beste {client"):
        assert browser.post(LETTER, form | {first: wrong, "seen": 1}).status_code == 422
    assert content() == text_of()
    assert browser.post(LETTER, form | {first: "Geachte officier,", "seen": 1}).status_code == 302
    told = words(browser, DRAFT)
    assert "Brieven en verslagen: Melding van een overtreding" in told
    assert "Was: Geachte officier van justitie, Wordt: Geachte officier," in told
    assert "Anders (1)" in told


def test_a_letter_that_says_what_the_checker_refuses_is_told_why_and_stays_as_it_was(browser: Browser) -> None:
    form = letter_form(browser)
    first = next(iter(form))
    answer = browser.post(LETTER, form | {first: "Volgens artikel 14 meld ik dit.", "seen": 1})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit past niet in de werkwijze. Er is niets veranderd en uw tekst staat er nog." in told
    assert "De brief noemt zelf artikel 14. Laat dat aan de bron over" in told
    assert content() == text_of()


def test_who_adopts_gets_the_next_version_with_which_new_cases_begin_while_others_stay(
    world: World, browser: Browser
) -> None:
    running = world.case()
    assert term(browser) == 302
    answer = browser.post(ADOPT, {"seen": hidden(browser, DRAFT, "seen")}, follow=True)
    version = OwnPractice.objects.using("owner").get().version
    told = answer.content.decode()
    assert f"Aangenomen als versie {version}." in told
    assert "ligt vast als eigen versie" in told
    assert "nog in bewerking" not in told
    assert not PracticeDraft.objects.using("owner").exists()
    assert f"versie {version} · nieuwe zaken beginnen hiermee" in words(browser, reverse("practices"))
    worker = as_worker(running)
    asked = worker.get(reverse("case-new"), {"practice": PROBATION})
    assert asked.status_code == 200
    compared = words(browser, reverse("practice-compare", args=(PROBATION, version)) + "?with=2026-1")
    # From the earlier version to the later one, wherever one comes from.
    assert f"Van versie 2026-1 naar versie {version}" in compared
    assert "Was: 2 weken Wordt: 1 week" in compared
    beside = compared.split("Naast elkaar, zoals u het leest")[1]
    assert "Wat er moet, en wanneer (1)" in beside
    assert "Leg het kader uit: binnen 2 weken na" in beside
    assert "Leg het kader uit: binnen 1 week na" in beside
    # Who sends an empty field, or a text with a fault, keeps the comparison that was there.
    for typed, said in (("", "Plak eerst de tekst van het bestand."), ("id: x", "Wat er mis is")):
        answer = browser.post(reverse("practice-compare", args=(PROBATION, version)) + "?with=2026-1", {"text": typed})
        assert said in answer.content.decode()
        assert "Naast elkaar, zoals u het leest" in answer.content.decode()
    # The texts for clients of an own version are released as those of ours.
    page = reverse("practice", args=(PROBATION, version))
    released = browser.post(
        reverse("practice-release", args=(PROBATION, version)), {"seen": hidden(browser, page, "seen")}
    )
    assert released.status_code == 302


def test_a_copy_that_somebody_else_changed_is_not_written_over_nor_adopted(browser: Browser) -> None:
    assert term(browser, 3) == 302
    before = content()
    for seen in (1, "", "x", "-1", "9" * 40, "²"):
        assert term(browser, 4, seen=seen) == 409, seen
        assert browser.post(ADOPT, {"seen": seen}).status_code == 409
        assert browser.post(DISCARD, {"seen": seen}).status_code == 409
        assert browser.post(TEXT, {"text": text_of(), "seen": seen}).status_code == 409
    assert content() == before
    assert browser.post(DISCARD, {"seen": 2}).status_code == 302
    assert browser.get(DRAFT).status_code == 404
    assert browser.post(ADOPT, {"seen": 2}).status_code == 404


def test_two_who_adopt_at_once_make_one_version(world: World) -> None:
    worker = manager(world)
    both = [sign_in(worker), sign_in(worker)]
    both[0].post(COPY)
    assert term(both[0]) == 302
    statuses = at_once(*(partial(lambda each: each.post(ADOPT, {"seen": 2}).status_code, each) for each in both))
    assert sorted(map(str, statuses)) in (["302", "404"], ["302", "409"])
    assert OwnPractice.objects.using("owner").count() == 1


def test_the_whole_text_is_checked_before_it_is_kept(browser: Browser) -> None:
    broken = text_of().replace('version: "2026-1"', "version: nonsense").replace("country: NL", "country: DE")
    answer = browser.post(TEXT, {"text": broken, "seen": 1})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Er is niets veranderd. Uw tekst staat er nog." in told
    assert "<code>country</code>" in told
    for text in ("", "x" * (LONGEST + 1), "\x00", "id: [", EXAMPLE):
        assert browser.post(TEXT, {"text": text, "seen": 1}).status_code == 422
    assert content() == text_of()
    changed = text_of().replace("Leg het kader uit", "Leg uit wat er geldt").replace("\n", "\r\n")
    assert browser.post(TEXT, {"text": changed, "seen": 1}).status_code == 302
    assert "Was: Leg het kader uit" in words(browser, DRAFT)


def test_a_practice_of_its_own_name_becomes_one_the_organisation_works_by(world: World, browser: Browser) -> None:
    assert browser.post(NEW, {"text": "id: ["}).status_code == 422
    assert browser.post(NEW, {"text": EXAMPLE}).status_code == 302
    there = reverse("practice-draft", args=("nl-example",))
    assert "Een eigen werkwijze van Organisatie Test." in words(browser, there)
    begun = words(browser, reverse("practices"))
    assert "Voorbeeld veranderd door" in begun
    assert "nl-example" not in begun
    assert browser.post(NEW, {"text": EXAMPLE}).status_code == 409
    assert browser.post(f"{there}/adopt", {"seen": 1}).status_code == 302
    world.organisation.refresh_from_db(using="owner")
    assert "nl-example" in world.organisation.practices
    assert "Voorbeeld" in words(browser, reverse("practices"))
    assert "Voorbeeld" in words(sign_in(world.workers[0]), reverse("case-new"))
    # What is theirs is not there for anybody else, and the name is taken.
    other = World.in_area(world.area, "Elders")
    stranger = sign_in(manager(other))
    version = OwnPractice.objects.using("owner").get().version
    for name in ("practice", "practice-compare", "practice-move"):
        assert stranger.get(reverse(name, args=("nl-example", version))).status_code == 404
    assert stranger.post(NEW, {"text": EXAMPLE}).status_code == 302
    assert stranger.post(f"{there}/adopt", {"seen": 1}).status_code == 409
    assert OwnPractice.objects.using("owner").count() == 1


def test_who_begins_is_given_an_example_that_passes_the_check(browser: Browser) -> None:
    assert "Begin met een voorbeeld" in words(browser, NEW)
    given = browser.get(NEW, {"example": "1"}).content.decode()
    (text,) = re.findall(r'<textarea[^>]* name="text"[^>]*>\n(.*?)</textarea>', given, re.DOTALL)
    practice, problems = load_copy(unescape(text).encode())
    assert (practice and practice.name.nl, problems) == ("Weer naar school", [])
    assert "Begin met een voorbeeld" not in given


def test_an_own_version_is_not_there_for_another_organisation_with_the_same_practice(
    world: World, browser: Browser
) -> None:
    assert term(browser) == 302
    assert browser.post(ADOPT, {"seen": 2}).status_code == 302
    version = OwnPractice.objects.using("owner").get().version
    stranger = sign_in(manager(World.in_area(world.area, "Elders")))
    for name in ("practice", "practice-compare", "practice-tables", "practice-move"):
        assert stranger.get(reverse(name, args=(PROBATION, version))).status_code == 404, name
    assert stranger.post(reverse("practice-copy", args=(PROBATION, version))).status_code == 404
    assert version not in words(stranger, reverse("practices"))
    assert stranger.get(DRAFT).status_code == 404


def test_nothing_is_kept_without_the_token_of_the_page(world: World, browser: Browser) -> None:
    bare = sign_in(world.workers[0], csrf=True)
    for address in (COPY, RULE, TALK, NEW_TALK, LETTER, TEXT, ADOPT, DISCARD, NEW):
        assert bare.post(address, {"seen": 1}).status_code == 403, address


def test_the_pages_of_a_copy_cost_the_same_few_queries(browser: Browser) -> None:
    assert [len(queries(browser, each)) for each in (DRAFT, RULE, TALK, NEW_TALK, LETTER, TEXT)] == [2] * 6
    assert len(queries(browser, reverse("practices"))) == 4


def as_shown(browser: Browser, address: str) -> dict[str, str]:
    """What a form of the copy sends when it is saved as it is shown."""
    return {"made": unescape(hidden(browser, address, "made")), "seen": hidden(browser, address, "seen")}


def test_of_two_in_one_letter_the_second_reads_what_the_first_wrote_and_keeps_it(
    world: World, browser: Browser
) -> None:
    form = letter_form(browser)
    first, second, third = [name for name in form if name.endswith("-nl")][:3]
    opened = form | as_shown(browser, LETTER)
    assert browser.post(LETTER, opened | {first: "Geachte officier,", third: "Eerste woord."}).status_code == 302
    answer = browser.post(LETTER, opened | {second: "Anders.", third: "Tweede woord."})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders" not in told
    assert "U veranderde dit intussen in een ander venster. Er is niets overschreven." in told
    assert "Hier staat nu iets anders" in told
    assert "<strong>Geachte officier,</strong>" in told.split("Dit staat er nu")[1]
    assert "Nu: Eerste woord." in told
    assert "Anders." not in content()
    shown = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', told, re.DOTALL))
    assert (shown[first], shown[second], shown[third]) == ("Geachte officier,", "Anders.", "Tweede woord.")
    again = {name: unescape(text) for name, text in shown.items()}
    again["made"] = unescape(re.findall(r'name="made" value="([^"]*)"', told)[0])
    assert browser.post(LETTER, again).status_code == 302
    assert [text in content() for text in ("Geachte officier,", "Anders.", "Tweede woord.")] == [True] * 3
    # Somebody else in it is said to be somebody else.
    PracticeDraft.objects.using("owner").update(changed_by_id=World.in_area(world.area, "Elders").workers[0].id)
    assert (
        "Iemand anders veranderde deze kopie" in browser.post(LETTER, opened | {second: "Nog iets."}).content.decode()
    )


def test_a_change_elsewhere_in_the_copy_stops_nobody(browser: Browser) -> None:
    opened = as_shown(browser, RULE)
    assert browser.post(TALK, {"nl": "Bezoek aan huis", "en": "Visit", "seen": 1}).status_code == 302
    assert browser.post(RULE, {"count": 3, "unit": "W", **opened}).status_code == 302
    assert browser.post(RULE, {"count": 3, "unit": "W", **opened}).status_code == 302, "twice the same is no quarrel"
    assert "Bezoek aan huis" in content()
    assert browser.post(RULE, {"count": 5, "unit": "W", **opened}).status_code == 409
    assert "Nu: 3" in browser.post(RULE, {"count": 5, "unit": "W", **opened}).content.decode()


@pytest.mark.parametrize("made", ["", "x", "[]", "[" * 20_000, '{"count": 3}', '{"elsewhere": "x"}'])
def test_a_form_that_cannot_say_what_it_was_made_on_writes_over_nothing(browser: Browser, made: str) -> None:
    assert term(browser, 3) == 302
    assert browser.post(RULE, {"count": 5, "unit": "W", "seen": 1, "made": made}).status_code == 409


def test_the_page_of_a_rule_with_a_term_of_our_own_does_not_say_that_it_is_as_in_the_source(browser: Browser) -> None:
    level = reverse("practice-draft-rule", args=(PROBATION, "reporting-level-2"))
    assert "Zoals in de bron" in words(browser, level)
    assert browser.post(level, {"count": 3, "unit": "W", "seen": 1}).status_code == 302
    told = words(browser, level)
    assert "De termijn is uw eigen keuze; de bron zegt 2 weken." in told
    assert "Zoals in de bron" not in told
