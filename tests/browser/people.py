"""The two of a round at work in their windows: what each does, and what the look says they read meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from alliantie import clock
from alliantie.demo import DemoAccount, accounts
from alliantie.practices import Practice, library
from alliantie.web.dates import day_in_words, short_day_in_words
from tests.browser.looks import (
    ANSWER_WORDS,
    APART,
    EASY_WORDS,
    at_most_one_filled,
    equal_weight,
    heading,
    no_grade,
    picture_of_two,
    table_in_words,
)

RATHER_NOT = "Zeg ik liever niet"


def today_in_words() -> str:
    """Today, as every page of this year writes it."""
    return day_in_words(clock.today(), "nl", clock.today())


def account_of(login: str) -> DemoAccount:
    """Someone who can sign in to the demo."""
    return next(account for account in accounts() if account.login == login)


@dataclass
class Both:
    """The names of a pair and how their practice speaks to the client."""

    client: str
    worker: str
    practice: Practice

    @classmethod
    def of(cls, client: str, worker: str) -> Both:
        """The pair of two people who can sign in to the demo."""
        one, other = account_of(client), account_of(worker)
        return cls(one.name.given, other.name.given, library().latest(one.practice_id))

    def say(self, formal: str, familiar: str) -> str:
        """The text of the two that the practice uses, with the other's name at {name}."""
        return (formal if self.practice.address == "u" else familiar).format(name=self.worker)


def go(page: Page, name: str, *, link: bool = False) -> None:
    """Press a button, or follow a link, by its words."""
    page.get_by_role("link" if link else "button", name=name, exact=True).filter(visible=True).click()


def go_on(page: Page, name: str) -> None:
    """Press a button and wait until the next page is there: an address that is opened before that breaks it off."""
    with page.expect_navigation():
        go(page, name)


def ask_again(page: Page) -> None:
    """Let the three seconds pass after which a waiting page asks how things stand."""
    page.clock.fast_forward(3_100)


@dataclass
class Client:
    """The client's own part, wherever it is filled in."""

    page: Page
    both: Both
    easy: bool = False
    promised: int | None = None
    """How many questions the notice promised, once it was read."""

    def reads_frame_if_asked(self) -> bool:
        """Read what applies and say it is clear, when this comes first. Tells whether it did."""
        title = self.both.say("Wat geldt voor u", "Wat geldt voor jou")
        expect(self.page.locator("h1")).to_have_text(re.compile(f"{title}|Hoe werken "))
        if self.page.locator("h1").inner_text() != title:
            return False
        heads = self.page.locator("main h2").all_text_contents()
        assert heads[0] == self.both.say("Wat u mag", "Wat je mag")
        assert "Wat is niet geheim?" in heads
        go(self.page, "Dit is duidelijk")
        return True

    def reads_notice(self, questions: int, minutes: int) -> None:
        """Read the notice, up to its three equal answers; in a turn by a code what applies comes first.

        The question about last time's agreement counts along where there was one.
        """
        self.reads_frame_if_asked()
        heading(self.page, self.both.say("Hoe werken u en {name} samen?", "Hoe werken jij en {name} samen?"))
        main = self.page.locator("main")
        expect(main).to_contain_text(
            re.compile(rf"(?<!\d)({questions}|{questions + 1}) korte vragen\. Ongeveer {minutes} minuten\.")
        )
        self.promised = int(main.inner_text().split(" korte vragen")[0].split()[-1])
        assert self.page.locator("main h2").all_text_contents() == [
            "Waarom?",
            "Wie ziet mijn antwoorden?",
            "Kan ik er straf voor krijgen?",
            f"Wat meldt {self.both.worker}?",
            "Moet ik meedoen?",
            "Een vraag of klacht?",
        ]
        equal_weight(main.locator("form button"), ("Ik doe mee", "Nu niet", "Niet meer vragen"))
        assert self.page.locator(".utrecht-button--primary-action").count() == 0
        assert self.page.locator("input[type=checkbox]").count() == 0

    def at_question(self, step: int, total: int) -> str:
        """Be at a question: one on the screen, nothing of the case or of the other. Returns its words."""
        expect(self.page.locator(".question-step")).to_have_text(f"Vraag {step} van {total}")
        assert self.promised in (None, total)
        expect(self.page.locator("fieldset[role=radiogroup]")).to_have_count(1)
        expect(self.page.locator("main h1")).to_be_focused()
        expect(self.page.get_by_role("link", name="Stoppen", exact=True)).to_be_visible()
        expect(self.page.get_by_role("link", name="Vorige", exact=True)).to_have_count(0 if step == 1 else 1)
        assert self.page.locator("nav").count() == 0
        return self.page.locator("h1").inner_text()

    def answers(self, step: int, total: int, answer: str, *, wait: bool = False) -> str:
        """Answer one question of the list and go on. Returns its words."""
        asked = self.at_question(step, total)
        expect(self.page.locator(".answers-lead")).to_have_text(
            self.both.say("Klopt dit voor u?", "Klopt dit voor jou?")
        )
        words = EASY_WORDS if self.easy else ANSWER_WORDS
        assert [text.strip() for text in self.page.locator(".answer span").all_text_contents()] == [*words, *APART]
        assert self.page.locator(".answers .answer svg").count() == (3 if self.easy else 0)
        assert self.page.locator("input:checked").count() == 0
        self.page.get_by_role("radio", name=answer, exact=True).check()
        if wait:
            expect(self.page.locator(".save-status")).to_have_text("Bewaard")
        go(self.page, "Volgende")
        expect(self.page.locator("h1")).not_to_have_text(asked)
        return asked

    def answers_all(self, given: list[str], first: int = 1) -> list[str]:
        """Answer every question, from step `first` on. Returns their words."""
        total = first - 1 + len(given)
        steps = enumerate(given, first)
        return [self.answers(step, total, answer, wait=step == first) for step, answer in steps]

    def looks_back(self, asked: list[str], given: list[str]) -> None:
        """Look the answers over, and go on."""
        heading(self.page, "Kijk nog even na")
        assert self.page.locator(".review dt").all_text_contents() == asked
        assert self.page.locator(".review dd strong").all_text_contents() == given
        expect(self.page.get_by_role("link", name=re.compile("^Wijzig"))).to_have_count(len(asked))
        at_most_one_filled(self.page)
        go(self.page, "Volgende", link=True)

    def shares_and_sends(self, share: str, helper: str = "Nee") -> None:
        """Say what the other may see and who helped, neither chosen beforehand, and send."""
        heading(self.page, f"Wat mag {self.both.worker} zien?")
        assert [text.strip() for text in self.page.locator(".answer span").all_text_contents()] == [
            "Het beeld en mijn antwoorden",
            "Alleen het beeld",
            "Niets",
            "Nee",
            f"Ja: {self.both.worker}",
            "Ja: iemand anders",
        ]
        assert self.page.locator("input:checked").count() == 0
        expect(self.page.locator("main")).to_contain_text(
            self.both.say(
                "U kunt later nog minder kiezen, tot u samen kijkt.",
                "Je kunt later nog minder kiezen, tot jullie samen kijken.",
            )
        )
        self.page.get_by_role("radio", name=share, exact=True).check()
        self.page.get_by_role("radio", name=helper, exact=True).check()
        go(self.page, "Versturen")
        heading(self.page, self.both.say("Klaar. Dank u wel.", "Klaar. Dank je wel."))

    def looks_along(self) -> None:
        """Say that the answers are the client's own, and press "I am looking too" at the gate."""
        self.says_own()
        heading(self.page, "Samen kijken")
        equal_weight(self.page.locator("main form button"), (f"{self.both.client}: ik kijk mee",))
        expect(self.page.locator("main form button .mark-client")).to_be_visible()
        go(self.page, f"{self.both.client}: ik kijk mee")

    def says_own(self) -> None:
        """Answer the question before the gate: yes, these are my own answers."""
        asked = self.both.say(", heeft u dit zelf ingevuld?", ", heb je dit zelf ingevuld?")
        heading(self.page, f"{self.both.client}{asked}")
        equal_weight(self.page.locator("main form button"), ("Ja", "Nee"))
        go(self.page, "Ja")

    def writes_a_note(self, text: str) -> None:
        """Write something beside the agreement."""
        self.page.get_by_text("Nog iets opschrijven? (hoeft niet)").click()
        expect(self.page.locator("#note")).to_contain_text(f"Schrijf hier niets wat {self.both.worker} moet melden.")
        self.page.get_by_label(self.both.say("Wat wilt u opschrijven?", "Wat wil je opschrijven?")).fill(text)
        go(self.page, "Opschrijven")
        expect(self.page.locator("#note")).to_contain_text(f"{self.both.client} schreef erbij:")

    def confirms(self, agreement: str) -> None:
        """Say that the agreement is right as it stands."""
        expect(self.page.get_by_role("heading", name=f"{self.both.client}, klopt dit?")).to_be_visible()
        expect(self.page.locator(".card").last).to_have_text(agreement)
        equal_weight(self.page.locator(".equal-buttons button"), ("Ja", "Nee, aanpassen"))
        go(self.page, "Ja")

    def answers_date(self, day: str, *, may: bool) -> None:
        """After the talk: say whether its day may stand in the file."""
        heading(self.page, f"Besproken op {day}.")
        asked = self.both.say("Mag deze datum in uw dossier?", "Mag deze datum in je dossier?")
        expect(self.page.get_by_role("heading", name=asked)).to_be_visible()
        choices = self.page.locator("form").filter(has_text=asked).locator(".equal-buttons button")
        equal_weight(choices, ("Ja", "Nee"))
        choices.nth(0 if may else 1).click()
        chose = self.both.say("U koos: ja.", "Je koos: ja.") if may else self.both.say("U koos: nee.", "Je koos: nee.")
        expect(self.page.get_by_role("status").filter(has_text=chose)).to_be_visible()


@dataclass
class Worker:
    """The professional's side of a round."""

    page: Page
    both: Both

    def opens_case(self, title: str) -> None:
        """Go to the case page from the start page."""
        self.page.goto("/")
        self.page.locator("#cases").locator("xpath=..").get_by_role("link", name=title, exact=True).click()
        heading(self.page, title)

    def starts_round(self, length: int, case: str) -> None:
        """Open a round from the case page, for today."""
        self.opens_case(case)
        # With one pair in the case the heading names nobody.
        title = self.page.get_by_role("heading", name=re.compile(f"^Samen( met {self.both.client})?$"))
        block = self.page.locator("section", has=title)
        block.get_by_text("Lengte, vorm en dag").click()
        block.get_by_label("Hoeveel vragen?").select_option(str(length))
        block.get_by_role("button", name="Nieuwe ronde", exact=True).click()
        heading(self.page, f"Hoe wil {self.both.client} invullen?")

    def answers_all(self, given: list[str]) -> None:
        """Answer the own side, all questions on one page, and send it."""
        heading(self.page, f"Uw kant: {self.both.client} en u")
        questions = self.page.locator("fieldset[role=radiogroup]")
        expect(questions).to_have_count(len(given))
        assert self.page.locator("input:checked").count() == 0
        for question, answer in zip(questions.all(), given, strict=True):
            question.get_by_role("radio", name=answer, exact=True).check()
        at_most_one_filled(self.page)
        go(self.page, "Versturen")
        heading(self.page, "Uw kant is klaar")

    def looks_along(self) -> None:
        """Press "I am looking too" at the gate."""
        heading(self.page, "Samen kijken")
        expect(self.page.locator("main")).to_contain_text(
            f"Zit {self.both.client} naast u? Zet het scherm zo dat jullie allebei meekijken."
        )
        expect(self.page.locator("main form button .mark-professional")).to_be_visible()
        go(self.page, f"{self.both.worker}: ik kijk mee")

    def proposes(self, agreement: str) -> None:
        """Write down the one agreement; it waits for the client."""
        heading(self.page, "Praat hierover")
        assert 1 <= self.page.locator(".card").count() <= 3
        expect(self.page.get_by_role("heading", name="Wat spreken jullie af?")).to_be_visible()
        expect(self.page.locator("#id_agreement_counter")).to_have_text("Nog 140 tekens")
        self.page.get_by_label("Eén ding, klein en precies.").fill(agreement)
        expect(self.page.locator("#id_agreement_counter")).to_have_text(f"Nog {140 - len(agreement)} tekens")
        go(self.page, "Dit spreken we af")
        expect(self.page.locator("main")).to_contain_text(f"{self.both.client} leest mee en zegt of dit klopt.")
        expect(self.page.get_by_role("button", name="Gesprek klaar")).to_have_count(0)


def look_at_picture(page: Page, both: Both, words: tuple[str, ...], missing: tuple[int, int] = (0, 0)) -> str:
    """The picture as the look wants it: named, in words, without grade. Returns what is drawn."""
    heading(page, "Zo zien jullie de samenwerking")
    main = page.locator("main")
    expect(main).to_contain_text("Verschil is gewoon. Praat erover.")
    expect(main).to_contain_text("Eigen vragenlijst, nog niet wetenschappelijk getest.")
    no_grade(page)
    at_most_one_filled(page)
    assert page.locator("summary", has_text="Hoe berekend?").locator("xpath=..").get_attribute("open") is None
    table_in_words(page, both.client, both.worker, words)
    return picture_of_two(page, both.client, both.worker, missing)


def look_at_trend(page: Page, both: Both) -> None:
    """From the picture to the trend, after years of rounds and two of today: marks of each, and no verdict."""
    go(page, "Bekijk het verloop", link=True)
    heading(page, "Het verloop")
    no_grade(page)
    at_most_one_filled(page)
    panels = page.locator(".trend-panel")
    assert panels.get_by_role("heading").all_inner_texts()[:3] == ["Vertrouwen", "Richting en kader", "Binding"]
    trust = panels.first.locator("svg").filter(visible=True)
    expect(trust).to_have_count(1)
    assert trust.locator(".picture-client").count() >= 2
    assert trust.locator(".picture-professional-small").count() == trust.locator(".picture-client").count()
    assert set(panels.locator("p").all_inner_texts()) <= {"Nog te weinig rondes"}
    today = short_day_in_words(clock.today(), "nl", clock.today())
    newest = page.get_by_role("table", name="Hetzelfde in woorden").locator("tbody th").all_inner_texts()[:2]
    assert [day.split(",")[0] for day in newest] == [today, today]
