"""What only workers see: a worry about a child is due at once, and its client finds it nowhere."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import get_resolver, reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied
from alliantie.cases.models import Duty, Fact
from alliantie.cases.operations import record_fact
from alliantie.documents.pdf import Paper, pdf
from alliantie.documents.text import text_of
from alliantie.exports import own_file
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, hidden, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

KIND, NAME, SAID = "worry-children", "Zorg over een kind of geweld thuis", "Kim kwam met een blauwe wang op school."


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case("nl-shelter-tussenvoorziening", names=(("Gea", "Wit"), ("Kim", "Wit")))


def page_of(case: CaseWorld) -> str:
    return reverse("case-happened", kwargs={"case_id": case.case_id, "kind": KIND})


def sent(case: CaseWorld, **more: str) -> int:
    """A worker sends its page; the status of the answer."""
    worker, there = as_worker(case), page_of(case)
    form = {"token": hidden(worker, there, "token"), "on": clock.today().isoformat(), "text": SAID, **more}
    return worker.post(there, form).status_code


def worried(case: CaseWorld) -> Fact:
    """A worker recorded the worry."""
    assert sent(case) == 302
    return Fact.objects.using("owner").get(kind=KIND)


def test_its_page_asks_nobody_whom_it_is_about_and_says_who_sees_it(family: CaseWorld) -> None:
    said = words(as_worker(family), page_of(family))
    assert "Alleen medewerkers zien dit." in said
    assert not [each for each in ("Over wie gaat het?", "Ieder ziet", "lezen.") if each in said]
    # What a client may read still says so.
    other = words(as_worker(family), reverse("case-happened", kwargs={"case_id": family.case_id, "kind": "situation"}))
    assert "Ieder ziet wat over zichzelf gaat." in other
    assert "mogen lezen" in other


def test_it_is_about_nobody_and_what_follows_is_due(family: CaseWorld) -> None:
    assert sent(family, who=str(family.client_ids[0])) == 422
    made = worried(family)
    assert (made.client_id, made.text) == (None, SAID)
    assert Duty.objects.using("owner").filter(case_id=family.case_id, norm_id="follow-reporting-code").exists()
    assert NAME in words(as_worker(family), reverse("case", kwargs={"case_id": family.case_id}))


def test_nothing_records_it_about_a_client(family: CaseWorld) -> None:
    with acting(family.worker) as actor, pytest.raises(Denied, match="Alleen medewerkers"):
        record_fact(
            actor=actor, now=clock.now(), area_id=family.world.area.id, case_id=family.case_id, kind=KIND,
            on=clock.today(), client_id=family.client_ids[0], text=SAID,
        )  # fmt: skip
    assert not Fact.objects.using("owner").filter(kind=KIND).exists()


def found_by_sql(actor: Actor, *said: str) -> set[str]:
    """The tables in which a row that this person may read holds one of these."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            " AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert "public.cases_fact" in tables
        found = set()
        for table in tables:
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {table} t WHERE row_to_json(t)::text LIKE ANY (%s))",  # noqa: S608
                [[f"%{each}%" for each in said]],
            )
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_its_client_finds_it_on_no_page_and_by_no_query_before_and_after_it_was_taken_back(
    family: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def keep(papers: Any, **more: Any) -> bytes:
        printed.extend(text_of(paper.parts) for paper in papers if isinstance(paper, Paper))
        return pdf(papers, **more)

    monkeypatch.setattr(own_file, "pdf", keep)
    made = worried(family)
    with acting(family.worker) as actor:
        followed = record_fact(
            actor=actor, now=clock.now(), area_id=family.world.area.id, case_id=family.case_id,
            kind="reporting-code-followed", on=clock.today(), text="Overlegd met Veilig Thuis.",
        )  # fmt: skip
    worker, about = as_worker(family), {"case_id": family.case_id}
    secrets = (KIND, "reporting-code-followed", "blauwe wang", "Veilig Thuis.", str(made.id), str(followed))
    assert "public.cases_fact" in found_by_sql(family.worker, *secrets)
    pages = [
        f"/{pattern.pattern}"
        for pattern in get_resolver("alliantie.portal.urls").url_patterns
        if "<" not in str(pattern.pattern)
    ]
    assert len(pages) > 10
    for change in ("nothing", "case-take-back", "case-put-back"):
        if change != "nothing":
            assert worker.post(reverse(change, kwargs=about), {"fact": str(made.id)}).status_code == 302
        # The worker finds it by its words while it stands, which tells the client no more than that somebody searched.
        assert ("blauwe wang" in words(worker, "/search?q=wang")) is (change != "case-take-back")
        for index in (0, 1):
            assert found_by_sql(family.client(index), *secrets) == set()
            client = as_client(family, index)
            for page in pages:
                answer = client.get(page)
                said = flat(answer.content.decode(errors="replace"))
                assert not [each for each in (*secrets, NAME, "Meldcode gevolgd") if each in said], page
            assert client.get(f"{reverse('case', kwargs=about)}").status_code in (302, 403, 404)
    assert printed
    assert not [each for each in (*secrets, NAME, "Meldcode gevolgd") if each in "\n".join(printed)]
    # Its number gets the same answer as a number that nobody has.
    for id in (made.id, uuid4()):
        assert as_client(family).post(reverse("my-incident-against", kwargs={"incident_id": id})).status_code == 404
