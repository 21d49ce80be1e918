"""Every page of a round a client can read says one idea in at most twelve words, in each form of address."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.jottings import Kind
from alliantie.cases.operations import acknowledge_frame
from tests.alliance.ways import fresh_code
from tests.portal.people import discuss, long_running, too_long
from tests.worklist.browse import as_client, as_worker
from tests.worlds import CaseWorld, World, look_along

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PRACTICES = {"u": "nl-probation", "je": "nl-save-protection"}
OPEN = ("notice", "question/1", "question/8", "pause", "review", "share", "flag", "standing")


class Reader:
    """Reads pages of one round and remembers every sentence that is too long."""

    def __init__(self, browser: Browser, round_id: UUID) -> None:
        self.browser, self.address = browser, reverse("round", kwargs={"round_id": round_id})
        self.long: set[str] = set()
        self.read = 0

    def reads(self, *places: str) -> None:
        for place in places:
            answer = self.browser.get(f"{self.address}{place}")
            assert answer.status_code == 200, (place, answer.get("Location"))
            self.long |= set(too_long(answer))
            self.read += 1

    def posts(self, place: str, **sent: str) -> None:
        answer = self.browser.post(f"{self.address}{place}", sent)
        if answer.status_code != 302:
            self.long |= set(too_long(answer))


@pytest.mark.parametrize("practice", PRACTICES.values(), ids=PRACTICES)
def test_no_sentence_of_a_round_is_longer_than_twelve_words(practice: str) -> None:
    case = long_running(practice)
    client = case.client()
    discuss(case, 60)
    discuss(case, 30)
    round_id = case.round()
    reader = Reader(as_client(case), round_id)
    with acting(client) as actor:
        here = queries.get_round(actor, round_id)
        acknowledge_frame(actor=actor, case=here.pair.case)
        operations.take_stance(actor=actor, here=here, stance="not_now")
    reader.reads("not-now")
    reader.posts("notice", choice="yes")
    reader.posts("question/1")
    for step in range(1, 10):
        reader.browser.post(f"{reader.address}question/{step}", {"answer": "2"})
    reader.reads(*(place for place in OPEN if place != "standing"))
    reader.posts("share")
    case.answer(client, round_id, 4)
    reader.reads("standing", "less")
    case.answer(case.worker, round_id, 3)
    reader.reads("standing", "own")
    reader.posts("own", answer="no")
    with acting(client) as actor:
        operations.say_own(actor=actor, here=queries.get_round(actor, round_id), yes=True)
    reader.reads("together")
    for person in (case.worker, client):
        look_along(person, round_id)
    reader.reads("standing", "picture", "how", "trend", "talk")
    talks(case, reader, round_id)
    reader.reads("after", "standing", "picture")
    assert reader.read > 18
    assert reader.long == set()


def talks(case: CaseWorld, reader: Reader, round_id: UUID) -> None:
    """Every state of the talk, refusals included."""
    reader.posts("talk", agreement="")
    reader.posts("talk", agreement="x" * 141)
    with acting(case.worker) as actor:
        here = queries.get_round(actor, round_id)
        operations.propose_agreement(actor=actor, here=here, text="Peter belt.")
        operations.write_note(actor=actor, here=here, text="De sleutel ligt klaar.", seen="")
    reader.posts("talk", agreement="Iets anders.", seen="")
    reader.posts("talk/note", note="Iets anders.", note_seen="")
    with acting(case.client()) as client:
        here = queries.get_round(client, round_id)
        operations.keep_draft(actor=client, here=here, kind=Kind.NOTE_DRAFT, text="Half")
    reader.reads("talk")
    noted = reader.browser.get(f"{reader.address}talk").content.decode().split('name="seen" value="')[1].split('"')[0]
    reader.posts("talk/agree", answer="yes", seen=noted)
    reader.reads("talk", "talk?edit=1")
    reader.posts("talk/finish")


@pytest.mark.parametrize("practice", PRACTICES.values(), ids=PRACTICES)
def test_no_sentence_on_the_way_in_by_a_code_is_longer_than_twelve_words(practice: str) -> None:
    case = World.make().case(practice)
    round_id = case.round()
    reader = Reader(as_worker(case), round_id)
    reader.posts("hand")
    reader.reads("hello", "enter", "forgotten")
    for place, pin in (("enter", "12"), ("enter", "1234"), ("forgotten", "12"), ("forgotten", "1234")):
        reader.posts(place, pin=pin)
    reader.posts("enter", pin="9753")
    reader.reads("anew")
    reader.posts("anew", pin="9754")
    reader.posts("anew", pin="9753")
    reader.reads("frame", "practice")
    reader.posts("practice")
    case.answer(case.client(), round_id)
    case.answer(case.worker, round_id)
    reader = Reader(fresh_code(case, round_id), round_id)
    reader.reads("enter")
    for pin in ("12", "9753"):
        reader.posts("enter", pin=pin)
    reader.posts("leave")
    assert reader.long == set()
