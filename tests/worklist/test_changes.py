"""Another worker: handing over waits for a yes and ends what was between two people; standing in leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Grant
from alliantie.alliance.models import Pair, Round
from alliantie.cases.models import Case, Duty, HandOver
from alliantie.practices import library
from alliantie.web.dates import day_in_words
from tests.cases.test_team import due
from tests.support import raw
from tests.support.at_once import at_once
from tests.web.pages import flat, tags
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira", "Kees")).case()


def at(name: str, case: CaseWorld) -> str:
    return reverse(name, kwargs={"case_id": case.case_id})


def ask(case: CaseWorld, to: int = 1, note: str = "") -> UUID:
    """Ask a colleague on the page; gives the number of the question."""
    sure = {"colleague": str(case.world.workers[to].id), "sure": "yes", "note": note}
    assert as_worker(case).post(at("case-hand-over", case), sure).status_code == 302
    return HandOver.objects.using("owner").latest("asked_at").id


def answer(case: CaseWorld, asked: UUID, said: str, by: int = 1) -> Any:
    return sign_in(case.world.workers[by]).post(reverse("hand-over", args=[asked]), {"answer": said}, follow=True)


def test_handing_over_explains_asks_and_moves_nothing_until_the_colleague_says_yes(case: CaseWorld) -> None:
    round_id = case.round()
    worker, samira = as_worker(case), case.world.workers[1]
    there = at("case-hand-over", case)
    first = worker.post(there, {"colleague": str(samira.id), "note": "Bel liever niet op maandag."})
    seen = flat(first.content.decode())
    assert "Vraag Samira Jansen om Noor Yilmaz over te nemen?" in seen
    assert "Tot een ja blijft de zaak van u. Daarna ziet u haar niet meer." in seen
    assert "Een ronde die loopt, stopt." in seen
    assert "Uw collega ziet geen eerdere rondes." in seen
    assert not HandOver.objects.using("owner").exists()
    asked = ask(case, note="Bel liever niet op maandag.")
    assert Case.objects.using("owner").get().worker_id == case.worker.id
    assert Round.objects.using("owner").get(id=round_id).state == "open"
    assert "Samira Jansen is gevraagd de zaak over te nemen, vandaag" in words(worker, at("case", case)).replace(
        day_in_words(clock.today(), "nl", clock.today()), "vandaag"
    )
    new = sign_in(samira)
    assert new.get(at("case", case)).status_code == 404
    assert "Vragen (1) Neemt u Noor Yilmaz over?" in words(new, "/")
    page = words(new, reverse("hand-over", args=[asked]))
    assert "Peter Jansen schrijft: Bel liever niet op maandag." in page
    assert "Wat er te doen is" in page
    assert "Deze zaak is nu van u." in flat(answer(case, asked, "yes").content.decode())
    assert Round.objects.using("owner").get(id=round_id).state == "closed"
    assert worker.get(at("case", case)).status_code == 404
    page = words(new, at("case", case))
    assert "Nog geen ronde besproken." in page
    assert "Wisseling van toezichthouder" in page
    assert "Vul uw kant in" not in words(new, "/")
    assert "Neemt u" not in words(new, "/")
    running = Pair.objects.using("owner").get(ends_on__isnull=True)
    assert running.worker_id == samira.id


def test_what_is_due_in_a_case_is_read_before_the_yes_and_the_client_can_see_who_read_it(case: CaseWorld) -> None:
    Duty.objects.using("owner").all().delete()
    norm = library().latest("nl-probation").norms[0]
    due(case, -3, norm=norm.id)
    agree_in(case, "Noor belt de huisbaas")
    asked = ask(case)
    page = words(sign_in(case.world.workers[1]), reverse("hand-over", args=[asked]))
    assert "Afspraken Noor belt de huisbaas Noor" in page
    assert f"{norm.text.nl} 3 dagen te laat" in page
    assert "De cliënt ziet dat u dit las." in page
    assert "Is gevraagd u over te nemen" in words(as_client(case), reverse("who-looked"))


def test_saying_yes_twice_happens_once(case: CaseWorld) -> None:
    asked = ask(case)
    answer(case, asked, "yes")
    assert "al beantwoord of ingetrokken" in flat(answer(case, asked, "yes").content.decode())
    assert Pair.objects.using("owner").count() == 2
    assert Case.objects.using("owner").get().worker_id == case.world.workers[1].id


def test_a_no_leaves_the_case_where_it_is_and_is_told_to_who_asked(case: CaseWorld) -> None:
    asked = ask(case)
    for _twice in range(2):
        assert "De zaak blijft van uw collega." in flat(answer(case, asked, "no").content.decode())
    assert Case.objects.using("owner").get().worker_id == case.worker.id
    assert "Samira Jansen nam de zaak niet over" in words(as_worker(case), at("case", case))
    assert "Neemt u" not in words(sign_in(case.world.workers[1]), "/")
    assert ask(case, 2) != asked
    assert "Kees Jansen is gevraagd" in words(as_worker(case), at("case", case))


def test_the_question_can_be_taken_back_until_it_is_answered(case: CaseWorld) -> None:
    asked = ask(case)
    back = reverse("case-hand-over-withdraw", kwargs={"case_id": case.case_id, "hand_over_id": asked})
    for _twice in range(2):
        assert "De vraag is ingetrokken." in flat(as_worker(case).post(back, follow=True).content.decode())
    assert "al beantwoord of ingetrokken" in flat(answer(case, asked, "yes").content.decode())
    assert Case.objects.using("owner").get().worker_id == case.worker.id


def test_one_colleague_is_asked_at_a_time_and_the_same_one_once(case: CaseWorld) -> None:
    asked = ask(case)
    assert ask(case) == asked
    sure = {"colleague": str(case.world.workers[2].id), "sure": "yes"}
    assert as_worker(case).post(at("case-hand-over", case), sure).status_code == 422
    assert HandOver.objects.using("owner").count() == 1


def test_only_the_colleague_who_was_asked_answers(case: CaseWorld) -> None:
    asked = ask(case)
    there = reverse("hand-over", args=[asked])
    neighbour = sign_in(World.in_area(case.world.area, "Buren").workers[0])
    for browser in (as_worker(case), sign_in(case.world.workers[2]), neighbour, as_client(case)):
        assert browser.get(there).status_code == 404
        for said in ("yes", "no", "x"):
            assert browser.post(there, {"answer": said}).status_code == 404
    for name in ("yes", "no"):
        assert sign_in(case.world.workers[1], csrf=True).post(there, {"answer": name}).status_code == 403
    assert Browser().get(there).status_code == 302
    assert sign_in(case.world.workers[1]).post(there, {"answer": "x" * 4000}).status_code == 200
    assert Case.objects.using("owner").get().worker_id == case.worker.id


def test_a_closed_case_is_taken_over_by_nobody(case: CaseWorld) -> None:
    asked = ask(case)
    Case.objects.using("owner").update(closed_on=clock.today())
    assert "Neemt u" not in words(sign_in(case.world.workers[1]), "/")
    answer(case, asked, "yes")
    assert Case.objects.using("owner").get().worker_id == case.worker.id


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT access.accept_hand_over(%s)",
        "SELECT access.settle_hand_over(%s, 'declined')",
        "SELECT access.settle_hand_over(%s, 'accepted')",
        "UPDATE cases_handover SET accepted_at = now() WHERE id = %s",
        "DELETE FROM cases_handover WHERE id = %s",
    ],
)
def test_raw_sql_moves_no_case_without_the_yes_of_who_was_asked(case: CaseWorld, sql: str) -> None:
    asked = ask(case)
    actors = [case.worker, case.world.worker(2), case.client(), World.in_area(case.world.area, "Buren").worker()]
    for actor in actors if "SELECT" in sql else [*actors, case.world.worker(1)]:
        with acting(actor), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [asked])
    kept = HandOver.objects.using("owner").get()
    assert (kept.accepted_at, kept.declined_at, kept.withdrawn_at) == (None, None, None)
    with acting(case.world.worker(1)):
        assert raw.read_all("public.cases_handover") == []
        assert raw.read_all("public.cases_case") == []


def test_a_case_goes_to_nobody_elsewhere(case: CaseWorld) -> None:
    worker = as_worker(case)
    neighbour = World.in_area(case.world.area, "Buren").workers[0]
    for who in (str(neighbour.id), str(case.worker.id), "", "x"):
        for name, more in (
            ("case-hand-over", {"sure": "yes"}),
            ("case-cover", {"first": clock.today().isoformat(), "last": clock.today().isoformat()}),
        ):
            answer = worker.post(at(name, case), {"colleague": who, **more})
            assert answer.status_code == 422
            assert "Kies een collega." in flat(answer.content.decode())
    assert Case.objects.using("owner").get().worker_id == case.worker.id
    assert not Grant.objects.using("owner").filter(right="cover").exists()


def cover(case: CaseWorld, first: int, last: int) -> dict[str, str]:
    return {
        "colleague": str(case.world.workers[1].id),
        "first": (clock.today() + timedelta(days=first)).isoformat(),
        "last": (clock.today() + timedelta(days=last)).isoformat(),
    }


def test_a_stand_in_sees_the_case_for_whole_days(case: CaseWorld) -> None:
    worker, samira = as_worker(case), sign_in(case.world.workers[1])
    for _twice in range(2):
        assert worker.post(at("case-cover", case), cover(case, 0, 2)).status_code == 302
    assert Grant.objects.using("owner").filter(right="cover").count() == 1
    assert "Samira Jansen neemt waar tot en met" in words(worker, at("case", case))
    assert samira.get(at("case", case)).status_code == 200
    with clock.at(clock.now() + timedelta(days=2)):
        assert samira.get(at("case", case)).status_code == 200
    with clock.at(clock.now() + timedelta(days=3)):
        assert samira.get(at("case", case)).status_code == 404
    pair = Pair.objects.using("owner").get()
    assert (pair.worker_id, pair.ends_on) == (case.worker.id, None)


def test_who_stands_in_is_not_sent_to_the_measures_which_are_for_whose_case_it_is() -> None:
    case = World.make().case("nl-probation")
    worker, samira = as_worker(case), sign_in(case.world.workers[1])
    measures = at("case-measure", case)
    worker.post(at("case-cover", case), cover(case, 0, 2))
    title = f'<a class="row-title utrecht-link" href="{measures}">'
    assert title in worker.get(at("case", case)).content.decode()
    assert samira.get(measures).status_code == 404
    assert title not in samira.get(at("case", case)).content.decode()


def test_standing_in_can_begin_later_and_stop_at_once(case: CaseWorld) -> None:
    worker, samira = as_worker(case), sign_in(case.world.workers[1])
    worker.post(at("case-cover", case), cover(case, 2, 4))
    assert "Samira Jansen neemt waar van" in words(worker, at("case", case))
    assert samira.get(at("case", case)).status_code == 404
    with clock.at(clock.now() + timedelta(days=2)):
        assert samira.get(at("case", case)).status_code == 200
        html = worker.get(at("case", case)).content.decode()
        stop = next(each["action"] for _tag, each in tags(html, "form") if each["action"].endswith("/end"))
        for _twice in range(2):
            assert worker.post(stop).status_code == 302
        assert samira.get(at("case", case)).status_code == 404
        assert "Samira" not in words(worker, at("case", case))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-1, 3, "Deze dag is al geweest."),
        (3, 1, "De laatste dag ligt voor de eerste dag."),
        (0, 365, "Waarnemen kan hoogstens een jaar."),
    ],
)
def test_days_that_cannot_be_are_refused(case: CaseWorld, first: int, last: int, told: str) -> None:
    answer = as_worker(case).post(at("case-cover", case), cover(case, first, last))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert not Grant.objects.using("owner").filter(right="cover").exists()


def test_a_year_of_standing_in_is_possible(case: CaseWorld) -> None:
    assert as_worker(case).post(at("case-cover", case), cover(case, 0, 364)).status_code == 302


def test_the_own_right_to_a_case_is_no_cover_to_end(case: CaseWorld) -> None:
    own = Grant.objects.using("owner").get(right="work")
    end = reverse("case-cover-end", kwargs={"case_id": case.case_id, "grant_id": own.id})
    assert as_worker(case).post(end).status_code == 404
    assert as_worker(case).get(at("case", case)).status_code == 200


def test_who_is_alone_in_an_organisation_reads_why_nothing_can_be_chosen() -> None:
    case = World.make(workers=("Peter",)).case()
    for name in ("case-hand-over", "case-cover"):
        assert "Er is nog geen collega in uw organisatie." in words(as_worker(case), at(name, case))


def test_two_questions_at_the_same_moment_ask_one_colleague(case: CaseWorld) -> None:
    def press(index: int) -> Callable[[], int]:
        sure = {"colleague": str(case.world.workers[index].id), "sure": "yes"}
        return lambda: as_worker(case).post(at("case-hand-over", case), sure).status_code

    as_worker(case)
    assert sorted(map(str, at_once(press(1), press(2)))) == ["302", "422"]
    assert HandOver.objects.using("owner").count() == 1


def test_a_yes_and_a_withdrawal_at_the_same_moment_leave_one_worker(case: CaseWorld) -> None:
    asked = ask(case)
    giver, taker = as_worker(case), sign_in(case.world.workers[1])
    back = reverse("case-hand-over-withdraw", kwargs={"case_id": case.case_id, "hand_over_id": asked})
    at_once(
        lambda: taker.post(reverse("hand-over", args=[asked]), {"answer": "yes"}).status_code,
        lambda: giver.post(back).status_code,
    )
    kept = HandOver.objects.using("owner").get()
    assert (kept.accepted_at is None) is not (kept.withdrawn_at is None)
    taken = kept.accepted_at is not None
    assert Case.objects.using("owner").get().worker_id == case.world.workers[int(taken)].id
    assert Grant.objects.using("owner").filter(right="work", ends_at__isnull=True).count() == 1
    assert Pair.objects.using("owner").filter(ends_on__isnull=True).count() == 1
