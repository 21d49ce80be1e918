"""A program of its own that fills a migrated database with open rounds in which every answer is given but not sent.

    python -m tests.faults.fill 30

It prints one line of JSON: for each round its id, and for each of the two the session that sends their part.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main(count: int) -> None:
    """Fill the database that the environment names."""
    django.setup()
    from django.conf import settings
    from django.test import Client as Browser

    from alliantie.access.identity import DOOR, Actor, acting
    from alliantie.alliance import operations, queries
    from alliantie.people import administration
    from alliantie.people.models import Client
    from tests.support.passwords import hash_quickly
    from tests.worlds import World

    hash_quickly()

    def session_of(person: Any, login: str) -> str:
        account = administration.make_account(person, login, "not asked for here", of_demo=True)
        browser = Browser()
        with acting(DOOR):
            browser.force_login(account)
        return browser.cookies[settings.SESSION_COOKIE_NAME].value

    def answer(actor: Actor, round_id: Any) -> list[str]:
        with acting(actor):
            here = queries.get_round(actor, round_id)
            items = [item.id for item in here.questionnaire(actor).items]
            if actor.is_client:
                operations.take_stance(actor=actor, here=here, stance="taking_part")
            operations.save_answers(actor=actor, here=here, answers=dict.fromkeys(items, 4))
        return items

    world = World.make()
    worker = session_of(world.workers[0], "worker")
    rounds = []
    for number in range(count):
        here = world.case(names=((f"Noor{chr(97 + number // 26)}{chr(97 + number % 26)}", "Yilmaz"),))
        round_id = here.round()
        answer(here.client(), round_id)
        items = answer(here.worker, round_id)
        person = Client.objects.using("owner").get(id=here.client_ids[0])
        client = session_of(person, f"client-{number}")
        rounds.append({"id": str(round_id), "client": client, "worker": worker, "items": items})
    sys.stdout.write(json.dumps(rounds) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
