"""Letters: who may read and change them, what raw SQL cannot, and how they are printed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from alliantie.access.identity import Actor, acting
from alliantie.cases.letters import papers_of
from alliantie.cases.models import Letter, LetterPaper
from alliantie.cases.queries import get_case, get_letter, letters_of, paper, practice_of
from tests.cases.letter_ways import begin, judged_case, keep, seen, send, sent, sign
from tests.cases.letters_there import CREDITORS, cover
from tests.support import raw
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return judged_case()


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def refused(actor: Actor, statement: str, values: list[Any]) -> bool:
    """Whether the database raises, or changes no row."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_a_stand_in_writes_and_signs_as_the_worker_does(here: CaseWorld) -> None:
    samira = cover(here)
    made = begin(here, by=samira)
    sign(here, made, by=samira)
    assert seen(here.worker, made).signer_name == "Samira Jansen"


def test_a_client_reads_what_was_sent_to_them_and_nothing_before_that(here: CaseWorld) -> None:
    made, noor = begin(here), here.client()
    report = begin(
        here, "breach-report", addressees=(("OM",),), filled={"with_warning": True, "incident": "mes op zak"}
    )
    for step in (lambda: None, lambda: sign(here, made), lambda: sign(here, report), lambda: send(here, report)):
        step()
        with acting(noor):
            assert letters_of(noor) == ()
            assert raw.read_all("public.cases_letterpaper") == []
            with pytest.raises(Letter.DoesNotExist):
                get_letter(noor, made)
    send(here, made)
    with acting(noor):
        assert [each.id for each in letters_of(noor)] == [made]
        assert paper(noor, made, 1).startswith(b"%PDF-")
        with pytest.raises(LetterPaper.DoesNotExist):
            paper(noor, report, 1)


def test_within_a_family_each_reads_only_their_own_letters() -> None:
    family = World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )
    to_sam, to_eva = (begin(family, "instruction-announced", client=place) for place in (0, 1))
    for made in (to_sam, to_eva):
        sign(family, made)
        send(family, made)
    for place, own in ((0, to_sam), (1, to_eva)):
        with acting(family.client(place)) as actor:
            assert [each.id for each in letters_of(actor)] == [own]
            assert len(raw.read_all("public.cases_letterpaper")) == 1


def test_a_code_opens_no_letters(here: CaseWorld) -> None:
    sent(here)
    with acting(here.link(here.round())) as actor:
        assert letters_of(actor) == ()
        assert raw.read_all("public.cases_letter") == raw.read_all("public.cases_letterpaper") == []


@pytest.mark.parametrize("who", ["colleague", "other organisation", "other area", "other client"])
def test_anyone_else_sees_and_changes_nothing(here: CaseWorld, who: str) -> None:
    draft, signed, gone = begin(here), begin(here), sent(here)
    sign(here, signed)
    stranger = {
        "colleague": lambda: here.world.worker(1),
        "other organisation": lambda: World.in_area(here.world.area, "Buren").worker(),
        "other area": lambda: World.make("Elders").worker(),
        "other client": lambda: here.world.case(names=(("Ali", "Demir"),)).client(),
    }[who]()
    with acting(stranger) as actor:
        assert raw.read_all("public.cases_letter") == raw.read_all("public.cases_letterpaper") == []
        assert letters_of(actor, here.case_id) == letters_of(actor) == ()
        for made in (draft, signed, gone):
            with pytest.raises(Letter.DoesNotExist):
                get_letter(actor, made)
    for statement in (
        ("SELECT access.sign_letter(%s, 1, ARRAY['x'::bytea])", draft),
        ("SELECT access.send_letter(%s, current_date)", signed),
    ):
        assert refused(stranger, statement[0], [statement[1]])


# Raw SQL as the application role


def test_raw_sql_changes_nothing_of_what_was_signed(here: CaseWorld) -> None:
    for made in (begin(here), sent(here)):
        if seen(here.worker, made).state == "draft":
            sign(here, made)
        for statement in (
            "UPDATE cases_letter SET body = 'x', version = version + 1 WHERE id = %s",
            "UPDATE cases_letter SET addressees = '[]' WHERE id = %s",
            "UPDATE cases_letter SET state = 'draft' WHERE id = %s",
            "UPDATE cases_letter SET sent_on = current_date WHERE id = %s",
            "UPDATE cases_letter SET signed_by_id = writer_id WHERE id = %s",
            "DELETE FROM cases_letter WHERE id = %s",
            "UPDATE cases_letterpaper SET pdf = 'x' WHERE letter_id = %s",
            "DELETE FROM cases_letterpaper WHERE letter_id = %s",
            "INSERT INTO cases_letterpaper (id, area_id, case_id, letter_id, copy, pdf, sha256)"
            " SELECT gen_random_uuid(), area_id, case_id, id, 9, 'x', 'x' FROM cases_letter WHERE id = %s",
            "SELECT access.sign_letter(%s, 1, ARRAY['x'::bytea])",
        ):
            assert refused(here.worker, statement, [made]), statement


def test_raw_sql_signs_no_draft_by_itself_and_makes_no_wrong_one(here: CaseWorld) -> None:
    made = begin(here)
    for statement in (
        "UPDATE cases_letter SET state = 'signed', signed_by_id = writer_id, signed_at = now() WHERE id = %s",
        "UPDATE cases_letter SET client_id = gen_random_uuid() WHERE id = %s",
        "UPDATE cases_letter SET to_client = false WHERE id = %s",
        "SELECT access.sign_letter(%s, 1, ARRAY['x'::bytea, 'y'::bytea])",
        "SELECT access.sign_letter(%s, 2, ARRAY['x'::bytea])",
        "SELECT access.send_letter(%s, current_date)",
    ):
        assert refused(here.worker, statement, [made]), statement
    for statement in ("UPDATE cases_letter SET body = 'x' WHERE id = %s", "DELETE FROM cases_letter WHERE id = %s"):
        assert refused(here.client(), statement, [made]), statement
    other = here.world.case(names=(("Ali", "Demir"),))
    columns = "area_id, case_id, client_id, template_id, language, title, to_client, addressees, filled, body, state,"
    columns += " author_id, made_at, version, writer_id, written_at"
    copied = f"INSERT INTO cases_letter (id, {columns}) SELECT gen_random_uuid(), {columns} FROM cases_letter"  # noqa: S608
    for old, new in (
        ("", ""),
        ("client_id, template", f"'{other.client_ids[0]}', template"),
        ("SELECT gen_random_uuid(), area_id", f"SELECT gen_random_uuid(), '{World.make('Elders').area.id}'"),
        ("state, author_id", "'signed', author_id"),
        ("author_id, made", f"'{here.world.workers[1].id}', made"),
    ):
        place = copied.rfind(old) if old else -1
        statement = copied if place < 0 else copied[:place] + new + copied[place + len(old) :]
        assert refused(here.worker, f"{statement} WHERE id = %s", [made]) is bool(old), (old, statement)


# Nothing of the two people's rounds


def test_a_letter_asks_nothing_of_the_rounds(here: CaseWorld) -> None:
    round_id = here.round()
    here.reveal(round_id)
    with CaptureQueriesContext(connection) as asked:
        sent(here)
    assert len(asked.captured_queries) > 5
    assert not [each["sql"] for each in asked.captured_queries if "alliance" in each["sql"]]


def test_the_history_of_a_letter_is_how_it_began_was_signed_and_was_sent(here: CaseWorld) -> None:
    made = begin(here)
    keep(here, made, 1)
    sign(here, made, 2)
    send(here, made)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE table_name = 'cases_letter' ORDER BY id")
        assert [action for (action,) in cursor.fetchall()] == ["INSERT", "UPDATE", "UPDATE"]


def test_reading_signing_and_sending_take_a_fixed_number_of_queries(zeist: CaseWorld) -> None:
    def asked(step: Any) -> int:
        with CaptureQueriesContext(connection) as seen_here:
            step()
        frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config")
        return len([each for each in seen_here.captured_queries if not each["sql"].startswith(frame)])

    counts = []
    for addressees in (CREDITORS[:1], CREDITORS * 10):
        made = begin(zeist, "creditor-inventory", addressees=addressees)
        counts.append((asked(partial(sign, zeist, made)), asked(partial(send, zeist, made))))
    assert counts[0] == counts[1]
    assert counts[0] <= (4, 8)


def test_a_paper_names_its_addressee_its_signer_and_the_one_it_is_about(zeist: CaseWorld) -> None:
    made = begin(zeist, "creditor-inventory", addressees=CREDITORS)
    sign(zeist, made)
    with acting(zeist.worker) as actor:
        case = get_case(actor, zeist.case_id)
        shown = papers_of(get_letter(actor, made), case, practice_of(case))
    assert [each.to for each in shown] == list(CREDITORS)
    assert shown[0].about[1] == "Over: Noor Yilmaz"
    assert shown[0].signed[:2] == ("Peter Jansen", "Consulent")


def test_the_language_of_a_letter_is_that_of_its_words(here: CaseWorld) -> None:
    made = begin(here, language="en", body="Dear Noor,")
    sign(here, made)
    (stored,) = LetterPaper.objects.using("owner").all()
    assert b"/Lang" in bytes(stored.pdf)
    assert seen(here.worker, made).title == "Warning after a breach"
