"""The states of a round that others can see."""

from __future__ import annotations

from alliantie.alliance.states import RUNNING, TRANSITIONS, State


def test_every_state_says_what_may_follow() -> None:
    assert set(TRANSITIONS) == set(State)


def test_what_ended_does_not_move_again() -> None:
    assert {state for state, after in TRANSITIONS.items() if not after} == {State.DISCUSSED, State.CLOSED}


def test_every_state_can_be_reached_from_the_beginning() -> None:
    reached, ahead = set(), [State.PLANNED]
    while ahead:
        state = ahead.pop()
        if state not in reached:
            reached.add(state)
            ahead += TRANSITIONS[state]
    assert reached == set(State)


def test_a_round_runs_until_it_is_discussed_or_closed() -> None:
    assert set(RUNNING) == set(State) - {State.DISCUSSED, State.CLOSED}


def test_nobody_reveals_before_both_have_sent() -> None:
    assert [state for state, after in TRANSITIONS.items() if State.REVEALED in after] == [State.COMPLETE]
    assert [state for state, after in TRANSITIONS.items() if State.COMPLETE in after] == [State.OPEN]
