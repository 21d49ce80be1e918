"""Was the talk held? And where somebody did not come: were they reached, before anything else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Appointment, Fact, Incident, Missed
from alliantie.practices import Practice, library
from tests.web.pages import flat, tags
from tests.worklist.browse import as_client, as_worker, queries, sign_in, words
from tests.worklist.test_planning import at, in_words, moment, noon
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

START = "/"


@pytest.fixture
def case() -> CaseWorld:
    with clock.at(moment(-60)):
        return World.make().case()


def past(case: CaseWorld, days: int = 3, client: int | None = 0, talk_id: str = "home-visit") -> UUID:
    on = moment(-days)
    with clock.at(on - timedelta(days=7)):
        return plan_talk(case, on, talk_id=talk_id if client is not None else "", client=client)


def filled(**changed: object) -> dict[str, object]:
    today = clock.today().isoformat()
    return {"token": str(uuid4()), "ways": ["phone"], "on": today, "reached": "no", "said": "", **changed}


def miss(case: CaseWorld, talk: UUID, **changed: object) -> str:
    answer = as_worker(case).post(at("case-appointment-missed", case, talk), filled(**changed), follow=True)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def test_a_talk_of_an_earlier_day_is_asked_after_on_both_pages_until_something_is_known(case: CaseWorld) -> None:
    worker, talk = as_worker(case), past(case)
    asked = f"Is het gesprek geweest? Noor Yilmaz, {in_words(moment(-3).date())}"
    assert asked in words(worker, START)
    assert f"Is het gesprek geweest? {in_words(moment(-3).date())}" in words(worker, at("case", case))
    seen = words(worker, at("case-appointment-held", case, talk))
    assert "Ja, leg het vast Nee, Noor kwam niet Het ging niet door" in seen
    miss(case, talk)
    assert "Is het gesprek geweest?" not in words(worker, START)


def test_after_four_weeks_nobody_asks_any_more(case: CaseWorld) -> None:
    past(case, 28)
    assert "Is het gesprek geweest?" in words(as_worker(case), START)
    with clock.at(clock.now() + timedelta(days=1)):
        assert "Is het gesprek geweest?" not in words(as_worker(case), START)


def test_a_talk_that_was_held_is_recorded_from_what_was_planned(case: CaseWorld) -> None:
    worker, talk = as_worker(case), past(case)
    there = f"{at('case-talk', case)}?of={talk}"
    fields = {each.get("name"): each for _tag, each in tags(worker.get(there).content.decode(), "input")
              if each.get("type") != "radio" or "checked" in each}  # fmt: skip
    assert (fields["what"]["value"], fields["on"]["value"]) == ("home-visit", moment(-3).date().isoformat())
    sent = {name: fields[name]["value"] for name in ("what", "on", "token")}
    assert worker.post(there, sent).status_code == 302
    assert "Is het gesprek geweest?" not in words(worker, START)
    assert worker.get(f"{at('case-talk', case)}?of={uuid4()}").status_code == 404
    assert worker.get(f"{at('case-talk', case)}?of=x").status_code == 200


def test_a_talk_that_did_not_go_on_leaves_the_list_without_anybody_having_failed_to_come(case: CaseWorld) -> None:
    worker, talk = as_worker(case), past(case)
    worker.post(at("case-appointment-cancel", case, talk))
    assert "Is het gesprek geweest?" not in words(worker, START)
    assert Appointment.objects.using("owner").get().cancelled_by == "worker"
    assert not Missed.objects.using("owner").exists()


def test_whoever_did_not_come_is_asked_after_first_and_their_word_is_kept(case: CaseWorld) -> None:
    talk = past(case)
    page = words(as_worker(case), at("case-appointment-missed", case, talk))
    assert "Heeft u Noor bereikt?" in page
    assert "Vraag eerst wat er was. Pas daarna kan er een voorval komen." in page
    assert "Alleen medewerkers zien dit." in page
    seen = miss(case, talk, ways=["phone", "visit"], reached="yes", said="Ik was ziek.")
    assert "Bewaard. U ziet het bij Gesprekken." in seen
    assert f"Noor, {in_words(moment(-3).date())} Huisbezoek" in seen
    assert "Gebeld, Langs geweest, bereikt. Zegt: Ik was ziek." in seen
    assert "Nog een keer geprobeerd" not in seen
    assert not Fact.objects.using("owner").filter(kind__in=("warning", "sanction")).exists()


def test_who_was_not_reached_can_be_tried_again_and_each_try_stays(case: CaseWorld) -> None:
    talk = past(case)
    assert "Nog een keer geprobeerd" in miss(case, talk)
    seen = miss(case, talk, ways=["message"], reached="yes")
    assert "Gebeld, niet bereikt." in seen
    assert "Bericht gestuurd, bereikt." in seen
    assert "Nog een keer geprobeerd" not in seen


def test_twice_in_a_row_is_said_in_words_and_explains_nothing_and_a_contact_ends_it(case: CaseWorld) -> None:
    first, second = past(case, 9), past(case, 3)
    assert "achter elkaar" not in miss(case, first)
    seen = miss(case, second)
    assert "Noor kwam twee keer achter elkaar niet. Wat er was, weet u pas als u het vraagt." in seen
    assert "motivatie" not in seen.lower()
    worker = as_worker(case)
    assert "achter elkaar" not in words(worker, START)
    assert "achter elkaar" not in words(as_client(case), reverse("home"))
    worker.post(
        at("case-talk", case), {"token": str(uuid4()), "what": "reporting-talk", "on": clock.today().isoformat()}
    )
    seen = words(worker, at("case", case))
    assert "achter elkaar" not in seen
    assert "Niet gekomen (2)" in seen


def test_a_contact_between_two_missed_talks_makes_them_no_row(case: CaseWorld) -> None:
    first, second = past(case, 9), past(case, 3)
    on = (clock.today() - timedelta(days=6)).isoformat()
    as_worker(case).post(at("case-talk", case), {"token": str(uuid4()), "what": "reporting-talk", "on": on})
    miss(case, first)
    assert "achter elkaar" not in miss(case, second)


def test_in_a_family_one_says_who_did_not_come(case: CaseWorld) -> None:
    with clock.at(moment(-60)):
        family = World.make("Jeugd").case(
            "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
        )
    talk = past(family, client=None)
    worker, there = as_worker(family), at("case-appointment-missed", family, talk)
    assert "Nee, niet iedereen kwam" in words(worker, at("case-appointment-held", family, talk))
    assert "Heeft u de ander bereikt?" in words(worker, there)
    for who in ([], [str(uuid4())], [str(case.client_ids[0])]):
        assert "Kies wie er niet kwam." in flat(worker.post(there, filled(who=who)).content.decode())
    seen = miss(family, talk, who=[str(family.client_ids[1])])
    assert f"Eva, {in_words(moment(-3).date())}" in seen
    assert [row.client_id for row in Missed.objects.using("owner").all()] == [family.client_ids[1]]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ways": []}, "Kies hoe u het heeft geprobeerd."),
        ({"ways": ["drone"]}, "Kies hoe u het heeft geprobeerd."),
        ({"reached": ""}, "Kies of het is gelukt."),
        ({"reached": "maybe"}, "Kies of het is gelukt."),
        ({"on": "31-02-2026"}, "Dit is geen dag."),
        ({"on": "9999-12-31"}, "Kies een dag van het gesprek tot en met vandaag."),
        ({"on": "0001-01-01"}, "Kies een dag van het gesprek tot en met vandaag."),
        ({"said": "Ik was ziek."}, "Kies dan: Ja, bereikt."),
        ({"said": "x" * 401, "reached": "yes"}, "Dit is te lang."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_keeps_what_was_typed(
    case: CaseWorld, changed: dict[str, object], told: str
) -> None:
    talk = past(case)
    answer = as_worker(case).post(at("case-appointment-missed", case, talk), filled(**changed))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert told in flat(html)
    if changed.get("said") == "Ik was ziek.":
        assert "Ik was ziek." in html
    assert not Missed.objects.using("owner").exists()


def test_what_was_noted_by_mistake_is_taken_back_twice_or_once(case: CaseWorld) -> None:
    talk = past(case)
    miss(case, talk)
    worker = as_worker(case)
    for _twice in range(2):
        answer = worker.post(at("case-appointment-came", case, talk), follow=True)
        assert "Er staat niet meer dat iemand niet kwam." in flat(answer.content.decode())
    assert "Is het gesprek geweest?" in words(worker, START)
    assert "Niet gekomen" not in words(worker, at("case", case))


def test_a_talk_to_come_or_called_off_cannot_have_been_missed(case: CaseWorld) -> None:
    worker = as_worker(case)
    coming, off = plan_talk(case, moment(3)), past(case)
    worker.post(at("case-appointment-cancel", case, off))
    for talk in (coming, off):
        for name in ("case-appointment-held", "case-appointment-missed"):
            assert worker.get(at(name, case, talk)).status_code == 404
        assert worker.post(at("case-appointment-missed", case, talk), filled()).status_code == 404


def test_a_stand_in_may_note_it_and_the_page_costs_no_query_more(case: CaseWorld) -> None:
    talks = [past(case, days) for days in (3, 9, 16)]
    worker = as_worker(case)
    usual = len(queries(worker, at("case", case)))
    start = len(queries(worker, START))
    today = clock.today().isoformat()
    worker.post(at("case-cover", case), {"colleague": str(case.world.workers[1].id), "first": today, "last": today})
    answer = sign_in(case.world.workers[1]).post(at("case-appointment-missed", case, talks[0]), filled())
    assert answer.status_code == 302
    for talk in talks[1:]:
        miss(case, talk)
    assert len(queries(worker, at("case", case))) == usual
    assert len(queries(worker, START)) <= start + 1


def test_todays_talk_leads_to_the_question_once_it_has_begun(case: CaseWorld) -> None:
    with clock.at(moment(0, 0, 1)):
        talk = plan_talk(case, moment(0, 10, 30))
    worker = as_worker(case)
    with clock.at(noon()):
        assert at("case-appointment-held", case, talk) in worker.get(START).content.decode()
    with clock.at(moment(0, 9)), acting(case.worker):
        assert at("case-appointment-held", case, talk) not in worker.get(START).content.decode()


def test_where_not_coming_is_an_incident_the_question_comes_before_it_and_then_nothing_stops_it() -> None:
    with clock.at(moment(-60)):
        case = World.make("Zeist").case("nl-debt-zeist")
    incident = reverse("case-incident-new", kwargs={"case_id": case.case_id, "kind": "not-come"})
    worker = as_worker(case)
    asked = "Heeft u de ander bereikt?"
    assert asked in worker.get(incident).content.decode()
    talk = past(case, talk_id="")
    assert worker.get(incident)["Location"] == at("case-appointment-held", case, talk)
    seen = miss(case, talk)
    assert "Leg een voorval vast. Het hoeft niet." in seen
    answer = worker.get(incident)
    assert answer.status_code == 200
    assert asked not in answer.content.decode()


@pytest.mark.parametrize("practice", [library().latest(id) for id in library().ids()], ids=lambda practice: practice.id)
def test_each_practice_in_which_not_coming_is_an_incident_asks_first_whether_they_were_reached(
    practice: Practice,
) -> None:
    named = [
        each.id
        for each in (practice.reactions.incidents if practice.reactions else ())
        if each.id in ("not-come", "missed-appointment", "appointment")
    ]
    assert named == [practice.reactions.not_come for _named in named if practice.reactions]


def test_probation_asks_whether_somebody_was_reached_before_what_can_become_a_breach() -> None:
    with clock.at(moment(-60)):
        case = World.make().case(measure_id="suspended-sentence")
    incident = reverse("case-incident-new", kwargs={"case_id": case.case_id, "kind": "appointment"})
    worker = as_worker(case)
    shown = worker.get(incident).content.decode()
    assert shown.index("Heeft u de ander bereikt?") < shown.index("Wat gebeurde er precies?")
    sent = {"on": clock.today().isoformat(), "text": "Noor was er niet.", "value-judged": "not-established"}
    wrong = worker.post(incident, sent | {"token": str(uuid4()), "reached": "maybe"})
    assert wrong.status_code == 422
    made = worker.post(incident, sent | {"token": str(uuid4()), "reached": "no"})
    assert made.status_code == 302
    assert Incident.objects.using("owner").get().text == (
        "Heeft u de ander bereikt? Nee, niet bereikt.\nNoor was er niet."
    )
    talk = past(case)
    assert worker.get(incident)["Location"] == at("case-appointment-held", case, talk)


def test_where_not_coming_is_no_incident_none_is_offered() -> None:
    with clock.at(moment(-60)):
        case = World.make().case("nl-save-protection", roles=("young_person",))
    assert "Leg een voorval vast" not in miss(case, past(case, talk_id=""))


def test_what_is_recorded_of_a_missed_talk_is_offered_on_the_day_of_that_talk(case: CaseWorld) -> None:
    worker, talk = as_worker(case), past(case)
    answer = as_worker(case).post(at("case-appointment-missed", case, talk), filled(), follow=True)
    links = [each.get("href") or "" for _tag, each in tags(answer.content.decode(), "a")]
    there = next(each for each in links if "incidents/new/" in each)
    assert f'value="{moment(-3).date().isoformat()}"' in worker.get(there).content.decode()
    # Somebody else's talk, or none, is no day of this case.
    new = there.split("?")[0]
    assert worker.get(f"{new}?talk={uuid4()}").status_code == 404
    assert f'value="{clock.today().isoformat()}"' in worker.get(f"{new}?talk=x").content.decode()
