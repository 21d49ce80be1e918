"""An incident that is judged otherwise, or was before anything ran here: the pages tell what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alliantie import clock
from alliantie.cases.models import Duty
from tests.worklist.browse import as_worker, hidden, words
from tests.worklist.test_incident_pages import at, page_of, recorded, respond, told
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# One story: judged, answered, judged otherwise, answered anew


def test_the_pages_tell_one_story_of_an_answer_that_another_judgement_made_old() -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        case = World.make().case(measure_id="suspended-sentence")
    worker = as_worker(case)
    incident = recorded(case, worker, "appointment", **{"value-judged": "unwanted"})
    there, home = page_of(case, incident), at("case", case)
    assert respond(case, worker, incident, "no-action").status_code == 302
    assert "gekozen wat u doet" in words(worker, home)
    assert "Klaar, leg dit weg" in words(worker, there)
    again = page_of(case, incident, "case-incident-again")
    sent = {"on": clock.today().isoformat(), "value-judged": "breach-special", "token": hidden(worker, again, "token")}
    assert worker.post(again, sent).status_code == 302
    page = words(worker, there)
    assert "Niets doen bij wat u eerder wist" in page
    assert "Het oordeel veranderde nadat u koos. Kies opnieuw wat u doet." in page
    assert "Klaar, leg dit weg" not in page
    assert "Wat doet u?" in page
    assert "Was dit niets?" not in page
    assert "anders beoordeeld, kies opnieuw" in words(worker, home)
    refused = worker.post(page_of(case, incident, "case-incident-put-away"))
    assert refused.status_code == 409
    assert "Kies eerst opnieuw wat u doet." in told(refused)
    assert respond(case, worker, incident, "warn").status_code == 302
    page = words(worker, there)
    assert "Kies opnieuw wat u doet" not in page
    assert "Wat doet u nog meer?" in page
    assert page.index("Niets doen bij wat u eerder wist") < page.index("Een waarschuwing geven")
    assert "gekozen wat u doet" in words(worker, home)
    assert "kies opnieuw" not in words(worker, home)


# Before anything ran here


@pytest.mark.parametrize(
    ("practice", "kind", "values", "follows"),
    [
        (
            "nl-probation",
            "offence",
            {"value-judged": "breach-general"},
            "Wat u moet doen, telt vanaf de dag van uw oordeel.",
        ),
        ("nl-debt-zeist", "not-come", {}, "Er volgt hier geen taak uit."),
    ],
)
def test_what_was_before_the_measure_is_recorded_and_told_what_follows(
    practice: str, kind: str, values: dict[str, str], follows: str
) -> None:
    case = World.make().case(practice)
    worker = as_worker(case)
    before = (clock.today() - timedelta(days=3)).isoformat()
    page = words(worker, page_of(case, recorded(case, worker, kind, on=before, **values)))
    assert "Dit was voordat hier iets liep: dat begon op" in page
    assert follows in page
    assert "Klopt de dag niet?" in page
    due = Duty.objects.using("owner").filter(case_id=case.case_id)
    starts = {each.told["start"]["on"] for each in due if each.told["start"]["kind"] in ("behaviour", "not-come")}
    assert starts == ({clock.today().isoformat()} if values else set())
    now = recorded(case, worker, kind, **values)
    assert "voordat hier iets liep" not in words(worker, page_of(case, now))
