"""Before looking together the client says whose answers these are."""

from __future__ import annotations

import pytest

from alliantie.access.identity import acting
from alliantie.access.policies import NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part
from tests.alliance.ways import at, both_sent, state
from tests.support import raw
from tests.worklist.browse import as_client
from tests.worlds import CaseWorld, look_along

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_a_client_who_did_not_answer_voids_the_round_and_the_answers_are_gone(case: CaseWorld) -> None:
    round_id = both_sent(case)
    client = as_client(case)
    assert client.get(at("round-together", round_id))["Location"] == at("round-own", round_id)
    assert "Dan vervalt deze ronde." in client.post(at("round-own", round_id), {"answer": "no"}).content.decode()
    assert state(round_id) == "complete"
    client.post(at("round-own", round_id), {"answer": "void"})
    assert state(round_id) == "closed"
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        _part, draft, _key = queries.own_part(actor, here)
        assert draft.answers == {}
        assert queries.looked(actor, here) is None
    reasons = dict(Part.objects.using("owner").filter(round_id=round_id).values_list("role", "closed_because"))
    assert reasons["client"] == "voided"
    with acting(case.worker) as actor:
        assert "voided" not in repr(raw.everything())
        own, _draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
        assert own.closed_because != "voided"


def test_nobody_looks_together_before_the_client_said_whose_answers_these_are(case: CaseWorld) -> None:
    round_id = both_sent(case)
    with acting(case.client()) as actor, pytest.raises(NotNow):
        operations.confirm_together(actor=actor, here=queries.get_round(actor, round_id))
    with acting(case.worker) as actor, pytest.raises(NotNow):
        operations.say_own(actor=actor, here=queries.get_round(actor, round_id), yes=True)
    look_along(case.client(), round_id)
    assert look_along(case.worker, round_id) is True
