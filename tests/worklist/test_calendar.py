"""The calendar of talks for other programs: a secret address, shown once, which tells next to nothing and can end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Parsed

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Account
from alliantie.access.policies import Denied
from alliantie.cases.models import Calendar, Case
from alliantie.cases.operations import cancel, make_calendar
from alliantie.worklist.calendar_file import CalendarEvent, calendar_file
from tests.support import raw
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

PAGE, REVOKE = "/account/calendar", "/account/calendar/revoke"


@pytest.fixture
def case() -> CaseWorld:
    cache.clear()
    return World.make("Reclassering Oost").case()


def moment(days: int) -> datetime:
    return (clock.now() + timedelta(days=days)).replace(hour=9, minute=30, second=0, microsecond=0)


def make(case: CaseWorld, **sent: str) -> str:
    """The path of a new address, as the page shows it."""
    answer = as_worker(case).post(PAGE, sent)
    assert answer.status_code == 200
    (path,) = re.findall(r"http://localhost:8000(/calendar/[\w-]+\.ics)", answer.content.decode())
    return str(path)


def events(path: str) -> list[dict[str, str]]:
    answer = Browser().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [
        {name: each.decoded(name).decode() if isinstance(each.decoded(name), bytes) else str(each.decoded(name))
         for name in each}
        for each in Parsed.from_ical(answer.content).walk("VEVENT")
    ]  # fmt: skip


# What the file tells


def test_a_talk_is_a_word_a_time_and_a_kind_of_place_and_nothing_of_the_case(case: CaseWorld) -> None:
    starts = moment(3)
    made = plan_talk(case, starts, talk_id="home-visit", place="Dorpsstraat 1", bring="Uw pas", minutes=45)
    path = make(case)
    (told,) = events(path)
    assert told == {
        "UID": str(made),
        "DTSTAMP": told["DTSTAMP"],
        "DTSTART": str(starts.astimezone(UTC)),
        "DTEND": str(starts.astimezone(UTC) + timedelta(minutes=45)),
        "SUMMARY": "Gesprek",
        "LOCATION": "Op huisbezoek",
        "CLASS": "PRIVATE",
    }
    body = Browser().get(path).content.decode()
    for name in ("Noor", "Yilmaz", "Peter", "Dorpsstraat", "pas", "Reclassering", str(case.case_id)):
        assert name not in body, name


def test_initials_stand_there_only_where_the_worker_asked_for_them(case: CaseWorld) -> None:
    plan_talk(case, moment(3))
    plan_talk(case, moment(4), client=None)
    assert [each["SUMMARY"] for each in events(make(case, initials="on"))] == ["Gesprek N.Y.", "Gesprek"]


def test_it_holds_the_workers_own_talks_that_go_on_in_running_cases_the_worker_still_has(case: CaseWorld) -> None:
    kept = plan_talk(case, moment(3))
    off = plan_talk(case, moment(4))
    with acting(case.client()) as client:
        cancel(actor=client, appointment_id=off)
    other = case.world.case(names=(("Ali", "Demir"),), worker=1)
    plan_talk(other, moment(5))
    closed = case.world.case(names=(("Kim", "Bos"),))
    plan_talk(closed, moment(6))
    Case.objects.using("owner").filter(id=closed.case_id).update(closed_on=clock.today())
    path = make(case)
    assert [each["UID"] for each in events(path)] == [str(kept)]
    with clock.at(moment(11)):
        assert events(path) == []


def test_a_calendar_without_talks_is_an_empty_calendar(case: CaseWorld) -> None:
    assert events(make(case)) == []


# The address


def test_the_address_is_shown_once_and_only_its_hash_is_kept(case: CaseWorld) -> None:
    path = make(case)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) == 43
    kept = bytes(Calendar.objects.using("owner").get().secret_hash)
    assert len(kept) == 32
    assert secret.encode() not in kept
    page = as_worker(case).get(PAGE)
    assert secret not in page.content.decode()
    assert "Er is een adres sinds" in flat(page.content.decode())


def test_a_new_address_ends_the_old_one_and_pressed_twice_at_once_one_stands(case: CaseWorld) -> None:
    first = make(case)
    second = make(case)
    assert Browser().get(first).status_code == 404
    assert Browser().get(second).status_code == 200

    def press() -> str:
        with acting(case.worker) as actor:
            return make_calendar(actor=actor, initials=False)

    made = [f"/calendar/{secret}.ics" for secret in at_once(press, press, press)]
    assert sorted(Browser().get(path).status_code for path in made) == [200, 404, 404]
    assert Calendar.objects.using("owner").count() == 1


def test_revoked_it_opens_nothing_and_leaves_nothing_behind(case: CaseWorld) -> None:
    path, worker = make(case), as_worker(case)
    for _twice in range(2):
        assert "Het adres is ingetrokken." in flat(worker.post(REVOKE, follow=True).content.decode())
    assert Browser().get(path).status_code == 404
    assert not Calendar.objects.using("owner").exists()


def test_an_account_that_was_closed_closes_its_calendar(case: CaseWorld) -> None:
    path = make(case)
    Account.objects.using("owner").filter(worker_id=case.worker.me).update(is_active=False)
    assert Browser().get(path).status_code == 404


def test_an_address_that_opens_nothing_says_nothing_about_why(case: CaseWorld) -> None:
    path = make(case)
    as_worker(case).post(REVOKE)
    answers = [Browser().get(each) for each in (path, "/calendar/nothing.ics", f"/calendar/{'x' * 4000}.ics")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_only_reading_is_possible_there(case: CaseWorld) -> None:
    path = make(case)
    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(Browser(), method)(path).status_code == 405, method
    assert Browser().head(path).status_code == 200


def test_whoever_is_signed_in_the_address_tells_the_same(case: CaseWorld) -> None:
    plan_talk(case, moment(3))
    path = make(case)
    told = events(path)
    for browser in (as_client(case), by_code(case, case.round()), sign_in(case.world.workers[1])):
        parsed = Parsed.from_ical(browser.get(path).content)
        assert [str(each["UID"]) for each in parsed.walk("VEVENT")] == [each["UID"] for each in told]


def test_too_many_questions_within_a_minute_get_no_answer(case: CaseWorld) -> None:
    path = make(case)
    answers = [Browser().get(path).status_code for _each in range(121)]
    assert answers == [200] * 120 + [429]


def test_the_page_is_a_workers_own(case: CaseWorld) -> None:
    make(case)
    colleague = sign_in(case.world.workers[1])
    assert "Er is nog geen adres." in words(colleague, PAGE)
    colleague.post(REVOKE)
    assert Calendar.objects.using("owner").count() == 1
    for browser in (as_client(case), by_code(case, case.round())):
        for there in (PAGE, REVOKE):
            assert browser.get(there).status_code in (404, 405)
            assert browser.post(there).status_code == 404
    assert Browser().post(REVOKE).status_code == 302
    assert sign_in(case.world.workers[0], csrf=True).post(PAGE).status_code == 403
    assert len(queries(as_worker(case), PAGE)) == 1
    assert "Gesprekken in uw agenda" in words(as_worker(case), reverse("mfa_index"))
    assert "Gesprekken in uw agenda" not in words(as_client(case), reverse("mfa_index"))


def test_raw_sql_reads_no_calendar_and_only_a_worker_makes_one(case: CaseWorld) -> None:
    make(case)
    for actor in (case.worker, case.client(), DOOR):
        with acting(actor):
            assert raw.read_all("public.cases_calendar") == "InsufficientPrivilege"
    with acting(case.client()) as client:
        with pytest.raises(Denied):
            make_calendar(actor=client, initials=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.drop_calendar()")
            cursor.execute("SELECT count(*) FROM access.own_calendar()")
            assert cursor.fetchone() == (0,)
    assert Calendar.objects.using("owner").count() == 1


# The file itself, read as another program reads it


@given(
    title=st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200),
    minutes=st.integers(1, 480),
    starts=st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
@pytest.mark.django_db(transaction=False, databases=[])
def test_whatever_stands_in_it_another_program_reads_it_back(title: str, minutes: int, starts: datetime) -> None:
    number = uuid4()
    text = calendar_file("Gesprekken", [_event(number, starts, minutes, title)], datetime(2026, 3, 1, tzinfo=UTC))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = Parsed.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (starts, starts + timedelta(minutes=minutes))
    assert str(event["UID"]) == str(number)


def _event(number: UUID, starts: datetime, minutes: int, title: str) -> CalendarEvent:
    return CalendarEvent(number, starts, timedelta(minutes=minutes), title, "Kantoor; kamer 2, links\\rechts")
