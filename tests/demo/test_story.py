"""The story of the demo: the same from one seed, complete for each practice, and nobody real in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from alliantie.demo import ACCOUNTS, PASSWORD, accounts
from alliantie.demo.cast import AGREEMENTS, AREA, ORGANISATIONS, TALKS, Organisation
from alliantie.demo.days import day_ahead, workday
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ending
from alliantie.demo.plots import PLOTS
from alliantie.demo.steps import (
    Answer,
    CaseStory,
    Contact,
    HandOver,
    Happened,
    LookTogether,
    Open,
    PlanTalk,
    StartRound,
    Step,
    Talk,
)
from alliantie.demo.story import story
from alliantie.norms.fact_values import lacking, read_values, written
from alliantie.practices import library

SEEDS = (2026, 1, 99)
PRACTICES = [organisation.practice_id for organisation in ORGANISATIONS]
REAL = re.compile(
    r"reclassering nederland|leger des heils|novadic|samen veilig|jeugdbescherming (west|noord)|william schrikker|"
    r"tussenvoorziening|regionale sociale dienst|kromme rijn|utrecht|tilburg|zeist|amersfoort|stadsgeldbeheer|"
    r"kredietbank|doras|antwerpen|gent|brugge|brussel|leuven|hogeschool",
    re.IGNORECASE,
)
A = TypeVar("A")


def of(practice_id: str, seed: int = 2026) -> list[CaseStory]:
    return [case for case in story(seed) if case.practice_id == practice_id]


def acts(case: CaseStory, kind: type[A]) -> list[A]:
    return [step.act for step in case.steps if isinstance(step.act, kind)]


def texts() -> Iterator[str]:
    yield AREA
    for organisation in ORGANISATIONS:
        yield from (organisation.name, organisation.team, organisation.confidant, organisation.complaints)
    for case in story(2026):
        yield from (talk.agreement for talk in acts(case, Talk))


def test_one_seed_tells_one_story_and_another_seed_another() -> None:
    assert story(7) == story(7)
    assert story(7) != story(8)


def test_the_people_who_can_sign_in_are_in_the_story_of_every_seed() -> None:
    clients = {account.name for account in accounts() if account.role == "client"}
    for seed in SEEDS:
        assert clients <= {person.name for case in story(seed) for person in case.people}


def test_every_practice_of_the_library_has_one_organisation() -> None:
    assert sorted(PRACTICES) == sorted(library().ids()) == sorted(PLOTS) == sorted(TALKS)
    assert len({organisation.name for organisation in ORGANISATIONS}) == len(ORGANISATIONS)
    for organisation in ORGANISATIONS:
        assert len(organisation.workers) in (2, 3)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("practice_id", PRACTICES)
def test_every_case_keeps_to_its_practice(practice_id: str, seed: int) -> None:
    practice = library().latest(practice_id)
    role_of: dict[str, str] = {pair.client_role: pair.professional_role for pair in practice.pairs[::-1]}
    for case in of(practice_id, seed):
        # One that begins before there are two people to a round has none.
        assert practice.measure(case.measures[0]).rounds or not [*acts(case, StartRound)]
        for contact in acts(case, Contact):
            practice.talk(contact.talk_id)
        for looked in acts(case, LookTogether):
            talk = practice.talk(looked.talk_id)
            assert talk.carries_round
            assert role_of[case.people[looked.person].role] in talk.held_by
        for started in acts(case, StartRound):
            assert practice.moment(started.reason)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("practice_id", PRACTICES)
def test_what_happens_is_known_to_its_practice_and_says_all_that_it_asks(practice_id: str, seed: int) -> None:
    practice = library().latest(practice_id)
    for case in of(practice_id, seed):
        for act in acts(case, Happened):
            assert act.kind in practice.vocabulary.facts
            says = written(act.says(date(2026, 11, 16))) | ({"measure": act.measure} if act.measure else {})
            _values, wrong = read_values(practice, act.kind, says)
            assert [*wrong, *lacking(practice, act.kind, says)] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("practice_id", PRACTICES)
def test_the_worker_who_can_sign_in_has_three_cases_or_more_with_an_open_round_and_one_that_is_due(
    practice_id: str, seed: int
) -> None:
    cases = of(practice_id, seed)
    assert 3 <= len(cases) <= 6
    own = [plot for plot, case in zip(PLOTS[practice_id], cases, strict=True) if case.last_worker == 0]
    assert len(own) >= 3
    endings = {member.ending for plot in own for member in plot.members}
    assert {Ending.OPEN, Ending.DUE} <= endings
    assert endings & {Ending.COMPLETE, Ending.REVEALED}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("practice_id", PRACTICES)
def test_every_practice_goes_back_two_years_with_talks_in_its_own_rhythm_until_now(practice_id: str, seed: int) -> None:
    long = [case for case in of(practice_id, seed) if acts(case, Answer)]
    assert len(long) >= 3
    for case in long:
        assert 700 < case.steps[0].days_ago < 800
        talked = [step.days_ago for step in case.steps if isinstance(step.act, Contact | LookTogether)]
        gaps = [earlier - later for earlier, later in pairwise(talked)]
        assert max(gaps) <= 2 * TALKS[case.practice_id].every + 14
        assert min(talked) <= TALKS[case.practice_id].every + 10


@pytest.mark.parametrize("seed", SEEDS)
def test_who_takes_part_has_a_round_about_every_three_months_and_who_refuses_is_asked_less(seed: int) -> None:
    for case in story(seed):
        patterns = {answer.person: answer.pattern for answer in acts(case, Answer)}
        for person, pattern in patterns.items():
            opened = [s.days_ago for s in case.steps if isinstance(s.act, StartRound) and s.act.person == person]
            assert len(opened) == (3 if pattern is Pattern.REFUSAL else 8)
            if pattern is not Pattern.REFUSAL:
                assert all(70 < earlier - later < 125 for earlier, later in pairwise(opened))


@pytest.mark.parametrize("seed", SEEDS)
def test_some_cases_are_young(seed: int) -> None:
    ages = [case.steps[0].days_ago for case in story(seed)]
    assert min(ages) < 7
    assert sum(60 < age < 80 for age in ages) >= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_who_shares_nothing_did_so_at_first(seed: int) -> None:
    found = 0
    for case in story(seed):
        for person in range(len(case.people)):
            shared = [each.share for each in acts(case, Answer) if (each.person, each.role) == (person, "client")]
            if "nothing" in shared:
                assert shared == ["all"] * 4 + ["nothing"] * 4
                found += 1
    assert found >= 2


def test_the_courses_are_spread_over_the_cases() -> None:
    members = [member for plots in PLOTS.values() for plot in plots for member in plot.members]
    for pattern in Pattern:
        assert sum(member.pattern is pattern for member in members) >= 3
    for ending in (Ending.COMPLETE, Ending.REVEALED, Ending.UNANSWERED):
        assert sum(member.ending is ending for member in members) >= 4
    for share in ("picture", "nothing"):
        assert sum(member.share == share for member in members) >= 2
    assert sum(member.easy for member in members) >= 2
    assert {member.length for member in members} == {None, 4, 16}


def test_families_have_a_young_person_and_two_parents() -> None:
    families = [case for case in of("nl-save-protection") if len(case.people) > 1]
    assert len(families) >= 3
    for family in families:
        assert [person.role for person in family.people] == ["young_person", "parent", "parent"]
        child, *parents = family.people
        assert child.name.family in {parent.name.family for parent in parents}
        assert child.born_days_ago < 18 * 365
        assert all(parent.born_days_ago - child.born_days_ago > 18 * 365 for parent in parents)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dip_comes_with_the_change_of_worker_halfway(seed: int) -> None:
    for plot, case in zip((plot for practice in PRACTICES for plot in PLOTS[practice]), story(seed), strict=True):
        changed = [step.days_ago for step in case.steps if isinstance(step.act, HandOver)]
        if not any(member.pattern is Pattern.DIP for member in plot.members):
            assert changed == []
            continue
        (day,) = changed
        for person in {answer.person for answer in acts(case, Answer)}:
            opened = [s.days_ago for s in case.steps if isinstance(s.act, StartRound) and s.act.person == person]
            talked = [s.days_ago for s in case.steps if isinstance(s.act, Talk) and s.act.person == person]
            assert talked[3] > day > opened[4]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_rounds_of_one_person_run_at_once(seed: int) -> None:
    for case in story(seed):
        for person in range(len(case.people)):
            opened = [s.days_ago for s in case.steps if isinstance(s.act, StartRound) and s.act.person == person]
            ended = [s.days_ago for s in case.steps if isinstance(s.act, Talk) and s.act.person == person]
            for end, following in zip(ended, opened[1:], strict=False):
                assert end > following


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_happened_before_today_in_order_and_begins_with_the_opening(seed: int) -> None:
    for case in story(seed):
        days = [step.days_ago for step in case.steps]
        assert days == sorted(days, reverse=True)
        assert days[-1] >= 1
        assert case.steps[0] == Step(days[0], Open())


def test_a_day_of_the_story_is_a_working_day_never_later_and_never_out_of_order() -> None:
    for shift in range(7):
        today = date(2026, 11, 16) + timedelta(days=shift)
        days = [workday(ago, today) for ago in range(30, 0, -1)]
        assert days == sorted(days)
        assert all(day < today and day.weekday() < 5 for day in days)
        assert all(0 <= (today - timedelta(days=ago) - workday(ago, today)).days <= 2 for ago in range(30))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_case_has_a_next_talk_and_who_can_sign_in_has_one_today(seed: int) -> None:
    for practice_id in PRACTICES:
        practice = library().latest(practice_id)
        today = 0
        for case in of(practice_id, seed):
            planned = acts(case, PlanTalk)
            assert [talk.days_ahead for talk in planned if talk.days_ahead] != []
            today += sum(talk.days_ahead == 0 for talk in planned if case.last_worker == 0)
            for talk in planned:
                assert practice.talk(talk.talk_id)
                assert 0 <= talk.days_ahead <= 14
                assert 9 <= talk.at.hour < 17
                assert talk.person is None or talk.person < len(case.people)
        assert 1 <= today <= 3


def test_a_talk_of_a_later_day_is_on_a_working_day_and_never_earlier() -> None:
    for shift in range(7):
        today = date(2026, 11, 16) + timedelta(days=shift)
        assert day_ahead(0, today) == today
        for days in range(1, 15):
            late = (day_ahead(days, today) - today).days - days
            assert late in (0, 1, 2)
            assert day_ahead(days, today).weekday() < 5


@pytest.mark.parametrize("seed", SEEDS)
def test_agreements_are_small_precise_and_name_only_the_two(seed: int) -> None:
    for case in story(seed):
        organisation = next(each for each in ORGANISATIONS if each.practice_id == case.practice_id)
        names = {name.given for name in organisation.workers} | {person.name.given for person in case.people}
        for talk in acts(case, Talk):
            words = talk.agreement.split()
            assert len(words) <= 12
            assert len(talk.agreement) <= 140
            assert not re.search(r"[!?{}]", talk.agreement)
            assert talk.agreement == "" or talk.agreement.endswith(".")
            capitals = {word.strip(",.") for word in words if word[:1].isupper()}
            assert capitals <= names | {"We"}


def test_no_pair_agrees_on_the_same_twice() -> None:
    for case in story(2026):
        for person in range(len(case.people)):
            said = [talk.agreement for talk in acts(case, Talk) if talk.person == person and talk.agreement]
            assert len(set(said)) == len(said)


def test_nothing_in_the_demo_names_a_real_organisation_or_place() -> None:
    assert [text for text in texts() if REAL.search(text)] == []


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids=PRACTICES)
def test_an_organisation_says_that_it_is_an_example_and_its_numbers_are_nobodys(organisation: Organisation) -> None:
    assert organisation.name.startswith("Voorbeeld")
    for text in (organisation.confidant, organisation.complaints, organisation.phone, organisation.team_phone):
        assert re.search(r"\b0\d{1,2} 000 \d\d \d\d$", text)


def test_each_practice_has_a_worker_a_client_a_leader_a_manager_and_a_guard_to_sign_in_with_one_password() -> None:
    found = accounts()
    assert len({account.login for account in found}) == len(found)
    assert {account.password for account in found} == {PASSWORD}
    assert len(PASSWORD) >= 12
    for practice_id in PRACTICES:
        roles = [account.role for account in found if account.practice_id == practice_id and account.role != "partner"]
        assert roles[0] == "worker"
        assert set(roles[1:-3]) == {"client"}
        assert roles[-3:] == ["leader", "manager", "guard"]
    assert [account.login for account in found if account.role == "partner"] == ["marga.school"]
    assert found[0].login == "peter.reclassering"
    assert found[1].login == "noor.reclassering"
    assert found[0].practice.in_("nl") == library().latest("nl-probation").name.nl
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+", account.login) for account in found)


def test_the_printed_list_holds_every_account() -> None:
    assert [(login, password) for _who, login, password in ACCOUNTS] == [
        (account.login, account.password) for account in accounts()
    ]
    assert ACCOUNTS[1][0] == "Noor Yilmaz, client, nl-probation"


def test_every_agreement_text_is_used_with_both_names_only() -> None:
    for sector, sentences in AGREEMENTS.items():
        assert len(set(sentences)) == len(sentences) >= 5, sector
        for sentence in sentences:
            assert set(re.findall(r"\{(\w+)\}", sentence)) <= {"worker", "client"}
