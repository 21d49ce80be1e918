"""The note of the two, and what each is still typing: whose it is, how long it stays, and who can overwrite it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.jottings import Jottings, Kind, jottings
from alliantie.alliance.models import Conversation
from alliantie.alliance.operations import AGREEMENT_LENGTH, NOTE_LENGTH
from alliantie.alliance.policies import Meanwhile
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World, hand_over

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


class Talk:
    """A round that was looked at together, with its two people."""

    def __init__(self) -> None:
        self.case: CaseWorld = World.make().case()
        self.round_id: UUID = self.case.round()
        self.case.reveal(self.round_id)
        self.worker, self.client = self.case.worker, self.case.client()

    def type(self, person: Actor, text: str, kind: Kind = Kind.AGREEMENT_DRAFT) -> None:
        with acting(person) as actor:
            here = queries.get_round(actor, self.round_id)
            operations.keep_draft(actor=actor, here=here, kind=kind, text=text)

    def note(self, person: Actor, text: str, seen: str = "") -> None:
        with acting(person) as actor:
            operations.write_note(actor=actor, here=queries.get_round(actor, self.round_id), text=text, seen=seen)

    def propose(self, person: Actor, text: str, seen: str | None = None) -> None:
        with acting(person) as actor:
            here = queries.get_round(actor, self.round_id)
            operations.propose_agreement(actor=actor, here=here, text=text, seen=seen)

    def finish(self) -> None:
        self.propose(self.client, "Peter belt.")
        with acting(self.client) as actor:
            operations.finish_conversation(actor=actor, here=queries.get_round(actor, self.round_id))

    def held_by(self, person: Actor) -> Jottings:
        with acting(person) as actor:
            return jottings(actor, queries.get_round(actor, self.round_id))

    def noted(self) -> queries.Talk:
        with acting(self.worker) as actor:
            noted = queries.talk(actor, queries.get_round(actor, self.round_id))
        assert noted is not None
        return noted

    def fingerprint(self) -> str:
        return self.noted().fingerprint

    def address(self, name: str) -> str:
        return reverse(name, kwargs={"round_id": self.round_id})

    def kinds_kept(self) -> list[str]:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT kind FROM alliance_jotting ORDER BY kind")
            return [kind for (kind,) in cursor.fetchall()]


@pytest.fixture
def talk() -> Talk:
    return Talk()


def raw_jottings(person: Actor, round_id: UUID) -> list[tuple[str, str]]:
    """Kind and writer of all the database gives, asked past our own code."""
    with acting(person), connection.cursor() as cursor:
        cursor.execute("SELECT kind, role FROM alliance.jottings(%s) ORDER BY kind", [round_id])
        return cursor.fetchall()


def test_the_note_is_of_the_two_and_says_who_wrote_it_last(talk: Talk) -> None:
    talk.note(talk.worker, "Eerst bellen.\r\nDan langskomen.")
    seen = talk.held_by(talk.client)
    assert (seen.note, seen.written_by) == ("Eerst bellen.\nDan langskomen.", "professional")
    talk.note(talk.client, "Eerst bellen.", seen.fingerprint)
    assert talk.held_by(talk.worker).note == "Eerst bellen."
    assert talk.held_by(talk.worker).written_by == "client"
    assert "Noor schreef erbij: Eerst bellen." in words(as_worker(talk.case), talk.address("round-talk"))


def test_a_draft_is_its_writers_alone_also_for_raw_sql(talk: Talk) -> None:
    talk.type(talk.client, "Ik wil dat Peter")
    talk.type(talk.client, "Wat ik niet durf", Kind.NOTE_DRAFT)
    talk.type(talk.worker, "Noor komt op")
    assert talk.held_by(talk.client).agreement_draft == "Ik wil dat Peter"
    assert talk.held_by(talk.worker).agreement_draft == "Noor komt op"
    assert talk.held_by(talk.worker).note_draft is None
    assert raw_jottings(talk.worker, talk.round_id) == [("agreement_draft", "professional")]
    assert raw_jottings(talk.client, talk.round_id) == [("agreement_draft", "client"), ("note_draft", "client")]
    for person in (talk.worker, talk.client):
        with acting(person):
            assert raw.read_all("public.alliance_jotting") == "InsufficientPrivilege"


def test_nobody_outside_the_pair_reads_or_writes_here_also_not_by_raw_sql(talk: Talk) -> None:
    from alliantie.cases import operations as cases

    talk.note(talk.worker, "Van ons.")
    samira, other = talk.case.world.worker(1), talk.case.world.case(names=(("Ali", "Demir"),)).client()
    now = clock.now()
    with acting(talk.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=talk.case.case_id,
            worker_id=samira.me,
            starts_at=now,
            ends_at=now + timedelta(days=1),
        )
    for person in (samira, other):
        assert raw_jottings(person, talk.round_id) == []
        with pytest.raises(Denied), acting(person):
            call("alliance.jot", talk.round_id, "note", b"x")
    for name in ("round-talk", "round-note", "round-talk-draft"):
        for browser in (sign_in(talk.case.world.workers[1]), as_client(talk.case.world.case(names=(("Bo", "Bos"),)))):
            assert browser.post(talk.address(name), {"note": "x"}).status_code == 404


def test_a_later_worker_who_was_shown_the_rounds_reads_the_agreement_and_not_the_note(talk: Talk) -> None:
    talk.note(talk.worker, "Van ons.")
    talk.finish()
    samira = talk.case.world.worker(1)
    hand_over(talk.case.case_id, talk.worker, samira)
    with acting(talk.client) as actor:
        later, earlier = queries.pairs_with_rounds(actor)
        operations.show_earlier(actor=actor, earlier=earlier.pair, later=later.pair, show=True)
    with acting(samira) as actor:
        here = queries.get_round(actor, talk.round_id)
        noted = queries.talk(actor, here)
        assert noted is not None
        assert noted.agreement == "Peter belt."
        assert jottings(actor, here) == Jottings()
    assert raw_jottings(samira, talk.round_id) == []
    assert talk.held_by(talk.client).note == "Van ons."


def test_nobody_overwrites_a_note_or_an_agreement_they_did_not_see(talk: Talk) -> None:
    empty = talk.fingerprint()
    talk.note(talk.client, "Van Noor.")
    with pytest.raises(Meanwhile):
        talk.note(talk.worker, "Van Peter.")
    assert talk.held_by(talk.worker).note == "Van Noor."
    talk.propose(talk.client, "Noor belt.", empty)
    with pytest.raises(Meanwhile):
        talk.propose(talk.worker, "Peter belt.", empty)
    talk.propose(talk.worker, "Peter belt.", talk.fingerprint())


@pytest.mark.parametrize("field", ["agreement", "note"])
def test_who_writes_at_the_same_time_keeps_the_own_words_and_sees_those_of_the_other(talk: Talk, field: str) -> None:
    worker, client = as_worker(talk.case), as_client(talk.case)
    address = talk.address("round-talk" if field == "agreement" else "round-note")
    empty = {"seen": talk.fingerprint(), "note_seen": "", "choice": "agree"}
    assert client.post(address, {field: "Woorden van Noor", **empty}).status_code == 302
    answer = worker.post(address, {field: "Woorden van Peter", **empty})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Noor schreef net iets op. Uw tekst staat hier nog." in page
    assert "Woorden van Noor" in page
    assert "Woorden van Peter" in page
    # A second press of the own button is no other's text.
    assert client.post(address, {field: "Woorden van Noor", **empty}).status_code == 302


def test_a_page_of_a_while_ago_takes_back_nobodys_yes(talk: Talk) -> None:
    worker, client = as_worker(talk.case), as_client(talk.case)
    stale = {"agreement": "Peter belt.", "choice": "agree", "seen": talk.fingerprint()}
    worker.post(talk.address("round-talk"), stale)
    client.post(talk.address("round-agree"), {"answer": "yes", "seen": talk.fingerprint()})
    assert talk.noted().state == "confirmed"
    assert worker.post(talk.address("round-talk"), stale).status_code == 302
    assert talk.noted().state == "confirmed"
    # Nor does a press that does not say what it saw.
    assert worker.post(talk.address("round-talk"), {"choice": "none"}).status_code == 422
    assert talk.noted().state == "confirmed"


def test_pressing_done_leaves_a_note_that_the_other_changed_meanwhile(talk: Talk) -> None:
    talk.note(talk.worker, "Eerste.")
    worker, client = as_worker(talk.case), as_client(talk.case)
    talk.propose(talk.client, "Peter belt.")
    page = worker.get(talk.address("round-talk")).content.decode()
    held = {name: re.search(f'name="{name}" value="([0-9a-f]*)"', page) for name in ("note_seen", "note_shown")}
    sent = {name: found[1] for name, found in held.items() if found}
    assert len(sent) == 2
    client.post(talk.address("round-note"), {"note": "Tweede.", "note_seen": sent["note_seen"]})
    answer = worker.post(talk.address("round-finish"), {"note": "Eerste.", **sent})
    assert answer.status_code == 302
    assert talk.held_by(talk.client).note == "Tweede."


def test_a_draft_goes_when_it_is_sent_and_every_draft_goes_when_the_talk_is_over(talk: Talk) -> None:
    talk.type(talk.worker, "Peter b")
    talk.type(talk.worker, "Nog", Kind.NOTE_DRAFT)
    talk.propose(talk.worker, "Peter belt.")
    assert talk.held_by(talk.worker).agreement_draft is None
    talk.note(talk.worker, "Nog iets.")
    assert talk.kinds_kept() == ["note"]
    talk.type(talk.worker, "Half")
    talk.type(talk.client, "Half", Kind.NOTE_DRAFT)
    talk.finish()
    assert talk.kinds_kept() == ["note"]
    for kind in Kind:
        with pytest.raises(NotNow):
            talk.type(talk.client, "Later", kind)


def test_stopping_a_round_erases_what_was_being_typed(talk: Talk) -> None:
    talk.type(talk.client, "Half")
    with acting(talk.worker) as actor:
        operations.stop_round(actor=actor, here=queries.get_round(actor, talk.round_id))
    assert talk.kinds_kept() == []


def test_an_emptied_note_is_gone_and_not_in_any_history(talk: Talk) -> None:
    talk.note(talk.worker, "Toch niet.")
    talk.note(talk.client, " \r\n ", talk.held_by(talk.client).fingerprint)
    assert talk.kinds_kept() == []
    assert talk.held_by(talk.worker) == Jottings()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history.event e WHERE e::text LIKE '%jotting%'")
        assert cursor.fetchone() == (0,)


def test_a_note_of_the_longest_letters_fits_and_one_letter_more_is_refused(talk: Talk) -> None:
    talk.note(talk.worker, "\x1f" * (NOTE_LENGTH - 1) + "😀")
    with pytest.raises(ValueError, match="at most 500"):
        talk.note(talk.client, "x" * (NOTE_LENGTH + 1), talk.held_by(talk.client).fingerprint)
    for kind, length in ((Kind.AGREEMENT_DRAFT, AGREEMENT_LENGTH), (Kind.NOTE_DRAFT, NOTE_LENGTH)):
        talk.type(talk.worker, "😀" * length, kind)
        with pytest.raises(ValueError, match="no longer"):
            talk.type(talk.worker, "x" * (length + 1), kind)


def test_two_notes_and_two_drafts_have_the_same_length_whatever_they_say(talk: Talk) -> None:
    lengths = set()
    for text in ("", "x" * AGREEMENT_LENGTH):
        talk.type(talk.worker, text)
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT length(words) FROM alliance_jotting")
            lengths.add(cursor.fetchone())
    assert len(lengths) == 1


def test_the_page_keeps_what_is_typed_shows_it_again_and_finishes_with_the_note(talk: Talk) -> None:
    worker = as_worker(talk.case)
    for field, text in (("agreement", "Peter belt om"), ("note", "Sleutel ligt bij")):
        assert worker.post(talk.address("round-talk-draft"), {field: text}).status_code == 204
    page = worker.get(talk.address("round-talk")).content.decode()
    assert "Peter belt om</textarea>" in page
    assert "Sleutel ligt bij</textarea>" in page
    assert "Peter belt om" not in as_client(talk.case).get(talk.address("round-talk")).content.decode()
    talk.propose(talk.client, "Peter belt.")
    noted = {"note": "Sleutel ligt bij Noor.", "note_seen": ""}
    assert worker.post(talk.address("round-finish"), noted).status_code == 302
    assert Conversation.objects.using("owner").get().agreement_state == "confirmed"
    assert talk.held_by(talk.client).note == "Sleutel ligt bij Noor."


def test_beside_the_picture_of_the_talk_stands_the_same_table_as_beside_the_picture_itself(talk: Talk) -> None:
    for browser in (as_worker(talk.case), as_client(talk.case)):
        beside = [
            re.findall(r"Hetzelfde in woorden</caption>.*?</table>", answer.content.decode(), re.DOTALL)
            for answer in (browser.get(talk.address(name)) for name in ("round-picture", "round-talk"))
        ]
        assert len(beside[0]) == 1
        assert beside[0] == beside[1]


def test_a_talk_that_cannot_be_finished_yet_leaves_the_note_as_it_was(talk: Talk) -> None:
    noted = {"note": "Te vroeg.", "note_seen": ""}
    assert as_worker(talk.case).post(talk.address("round-finish"), noted).status_code == 409
    assert talk.held_by(talk.worker).note == ""


@pytest.mark.parametrize("name", ["round-note", "round-talk-draft", "round-finish"])
def test_a_text_of_any_size_is_refused_or_kept_whole_and_breaks_nothing(talk: Talk, name: str) -> None:
    worker = as_worker(talk.case)
    for text in ("x" * 501, "x" * 100_000, "\x00", "😀" * 600):
        answer = worker.post(talk.address(name), {"note": text, "note_seen": ""})
        assert answer.status_code in (204, 302, 409, 422), text[:9]
    assert len(talk.held_by(talk.worker).note) <= NOTE_LENGTH


def test_the_same_note_sent_twice_is_one_note(talk: Talk) -> None:
    worker = as_worker(talk.case)
    for _twice in range(2):
        sent = {"note": "Eén keer.", "note_seen": ""}
        assert worker.post(talk.address("round-note"), sent).status_code == 302
    assert talk.kinds_kept() == ["note"]


def test_the_other_hears_of_a_note_and_never_of_a_draft(talk: Talk) -> None:
    client = as_client(talk.case)
    page = client.get(talk.address("round-talk")).content.decode()
    asked = page.split('data-poll-url="')[1].split('"')[0].replace("&amp;", "&")
    talk.type(talk.worker, "Half")
    assert client.get(asked).content == b""
    talk.note(talk.worker, "Voor ons.")
    assert "Peter schreef net iets op." in client.get(asked).content.decode()
