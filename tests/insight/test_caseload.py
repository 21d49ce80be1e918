"""A worker's own figures: of the own clients alone, by name, with how unsure they are, and nothing of too few."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.access.models import Reading
from alliantie.alliance.caseload import shrunken
from alliantie.people.models import Client, Worker
from tests.alliance.pictures import add_pairs, many_say, wavering
from tests.insight.teams import leader, team_of
from tests.web.pages import flat
from tests.worklist.browse import sign_in
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PAGE = reverse("own-figures")
TOO_FEW = "Te weinig om te zeggen. Hiervoor moeten vijf cliënten hun beeld met u delen"


def named(world: World, clients: int = 6, *, worker: int = 0, share: str = "picture", rounds: int = 3) -> None:
    """Clients whose names begin with the letters of the alphabet, the last of them with the highest scores."""
    scores = np.clip(wavering(clients, rounds) + np.linspace(-1, 1, clients)[:, None, None, None], 1, 5)
    known = set(Client.objects.using("owner").values_list("id", flat=True))
    add_pairs(world, np.rint(scores * 4) / 4, worker=worker, share=share)
    for place, client in enumerate(Client.objects.using("owner").exclude(id__in=known).order_by("id")):
        Client.objects.using("owner").filter(id=client.id).update(given_name=f"{'ZYXWVU'[place]}", family_name="B")


def page(world: World, worker: int = 0) -> tuple[Browser, str]:
    browser = sign_in(world.workers[worker])
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return browser, answer.content.decode()


def test_six_clients_are_shown_by_name_each_with_an_interval_and_read_that_it_was_looked_at() -> None:
    world = team_of(2)
    named(world)
    many_say(world)
    browser, html = page(world)
    assert TOO_FEW not in flat(html)
    drawn = html[html.index("<svg xmlns") :]
    names = [letter for letter in "UVWXYZ" if f">{letter} B<" in drawn]
    assert names == sorted(names)
    assert len(names) == 6
    places = [drawn.index(f">{name} B<") for name in names]
    assert places == sorted(places)
    # Three characteristics in two sizes, six clients, two people, a line with two caps.
    assert html.count('class="picture-client-band"') == 3 * 2 * 6 * 3
    assert "friction" not in html
    assert Reading.objects.using("owner").filter(what="trend").count() == 6
    # Nothing in the address changes the order.
    again = browser.get(f"{PAGE}?sort=trust&order=desc").content.decode()
    assert again.count(">U B<") == html.count(">U B<")
    assert again.index(">U B<") < again.index(">Z B<")


@pytest.mark.parametrize("why", ["four clients", "nothing shared", "no 200 pairs", "of a colleague"])
def test_of_too_few_nothing_is_said_and_no_picture_is_opened(why: str) -> None:
    world = team_of(2)
    named(world, 4 if why == "four clients" else 6, share="nothing" if why == "nothing shared" else "picture")
    if why != "no 200 pairs":
        many_say(world)
    _browser, html = page(world, 1 if why == "of a colleague" else 0)
    assert TOO_FEW in flat(html)
    assert "<svg xmlns" not in html
    assert not Reading.objects.using("owner").filter(what="trend").exists()


def test_how_the_rounds_went_counts_each_client_once_and_nothing_of_colleagues() -> None:
    world = team_of(2)
    named(world, 4, rounds=2)
    named(world, 2, worker=1)
    assert "Een ronde kon 4 Begonnen 4 Samen gekeken 4 Gepraat 4 Een afspraak gemaakt 0" in flat(page(world)[1])


def test_who_leads_the_team_gets_nothing_of_it() -> None:
    world = team_of(2)
    named(world)
    many_say(world)
    leads = leader(world)
    html = sign_in(Worker.objects.using("owner").get(id=leads.me)).get(PAGE).content.decode()
    assert "Een ronde kon 0" in flat(html)
    assert TOO_FEW in flat(html)


def test_a_mean_of_few_rounds_is_drawn_further_to_that_of_all_and_is_less_sure() -> None:
    values = {uuid4(): [level] * rounds for level, rounds in ((2, 1), (2, 8), (3, 3), (4, 3), (5, 3), (4.5, 3))}
    found = list(shrunken(values, 0.5).values())
    assert found[1].mean < found[0].mean
    assert found[0].upper - found[0].lower > found[1].upper - found[1].lower
    assert shrunken(dict(list(values.items())[:4]), 0.5) == {}
