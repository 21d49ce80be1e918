"""The pages of letters: which are offered, and filling one in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Fact, Letter
from alliantie.cases.operations import record_fact
from alliantie.cases.operations.incidents import judge_again, withdraw_incident
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.practices.sources import day_in_words
from tests.cases.letter_ways import judged_case, keep, sign
from tests.money.ledger import claim, creditor
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, hidden, words
from tests.worklist.letters_there import at, filled, noted, on, record, stored, text
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return judged_case()


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


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


def test_a_letter_after_a_breach_offers_the_condition_that_always_holds_and_nobody_noted(case: CaseWorld) -> None:
    incident = noted(case, "offence", 2, "Noor stal een fiets.", judgement="breach-general")
    worker, new = as_worker(case), at("case-letter-new", case, template_id="breach-report")
    there = f"{new}?incident={incident.id}"
    assert "Algemene voorwaarde: geen strafbaar feit plegen" in words(worker, there)
    typed = {name: fields["value"] for _tag, fields in tags(worker.get(there).content.decode(), "input")
             if (name := fields.get("name")) in ("token", "incident")}  # fmt: skip
    sent = {**typed, "to": "De officier", "f_condition_chosen": "general", "f_happened": "Een fiets.", "language": "nl"}
    seen = flat(worker.post(there, sent, follow=True).content.decode())
    assert "Algemene voorwaarde: geen strafbaar feit plegen" in seen
    assert "Concept, nog niet ondertekend" in seen


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
    warning = at("case-letter-new", case, template_id="breach-warning") + f"?incident={incident.id}"
    assert "Noor was in De Bilt." in as_worker(case).get(warning).content.decode()
    # A bare day before what was written later would read as the day on which it happened.
    later = f"Later opgeschreven, op {day_in_words(clock.today(), 'nl')}: Noor was in De Bilt."
    begun = f"Noor was in Utrecht.\n\n{later}</textarea>"
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


def test_a_letter_of_which_the_ground_follows_from_what_is_due_does_not_say_that_nothing_was_noted() -> None:
    case = World.make().case("nl-debt-zeist")
    there, nothing = at("case-letter-new", case, template_id="intent"), "Er is hierover nog niets vastgelegd."
    assert nothing in as_worker(case).get(there).content.decode()
    with acting(case.worker) as actor:
        record_fact(
            actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id, kind="offer-answered",
            on=clock.today(), client_id=case.client_ids[0], values={"accepted": False},
        )  # fmt: skip
    html = as_worker(case).get(there).content.decode()
    assert "Zo volgt het uit wat is vastgelegd." in html
    assert nothing not in html


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
        ({"f_incident": ""}, "Vul dit in: Gebeurtenis, in een paar woorden"),
        ({"f_incident": "x" * 201}, "Dit is te lang."),
        ({"f_condition": "x" * 5001}, "Dit is te lang."),
        ({"f_happened_on": "31-02-2026"}, "Dit is geen dag."),
        ({"f_happened_on": "0001-01-01"}, "Dit is geen dag."),
        ({"f_happened_on": ""}, "Vul dit in: Op welke dag"),
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
