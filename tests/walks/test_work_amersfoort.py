"""Work and income in Amersfoort, walked through from the source text alone: 000:1422-1527, 000:1633-1849.

P-10, R15 to R19 and V16. The source gives no terms for this work: every day below is our setting.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Duty, Fact
from tests.walks.walking import Step, Walk, nothing
from tests.worklist.browse import as_worker

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
FINE = {
    "impose-fine": "Weeg eerst de verwijtbaarheid van deze gebeurtenis",
    "impose-fine-undeclared": "Weeg eerst de verwijtbaarheid van deze gebeurtenis",
}
# 1775-1780: always first back to the client manager, and decided together.
SHUT = FINE | {"stop-trajectory": "Laat de trajectbegeleider het eerst aan de klantmanager melden"}
BENEFIT = "2026-03-02 Beslis op de aanvraag"
AGAIN = "2026-08-16 Kijk opnieuw naar de trede"


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.decide(decision)
    return walk


TO_THE_TRAJECTORY = (
    Step(
        "2026-01-05",
        "1635-1638,1764-1765",
        "registered at the UWV, and an appointment asked with a client manager",
        lambda walk: walk.open("application", NOOR),
        ("2026-01-19 Houd het eerste gesprek", BENEFIT),
        FINE,
    ),
    Step(
        "2026-01-12",
        "1640-1641",
        "the first talk: possibilities of work, and perhaps a right to a benefit",
        lambda walk: walk.met("start", "Noor"),
        ("2026-02-02 Houd het tweede gesprek", "2026-02-02 Leg rechten en plichten uit", BENEFIT),
        FINE,
    ),
    Step(
        "2026-01-26",
        "1641-1644",
        "the second talk: rights and duties, and together what is needed",
        lambda walk: walk.met("plan", "Noor"),
        (BENEFIT,),
        FINE,
    ),
    Step(
        "2026-02-02",
        "1444-1448,1785-1787",
        "the client manager grants the benefit",
        lambda walk: walk.post("benefit-decision", granted=True),
        (),
        FINE,
    ),
    Step(
        "2026-02-09",
        "1646-1647,1787-1789",
        "a fixed counsellor with a plan: an intake, a plan, and a rung of the own ladder",
        lambda walk: walk.measure("assistance-with-trajectory", starts=True),
        (
            "2026-02-23 Houd de intake",
            "2026-03-09 Bepaal de trede op de re-integratieladder",
            "2026-03-23 Maak het plan",
        ),
        SHUT,
    ),
    Step(
        "2026-02-16",
        "1674-1678,1792-1793",
        "the intake; motivated to be helped, and not ready for activities yet",
        lambda walk: (walk.met("intake", "Noor"), walk.record("rung-set", rung="1")),
        (AGAIN, "2026-03-23 Maak het plan"),
        SHUT,
    ),
    Step("2026-03-02", "1646-1647", "the plan was agreed", lambda walk: walk.record("plan_agreed"), (AGAIN,), SHUT),
)


def test_from_the_uwv_to_a_rung_higher_and_out_to_regular_work() -> None:
    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step(
                "2026-04-13",
                "1648-1660",
                "how often they meet differs enormously: no talk is late",
                nothing,
                (AGAIN,),
                SHUT,
            ),
            Step(
                "2026-06-01",
                "1662-1664,1702-1704",
                "part-time work: higher, and still partly on benefit",
                lambda walk: walk.record("rung-set", rung="7"),
                ("2026-12-01 Kijk opnieuw naar de trede",),
                SHUT,
            ),
            Step(
                "2026-09-01",
                "1705-1707",
                "out of the benefit by regular work",
                lambda walk: (walk.record("rung-set", rung="9"), walk.end("work")),
            ),
        )
    )


def test_v16_a_trajectory_that_will_not_help_is_stopped_in_four_steps_and_the_benefit_goes_on() -> None:
    first = SHUT
    confer = FINE | {"stop-trajectory": "Besluit eerst samen wat nog moet of kan"}

    def not_even_in_danger(walk: Walk) -> None:
        with pytest.raises(NotNow, match="klantmanager"):
            walk.decide("stop-trajectory", reason="Dit heeft geen zin.", danger=True)
        with pytest.raises(NotNow):
            walk.write("stop-decision")
        # No way round it: a trajectory ends by that decision, whatever begins in its place.
        for measure in ("assistance-without-trajectory", "assistance-without-duty"):
            with pytest.raises(NotNow, match="klantmanager"):
                walk.measure(measure, starts=True)
        with pytest.raises(NotNow, match="klantmanager"):
            walk.end("not-feasible")

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step("2026-04-07", "1775-1777", "no stop without a word back first", not_even_in_danger, (AGAIN,), first),
            Step(
                "2026-04-08",
                "1775-1777",
                "the counsellor tells the client manager that it will not help",
                lambda walk: walk.record("stop-proposed", why="no-improvement"),
                ("2026-04-22 Besluit samen wat nog moet of kan", AGAIN),
                confer,
            ),
            Step(
                "2026-04-13",
                "1777-1779",
                "together: what still must or can be done, and how the client is told",
                lambda walk: walk.record("stop-conferred", stops=True, told_by="together"),
                ("2026-04-20 Zeg de klant wat er is besloten", AGAIN),
                FINE,
            ),
            Step(
                "2026-04-13",
                "1778-1780",
                "the letter comes last",
                lambda walk: asks_a_reason(walk, "stop-trajectory"),
                ("2026-04-20 Zeg de klant wat er is besloten", AGAIN),
                FINE,
            ),
            Step(
                "2026-04-16",
                "1778-1779",
                "the client was told, in the way that was agreed",
                lambda walk: walk.record("stop-told"),
                ("2026-04-23 Stuur de beschikking over het stoppen", AGAIN),
                FINE,
                ("stop-trajectory",),
            ),
            Step(
                "2026-04-20",
                "1779-1780",
                "the client manager sends the formal decision",
                lambda walk: walk.post("stop-decision"),
                (AGAIN,),
                FINE,
            ),
            Step(
                "2026-04-20",
                "1649-1652",
                "the trajectory is over; the client manager stays the contact, and no stop is left to decide",
                lambda walk: walk.measure("assistance-without-trajectory", starts=True),
                (AGAIN,),
                FINE,
            ),
        )
    )


@pytest.mark.parametrize(
    ("told_by", "who"),
    [("together", "trajectory-counsellor"), ("counsellor", "trajectory-counsellor"), ("manager", "client-manager")],
)
def test_v16_the_client_hears_it_from_who_was_agreed_on(told_by: str, who: str) -> None:
    def decided(walk: Walk) -> None:
        walk.record("stop-proposed", why="no-improvement").record("stop-conferred", stops=True, told_by=told_by)

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go((Step("2026-04-13", "1777-1779", "how", decided, ("2026-04-20 Zeg de klant wat er is besloten", AGAIN)),))
    kept = Duty.objects.using("owner").filter(case_id=walk.case.case_id, norm_id__endswith="of-stop")
    assert [each.who for each in kept] == [who]


def test_v16_the_client_does_not_read_of_a_stop_before_being_told() -> None:
    def read(walk: Walk) -> set[str]:
        with acting(walk.case.client()) as client:
            return set(Fact.objects.visible_to(client).values_list("kind", flat=True))

    def proposed(walk: Walk) -> None:
        walk.fill_in("stop-proposal", why="no-improvement", tried="Veel.")
        walk.fill_in("stop-together", stops=True, remains="Dagbesteding.", told_by="together")
        assert "contact" in read(walk)
        assert not {"stop-proposed", "stop-conferred"} & read(walk)
        # How the client is told was decided by two people: no way of recording it tells the client before.
        with pytest.raises(Denied):
            walk.record("stop-proposed", "Noor", why="no-improvement")

    def told(walk: Walk) -> None:
        walk.record("stop-told", "Noor")
        assert "stop-told" in read(walk)

    told_by = "2026-04-20 Zeg de klant wat er is besloten"
    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step("2026-04-13", "1775-1779", "decided, and how the client is told", proposed, (told_by, AGAIN)),
            Step("2026-04-16", "1778-1779", "told", told, ("2026-04-23 Stuur de beschikking over het stoppen", AGAIN)),
        )
    )


def test_v16_the_letter_stays_due_when_the_measure_changed_and_when_the_case_ended() -> None:
    letter = "2026-04-23 Stuur de beschikking over het stoppen"

    def told(walk: Walk) -> None:
        walk.record("stop-proposed", why="medical-social").record("stop-conferred", stops=True, told_by="manager")
        walk.record("stop-told")

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step("2026-04-16", "1775-1779", "told", told, (letter, AGAIN), FINE, ("stop-trajectory",)),
            Step(
                "2026-04-20",
                "1779-1780",
                "the trajectory ends, and the letter is still to be sent",
                lambda walk: walk.measure("assistance-without-trajectory", starts=True),
                (letter, AGAIN),
                FINE,
            ),
            Step("2026-04-21", "1779-1780", "the case ends", lambda walk: walk.end("moved"), (letter,)),
        )
    )


def test_v16_a_proposal_that_is_withdrawn_or_ends_in_going_on_opens_no_stop() -> None:
    def goes_on(walk: Walk) -> Walk:
        return walk.record("stop-conferred", stops=False, told_by="together")

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step(
                "2026-04-08",
                "1775-1777",
                "a proposal",
                lambda walk: walk.record("stop-proposed", why="medical-social"),
                ("2026-04-22 Besluit samen wat nog moet of kan", AGAIN),
            ),
            Step(
                "2026-04-10",
                "1775-1779",
                "it can be decided to stop, and need not: they go on",
                goes_on,
                (AGAIN,),
                {"stop-trajectory": "Besluit eerst samen wat nog moet of kan"},
            ),
            Step(
                "2026-05-11",
                "1775-1777",
                "proposed again, and taken back",
                lambda walk: (walk.record("stop-proposed", why="no-improvement"), walk.record("stop-withdrawn")),
                (AGAIN,),
                SHUT,
            ),
        )
    )


@pytest.mark.parametrize(
    ("seed", "kind"),
    [
        ("1804-1812", "not-come"),
        ("1804-1812", "refuses-schooling"),
        ("1804-1812", "no-cooperation"),
        ("1804-1812", "refuses-letter"),
        ("1436-1440", "work-not-accepted"),
        ("1793-1800", "task-not-done"),
    ],
)
def test_a_sanction_is_the_client_managers_in_consultation_with_the_counsellor_and_after_a_three_way_talk(
    seed: str, kind: str
) -> None:
    light = ["no-action", "talk", "three-way", "warn", "impose-sanction"]

    def weighed(walk: Walk) -> None:
        assert [each for each in walk.offered() if each in light] == light
        assert "impose-fine" not in walk.offered()
        assert walk.practice.decision("impose-sanction").by == "client-manager"
        asks_a_reason(walk, "impose-sanction")

    def conferred(walk: Walk) -> None:
        walk.respond("confer")
        asks_a_reason(walk, "impose-sanction")

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step("2026-04-07", seed, "something went wrong", lambda walk: walk.went_wrong(kind), (AGAIN,), SHUT),
            Step("2026-04-07", "1785-1787,1808-1814", "weighed", weighed, (AGAIN,), SHUT),
            Step("2026-04-08", "1727-1728", "the client manager confers", conferred, (AGAIN,), SHUT),
            Step(
                "2026-04-09",
                "1726-1728",
                "the three-way talk",
                lambda walk: walk.met("three-way", "Noor"),
                (AGAIN,),
                SHUT,
                ("impose-sanction",),
            ),
            Step(
                "2026-04-10",
                "1812-1814",
                "the sanction",
                lambda walk: (
                    walk.respond("impose-sanction"),
                    walk.post("sanction", incident=walk.called, percent=100, months=1),
                    walk.put_away(),
                ),
                (AGAIN,),
                SHUT,
            ),
            Step(
                "2026-04-13",
                "1726-1728",
                "the next one asks for both again",
                lambda walk: asks_a_reason(walk, "impose-sanction"),
                (AGAIN,),
                SHUT,
            ),
        )
    )


def test_out_by_a_sanction_asks_no_reason_where_it_was_conferred_about_what_went_wrong_last() -> None:
    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step("2026-04-07", "1785-1787", "no cooperation", lambda walk: walk.went_wrong("not-come"), (AGAIN,), SHUT),
            Step("2026-04-08", "1727-1728", "they confer", lambda walk: walk.respond("confer"), (AGAIN,), SHUT),
            Step("2026-04-09", "1726-1728", "the talk", lambda walk: walk.met("three-way", "Noor"), (AGAIN,), SHUT),
            Step("2026-04-10", "1767-1773", "out by a sanction", lambda walk: walk.end("sanction")),
        )
    )


def test_without_a_trajectory_nobody_has_to_confer_with_a_counsellor() -> None:
    rung = "2026-02-02 Bepaal de trede op de re-integratieladder"
    Walk("nl-work-amersfoort").go(
        (
            Step(
                "2026-01-05",
                "1649-1652",
                "assistance without a counsellor",
                lambda walk: walk.open("assistance-without-trajectory", NOOR),
                (rung,),
                FINE,
            ),
            Step(
                "2026-01-12",
                "1720-1724",
                "a sanction talk with the client manager alone",
                lambda walk: walk.met("sanction", "Noor"),
                (rung,),
                FINE,
                ("impose-sanction",),
            ),
        )
    )


def test_v10_undeclared_work_does_not_go_from_one_department_to_the_other_by_itself() -> None:
    tell, handled = "2026-04-14 Zeg de klant eerst wat u met het signaal doet", "Leg vast hoe u ermee omging"

    def left_aside(walk: Walk) -> None:
        walk.respond("no-action")

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go(
        (
            Step(
                "2026-04-07",
                "1829-1833",
                "a signal, which is never ignored",
                lambda walk: (walk.record("undeclared-signal", what="undeclared"), walk.unread_by_client()),
                (tell, AGAIN),
                SHUT,
            ),
            Step(
                "2026-04-08",
                "1829-1833",
                "the client heard it first (our own rule)",
                lambda walk: walk.went_wrong("undeclared-work", what="undeclared", told="told"),
                (f"2026-04-15 {handled}", AGAIN),
                SHUT,
            ),
            Step(
                "2026-04-09",
                "1829-1833",
                "doing nothing leaves the duty",
                left_aside,
                (f"2026-04-15 {handled}", AGAIN),
                SHUT,
            ),
            Step(
                "2026-04-10",
                "1829-1833",
                "how it is handled differs by client, and is recorded",
                lambda walk: (walk.respond("confront"), walk.put_away()),
                (AGAIN,),
                SHUT,
            ),
        )
    )


def test_two_weighings_of_one_day_each_open_the_fine_of_their_own_incident() -> None:
    def weigh(walk: Walk, culpability: str, chosen: str) -> None:
        walk.fill_in(
            "culpability", chosen, incident=walk.called, happened="Werk.", culpability=culpability, because="Gezegd."
        )

    def fine(walk: Walk) -> None:
        walk.respond("impose-fine")

    def both(walk: Walk) -> None:
        walk.went_wrong("information-duty")
        first = walk.incident
        weigh(walk, "intent", "share-100")
        walk.went_wrong("information-duty")
        with pytest.raises(NotNow, match="Weeg eerst de verwijtbaarheid van deze gebeurtenis"):
            fine(walk)
        weigh(walk, "reduced", "share-25")
        fine(walk)
        second, walk.incident = walk.incident, first
        # The second weighing of the day took nothing of the first one back.
        fine(walk)
        with pytest.raises(NotNow, match="Weeg eerst de verwijtbaarheid van deze gebeurtenis"):
            walk.write("fine", incident="Iets anders, 7 april 2026")
        for incident, share in ((first, "opzet: 100 procent"), (second, "minder verwijt: 25 procent")):
            page = as_worker(walk.case).get(
                reverse("case-letter-new", args=[walk.case.case_id, "fine"]), {"incident": str(incident)}
            )
            chosen = page.content.decode().split("checked")[0].rsplit("<input", 1)[1]
            assert {"opzet: 100 procent": "intent", "minder verwijt: 25 procent": "reduced"}[share] in chosen
            walk.incident = incident
            walk.post("fine", incident=walk.called)

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go((Step("2026-04-07", "1490-1506", "two things were not told", both, (AGAIN,)),))


def test_the_form_of_the_weighing_offers_the_incidents_of_the_client_that_stand() -> None:
    def opened(walk: Walk) -> None:
        walk.went_wrong("information-duty")
        browser = as_worker(walk.case)
        # A fine is decided on from the incident: elsewhere nobody could say which weighing belongs to it.
        decisions = browser.get(reverse("case-decisions", args=[walk.case.case_id])).content.decode()
        assert "Een traject aanbieden" in decisions
        assert "boete" not in decisions
        for fine in FINE:
            assert browser.get(reverse("case-decision", args=[walk.case.case_id, fine])).status_code == 404
        there = reverse("case-form-new", args=[walk.case.case_id, "culpability"])
        page = browser.post(there)
        told = browser.get(page["Location"]).content.decode()
        assert f'value="{walk.called}"' in told
        refused = browser.post(page["Location"], {"seen": "1", "f_incident": "Verzonnen", "do": "keep"})
        assert refused.status_code == 422

    walk = Walk("nl-work-amersfoort")
    walk.go(TO_THE_TRAJECTORY)
    walk.go((Step("2026-04-07", "1490-1506", "something was not told", opened, (AGAIN,)),))


def test_the_intake_follows_the_eight_life_domains_and_asks_the_task_in_each() -> None:
    walk = Walk("nl-work-amersfoort")
    form = walk.practice.form("intake")
    # 1792-1798: the handbook's eight, in its order, which the plan has too.
    assert [each.name.nl for each in form.sections] == [each.name.nl for each in walk.practice.areas]
    assert len(form.sections) == 8
    assert all([field.id.rpartition("_")[2] for field in each.fields] == ["now", "task"] for each in form.sections)
    tasks = {"housing_task": "Urgentie aanvragen.", "finances_task": "Papieren op orde hebben."}
    walk.go(TO_THE_TRAJECTORY)
    walk.go((Step("2026-03-02", "1793-1798", "tasks", lambda walk: walk.fill_in("intake", **tasks), (AGAIN,), SHUT),))
