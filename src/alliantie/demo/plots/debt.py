"""What happens in the cases of debt help."""

from __future__ import annotations

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ended, Ending, Plot, Told, one
from alliantie.demo.steps import Contact, Happened


def _creditor(kind: str, name: str, ago: int) -> Told:
    return Told(Happened(kind, (("creditor", name), ("step", "inventory"))), ago=ago)


# From the telephone to the offer that was taken; the plan follows as in every case.
_OFFER = (
    Told(Happened("registered", (("crisis", False),)), after=1),
    Told(Happened("reflection-filled"), after=4),
    Told(Contact("reflection-meeting", None), after=11),
    Told(Happened("offer-sent", days=(("call_by", -40),)), after=13),
    Told(Happened("offer-answered", (("accepted", True),)), after=16),
)


# What has to be there before a settlement begins: car and capacity, a talk, and a proposal that was answered.
_READY = (
    Told(Happened("capacity-discussed", (("capacity", True), ("car", "none"))), after=20),
    Told(Contact("settlement-start", 0), after=21),
    Told(Happened("creditor-letter", (("creditor", "Voorbeeldbank"), ("step", "proposal"))), after=22),
    Told(
        Happened("creditor-answer", (("creditor", "Voorbeeldbank"), ("step", "proposal"), ("agrees", True))), after=30
    ),
)


def _settles(*signed: str) -> tuple[Told, ...]:
    """In Tilburg: a chance was weighed, what was signed got talks of its own, and all began within 120 days."""
    moments = [
        told
        for number, what in enumerate(signed)
        for told in (
            Told(Contact("signing", 0), after=430 + 25 * number),
            Told(Happened("signed", (("what", what),)), after=430 + 25 * number),
        )
    ]
    started = Told(Happened("decision_taken", (("decision", "start-settlement"),)), after=520)
    return Told(Happened("chance-weighed", (("fair", True),)), after=390), *moments, started


DEBT: dict[str, tuple[Plot, ...]] = {
    "nl-debt-tilburg": (
        Plot(
            0,
            "stabilisation",
            one(Ending.OPEN, Pattern.STABLE, name=Name("Emine", "Zeytinli")),
            next_measure="restructuring",
            told=(*_settles("agreement", "debts", "loan", "agreement-again"),),
        ),
        Plot(
            0,
            "stabilisation",
            one(Ending.COMPLETE, Pattern.REPAIR, "dutch"),
            next_measure="mediation",
            # After the talk of nine days ago, which would have settled it.
            told=(*_settles("agreement", "debts"), Told(Happened("back-office-asked", (("about", "debts"),)), ago=6)),
        ),
        Plot(
            0,
            "mediation",
            one(Ending.DUE, Pattern.CEILING, "syrian", language="en"),
            told=(
                Told(Happened("signed", (("what", "agreement"),)), after=40),
                Told(Happened("signed", (("what", "debts"),)), after=75),
                Told(Happened("decision_taken", (("decision", "start-settlement"),)), after=104),
            ),
        ),
        Plot(
            1,
            "stabilisation",
            one(Ending.TALKED, Pattern.STABLE, "surinamese", share="nothing"),
            next_measure="mediation",
            told=_settles("agreement", "debts"),
        ),
        # A crisis that was taken up on the day itself, and of which the intake that the law wants is late.
        Plot(
            0,
            "application",
            one(Ending.NEW, None, "polish"),
            beside=("crisis",),
            told=(
                Told(Contact("application", 0)),
                Told(Happened("route-chosen", (("route", "trajectory"),))),
                Told(Happened("crisis-action", (("partner", "energy"),))),
            ),
        ),
    ),
    "nl-debt-zeist": (
        Plot(
            0,
            "stabilisation",
            one(Ending.OPEN, Pattern.CEILING, name=Name("Chantal", "Wanepalm")),
            next_measure="settlement",
            told=(*_OFFER, *_READY),
        ),
        Plot(
            0,
            "direct-settlement",
            one(Ending.REVEALED, Pattern.DECLINE, "moroccan"),
            next_measure="settlement",
            told=(
                *_OFFER,
                *_READY,
                Told(Happened("recovery-term-set", (("days", 14),)), ago=22),
                Told(Happened("intent-sent", days=(("answer_by", -5),)), ago=21),
            ),
        ),
        Plot(
            0,
            "stabilisation",
            one(Ending.DUE, Pattern.REPAIR, "dutch"),
            next_measure="settlement-after-budget",
            told=(
                *_OFFER,
                Told(Contact("intake-after-budget", 0), ago=60),
                Told(Contact("reflection-meeting", None), ago=56),
                Told(Happened("plan_agreed"), ago=50),
                Told(Happened("capacity-discussed", (("capacity", True), ("car", "fits"))), ago=48),
                _creditor("creditor-letter", "Webwinkel Voorbeeldmode", 41),
                _creditor("creditor-letter", "Waterbedrijf Voorbeeldbron", 34),
                _creditor("creditor-reminder", "Webwinkel Voorbeeldmode", 24),
                _creditor("creditor-letter", "Voorbeeldstroom", 30),
                _creditor("creditor-reminder", "Waterbedrijf Voorbeeldbron", 11),
                _creditor("creditor-letter", "Woningstichting Voorbeeldhuis", 41),
                _creditor("creditor-answer", "Woningstichting Voorbeeldhuis", 27),
            ),
        ),
        Plot(
            1,
            "stabilisation",
            one(Ending.TALKED, Pattern.STABLE, "turkish"),
            covered_by=0,
            next_measure="budget-management",
            told=(
                *_OFFER,
                Told(Happened("budget-reckoned", (("more_in", True),)), after=20),
                Told(Happened("budget-listed", (("urgency", "soon"),)), after=22),
                Told(Happened("budget-called"), after=61),
                Told(Contact("budget-intake", 0), ago=95),
                Told(Happened("budget-account-opened"), ago=93),
                Told(Happened("budget-file-made"), ago=93),
                Told(Happened("authorisations-ready"), ago=92),
                Told(Happened("first-income"), ago=90),
                Told(Happened("payments-begun"), ago=89),
                Told(Happened("budget-stable"), ago=88),
            ),
        ),
        # Waits for budget management; no rounds yet.
        Plot(
            0,
            "stabilisation",
            one(Ending.TALKED, None, "polish"),
            told=(
                *_OFFER,
                Told(Happened("budget-reckoned", (("more_in", True),)), after=24),
                Told(
                    Happened("budget-listed", (("urgency", "now"), ("reason", "Betaalt de huur niet op tijd."))), ago=20
                ),
            ),
        ),
    ),
}


def _over(measure: str, pattern: Pattern, origin: str, *told: Told, after: str = "") -> Plot:
    """A case that is over."""
    return Plot(0, measure, one(Ending.TALKED, pattern, origin), next_measure=after, told=told)


_TAKEN_OVER = Told(Happened("taken-over", (("by", "organisation"), ("agreed", True))), ago=3)
_END_TALK = Told(Contact("end", 0), ago=3)


def _advised(origin: str) -> Ended:
    """Advice once, on the day itself, with the decision that the law asks for."""
    told = Told(Contact("application", 0)), Told(Happened("decision-sent"))
    return Ended(Plot(0, "one-off-advice", one(Ending.TALKED, None, origin), told=told, whole=True), "advice-given", 1)


def _advised_more(origin: str) -> Ended:
    """Advice in three talks, which took twenty-one days on average."""
    talks = (Told(Contact("three-talks", 0), after=after) for after in (0, 8, 19))
    told = (*talks, Told(Happened("decision-sent"), after=8))
    plot = Plot(0, "extended-advice", one(Ending.TALKED, None, origin), told=told, whole=True)
    return Ended(plot, "advice-given", 21)


_ORIGINS = ("dutch", "dutch", "turkish", "dutch", "moroccan", "polish", "dutch", "syrian")

DEBT_ENDED: dict[str, tuple[Ended, ...]] = {
    "nl-debt-tilburg": (
        Ended(_over("mediation", Pattern.REPAIR, "dutch"), "settled", 560),
        Ended(_over("stabilisation", Pattern.STABLE, "dutch"), "own-arrangements", 170),
        # 14% dropped out, and over 80% of the settlements succeed; of the others some go on by law (000:3843-3871).
        Ended(_over("stabilisation", Pattern.DECLINE, "turkish"), "client-stops", 150),
        Ended(_over("restructuring", Pattern.STABLE, "antillean"), "settled", 600),
        Ended(_over("stabilisation", Pattern.STABLE, "moroccan"), "statutory", 220),
        Ended(_over("stabilisation", Pattern.DIP, "polish"), "care-file", 130),
        Ended(_over("mediation", Pattern.STABLE, "syrian"), "settled", 420),
        # As the source counts applications in a year: 2,724 of 4,136 advice once, 197 more of it, 687 a trajectory.
        *(_advised(_ORIGINS[place % len(_ORIGINS)]) for place in range(23)),
        *(_advised_more(origin) for origin in ("surinamese", "dutch")),
    ),
    "nl-debt-zeist": (
        Ended(
            _over("stabilisation", Pattern.REPAIR, "dutch", *_OFFER, *_READY, _END_TALK, after="settlement"),
            "settled",
            720,
        ),
        Ended(_over("stabilisation", Pattern.STABLE, "polish", *_OFFER, _TAKEN_OVER), "elsewhere", 190),
        Ended(_over("stabilisation", Pattern.STABLE, "surinamese", *_OFFER), "stable", 260),
        Ended(_over("stabilisation", Pattern.CEILING, "dutch", *_OFFER), "self-able", 210),
        Ended(_over("stabilisation", Pattern.REPAIR, "turkish", *_OFFER), "stable", 300),
    ),
}
