"""What a form shows where somebody kept it first: nothing of the first is written over, no word of the second lost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from django.test import RequestFactory

from alliantie.access.before import Before, Now
from alliantie.access.policies import NotNow
from alliantie.access.seen import fingerprint, made_text, read_made

FIRST = NotNow("Iemand was eerder.")


def met(made: dict[str, str] | None, typed: dict[str, object], **stands: object) -> Before:
    """The form of a second saver that was made on `made`, of questions named as their fields."""
    sent = {"seen": "then", **({} if made is None else {"made": json.dumps(made)})}
    sent |= {name: str(value) for name, value in typed.items() if value}
    request = RequestFactory().post("/", sent)
    return Before.anew(request, FIRST, typed, {name: Now(name, value) for name, value in stands.items()}, "row")


def test_a_field_left_alone_takes_what_stands_now_and_one_that_both_changed_keeps_what_was_typed() -> None:
    here = met({"place": "", "bring": "niets"}, {"place": "", "bring": "brieven"}, place="school", bring="pas")
    assert here.taken == {"place": "school"}
    assert here.beside == {"bring": "Nu staat er: pas"}
    assert [(each.question, each.now, each.taken) for each in here.told] == [
        ("place", "school", True),
        ("bring", "pas", False),
    ]


def test_what_nobody_else_changed_is_no_quarrel() -> None:
    here = met({"place": "kantoor", "bring": ""}, {"place": "thuis", "bring": ""}, place="kantoor", bring="")
    assert not here.taken
    assert not here.told


def test_saving_again_is_meant_for_the_form_is_made_on_what_stands_now() -> None:
    here = met({"place": ""}, {"place": "thuis"}, place="school")
    assert here.mark == fingerprint("row")
    assert json.loads(here.made) == {"place": "school"}
    assert here.title == "Iemand was u voor"
    assert here.refusal == FIRST.reason


def test_one_value_in_two_spellings_is_one_value() -> None:
    stands = {"on": date(2026, 5, 6), "weight": Decimal("1.50"), "text": "een\r\ntwee", "who": ["b", "a"]}
    made = {"on": "2026-05-06", "weight": "1.5", "text": "een\ntwee", "who": "a\nb"}
    typed = {"on": date(2026, 5, 6), "weight": Decimal("1.5"), "text": "een\ntwee ", "who": ["a", "b"]}
    assert not met(made, typed, **stands).told


def test_a_box_that_somebody_unticked_stays_unticked_and_one_left_alone_takes_the_tick_of_the_other() -> None:
    here = met({"banned": "on", "victim": ""}, {"banned": False, "victim": False}, banned=True, victim=True)
    assert here.taken == {"victim": True}
    assert [(each.question, each.now) for each in here.told] == [("victim", "Ja")]


def test_what_the_other_emptied_is_said_to_be_empty() -> None:
    assert met({"bring": "pas"}, {"bring": "brieven"}, bring="").beside == {"bring": "Nu staat er: leeg"}


def test_a_form_that_does_not_say_what_it_was_made_on_loses_nothing_that_was_typed() -> None:
    here = met(None, {"place": "thuis"}, place="school")
    assert not here.taken
    assert here.beside == {"place": "Nu staat er: school"}


def test_what_a_page_did_not_ask_is_not_emptied_by_it() -> None:
    assert met({"place": ""}, {"place": "thuis"}, place="", third="Ans").taken == {"third": "Ans"}


def test_an_answer_given_on_a_page_that_begins_without_answers_is_not_replaced_by_that_of_another() -> None:
    request = RequestFactory().post(
        "/", {"seen": "then", "made": json.dumps({"how": "not at all"}), "how": "not at all"}
    )
    stands = {"how": Now("how", "gravely")}
    here = Before.anew(request, FIRST, {"how": "not at all"}, stands, "row", begins_empty=True)
    assert here.taken == {}
    assert here.beside == {"how": "Nu staat er: gravely"}


def test_what_a_page_says_it_was_made_on_can_be_shown_again_whatever_was_sent() -> None:
    made = read_made('{"how": "\\ud800", "deep": ["x"]}')
    assert made is not None
    assert made_text(made).encode()
    assert read_made(made_text(made)) == {"how": "\ud800"}
    for text in ("[" * 100_000, '{"a": ' + "9" * 5_000 + "}", "[]", "nothing"):
        assert read_made(text) is None
