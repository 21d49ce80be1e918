"""Pages of incidents under one measure: kinds, answers and reactions of another are not offered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Account, Incident
from alliantie.cases.operations import record_fact
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.worklist.queries.kinds import kinds_of
from tests.worklist.browse import as_worker, hidden, words
from tests.worklist.test_incident_pages import HUGE, at, page_of, recorded, respond, told
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_kinds_answers_talks_and_rules_of_another_measure_are_not_offered() -> None:
    case = World.make().case(measure_id="short-module")
    worker = as_worker(case)
    kinds = words(worker, at("case-incident-kinds", case))
    assert "Een afspraak niet nagekomen" in kinds
    assert "bijzondere voorwaarde" not in kinds
    there = at("case-incident-new", case, kind="appointment")
    form = words(worker, there)
    assert "Ongewenst gedrag" in form
    assert "Overtreding" not in form
    sent = {"token": hidden(worker, there, "token"), "on": clock.today().isoformat()}
    assert worker.post(there, sent | {"value-judged": "breach-special"}).status_code == 422
    for kind in ("special-condition", "appointment"):
        there = at("case-incident-new", case, kind=kind)
        refused = worker.post(there, sent | {"value-judged": "unwanted"})
        assert ("hoort niet bij wat hier loopt of liep" in told(refused)) is (kind == "special-condition")
    talks = words(worker, at("case-plan", case))
    assert "Gesprek van de korte module" in talks
    assert "Meldplichtgesprek" not in talks
    assert worker.post(at("case-talk", case), {"what": "reporting-talk"}).status_code == 422
    rules = words(worker, at("case-rules", case))
    assert "kan ook zonder strafrechtelijke beslissing beginnen" in rules
    assert "drie jaar" not in rules.split("Wat de bron openlaat")[0]


def test_a_suspended_sentence_has_its_own_kinds_answers_talks_and_rules() -> None:
    case = World.make().case(measure_id="suspended-sentence")
    worker = as_worker(case)
    assert "bijzondere voorwaarde" in words(worker, at("case-incident-kinds", case))
    assert "Overtreding van een bijzondere voorwaarde" in words(worker, at("case-incident-new", case, kind="offence"))
    assert "Een voorwaarde niet nagekomen" not in words(worker, at("case-incident-new", case, kind="offence"))
    talks = words(worker, at("case-plan", case))
    assert "Meldplichtgesprek" in talks
    assert "korte module" not in talks
    assert "De proeftijd duurt hoogstens drie jaar." in words(worker, at("case-rules", case))


def test_the_form_asks_what_happened_then_what_the_client_says_and_judges_last() -> None:
    case = World.make().case(measure_id="suspended-sentence")
    worker = as_worker(case)
    there = at("case-incident-new", case, kind="appointment")
    asked = words(worker, there)
    order = ["Wat gebeurde er precies?", "Op welke dag?", "Wat zegt Noor?", "Noor zegt liever niets", "Oordeel"]
    assert [asked.index(each) for each in order] == sorted(asked.index(each) for each in order)

    def send(**sent: str) -> Any:
        day = clock.today().isoformat()
        given = {"token": str(uuid4()), "on": day, "text": "Zo.", "value-judged": "unwanted", **sent}
        return worker.post(there, given)

    for wrong in ({"readers": "everyone"}, {"readers": "worker"}, {"account": "Ik was ziek."}, {"account": HUGE}):
        assert send(**wrong).status_code == 422
    assert not Incident.objects.using("owner").exists()
    answer = send(readers="worker", account="Ik was ziek.")
    incident = Incident.objects.using("owner").get()
    assert answer["Location"] == page_of(case, incident)
    account = Account.objects.using("owner").get()
    assert (account.text, account.readers) == ("Ik was ziek.", "worker")
    assert not send(readers="declined")["Location"].endswith("heard")
    assert send()["Location"].endswith("heard")
    heard = {each.heard for each in Incident.objects.using("owner").all()}
    assert heard == {"told", "declined", "not_yet"}


def test_a_long_list_of_reactions_folds_with_the_lightest_and_what_must_be_in_sight_and_none_chosen() -> None:
    case = World.make().case(measure_id="suspended-sentence")
    worker = as_worker(case)
    incident = recorded(case, worker, "appointment", **{"value-judged": "breach-special"})
    html = worker.get(page_of(case, incident)).content.decode()
    sight, folded = html.split("<summary>Nog 2 mogelijkheden</summary>")
    assert (sight.count('name="option"'), folded.count('name="option"')) == (9, 2)
    assert "nothing-besides" in sight
    assert 'value="report"' in sight
    assert 'value="enforcement"' in folded
    light = recorded(case, worker, "appointment", **{"value-judged": "unwanted"})
    assert "mogelijkheden" not in worker.get(page_of(case, light)).content.decode()
    kept = respond(case, worker, incident, "enforcement", reason="").content.decode()
    assert '<details class="why" open>' in kept


def test_a_warning_after_a_breach_is_no_second_kind_of_warning_and_brings_a_round_as_one() -> None:
    practice = library().latest("nl-probation")
    assert "warning" not in kinds_of(practice)
    assert "warning" in kinds_of(library().latest("nl-debt-zeist"))
    today = clock.today()
    counted = [sort.id for sort in practice.facts if sort.counts_as == "warning"]
    assert counted == ["breach-warning"]
    case = World.make().case(measure_id="suspended-sentence")
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        for kind, on, talk in (
            ("breach-warning", today - timedelta(days=9), ""),
            ("contact", today - timedelta(days=6), "reporting-talk"),
            ("contact", today - timedelta(days=3), "reporting-talk"),
        ):
            record_fact(
                actor=actor, now=clock.now(), area_id=here.area_id, case_id=here.id, kind=kind, on=on, talk_id=talk
            )
    assert "Na een waarschuwing of nieuwe maatregel" in words(as_worker(case), at("case", case))


def test_what_comes_first_but_stops_nothing_is_said_at_the_option_it_comes_before(settings: Any) -> None:
    settings.DEMO = True
    first = "Probeer het eerst te bespreken. Slaat u het over, schrijf dan waarom."
    with clock.at(clock.now() - timedelta(days=30)):
        case = World.make().case("be-houses-of-justice")
    worker = as_worker(case)
    incident = recorded(case, worker, "missed-appointment", **{"value-answered": "no"})
    assert first in words(worker, page_of(case, incident))
    respond(case, worker, incident, "tried")
    assert first not in words(worker, page_of(case, incident))


@pytest.mark.parametrize("colour", ["yellow", "red"])
def test_the_letter_of_a_card_begins_with_the_colour_that_was_chosen(colour: str) -> None:
    case = World.make().case("nl-save-youth-probation", measure_id="conditional-supervision")
    worker = as_worker(case)
    happened = recorded(case, worker, "condition", **{"value-what": "not-clear"})
    card = f"{at('case-letter-new', case, template_id='card')}?incident={happened.id}"
    assert "checked" not in worker.get(card).content.decode().split('name="f_card"')[1].split(">")[0]
    assert respond(case, worker, happened, f"{colour}-card").status_code == 302
    page = worker.get(card).content.decode()
    assert "checked" in page.split(f'name="f_card" value="{colour}"')[1].split(">")[0]


def test_a_letter_that_carries_out_a_response_begins_with_the_reason_that_was_given_for_it() -> None:
    case = World.make().case("nl-save-protection", measure_id="supervision-order")
    worker = as_worker(case)
    happened = recorded(case, worker, "condition")
    letter = f"{at('case-letter-new', case, template_id='instruction')}?incident={happened.id}"
    assert "Praten hielp niet." not in worker.get(letter).content.decode()
    assert respond(case, worker, happened, "instruction", reason="Praten hielp niet.").status_code == 302
    assert "Praten hielp niet.</textarea>" in worker.get(letter).content.decode().split('name="f_why"')[1]


def test_what_is_set_aside_for_a_settlement_is_asked_within_a_settlement_alone() -> None:
    # 4640-4648: it is weighed of somebody within a settlement; before one there is nothing to set aside for.
    world = World.make()
    for measure, there in (("settlement", True), ("application", False), ("budget-management", False)):
        case = world.case("nl-debt-zeist", names=(("Ali", measure),), measure_id=measure)
        assert (
            "Niet gereserveerd voor de regeling" in words(as_worker(case), at("case-incident-kinds", case))
        ) is there
