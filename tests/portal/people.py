"""A client at home: what tests of the client's own pages share."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Grant
from alliantie.alliance import operations, queries
from alliantie.cases.models import Participant
from alliantie.cases.queries import get_case, practice_of
from alliantie.practices.texts import LONGEST_SENTENCE, sentences, word_count
from tests import worlds
from tests.access.entering import account_of, browser_of
from tests.web.pages import flat
from tests.worlds import CaseWorld, World, look_along

# What stands around every request and is no reading.
AROUND = re.compile(r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK|SELECT set_config)")


def long_running(*arguments: Any, world: World | None = None, **options: Any) -> CaseWorld:
    """A case of a world that began two hundred days ago, so that much can have happened in it."""
    with clock.at(clock.now() - timedelta(days=200)):
        return (world or World.make()).case(*arguments, **options)


def at_home(case: CaseWorld, login: str = "noor", index: int = 0) -> Browser:
    """The browser of one of the clients of a case, signed in."""
    return browser_of(account_of(case.client_ids[index], login))


def questions_for(browser: Browser, page: str) -> int:
    """How many questions to the database a page costs."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return sum(1 for query in asked.captured_queries if not AROUND.match(query["sql"]))


def too_long(answer: Any) -> list[str]:
    """The sentences of a page for a client that have more words than a client's sentence may have."""
    html = answer.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    texts = [
        flat(text)
        for text in re.findall(r"<(?:p|h\d|summary|button)\b[^>]*>(.*?)</(?:p|h\d|summary|button)>", main, re.S)
    ]
    return [each for text in texts for each in sentences(text) if word_count(each) > LONGEST_SENTENCE]


def discuss(case: CaseWorld, days_ago: int, agreement: str = "Peter belt eerst.", index: int = 0) -> UUID:
    """A round that the two went through some days ago, up to an agreement."""
    with clock.at(clock.now() - timedelta(days=days_ago)):
        round_id = case.round(index)
        client = case.client(index)
        case.answer(client, round_id, 3)
        case.answer(case.worker, round_id, 4)
        for actor in (client, case.worker):
            look_along(actor, round_id)
        with acting(case.worker) as actor:
            operations.propose_agreement(actor=actor, here=queries.get_round(actor, round_id), text=agreement)
        with acting(client):
            here = queries.get_round(client, round_id)
            noted = queries.talk(client, here)
            assert noted is not None
            operations.answer_agreement(actor=client, here=here, yes=True, seen=noted.fingerprint)
            operations.finish_conversation(actor=client, here=here)
    return round_id


def hand_over(case: CaseWorld, to: int = 1) -> None:
    """Give the case to another worker of its world."""
    worlds.hand_over(case.case_id, case.worker, case.world.worker(to))
    case.worker = case.world.worker(to)


def join(case: CaseWorld, client_id: UUID) -> UUID:
    """Make the client of another case take part in this one too, with a pair of their own. Returns the pair."""
    area = case.world.area
    Participant.objects.using("owner").create(area=area, case_id=case.case_id, client_id=client_id, role="young_person")
    Grant.objects.using("owner").create(
        area=area,
        subject_kind="client",
        subject_id=client_id,
        case_id=case.case_id,
        right="own",
        ground="own data",
        starts_at=clock.now() - timedelta(days=1),
    )
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        kind = practice_of(found).pairs[0].id
        return operations.begin_pair(
            actor=actor, case=found, client_id=client_id, worker_id=case.worker.me, pair_kind=kind
        )


def days_from_now(days: int) -> date:
    """The day some days from today."""
    return clock.today() + timedelta(days=days)
