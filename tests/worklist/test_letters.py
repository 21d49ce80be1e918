"""Letters on the worker's pages: chosen, filled in, written, signed, sent; nothing lost and nothing done twice."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied
from alliantie.cases.models import Addressee, Case, Fact, Incident, Letter, LetterPaper
from alliantie.cases.operations import note_condition, record_fact
from alliantie.cases.operations.incidents import judge_again, record_incident, withdraw_incident
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.practices.sources import day_in_words
from alliantie.web.dates import short_day_in_words
from tests.cases.letter_ways import begin, judged, keep, sent, sign
from tests.money.ledger import claim, creditor
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_worker, hidden, queries, sign_in, turned_away, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    case = World.make().case()
    judged(case)
    return case


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def at(name: str, case: CaseWorld, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def on(case: CaseWorld, letter_id: UUID, name: str = "case-letter") -> str:
    return at(name, case, letter_id=letter_id)


def test_an_earlier_last_day_asks_why_where_the_practice_lets_it_and_a_number_keeps_to_its_limits(
    zeist: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = library().latest("nl-debt-zeist")
    limits: dict[str, dict[str, Any]] = {
        "answer_by": {"sooner": "sooner"},
        "recover": {"kind": "number", "long": False, "least": 1, "most": 100},
    }
    intent = read.letter("intent")
    why = next(each for each in intent.fields if each.id == "why")
    more = why.model_copy(update={"id": "sooner", "optional": True})
    fields = (*(each.model_copy(update=limits.get(each.id, {})) for each in intent.fields), more)
    letters = [each.model_copy(update={"fields": fields}) if each.id == "intent" else each for each in read.letters]
    monkeypatch.setitem(
        library()._practices[read.id], read.version, read.model_copy(update={"letters": tuple(letters)})
    )
    worker, there = as_worker(zeist), at("case-letter-new", zeist, template_id="intent")
    tomorrow = clock.today() + timedelta(days=1)
    sent_in = {
        "token": str(uuid4()),
        "to": "Noor Yilmaz",
        "language": "nl",
        "f_ground": "offer-refused",
        "f_why": "Geen contact",
        "f_what_follows": "Het stopt",
        "f_recover": "5",
        "f_answer_by": tomorrow.isoformat(),
    }
    refused = worker.post(there, sent_in)
    assert refused.status_code == 422
    assert "of schrijf waarom het eerder moet" in flat(refused.content.decode())
    beyond = worker.post(there, sent_in | {"f_sooner": "De woning is verkocht.", "f_recover": "150"})
    assert "Schrijf een heel getal van 1 tot en met 100." in flat(beyond.content.decode())
    assert worker.post(there, sent_in | {"f_sooner": "De woning is verkocht."}).status_code == 302
    made = Letter.objects.using("owner").get(case_id=zeist.case_id)
    version = keep(zeist, made.id, 1, made.body.replace("[telefoonnummer]", "030 000 00 00"))
    sign(zeist, made.id, version)
    made.refresh_from_db(using="owner")
    assert made.filled["answer_by"] == tomorrow.isoformat()


def filled(**changed: object) -> dict[str, object]:
    return {
        "token": str(uuid4()),
        "to": "Noor Yilmaz\nStraat 1",
        "f_incident": "mes op zak",
        "f_happened_on": "2026-03-02",
        "f_condition": "geen wapens",
        "f_expected": "Kom maandag.",
        "language": "nl",
        **changed,
    }


def text(version: int = 1, **changed: object) -> dict[str, object]:
    return {"seen": version, "to": "Noor Yilmaz", "body": "Anders.", "do": "keep", **changed}


def stored() -> Letter:
    return Letter.objects.using("owner").get()


def record(case: CaseWorld, kind: str, **values: Any) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today(),
            values=values,
        )


@pytest.mark.parametrize("practice_id", library().ids())
def test_only_letters_that_fit_the_measures_that_run_are_offered(practice_id: str) -> None:
    practice = library().latest(practice_id)
    case = World.make().case(practice_id)
    running = next(measure.id for measure in practice.measures if measure.rounds)
    seen = words(as_worker(case), at("case-letters", case))
    for letter in practice.letters:
        assert (letter.name.nl in seen) is letter.fits([running]), letter.id
    if not practice.letters:
        assert "Deze werkwijze heeft geen brieven" in seen


def test_a_letter_is_filled_in_written_signed_and_sent(case: CaseWorld) -> None:
    worker = as_worker(case)
    new = at("case-letter-new", case, template_id="breach-warning")
    sent_form = filled(token=hidden(worker, new, "token"))
    seen = flat(worker.post(new, sent_form, follow=True).content.decode())
    for said in ("Dag Noor Yilmaz,", "Het gebeurde op 2 maart 2026.", "Concept, nog niet ondertekend"):
        assert said in seen
    here = on(case, stored().id)
    seen = flat(worker.post(here, text(do="sign", body="Dag Noor."), follow=True).content.decode())
    assert "Ondertekend. Verstuur de brief, en zeg hier wanneer." in seen
    paper = worker.get(on(case, stored().id, "case-letter-pdf"))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper["Content-Disposition"] == 'inline; filename="waarschuwing-na-een-overtreding.pdf"'
    today = {"on": clock.today().isoformat()}
    seen = flat(worker.post(on(case, stored().id, "case-letter-sent"), today, follow=True).content.decode())
    assert "Bewaard: de brief is verstuurd." in seen
    fact = Fact.objects.using("owner").get(kind="breach-warning")
    assert (fact.values, fact.client_id) == ({"incident": "mes op zak"}, case.client_ids[0])


def noted(case: CaseWorld, kind: str, days_ago: int, text: str = "", judgement: str = "breach-special") -> Incident:
    with acting(case.worker) as actor:
        made = record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            values={"judged": judgement},
            text=text,
            token=uuid4(),
        )
    return Incident.objects.using("owner").get(id=made)


def test_a_letter_about_an_incident_asks_nothing_that_was_recorded_of_it(case: CaseWorld) -> None:
    earlier, newest = noted(case, "special-condition", 9, "Noor was in Utrecht."), noted(case, "appointment", 2)
    worker, new = as_worker(case), at("case-letter-new", case, template_id="breach-report")
    html = worker.get(new).content.decode()
    assert f"Over: {newest.values['incident']}." in flat(html)
    assert earlier.values["incident"] in flat(html)
    html = worker.get(f"{new}?incident={earlier.id}").content.decode()
    assert f"Over: {earlier.values['incident']}." in flat(html)
    assert "Noor was in Utrecht.</textarea>" in html
    for known in ("f_incident", "f_happened_on", "f_with_warning", "f_warned_on"):
        assert f'name="{known}"' not in html


@pytest.mark.parametrize("template_id", ["breach-report", "breach-warning"])
def test_a_report_is_offered_about_a_breach_and_not_about_what_was_judged_none(
    case: CaseWorld, template_id: str
) -> None:
    breach, none = noted(case, "special-condition", 9), noted(case, "appointment", 2, judgement="unwanted")
    worker, new = as_worker(case), at("case-letter-new", case, template_id=template_id)
    seen = words(worker, new)
    assert f"Over: {breach.values['incident']}." in seen
    assert none.values["incident"] not in seen
    shut = worker.get(f"{new}?incident={none.id}").content.decode()
    assert "Deze brief past niet bij wat is vastgelegd." in flat(shut)
    assert at("case-incident", case, incident_id=none.id) in shut
    assert "Maak de brief" not in shut
    refused = worker.post(new, filled(incident=str(none.id), f_happened="Zo."))
    assert refused.status_code == 422
    assert not Letter.objects.using("owner").exists()


def test_a_letter_about_an_incident_begins_with_all_that_was_written_of_it(case: CaseWorld) -> None:
    incident = noted(case, "special-condition", 9, "Noor was in Utrecht.")
    with acting(case.worker) as actor:
        judge_again(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            incident_id=incident.id,
            on=clock.today(),
            values={"judged": "breach-general"},
            text="Noor was in De Bilt.",
            token=uuid4(),
        )
    new = at("case-letter-new", case, template_id="breach-report") + f"?incident={incident.id}"
    days = [day_in_words(each, "nl") for each in (clock.today(), incident.on)]
    warning = at("case-letter-new", case, template_id="breach-warning") + f"?incident={incident.id}"
    assert "Noor was in De Bilt." in as_worker(case).get(warning).content.decode()
    begun = f"{days[0]}: Noor was in De Bilt.\n\n{days[1]}: Noor was in Utrecht.</textarea>"
    assert begun in as_worker(case).get(new).content.decode()


def test_a_report_tells_of_a_warning_on_the_day_it_was_given_and_of_none_that_was_not(case: CaseWorld) -> None:
    incident = noted(case, "special-condition", 2, "Noor was in Utrecht.")
    other = noted(case, "appointment", 1)
    new = at("case-letter-new", case, template_id="breach-report") + f"?incident={incident.id}"
    given = {
        "f_condition": "Gebiedsverbod",
        "f_happened": "Noor was in Utrecht.",
        "f_with_warning": "yes",
        "sure": "on",
    }

    def written() -> str:
        worker = as_worker(case)
        sent_form = {"token": hidden(worker, new, "token"), "to": "OM", "language": "nl", **given}
        return flat(worker.post(new, sent_form, follow=True).content.decode())

    record(case, "breach-warning", incident=other.values["incident"])
    written()
    letter = Letter.objects.using("owner").latest("made_at")
    assert "waarschuwing" not in letter.body.casefold()
    assert letter.filled["with_warning"] is False
    record(case, "breach-warning", incident=incident.values["incident"])
    said = written()
    assert said.count(day_in_words(incident.on, "nl")) == said.count(
        f"Het gebeurde op {day_in_words(incident.on, 'nl')}."
    )
    assert f"Op {day_in_words(clock.today(), 'nl')} kreeg Noor Yilmaz een waarschuwing." in said
    assert Letter.objects.using("owner").latest("made_at").filled["with_warning"] is True


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_offer_promises_what_was_answered_with_yes_and_not_what_was_answered_with_no(
    zeist: CaseWorld, language: str
) -> None:
    sent_form = {
        "token": str(uuid4()),
        "to": "Noor",
        "language": language,
        "f_with_management": "no",
        "f_with_volunteer": "yes",
        "f_offer": "Hulp.",
        "f_why": "Samen.",
        "f_call_by": (clock.today() + timedelta(days=7)).isoformat(),
        "f_object_by": (clock.today() + timedelta(days=42)).isoformat(),
        "f_object_to": "RSD",
    }
    assert as_worker(zeist).post(at("case-letter-new", zeist, template_id="offer"), sent_form).status_code == 302
    letter = stored()
    assert (letter.filled["with_management"], letter.filled["with_volunteer"]) == (False, True)
    assert not any(each in letter.body for each in ("beheren een tijd uw rekening", "manage your account"))
    assert any(each in letter.body for each in ("Een vrijwilliger helpt u.", "A volunteer helps you."))


def test_a_letter_answers_no_incident_of_another_case_nor_one_that_was_none(case: CaseWorld) -> None:
    incident, other = noted(case, "appointment", 1), noted(case.world.case(names=(("Ali", "Demir"),)), "appointment", 1)
    new, worker = at("case-letter-new", case, template_id="breach-report"), as_worker(case)
    for wrong in (other.id, uuid4()):
        assert worker.get(f"{new}?incident={wrong}").status_code == 404
    assert worker.get(f"{new}?incident=x").status_code == 200
    with acting(case.worker) as actor:
        withdraw_incident(actor=actor, now=clock.now(), case=get_case(actor, case.case_id), incident_id=incident.id)
    assert worker.get(f"{new}?incident={incident.id}").status_code == 404
    html = worker.get(new).content.decode()
    assert "Er is hierover nog niets vastgelegd." in html
    assert 'name="f_happened_on"' in html
    assert 'name="f_with_warning"' not in html


def test_a_letter_to_creditors_begins_with_those_of_the_case_by_the_names_its_money_knows() -> None:
    case = World.make().case("nl-debt-zeist")
    creditor(case, "CJIB", address="Postbus 1794, 8901 CB Leeuwarden")
    claim(case, of="CJIB", reference="12-3")
    claim(case, of="CJIB", amount="20.00")
    claim(case, of="Vitens")
    browser = as_worker(case)
    offered = browser.get(at("case-letter-new", case, template_id="creditor-inventory")).content.decode()
    assert "CJIB\nPostbus 1794\n8901 CB Leeuwarden\nKenmerk: 12-3\n\nCJIB\n" in offered
    assert "Kenmerk: water\n\nVitens\nKenmerk: water</textarea>" in offered


def test_pressing_twice_begins_one_letter(case: CaseWorld) -> None:
    worker, form = as_worker(case), filled()
    new = at("case-letter-new", case, template_id="breach-warning")
    assert worker.post(new, form)["Location"] == worker.post(new, form)["Location"]
    assert Letter.objects.using("owner").count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"to": " \n "}, "Schrijf aan wie de brief is."),
        ({"to": "A\n\nB"}, "Deze brief is voor één adres."),
        ({"to": "x" * 130}, "Een adres mag 8 regels hebben"),
        ({"to": "x" * 200_000}, "Dit is te lang."),
        ({"f_incident": ""}, "Vul dit in."),
        ({"f_incident": "x" * 201}, "Dit is te lang."),
        ({"f_condition": "x" * 5001}, "Dit is te lang."),
        ({"f_happened_on": "31-02-2026"}, "Dit is geen dag."),
        ({"f_happened_on": "0001-01-01"}, "Dit is geen dag."),
        ({"f_happened_on": ""}, "Vul dit in."),
        ({"language": "de"}, "Kies de taal van de brief."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(case: CaseWorld, changed: dict[str, str], told: str) -> None:
    new = at("case-letter-new", case, template_id="breach-warning")
    answer = as_worker(case).post(new, filled(**changed))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert "Kom maandag." in answer.content.decode()
    assert not Letter.objects.using("owner").exists()


def test_a_letter_that_the_practice_does_not_have_is_not_found(case: CaseWorld) -> None:
    # Nor one of a measure that does not run.
    tilburg = case.world.case("nl-debt-tilburg", names=(("Ali", "Demir"),))
    assert as_worker(tilburg).get(at("case-letter-new", tilburg, template_id="creditor-proposal")).status_code == 404
    for unknown in ("offer", "x" * 60):
        assert as_worker(case).get(at("case-letter-new", case, template_id=unknown)).status_code == 404


def test_somebody_of_another_case_cannot_be_written_to() -> None:
    world = World.make()
    names, roles = (("Sam", "Wit"), ("Eva", "Wit")), ("young_person", "parent")
    family = world.case("nl-save-protection", names=names, roles=roles)
    other = world.case("nl-save-protection", names=(("Ali", "Demir"),), roles=("parent",))
    new = at("case-letter-new", family, template_id="evaluation")
    fields = {f"f_{name}": "x" for name in ("goals", "reached", "worries", "further")}
    form = {"token": str(uuid4()), "to": "X", "language": "nl", **fields}
    for who in ("", str(other.client_ids[0]), "x"):
        answer = as_worker(family).post(new, {**form, "who": who})
        assert "Kies over wie het gaat." in flat(answer.content.decode())
    assert as_worker(family).post(new, {**form, "who": str(family.client_ids[1])}).status_code == 302
    assert stored().client_id == family.client_ids[1]


def test_what_people_write_is_text_on_the_page_too(case: CaseWorld) -> None:
    made = begin(case, body="# <b>kop</b>\n\n<script>alert(1)</script>")
    page = as_worker(case).get(on(case, made)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;kop&lt;/b&gt;" in page


# While somebody types


def autosave(browser: Browser, case: CaseWorld, made: UUID, version: object, **changed: object) -> Any:
    return browser.post(on(case, made, "case-letter-draft"), text(version, **changed))  # type: ignore[arg-type]


def test_what_is_typed_is_kept_and_the_page_hears_on_what_it_writes_on(case: CaseWorld) -> None:
    worker, made = as_worker(case), begin(case)
    for version in (1, 2):
        answer = autosave(worker, case, made, version, body=f"Tekst {version}")
        assert (answer.status_code, answer["Seen"]) == (204, str(version + 1))
    assert stored().body == "Tekst 2"


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"seen": 9}, 409), ({"seen": "x"}, 422), ({"seen": "9" * 50}, 422), ({"body": ""}, 422), ({"to": ""}, 422)],
)
def test_what_cannot_be_kept_changes_nothing(case: CaseWorld, changed: dict[str, object], status: int) -> None:
    made = begin(case)
    assert autosave(as_worker(case), case, made, 1, **changed).status_code == status
    assert stored().version == 1


def test_too_long_a_text_stays_on_the_page(case: CaseWorld) -> None:
    made = begin(case)
    answer = as_worker(case).post(on(case, made), text(body="woord " * 4000))
    assert answer.status_code == 422
    assert "woord woord" in answer.content.decode()
    assert stored().version == 1


def test_who_meets_the_text_of_another_reads_both_and_chooses(case: CaseWorld) -> None:
    case.world.workers.append(case.world.workers[1])
    worker, made = as_worker(case), begin(case)
    samira = covering(case)
    samira.post(on(case, made), text(body="Van Samira."))
    answer = worker.post(on(case, made), text(body="Van Peter."))
    seen = flat(answer.content.decode())
    assert answer.status_code == 422
    assert "Er werd net iets anders bewaard in deze brief." in seen
    assert "Onderaan staat de tekst van Samira Jansen." in seen
    assert "Van Samira." in seen
    assert "Van Peter." in seen
    # Until it is said, nothing is kept by itself.
    assert "data-draft-url" not in answer.content.decode()
    assert stored().body == "Van Samira."
    assert worker.post(on(case, made), text(2, body="Van Peter.")).status_code == 302
    assert stored().body == "Van Peter."


def covering(case: CaseWorld) -> Browser:
    from alliantie.cases.operations import cover

    with acting(case.worker) as actor:
        cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    return sign_in(case.world.workers[1])


def test_a_text_typed_while_another_signed_is_shown_and_changes_nothing(case: CaseWorld) -> None:
    worker, made = as_worker(case), begin(case)
    sign(case, made)
    answer = worker.post(on(case, made), text(body="Te laat getypt."))
    assert answer.status_code == 422
    seen = flat(answer.content.decode())
    assert "Deze brief is al ondertekend." in seen
    assert "Te laat getypt." in seen
    assert stored().body != "Te laat getypt."


# Signing and sending


def test_a_text_that_cannot_be_signed_yet_is_kept(case: CaseWorld) -> None:
    worker, made = as_worker(case), begin(case)
    answer = worker.post(on(case, made), text(do="sign", body="Bel [telefoonnummer]."))
    assert answer.status_code == 422
    assert "Vul eerst in wat tussen haken staat: [telefoonnummer]." in flat(answer.content.decode())
    assert (stored().state, stored().body) == ("draft", "Bel [telefoonnummer].")
    assert worker.post(on(case, made), text(2, do="sign")).status_code == 302
    assert stored().state == "signed"


def test_signing_and_sending_at_once_happens_once(case: CaseWorld) -> None:
    made = begin(case)
    browsers = [as_worker(case), as_worker(case)]
    at_once(*(partial(browser.post, on(case, made), text(do="sign")) for browser in browsers))
    today = {"on": clock.today().isoformat()}
    at_once(*(partial(browser.post, on(case, made, "case-letter-sent"), today) for browser in browsers))
    assert LetterPaper.objects.using("owner").count() == 1
    assert Fact.objects.using("owner").filter(kind="breach-warning").count() == 1


@pytest.mark.parametrize(
    ("day", "told"), [("", "Kies de dag."), ("gisteren", "Dit is geen dag."), ("2099-01-01", "Kies een dag vanaf")]
)
def test_a_letter_is_not_sent_on_a_day_that_cannot_be(case: CaseWorld, day: str, told: str) -> None:
    made = begin(case)
    sign(case, made)
    answer = as_worker(case).post(on(case, made, "case-letter-sent"), {"on": day})
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert stored().sent_on is None


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
