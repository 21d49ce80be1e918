"""Who represents a client comes in with an own account and reads what the ground gives, while it runs; nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account
from alliantie.access.policies import Denied
from alliantie.cases.models import Representation
from alliantie.cases.operations.representing import end_representation
from alliantie.money.models import Claim, Creditor
from alliantie.people.models import Client
from alliantie.portal.queries.reading import looks
from alliantie.portal.queries.representing import Shown, acts_for, shown_for
from tests.cases.test_representing import CHILD, family, record
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, words
from tests.worlds import CaseWorld, World, agree_in, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def actor_of(made: UUID) -> Actor:
    return Actor("for", Representation.objects.using("owner").get(id=made).representative_id)


def shown(actor: Actor, made: UUID) -> Shown | None:
    with acting(actor):
        return shown_for(actor, made, "nl", clock.today())


def sections(actor: Actor, made: UUID) -> tuple[int, int, int]:
    found = shown(actor, made)
    return (0, 0, 0) if found is None else (len(found.talks), len(found.agreements), len(found.debts))


def full_case() -> CaseWorld:
    """A family in which the young person has a talk, an agreement and a debt, and the parent one of each too."""
    case = family()
    for index in range(2):
        plan_talk(case, clock.now() + timedelta(days=2 + index), client=index)
        agree_in(case, f"Afspraak {index}", client=index)
        creditor = Creditor.objects.using("owner").create(
            area_id=case.world.area.id, case_id=case.case_id, name=f"Winkel {index}", name_key=f"winkel {index}",
            recorded_by=case.worker.me, recorded_at=clock.now(),
        )  # fmt: skip
        for clients in ([case.client_ids[index]], list(case.client_ids)):
            Claim.objects.using("owner").create(
                area_id=case.world.area.id, case_id=case.case_id, client_ids=clients, creditor=creditor, kind="other",
                status="known", status_on=clock.today(), recorded_by=case.worker.me, recorded_at=clock.now(),
            )  # fmt: skip
    return case


def browser_of(made: UUID) -> Browser:
    row = Representation.objects.using("owner").select_related("representative").get(id=made)
    account = Account.objects.using("owner").create(
        login=f"r{uuid4()}", password="!", area_id=row.area_id, shown_as="Fatma", representative=row.representative
    )
    browser = Browser()
    with acting(DOOR):
        browser.force_login(account, backend="alliantie.access.backend.Accounts")
    return browser


def test_a_ground_gives_its_sections_of_its_client_alone_and_no_shared_debt() -> None:
    case = full_case()
    expected = {
        "parent": (0, 1, 1), "guardian": (0, 1, 1), "curator": (1, 1, 1),
        "administrator": (0, 0, 1), "mentor": (1, 1, 0),
    }  # fmt: skip
    for ground, counts in expected.items():
        made = record(case, ground=ground)
        actor = actor_of(made)
        assert sections(actor, made) == counts, ground
        found = shown(actor, made)
        assert found is not None
        assert {each.text for each in found.agreements} <= {"Afspraak 0"}
        assert {each.creditor for each in found.debts} <= {"Winkel 0"}


def test_from_12_on_a_talk_with_the_young_person_alone_is_their_own() -> None:
    case = full_case()
    Client.objects.using("owner").filter(id=case.client_ids[0]).update(born_on=date(2016, 3, 10))
    made, curated = record(case), record(case, given_name="Ander", ground="curator")
    for day, own in ((date(2028, 3, 9), 1), (date(2028, 3, 10), 0)):
        with clock.at(datetime(day.year, day.month, day.day, 0, 1, tzinfo=clock.HOME)):
            plan_talk(case, clock.now() + timedelta(hours=2), client=0)
            assert sections(actor_of(made), made)[0] == own
            assert sections(actor_of(curated), curated)[0] > 0


def test_at_16_care_is_over_and_at_18_all_of_it_by_itself() -> None:
    case = full_case()
    made = record(case)
    actor = actor_of(made)
    for day, open_now in (
        (date(2028, 3, 9), (True, True)), (date(2028, 3, 10), (False, True)), (date(2030, 3, 10), None),
    ):  # fmt: skip
        with clock.at(datetime(day.year, day.month, day.day, 0, 1, tzinfo=clock.HOME)):
            found = shown(actor, made)
        assert (found and (found.who.care, found.who.money)) == open_now
    assert CHILD.year + 16 == 2028


def test_an_end_and_a_mistake_count_the_same_second_and_nobody_reads_by_the_number_of_another() -> None:
    case = full_case()
    made, other = record(case), record(case, given_name="Ander", client_id=case.client_ids[1], ground="mentor")
    actor = actor_of(made)
    assert shown(actor, other) is None
    for function in ("acting_agreements", "acting_talks", "acting_claims"):
        with acting(actor):
            assert rows(f"access.{function}", other) == []
    with acting(actor), pytest.raises(Denied):
        call("access.note_acting", other)
    with acting(case.worker) as worker:
        end_representation(actor=worker, representation_id=made, ends_on=clock.today())
    assert shown(actor, made) is None
    with acting(actor):
        assert acts_for(actor, clock.today()) == ()


def test_every_table_is_empty_or_closed_to_who_represents_and_so_are_rounds() -> None:
    case = World.make().case()
    case.reveal(case.round())
    actor = actor_of(record(case, ground="curator"))
    with acting(actor):
        for table in raw.tables():
            found = raw.read_all(table)
            assert found == "InsufficientPrivilege" or not found or table in raw_open(), table


def raw_open() -> set[str]:
    """Tables that everyone who is signed in reads, and that say nothing of people."""
    return {
        "public.django_content_type", "public.django_migrations", "public.auth_permission",
        "public.procrastinate_jobs", "public.procrastinate_events", "public.procrastinate_workers",
        "public.procrastinate_periodic_defers",
    }  # fmt: skip


def test_the_client_reads_that_who_represents_looked() -> None:
    case = full_case()
    made = record(case)
    shown(actor_of(made), made)
    with acting(case.client()) as client:
        assert [(each.reader, each.what) for each in looks(client).looks][:1] == [("for", "represented")]
    assert "Wie voor" in words(as_client(case), reverse("who-looked"))


def test_the_pages_are_for_who_represents_and_no_other_page_opens_to_them() -> None:
    case = full_case()
    made = record(case)
    browser = browser_of(made)
    home, one = reverse("for-home"), reverse("for-one", args=(made,))
    assert browser.get(reverse("start"))["Location"] == home
    assert "Noor Yilmaz" in words(browser, home)
    told = words(browser, one)
    assert "Afspraak 0" in told
    assert "Winkel 0" in told
    assert "Afspraak 1" not in told
    for name in ("home", "my-money", "my-rounds", "who-looked", "my-copy", "search", "privacy", "emergency"):
        assert browser.get(reverse(name)).status_code == 404, name
    assert browser.get(reverse("case", args=(case.case_id,))).status_code == 404
    for other in (as_client(case), as_worker(case)):
        assert [other.get(each).status_code for each in (home, one)] == [404, 404]
    assert Browser().get(home).status_code == 302
    with acting(case.worker) as worker:
        end_representation(actor=worker, representation_id=made, ends_on=clock.today())
    assert browser.get(one).status_code == 404
    assert "U beslist nu voor niemand" in words(browser, home)


def test_an_account_is_of_one_person() -> None:
    case = full_case()
    row = Representation.objects.using("owner").get(id=record(case))
    with pytest.raises(IntegrityError):
        Account.objects.using("owner").create(
            login="x", password="!", area_id=row.area_id, shown_as="X", representative_id=row.representative_id,
            client=Client.objects.using("owner").get(id=case.client_ids[0]),
        )  # fmt: skip
