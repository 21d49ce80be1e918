"""A partner comes in with an own account and reads what was shared while it runs, nothing else; each look is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account, Reading
from alliantie.access.policies import Denied
from alliantie.cases.models import Agreement, Case, Condition, Measure, Plan, SharedPart, Sharing
from alliantie.cases.operations.sharing import Part, stop_sharing
from alliantie.cases.queries.sharing import one_shared, shared_with
from alliantie.people.models import Client
from alliantie.portal.queries.reading import looks
from tests.access.entering import browser_of as browser_in
from tests.cases.sharing_ways import account_of_partner, partner_of, share_in, sharing_of
from tests.money.ledger import claim, indebted
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, words
from tests.worlds import CaseWorld, World, agree_in, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Noor", "Yilmaz"), ("Ali", "Yilmaz")), roles=("young_person", "parent")
    )


def read(sharing_id: UUID, actor: Actor | None = None) -> list[str] | None:
    """The sorts a partner reads; None where there is no such page."""
    with acting(actor or partner_of(sharing_id)) as partner:
        found = one_shared(partner, sharing_id)
    return None if found is None else [each.sort for each in found[1]]


def browser_of(sharing_id: UUID) -> Browser:
    return browser_in(account_of_partner(sharing_id, f"p{uuid4()}"))


def test_that_comes_before_what_and_only_what_was_chosen_is_read() -> None:
    case = World.make().case()
    chosen, other = agree_in(case, "Noor belt."), agree_in(case, "Noor schrijft.")
    that = share_in(case)
    what = share_in(case, Part("agreement", chosen, "Noor belt."), Part("text", None, "Alleen de hoofdlijnen."))
    assert read(that) == []
    with acting(partner_of(what)) as partner:
        assert {each.client for each in shared_with(partner)} == {"Noor Yilmaz"}
        found = one_shared(partner, what)
    assert found is not None
    assert [each.told["text"] for each in found[1]] == ["Noor belt.", "Alleen de hoofdlijnen."]
    assert str(other) not in str(found)


def test_it_stops_the_same_second_for_each_reason_also_in_a_session_that_is_open() -> None:
    case = World.make().case()
    stopped, over, closed, withdrawn = (share_in(case) for _each in range(4))
    browser = browser_of(stopped)
    pages = [reverse("partner-one", args=(each,)) for each in (stopped, over, closed, withdrawn)]
    assert [browser.get(each).status_code for each in pages] == [200] * 4
    with acting(case.worker) as worker:
        stop_sharing(actor=worker, sharing_id=stopped, why="Niet meer nodig.")
    assert [browser.get(each).status_code for each in pages] == [404, 200, 200, 200]
    Sharing.objects.using("owner").filter(id=over).update(ends_on=clock.today())
    assert [browser.get(each).status_code for each in pages] == [404, 404, 200, 200]
    sent = {"about": f"{case.case_id}:share:{withdrawn}", "text": "Ik wil het niet meer.", "token": str(uuid4())}
    assert as_client(case).post(reverse("my-request-new", args=("withdraw",)), sent).status_code == 302
    assert [browser.get(each).status_code for each in pages] == [404, 404, 200, 404]
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert [browser.get(each).status_code for each in pages] == [404] * 4
    assert "Er is nu niets met u gedeeld" in words(browser, reverse("partner-home"))


def test_every_table_is_empty_or_closed_to_a_partner_and_so_are_rounds() -> None:
    case = World.make().case()
    case.reveal(case.round())
    partner = partner_of(share_in(case, Part("text", None, "De hoofdlijnen.")))
    empty = {
        "public.django_content_type", "public.django_migrations", "public.auth_permission",
        "public.procrastinate_jobs", "public.procrastinate_events", "public.procrastinate_workers",
        "public.procrastinate_periodic_defers",
    }  # fmt: skip
    with acting(partner):
        for table in raw.tables():
            found = raw.read_all(table)
            assert found == "InsufficientPrivilege" or not found or table in empty, table


def test_nobody_reads_by_the_number_of_another_and_a_partner_writes_nothing() -> None:
    case, elsewhere = World.make().case(), World.make("Elders").case()
    agreed = agree_in(case, "Noor belt.")
    mine, other = share_in(case, Part("agreement", agreed, "Noor belt.")), share_in(elsewhere)
    nobodies = (partner_of(other), case.client(), case.worker, elsewhere.worker, DOOR, Actor("partner", uuid4()))
    for nobody in nobodies:
        with acting(nobody):
            assert rows("access.shared_parts", mine) == []
            assert rows("access.shared_paper", mine, agreed) == []
            assert mine not in [row[0] for row in rows("access.shared_with_me")]
            with pytest.raises(Denied):
                call("access.note_partner", mine)
    with acting(partner_of(mine)), pytest.raises(Denied):
        call("access.stop_sharing", mine, "Zomaar")
    with acting(partner_of(mine)) as partner, pytest.raises(Denied):
        stop_sharing(actor=partner, sharing_id=other, why="Zomaar")
    assert read(mine) == ["agreement"]


def test_in_a_household_nothing_goes_along_that_is_of_somebody_the_decision_is_not_about() -> None:
    case = family()
    own, others, joint = (
        agree_in(case, "Noor belt."),
        agree_in(case, "Ali belt.", client=1),
        agree_in(case, "Samen eten.", client=None, owner="worker"),
    )
    for wrong in (others, joint):
        with pytest.raises(Denied):
            share_in(case, Part("agreement", wrong, "x"))
    act = uuid4()
    both = share_in(case, *(Part("agreement", each, "x") for each in (own, others, joint)), clients=(0, 1), act=act)
    ali = sharing_of(act, case.client_ids[1])
    assert (read(both), read(ali)) == (["agreement"] * 2, ["agreement"] * 2)
    # What is of all of them stops with the first for whom it stops.
    with acting(case.worker) as worker:
        stop_sharing(actor=worker, sharing_id=ali, why="Ali wil het niet.")
    assert (read(both), read(ali)) == (["agreement"], None)
    with acting(case.client(1)):
        assert [row.client_id for row in Sharing.objects.all()] == [case.client_ids[1]]


def test_a_text_about_two_people_is_read_no_more_under_either_once_one_of_them_withdraws() -> None:
    case, act = family(), uuid4()
    noor = share_in(case, Part("text", None, "Noor en Ali maken ruzie."), clients=(0, 1), act=act)
    alone = share_in(case, Part("text", None, "Noor zoekt een kamer."))
    ali = sharing_of(act, case.client_ids[1])
    assert (read(noor), read(ali), read(alone)) == (["text"], ["text"], ["text"])
    sent = {"about": f"{case.case_id}:share:{ali}", "text": "Ik wil het niet meer.", "token": str(uuid4())}
    assert as_client(case, 1).post(reverse("my-request-new", args=("withdraw",)), sent).status_code == 302
    assert (read(noor), read(ali), read(alone)) == ([], None, ["text"])


def test_in_a_case_of_one_person_what_is_of_nobody_by_name_is_of_that_person_and_is_read() -> None:
    case = indebted()
    there: dict[str, Any] = {"area_id": case.world.area.id, "case_id": case.case_id, "client": None}
    measure = Measure.objects.using("owner").get(case_id=case.case_id)
    assert measure.client_id is None
    condition = Condition.objects.using("owner").create(
        **there, text="Geen nieuwe schulden.", starts_on=clock.today(), noted_by=case.worker.me, noted_at=clock.now()
    )
    plan = Plan.objects.using("owner").create(
        **there, number=1, state="agreed", content={"goals": [{"words": "Rust.", "steps": []}]},
        agreed_on=clock.today(), agreed_by=case.worker.me,
        saved_with=uuid4(), saved_by=case.worker.me, saved_at=clock.now(),
    )  # fmt: skip
    parts = (
        Part("measure", measure.id, "x"), Part("condition", condition.id, "x"), Part("goal", plan.id, "x", 0),
        Part("agreement", agree_in(case, "Samen bellen.", client=None, owner="worker"), "x"),
        Part("claim", claim(case), "x"),
    )  # fmt: skip
    made = share_in(case, *parts)
    assert read(made) == ["measure", "condition", "goal", "agreement", "claim"]
    # What the client reads of it is what those rows say, whatever the caller called them.
    with acting(case.client()):
        named = SharedPart.objects.filter(sharing_id=made).order_by("place").values_list("text", flat=True)
        assert list(named) == ["x", "Geen nieuwe schulden.", "Rust.", "Samen bellen.", "Vitens"]


def test_a_talk_with_a_young_person_alone_goes_along_with_their_own_yes_only() -> None:
    case = family()
    born = date(clock.today().year - 14, 1, 1)
    Client.objects.using("owner").filter(id=case.client_ids[0]).update(born_on=born)
    talk = plan_talk(case, clock.now() + timedelta(days=2))
    with pytest.raises(Denied):
        share_in(case, Part("talk", talk, "x"), consent="no")
    assert read(share_in(case, Part("talk", talk, "x"))) == ["talk"]


def test_the_client_reads_each_look_and_in_a_list_once_a_day() -> None:
    case = World.make().case()
    made = share_in(case)
    browser = browser_of(made)
    for address in (reverse("partner-home"), reverse("partner-home"), reverse("partner-one", args=(made,))):
        assert browser.get(address).status_code == 200
    with acting(case.client()) as client:
        assert [(each.reader, each.what) for each in looks(client).looks if each.reader == "partner"] == [
            ("partner", "shared"), ("partner", "shared list"),
        ]  # fmt: skip
    told = words(as_client(case), reverse("who-looked"))
    assert "Marga Smit, De Horizon" in told
    assert "Keek op" in words(as_client(case), reverse("my-shared"))


def test_while_a_law_keeps_a_decision_quiet_the_log_is_quiet_of_the_partner_and_tells_all_from_that_day_on() -> None:
    case = World.make().case()

    def looked() -> list[str]:
        with acting(case.client()):
            return sorted(Reading.objects.filter(reader_kind="partner").values_list("what", flat=True))

    with acting(partner_of(share_in(case))) as partner:
        shared_with(partner)
    day = clock.today() + timedelta(days=14)
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert read(share_in(case, law="Wet, artikel 9", kept_until=day)) == []
        # What the client could read already stays; of what came after no row is read, by no page.
        assert looked() == ["shared list"]
        assert "Keek op" not in words(as_client(case), reverse("my-shared"))
    with clock.at(clock.now() + timedelta(days=14)):
        assert looked() == ["shared", "shared list"]
    other = World.make("Elders").case()
    first = share_in(other, law="Wet, artikel 9", kept_until=day)
    with acting(partner_of(first)) as partner:
        shared_with(partner)
        assert one_shared(partner, first) is not None
    with acting(other.client()):
        assert not Reading.objects.filter(reader_kind="partner").exists()


def test_the_pages_are_for_partners_and_no_other_page_opens_to_them() -> None:
    case = World.make().case()
    made = share_in(case, Part("agreement", agree_in(case, "Noor belt."), "Noor belt."))
    browser = browser_of(made)
    home, one = reverse("partner-home"), reverse("partner-one", args=(made,))
    assert browser.get(reverse("start"))["Location"] == home
    assert "Noor Yilmaz" in words(browser, home)
    assert "Noor belt." in words(browser, one)
    for name in (
        "home",
        "my-shared",
        "my-rounds",
        "who-looked",
        "my-copy",
        "search",
        "privacy",
        "emergency",
        "for-home",
    ):
        assert browser.get(reverse(name)).status_code == 404, name
    for name in ("case", "case-sharing", "case-sharing-new"):
        assert browser.get(reverse(name, args=(case.case_id,))).status_code == 404, name
    for other in (as_client(case), as_worker(case)):
        assert [other.get(each).status_code for each in (home, one)] == [404, 404]
    assert Browser().get(home).status_code == 302
    assert browser.get(reverse("partner-one", args=(uuid4(),))).status_code == 404


def test_an_agreement_that_was_done_says_so_and_one_of_another_case_is_never_shared() -> None:
    case, other = World.make().case(), World.make("Elders").case()
    mine, strange = agree_in(case, "Noor belt."), agree_in(other, "Jan belt.")
    with pytest.raises(Denied):
        share_in(case, Part("agreement", strange, "x"))
    made = share_in(case, Part("agreement", mine, "x"))
    Agreement.objects.using("owner").filter(id=mine).update(
        state="done", settled_at=clock.now(), settled_by=case.worker.me
    )
    with acting(partner_of(made)) as partner:
        found = one_shared(partner, made)
    assert found is not None
    assert found[1][0].told["state"] == "done"


def test_an_account_is_of_one_person() -> None:
    case = World.make().case()
    row = Sharing.objects.using("owner").get(id=share_in(case))
    with pytest.raises(IntegrityError):
        Account.objects.using("owner").create(
            login="x", password="!", area_id=row.area_id, shown_as="X", partner_id=row.partner_id,
            client=Client.objects.using("owner").get(id=case.client_ids[0]),
        )  # fmt: skip
