"""A decision about one person is about somebody whom it can be about, and is kept apart for each."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import NotNow
from alliantie.cases.models import AskedDecision, Fact
from alliantie.cases.operations import change_measure
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.queries import get_case
from alliantie.practices import library
from tests.cases.reserved_ways import ask
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def family() -> CaseWorld:
    """Two children and a parent, with a measure for all and a supervision order for the first child alone."""
    made = World.make().case(
        "nl-save-protection",
        names=(("Kim", "de Vries"), ("Sem", "de Vries"), ("Ank", "de Vries")),
        roles=("young_person", "young_person", "parent"),
        measure_id="guidance",
    )
    with acting(made.worker) as actor:
        change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, made.case_id),
            measure_id="supervision-order",
            starts=True,
            on=clock.today(),
            client_id=made.client_ids[0],
        )
    return made


def decide(case: CaseWorld, decision_id: str, client: int, token: UUID | None = None) -> UUID:
    with acting(case.worker) as actor:
        return take_decision(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            decision_id=decision_id,
            token=token or uuid4(),
            client_id=case.client_ids[client],
            reason="Het is nodig.",
            danger=True,
        )


def taken(case: CaseWorld) -> list[tuple[object, UUID | None]]:
    rows = Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken").order_by("recorded_at", "id")
    return [(each.values["decision"], each.client_id) for each in rows]


def test_a_decision_is_not_taken_about_a_child_for_whom_no_measure_brings_it(family: CaseWorld) -> None:
    with pytest.raises(NotNow):
        decide(family, "ask-authority", 1)
    decide(family, "ask-authority", 0)
    assert taken(family) == [("ask-authority", family.client_ids[0])]


def test_a_decision_about_who_was_named_wrongly_is_not_taken_about_another(family: CaseWorld) -> None:
    """Of the two children only one has the measure; the parent is not replaced by that child."""
    with pytest.raises(NotNow):
        decide(family, "ask-authority", 2)
    assert taken(family) == []


@pytest.mark.usefixtures("reserved")
def test_a_reserved_decision_is_not_asked_about_a_child_for_whom_no_measure_brings_it(family: CaseWorld) -> None:
    for client in (1, 2):
        with pytest.raises(NotNow):
            ask(family, "place-out-of-home", client=client)
    ask(family, "place-out-of-home", client=None)
    assert AskedDecision.objects.using("owner").get(case_id=family.case_id).client_id == family.client_ids[0]


def test_the_same_form_sent_about_two_children_is_kept_for_both_and_once_for_each(family: CaseWorld) -> None:
    token = uuid4()
    for client in (0, 1, 1):
        decide(family, "ask-council", client, token)
    assert sorted(taken(family), key=str) == sorted((("ask-council", each) for each in family.client_ids[:2]), key=str)


def test_a_measure_for_all_begins_after_a_decision_about_each_of_them(
    family: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = library().latest("nl-save-protection")
    by = {"guardianship": {"begins_by": ("ask-council",)}}
    measures = tuple(each.model_copy(update=by.get(each.id, {})) for each in read.measures)
    made = read.model_copy(update={"measures": measures})
    monkeypatch.setitem(library()._practices[read.id], read.version, made)

    def begin() -> None:
        with acting(family.worker) as actor:
            case = get_case(actor, family.case_id)
            change_measure(
                actor=actor, now=clock.now(), case=case, measure_id="guardianship", starts=True, on=clock.today()
            )

    decide(family, "ask-council", 0)
    with pytest.raises(NotNow):
        begin()
    decide(family, "ask-council", 1)
    begin()
    assert len(taken(family)) == 2
