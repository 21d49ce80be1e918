"""What is typed of what is to be shared is kept for its writer until it is shared, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Case, Sharing, TalkDraft
from tests.cases.test_sharing import filled
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, hidden, sign_in
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WORDS, REFUSE = "Samen een kamer zoeken.", "case-sharing-refuse"


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def at(case: CaseWorld, name: str = "case-sharing-new") -> str:
    return reverse(name, args=(case.case_id,))


def kept() -> list[TalkDraft]:
    return list(TalkDraft.objects.using("owner").all())


def typing(case: CaseWorld, **more: str) -> dict[str, object]:
    """A page that was opened, as it sends what stands in it."""
    browser = as_worker(case)
    marks = {name: hidden(browser, at(case), name) for name in ("token", "seen")}
    return {**filled(case, purpose=WORDS), **marks, "page": str(uuid4()), **more}


def test_what_is_typed_stands_there_again_until_it_is_shared(case: CaseWorld) -> None:
    browser, sent = as_worker(case), typing(case)
    assert browser.post(at(case, "case-sharing-keep"), sent).status_code == 204
    there = browser.get(at(case)).content.decode()
    assert WORDS in there
    assert "Het is nog niet gedeeld." in there
    assert hidden(browser, at(case), "token") == sent["token"]
    # A talk that is being written in the same case is another text.
    assert WORDS not in browser.get(reverse("case-talk", args=(case.case_id,))).content.decode()
    assert browser.post(at(case), {**sent, "do": "share"}).status_code == 302
    assert Sharing.objects.using("owner").get().purpose == WORDS
    assert kept() == []


def test_looking_at_what_the_other_sees_keeps_it_also_without_script_and_going_back_loses_nothing(
    case: CaseWorld,
) -> None:
    browser, sent = as_worker(case), typing(case)
    look = browser.post(at(case), {**sent, "do": "look"})
    assert "Er is nog niets gedeeld." in look.content.decode()
    assert WORDS in browser.get(at(case)).content.decode()
    assert f'name="page" value="{sent["page"]}"' in look.content.decode()
    browser.post(at(case), {**sent, "do": "share"})
    assert kept() == []


def test_a_page_never_writes_over_what_another_page_kept_and_it_can_be_thrown_away(case: CaseWorld) -> None:
    browser, first, second = as_worker(case), typing(case), typing(case, purpose="Iets anders.")
    assert browser.post(at(case, "case-sharing-keep"), first).status_code == 204
    assert browser.post(at(case, "case-sharing-keep"), second).status_code == 409
    assert WORDS in browser.get(at(case)).content.decode()
    thrown = browser.post(at(case), {"token": str(first["token"]), "do": "forget"}, follow=True)
    assert "Weggegooid. Er is niets gedeeld." in thrown.content.decode()
    assert kept() == []


def test_of_two_pages_of_one_draft_each_shares_what_stands_in_it_and_each_of_them_once(case: CaseWorld) -> None:
    browser = as_worker(case)
    browser.post(at(case, "case-sharing-keep"), typing(case))
    first, second = typing(case), typing(case, purpose="Samen een school zoeken.")
    assert first["token"] == second["token"]
    for sent in (first, first, second, second):
        assert browser.post(at(case), {**sent, "do": "share"}).status_code == 302
    told = Sharing.objects.using("owner").values_list("purpose", flat=True)
    assert sorted(told) == [WORDS, "Samen een school zoeken."]


def refusing(case: CaseWorld, **more: str) -> dict[str, object]:
    """The page to say no, as it sends what stands in it."""
    browser = as_worker(case)
    marks = {name: hidden(browser, at(case, REFUSE), name) for name in ("token", "seen")}
    said = {**filled(case, purpose=WORDS), "source": "Wet, artikel 2", "route": "ask", **more}
    return {**{name: text for name, text in said.items() if name != "do"}, **marks, "page": str(uuid4())}


def test_what_is_typed_of_why_not_stands_there_again_until_it_is_recorded(case: CaseWorld) -> None:
    browser, sent = as_worker(case), refusing(case)
    assert browser.post(f"{at(case, 'case-sharing-keep')}?refusing", sent).status_code == 204
    there = browser.get(at(case, REFUSE)).content.decode()
    assert "Wet, artikel 2" in there
    assert "Het is nog niet vastgelegd." in there
    # What is to be shared is another text.
    assert WORDS not in browser.get(at(case)).content.decode()
    assert browser.post(at(case, REFUSE), sent).status_code == 302
    assert Sharing.objects.using("owner").get().refused
    assert kept() == []
    browser.post(f"{at(case, 'case-sharing-keep')}?refusing", again := refusing(case))
    browser.post(at(case, REFUSE), {"token": str(again["token"]), "do": "forget"})
    assert kept() == []


@pytest.mark.parametrize(("other", "stays"), [("De Horizon", 0), ("Een ander", 1)])
def test_what_was_begun_of_sharing_goes_when_it_is_not_shared_with_the_same_other(
    case: CaseWorld, other: str, stays: int
) -> None:
    browser = as_worker(case)
    browser.post(at(case, "case-sharing-keep"), typing(case))
    assert browser.post(at(case, REFUSE), refusing(case, works_at=other)).status_code == 302
    assert len(kept()) == stays


def test_no_draft_of_sharing_is_left_in_a_closed_case_nor_kept_there_anew(case: CaseWorld) -> None:
    browser, sent = as_worker(case), typing(case)
    browser.post(at(case, "case-sharing-keep"), sent)
    browser.post(f"{at(case, 'case-sharing-keep')}?refusing", refusing(case))
    assert len(kept()) == 2
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert kept() == []
    for query in ("", "?refusing"):
        assert browser.post(at(case, "case-sharing-keep") + query, sent).status_code == 302
    assert kept() == []


def test_what_is_typed_is_its_writers_alone_also_by_raw_sql(case: CaseWorld) -> None:
    sent = typing(case)
    as_worker(case).post(at(case, "case-sharing-keep"), sent)
    others = (sign_in(case.world.workers[1]), as_client(case), sign_in(World.make("Elders").workers[0]))
    for browser in others:
        for name in ("case-sharing-new", "case-sharing-keep"):
            assert browser.post(at(case, name), sent).status_code == 404
    for actor in (case.world.worker(1), case.client()):
        with acting(actor):
            assert raw.read_all("public.cases_talkdraft") == []
    assert len(kept()) == 1


def test_too_much_is_not_kept(case: CaseWorld) -> None:
    assert as_worker(case).post(at(case, "case-sharing-keep"), typing(case, text="x" * 200_000)).status_code == 409
    assert kept() == []
