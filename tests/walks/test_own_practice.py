"""A tenth practice, built by data alone from the plain description in docs/eigen-werkwijze.md.

An organisation writes it, adopts it, and a case goes through it by the operations of everyday use.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Fact
from alliantie.cases.operations.own_practices import adopt_draft, begin_draft
from alliantie.cases.queries import get_letter
from alliantie.practices import Practice, library
from alliantie.practices.loader import load
from alliantie.practices.sources import day_in_words
from tests.docs.pages import CHECKOUT, cells, text_of
from tests.insight.teams import manager
from tests.walks.walking import Step, Walk
from tests.worklist.browse import as_client, words
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FILE = CHECKOUT / "src" / "alliantie" / "practices" / "examples" / "weer-naar-school.yaml"
PAGE = CHECKOUT / "docs" / "eigen-werkwijze.md"
FIRST_TALK, PLAN = "2026-01-12 Houd het eerste gesprek", "2026-01-26 Maak samen een plan"
TALK, SCHOOL = "2026-02-03 Spreek met de jongere", "2026-04-20 Overleg met school en ouders"
NOT_WARN = {"warn": "Vraag eerst wat er was"}
NOT_REPORT = {"report": "Waarschuw eerst en wacht twee weken"}
SHUT = NOT_WARN | NOT_REPORT


def adopted(world: World) -> Practice:
    """The practice as the organisation adopted it from its text."""
    actor = worker_actor(manager(world))
    with acting(actor):
        draft = begin_draft(
            actor=actor,
            now=clock.now(),
            organisation=world.organisation,
            practice_id="nl-school-attendance",
            based_on="",
            content=text_of(FILE),
        )
        version = adopt_draft(actor=actor, now=clock.now(), draft=draft, seen=draft.kept)
        return library().get(draft.practice_id, version)


class OwnWalk(Walk):
    """A case under the practice that an organisation wrote itself."""

    def __init__(self) -> None:
        self.world = World.make("Gemeente")
        self.practice = adopted(self.world)
        self.incident = self.letter = UUID(int=0)


STEPS = (
    Step(
        "2026-01-05",
        "the description",
        "the case begins",
        lambda walk: walk.open("guidance", ("Sam", "young_person")),
        (FIRST_TALK, PLAN),
        SHUT,
    ),
    Step("2026-01-09", "the description", "first talk", lambda walk: walk.met("first-talk", "Sam"), (PLAN,), SHUT),
    Step("2026-01-20", "the description", "the plan", lambda walk: walk.record("plan_agreed"), (TALK, SCHOOL), SHUT),
    Step(
        "2026-01-30",
        "the description",
        "a talk by phone does not count",
        lambda walk: walk.met("progress", "Sam", mode="phone"),
        (TALK, SCHOOL),
        SHUT,
    ),
    Step(
        "2026-02-02",
        "the description",
        "a talk at school counts",
        lambda walk: walk.met("progress", "Sam", mode="office"),
        ("2026-02-16 Spreek met de jongere", SCHOOL),
        SHUT,
    ),
    Step(
        "2026-02-03",
        "the description",
        "the young person is heard",
        lambda walk: walk.record("heard", "Sam"),
        ("2026-02-16 Spreek met de jongere", SCHOOL),
        NOT_REPORT,
        ("warn",),
    ),
    Step(
        "2026-02-04",
        "the description",
        "the warning is sent",
        lambda walk: walk.post("warning", "Sam de Wit", missed="2 en 3 februari"),
        ("2026-02-16 Spreek met de jongere", SCHOOL),
        NOT_REPORT,
    ),
    Step(
        "2026-02-16",
        "the description",
        "two weeks are not over yet",
        lambda walk: walk.met("progress", "Sam", mode="home"),
        ("2026-03-02 Spreek met de jongere", SCHOOL),
        NOT_REPORT,
    ),
    Step(
        "2026-02-19",
        "the description",
        "after two weeks it can be reported",
        lambda walk: walk.decide("report"),
        ("2026-03-02 Spreek met de jongere", SCHOOL),
        open=("report",),
    ),
)


def test_a_case_goes_through_a_practice_that_no_code_knows() -> None:
    walk = OwnWalk()
    walk.go(STEPS)
    facts = Fact.objects.using("owner").filter(case_id=walk.case.case_id)
    assert set(facts.values_list("kind", flat=True)) >= {"heard", "warned", "decision_taken", "contact", "plan_agreed"}


def test_what_the_description_never_allows_has_no_emergency_way_and_what_it_allows_in_danger_has() -> None:
    norms = {norm.id: norm for norm in load(text_of(FILE).encode(), "")[0].norms}  # type: ignore[union-attr]
    ways = {id: norm.requires.emergency for id, norm in norms.items() if norm.requires is not None}
    assert ways == {"heard-before-warning": True, "warned-before-report": False}


def test_its_letter_is_sent_and_read_by_the_client() -> None:
    walk = OwnWalk()
    walk.go(STEPS[:7])
    with acting(walk.case.worker) as actor:
        letter = get_letter(actor, walk.letter)
    assert (letter.title, letter.state) == ("Waarschuwing", "sent")
    assert "Waarschuwing" in words(as_client(walk.case), reverse("my-letters"))


def test_the_table_of_the_page_tells_what_is_due_as_it_is() -> None:
    told = [row for row in cells(PAGE) if len(row) == 3]
    assert len(told) == 4
    for row, step in zip(told, STEPS, strict=False):
        assert row[0] == day_in_words(date.fromisoformat(step.on), "nl")
        due = [each.partition(" ") for each in step.due]
        days = [day_in_words(date.fromisoformat(day), "nl").rpartition(" ")[0] for day, _space, _text in due]
        assert row[2] == ", ".join(f"{text} ({day})" for (_day, _space, text), day in zip(due, days, strict=True))
    for first in SHUT.values():
        assert f"*{first}.*" in text_of(PAGE)
