"""The money of a case: what is recorded once, corrected without losing the old, and who may see and write it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations as cases
from alliantie.cases.queries import get_case
from alliantie.money import operations
from alliantie.money.models import Claim, Creditor, Deadline, Line, Paper
from alliantie.money.models.claim import Answer, By
from alliantie.money.operations import NO_PAPER_YET, Counted, Document, NewClaim, Said, Thing
from alliantie.money.queries import claim_with, creditors_to_choose, money_in_brief
from alliantie.money.rules import Per, Sort
from alliantie.money.states import Status
from tests.money.ledger import COUPLE, LETTER, claim, creditor, deadline, done, indebted, line, papers, seen
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, hand_over

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TABLES = ("claim", "creditor", "deadline", "figure", "line", "paper", "statement")


@pytest.fixture
def here() -> CaseWorld:
    return indebted()


@pytest.fixture
def couple() -> CaseWorld:
    return indebted(COUPLE)


def fill(case: CaseWorld, whose: tuple[int, ...] = (0,)) -> UUID:
    """Something of every kind."""
    made = claim(case, whose=whose)
    line(case, whose=whose)
    papers(case, "Huurcontract", whose=whose)
    deadline(case, clock.today() + timedelta(days=12), whose=whose)
    return made


def today(days: int = 0) -> date:
    return clock.today() + timedelta(days=days)


def told(case: CaseWorld, claim_id: UUID) -> Any:
    with acting(case.worker) as actor:
        return claim_with(actor, get_case(actor, case.case_id), claim_id, clock.today())


# Claims


def test_a_creditor_typed_once_can_be_chosen_by_another_organisation_of_the_area(here: CaseWorld) -> None:
    made = creditor(here, "CJIB", address="Postbus 1794, 8901 CB Leeuwarden")
    neighbour = indebted(world=World.in_area(here.world.area, "Buren"))
    assert creditor(neighbour, "cjib") == made
    with acting(neighbour.worker) as actor:
        (found,) = creditors_to_choose(actor, get_case(actor, neighbour.case_id))
    assert (found.name, found.address) == ("CJIB", "Postbus 1794, 8901 CB Leeuwarden")


def test_someone_who_lent_money_is_known_in_that_case_alone(here: CaseWorld) -> None:
    brother = creditor(here, "Remco Bos", only_here=True)
    other = here.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    for case in (other, indebted(world=World.in_area(here.world.area, "Buren"))):
        with acting(case.worker) as actor:
            assert creditors_to_choose(actor, get_case(actor, case.case_id)) == ()
        new = NewClaim(brother, [case.client_ids[0]], Claim.Kind.PERSONAL, Said(By.CLIENT, today()))
        with pytest.raises(DatabaseError):
            done(case, "add_claim", claim=new, token=uuid4())
    neighbour = indebted(world=World.in_area(here.world.area, "Nog een"))
    with acting(neighbour.worker):
        assert raw.read_all("public.money_creditor") == []


def test_the_same_form_sent_twice_records_once_and_with_something_else_that_too(here: CaseWorld) -> None:
    token = uuid4()
    assert claim(here, token=token) == claim(here, token=token)
    assert len(seen(here).claims) == 1
    claim(here, "200.00", token=token)
    assert len(seen(here).claims) == 2


def test_two_submits_at_the_same_moment_record_one_claim_of_one_creditor(here: CaseWorld) -> None:
    token = uuid4()
    at_once(lambda: claim(here, token=token), lambda: claim(here, token=token))
    assert len(seen(here).claims) == 1
    assert Creditor.objects.using("owner").count() == 1


def test_a_later_amount_takes_the_place_of_the_old_which_stays(here: CaseWorld) -> None:
    made = claim(here, "100.00")
    said = Said(By.CREDITOR, today(), Decimal("112.50"), document=LETTER)
    done(here, "record_statement", claim_id=made, said=said, token=uuid4())
    found = told(here, made)
    assert found.amount == Decimal("112.50")
    assert [(each.amount, each.by, each.document) for each in found.told] == [
        (Decimal("112.50"), By.CREDITOR, "Brief"),
        (Decimal("100.00"), By.CLIENT, ""),
    ]
    assert found.status is Status.CONFIRMED


def test_an_amount_nobody_knows_is_not_counted_as_nothing_but_told(here: CaseWorld) -> None:
    claim(here, None)
    claim(here, "80.00", of="CJIB")
    found = seen(here).debts
    assert (found.total, found.unknown) == (Decimal("80.00"), 1)


def test_an_answer_to_a_proposal_leaves_the_amount(here: CaseWorld) -> None:
    made = claim(here, "100.00", by=By.CREDITOR)
    said = Said(By.CREDITOR, today(), answer=Answer.REFUSES)
    done(here, "record_statement", claim_id=made, said=said, token=uuid4())
    assert (told(here, made).amount, told(here, made).status) == (Decimal("100.00"), Status.CONFIRMED)


def test_a_status_follows_only_where_it_may_and_twice_is_the_same_as_once(here: CaseWorld) -> None:
    made = claim(here)
    with pytest.raises(NotNow):
        done(here, "change_status", claim_id=made, status=Status.IN_ARRANGEMENT, on=today())
    for _twice in range(2):
        done(here, "change_status", claim_id=made, status=Status.DISPUTED, on=today())
    assert told(here, made).status is Status.DISPUTED
    assert seen(here).debts.disputed == Decimal("100.00")


def test_two_who_change_a_status_at_once_leave_one_that_may_follow(here: CaseWorld) -> None:
    made = claim(here, by=By.CREDITOR)

    def become(status: Status) -> None:
        done(here, "change_status", claim_id=made, status=status, on=today())

    # Who comes second finds that it cannot follow: what is paid is disputed no more, nor written off.
    results = at_once(lambda: become(Status.SETTLED), lambda: become(Status.WRITTEN_OFF))
    assert sorted(type(each).__name__ for each in results) == ["NoneType", "NotNow"]
    assert told(here, made).status in (Status.SETTLED, Status.WRITTEN_OFF)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("record_statement", lambda made: {"claim_id": made, "said": Said(By.CLIENT, today(1)), "token": uuid4()}),
        ("change_status", lambda made: {"claim_id": made, "status": Status.DISPUTED, "on": today(1)}),
        ("ask_papers", lambda made: {"names": ["x"], "client_ids": [made], "on": today(1), "token": uuid4()}),
    ],
)
def test_what_was_said_or_asked_lies_in_the_past(here: CaseWorld, name: str, arguments: Any) -> None:
    made = claim(here)
    with pytest.raises(Denied):
        done(here, name, **arguments(made))


# The budget


def test_a_month_adds_up_what_counts_on_that_day(here: CaseWorld) -> None:
    line(here, "450.00", name="Loon", per=Per.WEEK)
    line(here, "126.00", Sort.ALLOWANCE, name="Zorgtoeslag", applied_on=today(-30), granted_on=today())
    line(here, "300.00", Sort.ALLOWANCE, name="Huurtoeslag", applied_on=today(-3))
    line(here, "640.00", Sort.COST, name="Huur")
    line(here, "120.00", Sort.COST, name="Energie", since=today(5))
    line(here, "200.00", Sort.ATTACHMENT, name="Loon", creditor_id=creditor(here, "CJIB"))
    line(here, "1500.00", Sort.EXEMPT, name="Vtlb")
    budget = seen(here).budget
    assert (budget.income.amount, budget.allowances.amount, budget.costs.amount) == (
        Decimal("1950.00"),
        Decimal("126.00"),
        Decimal("640.00"),
    )
    assert (budget.left, budget.after) == (Decimal("1436.00"), Decimal("1236.00"))


def test_a_new_figure_counts_from_its_day_and_the_old_one_stays(here: CaseWorld) -> None:
    made = line(here, "640.00", Sort.COST, name="Huur", since=today(-40))
    for amount, since in (("660.00", today(10)), ("655.00", today(-1))):
        counted = Counted(Decimal(amount), Per.MONTH, since, LETTER)
        done(here, "record_figure", line_id=made, counted=counted, token=uuid4())
    (found,) = seen(here).lines
    assert [each.amount for each in found.figures] == [Decimal("660.00"), Decimal("655.00"), Decimal("640.00")]
    assert seen(here).budget.costs.amount == Decimal("655.00")


def test_an_allowance_counts_from_the_day_it_was_granted(here: CaseWorld) -> None:
    made = line(here, "126.00", Sort.ALLOWANCE, name="Zorgtoeslag", applied_on=today(-30))
    assert seen(here).budget.allowances.amount == 0
    done(here, "grant_allowance", line_id=made, on=today())
    assert seen(here).budget.allowances.amount == Decimal("126.00")


def test_a_line_that_ends_counts_up_to_that_day(here: CaseWorld) -> None:
    made = line(here)
    for ends_on, counts in ((today(1), 1), (today(), 0), (None, 1)):
        done(here, "end_line", line_id=made, ends_on=ends_on)
        assert len(seen(here).budget.income.parts) == counts


def test_the_exempt_income_is_taken_over_from_a_paper_and_never_made_up(here: CaseWorld) -> None:
    for document in (NO_PAPER_YET, Document("Vtlb-berekening")):
        with pytest.raises(Denied):
            line(here, "1500.00", Sort.EXEMPT, name="Vtlb", document=document)
    line(here, "1500.00", Sort.EXEMPT, name="Vtlb", document=Document("Vtlb-berekening", today(-3)))
    (found,) = seen(here).of(Sort.EXEMPT)
    assert found.now is not None
    assert (found.now.amount, found.now.document) == (Decimal("1500.00"), "Vtlb-berekening")


def test_an_amount_names_its_paper_or_says_that_there_is_none_yet(here: CaseWorld) -> None:
    made, bare = claim(here), Said(By.CREDITOR, today(), Decimal("9.00"))
    new = NewClaim(creditor(here), [here.client_ids[0]], Claim.Kind.WATER, bare)
    for operation, more in (
        ("add_claim", {"claim": new}),
        ("record_statement", {"claim_id": made, "said": bare}),
        ("record_figure", {"line_id": line(here), "counted": Counted(Decimal("9.00"), Per.MONTH, today(), None)}),
    ):
        with pytest.raises(Denied, match="op welk papier"):
            done(here, operation, token=uuid4(), **more)
    # What is no amount rests on no paper.
    done(here, "record_statement", claim_id=made, said=Said(By.CREDITOR, today()), token=uuid4())


# Papers and days that threaten


def test_a_paper_is_missing_until_it_is_in(here: CaseWorld) -> None:
    papers(here, "Loonstrook", "Huurcontract", "Loonstrook")
    found = seen(here).missing
    assert [each.name for each in found] == ["Huurcontract", "Loonstrook"]
    done(here, "remind_of_paper", paper_id=found[0].id, on=today())
    done(here, "paper_is_in", paper_id=found[0].id, on=today())
    assert [each.name for each in seen(here).missing] == ["Loonstrook"]
    with pytest.raises(Paper.DoesNotExist):
        done(here, "remind_of_paper", paper_id=found[0].id, on=today())


def test_the_day_that_threatens_first_comes_first_until_it_is_over(here: CaseWorld) -> None:
    deadline(here, today(30), Deadline.Kind.WATER)
    first = deadline(here, today(12))
    assert [each.kind for each in seen(here).deadlines] == ["eviction", "water"]
    done(here, "deadline_is_over", deadline_id=first, on=today())
    assert [each.kind for each in seen(here).deadlines] == ["water"]
    done(here, "deadline_is_over", deadline_id=first, on=None)
    assert len(seen(here).deadlines) == 2


# Taking back


def test_what_is_taken_back_counts_no_more_and_can_be_put_back(here: CaseWorld) -> None:
    made, earned = claim(here), line(here)
    papers(here, "Loonstrook")
    day = deadline(here, today(12))
    things = {
        Thing.CLAIM: made,
        Thing.LINE: earned,
        Thing.PAPER: seen(here).papers[0].id,
        Thing.DEADLINE: day,
    }
    for thing, id in things.items():
        for _twice in range(2):
            done(here, "take_back", thing=thing, id=id)
    assert seen(here).nothing
    for thing, id in things.items():
        done(here, "put_back", thing=thing, id=id)
    found = seen(here)
    assert len(found.claims) == len(found.lines) == len(found.papers) == len(found.deadlines) == 1


def test_the_only_amount_of_a_claim_is_not_taken_back_alone_also_by_two_at_once(here: CaseWorld) -> None:
    made = claim(here)
    with pytest.raises(Denied):
        done(here, "take_back", thing=Thing.STATEMENT, id=told(here, made).told[0].id)
    said = Said(By.CREDITOR, today(), Decimal("112.50"), document=NO_PAPER_YET)
    done(here, "record_statement", claim_id=made, said=said, token=uuid4())
    first, second = (each.id for each in told(here, made).told)

    def take(id: UUID) -> None:
        done(here, "take_back", thing=Thing.STATEMENT, id=id)

    at_once(lambda: take(first), lambda: take(second))
    assert [each.taken_back for each in told(here, made).told].count(False) == 1


def test_every_change_stands_in_history(here: CaseWorld) -> None:
    made = claim(here)
    done(here, "change_status", claim_id=made, status=Status.DISPUTED, on=today())
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT action, after->>'status' FROM history.event WHERE table_name = 'money_claim' AND row_id = %s"
            " ORDER BY id",
            [str(made)],
        )
        assert cursor.fetchall() == [("INSERT", "known"), ("UPDATE", "disputed")]


# In brief


def test_the_short_block_says_the_same_as_the_page(here: CaseWorld) -> None:
    made = claim(here, "100.00")
    claim(here, None, of="CJIB")
    done(
        here, "record_statement", claim_id=made, token=uuid4(),
        said=Said(By.CREDITOR, today(), Decimal("112.50"), document=NO_PAPER_YET),
    )  # fmt: skip
    deadline(here, today(12))
    papers(here, "Loonstrook")
    with acting(here.worker) as actor:
        brief = money_in_brief(actor, here.case_id, clock.today())
    assert brief.debts == seen(here).debts
    assert (brief.deadlines, brief.missing) == ((("eviction", today(12)),), 1)


def test_a_case_without_money_is_brief_too(here: CaseWorld) -> None:
    with acting(here.worker) as actor:
        brief = money_in_brief(actor, here.case_id, clock.today())
    assert brief.deadlines == ()
    assert brief.debts.total == brief.missing == 0


# Who


def test_clients_see_what_is_theirs_and_a_joint_debt_both(couple: CaseWorld) -> None:
    fill(couple, whose=(0,))
    claim(couple, "900.00", of="Woongoed", whose=(0, 1))
    assert [each.creditor.name for each in seen(couple, couple.client(0)).claims] == ["Woongoed", "Vitens"]
    other = seen(couple, couple.client(1))
    assert [each.creditor.name for each in other.claims] == ["Woongoed"]
    assert (other.lines, other.papers, other.deadlines) == ((), (), ())
    assert len(seen(couple).claims) == 2
    with acting(couple.client(1)):
        assert names() == ["Woongoed"]


def names() -> list[str]:
    """The names of the creditors that raw SQL shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM money_creditor ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize(
    "who", ["colleague", "other organisation", "other area", "other client", "code", "door", "after a hand-over"]
)
def test_anyone_else_sees_nothing_by_page_or_raw_sql(here: CaseWorld, who: str) -> None:
    fill(here)
    creditor(here, "Remco Bos", only_here=True)
    register = {"colleague", "other organisation", "after a hand-over"}
    stranger = {
        "colleague": lambda: here.world.worker(1),
        "other organisation": lambda: World.in_area(here.world.area, "Buren").worker(),
        "other area": lambda: World.make("Elders").worker(),
        "other client": lambda: here.world.case("nl-debt-zeist", names=(("Ali", "Demir"),)).client(),
        "code": lambda: here.link(here.round()),
        "door": lambda: DOOR,
        "after a hand-over": lambda: handed_over(here),
    }[who]()
    with acting(stranger):
        for table in TABLES:
            found = raw.read_all(f"public.money_{table}")
            # The list of creditors is the area's; it says nothing of who owes them.
            if table == "creditor" and who in register:
                assert names() == ["Vitens"]
            else:
                assert found == [], table
    if stranger is not DOOR:
        assert seen(here, stranger).nothing


def handed_over(case: CaseWorld) -> Actor:
    """The worker who had the case, after somebody else took it over."""
    hand_over(case.case_id, case.worker, case.world.worker(1))
    return case.worker


def test_a_stand_in_sees_and_records_until_it_ends(here: CaseWorld) -> None:
    fill(here)
    now = clock.now()
    with acting(here.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=here.case_id,
            worker_id=here.world.workers[1].id,
            starts_at=now,
            ends_at=now + timedelta(days=3),
        )
    samira = here.world.worker(1)
    done(here, "ask_papers", by=samira, names=["x"], client_ids=[here.client_ids[0]], on=today(), token=uuid4())
    assert len(seen(here, samira).papers) == 2
    with clock.at(now + timedelta(days=4)):
        assert seen(here, samira).nothing


def refused(actor: Actor, statement: str, *values: Any) -> bool:
    """Whether the database raises, or changes no row."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


PAPER = (
    "INSERT INTO money_paper (id, area_id, case_id, client_ids, name, asked_on, recorded_by, recorded_at)"
    " VALUES (gen_random_uuid(), %s, %s, %s, 'x', now(), %s, now())"
)
CLAIM = (
    "INSERT INTO money_claim (id, area_id, case_id, client_ids, creditor_id, kind, reference, status, status_on,"
    " recorded_by, recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, 'rent', '', 'known', now(), %s, now())"
)
STATEMENT = (
    "INSERT INTO money_statement (id, area_id, case_id, claim_id, since, by, answer, document, recorded_by,"
    " recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, now(), 'client', 'unknown', '', %s, now())"
)


def test_raw_sql_records_only_in_an_own_case_about_its_people_and_as_oneself(here: CaseWorld) -> None:
    other = here.world.case("nl-debt-zeist", names=(("Ali", "Demir"),), worker=1)
    area, case, chantal, peter = here.world.area.id, here.case_id, here.client_ids[0], here.worker.id
    samira = here.world.workers[1].id
    assert not refused(here.worker, PAPER, area, case, [chantal], peter)
    for values in (
        (area, other.case_id, [other.client_ids[0]], peter),
        (area, case, [other.client_ids[0]], peter),
        (area, case, [chantal, chantal], peter),
        (area, case, [], peter),
        (area, case, [chantal], samira),
        (World.make("Elders").area.id, case, [chantal], peter),
    ):
        assert refused(here.worker, PAPER, *values), values
    for stranger in (here.client(), here.world.worker(1)):
        assert refused(stranger, PAPER, area, case, [chantal], stranger.id)
    theirs = creditor(other, "Ali's broer", only_here=True)
    elsewhere = creditor(indebted(world=World.make("Ver")), "Ver weg")
    for someone in (theirs, elsewhere):
        assert refused(here.worker, CLAIM, area, case, [chantal], someone, peter)
    assert refused(here.worker, STATEMENT, area, case, claim(other), peter), "of another's claim"


def test_raw_sql_changes_no_amount_and_no_owner_and_erases_nothing(here: CaseWorld) -> None:
    fill(here)
    for statement in (
        "UPDATE money_statement SET amount = 1",
        "UPDATE money_figure SET amount = 1",
        "UPDATE money_claim SET client_ids = '{}'",
        "UPDATE money_claim SET creditor_id = gen_random_uuid()",
        "UPDATE money_line SET name = 'x'",
        'UPDATE money_deadline SET "on" = now()',
        "UPDATE money_creditor SET name = 'x'",
        *("DELETE FROM money_" + table for table in TABLES),  # noqa: S608 - names of our own tables
    ):
        assert refused(here.worker, statement), statement
    strangers = (here.client(), here.world.worker(1), World.in_area(here.world.area, "Buren").worker())
    for statement in (
        "UPDATE money_claim SET status = 'settled'",
        "UPDATE money_paper SET in_on = now()",
        "UPDATE money_deadline SET over_on = now()",
        "UPDATE money_statement SET taken_back_at = now()",
        "UPDATE money_creditor SET address = 'x'",
    ):
        for stranger in strangers:
            assert refused(stranger, statement), statement


def test_only_who_has_a_claim_of_a_creditor_changes_its_address(here: CaseWorld) -> None:
    made = creditor(here, "CJIB")
    with pytest.raises(Denied), acting(here.worker) as actor:
        operations.change_address(actor=actor, creditor_id=made, address="Straat 1", email="")
    claim(here, of="CJIB")
    with acting(here.worker) as actor:
        operations.change_address(actor=actor, creditor_id=made, address="Straat 1", email="post@cjib.example")
    assert Creditor.objects.using("owner").get(id=made).address == "Straat 1"


def test_nothing_of_another_case_is_found(here: CaseWorld) -> None:
    made = fill(here)
    other = here.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    with pytest.raises(Claim.DoesNotExist):
        told(other, made)
    with pytest.raises(Claim.DoesNotExist):
        done(other, "change_status", claim_id=made, status=Status.DISPUTED, on=today())
    with pytest.raises(Line.DoesNotExist):
        done(other, "end_line", line_id=seen(here).lines[0].id, ends_on=today())
    with pytest.raises(Claim.DoesNotExist):
        done(other, "take_back", thing=Thing.CLAIM, id=made)
