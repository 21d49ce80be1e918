"""A manager sees on a case that is made up what a copy changes, before anybody works by it, and reads nobody's case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.cases.models import PracticeDraft
from alliantie.insight.trying import other_letters
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import library
from tests.cases.own_ways import PROBATION
from tests.docs.pages import text_of
from tests.insight.teams import manager
from tests.practices.example import EXAMPLE
from tests.walks.test_own_practice import FILE
from tests.worklist.browse import queries, sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

DRAFT = reverse("practice-draft", args=(PROBATION,))
CASE = reverse("practice-draft-case", args=(PROBATION,))
LEVEL = f"{DRAFT}/rules/reporting-level-2"


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def browser(world: World) -> Browser:
    browser = sign_in(manager(world))
    assert browser.post(reverse("practice-copy", args=(PROBATION, "2026-1"))).status_code == 302
    return browser


def seen(browser: Browser, **chosen: str) -> str:
    return words(browser, CASE + "?" + "&".join(f"{name}={value}" for name, value in chosen.items()))


def test_a_changed_term_comes_first_and_its_day_moves_on_a_case_of_nobody(world: World, browser: Browser) -> None:
    world.case()
    assert browser.post(LEVEL, {"count": 3, "unit": "W", "seen": 1}).status_code == 302
    told = seen(browser, on="2026-01-05")
    assert (
        "Welke regel We verzinnen een zaak waarin deze regel meedoet. Houd een meldplichtgesprek: 1 keer per 3" in told
    )
    assert "Houd een meldplichtgesprek Was: uiterlijk 19 januari 2026 Wordt: uiterlijk 26 januari 2026" in told
    assert "Hetzelfde (" in told
    # What is made up says of nobody anything, and nothing of it is kept.
    assert "Noor" not in told
    assert PracticeDraft.objects.using("owner").get().kept == 2


def test_a_talk_in_between_counts_for_both_from_its_own_day(browser: Browser) -> None:
    assert browser.post(LEVEL, {"count": 3, "unit": "W", "seen": 1}).status_code == 302
    told = seen(browser, on="2026-01-05", talk="reporting-talk", talked="2026-01-12")
    assert "Was: uiterlijk 26 januari 2026 Wordt: uiterlijk 2 februari 2026" in told
    assert "Kies de dag." in browser.get(CASE, {"talk": "reporting-talk"}).content.decode()


def test_a_talk_kind_and_a_letter_are_seen_as_the_worker_and_the_reader_meet_them(browser: Browser) -> None:
    assert "Gesprekken die de medewerker kan kiezen" not in seen(browser)
    browser.post(f"{DRAFT}/talks/home-visit", {"nl": "Bezoek aan huis", "en": "Visit at home", "seen": 1})
    form = {"nl": "Wandeling", "en": "Walk", "mode": "any", "by": "supervisor", "source": "own-talks", "seen": 2}
    assert browser.post(f"{DRAFT}/talks", form).status_code == 302
    page = browser.get(f"{DRAFT}/letters/invitation").content.decode()
    assert "0-paragraph-nl" in page
    told = seen(browser)
    assert "Huisbezoek heet dan Bezoek aan huis Wandeling komt erbij" in told
    draft = PracticeDraft.objects.using("owner").get()
    draft.content = draft.content.replace("Geachte officier van justitie,", "Geachte officier,")
    draft.save(using="owner")
    told = seen(browser)
    assert "Brieven in deze zaak Melding van een overtreding Zo leest hij nu Geachte officier van justitie," in told
    assert "Zo leest hij in de kopie Geachte officier," in told


def test_without_a_change_nothing_differs_and_a_practice_of_ones_own_is_seen_by_itself(browser: Browser) -> None:
    assert "In deze zaak verandert de kopie op deze dag geen taak." in seen(browser)
    assert browser.post(reverse("practice-new"), {"text": text_of(FILE)}).status_code == 302
    told = words(browser, reverse("practice-draft-case", args=("nl-school-attendance",)))
    assert "Houd het eerste gesprek" in told.split("Wat er te doen is op")[1]
    assert "Was:" not in told
    assert browser.post(reverse("practice-new"), {"text": EXAMPLE}).status_code == 302
    without = words(browser, reverse("practice-draft-case", args=("nl-example",)))
    assert "In deze kopie staat nog geen regel die u op een zaak kunt zien." in without


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"rule": "none"}, "Kies een van de antwoorden."),
        ({"rule": "x" * 10_000}, "Kies een van de antwoorden."),
        ({"on": ""}, "Kies de dag."),
        ({"on": "9999-12-31"}, "Kies de dag."),
        ({"on": "0001-01-01"}, "Kies de dag."),
        ({"day": "x"}, "Kies de dag."),
        ({"on": "2026-01-12", "day": "2026-01-05"}, "Kies een dag die er niet voor ligt."),
        ({"talk": "none", "talked": "2026-01-12"}, "Kies een van de antwoorden."),
        ({"on": "2026-01-12", "talk": "reporting-talk", "talked": "2026-01-05"}, "Kies een dag die er niet voor ligt."),
    ],
)
def test_what_cannot_be_is_refused_in_words(browser: Browser, chosen: dict[str, str], said: str) -> None:
    answer = browser.get(CASE, chosen)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_every_rule_that_is_offered_is_seen_on_a_case_and_costs_the_same_few_queries(browser: Browser) -> None:
    page = browser.get(CASE).content.decode()
    rules = page.split('id="id_rule"')[1].split("</select>")[0].split('value="')[1:]
    assert len(rules) > 10
    for each in rules:
        assert "De verzonnen zaak" in seen(browser, rule=each.split('"')[0]), each
    assert len(queries(browser, CASE)) == 2


def test_a_rule_that_holds_a_decision_back_shows_which_letter_waits_until_when_and_whether_danger_passes(
    world: World, settings: Any
) -> None:
    settings.DEMO, browser = True, sign_in(manager(world))
    text = text_of(FILE)
    assert browser.post(reverse("practice-new"), {"text": text}).status_code == 302
    case = reverse("practice-draft-case", args=("nl-school-attendance",))
    told = words(browser, f"{case}?rule=warned-before-report&on=2026-01-05")
    assert (
        "Melden bij de officier van justitie Waarschuw eerst en wacht twee weken: "
        "houdt tegen tot en met 2 februari 2026. Ook bij gevaar." in told
    )
    told = words(browser, f"{case}?rule=heard-before-warning&on=2026-01-05")
    assert (
        "Waarschuwen Met de brief: Waarschuwing Vraag eerst wat er was: "
        "houdt tegen tot en met 18 januari 2026. Bij gevaar kan het wel." in told
    )
    # Outside the demo a source that nobody checked holds nothing back, and the page says so.
    settings.DEMO = False
    told = words(browser, f"{case}?rule=heard-before-warning&on=2026-01-05")
    assert "Vraag eerst wat er was: zegt wat eerst moet, en houdt niets tegen." in told


def test_what_a_copy_changes_for_a_decision_stands_beside_what_it_was(browser: Browser, settings: Any) -> None:
    settings.DEMO = True
    assert "Besluiten die moeten wachten" not in seen(browser)
    draft = PracticeDraft.objects.using("owner").get()
    asked = "      needs: {fact: sentence-enforced}\n      emergency: false\n      emergency_source: enforcement\n"
    assert asked in draft.content
    other = "      needs: {fact: sentence-enforced}\n      passed: P1W\n      emergency: true\n"
    draft.content = draft.content.replace(asked, other)
    draft.save(using="owner")
    told = seen(browser, rule="judge-decided", on="2026-01-05").split("Besluiten die moeten wachten")[1]
    was, becomes = told.split("Was:")[1].split("Wordt:")
    assert "houdt tegen tot en met 18 januari 2026. Ook bij gevaar." in was
    assert "houdt tegen tot en met 26 januari 2026. Bij gevaar kan het wel." in becomes
    # On the case of another rule what the copy changes for a decision is seen as well, once it is at stake.
    assert "Leg het kader uit" in seen(browser, rule="explain-frame", on="2026-01-05")


@pytest.mark.parametrize("practice_id", sorted(library().ids()))
def test_every_letter_that_a_copy_writes_otherwise_is_read_on_a_case(practice_id: str) -> None:
    base = library().latest(practice_id)
    shorter = base.model_copy(
        update={"letters": tuple(each.model_copy(update={"body": each.body[:1]}) for each in base.letters)}
    )
    begun = [Fact(each.id, "measure_started", date(2026, 1, 5), values={"measure": each.id}) for each in base.measures]
    standing = Standing(base, Timeline(facts=tuple(begun)), date(2026, 1, 6))
    for language in ("nl", "en"):
        assert len([*other_letters(base, shorter, standing, language)]) == len(base.letters) > 0
