"""The colleagues of those who can sign in: teams as large as teams are, and cases that are over."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance.models import Round
from alliantie.alliance.states import RUNNING
from alliantie.cases.models import Case, Outcome
from alliantie.cases.queries import case_count, get_case
from alliantie.demo import accounts, steps
from alliantie.demo.cast import ORGANISATIONS, Organisation
from alliantie.demo.ended import tell_ended
from alliantie.demo.names import DoubleNames
from alliantie.demo.plots import ENDED
from alliantie.insight.queries import round_figures
from alliantie.insight.stock import stock
from alliantie.norms.fact_values import lacking, read_values, written
from alliantie.norms.outcomes import reasons
from alliantie.practices import library
from alliantie.worklist.queries.ended import ended
from tests.demo.test_loaded import actor_of

pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids=lambda each: each.practice_id)
def test_a_case_that_is_over_ended_for_a_reason_that_holds_under_its_measures(organisation: Organisation) -> None:
    practice = library().latest(organisation.practice_id)
    for place, over in enumerate(ENDED[practice.id]):
        case = tell_ended(organisation, over, DoubleNames(Random(place)), str(place), ago=20)
        last = case.steps[-1]
        assert isinstance(last.act, steps.Close)
        measures = [over.plot.next_measure or over.plot.measure, *over.plot.beside]
        assert last.act.reason in {reason.id for reason in reasons(practice, measures)}
        assert last.days_ago == 20 < min(step.days_ago for step in case.steps[:-1])
        for act in (step.act for step in case.steps if isinstance(step.act, steps.Happened)):
            says = written(act.says(date(2026, 11, 16))) | ({"measure": act.measure} if act.measure else {})
            _values, wrong = read_values(practice, act.kind, says)
            assert [*wrong, *lacking(practice, act.kind, says)] == []


def test_who_leads_reads_how_rounds_go_and_everyone_with_an_office_numbers_of_measures_and_one_sum_is_off() -> None:
    off = []
    for account in accounts():
        if account.role not in ("leader", "manager"):
            continue
        with acting(actor_of(account)) as actor:
            found = stock(actor, "nl", clock.today())
            rows = [row for place in found.places for practice in place.practices for row in practice.rows]
            assert rows, account.login
            off += [account.role for row in rows if row.adds_up.startswith("nee")]
            if account.role == "leader":
                (team,) = round_figures(actor, "nl", clock.today())
                assert any(practice.quarters for practice in team.practices), account.login
    assert off == ["leader", "manager"]


def test_each_worker_who_can_sign_in_has_two_cases_that_are_over_and_no_more_that_run_than_before() -> None:
    for account in accounts():
        if account.role != "worker":
            continue
        with acting(actor_of(account)) as worker:
            over = Case.objects.visible_to(worker).filter(closed_on__isnull=False)
            assert 3 <= case_count(worker) <= 6
            assert len(over) == 2, account.login
            for case in over:
                told = ended(worker, get_case(worker, case.id, whole=True), "nl", clock.now())
                assert told is not None
                assert told.how, account.login
                assert told.reason, account.login


def test_cases_ended_in_every_way_and_no_round_of_theirs_runs() -> None:
    kinds = set(Outcome.objects.using("owner").values_list("kind", flat=True))
    assert kinds == set(Outcome.Kind.values)
    over = Case.objects.using("owner").filter(closed_on__isnull=False)
    assert not Round.objects.using("owner").filter(pair__case__in=over, state__in=RUNNING).exists()
