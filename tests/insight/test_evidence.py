"""What is known and what is not: numbers that can be measured again, and own data only where there is enough."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.access.identity import Actor
from alliantie.alliance.endings import Mean
from alliantie.insight import beside
from alliantie.insight.evidence import measured
from alliantie.instruments.invariance import Result
from alliantie.statistics.false_alarms import FORMS, KINDS, MOST, false_alarms
from tests.alliance.pictures import LINE, many_ended, many_say
from tests.insight.teams import team_of
from tests.web.pages import flat
from tests.worklist.browse import as_client, sign_in
from tests.worlds import World


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_worker_reads_what_was_measured_and_that_there_are_no_own_data_yet() -> None:
    world = team_of(1)
    browser = sign_in(world.workers[0])
    said = flat(browser.get(reverse("evidence")).content.decode())
    assert "nog niet wetenschappelijk getest" in said
    assert "Vragen per kenmerk: 4. Antwoorden: 1 tot en met 5. 2,6 % 3,7 %" in said
    assert "Nog geen 200 paren deelden dezelfde vragen twee keer." in said
    assert "Te weinig om te zeggen. Dit staat er pas als zes organisaties meetellen" in said
    assert "Nagekeken op dinsdag 24 november 2026: wij hebben hier zelf nog geen uitkomst van." in said
    for between in ("werkwijzen", "talen", "cliënt en begeleider"):
        assert f"{between} niet gemeten nee" in said
    many_say(world)
    many_ended(world)
    said = flat(browser.get(reverse("evidence")).content.decode())
    assert "Nog geen 200 paren" not in said
    assert "Vertrouwen, cliënt 200 0,50 0,83" in said
    assert "Het zegt niet wat de oorzaak is." in said
    client, professional = (said.index(f"Volgens de {who}") for who in ("cliënt", "begeleider"))
    assert client < said.index("3,0, tussen 2,7 en 3,3 (40 of meer cliënten)") < professional
    assert Browser().get(reverse("evidence")).status_code == 302
    assert as_client(World.make("Elders").case()).get(reverse("evidence")).status_code == 404


def test_what_the_page_tells_is_what_the_simulation_gives_within_its_bound() -> None:
    kept = measured()
    assert set(kept["forms"]) == set(FORMS)
    again = false_alarms(KINDS["at the ceiling"], kept["pairs"], kept["rounds"], kept["seed"])
    told = kept["forms"]["4 items, answers 1 to 5"]["at the ceiling"]
    assert told["by_round"] == pytest.approx(again.by_round, abs=1e-5)
    assert told["either"] == pytest.approx(again.either, abs=1e-5)
    assert all(max(each["either"]) <= MOST for kinds in kept["forms"].values() for each in kinds.values())


def test_what_the_two_roles_say_is_one_table_only_once_that_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    means = {way: {("client", "trust"): Mean(40, 3.0, 0.1)} for way in ("completed", "negative")}
    monkeypatch.setattr(beside, "endings", lambda _actor: {LINE: means})
    (apart,) = beside.beside(cast(Actor, None), "nl")
    assert [each.title for each in apart.tables] == ["Volgens de cliënt"]
    shown = Result("own", "1", "probation", 16, "standard", "roles", 200, "scalar", date(2027, 1, 1))
    monkeypatch.setattr(beside, "results", lambda: (shown,))
    (together,) = beside.beside(cast(Actor, None), "nl")
    assert [each.title for each in together.tables] == ["Volgens cliënt en begeleider"]
    monkeypatch.setattr(beside, "endings", lambda _actor: {LINE.replace("probation", "youth_protection"): means})
    (other,) = beside.beside(cast(Actor, None), "nl")
    assert [each.title for each in other.tables] == ["Volgens de cliënt"]
    *not_measured, (name, *said) = beside.gate("nl", [shown])
    assert [row[1:] for row in not_measured] == [("niet gemeten", "nee")] * 2
    assert name.startswith("cliënt en begeleider, Reclassering, 16 vragen")
    assert said == ["vrijdag 1 januari 2027: gemiddelden te vergelijken, minstens 200 mensen per groep", "ja"]


def test_an_interval_told_in_short_is_never_narrower_than_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    assert beside.outward(2.61, 3.49) == (2.6, 3.5)
    assert beside.outward(2.69, 3.41) == (2.6, 3.5)
    # A mean told as 3.0 can have been 2.95; at 40 clients 2.02 standard errors of 0.1 lie on either side.
    means = {way: {("client", "trust"): Mean(40, 3.0, 0.1)} for way in ("completed", "negative")}
    monkeypatch.setattr(beside, "endings", lambda _actor: {LINE: means})
    ((table,),) = (each.tables for each in beside.beside(cast(Actor, None), "nl"))
    assert table.rows[0][1] == "3,0, tussen 2,7 en 3,3 (40 of meer cliënten)"
