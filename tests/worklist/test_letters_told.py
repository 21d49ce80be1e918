"""The pages of letters: terms, gates, papers, addresses, who looked, and taking back that one was sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied
from alliantie.cases.models import Addressee, Case, Fact, Incident, Letter
from alliantie.cases.operations import note_condition
from alliantie.cases.queries import get_case
from alliantie.web.dates import short_day_in_words
from tests.cases.letter_ways import begin, judged_case, keep, sent, sign
from tests.support.at_once import at_once
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, hidden, queries, turned_away, words
from tests.worklist.letters_there import at, filled, noted, on, record, stored, text
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return judged_case()


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def with_condition(case: CaseWorld, text: str, starts: str = "2026-01-05", until: str | None = None) -> str:
    with acting(case.worker) as actor:
        made = note_condition(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            sort="special",
            text=text,
            starts_on=date.fromisoformat(starts),
            until=date.fromisoformat(until) if until else None,
            client_id=None,
            token=uuid4(),
        )
    return str(made)


def test_the_day_a_term_ends_stands_there_already_and_an_earlier_one_is_refused(zeist: CaseWorld) -> None:
    record(zeist, "recovery-term-set", days=14)
    worker, there = as_worker(zeist), at("case-letter-new", zeist, template_id="intent")
    first = clock.today() + timedelta(days=14)
    assert hidden(worker, there, "f_answer_by") == first.isoformat()
    sent = {
        "to": "Noor",
        "f_ground": "offer-refused",
        "f_why": "Stil.",
        "f_what_follows": "Stop.",
        "f_recover": "Bel.",
        "language": "nl",
    }
    early = {"token": str(uuid4()), **sent, "f_answer_by": (first - timedelta(days=1)).isoformat()}
    answer = worker.post(there, early)
    assert answer.status_code == 422
    assert f"Dit is te vroeg. Kies {short_day_in_words(first, 'nl')} of later." in flat(answer.content.decode())
    assert worker.post(there, early | {"f_answer_by": first.isoformat()}).status_code == 302
    assert stored().filled["answer_by"] == first.isoformat()


@pytest.mark.parametrize(
    ("letter", "name", "days"),
    [
        ("offer", "call_by", 7),
        ("offer", "object_by", 42),
        ("termination", "ends_on", 1),
        ("termination", "object_by", 42),
        ("creditor-inventory", "reply_by", 21),
    ],
)
def test_the_terms_of_zeist_begin_with_their_first_day(zeist: CaseWorld, letter: str, name: str, days: int) -> None:
    record(zeist, "measure_started", measure="direct-settlement")
    there = at("case-letter-new", zeist, template_id=letter)
    first = clock.today() + timedelta(days=days)
    assert hidden(as_worker(zeist), there, f"f_{name}") == first.isoformat()


def test_the_ground_of_an_intent_stands_on_the_page_of_the_letter_that_ends_and_is_not_asked_again(
    zeist: CaseWorld,
) -> None:
    worker, there = as_worker(zeist), at("case-letter-new", zeist, template_id="termination")
    stays = "Op welke grond: U kunt het zelf. Zo is het eerder vastgelegd. In deze brief blijft het zo."
    assert 'name="f_ground"' in worker.get(there).content.decode()
    record(zeist, "intent-sent", answer_by=clock.today(), ground="self-able")
    assert stays in words(worker, there)
    assert 'name="f_ground"' not in worker.get(there).content.decode()
    day = (clock.today() + timedelta(days=60)).isoformat()
    sent = {
        "token": hidden(worker, there, "token"), "to": "Noor", "language": "nl", "f_ends_on": day, "f_why": "Het gaat.",
        "f_object_by": day, "f_object_to": "Juridische zaken", "f_ground": "misconduct",
    }  # fmt: skip
    assert worker.post(there, sent).status_code == 302
    assert (stored().filled["ground"], "U kunt het zelf." in stored().body) == ("self-able", True)


def test_a_gate_says_on_the_page_what_comes_first(zeist: CaseWorld, settings: Any) -> None:
    settings.DEMO = True
    worker, made = as_worker(zeist), begin(zeist, "intent", filled={"answer_by": clock.today()})
    told = "Dit kan nog niet. Bepaal eerst hoe lang de hersteltermijn is."
    assert told in words(worker, on(zeist, made))
    assert at("case-decision", zeist, decision_id="send-intent") in worker.get(on(zeist, made)).content.decode()
    named = f"Bel voor {short_day_in_words(clock.today(), 'nl')}."
    answer = worker.post(on(zeist, made), text(do="sign", body=named))
    assert told in flat(answer.content.decode())
    record(zeist, "recovery-term-set", days=14)
    assert told not in words(worker, on(zeist, made))
    assert worker.post(on(zeist, made), text(2, do="sign", body=named)).status_code == 302


def test_what_a_letter_leans_on_and_nobody_checked_is_told_to_its_writer_and_not_printed(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-letter-new", case, template_id="breach-warning"), filled())
    assert "Handboek" not in stored().body
    seen = words(worker, on(case, stored().id))
    assert "nog niet getoetst: Handboek reclassering 2016, waarschuwing bij overtreding." in seen


def test_several_creditors_have_one_pdf_together_and_one_each(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    made = begin(zeist, "creditor-inventory", addressees=(("Bank", "Plein 1"), ("Winkel",)))
    sign(zeist, made)
    seen = words(worker, on(zeist, made))
    assert "Alle brieven in één PDF" in seen
    pdf = on(zeist, made, "case-letter-pdf")
    sizes = [len(worker.get(pdf + copy).content) for copy in ("", "?copy=1", "?copy=2")]
    assert sizes[0] > max(sizes[1:])
    for copy in ("3", "-1", "x", "9" * 50):
        there = worker.get(f"{pdf}?copy={copy}")
        assert there.status_code == (404 if copy == "3" else 200), copy


def test_a_draft_with_a_sign_that_cannot_be_printed_says_which(case: CaseWorld) -> None:
    made = begin(case, body="Dag 😀")
    answer = as_worker(case).get(on(case, made, "case-letter-pdf"))
    assert answer.status_code == 422
    assert "Dit teken kan niet in een brief: 😀." in flat(answer.content.decode())


def test_a_draft_that_is_thrown_away_is_gone_and_a_signed_letter_stays(case: CaseWorld) -> None:
    worker = as_worker(case)
    draft, signed = begin(case), begin(case)
    sign(case, signed)
    for made in (draft, signed):
        worker.post(on(case, made, "case-letter-erase"))
    assert stored().id == signed


def test_another_version_begins_with_the_signed_text(case: CaseWorld) -> None:
    worker, made = as_worker(case), sent(case)
    again = on(case, made, "case-letter-again")
    assert worker.post(again)["Location"] == worker.post(again)["Location"]
    assert Letter.objects.using("owner").get(state="draft").replaces_id == made
    draft = begin(case)
    assert worker.post(on(case, draft, "case-letter-again")).status_code == 422


# What is shown where


def test_the_case_page_shows_what_is_not_sent_yet(case: CaseWorld) -> None:
    worker = as_worker(case)
    assert "Er wacht geen brief op u." in words(worker, at("case", case))
    sent(case)
    assert "Er wacht geen brief op u." in words(worker, at("case", case))
    begin(case)
    assert "concept van" in words(worker, at("case", case))


def test_opening_a_letter_stands_in_the_clients_reading_log(case: CaseWorld) -> None:
    as_worker(case).get(on(case, begin(case)))
    read = Reading.objects.using("owner").filter(what="letter").values_list("client_id", "reader_id")
    assert list(read) == [(case.client_ids[0], case.worker.me)]


def test_pages_of_letters_cost_the_same_however_many_there_are(zeist: CaseWorld) -> None:
    worker, costs = as_worker(zeist), []
    for _time in range(2):
        made = begin(zeist, "creditor-inventory", addressees=tuple((f"Bank {place}",) for place in range(20)))
        pages = (at("case-letters", zeist), on(zeist, made), at("case-letter-new", zeist, template_id="offer"))
        costs.append([len(queries(worker, page)) for page in pages])
        sign(zeist, made)
        costs[-1].append(len(queries(worker, on(zeist, made))))
        keep(zeist, begin(zeist, "offer"), 1)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8, costs


def test_a_letter_is_about_the_incident_its_form_was_shown_with(case: CaseWorld) -> None:
    shown = noted(case, "special-condition", 5, "Noor was in Utrecht.")
    worker, new = as_worker(case), at("case-letter-new", case, template_id="breach-report")
    given = {name: hidden(worker, new, name) for name in ("token", "incident")}
    noted(case, "appointment", 0)
    sent_form = {**given, "to": "OM", "language": "nl", "f_condition": "Gebiedsverbod", "f_happened": "In Utrecht."}
    assert worker.post(new, sent_form).status_code == 302
    assert Letter.objects.using("owner").get().filled["incident"] == shown.values["incident"]


def test_a_report_takes_the_condition_from_those_recorded_and_names_birth_date_and_number(case: CaseWorld) -> None:
    made, old = with_condition(case, "elke week melden"), with_condition(case, "oud", until="2026-02-01")
    worker = as_worker(case)
    happened = noted(case, "special-condition", (clock.today() - date(2026, 3, 2)).days, "Hij kwam niet.").id
    new = f"{at('case-letter-new', case, template_id='breach-report')}?incident={happened}"
    seen = words(worker, new)
    assert "Bijzondere voorwaarde: elke week melden" in seen
    assert "Bijzondere voorwaarde: oud" not in seen
    form = {"token": str(uuid4()), "incident": str(happened), "to": "Officier", "language": "nl", "f_happened": "Zo."}
    for wrong in ({}, {"f_condition_chosen": old}, {"f_condition_chosen": str(uuid4())}):
        assert worker.post(new, form | wrong).status_code == 422
    other = {"f_condition_chosen": "other"}
    assert worker.post(new, form | other).status_code == 422
    assert worker.post(new, form | {"f_condition_chosen": made}).status_code == 302
    body = stored().body
    assert "Bijzondere voorwaarde: elke week melden" in body
    assert "geboren op 4 mei 1990" in body
    assert f"Ons nummer van deze zaak is {str(case.case_id)[:13].upper()}." in body
    assert body.count("2 maart 2026") == 1
    typed = form | other | {"token": str(uuid4()), "f_condition": "geen wapens", "sure": "on"}
    assert worker.post(new, typed).status_code == 302
    assert Letter.objects.using("owner").filter(body__contains="geen wapens").count() == 1


def test_a_condition_is_typed_where_none_was_recorded(case: CaseWorld) -> None:
    new = at("case-letter-new", case, template_id="breach-report")
    assert "Een andere voorwaarde" not in words(as_worker(case), new)


def test_the_number_of_a_letter_finds_its_case_for_who_may_see_it(case: CaseWorld) -> None:
    number, other = str(case.case_id)[:13].upper(), World.make("Kade").case()
    for asked in (number, number.lower(), f" {number} "):
        assert "Noor Yilmaz" in words(as_worker(case), f"{reverse('search')}?q={asked}")
    assert "Noor Yilmaz" not in words(as_worker(other), f"{reverse('search')}?q={number}")


def test_an_authority_written_to_is_offered_in_the_organisation_without_what_it_was_about(case: CaseWorld) -> None:
    worker = as_worker(case)
    new = at("case-letter-new", case, template_id="breach-report")

    def write(to: str) -> None:
        form = filled(token=str(uuid4()), to=to, f_happened="Zo.")
        made = worker.post(new, form)
        assert made.status_code == 302, flat(made.content.decode())
        worker.post(made["Location"], text(do="sign", to=to, body="Geachte officier."))

    write("Officier Utrecht\nPostbus 1\nKenmerk: 12/3456")
    assert "Officier Utrecht\nPostbus 1</textarea>" in worker.get(new).content.decode()
    write("Officier Utrecht\nPostbus 1")
    write("Officier Arnhem\nPostbus 2")
    kept = Addressee.objects.using("owner").order_by("lines")
    assert [each.lines for each in kept] == [["Officier Arnhem", "Postbus 2"], ["Officier Utrecht", "Postbus 1"]]
    chosen = f"{new}?to={kept[1].id}"
    assert chosen.split("?")[1] in worker.get(f"{new}?to={kept[0].id}").content.decode()
    assert "Officier Utrecht\nPostbus 1</textarea>" in worker.get(chosen).content.decode()
    assert "Officier" not in worker.get(at("case-letter-new", case, template_id="breach-warning")).content.decode()
    elsewhere = World.make("Kade").case()
    there = as_worker(elsewhere).get(f"{at('case-letter-new', elsewhere, template_id='breach-report')}?to={kept[0].id}")
    assert "Officier Arnhem" not in there.content.decode()


def test_a_letter_marked_as_sent_by_mistake_is_signed_again_and_can_be_sent_anew(case: CaseWorld) -> None:
    worker, letter_id = as_worker(case), sent(case)
    here, back = on(case, letter_id), on(case, letter_id, "case-letter-not-sent")
    warned = Fact.objects.using("owner").filter(kind="breach-warning", void=False)
    assert warned.count() == 1
    assert "Teruggenomen: de brief is niet verstuurd." in flat(worker.post(back, follow=True).content.decode())
    assert (stored().state, stored().sent_on) == (Letter.State.SIGNED, None)
    # What was recorded stays, with a correction after it.
    assert Fact.objects.using("owner").filter(kind="breach-warning", void=True, corrects=warned.get()).count() == 1
    assert worker.post(back).status_code == 302
    assert Fact.objects.using("owner").filter(kind="breach-warning", void=True).count() == 1
    assert "Op welke dag verstuurd?" in words(worker, here)
    worker.post(on(case, letter_id, "case-letter-sent"), {"on": clock.today().isoformat()})
    assert stored().state == Letter.State.SENT
    assert warned.count() == 2


def test_a_week_after_it_was_marked_or_once_the_case_ended_a_letter_stays_sent(case: CaseWorld) -> None:
    letter_id = sent(case)
    back = on(case, letter_id, "case-letter-not-sent")
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        assert "Dit kan nu niet meer." in flat(as_worker(case).post(back).content.decode())
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    worker = as_worker(case)
    assert "Dit kan nu niet meer." in flat(worker.post(back).content.decode())
    assert back not in worker.get(on(case, letter_id)).content.decode()
    assert stored().state == Letter.State.SENT
    assert not Fact.objects.using("owner").filter(kind="breach-warning", void=True).exists()
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=None)
    with clock.at(clock.now() + timedelta(days=6)):
        assert back in as_worker(case).get(on(case, letter_id)).content.decode()
        assert as_worker(case).post(back).status_code == 302
    assert stored().state == Letter.State.SIGNED


def test_only_who_works_in_the_case_takes_back_that_a_letter_was_sent(case: CaseWorld) -> None:
    letter_id = sent(case)
    other = World.make("Kade").case()
    back = on(case, letter_id, "case-letter-not-sent")
    assert as_worker(other).post(back).status_code == 404
    assert turned_away(Browser().post(back))
    assert as_worker(other).post(on(other, letter_id, "case-letter-not-sent")).status_code == 404
    with pytest.raises(Denied), acting(other.worker):
        call("access.letter_not_sent", letter_id)
    assert stored().state == Letter.State.SENT
    first, second = as_worker(case), as_worker(case)
    assert at_once(lambda: first.post(back).status_code, lambda: second.post(back).status_code) == [302, 302]
    assert Fact.objects.using("owner").filter(kind="breach-warning", void=True).count() == 1


def chosen(case: CaseWorld, template_id: str, incident: Incident) -> list[str]:
    """Which condition stands chosen when a letter about an incident is begun."""
    page = at("case-letter-new", case, template_id=template_id) + f"?incident={incident.id}"
    radios = [each for _tag, each in tags(as_worker(case).get(page).content.decode(), "input")]
    return [each["value"] for each in radios if each.get("name") == "f_condition_chosen" and "checked" in each]


def test_the_condition_that_was_broken_is_chosen_already_where_it_is_known() -> None:
    case = World.make().case("nl-probation")
    offence, breach = (noted(case, *each) for each in (("offence", 2, "", "breach-general"), ("special-condition", 3)))
    letters = ("breach-report", "breach-warning")
    assert [chosen(case, each, breach) for each in letters] == [[], []]
    only = with_condition(case, "kom niet in Utrecht")
    # What the judgement itself names, and the only one it can be.
    assert [chosen(case, each, offence) for each in letters] == [["general"], ["general"]]
    assert [chosen(case, each, breach) for each in letters] == [[only], [only]]
    other = with_condition(case, "drink niet")
    assert [chosen(case, each, breach) for each in letters] == [[], []]
    # What one of the letters names, the other begins with.
    new = at("case-letter-new", case, template_id="breach-report")
    form = {
        "incident": str(breach.id), "to": "OM", "language": "nl", "token": str(uuid4()),
        "f_condition_chosen": other, "f_happened": "Noor dronk.",
    }  # fmt: skip
    assert as_worker(case).post(new, form).status_code == 302
    assert chosen(case, "breach-warning", breach) == [other]
    assert chosen(case, "breach-warning", offence) == ["general"]
