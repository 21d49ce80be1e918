"""The demo made larger: row for row what everyday use makes of the same story, from one seed, finished when killed."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account
from alliantie.alliance import queries as rounds
from alliantie.alliance import vault
from alliantie.alliance.models import Round
from alliantie.alliance.states import State
from alliantie.cases.models import Case
from alliantie.cases.queries import case_count
from alliantie.demo import PASSWORD, SEED, bulk, caseloads, load_more
from alliantie.demo.cast import ORGANISATIONS
from alliantie.demo.ended import own_ended
from alliantie.demo.loading import demo_area
from alliantie.demo.performing import Performer
from alliantie.demo.plots import PLOTS
from alliantie.demo.recorded_case import Place
from alliantie.demo.recording import Recorder
from alliantie.demo.rows import Rows
from alliantie.demo.story import story
from alliantie.demo.tables import TABLES
from alliantie.people import administration
from alliantie.people.models import Team, Worker
from alliantie.server.errors import ServerError
from tests.access.entering import browser_of
from tests.conftest import Databases

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])

WALLED = {"answers": "answers", "picture": "picture", "agreement": "agreement"}


def rows_of(table: str) -> list[dict[str, Any]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of tables stand in this file
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def keys() -> dict[UUID, bytes]:
    """The key of each pair, opened."""
    return {
        row["pair_id"]: vault.unwrap(settings.MASTER_KEY, row["pair_id"], row["wrapped"])
        for row in rows_of("secrets.pair_key")
    }


def opened(table: str, row: dict[str, Any], key: bytes) -> dict[str, Any]:
    """The row with what is encrypted in it opened, or "noise" where random bytes stand."""
    made = dict(row)
    for column in WALLED.keys() & row.keys():
        room = "afterthought" if table.endswith("afterthought") else column
        try:
            found: object = vault.unlock(key, room, row.get("id") or row["round_id"], row[column])  # type: ignore[arg-type]
        except vault.DamagedError:
            found = "noise"
        made[column] = json.dumps(found, sort_keys=True)
    return made


def names() -> dict[UUID, str]:
    """What to call the people, cases, pairs and rounds, whose numbers differ from load to load."""
    found = {
        row["id"]: f"{row['given_name']} {row['family_name']}"
        for table in ("people_worker", "people_client")
        for row in rows_of(table)
    }
    found |= {row["id"]: row["title"] for row in rows_of("cases_case")}
    found |= {row["id"]: f"{found[row['client_id']]}, {found[row['worker_id']]}" for row in rows_of("alliance_pair")}
    found |= {row["id"]: f"{found[row['pair_id']]}, {row['number']}" for row in rows_of("alliance_round")}
    return found


def everything() -> dict[str, Counter[str]]:
    """Every row of every table that a load fills, with ciphertext opened and numbers of rows as names."""
    key_of, called, found = keys(), names(), {}
    pair_of = {row["id"]: row["pair_id"] for row in rows_of("alliance_round")}

    def shown(table: str, row: dict[str, Any]) -> str:
        pair_id = row.get("pair_id") or pair_of.get(row.get("round_id"))
        made = opened(table, row, key_of[pair_id]) if pair_id in key_of else row
        told = {
            name: called.get(value, "a number") if isinstance(value, UUID) else value
            for name, value in made.items()
            # Drawn anew by every load, or counted up.
            if name not in ("pin_hash", "wrapped") and not (table.endswith("reading") and name == "id")
        }
        return str(sorted(told.items()))

    for table in TABLES:
        found[table] = Counter(shown(table, row) for row in rows_of(table))
    return found


def test_a_recorded_case_is_row_for_row_what_everyday_use_makes_of_the_same_story(databases: Databases) -> None:
    practices = {
        "nl-probation",
        "nl-save-protection",
        "nl-shelter-tussenvoorziening",
        "nl-debt-zeist",
        "be-houses-of-justice",
    }
    told = [case for case in story(5) if case.practice_id in practices]
    told += [
        case for each in ORGANISATIONS if each.practice_id in practices for case in own_ended(each, 5, tuple(told))
    ]
    today = clock.today()

    def at_work(performed: bool) -> None:
        area = demo_area()
        for organisation in ORGANISATIONS:
            team = Team.objects.using("owner").get(area=area, organisation__name=organisation.name)
            found = {worker.name: worker for worker in Worker.objects.using("owner").filter(area=area)}
            workers = [found[f"{name.given} {name.family}"] for name in organisation.workers]
            place = Place(
                area.id, team.organisation_id, team.id, tuple(worker.id for worker in workers), workers[-1].name
            )
            for case in [case for case in told if case.practice_id == organisation.practice_id]:
                if performed:
                    with transaction.atomic():
                        Performer(case, team, workers, today).perform()
                    continue
                rows = Rows()
                Recorder(case, place, today, Random(str(case.people)), rows).record()
                with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
                    rows.copy(cursor)

    at_work(performed=True)
    in_use = everything()
    databases.renew()
    at_work(performed=False)
    recorded = everything()
    assert in_use.keys() == recorded.keys()
    for table, counted in in_use.items():
        assert counted == recorded[table], (table, counted - recorded[table], recorded[table] - counted)
    assert {table for table, counted in recorded.items() if not counted} == {"public.access_account"}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's organisations, and thirty cases in caseloads of ten, two to a team."""
    monkeypatch.setattr(bulk, "SIZE", 10)
    monkeypatch.setattr(caseloads, "SIZE", 10)
    monkeypatch.setattr(caseloads, "TEAM", 2)
    demo_area()
    assert load_more(30) == 30


def account(login: str) -> Account:
    with acting(DOOR):
        return Account.objects.get(login=login)


def actor_of(found: Account) -> Actor:
    kind = "worker" if found.worker_id else "client"
    return Actor(kind, found.worker_id or found.client_id, area_id=found.area_id)  # type: ignore[arg-type]


@pytest.mark.usefixtures("large")
def test_its_workers_and_clients_sign_in_and_a_picture_opens() -> None:
    worker = account("medewerker.1")
    assert worker.check_password(PASSWORD)
    browser = browser_of(worker)
    assert browser.get("/").status_code == 200
    with acting(actor_of(worker)) as actor:
        assert case_count(actor) >= 10
        seen = [
            (found.id, found.pair.case_id, rounds.looked(actor, rounds.get_round(actor, found.id)))
            for found in Round.objects.visible_to(actor).filter(revealed_at__isnull=False).select_related("pair")
        ]
    shared = [(round_id, case_id) for round_id, case_id, looked in seen if looked and looked.client_draft]
    assert shared
    assert browser.get(f"/cases/{shared[0][1]}/").status_code == 200
    assert "<svg" in browser.get(f"/rounds/{shared[0][0]}/picture").content.decode()
    client = account("client.1")
    assert client.check_password(PASSWORD)
    assert browser_of(client).get("/home").status_code == 200


@pytest.mark.usefixtures("large")
def test_each_team_has_a_leader_who_signs_in_and_sees_its_caseloads() -> None:
    leader = account("leider.1")
    assert leader.check_password(PASSWORD)
    assert account("medewerker.2").shown_as in browser_of(leader).get("/team").content.decode()
    assert not Account.objects.using("owner").filter(login="leider.3").exists()


@pytest.mark.usefixtures("large")
def test_asking_again_adds_nothing_and_asking_for_more_adds_the_rest() -> None:
    assert load_more(30) == 0
    assert load_more(34) == 4
    assert Case.objects.using("owner").count() == 34
    assert {State.DISCUSSED, State.OPEN, State.CLOSED} <= set(
        Round.objects.using("owner").values_list("state", flat=True)
    )
    with pytest.raises(ServerError, match="another seed"):
        load_more(34, SEED + 1)


@pytest.mark.usefixtures("large")
def test_each_row_leaves_its_trace_in_history() -> None:
    for table in ("cases_case", "cases_fact", "alliance_round"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM history.event WHERE table_name = %s AND action = 'INSERT'", [table])
            assert cursor.fetchone()[0] == len(rows_of(table)) > 0


def test_one_seed_gives_the_same_people_and_answers(databases: Databases) -> None:
    found = []
    for seed in (7, 7, 8):
        databases.renew()
        demo_area()
        bulk.add_cases(3, seed)
        found.append(everything())
        found[-1].pop("public.access_account")
    assert found[0] == found[1] != found[2]


def test_it_does_not_go_beside_people_of_ones_own() -> None:
    administration.make_area("Iets van onszelf")
    with pytest.raises(ServerError, match="empty database only"):
        load_more(30)
    assert rows_of("people_worker") == []


def test_a_row_with_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="no column colour"):
        Rows().add("people_client", colour="red")


def test_every_plot_can_be_recorded() -> None:
    chance, rows = Random(1), Rows()
    place = Place(UUID(int=0), UUID(int=1), UUID(int=2), (UUID(int=3), UUID(int=4), UUID(int=5)), "Sef Hazelaar")
    for case in story(3):
        assert len(Recorder(case, place, clock.today(), chance, rows).record()) == len(case.people)
    assert sum(map(len, PLOTS.values())) == len(story(3))


def test_measures_come_as_often_as_their_source_counted_them() -> None:
    place = next(at for at, each in enumerate(ORGANISATIONS) if each.practice_id == "nl-save-protection")
    first = place * caseloads.TEAM * caseloads.SIZE
    found = Counter(caseloads.story_of(first + case, SEED).measures[0] for case in range(400))
    # 818, 590 and 133 of 1,541 (000:1129-1206).
    assert found["guidance"] / 400 == pytest.approx(818 / 1541, abs=0.08)
    assert found["supervision-order"] / 400 == pytest.approx(590 / 1541, abs=0.08)
    assert found["guardianship"] / 400 == pytest.approx(133 / 1541, abs=0.05)
