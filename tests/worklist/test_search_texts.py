"""Words found in what stands in a case: only what the worker may see, as text, and told to the client."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Reading
from alliantie.alliance import operations as alliance
from alliantie.alliance import queries as rounds
from alliantie.cases import operations as cases
from alliantie.cases.operations import incidents, record_fact, take_back_fact
from alliantie.cases.queries import MOST_PLACES, find_texts, get_case, involved
from alliantie.portal.queries.reading import looks
from tests.cases.letter_ways import begin, judged
from tests.web.pages import tags
from tests.worklist.browse import as_client, as_worker, queries, sign_in, words
from tests.worklist.work import plan_in
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


def note(case: CaseWorld, text: str, client: int | None = 0) -> UUID:
    """Something that happened, with a text."""
    with acting(case.worker) as actor:
        return record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind="warning",
            on=clock.today(),
            client_id=None if client is None else case.client_ids[client],
            text=text,
        )


def happened(case: CaseWorld, text: str) -> UUID:
    with acting(case.worker) as actor:
        return incidents.record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            kind="appointment",
            values={"judged": "not-established"},
            on=clock.today(),
            text=text,
            token=uuid4(),
        )


def found(actor: Actor, asked: str) -> list[tuple[str, str]]:
    """What somebody finds: its kind, and the piece of text with the found words between stars."""
    with acting(actor):
        return [
            (each.kind, "".join(f"*{part}*" if hit else part for part, hit in each.said))
            for each in find_texts(actor, asked)
        ]


def test_a_word_is_found_in_another_form_wherever_it_was_written_and_leads_there(here: CaseWorld) -> None:
    note(here, "Er waren twee huurachterstanden.")
    agree_in(here, "Noor belt over de huurachterstand")
    plan_in(here, "Ik wil mijn huurachterstanden kwijt.")
    judged(here)
    begin(here, body="Dag Noor,\n\nUw huurachterstanden lopen op.")
    happened(here, "Door de huurachterstand kwam Noor niet.")
    browser = as_worker(here)
    page = browser.get("/search?q=huurachterstand").content.decode()
    links = [each["href"] for _tag, each in tags(page, "a") if "row-title" in each.get("class", "")]
    assert {kind for kind, _said in found(here.worker, "huurachterstand")} == {
        "fact", "agreement", "plan", "letter", "incident",
    }  # fmt: skip
    assert len(links) == 5
    for link in links:
        address, _hash, place = link.partition("#")
        shown = browser.get(address)
        assert shown.status_code == 200
        assert "huurachterstand" in shown.content.decode()
        assert not place or f'id="{place}"' in shown.content.decode()
    assert page.count("<mark>") == 5


def test_names_and_words_that_dutch_passes_over_are_found_as_written(here: CaseWorld) -> None:
    note(here, "Ben en Wil waren erbij.")
    assert [kind for kind, _said in found(here.worker, "Ben")] == ["fact"]
    assert found(here.worker, "ben wil")
    assert not found(here.worker, "ben klaas")


def test_all_words_have_to_be_there_between_quotes_together_and_after_a_minus_not(here: CaseWorld) -> None:
    note(here, "De huur is betaald.")
    note(here, "De betaalde boete, en de huur nog niet.")
    assert len(found(here.worker, "huur betaald")) == 2
    assert len(found(here.worker, '"huur is betaald"')) == 1
    assert len(found(here.worker, "huur -boete")) == 1
    assert not found(here.worker, "huur kelder")


def test_nobody_finds_what_stands_in_a_case_they_may_not_see(here: CaseWorld) -> None:
    note(here, "Het geheim van de olifant.")
    elsewhere = World.in_area(here.world.area, "Andere organisatie").case()
    another = World.make("Ver weg").case()
    for stranger in (here.world.worker(1), elsewhere.worker, another.worker):
        assert not found(stranger, "olifant")
    assert "Niets gevonden." in words(sign_in(here.world.workers[1]), "/search?q=olifant")
    assert found(here.worker, "olifant") == [("fact", "Het geheim van de *olifant*.")]


def test_who_stands_in_finds_it_as_long_as_that_lasts(here: CaseWorld) -> None:
    note(here, "Het geheim van de olifant.")
    stand_in = here.world.worker(1)
    with acting(here.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=here.case_id,
            worker_id=stand_in.me,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )
    assert found(stand_in, "olifant")
    with acting(here.worker) as actor:
        given = next(each for each in involved(actor, here.case_id) if each.right == "cover")
        cases.end_cover(actor=actor, grant_id=given.grant_id)
    assert not found(stand_in, "olifant")


def test_a_text_that_names_another_case_does_not_pass_for_one_of_it(here: CaseWorld) -> None:
    other = here.world.case(names=(("Ali", "Demir"),), worker=1)
    note(here, f"Zie 'case {other.case_id}' {other.case_id} olifant")
    assert not found(other.worker, "olifant")
    assert not raw(other.worker, "olifant")


def raw(actor: Actor, asked: str) -> list[Any]:
    """What the function itself gives to raw SQL."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.find_words(%s, 100)", [asked])
        return cursor.fetchall()


def test_the_search_is_for_workers_and_tells_a_client_nothing(here: CaseWorld) -> None:
    note(here, "Het geheim van de olifant.")
    round_id = here.round()
    assert raw(here.worker, "olifant")
    assert not raw(here.client(), "olifant")
    assert not raw(here.link(round_id), "olifant")
    assert as_client(here).get("/search?q=olifant").status_code == 404


def test_an_agreement_of_a_round_is_found_by_nobody(here: CaseWorld) -> None:
    round_id = here.round()
    here.reveal(round_id)
    with acting(here.worker) as actor:
        there = rounds.get_round(actor, round_id)
        alliance.propose_agreement(actor=actor, here=there, text="Een olifant in de kamer")
    for someone in (here.worker, here.client(), here.world.worker(1)):
        assert not raw(someone, "olifant")


def test_what_was_taken_back_or_has_a_newer_version_is_not_found(here: CaseWorld) -> None:
    fact_id, incident_id = note(here, "Een olifant."), happened(here, "Een olifant.")
    plan_in(here, "Ik wil een olifant.")
    plan_in(here, "Ik wil een hond.")
    assert {kind for kind, _said in found(here.worker, "olifant")} == {"fact", "incident"}
    with acting(here.worker) as actor:
        take_back_fact(actor=actor, now=clock.now(), fact_id=fact_id)
        incidents.withdraw_incident(
            actor=actor, now=clock.now(), case=get_case(actor, here.case_id), incident_id=incident_id
        )
    assert not found(here.worker, "olifant")


def test_what_people_wrote_stays_text(here: CaseWorld) -> None:
    note(here, 'Zij zei <script>alert(1)</script> & "\ue000olifant\ue001" <img src=x onerror=alert(1)> olifanten')
    page = as_worker(here).get("/search?q=olifant").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("<mark>") == 2
    assert "\ue000" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [(asked, False) for asked in ("'", '"', "\\", "a & | ! ( )", "%", ":*", "case", "x\0y", "—", "🐘", "-", "'::")]
    + [("de", True), ("olifant " * 500, True), ("olifant & !", True)],
)
def test_odd_questions_find_what_they_name_and_never_fail(here: CaseWorld, asked: str, found: bool) -> None:
    note(here, "Het geheim van de olifant.")
    answer = as_worker(here).get("/search", {"q": asked})
    assert answer.status_code == 200
    assert ("Noor Yilmaz" in answer.content.decode(), "Niets gevonden." in answer.content.decode()) == (
        found,
        not found,
    )


def test_a_text_without_end_can_be_kept_and_found_by_its_beginning(here: CaseWorld) -> None:
    note(here, "olifant " + "woord " * 300_000 + "x" * 10_000)
    assert found(here.worker, "olifant")


def test_more_places_than_a_page_holds_are_told(here: CaseWorld) -> None:
    for number in range(MOST_PLACES):
        agree_in(here, f"Noor belt de olifant {number}")
        if number == 0:
            assert "De nieuwste" not in words(as_worker(here), "/search?q=olifant")
    assert f"De nieuwste {MOST_PLACES} plaatsen." in words(as_worker(here), "/search?q=olifant")


def test_the_client_reads_once_a_day_that_something_was_found_and_in_a_family_only_the_own() -> None:
    family = World.make().case(
        "nl-save-protection", names=(("Kim", "de Vries"), ("Ali", "de Vries")), roles=("young_person", "parent")
    )
    note(family, "Kim wil een olifant.", client=0)
    browser = as_worker(family)
    for _time in range(2):
        assert "Kim wil een olifant" in words(browser, "/search?q=olifant")
    lines = Reading.objects.using("owner").filter(what="search")
    assert [(line.client_id, line.ground) for line in lines] == [(family.client_ids[0], "own case")]
    with acting(family.client(0)) as actor:
        assert "search" in {look.what for look in looks(actor).looks}
    assert "bij het zoeken" in words(as_client(family), "/home/looked")


def test_searching_texts_costs_the_same_however_much_is_found(here: CaseWorld) -> None:
    agree_in(here, "Noor belt de olifant")
    browser = as_worker(here)
    few = len(queries(browser, "/search?q=olifant"))
    for number in range(3):
        more = here.world.case(names=((f"Kim {number}", "Bos"),))
        agree_in(more, "Kim belt de olifant")
        note(more, "De olifant kwam.")
    assert len(queries(browser, "/search?q=olifant")) == few <= 8


def test_every_kind_of_text_has_an_index_for_the_question_that_is_asked() -> None:
    places = importlib.import_module("alliantie.cases.migrations.0070_search").PLACES
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for kind, table, says, _day, stands in places:
            asked = f"access.words(t.case_id, {says}) @@ 'a'::tsquery AND {says} <> '' AND {stands}"
            cursor.execute(f"EXPLAIN SELECT t.id FROM {table} t WHERE {asked}")  # noqa: S608
            assert f"{kind}_words" in "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")


def test_a_plan_that_turned_out_not_to_be_agreed_is_not_found(here: CaseWorld) -> None:
    plan_id = plan_in(here, "Ik wil mijn huurachterstanden kwijt.")
    assert found(here.worker, "huurachterstand")
    with acting(here.worker) as actor:
        take_back_fact(actor=actor, now=clock.now(), fact_id=plan_id)
    assert not found(here.worker, "huurachterstand")
