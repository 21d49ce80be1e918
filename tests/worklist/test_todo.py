"""What there is to do stands on the start page and first on a case, with how late, how hard, and why."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations
from alliantie.cases.models import Duty
from alliantie.cases.operations.decisions import do_otherwise
from alliantie.cases.queries import due_in, get_case
from alliantie.people.models import Worker
from alliantie.worklist.queries.todo import end_of_week, how_late
from tests.insight.teams import leader
from tests.walks.walking import in_sight
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

START = reverse("start")
# A Wednesday with a whole week around it.
MOMENT = datetime(2026, 11, 18, 10, 0, tzinfo=clock.HOME)


def record(case: CaseWorld, kind: str, on: date, **values: object) -> None:
    with acting(case.worker) as actor:
        operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=on,
            client_id=case.client_ids[0],
            values=values,  # type: ignore[arg-type]
        )


def page_of(case: CaseWorld) -> str:
    return reverse("case", kwargs={"case_id": case.case_id})


def test_what_is_due_says_by_when_how_hard_and_by_which_rule() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist")
        record(case, "registered", MOMENT.date(), crisis=True)
        seen = words(as_worker(case), START)
        assert "Te doen Deze week (1)" in seen
        assert "Houd de intake, want er is een crisis: Noor Yilmaz" in seen
        assert "Moet van de wet" in seen
        assert "Wet gemeentelijke schuldhulpverlening" in seen
        first = words(as_worker(case), page_of(case))
        assert "Eerst Alleen medewerkers Houd de intake, want er is een crisis" in first
        assert "Aangemeld, 18 november 2026" in first


def test_what_is_over_its_day_comes_first_and_says_how_late() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist")
        record(case, "registered", MOMENT.date(), crisis=True)
    # Three working days after Wednesday is Monday; on Thursday that is three days ago.
    with clock.at(MOMENT + timedelta(days=8)):
        seen = words(sign_in(case.world.workers[0]), START)
        assert "Te laat (1)" in seen
        assert "3 dagen te laat" in seen


def test_what_is_for_someone_else_waits_in_a_group_of_its_own() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist")
        with acting(case.worker) as actor:
            operations.change_measure(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, case.case_id),
                measure_id="settlement-after-budget",
                starts=True,
                on=MOMENT.date() - timedelta(days=25),
                decided_by="Bente Beheer",
            )
        record(
            case, "creditor-letter", MOMENT.date() - timedelta(days=24), creditor="Woningstichting", step="inventory"
        )
        worker = as_worker(case)
        assert "Wacht op anderen (1)" in words(worker, START)
        assert "Administratie" in words(worker, "/all")


def test_three_stand_first_on_a_case_and_the_rest_folds_open() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist")
        on = MOMENT.date() - timedelta(days=10)
        said: dict[str, dict[str, object]] = {
            "registered": {"crisis": True},
            "offer-sent": {"call_by": on + timedelta(days=7)},
        }
        for kind in ("registered", "statements-agreed", "offer-sent", "budget-stable"):
            record(case, kind, on, **said.get(kind, {}))
        html = as_worker(case).get(page_of(case)).content.decode()
        block = html.split('id="first"')[1].split("</section>")[0]
        assert block.split("<details")[0].count("row-title") <= 3
        assert "Alles (" in block


def test_five_stand_in_sight_on_the_start_page_of_all_groups_together_and_the_hardest_is_one_of_them() -> None:
    with clock.at(MOMENT - timedelta(days=60)):
        world = World.make("nl-probation")
        cases = [world.case(names=((f"Late {number}", "Vos"),)) for number in range(7)]
        for each in cases:
            record(each, "level-set", clock.today(), level="3")
    with clock.at(MOMENT):
        record(cases[3], "behaviour", MOMENT.date(), judged="breach-general", incident="Diefstal, 18 november 2026")
        html = as_worker(cases[0]).get(START).content.decode()
        block = html.split('id="todo"')[1].split("</section>")[0]
    _head, _late, week = block.split("<h3")
    assert in_sight(block) == 5
    # A rule of the law that is in time is not hidden by guidelines that are late.
    assert "Meld de overtreding meteen aan het openbaar ministerie" in week.split("<details")[0]
    assert "Nog " in block


def test_what_lies_months_ahead_hides_nothing_nearer() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist", measure_id="application")
        record(case, "registered", MOMENT.date(), crisis=False)
        far = MOMENT.date() + timedelta(days=200)
        with acting(case.worker) as actor:
            duty = next(each for each in due_in(get_case(actor, case.case_id, whole=True), {}, MOMENT.date()))
            do_otherwise(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, case.case_id),
                norm_id=duty.duty.norm,
                kind="norm_deviated",
                reason="Afgesproken.",
                token=case.case_id,
                until=far,
            )
        block = words(as_worker(case), page_of(case)).split("Eerst Alleen medewerkers")[1]
        # Hard as it is, it comes after what is wished this month.
        assert block.index("Houd de intake") < block.index("uiterlijk zondag 6 juni")


def test_of_what_lies_months_ahead_the_nearest_comes_first() -> None:
    with clock.at(MOMENT):
        case = World.make().case("be-houses-of-justice")
        block = words(as_worker(case), page_of(case)).split("Eerst Alleen medewerkers")[1]
        # The law ends it in five years: a home visit within four months comes before that.
        assert block.index("Ga op huisbezoek") < block.index("Rond de probatie af")


def test_nobody_else_learns_what_is_to_be_done() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist")
        record(case, "registered", MOMENT.date(), crisis=True)
        colleague = words(sign_in(case.world.workers[1]), START)
        assert "Houd de intake" not in colleague
        assert "Houd de intake" not in words(as_client(case), reverse("home"))


def test_a_day_without_anything_to_do_says_so() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-work-rsd-krh")
        assert "Nu is er niets te doen." not in words(as_worker(case), page_of(case))
        Duty.objects.using("owner").all().delete()
        assert "Nu is er niets te doen." in words(as_worker(case), page_of(case))


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 18), ""),
        (date(2026, 11, 17), "1 dag te laat"),
        (date(2026, 8, 20), "90 dagen te laat"),
        (date(2026, 8, 18), "3 maanden te laat"),
        (date(2024, 11, 18), "24 maanden te laat"),
    ],
)
def test_how_late_is_said_in_days_and_then_in_months(due: date, said: str) -> None:
    assert how_late(due, date(2026, 11, 18)) == said


def test_this_week_is_the_seven_days_from_today_so_monday_is_seen_on_friday() -> None:
    friday = date(2026, 11, 20)
    assert end_of_week(friday) == date(2026, 11, 26)
    with clock.at(MOMENT + timedelta(days=2)):
        case = World.make().case("nl-debt-zeist")
        # Three working days from Friday: Wednesday.
        record(case, "registered", friday, crisis=True)
        assert "Deze week (1)" in words(as_worker(case), START)


def test_what_the_law_and_a_wish_ask_of_one_start_is_one_row_with_both_days() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist", measure_id="application")
        record(case, "registered", MOMENT.date(), crisis=False)
        seen = words(as_worker(case), page_of(case))
        # Two or three weeks by the way of working, four by the law.
        assert seen.count("Houd de intake uiterlijk") == 1
        row = seen.split("Houd de intake uiterlijk")[1]
        wish, law = (
            row.index("woensdag 9 december · Gewenst"),
            row.index("uiterlijk woensdag 16 december · Moet van de wet"),
        )
        assert wish < law
        assert "Wet gemeentelijke schuldhulpverlening" in row
    # Only the wish is over its day.
    with clock.at(MOMENT + timedelta(days=22)):
        seen = words(as_worker(case), page_of(case))
        aimed = "streefdatum was woensdag 9 december · Gewenst"
        assert f"Houd de intake {aimed} · uiterlijk woensdag 16 december · Moet van de wet" in seen
        assert "te laat" not in seen
        assert "Te laat" not in words(as_worker(case), START)
    with clock.at(MOMENT + timedelta(days=29)):
        seen = words(as_worker(case), page_of(case))
        # What is missed stands first, and the wish says so beside it.
        assert f"Houd de intake 1 dag te laat · Moet van de wet · {aimed}" in seen
        assert "Te laat (1)" in words(as_worker(case), START)


def test_a_wish_past_its_day_is_nothing_missed_on_any_page_or_in_any_number() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist", measure_id="information-advice")
        leads = sign_in(Worker.objects.using("owner").get(id=leader(case.world).me))
    with clock.at(MOMENT + timedelta(days=15)):
        worker = as_worker(case)
        for page in (page_of(case), START):
            row = words(worker, page).split("Stel samen met de cliënt voorbeeldbrieven op")[1]
            assert "streefdatum was woensdag 2 december · Gewenst" in row
        assert "te laat" not in words(leads, reverse("team")).replace("0 te laat", "")


def test_a_wish_of_months_ago_stands_in_a_group_of_its_own_and_hides_no_wish_of_this_week() -> None:
    with clock.at(MOMENT - timedelta(days=90)):
        world = World.make()
        advised = [world.case("nl-debt-zeist", names=((f"Lang {number}", "Vos"),), measure_id="information-advice")
                   for number in range(6)]  # fmt: skip
    with clock.at(MOMENT - timedelta(days=12)):
        world.case("nl-debt-zeist", names=(("Nieuw", "Bos"),), measure_id="information-advice")
    with clock.at(MOMENT):
        worker = as_worker(advised[0])
        html = worker.get(START).content.decode()
        block = html.split('id="todo"')[1].split("</section>")[0]
        week, aimed = block.split('id="week"')[1].split('id="aimed"')
        assert "Nieuw" in week
        assert "Lang" not in week
        assert "Gewenst, dag voorbij (6)" in flat(aimed)
        assert in_sight(block) == 5
        assert "Te laat" not in flat(block)
        assert "Lang 5" in words(worker, "/all")


@pytest.mark.parametrize(("level", "days"), [("1", 21), ("2", 14), ("3", 7)])
def test_a_reporting_talk_of_a_level_is_late_once_its_term_is_over_and_months_behind_says_so(
    level: str, days: int
) -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        record(case, "level-set", MOMENT.date(), level=level)
    asked = "Houd een meldplichtgesprek"
    with clock.at(MOMENT + timedelta(days=days)):
        assert f"{asked} vandaag · Nodig" in words(as_worker(case), page_of(case))
    with clock.at(MOMENT + timedelta(days=days + 1)):
        assert f"{asked} 1 dag te laat · Nodig" in words(as_worker(case), page_of(case))
    with clock.at(MOMENT + timedelta(days=days + 150)):
        late = words(as_worker(case), START).split("Te laat (")[1].split("Deze week")[0]
        assert f"{asked}: Noor Yilmaz 4 maanden te laat · Nodig" in late


def test_a_case_that_waits_for_the_client_says_for_what_and_until_when() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-debt-zeist", names=(("Noor", "Yilmaz"),), measure_id="application")
        # The letter named the day.
        record(case, "offer-sent", MOMENT.date(), call_by=MOMENT.date() + timedelta(days=9))
        seen = words(as_worker(case), page_of(case))
        assert "De cliënt kan het aanbod aannemen, tot en met vrijdag 27 november" in seen
        assert "Nu is er niets te doen" not in seen
    with clock.at(MOMENT + timedelta(days=10)):
        assert "De cliënt kan het aanbod aannemen" not in words(as_worker(case), page_of(case))


@override_settings(DEMO=True)
def test_a_measure_with_a_gate_before_its_start_does_not_begin_around_it() -> None:
    case = World.make().case("nl-debt-zeist")
    there = reverse("case-measure", kwargs={"case_id": case.case_id})
    form = {"what": "start:settlement", "on": clock.today().isoformat(), "then": "", "until": "", "about": ""}
    answer = as_worker(case).post(there, form)
    said = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Auto en afloscapaciteit staan een schuldregeling nog in de weg" in said
    record(case, "capacity-discussed", clock.today(), capacity=True, car="none")
    # The proposal is only asked for: a reason passes it.
    assert as_worker(case).post(there, form).status_code == 422
    form["reason"] = "De schuldeisers zijn al akkoord."
    assert as_worker(case).post(there, form).status_code == 302


def test_only_the_talks_of_what_runs_are_there_to_choose() -> None:
    case = World.make().case("nl-debt-zeist")
    for name in ("case-talk", "case-plan"):
        seen = words(as_worker(case), reverse(name, kwargs={"case_id": case.case_id}))
        assert "Startgesprek schuldregeling" in seen
        assert "Plangesprek" in seen
        for other in ("Stabilisatiegesprek", "Afbouwgesprek", "Gesprek over de Wsnp"):
            assert other not in seen
