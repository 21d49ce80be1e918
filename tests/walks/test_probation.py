"""Dutch probation, walked through from the source text alone: 000:150-186 and 000:241-429 (P-1, P-2; R2 to R5)."""

from __future__ import annotations

import pytest

from alliantie.access.policies import Denied, NotNow
from tests.walks.walking import Step, Walk, nothing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOOR = ("Noor", "client")
# From the sentence on the probation period runs, at most three years (000:251-253).
END = "2029-01-04 Rond het toezicht af"


def report(walk: Walk, *, with_warning: bool = False) -> Walk:
    """The report to the prosecutor, written and signed."""
    return walk.write(
        "breach-report",
        "Officier van justitie",
        incident=walk.called,
        in_writing=True,
        with_warning=with_warning,
    )


BEGINNING = (
    Step(
        "2026-01-05",
        "243-285,419-429",
        "a sentence with conditions; the frame has to be clear at the start, and the officer sets the intensity",
        lambda walk: walk.open("suspended-sentence", NOOR),
        ("2026-01-19 Bepaal hoe intensief het toezicht is", "2026-01-19 Leg het kader uit", END),
    ),
    Step(
        "2026-01-07",
        "419-429",
        "the client knows the frame and the limits of confidentiality beforehand",
        lambda walk: (walk.met("frame-talk", "Noor"), walk.explain()),
        ("2026-01-19 Bepaal hoe intensief het toezicht is", END),
    ),
)

LEVELS = (
    Step(
        "2026-01-07",
        "383-385",
        "level 2: reporting every two weeks, at first a home visit every two months",
        lambda walk: walk.record("level-set", level="2"),
        ("2026-01-21 Houd een meldplichtgesprek", "2026-03-07 Ga op huisbezoek", END),
    ),
    Step(
        "2026-01-20",
        "383-385",
        "a reporting talk: two weeks run anew, the home visit stays where it was",
        lambda walk: walk.met("reporting-talk", "Noor"),
        ("2026-02-03 Houd een meldplichtgesprek", "2026-03-07 Ga op huisbezoek", END),
    ),
    Step(
        "2026-02-09",
        "383-385",
        "a home visit: two months run anew, and it is no reporting talk",
        lambda walk: walk.met("home-visit", "Noor"),
        ("2026-02-03 Houd een meldplichtgesprek", "2026-04-09 Ga op huisbezoek", END),
    ),
    Step(
        "2026-03-02",
        "383-385",
        "the beginning is over, and with it the home visits of level 2",
        lambda walk: walk.record("beginning-over"),
        ("2026-02-03 Houd een meldplichtgesprek", END),
    ),
    Step(
        "2026-03-09",
        "387",
        "level 3: reporting every week, a home visit every month",
        lambda walk: walk.record("level-set", level="3"),
        ("2026-03-16 Houd een meldplichtgesprek", "2026-04-09 Ga op huisbezoek", END),
    ),
    Step(
        "2026-04-13",
        "389-391",
        "a level is a guideline: late is said, and nothing is shut",
        nothing,
        ("2026-03-16 Houd een meldplichtgesprek", "2026-04-09 Ga op huisbezoek", END),
    ),
    Step(
        "2026-04-13",
        "381",
        "level 1: reporting every three weeks and no home visit",
        lambda walk: walk.record("level-set", level="1"),
        ("2026-05-04 Houd een meldplichtgesprek", END),
    ),
)


def test_from_the_sentence_through_the_levels_to_an_end_that_was_completed() -> None:
    walk = Walk("nl-probation")
    walk.go((*BEGINNING, *LEVELS))
    walk.go(
        (
            Step(
                "2026-06-01",
                "216-225",
                "supervision was gone through in full, and nothing is due any more",
                lambda walk: walk.end("completed", over=("suspended-sentence",)),
            ),
        )
    )


def test_v6_a_missed_talk_is_free_to_react_to_and_no_report() -> None:
    def choose(walk: Walk) -> None:
        assert walk.offered() == ["no-action", "talk", "instruct", "reprimand"], "361-364: free, below a breach"
        walk.respond("talk")
        walk.put_away()

    walk = Walk("nl-probation")
    walk.go(BEGINNING)
    walk.go(
        (
            Step(
                "2026-01-14",
                "299-305",
                "a missed appointment is unwanted behaviour, and not yet a breach",
                lambda walk: walk.went_wrong("appointment", judged="unwanted"),
                ("2026-01-19 Bepaal hoe intensief het toezicht is", END),
            ),
            Step(
                "2026-01-14",
                "321,361-364",
                "the officer chooses freely, and nothing follows of itself",
                choose,
                ("2026-01-19 Bepaal hoe intensief het toezicht is", END),
            ),
        )
    )


WARN = "2026-01-29 Geef een waarschuwing"
BREACH = "2026-01-22 Meld de overtreding meteen aan het openbaar ministerie"
WRITE = "2026-01-22 Meld de overtreding ook schriftelijk aan het openbaar ministerie"


@pytest.mark.parametrize(
    ("kind", "judged", "written"),
    [
        # 291-299: at once, for general and special conditions alike.
        ("offence", "breach-general", ()),
        # 357-361: in writing and without delay is the chain agreement on special conditions alone.
        ("special-condition", "breach-special", (WRITE,)),
    ],
)
def test_v6_a_breach_is_reported_at_once_and_the_duty_stays_until_the_report_was_sent(
    kind: str, judged: str, written: tuple[str, ...]
) -> None:
    def offer(walk: Walk) -> Walk:
        found = walk.offered()
        # 361-364: choosing freely is for what is no breach; 321-325: after one the report and the warning stay.
        assert found[:4] == ["nothing-besides", "talk-besides", "instruct", "reprimand"]
        # 335-341: advice with the report is open, not asked; 331-335: enforcement is for prosecutor and judge.
        assert {"report", "called", "reported", "advice", "enforcement"} <= set(found)
        return walk

    due = (BREACH, *written, WARN)

    def put_away(walk: Walk) -> None:
        walk.respond("talk-besides")
        for refused in (walk.put_away, lambda: walk.end("completed"), lambda: walk.respond("enforcement")):
            with pytest.raises(NotNow):
                refused()

    walk = Walk("nl-probation")
    walk.go(BEGINNING)
    walk.go(
        (
            Step(
                "2026-01-15",
                "383-385",
                "the level is set",
                lambda walk: walk.record("level-set", level="1"),
                ("2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-01-20",
                "289-305",
                "whether it is a breach is not established: it is asked again, two working days later (our setting)",
                lambda walk: walk.went_wrong(kind, judged="not-established"),
                ("2026-01-22 Zeg of het een overtreding is", "2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-01-22",
                "291-299,321-325,357-361",
                "an established breach: report at once, and a warning in any case",
                lambda walk: (walk.judge(judged=judged), offer(walk)),
                (*due, "2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-01-22",
                "291-299,331-335",
                "the incident is not put away, the case not closed and no judge decided before the report",
                put_away,
                (*due, "2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-01-22",
                "357-361",
                "a report that was written and signed was not sent yet",
                report,
                (*due, "2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-01-22",
                "291-299,357-361",
                "the report was sent on a day: the duty is done, the warning is not",
                lambda walk: walk.send(),
                (WARN, "2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-01-23",
                "321-325",
                "a warning was given, and has to be reported to the prosecutor too",
                lambda walk: walk.post("breach-warning", incident=walk.called),
                (
                    "2026-01-26 Meld de waarschuwing aan het openbaar ministerie",
                    "2026-02-05 Houd een meldplichtgesprek",
                    END,
                ),
            ),
            Step(
                "2026-01-26",
                "321-325",
                "the warning was reported",
                lambda walk: (report(walk, with_warning=True), walk.send(), walk.put_away()),
                ("2026-02-05 Houd een meldplichtgesprek", END),
            ),
            Step(
                "2026-02-02",
                "331-335,216-225",
                "the judge had the sentence carried out; supervision ended early",
                lambda walk: (walk.respond("enforcement"), walk.end("enforced", over=("suspended-sentence",))),
            ),
        )
    )


@pytest.mark.parametrize(
    ("kind", "judged", "written"),
    [("offence", "breach-general", ()), ("special-condition", "breach-special", (WRITE,))],
)
def test_v6_a_breach_reported_by_phone_is_done_but_for_the_writing_that_the_chain_agreement_asks(
    kind: str, judged: str, written: tuple[str, ...]
) -> None:
    walk = Walk("nl-probation")
    walk.go(BEGINNING)
    walk.go(
        (
            Step(
                "2026-01-22",
                "291-299,321-325,357-361",
                "an established breach: report at once, and a warning in any case",
                lambda walk: walk.went_wrong(kind, judged=judged),
                (LEVEL, BREACH, *written, WARN, END),
            ),
            Step(
                "2026-01-22",
                "291-299,357-361",
                "the prosecutor was called: the statute names no form, the chain agreement does of special conditions",
                lambda walk: walk.respond("called"),
                (LEVEL, *written, WARN, END),
            ),
        )
    )


def test_a_short_module_without_a_sentence_meets_no_rule_of_a_sentence() -> None:
    def opened(walk: Walk) -> None:
        walk.open("short-module", NOOR)
        for kind, judged in (("special-condition", "unwanted"), ("appointment", "breach-special")):
            with pytest.raises(Denied):
                walk.went_wrong(kind, judged=judged)
        walk.went_wrong("appointment", judged="unwanted")
        assert walk.offered() == ["no-action", "talk", "instruct", "reprimand"], "160-165: no sentence, no report"

    Walk("nl-probation").go(
        (
            Step(
                "2026-01-05",
                "160-165",
                "aftercare without a criminal decision",
                opened,
                ("2026-01-19 Leg het kader uit",),
            ),
            Step("2026-01-06", "160-165", "and its end", lambda walk: walk.end("completed")),
        )
    )


LEVEL = "2026-01-19 Bepaal hoe intensief het toezicht is"


def test_a_conditional_release_meets_the_rhythm_of_supervision_and_no_rule_of_a_suspended_sentence() -> None:
    def went_wrong(walk: Walk) -> None:
        with pytest.raises(Denied):
            walk.went_wrong("special-condition", judged="breach-special")
        walk.went_wrong("special-condition", judged="condition-broken")
        found = walk.offered()
        assert found == ["no-action", "talk", "instruct", "reprimand", "tell-authority"], (
            "241-251: chapter 2 is elsewhere"
        )
        walk.respond("tell-authority").put_away()

    walk = Walk("nl-probation")
    walk.go(
        (
            Step(
                "2026-01-05",
                "194-200,371-377",
                "a conditional release until July",
                lambda walk: walk.open("conditional-release", NOOR, until="2026-07-01"),
                (LEVEL, "2026-01-19 Leg het kader uit", "2026-06-30 Rond het toezicht af"),
            ),
            Step(
                "2026-01-07",
                "377-387,419-429",
                "the frame is explained and the level set",
                lambda walk: (walk.met("frame-talk", "Noor"), walk.explain(), walk.record("level-set", level="1")),
                ("2026-01-28 Houd een meldplichtgesprek", "2026-06-30 Rond het toezicht af"),
            ),
            Step(
                "2026-01-20",
                "413-419",
                "a condition that was not kept can or has to be told to who imposed it",
                went_wrong,
                ("2026-01-28 Houd een meldplichtgesprek", "2026-06-30 Rond het toezicht af"),
            ),
            Step(
                "2026-07-01",
                "216-225",
                "the end that was named, and supervision was gone through in full",
                lambda walk: walk.end("completed", over=("conditional-release",)),
            ),
        )
    )


def test_r2_an_end_the_judge_set_is_the_day_to_round_off_and_beyond_three_years_a_reason_is_asked() -> None:
    def longer(walk: Walk) -> None:
        with pytest.raises(Denied):
            walk.extend("suspended-sentence", "2029-01-06")
        walk.extend("suspended-sentence", "2029-01-05")

    walk = Walk("nl-probation")
    walk.go(
        (
            Step(
                "2026-01-05",
                "251-253",
                "two years, as judges mostly set",
                lambda walk: walk.open("suspended-sentence", NOOR, until="2028-01-05"),
                (LEVEL, "2026-01-19 Leg het kader uit", "2028-01-04 Rond het toezicht af"),
            ),
            Step(
                "2026-01-06",
                "251-253",
                "three years at most, and beyond only with a reason",
                longer,
                (LEVEL, "2026-01-19 Leg het kader uit", END),
            ),
            Step(
                "2026-01-07",
                "251-253",
                "with a reason it is kept as a deviation",
                lambda walk: walk.extend("suspended-sentence", "2030-01-05", why="De rechter verlengde."),
                (LEVEL, "2026-01-19 Leg het kader uit", "2030-01-04 Rond het toezicht af"),
            ),
        )
    )


def test_the_sentence_was_carried_out_only_after_the_judge_decided_so() -> None:
    def too_soon(walk: Walk) -> None:
        with pytest.raises(NotNow, match="Leg bij de gebeurtenis vast dat de rechter dit besliste"):
            walk.end("enforced")

    walk = Walk("nl-probation")
    walk.go(BEGINNING)
    walk.go(
        (
            Step(
                "2026-01-12",
                "331-335",
                "the prosecutor asks and the judge decides: nobody says so instead",
                too_soon,
                (LEVEL, END),
            ),
        )
    )


def test_p1_a_positive_early_end() -> None:
    walk = Walk("nl-probation")
    walk.go(BEGINNING)
    walk.go(
        (
            Step(
                "2026-01-30",
                "216-222",
                "it goes well and supervision ends early, as the judge decided",
                lambda walk: walk.end("early-positive", over=("suspended-sentence",)),
            ),
        )
    )
