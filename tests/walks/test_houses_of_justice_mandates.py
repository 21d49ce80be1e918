"""Flemish houses of justice: mandates beside probation, from the source text."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases.queries.standing import decisions_open, standing_of
from tests.walks.test_houses_of_justice import FRAME, NOOR, PRACTICE
from tests.walks.walking import Step, Walk, nothing
from tests.worklist.browse import as_worker

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


THREE_MONTHS = "Leg vast of de vrijheid onder voorwaarden eindigt of is verlengd: zij duurt hoogstens drie maanden"


SIX_MONTHS = "Leg het einde van de vrijheid onder voorwaarden vast: verlengd duurt zij hoogstens zes maanden"


PAST = "De laatste dag is voorbij: leg het einde of een verlenging vast"


def test_release_under_conditions_lasts_three_months_once_extended_and_asks_no_report_of_probation() -> None:
    Walk(PRACTICE).go(
        (
            Step(
                "2026-01-05",
                "5109-5119",
                "three months at most",
                lambda walk: walk.open("release-under-conditions", NOOR).explain(),
                (f"2026-04-04 {THREE_MONTHS}",),
            ),
            Step(
                "2026-03-30",
                "5115-5117",
                "extended by three months at most",
                lambda walk: walk.extend("release-under-conditions", "2026-07-05"),
                (),
            ),
            Step(
                "2026-04-06",
                "5115-5117",
                "the second three months run",
                nothing,
                (f"2026-07-04 {SIX_MONTHS}",),
            ),
            Step("2026-06-29", "5117", "until the verdict", lambda walk: walk.record("until-verdict"), ()),
            Step(
                "2026-10-05",
                "5117",
                "past the day that was named its end is asked, and there is a verdict",
                nothing,
                (f"2026-07-04 {PAST}",),
            ),
            Step(
                "2026-10-05",
                "5117",
                "the verdict",
                lambda walk: walk.end("verdict", over=("release-under-conditions",)),
            ),
        )
    )


def test_release_under_conditions_that_was_not_extended_asks_for_its_end_on_both_sides_of_the_limit() -> None:
    over = f"2026-04-04 {THREE_MONTHS}"
    Walk(PRACTICE).go(
        (
            Step(
                "2026-01-05",
                "5109-5119",
                "three months, with the day on which they end",
                lambda walk: walk.open("release-under-conditions", NOOR, until="2026-04-05").explain(),
                (over,),
            ),
            Step("2026-04-04", "5115-5117", "the last day", nothing, (over,)),
            Step("2026-04-06", "5115-5117", "a day after, asked once", nothing, (over,)),
            Step(
                "2026-04-06",
                "5115-5117",
                "it ended",
                lambda walk: walk.end("mandate-over", over=("release-under-conditions",)),
            ),
        )
    )


def test_a_work_penalty_is_carried_out_within_twelve_months_of_the_sentence() -> None:
    carried_out = "2026-12-01 Kijk of de werkstraf is uitgevoerd"
    Walk(PRACTICE).go(
        (
            Step(
                "2026-01-05",
                "5282-5292",
                "the term counts from the sentence, not from the mandate: its day has to be known",
                lambda walk: walk.open("autonomous-work-penalty", NOOR).explain(),
                ("2026-01-12 Noteer de dag van de uitspraak",),
            ),
            Step(
                "2026-01-06",
                "5286-5288",
                "twelve months from the sentence",
                lambda walk: walk.record("sentence-noted", sentenced_on=date(2025, 12, 1)),
                (carried_out,),
            ),
            Step("2026-09-07", "5286-5288", "done", lambda walk: walk.record("work-done"), ()),
            Step(
                "2026-09-08",
                "5286-5288",
                "the end",
                lambda walk: walk.end("work-carried-out", over=("autonomous-work-penalty",)),
            ),
        )
    )


@pytest.mark.parametrize("measure", ["penal-mediation", "internment", "electronic-monitoring", "clemency"])
def test_other_mandates_have_a_frame_and_no_term_of_probation(measure: str) -> None:
    Walk(PRACTICE).go(
        (
            Step("2026-01-05", "4849-4862,5140-5152", "a mandate", lambda walk: walk.open(measure, NOOR), (FRAME,)),
            Step("2026-01-06", "5519-5529", "the frame", lambda walk: walk.explain(), ()),
            Step("2027-01-05", "5098-5105", "a year later nothing is due", nothing, ()),
            Step("2027-01-06", "5098-5105", "the end", lambda walk: walk.end("mandate-over", over=(measure,))),
        )
    )


@pytest.mark.parametrize("measure", ["social-inquiry", "brief-information-report"])
def test_an_information_assignment_ends_with_a_report(measure: str) -> None:
    question = {"question": "Is begeleiding haalbaar?", "feasible": "Ja."}
    report = "2026-02-18 Stuur het voorlichtingsverslag"
    Walk(PRACTICE).go(
        (
            Step(
                "2026-01-05",
                "4823-4847",
                "an assignment: what is asked has to be known; by when is our setting",
                lambda walk: walk.open(measure, NOOR).record("commissioned", authority="trial-court"),
                ("2026-01-12 Noteer voor welke maatregel de opdrachtgever voorlichting vraagt",),
            ),
            Step(
                "2026-01-07",
                "4823-4847,5078-5088",
                "what is asked; for the report the source gives no term, six weeks from here is our setting",
                lambda walk: walk.fill_in("information-asked", within="probation", question="Is begeleiding haalbaar?"),
                (report,),
            ),
            Step(
                "2026-02-09",
                "4833-4847",
                "the report",
                lambda walk: walk.post("information-report", "Rechtbank", **question),
                (),
            ),
            Step("2026-02-09", "4823-4825", "the end", lambda walk: walk.end("information-given")),
        )
    )


def meets_no_probation(walk: Walk) -> None:
    """Nobody breaks a condition here: no incident, no condition and no report of probation is offered, or recorded."""
    browser, address = as_worker(walk.case), f"/cases/{walk.case.case_id}/"
    assert browser.get(f"{address}incidents/new").status_code == 404
    shown = browser.get(address).content.decode()
    assert "Er is iets gebeurd" not in shown
    assert "Schrijf op wat er geldt" not in shown
    assert browser.get(f"{address}conditions/new").status_code == 404
    with pytest.raises(Denied):
        walk.went_wrong("missed-appointment", answered="no")
    with acting(walk.case.worker) as actor:
        standing = standing_of(actor, walk.here(), clock.today())
    assert [each for each in decisions_open(standing) if each == "report-non-compliance"] == []


@pytest.mark.parametrize(
    ("measure", "seed", "kind", "values", "reason"),
    [
        ("civil-inquiry", "4864-4882", "civil-asked", {"about": "authority"}, "inquiry-done"),
        ("victim-reception", "4884-4896", "victim-supported", {"how": "hearing"}, "victim-helped"),
        ("first-line", "4898-4918", "question-answered", {"how": "referred"}, "question-answered"),
    ],
)
def test_other_assignments_are_registered_and_nothing_is_due(
    measure: str, seed: str, kind: str, values: dict[str, str], reason: str
) -> None:
    walk = Walk(PRACTICE)
    walk.go(
        (
            Step("2026-01-05", seed, "registered", lambda walk: walk.open(measure, NOOR), ()),
            Step("2026-01-12", seed, "what was done", lambda walk: walk.record(kind, **values), ()),
            Step("2026-01-13", seed, "and meets no rule of probation", meets_no_probation, ()),
            Step("2026-01-13", seed, "the end", lambda walk: walk.end(reason)),
        )
    )
