"""No page that people open reads a table from end to end that grows with what happens in cases.

At the size of a test PostgreSQL would read every table whole, and rightly. The web server tells it not to where it can
do otherwise (docs/decisions/0046), and so do these tests: what is then still read whole has no index that serves the
question, at any size.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from alliantie.access.models import Account
from alliantie.demo import caseloads, load_more
from alliantie.demo.loading import demo_area
from alliantie.demo.tables import TABLES
from alliantie.settings import BY_INDEX
from bench import settings as bench_settings
from bench.costs import Costs
from tests.access.entering import browser_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])

# Workers, teams and organisations are few at any number of cases.
FEW = {"people_worker", "people_membership"}
# What PostgreSQL takes or leaves by how large it thinks that tables are.
BY_SIZE = ("Seq Scan", "Merge Join", "Materialize", "Memoize")
GROWING = {name.split(".")[1] for name in TABLES} - FEW | {"cases_duty", "cases_reckoning", "event"}


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker with five cases and who leads that team; each answer tells what the page read."""
    monkeypatch.setattr(caseloads, "SIZE", 5)
    monkeypatch.setattr("alliantie.demo.bulk.SIZE", 5)
    monkeypatch.setattr(caseloads, "TEAM", 2)
    demo_area()
    load_more(10)
    with connection.cursor() as cursor:
        cursor.execute("".join(f"SET {name} = off;" for name in BY_INDEX))
    with override_settings(MIDDLEWARE=bench_settings.MIDDLEWARE, ROOT_URLCONF=bench_settings.ROOT_URLCONF):
        yield


def entering(login: str) -> Client:
    return browser_of(Account.objects.using("owner").get(login=login))


def read_whole(browser: Client, path: str) -> set[str]:
    """The growing tables that a page read from end to end, in functions of the database as well."""
    told = browser.get(path, headers={"X-Bench": "rows"}).json()
    assert told["status"] == 200, path
    assert told["rows"], path
    return {table for table, read in told["rows"].items() if read["scans"]} & GROWING


def asked(query: str) -> Any:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def case_and_round() -> tuple[str, str, str]:
    """The address of a case of medewerker.1, a client of that worker's team, and the address of a round of that one."""
    (case_id,) = asked(
        "SELECT c.id FROM cases_case c JOIN access_account a ON a.worker_id = c.worker_id"
        " WHERE a.login = 'medewerker.1' ORDER BY c.id LIMIT 1"
    )
    client, round_id = asked(
        "SELECT a.login, r.id FROM alliance_round r JOIN alliance_pair p ON p.id = r.pair_id"
        " JOIN alliance_part t ON t.round_id = r.id AND t.role = 'client' AND t.share = 'all'"
        " JOIN access_account a ON a.client_id = p.client_id"
        " WHERE r.revealed_at IS NOT NULL AND p.ends_on IS NULL AND a.login LIKE 'client.%' ORDER BY a.login LIMIT 1"
    )
    return f"/cases/{case_id}/", client, f"/rounds/{round_id}/picture"


@pytest.mark.usefixtures("demo")
def test_a_page_is_read_by_index_however_small_its_tables_are() -> None:
    """So that its plan is the same among few cases and many; the bench compares the two at length."""
    case, client, picture = case_and_round()
    pages = {
        "medewerker.1": ("/", case, f"{case}timeline", "/search?q=jansen"),
        "leider.1": ("/", "/team", "/team/waiting"),
        client: (picture,),
    }
    found = {}
    for login, paths in pages.items():
        browser = entering(login)
        for path in paths:
            told = browser.get(path, headers={"X-Bench": "plans"}).json()
            assert told["status"] == 200, path
            assert told["shapes"], path
            found[f"{login} {path}"] = {part for part in BY_SIZE for each in told["shapes"] if part in each}
    assert {page: parts for page, parts in found.items() if parts} == {}


def test_the_web_server_asks_for_plans_by_index_and_jobs_do_not() -> None:
    told = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS']['options'])"
    web, job = (
        subprocess.run(
            [sys.executable, "-c", f"import {first}\n{told}"],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "alliantie.settings"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for first in ("alliantie.wsgi", "alliantie")
    )
    assert all(f"-c {name}=off" in web for name in BY_INDEX)
    assert not any(name in job for name in BY_INDEX)


@pytest.mark.usefixtures("demo")
def test_no_page_reads_a_table_whole_that_grows_with_the_cases() -> None:
    case, client, picture = case_and_round()
    pages = {
        "medewerker.1": (
            "/",
            case,
            *(f"{case}{each}" for each in ("timeline", "prepare", "talk", "agreements", "goals", "decisions", "rules")),
            *(f"{case}{each}" for each in ("happening", "forms", "letters", "incidents/new")),
            "/search?q=jansen",
            "/account/calendar",
        ),
        "leider.1": ("/", "/team", "/team/waiting", "/search?q=jansen"),
        client: ("/home", picture),
    }
    found: dict[str, set[str]] = {}
    for login, paths in pages.items():
        browser = entering(login)
        found |= {f"{login} {path}": tables for path in paths if (tables := read_whole(browser, path))}
    assert found == {}


def test_a_question_without_an_index_is_noticed() -> None:
    """Of a table without policies: those on tables about people always name what an index finds."""

    def page(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM bench_row WHERE value = 'no index serves this'")
        return HttpResponse()

    with connections["owner"].cursor() as owner:
        owner.execute("CREATE TABLE bench_row (value text)")
        owner.execute(f"GRANT SELECT ON bench_row TO {settings.APP_ROLE}")
    with transaction.atomic():
        told = json.loads(Costs(page)(RequestFactory().get("/", headers={"X-Bench": "rows"})).content)
    assert told["rows"]["bench_row"]["scans"] == 1


@pytest.mark.usefixtures("demo")
def test_what_was_read_of_a_case_today_makes_a_search_in_it_no_longer() -> None:
    (case_id,) = asked(
        "SELECT c.id FROM cases_case c JOIN access_account a ON a.worker_id = c.worker_id"
        " WHERE a.login = 'medewerker.1' ORDER BY c.id LIMIT 1"
    )
    (text,) = asked(f"SELECT text FROM cases_fact WHERE case_id = '{case_id}' AND text <> '' ORDER BY id LIMIT 1")  # noqa: S608
    word = max(text.replace(".", " ").split(), key=len)
    browser = entering("medewerker.1")

    def looked_at() -> int:
        told = browser.get(f"/search?q={word}", headers={"X-Bench": "rows"}).json()
        return int(told["rows"]["access_reading"]["rows"])

    assert browser.get(f"/search?q={word}").status_code == 200
    before = looked_at()
    assert before
    for _ in range(20):
        assert browser.get(f"/cases/{case_id}/").status_code == 200
    # As the server does of itself while a table grows.
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE access_reading")
    assert looked_at() <= before
