"""What is due leads to the page on which it is done."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases import operations
from alliantie.cases.models import Incident, Letter, Outcome
from alliantie.cases.operations import change_measure
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.practices.reaction import Response
from tests.cases.letter_ways import sent
from tests.support.at_once import at_once
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MOMENT = datetime(2026, 11, 18, 10, 0, tzinfo=clock.HOME)


def first_rows(browser: Browser, case: CaseWorld) -> list[str]:
    """Where the rows of "Eerst" lead."""
    html = browser.get(reverse("case", args=[case.case_id])).content.decode()
    block = html.split('id="first"')[1].split("</section>")[0]
    return [link["href"] for _name, link in tags(block, "a") if "row-title" in link.get("class", "")]


def record(case: CaseWorld, kind: str, **values: object) -> None:
    with acting(case.worker) as actor:
        operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today(),
            values=values,  # type: ignore[arg-type]
        )


def went_wrong(case: CaseWorld, judged: str = "", kind: str = "appointment", **values: str) -> UUID:
    """An incident of today."""
    with acting(case.worker) as actor:
        return record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            kind=kind,
            on=clock.today(),
            values={"judged": judged, **values} if judged else values,
            text="",
            token=uuid4(),
        )


@pytest.mark.parametrize("practice_id", sorted(library().ids()))
def test_what_is_due_under_any_measure_leads_to_a_page_that_is_there(practice_id: str) -> None:
    with clock.at(MOMENT):
        practice = library().latest(practice_id)
        case = World.make().case(practice_id)
        for measure in practice.measures:
            with acting(case.worker) as actor:
                here = get_case(actor, case.case_id)
                # What runs already is started once.
                with suppress(Denied):
                    change_measure(
                        actor=actor, now=clock.now(), case=here, measure_id=measure.id, starts=True, on=clock.today()
                    )
            browser = as_worker(case)
            for address in set(first_rows(browser, case)):
                assert browser.get(address).status_code == 200, (measure.id, address)


def test_a_letter_or_form_that_settles_a_duty_is_where_its_row_leads() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        browser = as_worker(case)
        assert reverse("case-form-new", args=[case.case_id, "level-judgement"]) in first_rows(browser, case)
        assert reverse("case-frame", args=[case.case_id, case.client_ids[0]]) in first_rows(browser, case)


def test_of_two_letters_that_record_the_same_the_one_leads_on_that_says_what_is_asked() -> None:
    with clock.at(MOMENT):
        case = World.make().case("be-houses-of-justice")
        record(case, "new-facts-assignment", about="PV van 3 november")
        found = first_rows(as_worker(case), case)
        for letter in ("invitation-first", "invitation-new-facts"):
            assert reverse("case-letter-new", args=[case.case_id, letter]) in found


def test_what_is_due_because_of_an_incident_leads_to_that_one_and_not_to_a_newer() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        asked, breach, _newer = (
            went_wrong(case, judged) for judged in ("not-established", "breach-general", "unwanted")
        )
        browser = as_worker(case)
        found = first_rows(browser, case)
        assert reverse("case-incident-again", args=[case.case_id, asked]) in found
        for letter in ("breach-report", "breach-warning"):
            there = f"{reverse('case-letter-new', args=[case.case_id, letter])}?incident={breach}"
            assert there in found
            assert browser.get(there).status_code == 200


def test_a_report_that_was_begun_is_gone_on_with_and_no_second_begins_by_accident() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        breach, other = went_wrong(case, "breach-special"), went_wrong(case, "breach-general")
        browser = as_worker(case)
        new, there = (
            reverse("case-letter-new", args=[case.case_id, "breach-report"]),
            reverse("case-incident", args=[case.case_id, breach]),
        )
        sent = {
            "to": "Officier van justitie", "language": "nl", "incident": str(breach), "f_condition": "Kom op tijd.",
            "f_happened": "Noor kwam niet.",
        }  # fmt: skip
        begun = browser.post(new, sent | {"token": str(uuid4())})["Location"]
        for page in (browser.get(there).content.decode(), browser.get(f"{new}?incident={breach}").content.decode()):
            assert begun in page
            assert "concept van" in page
        found = first_rows(browser, case)
        assert begun in found
        assert f"{new}?incident={breach}" not in found
        assert f"{new}?incident={other}" in found
        refused = browser.post(new, sent | {"token": str(uuid4())})
        assert refused.status_code == 422
        assert "Deze brief is er al over deze gebeurtenis." in refused.content.decode()
        assert Letter.objects.using("owner").count() == 1
        # About the general condition the letter offers that one; another can be typed.
        typed = {"incident": str(other), "f_condition_chosen": "other"}
        assert browser.post(new, sent | typed | {"token": str(uuid4())}).status_code == 302
        assert browser.post(new, sent | {"token": str(uuid4()), "sure": "on"}).status_code == 302
        assert Letter.objects.using("owner").count() == 3


def test_after_a_report_was_sent_the_page_of_the_incident_tells_when_and_to_whom() -> None:
    with clock.at(MOMENT.astimezone(UTC)):
        case = World.make().case("nl-probation")
        breach = went_wrong(case, "breach-special")
        called = Incident.objects.using("owner").get(id=breach).values["incident"]
        filled = {"incident": called, "in_writing": True, "with_warning": False}
        sent(case, "breach-report", filled=filled, addressees=(("Officier De Boer",),))
        browser = as_worker(case)
        page = flat(browser.get(reverse("case-incident", args=[case.case_id, breach])).content.decode())
        assert "verstuurd op 18 november · Officier De Boer" in page
        again = {"incident": str(breach), "to": "Officier", "language": "nl", "token": str(uuid4())}
        again |= {"f_condition": "Kom.", "f_happened": "Niet."}
        new = reverse("case-letter-new", args=[case.case_id, "breach-report"])
        assert browser.post(new, again).status_code == 422
        assert Letter.objects.using("owner").count() == 1


def test_two_who_begin_the_same_report_at_once_make_one() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        breach = went_wrong(case, "breach-special")
        new = reverse("case-letter-new", args=[case.case_id, "breach-report"])
        said = {
            "to": "Officier",
            "language": "nl",
            "incident": str(breach),
            "f_condition": "Kom.",
            "f_happened": "Nee.",
        }
        browsers = as_worker(case), as_worker(case)

        def press(number: int) -> None:
            with clock.at(MOMENT):
                browsers[number].post(new, said | {"token": str(uuid4())})

        at_once(lambda: press(0), lambda: press(1))
        assert Letter.objects.using("owner").count() == 1


def test_what_must_follow_a_breach_stands_above_what_can_be_chosen_and_is_not_folded_away() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        breach, other = went_wrong(case, "breach-special", "special-condition"), went_wrong(case, "breach-general")
        html = as_worker(case).get(reverse("case-incident", args=[case.case_id, breach])).content.decode()
        due, choosing = html.split("Wat doet u?")
        for letter in ("breach-report", "breach-warning"):
            there = reverse("case-letter-new", args=[case.case_id, letter])
            assert f'href="{there}?incident={breach}"' in due
            assert f"{there}?incident={other}" not in html
        unfolded = choosing.split("<details")[0]
        musts = [each.id for each in probation_responses() if each.grade == "must"]
        in_sight = [each for each in musts if f'value="{each}"' in unfolded]
        offered = [each for each in musts if f'value="{each}"' in html]
        assert in_sight == offered != []


def probation_responses() -> tuple[Response, ...]:
    """What can be done about an incident in probation."""
    reactions = library().latest("nl-probation").reactions
    assert reactions is not None
    return reactions.responses


def test_what_must_be_done_about_an_incident_leads_to_its_page() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-work-rsd-krh")
        incident = went_wrong(case, kind="undeclared-work", what="undeclared", told="told")
        found = first_rows(as_worker(case), case)
        assert reverse("case-incident", args=[case.case_id, incident]) in found


def test_the_rows_of_an_ended_case_lead_nowhere() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        with acting(case.worker) as actor:
            end_case(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, case.case_id),
                ending=Ending(
                    kind=Outcome.Kind.TRANSFERRED,
                    reason="transferred",
                    interests="Alles.",
                    cause="Klaar.",
                    contact="Gebeld.",
                ),
                token=uuid4(),
            )
        assert first_rows(as_worker(case), case) == []


def test_what_is_due_by_one_kind_of_talk_opens_with_that_kind_chosen() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist", measure_id="settlement")
        with acting(case.worker) as actor:
            here = get_case(actor, case.case_id)
            for measure, starts in (("information-advice", True), ("settlement", False)):
                change_measure(
                    actor=actor, now=clock.now(), case=here, measure_id=measure, starts=starts, on=clock.today(),
                    reason="Zo is het besproken.", decided_by="Bente Beheer",
                )  # fmt: skip
        browser = as_worker(case)
        there = f"{reverse('case-talk', args=[case.case_id])}?what=aftercare"
        assert there in first_rows(browser, case)
        assert "checked" in browser.get(there).content.decode().split('name="what" value="aftercare"')[1].split(">")[0]
        # What is no talk of the practice chooses nothing.
        assert (
            "checked"
            not in browser.get(there + "x").content.decode().split('name="what"', 1)[1].split("</fieldset>")[0]
        )
