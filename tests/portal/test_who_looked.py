"""Who looked: newest first, with the ground, a page at a time, and only about the reader."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.queries import note_reading
from alliantie.web.dates import clock_time_in_words, day_in_words
from tests.access.entering import account_of, browser_of, words
from tests.portal.people import at_home, hand_over, questions_for, too_long
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LOOKED = "/home/looked"


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def look(case: CaseWorld, days_ago: int = 0, what: str = "case", index: int = 0) -> str:
    """The worker opens something of the client. Returns when, in words."""
    moment = clock.now() - timedelta(days=days_ago)
    with clock.at(moment), acting(case.worker):
        note_reading(what, case.case_id, case.client_ids[index])
    return f"{day_in_words(moment, 'nl', clock.today())} om {clock_time_in_words(moment, 'nl')}"


def test_nobody_looked_yet(case: CaseWorld) -> None:
    answer = at_home(case).get(LOOKED)
    assert "Nog niemand keek. Kijkt er iemand? Dan ziet u dat hier." in words(answer)
    assert too_long(answer) == []


def test_opening_the_case_is_told_with_name_moment_and_ground(case: CaseWorld) -> None:
    worker = browser_of(account_of(case.world.workers[0], "peter"))
    assert worker.get(f"/cases/{case.case_id}/").status_code == 200
    said = words(at_home(case).get(LOOKED))
    assert "Peter Jansen: Uw zaak" in said
    assert day_in_words(clock.now(), "nl", clock.today()) in said
    assert "Werkt met u" in said


def test_newest_first_with_the_day_in_words(case: CaseWorld) -> None:
    with clock.at(clock.now()):
        moments = [look(case, days) for days in (0,)]
    with acting(case.worker):
        note_reading("case list", case.case_id, case.client_ids[0])
    said = words(at_home(case).get(LOOKED))
    assert moments[0] in said
    assert said.index("Een lijst met zaken") < said.index("Uw zaak")


def test_a_worker_who_took_the_case_over_is_told_as_such(case: CaseWorld) -> None:
    hand_over(case)
    look(case)
    assert re.search(r"Samira Jansen: Uw zaak .* · Nam uw zaak over", words(at_home(case).get(LOOKED)))


def test_the_clients_own_looking_together_names_day_and_device(case: CaseWorld) -> None:
    round_id = case.round()
    for actor in (case.client(), case.worker):
        case.answer(actor, round_id)
    browser = at_home(case)
    browser.post(f"/rounds/{round_id}/own", {"answer": "yes"})
    browser.post(f"/rounds/{round_id}/together", headers={"User-Agent": "Mozilla/5.0 (Phone) Mobile"})
    with acting(case.link(round_id)):
        note_reading("together", case.case_id, case.client_ids[0], "computer")
    said = words(browser.get(LOOKED))
    assert re.search(r"U zelf: Samen kijken .* · op een telefoon", said)
    assert re.search(r"U zelf, met een code: Samen kijken .* · op een computer", said)


def test_nothing_about_a_family_member_or_another_client() -> None:
    names = (("Kim", "Bakker"), ("Anna", "Bakker"))
    case = World.make().case("nl-save-protection", names, roles=("young_person", "parent"))
    look(case, what="case", index=1)
    look(World.make("Elders").case())
    assert "Nog niemand keek." in words(at_home(case, "kim").get(LOOKED))
    assert "Peter Jansen: Je zaak" in words(at_home(case, "anna", 1).get(LOOKED))


def test_older_lines_come_a_page_at_a_time_and_each_once(case: CaseWorld) -> None:
    moment = clock.now()
    with acting(case.worker):
        for minute in range(45):
            # Two and two in the same moment, so that the number decides.
            with clock.at(moment - timedelta(minutes=minute // 2)):
                note_reading("case", case.case_id, case.client_ids[0])
    browser = at_home(case)
    page, sizes = LOOKED, []
    while page:
        html = browser.get(page).content.decode()
        sizes.append(html.count("Peter Jansen"))
        older = re.search(r'href="(/home/looked\?before=[^"]+)"', html)
        page = older[1] if older else ""
    assert sizes == [20, 20, 5]


@pytest.mark.parametrize("key", ["x", "1-", "-1", "1-x", "9" * 40 + "-1", "1-" + "9" * 40, "%00", "1-1'--"])
def test_a_made_up_key_does_no_harm(case: CaseWorld, key: str) -> None:
    look(case)
    assert at_home(case).get(LOOKED, {"before": key}).status_code == 200


def test_it_costs_the_same_with_one_line_as_with_many(case: CaseWorld) -> None:
    look(case)
    browser = at_home(case)
    one = questions_for(browser, LOOKED)
    for _time in range(25):
        look(case)
    assert questions_for(browser, LOOKED) == one
    assert one <= 6
