"""A way of working that a newcomer wrote by docs/eigen-werkwijze.md alone, up to a case, by the pages of who manages.

> **Samen inburgeren.** De gemeente begeleidt nieuwkomers die moeten inburgeren. Binnen twee weken is er een
> welkomstgesprek, waarin de consulent uitlegt wat er geldt. Binnen tien weken daarna maken zij samen een leerplan, en
> dan spreken zij elkaar elk kwartaal. Zijn er kinderen onder de vier, dan regelt de consulent binnen vier weken opvang.
> Uiterlijk twee weken voor een examen praten zij daarover. Wie drie lessen in een maand mist, krijgt de vraag waarom.
> Een boete is het laatste: de teamleider beslist, nooit voordat iemand gehoord is en nooit binnen een maand na de
> brief over gemiste lessen. Een half jaar na het einde belt de consulent nog eens.

The description is made up and stands in no source. What the file says is what the description says, rule by rule.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import Case
from alliantie.people.models import Organisation
from alliantie.practices.loader import load
from alliantie.practices.periods import parse_term
from tests.docs.pages import CHECKOUT, text_of
from tests.insight.teams import manager
from tests.worklist.browse import sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FILE = CHECKOUT / "tests" / "walks" / "samen-inburgeren.yaml"
NAME = "nl-inburgeren"
BEGINS = datetime(2027, 1, 4, 9, tzinfo=clock.HOME)


def adopted(world: World) -> Browser:
    """The manager began it from the text, looked at it on a case that is made up, and adopted it."""
    manages = sign_in(manager(world))
    assert manages.post(reverse("practice-new"), {"text": text_of(FILE)}).status_code == 302
    made_up = words(manages, reverse("practice-draft-case", args=(NAME,)) + "?rule=letter-before-fine&on=2027-01-04")
    assert (
        "Boete opleggen Vraag eerst waarom: houdt tegen. Ook bij gevaar. "
        "Stuur eerst de brief en wacht een maand: houdt tegen tot en met 18 februari 2027. Ook bij gevaar." in made_up
    )
    assert manages.post(reverse("practice-draft-adopt", args=(NAME,)), {"seen": 1}).status_code == 302
    assert NAME in Organisation.objects.using("owner").get(id=world.organisation.id).practices
    return manages


def test_what_was_written_by_the_guide_passes_the_check_and_says_each_rule_of_the_description() -> None:
    practice, problems = load(FILE.read_bytes(), "")
    assert practice is not None, problems
    timed = {norm.id: str((norm.within or norm.every).term) for norm in practice.norms if norm.within or norm.every}  # type: ignore[union-attr]
    assert timed == {
        "welcome-soon": "P2W",
        "learning-plan": "P10W",
        "childcare": "P4W",
        "every-quarter": "P3M",
        "talk-before-exam": "P2W",
        "after-the-end": "P6M",
    }
    gates = {norm.id: norm.requires for norm in practice.norms if norm.requires is not None}
    assert {id: (gate.emergency, gate.passed) for id, gate in gates.items()} == {
        "heard-before-fine": (False, None),
        "letter-before-fine": (False, parse_term("P1M")),
    }


def test_a_worker_opens_a_case_on_it_and_its_rules_ask_what_the_description_says(settings: Any) -> None:
    settings.DEMO, world = True, World.make("Gemeente")
    with clock.at(BEGINS - timedelta(days=1)):
        manages = adopted(world)
        assert "Samen inburgeren" in words(manages, reverse("practices"))
    with clock.at(BEGINS):
        worker = sign_in(world.workers[0])
        person = {"given": "Sem", "family": "Proefles", "born": "1990-03-04", "role": "client"}
        form = {f"person0-{name}": value for name, value in person.items()}
        form |= {"practice": NAME, "team": str(world.team.id), "measure": "integration", "on": "2027-01-04"}
        answer = worker.post(reverse("case-new"), form | {"count": "1", "action": "", "token": str(uuid4())})
        assert answer.status_code == 302, answer.content.decode()
        case = Case.objects.using("owner").get(practice_id=NAME)
        shown = words(worker, reverse("case", args=(case.id,)))
        assert "Houd het welkomstgesprek" in shown
        assert "uiterlijk maandag 18 januari" in shown
        fine = words(worker, reverse("case-decision", args=(case.id, "fine")))
        assert "Dit kan nog niet. Vraag eerst waarom." in fine
