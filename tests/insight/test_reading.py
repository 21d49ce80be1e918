"""What a leader and a manager read: figures in words, a practice with its sources, what differs, what is wrong."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.alliance.administration import load_questionnaire
from alliantie.insight.queries import first_day_of_quarter, quarter_before, quarter_in_words
from alliantie.insight.views.common import LONGEST
from alliantie.people.models import Worker
from alliantie.practices import library
from alliantie.practices.library import LIBRARY
from alliantie.practices.show import ORDER
from tests.insight.teams import QUARTER, TODAY, add_clients, leader, manager, team_of
from tests.instruments.packfile import PACK, changed
from tests.support import raw
from tests.web.pages import flat
from tests.worklist.browse import sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PROBATION = ("nl-probation", "2026-1")
FILE = (LIBRARY / "nl-probation" / "2026-1.yaml").read_text(encoding="utf-8")


@pytest.fixture
def managing() -> Browser:
    return sign_in(manager(World.make()))


def send(browser: Browser, name: str, text: str, *numbers: str) -> tuple[int, str]:
    """The status and words of a page after pasting a text."""
    answer = browser.post(reverse(name, args=numbers), {"text": text})
    return answer.status_code, flat(answer.content.decode())


def test_a_leader_reads_the_newest_quarter_in_words_and_each_in_a_table() -> None:
    world = team_of(3)
    for worker in range(3):
        add_clients(world, ["nothing"] * 4 + ["looked"] + ["talked"] * 8, worker=worker)
        add_clients(world, ["talked"] * 6, worker=worker, quarter=quarter_before(QUARTER), ends_on=QUARTER)
    browser = sign_in(Worker.objects.using("owner").get(id=leader(world).me))
    with clock.at(TODAY):
        text = words(browser, reverse("team-figures"))
        browser.cookies["language"] = "en"
        english = words(browser, reverse("team-figures"))
    assert "Januari tot en met maart 2026: bij 30 tot en met 39 cliënten kon een ronde." in text
    assert "20 tot en met 29 praatten er ook over." in text
    assert "Oktober tot en met december 2025 10 tot en met 19 10 tot en met 19" in text
    assert "January to March 2026" in english
    assert "Te weinig cliënten om te tonen." in text  # the other practices


def test_a_quarter_that_is_hidden_between_two_that_are_shown_says_so() -> None:
    world = team_of(3)
    for worker in range(3):
        for quarter, many in ((QUARTER, 10), (quarter_before(quarter_before(QUARTER)), 10)):
            add_clients(world, ["begun"] * many, worker=worker, quarter=quarter, ends_on=quarter + timedelta(days=60))
    browser = sign_in(Worker.objects.using("owner").get(id=leader(world).me))
    with clock.at(TODAY):
        text = words(browser, reverse("team-figures"))
    assert "Oktober tot en met december 2025 te weinig cliënten om te tonen" in text


def test_quarters_begin_in_january_april_july_and_october() -> None:
    day = QUARTER
    for _day in range(800):
        first = first_day_of_quarter(day)
        assert first.day == 1
        assert first.month in (1, 4, 7, 10)
        assert first <= day
        assert first_day_of_quarter(first - timedelta(days=1)) == quarter_before(first)
        day += timedelta(days=1)
    assert quarter_in_words(QUARTER, "nl") == "Januari tot en met maart 2026"


@pytest.mark.parametrize("id", library().ids())
def test_a_practice_can_be_read_whole_with_the_source_of_each_statement(managing: Browser, id: str) -> None:
    practice = library().latest(id)
    text = words(managing, reverse("practice", args=(practice.id, practice.version)))
    for statement in practice.frame.statements:
        assert flat(html.escape(statement.text.nl, quote=False)) in text.replace("&#39;", "'").replace("&#34;", '"')
    for source in practice.sources:
        assert source.standing("nl") in text
    for told in (practice.talks[0].name.nl, practice.pairs[0].name.nl, practice.roles[0].does.nl):
        assert flat(told) in text
    assert "Concept" in text


def test_the_contents_of_a_practice_lead_to_each_part_in_the_order_of_the_work(managing: Browser) -> None:
    text = managing.get(reverse("practice", args=PROBATION)).content.decode()
    beside, folded = (
        re.findall(r'href="#([^"]+)"', nav) for nav in re.findall(r'<nav class="book.*?</nav>', text, re.S)
    )
    assert beside == folded
    parts = re.findall(r'<h2 [^>]*id="([^"]+)"', text[text.index("<main") : text.index("</main")])
    assert beside == [part for part in parts if part != "contents"]
    assert beside == ["notice", *(name for name in ORDER if name in beside), "sources"]
    assert beside.index("measures") < beside.index("talks") < beside.index("norms") < beside.index("letters")


def test_with_one_version_the_page_says_so_and_a_pasted_file_can_be_compared(managing: Browser) -> None:
    assert "Er is nog maar één versie." in words(managing, reverse("practice-compare", args=PROBATION))
    changed = FILE.replace('version: "2026-1"', 'version: "2026-2"').replace("controleert en", "begeleidt en")
    status, text = send(managing, "practice-compare", changed, *PROBATION)
    assert status == 200
    assert "Anders (1)" in text
    assert "begeleidt en helpt" in text
    assert "Er is geen verschil." in send(managing, "practice-compare", FILE, *PROBATION)[1]


def test_every_error_of_a_pasted_practice_is_told_with_line_field_and_reason(managing: Browser) -> None:
    assert (
        send(managing, "practice-check", FILE)[1].count("Niets mis: Reclasseringstoezicht, nl-probation 2026-1.") == 1
    )
    broken = FILE.replace("sector: probation", "sector: probatie").replace("country: NL", "country: FR")
    status, text = send(managing, "practice-check", broken)
    assert status == 200
    assert "Regel 6: country" in text
    assert "Regel 7: sector" in text
    assert "Daar staat: country: FR" in text
    assert "sector: probatie" in text


def test_a_pasted_questionnaire_is_checked_for_this_organisation_in_the_readers_language() -> None:
    world = World.make()
    browser = sign_in(manager(world))
    good = changed("[Stichting Voorbeeld, org-7]", f"[{world.organisation.name}]")
    assert "Niets mis" in send(browser, "questionnaire-check", good)[1]
    status, text = send(browser, "questionnaire-check", PACK)
    assert status == 200
    assert "staat niet bij de organisaties die de vragenlijst mogen gebruiken" in text
    load_questionnaire(good.encode(), world.organisation, now=clock.now(), file="x")
    other = changed("Ik drink graag thee.", "Ik drink graag koffie.", good)
    assert "bestaat al met andere tekst" in send(browser, "questionnaire-check", other)[1]
    assert (
        "Ik drink graag koffie."
        in send(browser, "questionnaire-compare", other.replace('"1"', '"2"'), "example", "1")[1]
    )


@pytest.mark.parametrize("name", ["practice-check", "questionnaire-check"])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 20_000,
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "- a\n" * 25_000,
        "a: !!python/object/apply:os.system [ls]",
        "\x00\x01",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "<script>alert(1)</script>: x",
        "a: '" + "x" * 100_000 + "'",
        "".join(f"k{number}: 1\n" for number in range(10_000)),
    ],
    ids=["deep list", "deep group", "references", "long list", "tag", "nothing", "no text", "script", "long", "keys"],
)
def test_a_hostile_text_gives_plain_errors_within_seconds(managing: Browser, name: str, text: str) -> None:
    began = time.monotonic()
    status, shown = send(managing, name, text)
    assert time.monotonic() - began < 8
    assert status == 200
    assert re.search(r"Regel \d", shown)
    assert "<script>alert" not in shown


@pytest.mark.parametrize("name", ["practice-check", "questionnaire-check"])
def test_nothing_and_too_much_are_refused_in_words_and_not_looked_at(managing: Browser, name: str) -> None:
    assert send(managing, name, "  \n")[0] == 422
    for text in ("a" * (LONGEST + 1), "é" * (LONGEST // 2 + 1)):
        status, shown = send(managing, name, text)
        assert status == 422
        assert "Deze tekst is te lang: 513 kB. Hoogstens 512 kB." in shown
        assert "aaaa" not in shown
    assert send(managing, name, "a" * LONGEST)[0] == 200


def test_the_longest_file_of_the_library_fits_twice() -> None:
    assert max(path.stat().st_size for path in Path(LIBRARY).rglob("*.yaml")) * 2 < LONGEST


def test_nothing_of_a_pasted_file_is_kept(managing: Browser) -> None:
    def sizes() -> list[int]:
        with connections["owner"].cursor() as cursor:
            counts = []
            for table in raw.tables():
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
                counts.append(cursor.fetchone()[0])
            return counts

    before = sizes()
    for name in ("practice-check", "questionnaire-check"):
        send(managing, name, FILE)
    assert sizes() == before


def test_a_questionnaire_shows_each_question_in_the_words_of_the_practice(managing: Browser) -> None:
    text = words(managing, reverse("questionnaire", args=("own", "1")))
    assert "Reclasseringstoezicht: vragen aan de cliënt" in text
    assert "Ik durf eerlijk te zijn tegen mijn toezichthouder." in text
    assert "{professional}" not in text
    assert "Er is nog maar één versie." in words(managing, reverse("questionnaire-compare", args=("own", "1")))
