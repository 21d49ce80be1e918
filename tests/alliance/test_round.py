"""A round from opening to "discussed on", and who can do what when."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.jobs import open_and_close_due
from alliantie.alliance.models import Part, Round
from alliantie.alliance.states import State
from tests.alliance.ways import come_in
from tests.worklist.browse import as_client, as_worker
from tests.worlds import CaseWorld, World, hand_over, look_along

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


def state(case: CaseWorld, round_id: UUID) -> str:
    return Round.objects.using("owner").get(id=round_id).state


def test_a_round_goes_from_open_to_discussed_with_an_agreement_the_client_confirms(here: CaseWorld) -> None:
    round_id = here.round()
    assert state(here, round_id) == State.OPEN
    here.answer(here.client(), round_id, 2)
    assert state(here, round_id) == State.OPEN
    here.answer(here.worker, round_id, 4)
    assert state(here, round_id) == State.COMPLETE
    assert look_along(here.worker, round_id) is False
    assert look_along(here.client(), round_id) is True
    assert state(here, round_id) == State.REVEALED
    with acting(here.worker) as actor:
        there = queries.get_round(actor, round_id)
        seen = queries.looked(actor, there)
        assert seen is not None
        assert seen.shared
        assert seen.amount == "all"
        assert seen.client is not None
        assert seen.client["trust"] == 2
        assert seen.professional is not None
        assert seen.professional["bond"] == 4
        operations.propose_agreement(actor=actor, here=there, text="Peter belt voor hij langskomt.")
        with pytest.raises(NotNow):
            operations.finish_conversation(actor=actor, here=there)
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        proposed = queries.talk(actor, there)
        assert proposed is not None
        assert proposed.agreement == "Peter belt voor hij langskomt."
        operations.answer_agreement(actor=actor, here=there, yes=True, seen=proposed.fingerprint)
        operations.finish_conversation(actor=actor, here=there)
        operations.answer_date_in_file(actor=actor, here=there, yes=True)
    assert state(here, round_id) == State.DISCUSSED


def test_someone_who_looks_alone_sees_no_picture(here: CaseWorld) -> None:
    round_id = here.round()
    here.answer(here.client(), round_id)
    here.answer(here.worker, round_id)
    with acting(here.worker) as actor:
        there = queries.get_round(actor, round_id)
        operations.confirm_together(actor=actor, here=there)
        assert queries.looked(actor, there) is None


def test_two_confirmations_more_than_ten_minutes_apart_do_not_reveal(here: CaseWorld) -> None:
    round_id = here.round()
    here.answer(here.client(), round_id)
    here.answer(here.worker, round_id)
    start = clock.now()
    with clock.at(start):
        look_along(here.client(), round_id)
    with clock.at(start + timedelta(minutes=11)):
        assert look_along(here.worker, round_id) is False
    with clock.at(start + timedelta(minutes=12)):
        assert look_along(here.client(), round_id) is True


def test_what_was_sent_cannot_be_changed(here: CaseWorld) -> None:
    round_id = here.round()
    here.answer(here.client(), round_id)
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        item = there.questionnaire(actor).items[0].id
        with pytest.raises(NotNow):
            operations.save_answer(actor=actor, here=there, item=item, answer=1)
        with pytest.raises(NotNow):
            operations.seal(actor=actor, here=there, share="all")


def test_the_client_can_share_less_but_not_more_until_the_reveal(here: CaseWorld) -> None:
    round_id = here.round()
    here.answer(here.client(), round_id, share="picture")
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        with pytest.raises(NotNow):
            operations.lower_share(actor=actor, here=there, share="all")
        operations.lower_share(actor=actor, here=there, share="nothing")


@pytest.mark.parametrize("share", ["all", "picture", "nothing"])
def test_both_sides_show_the_amount_the_client_chose(here: CaseWorld, share: str) -> None:
    round_id = here.round()
    here.reveal(round_id, share)
    for person in (here.worker, here.client()):
        with acting(person) as actor:
            seen = queries.looked(actor, queries.get_round(actor, round_id))
            assert seen is not None
            assert seen.amount == share
            assert seen.shared is (share != "nothing")
            assert (seen.client_draft is not None) is (share == "all")
            assert (seen.professional_draft is not None) is (share == "all")


def test_withdrawn_looks_like_not_shared_and_the_answers_are_gone(here: CaseWorld) -> None:
    round_id = here.round()
    here.answer(here.client(), round_id)
    here.answer(here.worker, round_id)
    with acting(here.client()) as actor:
        operations.withdraw(actor=actor, here=queries.get_round(actor, round_id))
        there = queries.get_round(actor, round_id)
        _part, draft, _key = queries.own_part(actor, there)
        assert draft.answers == {}
    for person in (here.client(), here.worker):
        look_along(person, round_id)
    with acting(here.worker) as actor:
        seen = queries.looked(actor, queries.get_round(actor, round_id))
        assert seen is not None
        assert seen.amount == "nothing"
        assert not seen.shared
        with pytest.raises(Denied):
            operations.withdraw(actor=actor, here=queries.get_round(actor, round_id))


def test_one_round_runs_at_a_time(here: CaseWorld) -> None:
    here.round()
    with pytest.raises(NotNow):
        here.round()


def test_an_agreement_that_changed_meanwhile_is_not_confirmed(here: CaseWorld) -> None:
    round_id = here.round()
    here.reveal(round_id)
    with acting(here.worker) as actor:
        operations.propose_agreement(actor=actor, here=queries.get_round(actor, round_id), text="Een")
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        first = queries.talk(actor, there)
    with acting(here.worker) as actor:
        operations.propose_agreement(actor=actor, here=queries.get_round(actor, round_id), text="Twee")
    assert first is not None
    with acting(here.client()) as actor, pytest.raises(NotNow):
        operations.answer_agreement(actor=actor, here=there, yes=True, seen=first.fingerprint)


def test_yes_said_twice_is_yes_and_sending_twice_leads_on(here: CaseWorld) -> None:
    round_id = here.round()
    here.reveal(round_id)
    with acting(here.worker) as actor:
        operations.propose_agreement(actor=actor, here=queries.get_round(actor, round_id), text="Peter belt.")
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        seen = queries.talk(actor, there)
        assert seen is not None
        for _twice in range(2):
            operations.answer_agreement(actor=actor, here=there, yes=True, seen=seen.fingerprint)
        with pytest.raises(NotNow):
            operations.answer_agreement(actor=actor, here=there, yes=False, seen=seen.fingerprint)
    for browser, name in ((as_client(here), "round-share"), (as_worker(here), "round-mine")):
        answer = browser.post(reverse(name, kwargs={"round_id": round_id}), {"share": "all", "helper": "nobody"})
        assert (answer.status_code, answer["Location"]) == (302, reverse("round", kwargs={"round_id": round_id}))


def test_a_round_past_its_window_closes_and_says_why_only_in_the_own_part(here: CaseWorld) -> None:
    round_id = here.round()
    here.answer(here.worker, round_id)
    later = clock.now() + timedelta(days=operations.WINDOW_DAYS + 1)
    with clock.at(later):
        assert open_and_close_due() == 1
        assert open_and_close_due() == 0
    assert state(here, round_id) == State.CLOSED
    reasons = dict(Part.objects.using("owner").filter(round_id=round_id).values_list("role", "closed_because"))
    assert reasons == {"client": "no_answer", "professional": "window_ended"}
    with clock.at(later), acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        item = there.questionnaire(actor).items[0].id
        with pytest.raises(NotNow):
            operations.save_answer(actor=actor, here=there, item=item, answer=1)


def test_a_planned_round_opens_on_its_day(here: CaseWorld) -> None:
    soon = clock.today() + timedelta(days=3)
    round_id = here.round(opens_on=soon)
    assert state(here, round_id) == State.PLANNED
    with acting(JOB):
        pass
    assert open_and_close_due() == 0
    with clock.at(clock.now() + timedelta(days=3)):
        open_and_close_due()
    assert state(here, round_id) == State.OPEN


def test_a_change_of_worker_ends_the_pair_and_the_new_worker_sees_no_earlier_round(here: CaseWorld) -> None:
    round_id = here.round()
    here.reveal(round_id)
    samira = here.world.worker(1)
    hand_over(here.case_id, here.worker, samira)
    with acting(here.worker) as actor:
        assert queries.pairs_with_rounds(actor) == ()
        with pytest.raises(Round.DoesNotExist):
            queries.get_round(actor, round_id)
    with acting(samira) as actor:
        pairs = queries.pairs_with_rounds(actor)
        assert [pair.rounds for pair in pairs] == [()]
    with acting(here.client()) as actor:
        later, earlier = queries.pairs_with_rounds(actor)
        operations.show_earlier(actor=actor, earlier=earlier.pair, later=later.pair, show=True)
    with acting(samira) as actor:
        seen = queries.looked(actor, queries.get_round(actor, round_id))
        assert seen is not None
        assert seen.shared
    with acting(here.client()) as actor:
        operations.show_earlier(actor=actor, earlier=earlier.pair, later=later.pair, show=False)
    with acting(samira) as actor, pytest.raises(Round.DoesNotExist):
        queries.get_round(actor, round_id)


def test_a_stand_in_sees_the_case_but_not_the_rounds(here: CaseWorld) -> None:
    from alliantie.cases import operations as cases
    from alliantie.cases.queries import get_case

    round_id = here.round()
    samira = here.world.worker(1)
    now = clock.now()
    with acting(here.worker) as actor:
        cases.cover(
            actor=actor, case_id=here.case_id, worker_id=samira.me, starts_at=now, ends_at=now + timedelta(days=7)
        )
    with acting(samira) as actor:
        assert get_case(actor, here.case_id).id == here.case_id
        assert queries.pairs_with_rounds(actor) == ()
        with pytest.raises(Round.DoesNotExist):
            queries.get_round(actor, round_id)
    with clock.at(now + timedelta(days=8)), acting(samira) as actor:
        from alliantie.cases.models import Case

        with pytest.raises(Case.DoesNotExist):
            get_case(actor, here.case_id)


def test_a_code_opens_one_round_once_and_five_wrong_tries_end_it(here: CaseWorld) -> None:
    round_id = here.round()
    now = clock.now()
    from alliantie.access.identity import DOOR

    with acting(here.worker) as actor:
        link = operations.make_link(actor=actor, now=now, here=queries.get_round(actor, round_id), qr=False)
    with acting(DOOR):
        assert operations.use_link(slug=link.slug, code="x" * 8) is None
        found = operations.use_link(slug=link.slug, code=link.code.upper())
        assert found is not None
        assert found["round"] == str(round_id)
        assert operations.use_link(slug=link.slug, code=link.code) is None
    with acting(here.worker) as actor:
        link = operations.make_link(actor=actor, now=now, here=queries.get_round(actor, round_id), qr=True)
    with acting(DOOR):
        for _try in range(5):
            assert operations.use_link(slug=link.slug, code="wrong") is None
        assert operations.use_link(slug=link.slug, code=link.code) is None
    with acting(here.worker) as actor:
        link = operations.make_link(actor=actor, now=now, here=queries.get_round(actor, round_id), qr=True)
    with clock.at(now + timedelta(minutes=16)), acting(DOOR):
        assert operations.use_link(slug=link.slug, code=link.code) is None


def test_a_client_by_code_answers_and_sees_that_pair_alone(here: CaseWorld) -> None:
    round_id = here.round()
    phone = here.link(round_id)
    here.answer(phone, round_id)
    with acting(phone) as actor:
        assert len(queries.own_rounds(queries.pairs_with_rounds(actor))) == 1
    other = here.world.case(names=(("Ali", "Demir"),))
    second = other.round()
    with acting(phone) as actor, pytest.raises(Round.DoesNotExist):
        queries.get_round(actor, second)


def answers_of(person: Actor, round_id: UUID) -> int:
    with acting(person) as actor:
        return len(queries.own_part(actor, queries.get_round(actor, round_id))[1].answers)


def test_a_code_without_the_clients_pin_shows_nothing_of_what_was_written(here: CaseWorld) -> None:
    round_id = here.round()
    with acting(here.client()) as actor:
        there = queries.get_round(actor, round_id)
        operations.save_answer(actor=actor, here=there, item=there.questionnaire(actor).items[0].id, answer=2)
    phone = here.link(round_id)
    assert not come_in(phone, round_id, "1379")
    assert answers_of(phone, round_id) == 0
    with acting(phone) as actor:
        there = queries.get_round(actor, round_id)
        operations.save_answer(actor=actor, here=there, item=there.questionnaire(actor).items[0].id, answer=2)
    again = here.link(round_id)
    assert come_in(again, round_id, "1379")
    assert answers_of(again, round_id) == 1
    other = here.link(round_id)
    assert not come_in(other, round_id, "9753")
    assert answers_of(other, round_id) == 0
    # Three turns by a code, and what was written in the account stands as it was.
    assert answers_of(here.client(), round_id) == 1


def sees_what_was_sent(person: Actor, round_id: UUID) -> bool:
    with acting(person) as actor:
        part, draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
        return part.sealed_at is not None and bool(draft.answers)


def test_after_sending_the_same_pin_alone_shows_what_was_sent_and_five_wrong_ones_end_that(here: CaseWorld) -> None:
    round_id = here.round()
    phone = here.link(round_id)
    assert not come_in(phone, round_id, "2580")
    here.answer(phone, round_id)
    again = here.link(round_id)
    assert come_in(again, round_id, "2580")
    assert sees_what_was_sent(again, round_id)
    for another in ("1379", "8642", "1470", "9317", "7208"):
        wrong = here.link(round_id)
        assert not come_in(wrong, round_id, another)
        assert not sees_what_was_sent(wrong, round_id)
    last = here.link(round_id)
    assert not come_in(last, round_id, "2580")
    assert not sees_what_was_sent(last, round_id)


def test_what_was_sent_from_the_own_account_is_out_of_reach_of_any_code(here: CaseWorld) -> None:
    round_id = here.round()
    early = here.link(round_id)
    assert not come_in(early, round_id, "2580")
    here.answer(here.client(), round_id)
    assert answers_of(early, round_id) == 0
    late = here.link(round_id)
    # Back in the turn of that PIN, which ended nowhere and opens nothing.
    assert come_in(late, round_id, "2580")
    assert not sees_what_was_sent(late, round_id)
    for pin in ("2580", "1379"):
        code = here.link(round_id)
        come_in(code, round_id, pin)
        assert not sees_what_was_sent(code, round_id)
        with acting(code) as actor, pytest.raises(NotNow):
            operations.withdraw(actor=actor, here=queries.get_round(actor, round_id))


def test_a_newer_code_ends_what_an_older_one_opened(here: CaseWorld) -> None:
    round_id = here.round()
    older = here.link(round_id)
    newer = here.link(round_id)
    with acting(older) as actor, pytest.raises(Round.DoesNotExist):
        queries.get_round(actor, round_id)
    with acting(newer) as actor:
        assert queries.get_round(actor, round_id).round.id == round_id


def test_a_planned_round_does_not_open_in_a_crisis(here: CaseWorld) -> None:
    from alliantie.cases import operations as cases
    from alliantie.cases.queries import get_case, practice_of

    world = here.world
    case = world.case("nl-save-protection", names=(("Kim", "de Vries"),), roles=("young_person",))
    round_id = case.round(opens_on=clock.today() + timedelta(days=2))
    with acting(case.worker) as actor:
        there = get_case(actor, case.case_id)
        crisis = next(each.id for each in practice_of(there).measures if each.kind == "crisis")
        cases.change_measure(actor=actor, now=clock.now(), case=there, measure_id=crisis, starts=True, on=clock.today())
    with clock.at(clock.now() + timedelta(days=2)):
        open_and_close_due()
    assert state(case, round_id) == State.CLOSED


def test_no_to_the_date_of_one_round_leaves_that_of_another_on_the_same_day(here: CaseWorld) -> None:
    from alliantie.cases.models import Fact

    rounds = []
    for yes in (True, False):
        round_id = here.round()
        here.reveal(round_id)
        with acting(here.client()) as actor:
            there = queries.get_round(actor, round_id)
            operations.propose_agreement(actor=actor, here=there, text="")
            operations.finish_conversation(actor=actor, here=there)
            operations.answer_date_in_file(actor=actor, here=there, yes=yes)
        rounds.append(round_id)
    facts = Fact.objects.using("owner").filter(kind="round_discussed")
    assert [fact.void for fact in facts] == [False]
    with acting(here.client()) as actor:
        operations.answer_date_in_file(actor=actor, here=queries.get_round(actor, rounds[0]), yes=False)
    assert sorted(Fact.objects.using("owner").filter(kind="round_discussed").values_list("void", flat=True)) == [
        False,
        True,
    ]
