"""A client asks for a correction, goes against a decision or withdraws: what follows, by when, and the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import ClientRequest, Duty, Fact
from alliantie.cases.models.request import Right, Sort
from alliantie.cases.operations import record_fact, take_back_fact
from alliantie.cases.operations.requests import About, answer_request, ask_for, say_beside
from alliantie.cases.queries import get_case, practice_of, timeline
from alliantie.cases.queries.standing import standing_of
from tests.access.entering import account_of, browser_of, words
from tests.portal.people import at_home, too_long
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def talk(case: CaseWorld, text: str = "Noor dronk weer.", index: int = 0) -> UUID:
    """A talk that was written down of one of the people of a case."""
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        return record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind="contact",
            talk_id=practice_of(found).talks[0].id,
            client_id=case.client_ids[index],
            on=clock.today(),
            text=text,
        )


def ask(
    case: CaseWorld, right: Right = Right.CORRECT, sort: Sort = Sort.OTHER, of: UUID | None = None,
    token: UUID | None = None, actor: Actor | None = None,
) -> UUID:  # fmt: skip
    token = token or uuid4()
    with acting(actor or case.client()) as client:
        ask_for(
            actor=client,
            now=clock.now(),
            case=get_case(client, case.case_id),
            right=right,
            about=About(sort, of, "Het gesprek"),
            text="Dit klopt niet.",
            wanted="Noor was nuchter.",
            token=token,
        )
    return token


def answer(case: CaseWorld, token: UUID, *, yes: bool, instead: str | None = None) -> None:
    with acting(case.worker) as actor:
        asked = ClientRequest.objects.visible_to(actor).get(id=token)
        answer_request(actor=actor, now=clock.now(), request=asked, yes=yes, text="Ik keek het na.", instead=instead)


def due(case: CaseWorld) -> list[tuple[str, Any]]:
    with acting(case.worker) as actor:
        kept = Duty.objects.visible_to(actor).filter(case_id=case.case_id, norm_id__startswith="answer-")
        return sorted(kept.values_list("norm_id", "due"))


def send(browser: Browser, case: CaseWorld, right: str, about: str, **more: str) -> Any:
    sent = {"token": str(uuid4()), "about": f"{case.case_id}:{about}", "text": "Dit klopt niet."} | more
    return browser.post(f"/home/requests/new/{right}", sent)


def test_what_is_asked_is_due_from_the_worker_within_a_month_until_it_is_answered(case: CaseWorld) -> None:
    token = ask(case, sort=Sort.FACT, of=talk(case))
    ((norm, day),) = due(case)
    assert norm == "answer-correction-asked"
    assert timedelta(27) < day - clock.today() < timedelta(32)
    answer(case, token, yes=False)
    assert due(case) == []


def test_a_corrected_fact_says_the_new_and_keeps_the_old(case: CaseWorld) -> None:
    old = talk(case)
    answer(case, ask(case, sort=Sort.FACT, of=old), yes=True, instead="Noor was nuchter.")
    with acting(case.client()) as actor:
        told = [fact.text for _case, fact in timeline(actor, [case.case_id], whole=True) if fact.kind == "contact"]
        assert told == ["Noor was nuchter."]
        assert Fact.objects.visible_to(actor).get(corrects_id=old).text == "Noor was nuchter."
        assert Fact.objects.visible_to(actor).get(id=old).text == "Noor dronk weer."


def test_the_own_words_stand_beside_what_was_not_corrected_wherever_it_is_told(case: CaseWorld) -> None:
    fact = talk(case)
    token = ask(case, sort=Sort.FACT, of=fact)
    answer(case, token, yes=False)
    with acting(case.client()) as actor:
        say_beside(actor=actor, request_id=token, text="Ik was nuchter, vraag mijn zus.")
    worker = browser_of(account_of(case.world.workers[0], "peter"))
    for page in (f"/cases/{case.case_id}/timeline", f"/cases/{case.case_id}/prepare"):
        assert "Ik was nuchter, vraag mijn zus." in words(worker.get(page)), page
    export = worker.get(f"/cases/{case.case_id}/export.json").json()
    assert [each["statement"] for each in export["client_requests"]] == ["Ik was nuchter, vraag mijn zus."]
    assert "Ik was nuchter, vraag mijn zus." in words(at_home(case).get("/home/written"))


def test_own_words_are_for_what_was_refused_alone(case: CaseWorld) -> None:
    token = ask(case)
    with acting(case.client()) as actor, pytest.raises(Denied):
        say_beside(actor=actor, request_id=token, text="Nu al.")


def test_a_refusal_can_be_gone_against(case: CaseWorld) -> None:
    token = ask(case)
    with pytest.raises(Denied):
        ask(case, Right.OBJECT, Sort.REQUEST, token)
    answer(case, token, yes=False)
    ask(case, Right.OBJECT, Sort.REQUEST, token)
    assert [norm for norm, _due in due(case)] == ["answer-objection-made"]


def test_consent_that_is_withdrawn_shuts_the_gate_at_once_and_whatever_is_answered() -> None:
    case = World.make().case("nl-shelter-tussenvoorziening")
    with acting(case.worker) as actor:
        consent = record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind="consent-given",
            client_id=case.client_ids[0],
            on=clock.today(),
        )
    token = ask(case, Right.WITHDRAW, Sort.FACT, consent)
    answer(case, token, yes=False)
    with acting(case.worker) as actor:
        standing = standing_of(actor, get_case(actor, case.case_id), clock.today())
        assert [fact.about for fact in standing.by_kind["consent-withdrawn"]] == [str(case.client_ids[0])]
    browser = at_home(case, "rachid")
    assert browser.post(f"/home/requests/{token}/back").status_code == 409


def test_the_same_sent_twice_is_asked_once_and_twenty_open_are_enough(case: CaseWorld) -> None:
    token = ask(case)
    ask(case, token=token)
    for _number in range(19):
        ask(case)
    with acting(case.worker) as actor:
        assert ClientRequest.objects.visible_to(actor).count() == 20
    with pytest.raises(NotNow):
        ask(case)


def test_nobody_takes_back_or_records_by_hand_what_a_client_asked(case: CaseWorld) -> None:
    ask(case)
    with acting(case.worker) as actor:
        asked = Fact.objects.visible_to(actor).get(kind="correction_asked")
    with acting(case.worker) as actor, pytest.raises(Denied):
        take_back_fact(actor=actor, now=clock.now(), fact_id=asked.id)
    with acting(case.worker) as actor, pytest.raises(Denied):
        record_fact(
            actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id, kind="client_answered",
            client_id=case.client_ids[0], on=clock.today(), values={"request": str(asked.values["request"])},
        )  # fmt: skip
    assert len(due(case)) == 1


def test_of_a_family_each_reads_and_answers_the_own_alone() -> None:
    case = World.make().case(
        "nl-save-protection", names=(("Kim", "Wit"), ("Ali", "Wit")), roles=("young_person", "parent")
    )
    token, fact = ask(case), talk(case)
    with acting(case.client(1)) as parent:
        assert not ClientRequest.objects.visible_to(parent).exists()
        for call in ("access.take_back_request(%s)", "access.say_beside(%s, 'x')"):
            with (
                pytest.raises(Exception, match="no request of yours"),
                transaction.atomic(),
                connection.cursor() as sql,
            ):
                sql.execute(f"SELECT {call}", [token])
    with pytest.raises(Denied):
        ask(case, sort=Sort.FACT, of=fact, actor=case.client(1))
    with pytest.raises(Denied):
        ask(case, token=token, actor=case.client(1))
    parent_page = at_home(case, "ali", 1)
    assert parent_page.get(f"/home/requests/{token}").status_code == 404
    assert parent_page.get(f"/home/requests/{token}/pdf").status_code == 404


def test_a_worker_elsewhere_finds_and_answers_nothing(case: CaseWorld) -> None:
    token = ask(case)
    other = World.make("Elders")
    stranger = browser_of(account_of(other.workers[0], "anna"))
    assert stranger.get(f"/cases/{case.case_id}/requests/{token}").status_code == 404
    with acting(other.worker()), pytest.raises(Exception, match="no request to you"), connection.cursor() as sql:
        sql.execute("SELECT access.answer_request(%s, true, 'x')", [token])
    elsewhere = other.case()
    mine = browser_of(account_of(case.world.workers[0], "peter"))
    assert mine.get(f"/cases/{elsewhere.case_id}/requests/{token}").status_code == 404


def test_from_asking_to_the_answer_on_the_pages(case: CaseWorld) -> None:
    fact = talk(case)
    client, worker = at_home(case), browser_of(account_of(case.world.workers[0], "peter"))
    for page in ("/home/requests", *(f"/home/requests/new/{right.value}" for right in Right)):
        answer_page = client.get(page)
        assert too_long(answer_page) == [], page
        assert "data-read-aloud" in answer_page.content.decode()
    assert send(client, case, "correct", f"fact:{fact}", text="").status_code == 422
    assert send(client, case, "correct", f"fact:{uuid4()}").status_code == 422
    assert send(client, case, "steal", "other:").status_code == 404
    sent = send(client, case, "correct", f"fact:{fact}", wanted="Noor was nuchter.")
    assert sent.status_code == 302
    shown = client.get(sent["Location"])
    assert "Verstuurd. Deze bladzijde is het bewijs." in words(shown)
    assert too_long(shown) == []
    page = sent["Location"].split("?")[0]
    assert client.get(f"{page}/pdf").content.startswith(b"%PDF")
    todo = worker.get(f"/cases/{case.case_id}/").content.decode()
    here = page.replace("/home", f"/cases/{case.case_id}")
    assert f'href="{here}"' in todo
    assert "case-otherwise" not in todo
    assert worker.post(here, {"answer": "yes", "text": ""}).status_code == 422
    done = worker.post(here, {"answer": "yes", "text": "U heeft gelijk.", "instead": "Noor was nuchter."})
    assert done.status_code == 302
    assert worker.post(here, {"answer": "no", "text": "Toch niet."}).status_code == 422
    told = words(client.get(page))
    assert "Antwoord: ja" in told
    assert "U heeft gelijk." in told
    assert client.post(f"{page}/back").status_code == 409


def test_an_answer_that_is_late_is_told_with_where_to_go(case: CaseWorld) -> None:
    token = ask(case)
    with clock.at(clock.now() + timedelta(days=40)):
        told = words(at_home(case).get(f"/home/requests/{token}"))
    assert "Het antwoord is te laat" in told
    assert "Of dien een klacht in." in told
