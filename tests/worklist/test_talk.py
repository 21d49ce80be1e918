"""Recording a talk: kept while it is typed, recorded once, each reads the own text, and no text is lost."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Agreement, Case, Fact, TalkDraft
from alliantie.cases.queries import get_case, people_of, talk_draft
from tests.support import raw
from tests.support.at_once import at_once
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, hidden, queries, sign_in, words
from tests.worklist.work import at, plan_in
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )


def sent(case: CaseWorld, text: str = "We spraken over wonen.", **changed: object) -> dict[str, object]:
    return {
        "token": str(uuid4()), "seen": "0", "page": str(uuid4()), "what": "home-visit",
        "on": clock.today().isoformat(), f"text-{case.client_ids[0]}": text, **changed,
    }  # fmt: skip


def standing(case: CaseWorld) -> list[Fact]:
    found = Fact.objects.using("owner").filter(case_id=case.case_id, kind="contact", void=False)
    corrected = Fact.objects.using("owner").filter(corrects__isnull=False).values_list("corrects_id", flat=True)
    return list(found.exclude(id__in=list(corrected)).order_by("client_id"))


def drafts() -> list[TalkDraft]:
    return list(TalkDraft.objects.using("owner").order_by("saved_at"))


def read_as(actor: Actor) -> dict[str, str]:
    with acting(actor):
        return {fact.talk_id: fact.text for fact in Fact.objects.visible_to(actor).filter(kind="contact")}


def test_who_records_a_talk_reads_before_saving_for_which_rules_it_counts_only_with_others() -> None:
    """000:2508-2510: client, support worker and trajectory director evaluate; without the director it is none."""
    shelter = World.make("Opvang").case("nl-shelter-tussenvoorziening", measure_id="guidance-agreement")
    shown = words(as_worker(shelter), at("case-talk", shelter))
    assert "Zonder anderen telt het gesprek niet mee voor: Evalueer de begeleiding met de trajectregisseur" in shown
    probation = World.make("Reclassering").case()
    assert "Zonder anderen" not in words(as_worker(probation), at("case-talk", probation))


# The text, and for whom it is


def test_what_is_written_stands_with_the_talk_for_the_client_to_read(case: CaseWorld) -> None:
    as_worker(case).post(at("case-talk", case), sent(case, others="on", minutes="40"))
    [fact] = standing(case)
    assert (fact.text, fact.others, fact.values) == (
        "We spraken over wonen.",
        True,
        {"mode": "home", "minutes": 40},
    )
    assert read_as(case.client()) == {"home-visit": "We spraken over wonen."}
    assert "We spraken over wonen." in words(as_worker(case), at("case", case))


@pytest.mark.parametrize(("which", "in_sight"), [("family", True), ("case", False)])
def test_how_they_spoke_is_asked_in_sight_where_a_norm_counts_on_it_and_folded_elsewhere(
    request: pytest.FixtureRequest, which: str, in_sight: bool
) -> None:
    here: CaseWorld = request.getfixturevalue(which)
    html = as_worker(here).get(at("case-talk", here)).content.decode()
    before = html[: html.index("Hoe spraken jullie elkaar?")]
    assert (before.count("<details") == before.count("</details")) is in_sight
    assert html.count("Hoe spraken jullie elkaar?") == 1


@pytest.mark.parametrize("which", ["family", "case"])
def test_what_is_rarely_needed_folds_open_and_stands_open_where_it_was_filled_in(
    request: pytest.FixtureRequest, which: str
) -> None:
    here: CaseWorld = request.getfixturevalue(which)
    for number in range(4):
        agree_in(here, f"Afspraak {number}.")
    worker, page = as_worker(here), at("case-talk", here)

    def folded(html: str, name: str) -> bool:
        before = html[: html.index(name)].split("<details")
        return len(before) > 1 and "</details" not in before[-1] and " open" not in before[-1].split(">")[0]

    html = worker.get(page).content.decode()
    assert folded(html, 'name="on"')
    assert (folded(html, "Afspraak 1."), folded(html, "Afspraak 2.")) == (False, True)
    # The text comes after what is tapped, and before all that folds.
    assert html.index("Met wie?" if which == "family" else "Wat voor gesprek?") < html.index("<textarea")
    earlier = (clock.today() - timedelta(days=2)).isoformat()
    assert not folded(worker.post(page, {**sent(here, on=earlier), "what": "x"}).content.decode(), 'name="on"')


def test_how_they_spoke_is_as_chosen_or_as_such_a_talk_usually_is(case: CaseWorld) -> None:
    as_worker(case).post(at("case-talk", case), sent(case, mode="phone"))
    assert standing(case)[0].values == {"mode": "phone"}


def test_in_a_family_each_reads_the_text_for_all_and_the_own_one_alone(family: CaseWorld) -> None:
    sam, eva = family.client_ids
    data = sent(family, "Alleen voor Sam.", what="family", who=[str(sam), str(eva)], common="Voor allen.")
    as_worker(family).post(at("case-talk", family), data)
    assert read_as(family.client(0)) == {"family": "Voor allen.\n\nAlleen voor Sam."}
    assert read_as(family.client(1)) == {"family": "Voor allen."}
    one, other = standing(family)
    assert one.together == other.together is not None


def test_a_text_for_someone_who_was_not_there_is_asked_about(family: CaseWorld) -> None:
    data = sent(family, "Voor Sam.", what="family", who=[str(family.client_ids[1])])
    answer = as_worker(family).post(at("case-talk", family), data)
    assert answer.status_code == 422
    assert "U schreef iets voor Sam. Was Sam erbij?" in flat(answer.content.decode())
    assert "Voor Sam." in answer.content.decode()
    assert standing(family) == []


def test_a_talk_with_others_alone_is_for_workers(family: CaseWorld) -> None:
    data = sent(family, "", what="family", others="on", common="Met school gesproken.")
    as_worker(family).post(at("case-talk", family), data)
    [fact] = standing(family)
    assert (fact.client_id, fact.others, fact.text) == (None, True, "Met school gesproken.")
    assert read_as(family.client(0)) == {}


# Once, and never over another


def test_two_presses_at_the_same_moment_record_once(case: CaseWorld) -> None:
    data = sent(case)
    browsers = [as_worker(case) for _each in range(2)]
    answers = at_once(*(lambda browser=each: browser.post(at("case-talk", case), data) for each in browsers))
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302, 302]
    assert len(standing(case)) == 1


def test_sent_again_with_other_words_it_takes_the_place_of_the_first_which_stays_in_the_history(
    case: CaseWorld,
) -> None:
    worker, data = as_worker(case), sent(case, "eerst")
    worker.post(at("case-talk", case), data)
    worker.post(at("case-talk", case), {**data, f"text-{case.client_ids[0]}": "beter"})
    assert [fact.text for fact in standing(case)] == ["beter"]
    worker.post(at("case-talk", case), data)
    assert [fact.text for fact in standing(case)] == ["eerst"]
    assert Fact.objects.using("owner").filter(case_id=case.case_id, kind="contact", void=False).count() == 3


def test_two_workers_who_record_at_once_both_keep_their_talk(case: CaseWorld) -> None:
    today = clock.today().isoformat()
    samira = case.world.workers[1]
    as_worker(case).post(at("case-cover", case), {"colleague": str(samira.id), "first": today, "last": today})
    for browser, text in ((as_worker(case), "van Peter"), (sign_in(samira), "van Samira")):
        browser.post(at("case-talk", case), sent(case, text))
    assert {fact.text for fact in standing(case)} == {"van Peter", "van Samira"}


# Several cases


def test_one_visit_stands_in_each_of_the_own_cases_with_its_own_text(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    data = sent(case, "over Noor", also=[str(other.case_id)])
    data[f"text-{other.case_id}-{other.client_ids[0]}"] = "over Ali"
    as_worker(case).post(at("case-talk", case), data)
    [mine], [others] = standing(case), standing(other)
    assert (mine.text, others.text) == ("over Noor", "over Ali")
    assert mine.together == others.together is not None
    assert read_as(other.client()) == {"home-visit": "over Ali"}


@pytest.mark.parametrize("whose", ["colleague", "other practice", "closed", "nonsense"])
def test_a_case_that_does_not_fit_takes_no_part(case: CaseWorld, whose: str) -> None:
    other = {
        "colleague": lambda: case.world.case(names=(("Ali", "Demir"),), worker=1),
        "other practice": lambda: case.world.case("nl-debt-zeist", names=(("Ali", "Demir"),)),
        "closed": lambda: case.world.case(names=(("Ali", "Demir"),)),
        "nonsense": lambda: None,
    }[whose]()
    if other and whose == "closed":
        Case.objects.using("owner").filter(id=other.case_id).update(closed_on=clock.today())
    also = [str(other.case_id) if other else "x"]
    assert as_worker(case).post(at("case-talk", case), sent(case, also=also)).status_code == 302
    assert len(standing(case)) == 1
    assert other is None or standing(other) == []


def test_another_case_is_added_by_choosing_it_and_what_was_typed_stays(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    worker = as_worker(case)
    data = sent(case, "al getypt", then="case", beside=str(other.case_id))
    seen = worker.post(at("case-talk", case), data, follow=True).content.decode()
    assert "al getypt" in seen
    assert f'name="text-{other.case_id}-{other.client_ids[0]}"' in seen
    assert standing(case) == []


def test_a_case_that_was_added_by_mistake_is_left_out_by_unticking_it(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    worker = as_worker(case)
    data = sent(case, then="case", beside=str(other.case_id))
    html = worker.post(at("case-talk", case), data, follow=True).content.decode()
    box = next(each for _tag, each in tags(html, "input") if each.get("name") == "also")
    assert (box["type"], box["value"], "checked" in box) == ("checkbox", str(other.case_id), True)
    worker.post(at("case-talk", case), sent(case))
    assert (len(standing(case)), standing(other)) == (1, [])


def test_many_own_cases_are_searched_by_name(case: CaseWorld) -> None:
    for number in range(13):
        case.world.case(names=((f"Ali{number}", "Demir"),))
    worker = as_worker(case)
    page = at("case-talk", case)
    assert "Zoek een zaak op naam" in words(worker, page)
    offered = re.findall(r"<option[^>]*>([^<]*)</option>", worker.get(f"{page}?find=ali1").content.decode())
    assert {name for name in offered if "Demir" in name} == {f"Ali{n} Demir" for n in (1, 10, 11, 12)}
    assert "Geen zaak gevonden." in words(worker, f"{page}?find=zzz")


# Agreements first


def test_what_was_agreed_comes_up_first_and_nothing_is_chosen_yet(case: CaseWorld) -> None:
    made = agree_in(case, "Noor belt de huisarts.")
    html = as_worker(case).get(at("case-talk", case)).content.decode()
    assert html.index("Is dit gelukt?") < html.index("Wat voor gesprek?")
    block = html[html.index(f"kept-{made}") : html.index("Wat voor gesprek?")]
    assert "checked" not in block
    as_worker(case).post(at("case-talk", case), sent(case))
    assert Agreement.objects.using("owner").get(id=made).state == "open"


@pytest.mark.parametrize(("said", "state"), [("done", "done"), ("not_yet", "open"), ("dropped", "dropped")])
def test_what_became_of_an_agreement_is_said_with_the_talk(case: CaseWorld, said: str, state: str) -> None:
    made, data = agree_in(case, "Noor belt."), sent(case)
    for _twice in range(2):
        as_worker(case).post(at("case-talk", case), {**data, f"kept-{made}": said})
    assert Agreement.objects.using("owner").get(id=made).state == state


def test_what_is_agreed_anew_knows_the_talk_it_was_made_in(case: CaseWorld) -> None:
    data = sent(case) | {"new-0-text": "Peter belt terug.", "new-0-owner": "worker"}
    for _twice in range(2):
        as_worker(case).post(at("case-talk", case), data)
    made = Agreement.objects.using("owner").get()
    assert (made.text, made.owner, made.together) == ("Peter belt terug.", "worker", standing(case)[0].together)


def test_an_agreement_that_nobody_does_is_asked_about_and_nothing_is_recorded(case: CaseWorld) -> None:
    answer = as_worker(case).post(at("case-talk", case), sent(case) | {"new-0-text": "Bellen."})
    assert answer.status_code == 422
    assert "Kies wie dit doet." in flat(answer.content.decode())
    assert standing(case) == []


def test_enter_records_the_talk_and_does_not_merely_make_room(case: CaseWorld) -> None:
    html = as_worker(case).get(at("case-talk", case)).content.decode()
    form = html[html.index("data-draft-url") :]
    buttons = [each for _tag, each in tags(form, "button") if each.get("type") == "submit"]
    assert "name" not in buttons[0]
    assert any(each.get("name") == "then" for each in buttons)


def test_more_than_one_agreement_can_be_made_and_what_was_typed_stays(case: CaseWorld) -> None:
    worker = as_worker(case)
    data = sent(case) | {"new-0-text": "Eerste.", "news": "1", "then": "agreement"}
    seen = worker.post(at("case-talk", case), data, follow=True).content.decode()
    assert 'name="new-1-text"' in seen
    assert "Eerste." in seen


# Kept while it is typed


def keep(browser: Browser, case: CaseWorld, data: dict[str, object]) -> int:
    return browser.post(at("case-talk-keep", case), data).status_code


def test_what_is_typed_is_there_again_on_any_device_until_it_is_recorded(case: CaseWorld) -> None:
    data = sent(case, "half af")
    assert keep(as_worker(case), case, data) == 204
    there = as_worker(case)
    assert "half af" in there.get(at("case-talk", case)).content.decode()
    assert hidden(there, at("case-talk", case), "token") == data["token"]
    there.post(at("case-talk", case), {**data, "seen": "1"})
    assert drafts() == []
    assert "half af" not in there.get(at("case-talk", case)).content.decode()


def test_a_draft_is_its_writers_alone_also_by_raw_sql(case: CaseWorld) -> None:
    keep(as_worker(case), case, sent(case, "van Peter"))
    today = clock.today().isoformat()
    samira = case.world.workers[1]
    as_worker(case).post(at("case-cover", case), {"colleague": str(samira.id), "first": today, "last": today})
    assert "van Peter" not in sign_in(samira).get(at("case-talk", case)).content.decode()
    for actor in (case.world.worker(1), case.client(), case.link(case.round())):
        with acting(actor):
            assert raw.read_all("public.cases_talkdraft") == []
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DELETE FROM cases_talkdraft")
                assert cursor.rowcount == 0
    assert len(drafts()) == 1


def test_after_a_hand_over_the_draft_of_who_had_the_case_is_not_read_any_more(case: CaseWorld) -> None:
    keep(as_worker(case), case, sent(case))
    as_worker(case).post(
        at("case-hand-over", case), {"colleague": str(case.world.workers[1].id), "sure": "yes", "confirmed": "yes"}
    )
    with acting(case.world.worker(1)) as actor:
        assert talk_draft(actor, case.case_id) is None


def test_a_page_goes_on_over_its_own_text_and_never_over_that_of_another_page(case: CaseWorld) -> None:
    worker, first = as_worker(case), sent(case, "een")
    assert keep(worker, case, first) == 204
    assert keep(worker, case, {**first, f"text-{case.client_ids[0]}": "twee"}) == 204
    other = {**first, "page": str(uuid4()), f"text-{case.client_ids[0]}": "ander"}
    assert keep(worker, case, other) == 409
    assert keep(worker, case, {**sent(case, "nieuw"), "seen": "0"}) == 409
    answer = worker.post(at("case-talk", case), {**other, "then": "agreement"})
    assert answer.status_code == 409
    seen = answer.content.decode()
    assert "ander" in seen
    assert "twee" in seen
    assert f'value="{first["token"]}"' in seen


def test_recording_from_an_old_page_leaves_the_newer_text_of_another_page(case: CaseWorld) -> None:
    worker, old = as_worker(case), sent(case, "oud")
    keep(worker, case, old)
    newer = {**old, "seen": "1", "page": str(uuid4()), f"text-{case.client_ids[0]}": "nieuwer"}
    assert keep(worker, case, newer) == 204
    worker.post(at("case-talk", case), {**old, "page": str(uuid4())})
    assert "nieuwer" in worker.get(at("case-talk", case)).content.decode()


def test_what_was_typed_can_be_thrown_away_and_is_gone(case: CaseWorld) -> None:
    worker, data = as_worker(case), sent(case)
    keep(worker, case, data)
    seen = flat(worker.post(at("case-talk-forget", case), {"token": data["token"]}, follow=True).content.decode())
    assert "Weggegooid." in seen
    assert drafts() == []


@pytest.mark.parametrize(
    "changed",
    [{"token": "x"}, {"page": ""}, {"seen": "7"}, {"extra": "x" * 120_001}],
    ids=lambda each: next(iter(each)),
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(case: CaseWorld, changed: dict[str, object]) -> None:
    assert keep(as_worker(case), case, sent(case) | changed) == 409
    assert drafts() == []


def test_a_text_that_is_too_long_is_refused_in_words_and_stays(case: CaseWorld) -> None:
    answer = as_worker(case).post(at("case-talk", case), sent(case, "x" * 4001))
    assert answer.status_code == 422
    assert "Er passen 4000 tekens in." in flat(answer.content.decode())
    assert "x" * 4001 in answer.content.decode()


# Before the talk


def test_what_to_read_before_a_talk_stands_on_one_page(case: CaseWorld) -> None:
    agree_in(case, "Noor belt de huisarts.", due_on=clock.today() + timedelta(days=3))
    plan_in(case, "Ik wil een eigen kamer.")
    as_worker(case).post(at("case-talk", case), sent(case, "Vorige keer over werk."))
    seen = words(as_worker(case), at("case-prepare", case))
    for text in ("Noor belt de huisarts.", "Ik wil een eigen kamer.", "Vorige keer over werk.", "Te doen", "Kader"):
        assert text in seen, text


def test_pages_cost_the_same_however_much_there_is(case: CaseWorld) -> None:
    worker = as_worker(case)
    pages = ("case", "case-talk", "case-prepare", "case-agreements", "case-goals")
    agree_in(case, "Een.")
    few = {name: len(queries(worker, at(name, case))) for name in pages}
    for number in range(9):
        agree_in(case, f"Afspraak {number}.")
        plan_in(case, f"Doel {number}.")
        worker.post(at("case-talk", case), sent(case, f"Tekst {number}."))
    assert {name: len(queries(worker, at(name, case))) for name in pages} == few
    assert few["case"] <= 8
    assert few["case-prepare"] <= 4


# Explaining the frame


def explained_on(case: CaseWorld) -> date | None:
    with acting(case.worker) as actor:
        found: date | None = people_of(actor, get_case(actor, case.case_id))[0].explained_on
        return found


def test_the_frame_is_explained_in_a_talk_only_where_the_worker_says_so(case: CaseWorld) -> None:
    worker, there = as_worker(case), at("case-talk", case)
    shown = words(worker, there)
    assert "Ik legde uit wat er geldt Aan wie erbij was. Hoort bij: Gesprek over het kader." in shown
    assert worker.post(there, sent(case, what="frame-talk")).status_code == 302
    assert explained_on(case) is None
    assert worker.post(there, sent(case, "Rechten en plichten.", what="frame-talk", explained="on")).status_code == 302
    assert explained_on(case) == clock.today()
    assert "Gesprek over het kader, met uitleg van wat geldt" in words(worker, at("case-timeline", case))
    # Everyone heard it: that it was explained again can still be said.
    assert "Ik legde uit wat er geldt" not in words(worker, there)
    assert "Ik legde opnieuw uit wat er geldt" in words(worker, there)


def test_taken_back_and_put_back_the_talk_still_says_that_the_frame_was_explained(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-talk", case), sent(case, what="frame-talk", explained="on"))
    fact = standing(case)[0]
    assert worker.post(at("case-take-back", case), {"fact": str(fact.id)}).status_code == 302
    assert explained_on(case) is None
    assert worker.post(at("case-put-back", case), {"fact": str(fact.id)}).status_code == 302
    assert explained_on(case) == clock.today()


def test_a_practice_without_a_talk_about_the_frame_does_not_ask_for_it() -> None:
    case = World.make().case("nl-debt-zeist")
    assert "Ik legde uit wat er geldt" not in words(as_worker(case), at("case-talk", case))
