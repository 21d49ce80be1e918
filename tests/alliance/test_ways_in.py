"""The worker's device, the paper form, looking along on the worker's screen, and whose answers they are."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part, Round
from alliantie.cases.operations import acknowledge_frame
from alliantie.cases.queries import practice_of
from tests.alliance.ways import at, both_sent, come_in, handed, state
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World, look_along, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LOCKED = "Klaar. Geef het apparaat terug."


@pytest.fixture
def case() -> CaseWorld:
    here = World.make(workers=("Peter", "Samira", "Kees")).case()
    with acting(here.client()) as client:
        acknowledge_frame(actor=client, case=queries.get_pair(client, here.pair_ids[0]).case)
    return here


# The worker's device


def test_giving_the_device_signs_the_worker_out_everywhere_in_that_browser(case: CaseWorld) -> None:
    round_id = case.round()
    browser = as_worker(case)
    elsewhere = Browser()
    elsewhere.cookies.update(browser.cookies)
    assert "Uw dossier gaat op slot." in words(browser, at("round-hand", round_id))
    browser.post(at("round-hand", round_id))
    assert "Dag Noor" in words(browser, at("round-hello", round_id))
    # Another tab with the session from before, and the pages of the worker in this one.
    assert elsewhere.get(reverse("case", kwargs={"case_id": case.case_id})).status_code == 302
    assert browser.get(reverse("case", kwargs={"case_id": case.case_id})).status_code == 404
    assert browser.get(reverse("search")).status_code == 404


def test_every_end_of_a_turn_is_the_same_page_and_nothing_leads_back(case: CaseWorld) -> None:
    def sent(browser: Browser, round_id: UUID) -> None:
        with acting(case.client()) as client:
            here = queries.get_round(client, round_id)
            items = [item.id for item in here.questionnaire(client).items]
        browser.post(at("round-notice", round_id), {"choice": "yes"})
        for step, _item in enumerate(items, 1):
            browser.post(at("round-question", round_id, step=step), {"answer": "4"})
        browser.post(at("round-share", round_id), {"share": "all", "helper": "nobody"})

    def stopped(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "yes"})
        browser.post(at("round-pause", round_id), {"choice": "later"})

    def erased(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "yes"})
        browser.post(at("round-pause", round_id), {"choice": "erase"})

    def refused(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "later"})

    def refused_for_good(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "never"})

    seen = set()
    for ending in (stopped, erased, refused, refused_for_good, sent):
        world = World.make(ending.__name__).case()
        with acting(world.client()) as client:
            acknowledge_frame(actor=client, case=queries.get_pair(client, world.pair_ids[0]).case)
        case = world
        round_id = case.round()
        browser = handed(case, round_id)
        ending(browser, round_id)
        pages = [browser.get(at("round", round_id), follow=True).content.decode()]
        pages += [
            browser.get(there, follow=True).content.decode()
            for there in ("/", at("round-notice", round_id), at("round-question", round_id, step=1), "/home")
        ]
        assert all(LOCKED in page for page in pages), ending
        seen |= {re.sub(r"value=\"[A-Za-z0-9]{64}\"", "", page) for page in pages}
        assert "link" not in browser.session
    assert len(seen) == 1


def test_a_browser_that_was_closed_reopens_locked_until_somebody_signs_in(case: CaseWorld) -> None:
    browser = handed(case, case.round())
    del browser.cookies["alliantie"]
    for there in ("/", "/home", "/search"):
        assert browser.get(there)["Location"] == reverse("locked"), there
    again = sign_in(case.world.workers[0])
    again.cookies["locked"] = "1"
    answer = again.get("/")
    assert answer.status_code == 200
    assert answer.cookies["locked"]["max-age"] == 0


def test_a_device_that_lies_still_ends_the_turn_and_keeps_the_draft(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    browser.post(at("round-question", round_id, step=1), {"answer": "4"})
    with clock.at(clock.now() + timedelta(minutes=12)):
        assert browser.get(at("round-question", round_id, step=2)).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=26)):
        assert browser.get(at("round-question", round_id, step=2))["Location"] == reverse("locked")
    again = handed(case, round_id)
    assert again.get(at("round-resume", round_id))["Location"].startswith(at("round-question", round_id, step=2))


def test_another_pin_on_the_device_starts_anew(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    browser.post(at("round-question", round_id, step=1), {"answer": "4"})
    again = handed(case, round_id, "1379")
    with acting(case.client()) as actor:
        assert queries.own_part(actor, queries.get_round(actor, round_id))[1].answers == {}
    assert again.get(at("round", round_id))["Location"] == at("round-frame", round_id)


def test_the_practice_question_is_kept_nowhere(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    answer = browser.post(at("round-notice", round_id), {"choice": "yes"})
    assert answer["Location"] == at("round-practice", round_id)
    before = Part.objects.using("owner").filter(round_id=round_id).values_list("answers", flat=True)
    held = [bytes(each) for each in before]
    assert browser.post(at("round-practice", round_id)).status_code == 422
    assert browser.post(at("round-practice", round_id), {"answer": "4"})["Location"] == at("round-resume", round_id)
    after = Part.objects.using("owner").filter(round_id=round_id).values_list("answers", flat=True)
    assert held == [bytes(each) for each in after]


def test_only_the_worker_of_the_pair_gives_the_device(case: CaseWorld) -> None:
    round_id = case.round()
    for browser in (sign_in(case.world.workers[1]), as_client(case), Browser()):
        for answer in (browser.get(at("round-hand", round_id)), browser.post(at("round-hand", round_id))):
            assert answer.status_code in (302, 404)
            assert "hello" not in answer.headers.get("Location", "")
    case.reveal(round_id)
    with acting(case.worker) as actor:
        operations.stop_round(actor=actor, here=queries.get_round(actor, round_id))
    assert as_worker(case).post(at("round-hand", round_id)).status_code == 409


# Looking along on the worker's screen


def test_the_client_looks_along_on_the_workers_screen_with_the_own_pin(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    gate = at("round-together", round_id)
    assert worker.post(gate, {"pin": "2580"}).status_code == 302
    assert worker.get(gate)["Location"] == at("round-own", round_id)
    assert "Noor, heeft u dit zelf ingevuld?" in words(worker, at("round-own", round_id))
    assert worker.post(at("round-own", round_id), {"answer": "yes"})["Location"] == gate
    worker.post(gate, {"who": "professional"})
    assert "We wachten op Noor." in words(worker, gate)
    assert state(round_id) == "complete"
    worker.post(gate, {"who": "client"})
    assert state(round_id) == "revealed"
    worker.post(at("round-talk", round_id), {"agreement": "Peter belt.", "choice": "agree"})
    page = worker.get(at("round-talk", round_id)).content.decode()
    assert "Noor, klopt dit?" in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen is not None
    worker.post(at("round-agree", round_id), {"answer": "yes", "seen": seen[1]})
    assert worker.post(at("round-finish", round_id))["Location"] == at("round", round_id)
    assert worker.get(at("round", round_id))["Location"] == at("round-after", round_id)
    worker.post(at("round-after", round_id), {"date": "yes"})
    assert state(round_id) == "discussed"
    said = words(as_client(case), reverse("who-looked"))
    assert "U zelf, met een code: Samen kijken" in said


def test_without_the_pin_the_worker_can_do_nothing_of_the_client(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    for name, sent in (
        ("round-own", {"answer": "yes"}),
        ("round-agree", {"answer": "yes", "seen": "00"}),
        ("round-after", {"date": "yes"}),
    ):
        assert worker.post(at(name, round_id), sent).status_code == 404, name
    worker.post(at("round-together", round_id), {"who": "client"})
    worker.post(at("round-together", round_id), {"who": "professional"})
    assert state(round_id) == "complete"


def test_five_wrong_pins_end_it_for_the_right_one_too(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    for _try in range(5):
        assert worker.post(at("round-together", round_id), {"pin": "1379"}).status_code == 422
    assert worker.post(at("round-together", round_id), {"pin": "2580"}).status_code == 422
    assert "beside" not in worker.session


def test_a_pin_lets_in_to_its_own_round_only_and_signing_out_ends_it(case: CaseWorld) -> None:
    round_id, other = both_sent(case), both_sent(World.make("Anders").case())
    worker = as_worker(case)
    worker.post(at("round-together", round_id), {"pin": "2580"})
    assert worker.get(at("round-own", other)).status_code == 404
    assert worker.get(at("round-own", round_id)).status_code == 200
    worker.post(reverse("account_logout"))
    assert worker.get(at("round-own", round_id)).status_code == 302
    assert as_worker(case).get(at("round-own", round_id)).status_code == 404


def test_before_both_have_sent_no_pin_is_asked_or_tried(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    come_in(link, round_id)
    with acting(case.worker) as actor, pytest.raises(NotNow):
        operations.come_beside(actor=actor, here=queries.get_round(actor, round_id), pin="2580", device="")
    case.answer(link, round_id)
    with acting(case.worker) as actor, pytest.raises(NotNow):
        operations.come_beside(actor=actor, here=queries.get_round(actor, round_id), pin="2580", device="")


def test_a_pin_somebody_planted_opens_nothing_of_an_own_account(case: CaseWorld) -> None:
    """Whoever tried a code first, with a PIN of their own, reads and confirms nothing of what the client does later."""
    round_id = case.round()
    planted = handed(case, round_id, "8642")
    client = as_client(case)
    client.post(at("round-notice", round_id), {"choice": "yes"})
    client.post(at("round-question", round_id, step=1), {"answer": "4"})
    assert planted.get(at("round-resume", round_id), follow=True).content.decode().count(LOCKED) == 1
    again = handed(case, round_id, "8642")
    assert again.get(at("round", round_id))["Location"] == at("round-frame", round_id)
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        operations.save_answers(
            actor=actor, here=here, answers={item.id: 4 for item in here.questionnaire(actor).items}
        )
        operations.seal(actor=actor, here=here, share="all")
    case.answer(case.worker, round_id)
    with acting(case.worker) as actor:
        here = queries.get_round(actor, round_id)
        for _try in range(2):
            assert operations.come_beside(actor=actor, here=here, pin="8642", device="") is None


def test_a_code_tells_nobody_that_the_client_has_sent(case: CaseWorld) -> None:
    """Before and after: any PIN leads to a turn of its own, which ends like any other and counts for nothing."""
    before, after = case, World.make("Na").case()
    seen = []
    for here, sent in ((before, False), (after, True)):
        round_id = here.round()
        if sent:
            link = here.link(round_id)
            come_in(link, round_id)
            here.answer(link, round_id, 2)
        held = bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers)
        browser = handed(here, round_id, "9753")
        steps = [browser.get(at("round", round_id))["Location"]]
        steps.append(browser.post(at("round-frame", round_id))["Location"])
        steps.append(browser.get(at("round", round_id))["Location"])
        steps.append(browser.post(at("round-notice", round_id), {"choice": "yes"})["Location"])
        steps.append(browser.post(at("round-practice", round_id), {"answer": "4"})["Location"])
        items = 8
        for step in range(1, items + 1):
            steps.append(browser.post(at("round-question", round_id, step=step), {"answer": "1"})["Location"])
        assert browser.get(at("round-review", round_id)).status_code == 200
        steps.append(browser.post(at("round-share", round_id), {"share": "nothing", "helper": "nobody"})["Location"])
        seen.append([step.replace(str(round_id), "") for step in steps])
        if sent:
            part = Part.objects.using("owner").get(round_id=round_id, role="client")
            assert bytes(part.answers) == held
            assert part.share == "all"
            assert state(round_id) == "open"
            assert handed(here, round_id, "2580").get(at("round", round_id), follow=True).status_code == 200
    assert seen[0] == seen[1]


def test_a_shadow_of_a_turn_never_looks_together(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    come_in(link, round_id)
    case.answer(link, round_id)
    other = case.link(round_id)
    assert not come_in(other, round_id, "9753")
    with acting(other) as client:
        here = queries.get_round(client, round_id)
        operations.take_stance(actor=client, here=here, stance="not_now", do_not_ask=True)
        assert queries.own_rounds(queries.pairs_with_rounds(client)) == ()
    case.answer(case.worker, round_id)
    with acting(other) as client, pytest.raises(Round.DoesNotExist):
        queries.get_round(client, round_id)
    with acting(case.client()) as client:
        assert not queries.does_not_want_asking(client, case.pair_ids[0])


def test_the_client_beside_the_worker_goes_away_after_a_while_and_with_the_last_question(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    worker.post(at("round-together", round_id), {"pin": "2580"})
    assert worker.get(at("round-own", round_id)).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert worker.get(at("round-own", round_id)).status_code == 404


def test_a_worker_beside_cannot_hand_the_case_on_by_raw_sql() -> None:
    here = World.make(workers=("Peter", "Samira", "Kees")).case("nl-work-rsd-krh")
    with acting(here.worker) as actor:
        case = queries.get_pair(actor, here.pair_ids[0]).case
        operations.let_work_along(
            actor=actor,
            case=case,
            practice=practice_of(case),
            worker_id=here.world.workers[1].id,
            pair_kind="with-director",
        )
    for call in ("access.hand_over(%s, %s)", "access.give_cover(%s, %s, now(), now() + interval '1 day')"):
        with acting(worker_actor(here.world.workers[1])), connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(f"SELECT {call}", [here.case_id, here.world.workers[2].id])
    with acting(worker_actor(here.world.workers[1])), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE cases_case SET worker_id = %s", [here.world.workers[1].id])


# Whose answers they are


def test_a_client_who_did_not_answer_voids_the_round_and_the_answers_are_gone(case: CaseWorld) -> None:
    round_id = both_sent(case)
    client = as_client(case)
    assert client.get(at("round-together", round_id))["Location"] == at("round-own", round_id)
    assert "Dan vervalt deze ronde." in client.post(at("round-own", round_id), {"answer": "no"}).content.decode()
    assert state(round_id) == "complete"
    client.post(at("round-own", round_id), {"answer": "void"})
    assert state(round_id) == "closed"
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        _part, draft, _key = queries.own_part(actor, here)
        assert draft.answers == {}
        assert queries.looked(actor, here) is None
    reasons = dict(Part.objects.using("owner").filter(round_id=round_id).values_list("role", "closed_because"))
    assert reasons["client"] == "voided"
    with acting(case.worker) as actor:
        assert "voided" not in repr(raw.everything())
        own, _draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
        assert own.closed_because != "voided"


def test_nobody_looks_together_before_the_client_said_whose_answers_these_are(case: CaseWorld) -> None:
    round_id = both_sent(case)
    with acting(case.client()) as actor, pytest.raises(NotNow):
        operations.confirm_together(actor=actor, here=queries.get_round(actor, round_id))
    with acting(case.worker) as actor, pytest.raises(NotNow):
        operations.say_own(actor=actor, here=queries.get_round(actor, round_id), yes=True)
    look_along(case.client(), round_id)
    assert look_along(case.worker, round_id) is True


# Paper


def number_of(case: CaseWorld, round_id: UUID, *, replace: bool = False) -> str:
    with acting(case.worker) as actor:
        return operations.paper_number(actor=actor, here=queries.get_round(actor, round_id), replace=replace)


def filled(case: CaseWorld, round_id: UUID) -> dict[str, str]:
    with acting(case.client()) as client:
        items = queries.get_round(client, round_id).questionnaire(client).items
    answers = {f"answer-{item.id}": "4" for item in items[:-1]} | {f"answer-{items[-1].id}": "blank"}
    return {**answers, "helped": "blank", "share": "all", "helper": "nobody", "pin": "2580"}


def test_a_colleague_types_a_paper_form_in_and_the_slip_opens_looking_together(case: CaseWorld) -> None:
    round_id = case.round()
    case.answer(case.worker, round_id)
    number = number_of(case, round_id)
    colleague = sign_in(case.world.workers[1])
    assert colleague.post(reverse("paper"), {"number": f"{number[:4]} {number[4:].upper()}"}).status_code == 302
    there = reverse("paper-form", kwargs={"number": number})
    assert not {"Noor", "Yilmaz", "Peter"} & set(words(colleague, there).split())
    assert colleague.post(there, {}).status_code == 422
    assert state(round_id) == "open"
    assert colleague.post(there, filled(case, round_id)).status_code == 302
    assert state(round_id) == "complete"
    assert colleague.get(there)["Location"] == reverse("paper")
    with acting(case.client()) as actor:
        _part, draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
        assert list(draft.answers.values()).count("rather_not") == 1
    worker = as_worker(case)
    assert worker.post(at("round-together", round_id), {"pin": "2580"}).status_code == 302
    assert worker.get(at("round-own", round_id)).status_code == 200
    assert "Samira Jansen: Uw papieren formulier ingevoerd" in words(as_client(case), reverse("who-looked"))
    assert Reading.objects.using("owner").filter(what="paper").count() == 1


def test_the_worker_of_the_pair_never_types_the_form_in(case: CaseWorld) -> None:
    round_id = case.round()
    number = number_of(case, round_id)
    neighbour = World.in_area(case.world.area, "Buren").workers[0]
    there = reverse("paper-form", kwargs={"number": number})
    for worker in (case.world.workers[0], neighbour):
        browser = sign_in(worker)
        assert browser.post(reverse("paper"), {"number": number}).status_code == 422
        assert browser.post(there, filled(case, round_id))["Location"] == reverse("paper")
        with acting(worker_actor(worker)) as actor:
            assert queries.paper_form(actor, number) is None
            form = paper_as(case, number)
            with pytest.raises(NotNow):
                operations.seal_paper(actor=actor, form=form, answers={}, share="all", helper="nobody", pin="2580")
    for browser in (as_client(case), Browser()):
        assert browser.get(there).status_code in (302, 404)
        assert browser.post(there, filled(case, round_id)).status_code in (302, 404)
    assert not Part.objects.using("owner").filter(sealed_at__isnull=False).exists()


def paper_as(case: CaseWorld, number: str) -> queries.PaperForm:
    with acting(worker_actor(case.world.workers[1])) as colleague:
        form = queries.paper_form(colleague, number)
    assert form is not None
    return form


def test_a_form_is_typed_in_once_and_not_after_its_round(case: CaseWorld) -> None:
    round_id = case.round()
    first = number_of(case, round_id)
    with clock.at(clock.now() + timedelta(days=15)), acting(worker_actor(case.world.workers[1])) as actor:
        assert queries.paper_form(actor, first) is None
    colleague = sign_in(case.world.workers[1])
    assert colleague.post(reverse("paper-form", kwargs={"number": first}), filled(case, round_id)).status_code == 302
    sent = bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers)
    # The same number is used up; one that takes its place looks as if it was good, and changes nothing.
    second = number_of(case, round_id, replace=True)
    for number, told in ((first, reverse("paper")), (second, f"{reverse('paper')}?saved=1")):
        answer = colleague.post(reverse("paper-form", kwargs={"number": number}), filled(case, round_id))
        assert answer["Location"] == told
    assert bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers) == sent


def printed_number(page: str) -> str:
    """The number above a printed form."""
    found = re.search(r"Formulier (\w{4}) (\w{4})", page)
    assert found is not None
    return found[1] + found[2]


def test_printing_again_gives_the_same_form_whether_or_not_it_was_typed_in(case: CaseWorld) -> None:
    """Another number after typing in would tell the worker that the client's paper came in."""
    round_id = case.round()
    worker, colleague = as_worker(case), sign_in(case.world.workers[1])

    def print_form() -> str:
        return printed_number(worker.post(at("round-invite", round_id), {"way": "paper"}).content.decode())

    first = print_form()
    assert print_form() == first
    assert colleague.post(reverse("paper-form", kwargs={"number": first}), filled(case, round_id)).status_code == 302
    assert state(round_id) == "open"
    assert print_form() == first
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM alliance_link WHERE way = 'paper'")
        assert cursor.fetchone() == (1,)


def test_a_new_number_takes_the_place_of_a_form_that_was_lost(case: CaseWorld) -> None:
    round_id = case.round()
    worker, colleague = as_worker(case), sign_in(case.world.workers[1])
    lost = number_of(case, round_id)
    assert "Formulier kwijt?" in worker.post(at("round-invite", round_id), {"way": "paper"}).content.decode()
    page = worker.post(at("round-invite", round_id), {"way": "new-paper"}).content.decode()
    number = printed_number(page)
    assert number not in (lost, "")
    assert colleague.post(reverse("paper"), {"number": lost}).status_code == 422
    assert colleague.post(reverse("paper"), {"number": number}).status_code == 302
    assert number_of(case, round_id) == number


def test_only_the_worker_of_the_pair_gets_a_number_and_only_while_the_round_is_open(case: CaseWorld) -> None:
    round_id = case.round()
    for person in (worker_actor(case.world.workers[1]), case.client(), case.link(round_id)):
        with acting(person), pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT alliance.paper_number(%s, 'abcdefgh', now(), false)", [round_id])
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(NotNow):
        number_of(case, round_id)
    case.reveal(round_id)
    with pytest.raises(NotNow):
        number_of(case, round_id)


def test_the_number_of_a_form_is_no_code_and_a_code_is_no_form(case: CaseWorld) -> None:
    round_id = case.round()
    number = number_of(case, round_id)
    with acting(case.worker) as actor:
        made = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    with acting(worker_actor(case.world.workers[1])) as colleague:
        assert queries.paper_form(colleague, made.slug) is None
        assert queries.paper_form(colleague, number) is not None
    with acting(DOOR):
        assert operations.use_link(slug=number, code="") is None


def test_a_colleague_who_types_in_reads_nothing_else_of_the_round(case: CaseWorld) -> None:
    round_id = case.round()
    paper_as(case, number_of(case, round_id))
    with acting(worker_actor(case.world.workers[1])):
        assert not [name for name, found in raw.everything().items() if str(round_id) in repr(found)]


def test_made_up_values_on_a_form_are_refused(case: CaseWorld) -> None:
    round_id = case.round()
    number = number_of(case, round_id)
    there = reverse("paper-form", kwargs={"number": number})
    colleague = sign_in(case.world.workers[1])
    good = filled(case, round_id)
    item = next(iter(good))
    for wrong in ({item: "9"}, {item: "x"}, {"share": "some"}, {"helper": "me"}, {"pin": "12"}, {"pin": "١٢٣٤"}):
        assert colleague.post(there, {**good, **wrong}).status_code == 422, wrong
    assert colleague.post(there, {**good, "answer-made-up": "4"}).status_code == 422
    assert state(round_id) == "open"
    assert colleague.post(reverse("paper"), {"number": "x" * 5000}).status_code == 422


def test_printing_a_form_leaves_a_code_that_was_given_before(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    page = as_worker(case).post(at("round-invite", round_id), {"way": "paper"}).content.decode()
    assert "Strookje: bewaar dit zelf" in page
    with acting(link) as client:
        assert queries.get_round(client, round_id).round.id == round_id


def test_raw_sql_cannot_come_beside_or_seal_for_another(case: CaseWorld) -> None:
    round_id = both_sent(case)
    for person in (worker_actor(case.world.workers[1]), case.client()):
        with acting(person) as actor, pytest.raises((Denied, NotNow)):
            operations.come_beside(actor=actor, here=queries_as_worker(case, round_id), pin="2580", device="")
    with acting(case.worker), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM alliance.paper_form(%s)", ["anything"])
        assert cursor.fetchone() == (0,)


def queries_as_worker(case: CaseWorld, round_id: UUID) -> queries.RoundHere:
    return queries.RoundHere(Round(id=round_id), None, None, "", "")  # type: ignore[arg-type]
