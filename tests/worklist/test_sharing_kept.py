"""What is typed of what is to be shared is kept for its writer until it is shared, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from alliantie.access.identity import acting
from alliantie.cases.models import Sharing, TalkDraft
from tests.cases.test_sharing import filled
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, hidden, sign_in
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WORDS = "Samen een kamer zoeken."


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
