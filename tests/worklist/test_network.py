"""The people around a client: whose map it is, whose words they are, and what stands when somebody was taken off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, connections, transaction
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations as cases
from alliantie.cases.models import Case, NetworkPerson
from alliantie.cases.operations.network import MOST_AROUND, Near, add_near, change_near, say_of_near, take_off
from alliantie.cases.queries import get_case
from alliantie.cases.queries.network import network_of
from tests.portal.people import too_long
from tests.support import raw
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code, hidden, queries, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

OMA = {
    "name": "Oma Ans",
    "sort": "family",
    "relation": "oma",
    "circle": "1",
    "effect": "helps",
    "words": "Zij luistert.",
}


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Kim", "de Vries"), ("Ali", "de Vries")), roles=("young_person", "parent")
    )


def at(name: str, case: CaseWorld, person_id: UUID | None = None, client: int = 0) -> str:
    more = {} if person_id is None else {"person_id": person_id}
    return reverse(name, kwargs={"case_id": case.case_id, "client_id": case.client_ids[client], **more})


def put(case: CaseWorld, name: str = "Oma Ans", *, by: Actor | None = None, client: int = 0, **more: Any) -> UUID:
    """Somebody on the map of a client."""
    with acting(by or case.worker) as actor:
        return add_near(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[client],
            near=Near(name, "family", "oma", 1, **more),
            effect="helps",
            words="Zij luistert.",
            token=uuid4(),
        )


def sent(case: CaseWorld, **changed: Any) -> Any:
    browser = as_worker(case)
    address = at("case-network-new", case)
    return browser.post(address, {**OMA, "token": hidden(browser, address, "token"), **changed})


def on_map(case: CaseWorld, by: Actor | None = None, client: int = 0) -> list[NetworkPerson]:
    with acting(by or case.worker) as actor:
        return list(network_of(actor, case.case_id, case.client_ids[client]))


def own_map(columns: str = "n.name") -> list[tuple[Any, ...]]:
    """What raw SQL gives of the map of whoever asks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM access.own_network() n")  # noqa: S608 - names of our own
        return cursor.fetchall()


def test_somebody_stands_on_the_map_in_the_list_and_on_the_page_of_the_case(here: CaseWorld) -> None:
    assert (
        sent(here, banned="on", may_contact="no", said_by="Noor", said_on=clock.today().isoformat()).status_code == 302
    )
    browser = as_worker(here)
    page = words(browser, at("case-network", here))
    for word in ("1. Oma Ans", "Contactverbod", "Familie · oma · Dichtbij", "Helpt: Zij luistert.", "Niet benaderen."):
        assert word in page
    case = words(browser, reverse("case", args=[here.case_id]))
    assert "Dichtbij: Oma Ans" in case
    assert "Contactverbod" in case
    assert Reading.objects.using("owner").filter(what="network", client_id=here.client_ids[0]).exists()


def test_a_contact_may_only_be_allowed_by_someone_on_a_day(here: CaseWorld) -> None:
    for wrong in (
        {"may_contact": "yes"},
        {"may_contact": "yes", "said_by": "Noor"},
        {"may_contact": "yes", "said_by": "Noor", "said_on": (clock.today() + timedelta(days=1)).isoformat()},
        {"may_contact": "perhaps"},
    ):
        assert sent(here, **wrong).status_code == 422
    assert sent(here, may_contact="", said_by="Noor").status_code == 302
    assert on_map(here)[0].said_by == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"sort": "enemy"},
        {"circle": "4"},
        {"effect": "great"},
        {"words": "x" * 301},
        {"relation": "x" * 61},
        {"token": ""},
    ],
)
def test_what_cannot_stand_there_is_told_and_nothing_is_lost(here: CaseWorld, wrong: dict[str, str]) -> None:
    answer = sent(here, **wrong)
    assert answer.status_code == 422
    assert "errors" in answer.content.decode()
    assert not on_map(here)


def test_the_same_form_twice_or_at_once_puts_one_person_on_the_map(here: CaseWorld) -> None:
    token = uuid4()

    def add() -> None:
        with acting(here.worker) as actor:
            add_near(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, here.case_id),
                client_id=here.client_ids[0],
                near=Near("Oma", "family", "", 1),
                effect="",
                words="",
                token=token,
            )

    at_once(add, add)
    add()
    assert len(on_map(here)) == 1


def test_a_map_has_an_end(here: CaseWorld) -> None:
    for number in range(MOST_AROUND):
        put(here, f"Oma {number}")
    with pytest.raises(Denied):
        put(here)
    assert "De kaart is vol." in flat(sent(here).content.decode())
    assert words(as_worker(here), at("case-network", here))


def test_somebody_taken_off_stays_known_and_can_come_back(here: CaseWorld) -> None:
    person_id = put(here)
    browser, address = as_worker(here), at("case-network-person", here, person_id)
    today = clock.today()
    assert browser.post(address, {**OMA, "ended_on": (today + timedelta(days=1)).isoformat()}).status_code == 422
    assert browser.post(address, {**OMA, "ended_on": (today - timedelta(days=1)).isoformat()}).status_code == 422
    assert browser.post(address, {**OMA, "ended_on": today.isoformat()}).status_code == 302
    page = words(browser, at("case-network", here))
    assert "Nog niemand op de kaart." in page
    assert "Van de kaart gehaald (1)" in page
    assert browser.post(address, {**OMA, "ended_on": ""}).status_code == 302
    assert "1. Oma Ans" in words(browser, at("case-network", here))


def test_who_is_known_in_the_case_is_offered_and_not_put_there(family: CaseWorld) -> None:
    browser = as_worker(family)
    page = browser.get(at("case-network", family)).content.decode()
    assert "Zet Ali de Vries op de kaart" in page
    assert "Zet Peter Jansen op de kaart" in page
    assert not on_map(family)
    filled = browser.get(f"{at('case-network-new', family)}?known={family.client_ids[1]}").content.decode()
    assert 'value="Ali de Vries"' in filled
    assert browser.get(f"{at('case-network-new', family)}?known={uuid4()}").status_code == 200
    put(family, "Ali de Vries")
    assert "Zet Ali de Vries op de kaart" not in browser.get(at("case-network", family)).content.decode()


def test_each_of_a_family_sees_the_own_map_alone(family: CaseWorld) -> None:
    put(family, "Oma van Kim", client=0)
    put(family, "Oom van Ali", client=1)
    page = words(as_client(family, 0), "/home/network")
    assert "Oma van Kim" in page
    assert "Oom van Ali" not in page
    with acting(family.client(0)):
        assert own_map() == [("Oma van Kim",)]
    assert "Oom van Ali" not in words(as_worker(family), at("case-network", family, client=0))


def test_nobody_else_reaches_a_map(here: CaseWorld) -> None:
    person_id, round_id = put(here), here.round()
    workers = (
        sign_in(here.world.workers[1]),
        sign_in(World.in_area(here.world.area, "Buren").workers[0]),
        sign_in(World.make("Elders").workers[0]),
    )
    map_, forms = at("case-network", here), (at("case-network-new", here), at("case-network-person", here, person_id))
    for browser in (*workers, as_client(here), by_code(here, round_id)):
        for address in (map_, *forms):
            assert browser.get(address).status_code == 404
        for address in forms:
            assert browser.post(address, {**OMA, "token": uuid4()}).status_code == 404
    for address in (map_, *forms):
        asked = Browser().get(address)
        assert (asked.status_code, asked["Location"].split("?")[0]) == (302, reverse("account_login"))
    for actor in (here.link(round_id), here.world.worker(1)):
        with acting(actor):
            assert not raw.read_all("public.cases_networkperson")
    assert [each.name for each in on_map(here)] == ["Oma Ans"]


def test_a_number_of_another_case_or_person_leads_nowhere(family: CaseWorld) -> None:
    person_id = put(family, client=0)
    other = family.world.case(names=(("Noor", "Yilmaz"),))
    browser = as_worker(family)
    assert browser.get(at("case-network-person", family, person_id, client=1)).status_code == 404
    assert browser.get(at("case-network-person", other, person_id)).status_code == 404
    assert (
        browser.get(at("case-network", family).replace(str(family.client_ids[0]), str(other.client_ids[0]))).status_code
        == 404
    )
    assert as_client(other).get(reverse("my-network-person", args=[person_id])).status_code == 404
    assert as_client(other).get(reverse("my-network-new", args=[family.case_id])).status_code == 404


def test_a_form_without_its_token_changes_nothing(here: CaseWorld) -> None:
    browser = sign_in(here.world.workers[0], csrf=True)
    assert browser.post(at("case-network-new", here), {**OMA, "token": str(uuid4())}).status_code == 403
    assert not on_map(here)


def test_the_client_puts_somebody_on_the_own_map_and_no_worker_writes_over_the_words(here: CaseWorld) -> None:
    browser = as_client(here)
    address = reverse("my-network-new", args=[here.case_id])
    token = hidden(browser, address, "token")
    assert browser.post(address, {**OMA, "token": token, "banned": "on", "may_contact": "yes"}).status_code == 302
    (oma,) = on_map(here)
    assert (oma.by_self, oma.banned, oma.may_contact, oma.words) == (True, False, "", "Zij luistert.")
    with acting(here.worker) as actor, pytest.raises(NotNow):
        say_of_near(actor=actor, person_id=oma.id, effect="costs", words="Anders.")
    changed = {**OMA, "effect": "costs", "words": "Anders.", "banned": "on"}
    worker, page = as_worker(here), at("case-network-person", here, oma.id)
    assert "Noor schreef zelf" in words(worker, page)
    assert worker.post(page, changed).status_code == 302
    (oma,) = on_map(here)
    assert (oma.banned, oma.effect, oma.words) == (True, "helps", "Zij luistert.")
    for renamed in ({"name": "Karin"}, {"relation": "ex"}, {"circle": "3"}, {"sort": "friend"}):
        assert worker.post(page, {**OMA, **renamed}).status_code == 422
        statement = f"UPDATE cases_networkperson SET {next(iter(renamed))} = %s"  # noqa: S608 - names of our own
        with acting(here.worker), connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(statement, list(renamed.values()))
    (oma,) = on_map(here)
    assert (oma.name, oma.relation, oma.circle, oma.sort) == ("Oma Ans", "oma", 1, "family")


def test_the_client_alters_what_a_worker_noted_of_the_own_words(here: CaseWorld) -> None:
    person_id = put(here)
    browser, address = as_client(here), reverse("my-network-person", args=[person_id])
    assert "Zij luistert." in words(browser, address)
    assert browser.post(address, {"effect": "great", "words": ""}).status_code == 422
    assert browser.post(address, {"effect": "both", "words": "x" * 301}).status_code == 422
    assert browser.post(address, {"effect": "both", "words": "Soms."}).status_code == 302
    (oma,) = on_map(here)
    assert (oma.effect, oma.words, oma.by_self) == ("both", "Soms.", True)


def test_raw_sql_as_a_client_can_allow_no_contact_and_lift_no_ban(here: CaseWorld) -> None:
    person_id = put(here, banned=True)
    with acting(here.client()), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_networkperson SET banned = false WHERE id = %s", [person_id])
        assert cursor.rowcount == 0
    for statement in (
        "UPDATE cases_networkperson SET words = 'anders' WHERE id = %s",
        "DELETE FROM cases_networkperson WHERE id = %s",
    ):
        for someone in (here.client(), here.worker):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                acting(someone),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [person_id])
    (oma,) = on_map(here)
    assert (oma.banned, oma.words) == (True, "Zij luistert.")


def test_who_stands_in_keeps_the_map(here: CaseWorld) -> None:
    stand_in = here.world.worker(1)
    with acting(here.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=here.case_id,
            worker_id=stand_in.me,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )
    put(here, by=stand_in)
    assert [each.name for each in on_map(here, by=stand_in)] == ["Oma Ans"]


def test_the_pages_cost_the_same_however_many_stand_on_the_map(here: CaseWorld) -> None:
    browser, client = as_worker(here), as_client(here)
    put(here)
    case = reverse("case", args=[here.case_id])
    before = [
        len(queries(browser, at("case-network", here))),
        len(queries(browser, case)),
        len(queries(client, "/home/network")),
    ]
    for number in range(5):
        put(here, f"Oma {number}")
    after = [
        len(queries(browser, at("case-network", here))),
        len(queries(browser, case)),
        len(queries(client, "/home/network")),
    ]
    assert before == after
    assert max(after) <= 8


def test_the_clients_pages_speak_in_short_sentences(here: CaseWorld) -> None:
    person_id = put(here)
    browser = as_client(here)
    for address in (
        "/home/network",
        reverse("my-network-new", args=[here.case_id]),
        reverse("my-network-person", args=[person_id]),
    ):
        assert not too_long(browser.get(address))


def test_a_client_reads_of_no_victim_and_not_who_said_what_of_being_contacted(here: CaseWorld) -> None:
    put(here, "Karin", may_contact="no", said_by="Karin", said_on=clock.today(), victim=True)
    page = words(as_client(here), "/home/network")
    assert "Karin" in page
    for hidden_word in ("Slachtoffer", "Niet benaderen", "Dat zei", "1!"):
        assert hidden_word not in page


def test_raw_sql_as_a_client_names_no_victim_and_not_who_may_be_contacted(here: CaseWorld) -> None:
    put(here, "Karin", may_contact="no", said_by="Karin", said_on=clock.today(), victim=True)
    with acting(here.client()):
        assert not raw.read_all("public.cases_networkperson")
        for told in ("victim", "may_contact", "said_by", "said_on"):
            with pytest.raises(ProgrammingError, match="does not exist"):
                own_map(f"n.{told}")
        assert own_map() == [("Karin",)]
    for nobody in (here.worker, here.link(here.round()), World.make("Elders").case().client()):
        with acting(nobody):
            assert not own_map()


def named_by_client(here: CaseWorld) -> UUID:
    return put(here, "Oma Ans", by=here.client())


def test_whom_the_client_put_on_the_map_only_the_client_takes_off_and_puts_back(here: CaseWorld) -> None:
    oma = named_by_client(here)
    worker, page = as_worker(here), at("case-network-person", here, oma)
    assert "Van de kaart vanaf welke dag?" not in words(worker, page)
    assert worker.post(page, {**OMA, "ended_on": clock.today().isoformat()}).status_code == 302
    with acting(here.worker) as actor, pytest.raises(Denied):
        change_near(actor=actor, person_id=oma, near=Near("Oma Ans", "family", "oma", 1), ended_on=clock.today())
    with acting(here.worker), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE cases_networkperson SET ended_on = current_date WHERE id = %s", [oma])
    assert on_map(here)[0].ended_on is None
    own, mine = as_client(here), reverse("my-network-person", args=[oma])
    assert own.post(mine, {"effect": "both", "words": "Soms.", "take": "off"}).status_code == 302
    (row,) = on_map(here)
    assert (row.ended_on, row.effect, row.words) == (clock.today(), "both", "Soms.")
    # A page of before the taking off changes what it says and does not put anybody back.
    assert worker.post(page, {**OMA, "may_contact": "", "banned": "on"}).status_code == 302
    assert on_map(here)[0].ended_on == clock.today()
    assert own.post(mine, {"effect": "both", "words": "Soms.", "take": "back"}).status_code == 302
    assert on_map(here)[0].ended_on is None


def test_a_client_keeps_seeing_who_was_on_the_own_map(here: CaseWorld) -> None:
    put(here, "Oom Jan")
    with acting(here.worker) as actor:
        (jan,) = network_of(actor, here.case_id, here.client_ids[0])
        change_near(actor=actor, person_id=jan.id, near=Near("Oom Jan", "family", "oma", 1), ended_on=clock.today())
    own = as_client(here)
    page = words(own, "/home/network")
    assert "Er staat nog niemand op de kaart." in page
    assert "Van de kaart gehaald (1)" in page
    assert "Oom Jan" in page
    assert not too_long(own.get("/home/network"))
    assert "Oom Jan" in words(own, reverse("my-network-person", args=[jan.id]))


def test_a_client_ends_nothing_that_a_worker_noted_and_nothing_of_others(family: CaseWorld) -> None:
    jan, kims = put(family, "Oom Jan"), put(family, "Oma", by=family.client(0))
    stranger = World.make("Elders").case().client()
    for someone, person_id in (
        (family.client(0), jan),
        (family.client(1), kims),
        (family.worker, kims),
        (stranger, kims),
        (family.client(0), uuid4()),
    ):
        with acting(someone) as actor, pytest.raises(Denied):
            take_off(actor=actor, person_id=person_id, gone=True)
    own = as_client(family)
    assert own.post(reverse("my-network-person", args=[jan]), {"effect": "", "take": "off"}).status_code == 404
    assert {each.ended_on for each in on_map(family)} == {None}
    assert {each.by_self for each in on_map(family) if each.id == jan} == {False}


def test_who_is_warned_of_stays_a_warning_when_the_client_takes_them_off_the_map(here: CaseWorld) -> None:
    oma = named_by_client(here)
    worker, page = as_worker(here), at("case-network-person", here, oma)
    assert worker.post(page, {**OMA, "banned": "on"}).status_code == 302
    with acting(here.client()) as actor:
        for _twice in range(2):
            take_off(actor=actor, person_id=oma, gone=True)
    case = reverse("case", args=[here.case_id])
    assert "Contactverbod" in words(worker, case)
    assert "Nog niemand op de kaart" in words(worker, case)
    assert worker.post(page, OMA).status_code == 302
    assert "Contactverbod" not in words(worker, case)


def test_a_client_says_nothing_more_of_the_people_of_a_case_that_ended(here: CaseWorld) -> None:
    oma = named_by_client(here)
    Case.objects.using("owner").filter(id=here.case_id).update(closed_on=clock.today())
    with acting(here.client()) as actor:
        with pytest.raises(NotNow):
            say_of_near(actor=actor, person_id=oma, effect="costs", words="")
        with pytest.raises(NotNow):
            take_off(actor=actor, person_id=oma, gone=True)
    assert as_client(here).get(reverse("my-network-person", args=[oma])).status_code == 404


def test_the_database_knows_only_sorts_and_effects_that_the_map_can_draw(here: CaseWorld) -> None:
    oma = put(here)
    for column in ("sort", "effect"):
        with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError):
            cursor.execute(f"UPDATE cases_networkperson SET {column} = 'enemy' WHERE id = %s", [oma])  # noqa: S608


def test_a_page_of_before_takes_no_warning_away(here: CaseWorld) -> None:
    browser, address = as_worker(here), at("case-network-person", here, put(here))
    seen = hidden(browser, address, "seen")
    assert browser.post(address, {**OMA, "seen": seen, "banned": "on"}).status_code == 302
    assert browser.post(address, {**OMA, "seen": seen, "relation": "grootmoeder"}).status_code == 422
    assert on_map(here)[0].banned


def test_reading_one_map_notes_it_for_that_client_alone_also_on_the_page_of_one_person(family: CaseWorld) -> None:
    person_id = put(family, client=0)
    for address in (at("case-network", family), at("case-network-person", family, person_id)):
        Reading.objects.using("owner").all().delete()
        assert as_worker(family).get(address).status_code == 200
        read = Reading.objects.using("owner").filter(what="network").values_list("client_id", flat=True)
        assert list(read) == [family.client_ids[0]]
