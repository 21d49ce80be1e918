"""What applies to the client: each statement with where it stands, in the words of the practice."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.cases.models import Measure
from alliantie.cases.operations import acknowledge_frame, change_measure, explain_frame, extend_measure, note_condition
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.web.dates import day_in_words
from tests.access.entering import words
from tests.portal.people import at_home, days_from_now, join, questions_for, too_long
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FRAME = "/home/frame"


@pytest.mark.parametrize("practice_id", library().ids())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_statement_stands_there_with_its_source_and_standing(practice_id: str, language: str) -> None:
    practice = library().latest(practice_id)
    case = World.make().case(practice_id)
    browser = at_home(case)
    browser.cookies["language"] = language
    answer = browser.get(FRAME)
    said, html = unescape(words(answer)), answer.content.decode()
    first = next(measure for measure in practice.measures if measure.rounds)
    told = practice.explanation.under([first.id])
    for entry in (*told.rights, *told.duties, *told.confidentiality, *told.reporting):
        text = entry.text.in_(language, practice.address)
        text = text.replace("{professional}", "Peter").replace("{organisation}", "Organisatie Test")
        source = practice.source(entry.source)
        assert text in said
        assert source.standing(language) in said
        assert source.title.in_(language) in said
    for entry in told.reporting:
        assert entry.to.in_(language) in said
    count = sum(map(len, (told.rights, told.duties, told.confidentiality, told.reporting)))
    assert html.count('<details class="why"') == count
    if language == "nl":
        assert html.count("Waar staat dit?") == count
    assert ({"nl": "Concept", "en": "Draft"}[language] in said) is (practice.status != "released")
    assert "{" not in said


def under(case: CaseWorld, *starts: tuple[str, UUID | None], ends: tuple[str, ...] = ()) -> None:
    """Let measures begin, for everyone or for one, and others end."""
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        for measure_id, client_id in starts:
            change_measure(
                actor=actor,
                now=clock.now(),
                case=here,
                measure_id=measure_id,
                starts=True,
                on=clock.today(),
                client_id=client_id,
            )
        for measure_id in ends:
            change_measure(
                actor=actor, now=clock.now(), case=here, measure_id=measure_id, starts=False, on=clock.today()
            )


def test_only_what_belongs_to_the_own_running_measures_is_told() -> None:
    case = World.make().case("nl-save-protection", roles=("young_person",))
    browser = at_home(case)
    said = words(browser.get(FRAME))
    assert "Dan doe je vrijwillig mee." in said
    assert "Binnen zes weken moet het plan" not in said
    assert "Bij voogdij" not in said
    # It takes the place of guidance without a measure.
    under(case, ("supervision-order", None))
    said = words(browser.get(FRAME))
    assert "Binnen zes weken moet het plan" in said
    assert "vrijwillig" not in said
    assert "Bij voogdij" not in said
    under(case, ends=("supervision-order",))
    assert "Binnen zes weken moet het plan" not in words(browser.get(FRAME))


def test_a_heading_with_nothing_below_it_is_not_shown() -> None:
    case = World.make().case("be-houses-of-justice")
    browser = at_home(case)
    assert "Wat is niet geheim?" in words(browser.get(FRAME))
    first = next(measure for measure in library().latest("be-houses-of-justice").measures if measure.rounds)
    under(case, ends=(first.id,))
    said = words(browser.get(FRAME))
    assert "Wat u mag" in said
    assert "Wat is niet geheim?" not in said


def test_the_duties_of_a_brothers_measure_are_told_to_him_alone() -> None:
    case = World.make().case(
        "nl-save-protection", (("Sam", "Wit"), ("Kim", "Wit")), roles=("young_person", "young_person")
    )
    under(case, ("supervision-order", case.client_ids[0]))
    assert "Binnen zes weken moet het plan" in words(at_home(case, "sam", 0).get(FRAME))
    assert "Binnen zes weken moet het plan" not in words(at_home(case, "kim", 1).get(FRAME))


def test_a_condition_is_no_longer_told_when_the_measure_that_brought_it_has_ended() -> None:
    case = World.make().case()
    first = next(measure for measure in library().latest("nl-probation").measures if measure.rounds)
    with acting(case.worker) as actor:
        note_condition(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            sort="special",
            text="Geen alcohol.",
            starts_on=clock.today(),
            until=None,
            client_id=case.client_ids[0],
            token=uuid4(),
        )
    browser = at_home(case)
    assert "Geen alcohol." in words(browser.get(FRAME))
    under(case, ends=(first.id,))
    assert "Geen alcohol." not in words(browser.get(FRAME))


def test_the_statements_keep_to_the_words_of_a_client() -> None:
    case = World.make().case()
    answer = at_home(case).get(FRAME)
    # Titles of sources are longer, and folded away.
    texts = [each for each in too_long(answer) if "artikel" not in each]
    assert [each for each in texts if "(" not in each and "Zoals in de bron" not in each] == []


def test_it_tells_who_explained_it_and_when() -> None:
    case = World.make().case()
    browser = at_home(case)
    assert "legde dit uit" not in words(browser.get(FRAME))
    with acting(case.worker) as actor:
        explain_frame(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            on=days_from_now(-3),
        )
    day = day_in_words(days_from_now(-3), "nl", clock.today())
    assert f"Peter legde dit uit op {day}." in words(browser.get(FRAME))


def test_it_tells_when_the_client_read_it_alone() -> None:
    case = World.make().case("nl-save-protection", roles=("young_person",))
    with acting(case.client()) as actor:
        acknowledge_frame(actor=actor, case=get_case(actor, case.case_id))
    day = day_in_words(clock.today(), "nl", clock.today())
    assert f"Je las dit op {day}." in words(at_home(case).get(FRAME))


def test_two_practices_stand_under_each_other_each_in_its_own_address() -> None:
    case = World.make().case()
    other = case.world.case("nl-save-protection", (("Kim", "Bakker"),), roles=("young_person",), worker=1)
    join(other, case.client_ids[0])
    said = words(at_home(case).get(FRAME))
    assert "Wat u mag" in said
    assert "Wat je mag" in said
    assert "Wat meldt Samira?" in said
    assert "Kim" not in said


def test_it_costs_the_same_whatever_the_practice_says() -> None:
    costs = set()
    for practice_id in library().ids()[:3]:
        costs.add(questions_for(at_home(World.make(practice_id).case(practice_id), practice_id), FRAME))
    assert len(costs) == 1
    assert costs.pop() <= 8


def test_each_reads_until_when_their_own_measure_runs_as_it_was_last_extended() -> None:
    case = World.make().case(
        "nl-save-protection", (("Sam", "Wit"), ("Kim", "Wit")), roles=("young_person", "young_person")
    )
    first, later = clock.today() + timedelta(days=100), clock.today() + timedelta(days=400)
    with acting(case.worker) as actor:
        here, order = get_case(actor, case.case_id), "supervision-order"
        for client_id in case.client_ids:
            change_measure(
                actor=actor, now=clock.now(), case=here, measure_id=order, starts=True, on=clock.today(), until=first,
                client_id=client_id,
            )  # fmt: skip
        extend_measure(
            actor=actor, now=clock.now(), case=here, measure_id=order, on=clock.today(), until=later,
            client_id=case.client_ids[0],
        )  # fmt: skip
    mine = Measure.objects.using("owner").filter(measure_id=order)
    sams, kims = (mine.get(client_id=client_id) for client_id in case.client_ids)
    for name, index, until, other in (("sam", 0, later, first), ("kim", 1, first, later)):
        said = words(at_home(case, name, index).get(FRAME))
        assert f"tot en met {day_in_words(until - timedelta(days=1), 'nl', clock.today())}" in said
        assert day_in_words(other, "nl", clock.today()) not in said
    with acting(case.client(1)):
        assert (until_of(kims.id), until_of(sams.id)) == (first, None)
    with acting(World.make("Ver").worker()):
        assert until_of(kims.id) is None


def until_of(measure_id: UUID) -> date | None:
    until: date | None = call("access.measure_until", measure_id)
    return until
