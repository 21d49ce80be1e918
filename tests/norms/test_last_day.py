"""A measure past the day named as its end: it is ended or extended, and until then it is still decided under."""

from __future__ import annotations

from datetime import date

from alliantie.norms.duties import duties
from alliantie.norms.explain import explained
from alliantie.norms.gates import gates
from alliantie.norms.outcomes import reasons
from alliantie.norms.reactions import ladders
from alliantie.norms.standing import Standing
from alliantie.norms.stored import as_data, from_data
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import library
from alliantie.practices.last_day import LAST_DAY
from tests.norms.ways import day, fact, practice

BEGUN = fact("measure_started", 0, "m", measure="sentence", until=day(100))
OPENED = fact("case_opened", 0, "o")
GATE = ("    effect: blocks\n    measures: any\n", "    effect: blocks\n    measures: [sentence]\n")
"""The gate belongs to the sentence alone."""


def asked(timeline: Timeline, number: int) -> list[tuple[date, str]]:
    """The days on which an end or an extension is asked, with the fact it starts from."""
    found = duties(practice(), timeline, day(number))
    return [(each.due, each.start.id) for each in found if each.norm == LAST_DAY]


def test_from_the_day_that_was_named_on_the_end_or_an_extension_is_asked() -> None:
    timeline = Timeline((), (OPENED, BEGUN))
    assert asked(timeline, 99) == []
    assert asked(timeline, 100) == asked(timeline, 300) == [(day(99), "m")]


def test_an_extension_moves_that_day_and_an_end_settles_it() -> None:
    longer = fact("measure_extended", 100, "x", measure="sentence", until=day(150))
    ended = fact("measure_ended", 151, "e", measure="sentence")
    assert asked(Timeline((), (OPENED, BEGUN, longer)), 149) == []
    assert asked(Timeline((), (OPENED, BEGUN, longer)), 150) == [(day(149), "m")]
    assert asked(Timeline((), (OPENED, BEGUN, longer, ended)), 151) == []


def test_it_can_be_put_off_with_a_reason_and_is_told_with_the_measure_it_is_about() -> None:
    deviated = fact("norm_deviated", 101, "d", norm=LAST_DAY, until=day(120))
    timeline = Timeline((), (OPENED, BEGUN, deviated))
    (duty,) = [each for each in duties(practice(), timeline, day(101)) if each.norm == LAST_DAY]
    assert (duty.due, [moved.why for moved in duty.moved]) == (day(119), ["deviated"])
    again = from_data(practice(), as_data(duty), day(101))
    assert again == duty
    told = explained(practice(), again, "nl")
    assert told.what.startswith("De laatste dag is voorbij")
    assert "(" in told.what


def test_it_is_asked_for_each_person_apart_and_not_once_a_case_is_closed() -> None:
    people = tuple(Person(id, "young_person", date(2012, 6, 1)) for id in ("sam", "kim"))
    of_sam = Fact("s", "measure_started", day(0), None, {"measure": "sentence", "until": day(10)}, "sam")
    of_kim = Fact("k", "measure_started", day(0), None, {"measure": "sentence", "until": day(90)}, "kim")
    there = Timeline(people, (OPENED, of_sam, of_kim))
    found = [each for each in duties(practice(), there, day(50)) if each.norm == LAST_DAY]
    assert [(each.start.id, each.person) for each in found] == [("s", "sam")]
    closed = Timeline(people, (OPENED, of_sam, of_kim, fact("case_closed", 40, "c")))
    assert [each for each in duties(practice(), closed, day(50)) if each.norm == LAST_DAY] == []


def test_a_practice_that_asks_for_the_end_itself_asks_it_once() -> None:
    probation = library().latest("nl-probation")
    begun = fact("measure_started", 0, "m", measure="suspended-sentence", until=day(100))
    found = duties(probation, Timeline((), (OPENED, begun)), day(103))
    assert [each.norm for each in found if each.start.id == "m" and each.due == day(100)].count(LAST_DAY) <= 1
    ends = [each for each in found if "measure_ended" in str(probation.norm(each.norm))]
    assert len(ends) == 1


def test_past_its_last_day_a_measure_is_still_ended_and_decided_under() -> None:
    flanders = library().latest("be-houses-of-justice")
    begun = fact("measure_started", 0, "m", measure="probation-deferral", until=day(100))
    standing = Standing(flanders, Timeline((), (OPENED, begun)), day(101))
    assert standing.in_force == ()
    assert [each.measure for each in standing.unended] == ["probation-deferral"]
    offered = {each.id for each in reasons(flanders, [each.measure for each in standing.unended])}
    assert "term-ended" in offered


def test_a_gate_of_a_measure_stands_until_the_end_of_that_measure_is_recorded() -> None:
    ended = fact("measure_ended", 120, "e", measure="sentence")
    read, past = practice(GATE), Timeline((), (OPENED, BEGUN))
    assert gates(read, past, "request", day(50)) == gates(read, past, "request", day(110)) != ()
    assert gates(read, Timeline((), (OPENED, BEGUN, ended)), "request", day(120)) == ()


def test_a_ladder_still_tells_where_a_case_stands_past_the_last_day() -> None:
    rsd = library().latest("nl-work-rsd-krh")
    begun = fact("measure_started", 0, "m", measure="assistance-with-coach", until=day(10))
    assert [each.ladder.id for each in ladders(rsd, Timeline((), (OPENED, begun)), day(11))]


def test_the_end_of_a_measure_is_as_hard_as_the_norms_that_ask_for_it_and_needed_where_none_does() -> None:
    probation = library().latest("nl-probation")
    assert probation.last_day("suspended-sentence").hardness == "law"
    assert practice().last_day("sentence").hardness == "law"
    assert library().latest("nl-save-protection").last_day("guardianship").hardness == "needed"
    # Neither an average nor a wish for its end makes it less.
    assert library().latest("nl-save-protection").last_day("supervision-order").hardness == "needed"
    assert library().latest("nl-debt-zeist").last_day("stabilisation").hardness == "needed"


def test_within_one_hardness_our_own_choice_comes_after_what_a_source_asks() -> None:
    orders = library().latest("nl-save-protection")
    sam = Person("sam", "young_person", date(2012, 6, 1))
    begun = fact("measure_started", 0, "m", measure="supervision-order", until=day(400))
    execution = fact("phase_entered", 0, "p", phase="execution")
    found = duties(orders, Timeline((sam,), (OPENED, begun, execution)), day(0))
    needed = [each for each in found if each.hardness == "needed"]
    own = [orders.source(each.source).kind == "own" for each in needed]
    assert own == sorted(own)
    assert set(own) == {False, True}
    # Our own choice would come first by its day alone.
    assert min(each.due for each in needed) == next(each for each, ours in zip(needed, own, strict=True) if ours).due
