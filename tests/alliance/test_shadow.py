"""A code in other hands: it tells nobody that the client sent, and opens nothing of what was."""

from __future__ import annotations

import pytest

from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part, Round
from tests.alliance.ways import LOCKED, at, come_in, handed, state
from tests.worklist.browse import as_client
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_a_pin_somebody_planted_opens_nothing_of_an_own_account(case: CaseWorld) -> None:
    """Whoever tried a code first, with a PIN of their own, reads and confirms nothing of what the client does later."""
    round_id = case.round()
    planted = handed(case, round_id, "8642")
    client = as_client(case)
    client.post(at("round-notice", round_id), {"choice": "yes"})
    client.post(at("round-question", round_id, step=1), {"answer": "4"})
    assert planted.get(at("round-resume", round_id), follow=True).content.decode().count(LOCKED) == 1
    again = handed(case, round_id, "8642")
    assert again.get(at("round", round_id))["Location"] == at("round-frame", round_id)
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        operations.save_answers(
            actor=actor, here=here, answers={item.id: 4 for item in here.questionnaire(actor).items}
        )
        operations.seal(actor=actor, here=here, share="all")
    case.answer(case.worker, round_id)
    with acting(case.worker) as actor:
        here = queries.get_round(actor, round_id)
        for _try in range(2):
            assert operations.come_beside(actor=actor, here=here, pin="8642", device="") is None


def test_a_code_tells_nobody_that_the_client_has_sent(case: CaseWorld) -> None:
    """Before and after: any PIN leads to a turn of its own, which ends like any other and counts for nothing."""
    before, after = case, World.make("Na").case()
    seen = []
    for here, sent in ((before, False), (after, True)):
        round_id = here.round()
        if sent:
            link = here.link(round_id)
            come_in(link, round_id)
            here.answer(link, round_id, 2)
        held = bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers)
        browser = handed(here, round_id, "9753")
        steps = [browser.get(at("round", round_id))["Location"]]
        steps.append(browser.post(at("round-frame", round_id))["Location"])
        steps.append(browser.get(at("round", round_id))["Location"])
        steps.append(browser.post(at("round-notice", round_id), {"choice": "yes"})["Location"])
        steps.append(browser.post(at("round-practice", round_id), {"answer": "4"})["Location"])
        items = 8
        for step in range(1, items + 1):
            steps.append(browser.post(at("round-question", round_id, step=step), {"answer": "1"})["Location"])
        assert browser.get(at("round-review", round_id)).status_code == 200
        steps.append(browser.post(at("round-share", round_id), {"share": "nothing", "helper": "nobody"})["Location"])
        seen.append([step.replace(str(round_id), "") for step in steps])
        if sent:
            part = Part.objects.using("owner").get(round_id=round_id, role="client")
            assert bytes(part.answers) == held
            assert part.share == "all"
            assert state(round_id) == "open"
            assert handed(here, round_id, "2580").get(at("round", round_id), follow=True).status_code == 200
    assert seen[0] == seen[1]


def test_a_shadow_of_a_turn_never_looks_together(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    come_in(link, round_id)
    case.answer(link, round_id)
    other = case.link(round_id)
    assert not come_in(other, round_id, "9753")
    with acting(other) as client:
        here = queries.get_round(client, round_id)
        operations.take_stance(actor=client, here=here, stance="not_now", do_not_ask=True)
        assert queries.own_rounds(queries.pairs_with_rounds(client)) == ()
    case.answer(case.worker, round_id)
    with acting(other) as client, pytest.raises(Round.DoesNotExist):
        queries.get_round(client, round_id)
    with acting(case.client()) as client:
        assert not queries.does_not_want_asking(client, case.pair_ids[0])
