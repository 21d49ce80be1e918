"""The report of a year: what the pages of figures show of it and no more, on paper that a screen reader can read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.jobs import keep_outcome_figures
from alliantie.documents.report import Part, Report, report_pdf
from alliantie.insight.queries import round_figures
from alliantie.insight.report import missing, year_report, years
from tests.documents.test_pdf import streams
from tests.insight.teams import PRACTICE, QUARTER, TODAY, add_clients, leader, manager, team_of
from tests.insight.test_outcomes import end_cases
from tests.worklist.browse import sign_in, turned_away
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)


def of_year(world: World, year: int = 2026, at: datetime = LATER) -> Report:
    actor = worker_actor(manager(world))
    with clock.at(at), acting(actor):
        return year_report(actor, world.organisation, year, "nl", at.date())


def words_of(report: Report) -> str:
    return " ".join(
        text for part in report.parts for text in (*part.lines, *part.columns, *(c for row in part.rows for c in row))
    )


def test_it_says_of_a_year_what_the_page_says_and_hides_what_the_page_hides() -> None:
    world = team_of(3)
    for worker in range(3):
        add_clients(world, ["talked"] * 8 + ["begun"] * 2, worker=worker)
    add_clients(world, ["talked"] * 4, practice="nl-debt-zeist")
    report = of_year(world)
    # Tables of rounds have six columns.
    told = {row for part in report.parts if part.kind == "table" for row in part.rows if len(row) == 6}
    lead = worker_actor(manager(world))
    with clock.at(LATER), acting(lead):
        pages = {
            (each.name, *(number or "te weinig cliënten om te tonen" for number in each.words))
            for practice in round_figures(lead, "nl", LATER.date())[0].practices
            for each in practice.quarters
        }
    assert ("Januari tot en met maart 2026", *["30 tot en met 39"] * 2, "20 tot en met 29") in {row[:4] for row in told}
    assert told <= pages
    assert report.sender == world.organisation.name
    assert not [each.name for each in world.workers if each.name in words_of(report)]


def test_its_charts_run_up_to_the_end_of_its_year_and_each_table_says_what_it_is_about() -> None:
    world = team_of(3)
    for quarter in (date(2025, 10, 1), QUARTER, date(2026, 7, 1), date(2027, 1, 1)):
        for practice in (PRACTICE, "nl-debt-zeist"):
            for worker in range(3):
                add_clients(
                    world, ["talked"] * 8 + ["begun"] * 6, worker=worker, practice=practice, quarter=quarter,
                    ends_on=quarter + timedelta(days=80),
                )  # fmt: skip
    late = datetime(2027, 12, 1, 9, tzinfo=UTC)
    tables = [part for part in of_year(world, at=late).parts if part.kind == "table"]
    assert len([each for each in tables if "Begonnen" in each.title]) == 2
    said = [cell for each in tables for row in each.rows for cell in row]
    assert any("2025" in cell for cell in said)
    assert not any("2027" in cell for cell in said)
    titles = [each.title for each in tables]
    assert all(titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("year", "at", "said"),
    [
        (2026, LATER, "Het laatste kwartaal van 2026 staat er vanaf donderdag 1 april 2027."),
        (2026, datetime(2027, 4, 1, 9, tzinfo=UTC), ""),
        (2025, LATER, ""),
        (2024, LATER, "Kwartalen tonen we twee jaar lang. De oudste van 2024 staan er niet meer."),
        (2023, LATER, "Kwartalen tonen we twee jaar lang. Die van 2023 staan er niet meer."),
    ],
)
def test_it_says_which_quarters_are_not_there_yet_or_any_more(year: int, at: datetime, said: str) -> None:
    gone, notes = missing(year, "nl", at.date())
    assert notes == [said] * bool(said)
    assert gone == (year == 2023)


def test_of_too_few_it_says_only_that() -> None:
    world = team_of(2)
    add_clients(world, ["talked"] * 30)
    report = of_year(world)
    assert not [part for part in report.parts if part.kind in ("table", "chart")]


def test_it_is_tagged_with_tables_and_charts_that_have_words() -> None:
    line = '<line x1="0" y1="0" x2="9" y2="9"/>'
    chart = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>x</desc>{line}</svg>'
    parts = (
        Part("heading", ("Rondes",)),
        Part("chart", ("Begonnen: wat verschilt, kan toeval zijn.",), svg=chart),
        Part("table", title="Per kwartaal", columns=("Kwartaal", "Deel"), rows=(("Eerste", "10 %"),)),
        Part("list", ("Wij tellen cliënten.",)),
    )
    made = report_pdf(Report("Jaarverslag 2026", "Organisatie", parts), language="nl", made_at=TODAY)
    found = streams(made)
    assert b"pdfuaid" in found
    for tag in (b"/H1", b"/H2", b"/Caption", b"/Table", b"/TH", b"/TD", b"/Figure", b"/L"):
        assert re.search(rb"/S ?" + tag + rb"\b", found), tag
    assert b"/Alt" in found
    assert made == report_pdf(Report("Jaarverslag 2026", "Organisatie", parts), language="nl", made_at=TODAY)


def test_there_is_a_report_of_a_year_from_february_after_it_on() -> None:
    assert years(datetime(2027, 1, 31, tzinfo=UTC).date())[0] == 2025
    assert years(datetime(2027, 2, 1, tzinfo=UTC).date())[0] == 2026


def test_there_is_no_report_of_a_year_whose_endings_are_gone() -> None:
    world = team_of(4)
    for worker in range(4):
        end_cases(world, ["completed"] * 10, worker=worker, on=date(2021, 6, 1))
    told = {}
    for at in (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 1, 12, tzinfo=UTC)):
        with clock.at(at):
            assert keep_outcome_figures(0) >= 2
        told[at.year] = "40 tot en met 49" in words_of(of_year(world, 2021, at)), 2021 in years(at.date())
    assert told == {2026: (True, True), 2027: (False, False)}


def test_who_manages_reads_and_prints_it_and_nobody_else() -> None:
    world = team_of(3)
    for worker in range(3):
        add_clients(world, ["talked"] * 12, worker=worker)
    with clock.at(LATER):
        browser = sign_in(manager(world))
        assert "Jaarverslag 2026" in browser.get(reverse("year-report")).content.decode()
        assert browser.get(reverse("year-report-pdf")).content.startswith(b"%PDF")
        for wrong in ("2027", "1999", "x", "2026.0"):
            assert browser.get(reverse("year-report"), {"year": wrong}).status_code == 404
        lead = leader(world)
        for other in (world.workers[0], type(world.workers[0]).objects.using("owner").get(id=lead.me)):
            for name in ("year-report", "year-report-pdf"):
                assert turned_away(sign_in(other).get(reverse(name)))
