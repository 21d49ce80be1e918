"""An organisation's own questionnaire: loaded by the owner, used until its last day, readable ever after."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.policies import NotNow
from alliantie.alliance import operations, queries, questionnaires
from alliantie.alliance.administration import Flags, flag_counts, load_questionnaire
from alliantie.alliance.models import ItemFlag, QuestionnairePack, Round
from alliantie.alliance.questionnaires import Choice, available
from alliantie.alliance.states import State
from alliantie.cases.operations import acknowledge_frame
from alliantie.instruments import InstrumentError
from alliantie.instruments.tree import read
from alliantie.people import administration
from alliantie.people.models import Organisation
from alliantie.practices import library
from tests.instruments.packfile import PACK, changed
from tests.support import raw
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NAME = "Stichting Voorbeeld"
LAST_DAY = date(2027, 12, 31)
PRACTICE = library().latest("nl-probation")


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, 12, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World.in_area(administration.make_area("Test"), NAME)


@pytest.fixture
def here(world: World) -> CaseWorld:
    load(world.organisation)
    return world.case()


def load(organisation: Organisation, pack: str = PACK, now: datetime | None = None) -> str:
    return load_questionnaire(pack.encode(), organisation, now=now or clock.now(), file="lijst.yaml").outcome


def refused(organisation: Organisation, pack: str) -> list[str]:
    with pytest.raises(InstrumentError) as error:
        load(organisation, pack)
    return [str(problem) for problem in error.value.problems]


def packs() -> Any:
    return QuestionnairePack.objects.using("owner")


def written(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1)


def twelve(**changes: object) -> str:
    """A pack in Dutch alone, with one length of its own, one variant and no easy form."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(part) for name, part in value.items() if name not in ("en", "easy")}
        return [without(part) for part in value] if isinstance(value, list) else value

    values = without(read(PACK.encode(), "pack.yaml")[0].value)
    for scale in values["scales"]:
        chosen = {
            item["id"]
            for role in ("client", "professional")
            for item in [item for item in scale["items"] if role in item][:3]
        }
        scale["items"] = [{**item, "lengths": [12]} for item in scale["items"] if item["id"] in chosen]
    values["variants"] = [{**each, "wording": {}} for each in values["variants"] if each["id"] == "probation"]
    values |= {"id": "twelve", "lengths": [12], "languages": ["nl"], **changes}
    return written(values)


def choices(
    actor: Actor, world: World, practice_id: str = "nl-probation", on: date | None = None
) -> tuple[Choice, ...]:
    with acting(actor):
        practice = library().latest(practice_id)
        return available(actor, world.organisation.id, practice, on or clock.today(), "nl")


def refusal(case: CaseWorld, **options: Any) -> str:
    with pytest.raises(NotNow) as error:
        case.round(**options)
    assert not Round.objects.using("owner").exists()
    return error.value.reason


# Loading


def test_a_loaded_questionnaire_keeps_its_file_holder_and_last_day(world: World) -> None:
    assert load(world.organisation) == "loaded"
    pack = packs().get()
    assert (pack.instrument_id, pack.version, pack.holder, pack.last_day) == (
        "example",
        "1",
        "Een hogeschool",
        LAST_DAY,
    )
    assert (bytes(pack.content), pack.organisation_id, pack.area_id) == (
        PACK.encode(),
        world.organisation.id,
        world.area.id,
    )


def test_the_same_bytes_again_change_nothing(world: World) -> None:
    load(world.organisation)
    before = packs().values().get()
    assert load(world.organisation, now=clock.now() + timedelta(days=1)) == "loaded already"
    assert packs().values().get() == before


def test_another_licence_for_the_same_wording_takes_the_place_of_the_old_one(here: CaseWorld) -> None:
    assert len(choices(here.worker, here.world, on=date(2029, 1, 1))) == 1
    assert load(here.world.organisation, changed("last_day: 2027-12-31", "last_day: 2029-12-31")) == "licence changed"
    assert packs().get().last_day == date(2029, 12, 31)
    assert len(choices(here.worker, here.world, on=date(2029, 1, 1))) == 2


def test_changed_words_under_a_version_in_use_are_refused_with_their_place(world: World) -> None:
    load(world.organisation)
    other = changed("Ik durf eerlijk te zijn.,", "Ik durf alles te zeggen.,")
    line = other[: other.index("\nversion:")].count("\n") + 2
    assert refused(world.organisation, other) == [
        f"lijst.yaml:{line}: version: Version 1 already exists with another wording. Give it a new version."
    ]
    assert bytes(packs().get().content) == PACK.encode()
    assert load(world.organisation, changed('version: "1"', 'version: "2"', other)) == "loaded"


def test_a_version_has_one_wording_for_all_organisations(world: World) -> None:
    load(world.organisation)
    other = World.in_area(world.area, "org-7")
    words = changed("Ik durf eerlijk te zijn.,", "Ik durf alles te zeggen.,")
    assert len(refused(other.organisation, words)) == 1
    assert load(other.organisation) == "loaded"


def test_an_organisation_outside_the_licence_is_refused_by_name(world: World) -> None:
    other = World.in_area(world.area, "Andere organisatie")
    line = PACK[: PACK.index("  organisations: ")].count("\n") + 1
    assert refused(other.organisation, PACK) == [
        f"lijst.yaml:{line}: licence.organisations: Andere organisatie is not among the organisations that may use"
        " the questionnaire."
    ]
    assert not packs().exists()


def test_a_broken_file_is_refused_with_all_its_problems_and_nothing_is_loaded(world: World) -> None:
    broken = changed("status: released", "status: draft").replace("dated: 2026-03-01", "dated: 2099-01-01")
    broken = changed("organisations: [Stichting Voorbeeld, org-7]", "organisations: [Elders]", broken)
    said = refused(world.organisation, broken)
    assert [problem.split(": ")[1] for problem in said] == [
        "status",
        "licence.evidence.dated",
        "licence.organisations",
        "licence.last_day",
    ]
    assert not packs().exists()


def test_a_questionnaire_whose_answers_do_not_fit_is_refused(world: World) -> None:
    values = json.loads(twelve())
    for scale in values["scales"]:
        for number, item in enumerate(scale["items"]):
            item["id"] = f"{scale['id']}-{number}-".ljust(60, "x")
    assert load(world.organisation, written(values)) == "loaded"
    for scale in values["scales"]:
        scale["items"] += [{**item, "id": item["id"].replace("x", "y"), "lengths": [12, 24]} for item in scale["items"]]
        for item in scale["items"]:
            item["lengths"] = [24] if "y" in item["id"] else [12, 24]
    values |= {"lengths": [12, 24], "version": "2"}
    said = refused(world.organisation, written(values))
    assert len(said) == 1
    assert "lengths[1]: The answers to 24 questions do not fit" in said[0]


def test_the_application_may_read_a_questionnaire_and_never_write_one(here: CaseWorld) -> None:
    assert load(here.world.organisation, twelve()) == "loaded"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'alliantie_app' AND table_name = 'alliance_questionnairepack'"
        )
        assert cursor.fetchall() == [("SELECT",)]
        cursor.execute("SELECT action FROM history.event WHERE table_name = 'alliance_questionnairepack'")
        assert cursor.fetchall() == [("INSERT",), ("INSERT",)]


# Who may read


def test_workers_and_clients_of_the_organisation_read_it_and_nobody_else(here: CaseWorld) -> None:
    table = "public.alliance_questionnairepack"
    partner = World.in_area(here.world.area, "Andere organisatie")
    partners_client = partner.case(names=(("Ali", "Demir"),)).client()
    elsewhere = World.make("Elders").case()
    for actor, rows in (
        (here.worker, 1),
        (here.world.worker(1), 1),
        (here.client(), 1),
        (here.link(here.round()), 1),
        (partner.worker(), 0),
        (partners_client, 0),
        (elsewhere.worker, 0),
        (elsewhere.client(), 0),
        (DOOR, 0),
    ):
        with acting(actor):
            assert len(raw.read_all(table)) == rows, actor


# What a new round may take


def test_the_own_questionnaire_comes_first_then_those_that_fit_the_practice(here: CaseWorld) -> None:
    load(here.world.organisation, twelve())
    own, twelve_questions, example = sorted(
        choices(here.worker, here.world), key=lambda each: ("own", "twelve", "example").index(each.id)
    )
    assert choices(here.worker, here.world)[0] == own
    assert (own.holder, own.lengths, own.easy) == ("", PRACTICE.rounds.lengths, True)
    assert (twelve_questions.holder, twelve_questions.lengths, twelve_questions.easy) == (
        "Een hogeschool",
        (12,),
        False,
    )
    assert (example.version, example.lengths) == ("1", PRACTICE.rounds.lengths)
    assert {each.id for each in choices(here.worker, here.world, "nl-debt-zeist")} == {"own", "example"}


def test_the_newest_version_that_may_be_used_is_taken(here: CaseWorld) -> None:
    short = changed("last_day: 2027-12-31", "last_day: 2026-12-31", changed('version: "1"', 'version: "10"'))
    load(here.world.organisation, short)
    assert choices(here.worker, here.world, on=date(2026, 12, 31))[1].version == "10"
    assert choices(here.worker, here.world, on=date(2027, 1, 1))[1].version == "1"


def test_a_questionnaire_may_be_used_up_to_and_including_its_last_day(here: CaseWorld) -> None:
    with clock.at(day(2028, 1, 1)):
        assert [each.id for each in choices(here.worker, here.world)] == ["own"]
        assert refusal(here, instrument_id="example") == (
            "Deze vragenlijst geldt tot en met 31 december 2027. Daarna niet meer."
        )
    with clock.at(day(2027, 12, 31)):
        assert len(choices(here.worker, here.world)) == 2
        assert refusal(here, instrument_id="example", opens_on=date(2028, 1, 1)).startswith("Deze vragenlijst geldt")
        here.round(instrument_id="example")
    assert Round.objects.using("owner").get().instrument_id == "example"


@pytest.mark.parametrize("unknown", ["nothing", "", "own\x00", "example "])
def test_an_unknown_questionnaire_is_refused(here: CaseWorld, unknown: str) -> None:
    assert refusal(here, instrument_id=unknown) == "Deze organisatie heeft deze vragenlijst niet."


def test_the_questionnaire_of_another_organisation_is_refused(here: CaseWorld) -> None:
    partner = World.in_area(here.world.area, "Andere organisatie").case(names=(("Ali", "Demir"),))
    assert refusal(partner, instrument_id="example") == "Deze organisatie heeft deze vragenlijst niet."
    assert [each.id for each in choices(here.worker, partner.world)] == ["own"]


def test_what_the_questionnaire_does_not_offer_is_refused(here: CaseWorld) -> None:
    load(here.world.organisation, twelve())
    debts = here.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    assert refusal(debts, instrument_id="twelve") == "Deze vragenlijst past niet bij deze werkwijze."
    assert refusal(here, instrument_id="twelve", length=8) == "Deze vragenlijst heeft geen vorm met 8 vragen."
    assert refusal(here, instrument_id="twelve", easy=True) == "Deze vragenlijst heeft geen makkelijke vorm."


def test_without_a_length_the_usual_one_of_the_questionnaire_is_taken(here: CaseWorld) -> None:
    load(here.world.organisation, twelve())
    here.round(instrument_id="twelve")
    other = here.world.case(names=(("Ali", "Demir"),))
    other.round(instrument_id="example")
    lengths = Round.objects.using("owner").values_list("instrument_id", "length")
    assert dict(lengths) == {"twelve": 12, "example": PRACTICE.rounds.lengths[0]}


# Rounds


def held(case: CaseWorld, instrument_id: str = "twelve") -> UUID:
    """A round with a loaded questionnaire, answered and looked at."""
    round_id = case.round(instrument_id=instrument_id)
    case.reveal(round_id)
    return round_id


def test_a_round_with_a_loaded_questionnaire_goes_from_open_to_discussed(here: CaseWorld) -> None:
    load(here.world.organisation, twelve())
    round_id = held(here)
    with acting(here.worker) as actor:
        there = queries.get_round(actor, round_id)
        seen = queries.looked(actor, there)
        assert seen is not None
        assert seen.client is not None
        assert seen.professional is not None
        assert seen.client["trust"] == 3
        assert seen.professional["friction"] == 4
        assert queries.trend_key(there.round) == there.questionnaire(actor).key == "twelve/1/probation/12/standard"
        operations.propose_agreement(actor=actor, here=there, text="Peter belt vooraf.")
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        noted = queries.talk(actor, there)
        assert noted is not None
        operations.answer_agreement(actor=actor, here=there, yes=True, seen=noted.fingerprint)
        operations.finish_conversation(actor=actor, here=there)
    assert Round.objects.using("owner").get().state == State.DISCUSSED
    second = here.round()
    with acting(here.client()) as actor:
        assert queries.previous_picture(actor, queries.get_round(actor, second)) is None


def test_a_round_opened_before_the_last_day_may_be_finished_after_it(here: CaseWorld) -> None:
    with clock.at(day(2027, 12, 31)):
        round_id = here.round(instrument_id="example")
    with clock.at(day(2028, 1, 5)):
        here.reveal(round_id)
        with acting(here.client()) as actor:
            seen = queries.looked(actor, queries.get_round(actor, round_id))
            assert seen is not None
            assert seen.shared


def test_an_old_round_stays_readable_after_the_last_day_and_after_a_newer_version(here: CaseWorld) -> None:
    round_id = held(here, "example")
    newer = changed("Ik durf eerlijk te zijn.,", "Ik durf alles te zeggen.,", changed('version: "1"', 'version: "2"'))
    load(here.world.organisation, newer)
    with clock.at(day(2031, 1, 1)):
        for person in (here.client(), here.worker):
            with acting(person) as actor:
                there = queries.get_round(actor, round_id)
                assert (there.instrument.version, there.holder) == ("1", "Een hogeschool")
                assert len(there.questionnaire(actor, "en").items) == there.round.length
                assert queries.looked(actor, there) is not None


def test_a_round_with_a_loaded_questionnaire_costs_one_query_more(here: CaseWorld) -> None:
    round_id = here.round(instrument_id="example")
    counts = []
    for _again in range(2):
        with acting(here.worker) as actor, CaptureQueriesContext(connection) as asked:
            queries.get_round(actor, round_id).questionnaire(actor)
        counts.append(len(asked))
    assert counts[1] == 2
    assert counts[0] <= 3


def test_get_finds_ours_and_loaded_ones_and_says_what_is_unknown(here: CaseWorld) -> None:
    with acting(here.client()) as actor:
        assert questionnaires.get(actor, "own", "1").id == "own"
        assert questionnaires.get(actor, "example", "1").id == "example"
        for instrument_id, version in (("own", "999"), ("example", "2"), ("nothing", "1")):
            with pytest.raises(questionnaires.UnknownQuestionnaireError):
                questionnaires.get(actor, instrument_id, version)


# Pages


def signed_in(person: Any, login: str) -> Browser:
    account = administration.make_account(person, login, "een lang wachtwoord", of_demo=True)
    browser = Browser()
    with acting(DOOR):
        browser.force_login(account)
    return browser


def test_a_round_can_be_started_with_a_loaded_questionnaire_from_a_page(here: CaseWorld) -> None:
    browser = signed_in(here.world.workers[0], "peter")
    address = reverse("round-start", kwargs={"pair_id": here.pair_ids[0]})
    answer = browser.post(address, {"instrument": "nothing"})
    assert answer.status_code == 409
    assert "Deze organisatie heeft deze vragenlijst niet." in answer.content.decode()
    assert browser.post(address, {"instrument": "example", "length": "16"}).status_code == 302
    started = Round.objects.using("owner").get()
    assert (started.instrument_id, started.instrument_version, started.length) == ("example", "1", 16)


def test_the_pages_show_the_words_the_label_and_the_holder_of_the_questionnaire(here: CaseWorld) -> None:
    values = json.loads(twelve(label={"nl": "Getest in 2025."}))
    values["heading"]["client"]["nl"] = {"u": "Past dit bij u?", "je": "Past dit bij jou?"}
    load(here.world.organisation, written(values))
    round_id = here.round(instrument_id="twelve")
    noor = here.client()
    with acting(noor):
        there = queries.get_round(noor, round_id)
        acknowledge_frame(actor=noor, case=there.pair.case)
        operations.take_stance(actor=noor, here=there, stance="taking_part")
    from alliantie.people.models import Client

    browser = signed_in(Client.objects.using("owner").get(id=noor.me), "noor")
    for language in ("nl", "en"):
        browser.cookies["language"] = language
        assert browser.get(reverse("round-notice", kwargs={"round_id": round_id})).status_code == 200
        shown = browser.get(reverse("round-question", kwargs={"round_id": round_id, "step": 1})).content.decode()
        asked = "Past dit bij u?" if there.practice.address == "u" else "Past dit bij jou?"
        assert asked in shown
    here.reveal(round_id)
    for language in ("nl", "en"):
        browser.cookies["language"] = language
        answer = browser.get(reverse("round-picture", kwargs={"round_id": round_id}))
        assert answer.status_code == 200
        shown = answer.content.decode()
        assert "Getest in 2025." in shown
        assert "Een hogeschool" in shown
        assert "Eigen vragenlijst" not in shown
    own = here.world.case(names=(("Ali", "Demir"),))
    of_ours = own.round()
    own.reveal(of_ours)
    peter = signed_in(here.world.workers[0], "peter")
    shown = peter.get(reverse("round-picture", kwargs={"round_id": of_ours})).content.decode()
    assert "Eigen vragenlijst, nog niet wetenschappelijk getest." in shown
    assert "De vragenlijst is van" not in shown


# Remarks


def test_remarks_are_counted_by_item_and_reason_from_a_month_on(here: CaseWorld) -> None:
    round_id = here.round(instrument_id="example", length=16)
    for person, why in (
        (here.client(), ItemFlag.Why.HURTS),
        (here.worker, ItemFlag.Why.HURTS),
        (here.worker, ItemFlag.Why.UNCLEAR),
    ):
        with acting(person) as actor:
            there = queries.get_round(actor, round_id)
            operations.flag_item(actor=actor, now=clock.now(), here=there, item="direction-consequences", why=why)
    this_month = clock.today()
    assert flag_counts(this_month) == (
        Flags("example", "1", "probation", "direction-consequences", "hurts", 2),
        Flags("example", "1", "probation", "direction-consequences", "unclear", 1),
    )
    assert flag_counts(this_month.replace(day=28) + timedelta(days=5)) == ()
