"""What a newcomer finds in the loaded demo, read as the people themselves through the queries of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.hashers import check_password

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account, Reading
from alliantie.alliance import queries as rounds
from alliantie.alliance import rules
from alliantie.alliance.jobs import open_and_close_due
from alliantie.alliance.queries import PairHere
from alliantie.alliance.states import State
from alliantie.alliance.trend import Trend, trend_of
from alliantie.cases.models import Case, Incident, Letter
from alliantie.cases.queries import (
    case_count,
    caseloads,
    desks_of,
    frame_is_known,
    people_of,
    practice_of,
    running_measures,
    team_corrected,
    timeline,
    who_waits,
)
from alliantie.cases.queries.appointments import planned
from alliantie.demo import PASSWORD, DemoAccount, accounts, load
from alliantie.demo.casework import CASEWORK
from alliantie.demo.cast import ORGANISATIONS
from alliantie.people.queries import teams_led
from alliantie.worklist.queries.start import start_page

pytestmark = pytest.mark.usefixtures("demo")

PRACTICES = [organisation.practice_id for organisation in ORGANISATIONS]
WORKERS = [account for account in accounts() if account.role == "worker"]


def actor_of(account: DemoAccount) -> Actor:
    with acting(DOOR):
        found = Account.objects.get(login=account.login)
    return Actor(
        "client" if account.role == "client" else "worker", found.worker_id or found.client_id, area_id=found.area_id
    )


def worker_of(practice_id: str) -> Actor:
    return actor_of(next(account for account in WORKERS if account.practice_id == practice_id))


def client_of(practice_id: str) -> tuple[DemoAccount, Actor]:
    account = next(each for each in accounts() if each.practice_id == practice_id and each.role == "client")
    return account, actor_of(account)


def pairs_of(actor: Actor) -> tuple[PairHere, ...]:
    return tuple(pair for pair in rounds.pairs_with_rounds(actor) if pair.pair.worker_id == actor.id)


def looked_at() -> Iterator[tuple[PairHere, int, rounds.Looked]]:
    """Every round that was looked at, of every worker who can sign in."""
    for account in WORKERS:
        with acting(actor_of(account)) as actor:
            for pair in pairs_of(actor):
                for each in pair.rounds:
                    seen = rounds.looked(actor, rounds.get_round(actor, each.id))
                    if seen is not None:
                        yield pair, each.number, seen


# One test for all practices: a fresh database for each would cost more than the questions.
def test_a_newcomer_can_hold_a_whole_round_at_once_in_every_practice() -> None:
    for practice_id in PRACTICES:
        account, client = client_of(practice_id)
        with acting(client):
            (mine,) = rounds.own_rounds(rounds.pairs_with_rounds(client))
            assert mine.state is State.OPEN, practice_id
            assert not mine.sealed, practice_id
            here = rounds.get_round(client, mine.round_id)
            assert here.client_name == account.name.given
            _part, draft, _key = rounds.own_part(client, here)
            assert draft.answers == {}, practice_id
            assert frame_is_known(client, here.pair.case), practice_id
            assert not rounds.does_not_want_asking(client, here.pair.id), practice_id
            # Enough days left to try it at ease.
            assert here.round.answer_until - clock.today() >= timedelta(days=9), practice_id
        with acting(worker_of(practice_id)) as worker:
            sides = rounds.own_rounds(rounds.pairs_with_rounds(worker))
            theirs = next(each for each in sides if each.round_id == mine.round_id)
            assert not theirs.sealed, practice_id
            assert theirs.number == mine.number >= 4, practice_id


def test_every_worker_finds_rounds_in_more_than_one_state_and_a_moment_that_has_come() -> None:
    for practice_id in PRACTICES:
        with acting(worker_of(practice_id)) as worker:
            pairs = pairs_of(worker)
            running = {pair.running.state for pair in pairs if pair.running}
            assert State.OPEN in running, practice_id
            assert running & {State.COMPLETE, State.REVEALED}, practice_id
            assert 3 <= case_count(worker) <= 5, practice_id
            assert any(_due(worker, pair) for pair in pairs), practice_id


def _due(worker: Actor, pair: PairHere) -> bool:
    if pair.running or pair.pair.ends_on or pair.pair.case.closed_on:
        return False
    case_id = pair.pair.case_id
    facts = [
        rules.CaseFact(fact.kind, fact.on, fact.detail_id)
        for _case, fact in timeline(worker, [case_id])
        if fact.client_id in (None, pair.pair.client_id)
    ]
    measures = running_measures(worker, [case_id])[case_id]
    began = [each.opens_on for each in pair.rounds]
    return bool(rules.suggestions(practice_of(pair.pair.case), facts, began, measures, clock.today()))


def test_rounds_wait_to_be_looked_at_and_to_be_talked_about() -> None:
    found: list[str] = []
    for account in WORKERS:
        with acting(actor_of(account)) as worker:
            found += [pair.running.state for pair in pairs_of(worker) if pair.running]
    assert found.count(State.COMPLETE) >= 5
    assert found.count(State.REVEALED) >= 4


def test_pictures_come_whole_without_the_answers_and_not_at_all() -> None:
    amounts = [seen.amount for _pair, _number, seen in looked_at()]
    assert amounts.count("all") > amounts.count("picture") > 0
    assert amounts.count("nothing") >= 2


def test_the_easy_form_is_in_use_and_counts_to_three() -> None:
    _account, selam = client_of("nl-work-amersfoort")
    with acting(selam):
        (mine,) = rounds.own_rounds(rounds.pairs_with_rounds(selam))
        here = rounds.get_round(selam, mine.round_id)
        assert here.round.form == "easy"
        assert len(here.questionnaire(selam).options) == 3
        assert people_of(selam, here.pair.case)[0].easy_form


def test_someone_answers_all_fives() -> None:
    every = [set(seen.client_draft.answers.values()) for _pair, _number, seen in looked_at() if seen.client_draft]
    assert every.count({5}) >= 3


def test_trust_is_lower_after_the_change_of_worker_whose_earlier_rounds_the_client_shows() -> None:
    with acting(worker_of("nl-shelter-tussenvoorziening")) as femke:
        later, earlier = (
            pair for pair in rounds.pairs_with_rounds(femke) if pair.client_name == "Rachid" and pair.rounds
        )
        assert earlier.pair.ends_on is not None
        assert earlier.pair.worker_id != femke.id
        before = rounds.looked(femke, rounds.get_round(femke, earlier.rounds[0].id))
        after = rounds.looked(femke, rounds.get_round(femke, later.rounds[-1].id))
        if before is None or before.client is None or after is None or after.client is None:
            raise AssertionError("a picture is missing")
        for scale in ("trust", "bond"):
            assert (before.client[scale] or 0) > (after.client[scale] or 5)
        case = Case.objects.visible_to(femke).get(id=later.pair.case_id)
        assert "worker_changed" in {fact.kind for _case, fact in timeline(femke, [case.id])}


def trend_with(actor: Actor, name: str) -> Trend:
    """The trend someone reads of the pair with the client of this name, from its newest round with a picture."""
    (pair,) = (each for each in rounds.pairs_with_rounds(actor) if each.client_name == name and not each.pair.ends_on)
    newest = next(each for each in sorted(pair.rounds, key=lambda each: -each.number) if each.revealed_at)
    return trend_of(actor, rounds.get_round(actor, newest.id))


def course(found: Trend, scale: str) -> list[Fraction]:
    """Where the client stands on a characteristic, oldest first, leaving out what is not known."""
    values = [each.client[scale] for each in found.rounds if each.client]
    return [value for value in values if value is not None]


def test_who_can_sign_in_reads_a_trend_of_six_rounds_or_more_over_more_than_a_year() -> None:
    for account in (each for each in accounts() if each.role == "client"):
        with acting(actor_of(account)) as client:
            found = trend_with(client, account.name.given)
            assert sum(each.shared for each in found.rounds) >= 6, account.login
            assert found.rounds[-1].on - found.rounds[0].on > timedelta(days=500), account.login


def test_every_course_can_be_told_from_its_trend() -> None:
    def read(practice_id: str, name: str) -> Trend:
        with acting(worker_of(practice_id)) as worker:
            return trend_with(worker, name)

    stable, ceiling = read("nl-debt-tilburg", "Emine"), read("nl-debt-zeist", "Chantal")
    repair, decline = read("nl-probation", "Noor"), read("nl-work-rsd-krh", "Tomasz")
    dip = read("nl-shelter-tussenvoorziening", "Rachid")
    for scale in rules.SHARED_SCALES:
        assert max(course(stable, scale)) - min(course(stable, scale)) < 1
        assert set(course(ceiling, scale)) == {5}
    assert course(repair, "trust")[0] < 3 < course(repair, "trust")[-1]
    assert course(repair, "friction")[0] - course(repair, "friction")[-1] >= 1
    assert course(decline, "trust")[0] - course(decline, "trust")[-1] >= 1
    assert course(decline, "friction")[-1] - course(decline, "friction")[0] >= 1
    assert "warning" in {event.kind for event in decline.events}
    (change,) = (event.on for event in dip.events if event.kind == "worker_changed")
    turn = sum(each.on < change for each in dip.rounds)
    before, after = course(dip, "trust")[:turn], course(dip, "trust")[turn:]
    assert before[-1] - after[0] >= 1
    assert after[-1] > after[0]


def test_who_shares_nothing_any_more_leaves_a_trend_that_ends_in_nothing() -> None:
    found = []
    for account in WORKERS:
        with acting(actor_of(account)) as worker:
            for pair in pairs_of(worker):
                if not pair.pair.ends_on and any(each.revealed_at for each in pair.rounds):
                    found.append([each.shared for each in trend_with(worker, pair.client_name).rounds])
    assert [True] * 4 + [False] * 4 in found


def test_who_never_answers_has_rounds_that_closed_by_themselves() -> None:
    with acting(worker_of("be-houses-of-justice")) as worker:
        closed = [pair for pair in pairs_of(worker) if pair.rounds and {r.state for r in pair.rounds} == {State.CLOSED}]
        assert [len(pair.rounds) for pair in closed] == [3]


def test_both_read_the_agreement_of_last_time_and_it_names_them() -> None:
    _account, noor = client_of("nl-probation")
    texts = []
    for actor in (noor, worker_of("nl-probation")):
        with acting(actor):
            sides = rounds.own_rounds(rounds.pairs_with_rounds(actor))
            mine = next(each for each in sides if each.client_name == "Noor")
            texts.append(rounds.last_agreement(actor, rounds.get_round(actor, mine.round_id)))
    assert texts[0] == texts[1] != ""
    assert "Peter" in texts[0] or "Noor" in texts[0] or texts[0].startswith("We ")


def test_a_stand_in_sees_the_case_of_a_colleague_but_not_its_rounds() -> None:
    with acting(worker_of("nl-probation")) as peter:
        others = Case.objects.visible_to(peter).exclude(worker_id=peter.me)
        assert others.count() == 1
        assert {pair.pair.case_id for pair in rounds.pairs_with_rounds(peter)}.isdisjoint({others.get().id})


def test_every_client_finds_the_next_talk_and_every_worker_a_talk_today() -> None:
    with clock.at(datetime.combine(clock.today(), time(7), clock.HOME)):
        for account in (each for each in accounts() if each.role in ("worker", "client")):
            with acting(actor_of(account)) as actor:
                talks = planned(actor, clock.now())
                assert any(talk.starts_at > clock.now() + timedelta(days=1) for talk in talks), account.login
                if account.role == "worker":
                    assert any(clock.day_of(talk.starts_at) == clock.today() for talk in talks), account.login
                assert all(not talk.cancelled_by for talk in talks), account.login


@pytest.mark.parametrize(
    ("practice_id", "waiting"),
    [
        ("nl-probation", 0),
        ("nl-save-protection", 0),
        ("nl-shelter-tussenvoorziening", 2),
        ("nl-debt-zeist", 1),
        ("nl-work-rsd-krh", 1),
        ("nl-work-amersfoort", 1),
        ("be-houses-of-justice", 0),
    ],
)
def test_a_worker_finds_a_believable_list_of_what_is_to_be_done(practice_id: str, waiting: int) -> None:
    today = clock.today()
    with acting(worker_of(practice_id)) as worker:
        found = start_page(worker, "nl", today, whole=True).todo
        # A wish whose day is over is aimed at still, and is not called late.
        assert 1 <= found.late.count + found.aimed.count <= 2
        # Months late is what nobody kept up with, and no story of a team at work.
        assert all("maand" not in each.late for each in found.late.rows)
        assert 2 <= found.this_week.count <= 5
        assert found.waiting.count == waiting


def test_in_tilburg_the_intake_the_law_wants_in_a_crisis_is_late_and_nothing_is_late_by_months() -> None:
    with acting(worker_of("nl-debt-tilburg")) as hanneke:
        late = start_page(hanneke, "nl", clock.today(), whole=True).todo.late
        assert 1 <= late.count <= 2
        assert any("Houd de intake, want er is een crisis" in each.title for each in late.rows)
        assert all("maand" not in each.late for each in late.rows)


def test_something_went_wrong_yesterday_and_a_letter_waits_to_be_signed() -> None:
    for practice_id in CASEWORK:
        with acting(worker_of(practice_id)) as worker:
            (incident,) = Incident.objects.visible_to(worker).exclude(state=Incident.State.WEIGHED)
            assert (incident.state, incident.heard) == (Incident.State.OPEN, Incident.Heard.NOT_YET)
            (letter,) = Letter.objects.visible_to(worker).all()
            assert letter.state == Letter.State.DRAFT
            assert not re.search(r"\[|\{|None", letter.body)


def test_who_leads_reads_what_was_decided_on_a_judgement_that_changed_since() -> None:
    leader = actor_of(next(each for each in accounts() if each.login == "hilde.zeist"))
    with acting(leader):
        (corrected,) = team_corrected(leader, clock.now() - timedelta(days=30))
        assert (corrected.chosen, corrected.answered) == (("talk",), False)


def test_each_of_a_family_sees_only_their_own_pair() -> None:
    family = [each for each in accounts() if (each.practice_id, each.role) == ("nl-save-protection", "client")]
    assert len(family) == 3
    for account in family:
        with acting(actor_of(account)) as person:
            (pair,) = rounds.pairs_with_rounds(person)
            assert pair.client_name == account.name.given
            assert [each.given_name for each in people_of(person, pair.pair.case)] == [account.name.given]


def test_the_client_sees_who_looked() -> None:
    _account, noor = client_of("nl-probation")
    with acting(noor):
        looks = Reading.objects.filter(client_id=noor.id)
        assert {look.what for look in looks} == {"case", "together"}
        assert all(look.at < clock.now() for look in looks)


def test_everyone_on_the_list_has_an_account_and_the_one_password_opens_it() -> None:
    with acting(DOOR):
        found = Account.objects.in_bulk([account.login for account in accounts()], field_name="login")
    assert len(found) == len(accounts())
    assert {account.shown_as for account in found.values()} == {account.name.given for account in accounts()}
    assert check_password(PASSWORD, found["noor.reclassering"].password)


def test_the_background_finds_nothing_to_do_and_nothing_lies_in_the_future() -> None:
    assert open_and_close_due() == 0
    for account in WORKERS:
        with acting(actor_of(account)) as worker:
            cases = [case.id for case in Case.objects.visible_to(worker)]
            facts = [fact for _case, fact in timeline(worker, cases)]
            assert all(fact.on < clock.today() and fact.recorded_at < clock.now() for fact in facts)
            assert all(fact.on.weekday() < 5 for fact in facts)


def test_loading_again_changes_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with acting(worker_of("nl-probation")) as peter:
        before = case_count(peter)
    assert load() is False
    assert capsys.readouterr().out == "The demo is in this database already; nothing was changed.\n"
    with acting(worker_of("nl-probation")) as peter:
        assert case_count(peter) == before


def test_a_leader_finds_who_waits_and_debt_teams_have_a_desk() -> None:
    leaders = {account.practice_id: account for account in accounts() if account.role == "leader"}
    with acting(actor_of(leaders["nl-shelter-tussenvoorziening"])) as actor:
        found = who_waits(actor)
        assert {(row.urgency, row.stream) for row in found} == {("now", "Wmo"), ("soon", "Wmo"), ("can_wait", "Wlz")}
    for practice_id in ("nl-debt-tilburg", "nl-debt-zeist"):
        with acting(actor_of(leaders[practice_id])) as actor:
            (team,) = teams_led(actor)
            there = desks_of(actor, team.id, clock.today(), clock.today() + timedelta(days=13))
            assert len(there) == 10
            assert sum(each.cases for each in caseloads(actor, clock.today())) > 0


def test_each_organisation_names_a_law_of_its_own_country_for_the_number_of_people() -> None:
    for account in WORKERS:
        with acting(actor_of(account)) as actor:
            case = Case.objects.visible_to(actor).select_related("organisation").first()
            assert case is not None
            belgian = practice_of(case).country == "BE"
        assert ("Rijksregister" in case.organisation.number_ground) == belgian
        assert ("burgerservicenummer" in case.organisation.number_ground) != belgian
