"""Work and income at RSD Kromme Rijn Heuvelrug, walked through from the source text alone: 000:1422-1849.

P-9, R15 to R19 and V10 (000:4754-4768). The source gives no terms for this work: every day below is our setting.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from alliantie.access.models import Grant
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Letter
from tests.walks.walking import Step, Walk, nothing
from tests.worklist.browse import as_worker

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
# 1490-1506: a fine follows how far somebody can be blamed.
SHUT = {
    "impose-fine": "Weeg eerst de verwijtbaarheid van deze gebeurtenis",
    "impose-fine-undeclared": "Weeg eerst de verwijtbaarheid van deze gebeurtenis",
}
TELL_FIRST = "Zeg de cliënt eerst wat u met het signaal doet"
# 1579-1584: the process director keeps guarding lawfulness; once a year is our setting.
LAWFUL = "2027-02-09 Controleer of de uitkering nog klopt"


def asks_a_reason(walk: Walk, decision: str) -> Walk:
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.decide(decision)
    return walk


def begins_without(walk: Walk) -> Walk:
    """The page on which a measure begins is no way round what comes before a trajectory."""
    with pytest.raises(NotNow, match=r"U wijkt af"):
        walk.measure("assistance-with-coach", starts=True)
    return walk


def weigh(walk: Walk, culpability: str, chosen: str) -> Walk:
    """It was weighed how far the client is to blame for what went wrong last."""
    return walk.fill_in(
        "culpability", chosen, incident=walk.called, happened="Werk.", culpability=culpability, because="Gezegd."
    )


TO_THE_PLAN = (
    Step(
        "2026-01-05",
        "1579-1582",
        "reported by telephone: the start talk is with the process director",
        lambda walk: walk.open("application", NOOR),
        ("2026-01-19 Houd het startgesprek",),
        SHUT,
    ),
    Step(
        "2026-01-12",
        "1581-1583",
        "the start talk: other ways than assistance are looked at before the right is established",
        lambda walk: (walk.met("start", "Noor"), asks_a_reason(walk, "decide-benefit")),
        ("2026-03-09 Stel vast of er recht op bijstand is",),
        SHUT,
    ),
    Step(
        "2026-01-13",
        "1582-1583",
        "nothing else fits",
        lambda walk: walk.record("alternatives-checked", other_way=False),
        ("2026-03-09 Stel vast of er recht op bijstand is",),
        SHUT,
        ("decide-benefit",),
    ),
    Step(
        "2026-01-26",
        "1582-1591",
        "the right was established: now a diagnosis and a plan, by the client director",
        lambda walk: walk.post("benefit-decision", granted=True),
        ("2026-02-09 Stel de diagnose", "2026-02-23 Maak het plan van aanpak"),
        SHUT,
    ),
    Step(
        "2026-01-28",
        "1587-1589",
        "what is desirable and feasible",
        lambda walk: walk.record("diagnosis-made", direction="work"),
        ("2026-02-23 Maak het plan van aanpak",),
        SHUT,
    ),
    Step(
        "2026-02-02",
        "1590-1593,1789-1793",
        "a trajectory follows the plan and is offered in consultation: it asks for both",
        lambda walk: (asks_a_reason(walk, "offer-trajectory"), begins_without(walk)),
        ("2026-02-23 Maak het plan van aanpak",),
        SHUT,
    ),
    Step(
        "2026-02-03",
        "1589-1591",
        "the plan was made together",
        lambda walk: (walk.met("plan", "Noor"), walk.record("plan_agreed")),
        (),
        SHUT,
        ("offer-trajectory",),
    ),
    Step(
        "2026-02-09",
        "1591-1593,1609-1614",
        "a coach comes in; the rung on the ladder is set, and lawfulness stays guarded",
        lambda walk: walk.measure("assistance-with-coach", starts=True),
        ("2026-02-23 Houd het intakegesprek", "2026-03-09 Bepaal de trede op de participatieladder", LAWFUL),
        SHUT,
    ),
    Step(
        "2026-02-16",
        "1609-1614,1626",
        "the intake; the client has contacts outside the home",
        lambda walk: (walk.met("intake", "Noor"), walk.record("rung-set", rung="2")),
        ("2026-08-16 Kijk opnieuw naar de trede", LAWFUL),
        SHUT,
    ),
)


def test_from_the_telephone_to_the_plan_up_the_ladder_and_out_to_work() -> None:
    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go(
        (
            Step(
                "2026-03-30",
                "1595-1600",
                "how often they meet differs too much for any norm: six weeks without a talk are not late",
                nothing,
                ("2026-08-16 Kijk opnieuw naar de trede", LAWFUL),
                SHUT,
            ),
            Step(
                "2026-05-18",
                "1609-1614",
                "a rung higher: unpaid work",
                lambda walk: walk.record("rung-set", rung="4"),
                ("2026-11-18 Kijk opnieuw naar de trede", LAWFUL),
                SHUT,
            ),
            Step(
                "2026-08-17",
                "1733-1741",
                "longer than half a year: usual for some, and no rule for anyone",
                nothing,
                ("2026-11-18 Kijk opnieuw naar de trede", LAWFUL),
                SHUT,
            ),
            Step(
                "2026-09-07",
                "1598-1614,1767-1770",
                "paid work, and out of the benefit",
                lambda walk: (walk.record("rung-set", rung="6"), walk.end("work")),
            ),
        )
    )


def test_who_has_no_coach_has_the_client_director_and_who_has_no_duty_for_now_is_asked_again() -> None:
    again = "2026-07-05 Kijk of meedoen nu past"
    lawful = "2027-01-05 Controleer of de uitkering nog klopt"
    rung = "Bepaal de trede op de participatieladder"
    Walk("nl-work-rsd-krh").go(
        (
            Step(
                "2026-01-05",
                "1734-1740",
                "assistance, for the time being with no duty to take part",
                lambda walk: walk.open("assistance-without-duty", NOOR),
                (f"2026-02-02 {rung}", again, lawful),
                SHUT,
            ),
            Step(
                "2026-02-02",
                "1602-1607,1736-1740",
                "taking part fits now; without a coach, and without an intake of one",
                lambda walk: walk.measure("assistance-without-coach", starts=True),
                (f"2026-02-02 {rung}", "2027-02-02 Controleer of de uitkering nog klopt"),
                SHUT,
            ),
        )
    )


USUAL = ("2026-08-16 Kijk opnieuw naar de trede", LAWFUL)


@pytest.mark.parametrize(
    ("seed", "kind"),
    [
        ("1804-1812", "not-come"),
        ("1804-1812", "refuses-schooling"),
        ("1804-1812", "no-cooperation"),
        ("1804-1812", "refuses-letter"),
        ("1436-1440", "work-not-accepted"),
    ],
)
def test_r15_and_r17_a_breach_is_free_to_react_to_from_nothing_to_a_cut_after_a_talk(seed: str, kind: str) -> None:
    light = ["no-action", "talk", "warn", "impose-sanction"]

    def chosen(walk: Walk) -> None:
        assert [each for each in walk.offered() if each in light] == light
        assert "impose-fine" not in walk.offered(), "1490-1506: fines are about the duty to inform"
        with pytest.raises(NotNow, match="Waarom"):
            walk.respond("impose-sanction", reason="")
        walk.respond("warn")

    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go(
        (
            Step("2026-03-02", seed, "something went wrong", lambda walk: walk.went_wrong(kind), USUAL, SHUT),
            Step("2026-03-03", "1808-1811,1730-1732", "a warning in a talk", chosen, USUAL, SHUT),
            Step(
                "2026-03-10",
                "1628-1631,1789-1791",
                "a sanction is imposed in a sanction talk, by the coach",
                lambda walk: walk.met("sanction", "Noor"),
                USUAL,
                SHUT,
                ("impose-sanction",),
            ),
            Step(
                "2026-03-10",
                "1812-1814",
                "a cut, which ends nothing else; the next one asks for a talk of its own",
                lambda walk: (
                    walk.respond("impose-sanction"),
                    walk.post("sanction", percent=30, months=1),
                    walk.put_away(),
                ),
                USUAL,
                SHUT,
            ),
            Step(
                "2026-03-11",
                "1628-1631",
                "the talk of the last sanction opens no next one",
                lambda walk: asks_a_reason(walk, "impose-sanction"),
                USUAL,
                SHUT,
            ),
        )
    )


def test_r16_a_fine_waits_until_it_was_weighed_how_far_the_client_can_be_blamed() -> None:
    def too_early(walk: Walk) -> Walk:
        assert "impose-fine" in walk.offered()
        with pytest.raises(NotNow, match="verwijtbaarheid"):
            walk.decide("impose-fine", reason="Het bedrag is groot.", danger=True)
        return walk

    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go(
        (
            Step(
                "2026-03-02",
                "1490-1506,1806-1810",
                "something was not told that had to be told",
                lambda walk: (walk.went_wrong("information-duty"), too_early(walk)),
                USUAL,
                SHUT,
            ),
            Step(
                "2026-03-04",
                "1498-1504",
                "ordinary blame",
                lambda walk: weigh(walk, "ordinary", "share-50"),
                USUAL,
                {"impose-fine-undeclared": TELL_FIRST},
                ("impose-fine",),
            ),
            Step(
                "2026-03-05",
                "1498-1504",
                "imposed; the next fine asks for a weighing of its own",
                lambda walk: (
                    walk.respond("impose-fine"),
                    walk.post("fine", incident=walk.called, culpability="ordinary", object_by=date(2026, 4, 16)),
                    walk.put_away(),
                ),
                USUAL,
            ),
            Step("2026-03-06", "1498-1504", "the next day", nothing, USUAL, SHUT),
        )
    )


HANDLED = "Leg vast hoe u ermee omging"


def test_no_fine_for_undeclared_work_before_the_client_heard_it_and_the_fine_is_how_it_was_handled() -> None:
    """1829-1833; that the client hears it first is our own rule, and the promise on the client's page."""
    tell, handle = f"2026-03-09 {TELL_FIRST}", f"2026-03-11 {HANDLED}"

    def not_yet(walk: Walk) -> None:
        with pytest.raises(NotNow, match="Dit kan nog niet"):
            walk.decide("impose-fine-undeclared", reason="Het is veel geld.", danger=True)
        walk.unread_by_client()

    def fined(walk: Walk) -> None:
        weigh(walk, "intent", "share-100")
        assert "impose-fine-undeclared" in walk.offered()
        walk.respond("impose-fine-undeclared")

    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go(
        (
            Step(
                "2026-03-02",
                "1829-1833",
                "a signal, which workers alone see",
                lambda walk: walk.record("undeclared-signal", what="undeclared"),
                (tell, *USUAL),
                SHUT,
            ),
            Step("2026-03-03", "1490-1506", "not told: no fine", not_yet, (tell, *USUAL), SHUT),
            Step(
                "2026-03-04",
                "1829-1833",
                "told: now a fine can follow",
                lambda walk: walk.went_wrong("undeclared-work", what="undeclared", told="told"),
                (handle, *USUAL),
                SHUT,
            ),
            Step("2026-03-05", "1829-1833", "weighed, and a fine: it was not ignored", fined, USUAL),
        )
    )


def test_closing_leaves_what_is_never_ignored() -> None:
    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go(
        (
            Step(
                "2026-03-04",
                "1829-1833",
                "a signal that the client heard of, and the case ends: how it was handled is still to be noted",
                lambda walk: (walk.went_wrong("undeclared-work", what="undeclared", told="told"), walk.end("work")),
                (f"2026-03-11 {HANDLED}",),
            ),
        )
    )


def test_what_asks_a_duty_to_take_part_is_no_breach_where_there_is_none() -> None:
    def nothing_to_breach(walk: Walk) -> None:
        walk.open("assistance-without-duty", NOOR)
        for kind in ("refuses-schooling", "no-cooperation", "work-not-accepted", "refuses-letter"):
            with pytest.raises(Denied):
                walk.went_wrong(kind)
        walk.went_wrong("not-come")

    lawful = "2027-01-05 Controleer of de uitkering nog klopt"
    due = ("2026-02-02 Bepaal de trede op de participatieladder", "2026-07-05 Kijk of meedoen nu past", lawful)
    Walk("nl-work-rsd-krh").go((Step("2026-01-05", "1735-1737", "no duty for now", nothing_to_breach, due, SHUT),))


@pytest.mark.parametrize(
    ("seed", "what", "option"),
    [
        # A client tells of undeclared work: it is talked about, not looked into and not punished.
        ("4762-4766", "undeclared", "confront"),
        # A client works beside a benefit: that is reported inside the RSD.
        ("4756-4760", "beside-benefit", "pass-on"),
    ],
)
def test_v10_undeclared_work_is_never_left_aside_and_goes_nowhere_before_the_client_was_told(
    seed: str, what: str, option: str
) -> None:
    def left_aside(walk: Walk) -> None:
        walk.respond("no-action")

    def goes_nowhere(walk: Walk) -> None:
        def who_reads() -> list[Grant]:
            return list(Grant.objects.using("owner").filter(case_id=walk.case.case_id).order_by("id"))

        before = who_reads()
        assert "pass-on" in walk.offered()
        walk.respond(option)
        walk.put_away()
        # It is written down who it was passed to and why; nobody else gets to read the case, and no letter is made.
        assert who_reads() == before
        letters = Letter.objects.using("owner").filter(case_id=walk.case.case_id)
        assert [letter.template_id for letter in letters] == ["benefit-decision"]
        assert not {"warning", "sanction", "decision_taken"} & {
            fact.kind for fact in walk.timeline().facts if fact.on >= date(2026, 3, 1)
        }

    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go(
        (
            Step(
                "2026-03-02",
                "1829-1833",
                "a signal",
                lambda walk: (walk.record("undeclared-signal", what=what), walk.unread_by_client()),
                (f"2026-03-09 {TELL_FIRST}", *USUAL),
                SHUT,
            ),
            Step(
                "2026-03-03",
                "4754-4756",
                "the client heard what will be done with it",
                lambda walk: walk.went_wrong("undeclared-work", what=what, told="told"),
                (f"2026-03-10 {HANDLED}", *USUAL),
                SHUT,
            ),
            Step(
                "2026-03-04",
                "1829-1833",
                "doing nothing can be chosen and leaves the duty: it is never ignored",
                left_aside,
                (f"2026-03-10 {HANDLED}", *USUAL),
                SHUT,
            ),
            Step(
                "2026-03-05", seed, "how it was handled is recorded, and no sanction follows", goes_nowhere, USUAL, SHUT
            ),
        )
    )


def test_two_weighings_of_one_day_each_open_the_fine_of_their_own_incident() -> None:
    needs = "Weeg eerst de verwijtbaarheid van deze gebeurtenis"

    def both(walk: Walk) -> None:
        walk.went_wrong("information-duty")
        first = walk.incident
        weigh(walk, "intent", "share-100")
        walk.went_wrong("information-duty")
        with pytest.raises(NotNow, match=needs):
            walk.respond("impose-fine")
        weigh(walk, "reduced", "share-25").respond("impose-fine")
        walk.incident = first
        # The second weighing of the day took nothing of the first one back.
        walk.respond("impose-fine")
        with pytest.raises(NotNow, match=needs):
            walk.write("fine", incident="Iets anders, 2 maart 2026")
        walk.post("fine", incident=walk.called, object_by=date(2026, 4, 13))

    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go((Step("2026-03-02", "1490-1506", "two things were not told", both, USUAL),))
    assert {fact.values["culpability"] for fact in walk.timeline().facts if fact.kind == "culpability-weighed"} == {
        "intent",
        "reduced",
    }


def test_a_fine_is_decided_on_from_the_incident_and_its_weighing_names_one_that_stands() -> None:
    def opened(walk: Walk) -> None:
        walk.went_wrong("information-duty")
        browser = as_worker(walk.case)
        decisions = browser.get(reverse("case-decisions", args=[walk.case.case_id])).content.decode()
        assert "Een traject aanbieden" in decisions
        assert "boete" not in decisions
        page = browser.post(reverse("case-form-new", args=[walk.case.case_id, "culpability"]))
        assert f'value="{walk.called}"' in browser.get(page["Location"]).content.decode()
        refused = browser.post(page["Location"], {"seen": "1", "f_incident": "Verzonnen", "do": "keep"})
        assert refused.status_code == 422

    walk = Walk("nl-work-rsd-krh")
    walk.go(TO_THE_PLAN)
    walk.go((Step("2026-03-02", "1490-1506", "something was not told", opened, USUAL, SHUT),))
