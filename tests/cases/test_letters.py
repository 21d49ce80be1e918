"""Letters: beginning, writing and signing them, and that what was signed never changes."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest

from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Letter, LetterPaper
from alliantie.cases.operations import letters as operations
from alliantie.cases.queries import get_letter, paper
from tests.cases.letter_ways import WARNING, begin, judged, judged_case, keep, seen, send, sign
from tests.cases.letters_there import CREDITORS, begin_again, cover
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return judged_case()


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def test_a_letter_begins_as_a_draft_of_its_writer(here: CaseWorld) -> None:
    found = seen(here.worker, begin(here))
    assert (found.state, found.version, found.title) == ("draft", 1, "Waarschuwing na een overtreding")
    assert (found.writer_name, found.names, found.filled["happened_on"]) == (
        "Peter Jansen",
        ("Noor Yilmaz",),
        "2026-03-02",
    )


def test_the_same_form_sent_twice_begins_one_letter(here: CaseWorld) -> None:
    token = uuid.uuid4()
    assert begin(here, token=token) == begin(here, token=token)
    assert Letter.objects.using("owner").count() == 1


def test_each_text_kept_is_a_version_on_which_the_next_is_written(here: CaseWorld) -> None:
    made = begin(here)
    assert keep(here, made, 1, "Een.") == 2
    assert keep(here, made, 2, "Twee.\x07\r\n\r\n- drie") == 3
    assert seen(here.worker, made).body == "Twee.\n\n- drie"


def test_a_text_still_on_its_way_when_the_page_is_left_does_not_stop_the_last_one(here: CaseWorld) -> None:
    made = begin(here)
    assert keep(here, made, 1, "Op weg.") == 2
    assert keep(here, made, 1, "Het laatste.") == 3


def test_nobody_writes_over_what_another_wrote_unseen(here: CaseWorld) -> None:
    made, samira = begin(here), cover(here)
    keep(here, made, 1, "Van Samira.", by=samira)
    with pytest.raises(Meanwhile):
        keep(here, made, 1, "Van Peter.")
    assert seen(here.worker, made).body == "Van Samira."
    keep(here, made, 2, "Van Peter, die het las.")


def test_of_two_who_keep_at_the_same_instant_one_is_told(here: CaseWorld) -> None:
    made, samira = begin(here), cover(here)
    found = at_once(lambda: keep(here, made, 1, "Peter."), lambda: keep(here, made, 1, "Samira.", by=samira))
    assert sorted(type(each).__name__ for each in found) == ["Meanwhile", "int"]


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "  \n "},
        {"body": "x" * 20_001},
        {"addressees": ()},
        {"addressees": (("A",), ("B",))},
        {"addressees": (("A", *"123456789"),)},
        {"addressees": (("x" * 121,),)},
    ],
)
def test_what_does_not_fit_in_a_letter_is_refused(here: CaseWorld, changed: dict[str, Any]) -> None:
    with pytest.raises(Denied):
        begin(here, **changed)
    assert not Letter.objects.using("owner").exists()


def test_a_draft_can_be_thrown_away_and_a_signed_letter_cannot(here: CaseWorld) -> None:
    draft, signed = begin(here), begin(here)
    sign(here, signed)
    with acting(here.worker) as actor:
        for each in (draft, signed):
            operations.throw_away(actor=actor, here=get_letter(actor, each))
    assert [each.id for each in Letter.objects.using("owner").all()] == [signed]


# Signing


def test_signing_makes_paper_with_the_name_under_it_that_never_changes(here: CaseWorld) -> None:
    made = begin(here)
    sign(here, made)
    (stored,) = LetterPaper.objects.using("owner").all()
    assert bytes(stored.pdf).startswith(b"%PDF-")
    assert stored.sha256 == hashlib.sha256(bytes(stored.pdf)).hexdigest()
    found = seen(here.worker, made)
    assert (found.state, found.signer_name) == ("signed", "Peter Jansen")
    with pytest.raises(NotNow):
        keep(here, made, 1)
    with acting(here.worker) as actor:
        assert paper(actor, made, 1) == bytes(stored.pdf)


def test_signing_twice_signs_once(here: CaseWorld) -> None:
    made = begin(here)
    found = at_once(lambda: sign(here, made), lambda: sign(here, made))
    assert sum(each is None for each in found) >= 1
    sign(here, made)
    assert LetterPaper.objects.using("owner").count() == 1


def test_only_the_text_that_was_seen_is_signed(here: CaseWorld) -> None:
    made = begin(here)
    keep(here, made, 1)
    with pytest.raises(NotNow):
        sign(here, made, 1)
    assert seen(here.worker, made).state == "draft"


def test_what_is_still_between_brackets_stops_the_signing(here: CaseWorld) -> None:
    made = begin(here, body="Bel [telefoonnummer].")
    with pytest.raises(NotNow, match="telefoonnummer"):
        sign(here, made)


def test_a_sign_that_no_letter_type_has_stops_the_signing_and_loses_nothing(here: CaseWorld) -> None:
    made = begin(here, body="Dag 😀")
    with pytest.raises(NotNow, match="😀"):
        sign(here, made)
    assert seen(here.worker, made).body == "Dag 😀"


def test_several_addressees_each_have_a_paper_and_there_is_one_of_all(zeist: CaseWorld) -> None:
    made = begin(zeist, "creditor-inventory", addressees=CREDITORS)
    sign(zeist, made)
    papers = {each.copy: bytes(each.pdf) for each in LetterPaper.objects.using("owner").all()}
    assert sorted(papers) == [0, 1, 2, 3]
    assert len(papers[0]) > max(len(papers[copy]) for copy in (1, 2, 3))


def test_another_version_is_a_letter_beside_the_signed_one(here: CaseWorld) -> None:
    made = begin(here)
    with pytest.raises(NotNow):
        begin_again(here, made)
    sign(here, made)
    other = begin_again(here, made)
    assert other == begin_again(here, made)
    keep(here, other, 1, "Beter.")
    assert seen(here.worker, other).replaces_id == made
    assert seen(here.worker, made).body != "Beter."


@pytest.mark.parametrize("template_id", ["breach-report", "breach-warning"])
@pytest.mark.parametrize("said", ["unwanted", "not-established", "condition-broken", None])
def test_only_an_incident_judged_a_breach_starts_a_report_or_a_warning(template_id: str, said: str | None) -> None:
    case = World.make().case()
    if said:
        judged(case, said=said)
    with pytest.raises(NotNow, match="past niet bij wat is vastgelegd"):
        begin(case, template_id, filled=WARNING)


@pytest.mark.parametrize("template_id", ["breach-report", "breach-warning"])
def test_what_was_judged_no_breach_after_all_is_neither_signed_nor_sent(here: CaseWorld, template_id: str) -> None:
    draft, signed = (begin(here, template_id, filled=WARNING) for _each in range(2))
    sign(here, signed)
    judged(here, said="unwanted", days_ago=0)
    for late in (lambda: sign(here, draft), lambda: send(here, signed)):
        with pytest.raises(NotNow, match="past niet bij wat is vastgelegd"):
            late()
    judged(here, "iets anders", days_ago=0)
    with pytest.raises(NotNow, match="past niet bij wat is vastgelegd"):
        sign(here, draft)
