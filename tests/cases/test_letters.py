"""Letters: who may write, sign, send and read them; what is recorded; and that what was signed never changes."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.letters import papers_of
from alliantie.cases.models import Fact, Letter, LetterPaper
from alliantie.cases.operations import letter_sending, record_fact
from alliantie.cases.operations import letters as operations
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.letters import Meanwhile
from alliantie.cases.queries import get_case, get_letter, letters_of, paper, practice_of
from alliantie.web.dates import short_day_in_words
from tests.cases.letter_ways import WARNING, begin, judged, keep, seen, send, sent, sign
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

CREDITORS = (("Bank", "Plein 1"), ("Winkel",), ("Zorg BV", "Postbus 2", "1000 AA Amsterdam"))


@pytest.fixture
def here() -> CaseWorld:
    case = World.make().case()
    judged(case)
    return case


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


@pytest.fixture
def demo_rules(settings: Any) -> None:
    """In the demo rules that nobody checked block as checked ones do."""
    settings.DEMO = True


def facts(case: CaseWorld) -> list[tuple[str, dict[str, Any]]]:
    before = ("case_opened", "measure_started", "behaviour")
    found = Fact.objects.using("owner").filter(case_id=case.case_id).exclude(kind__in=before)
    return sorted(((fact.kind, fact.values) for fact in found), key=str)


def happened(case: CaseWorld, kind: str, *, days_ago: int = 0, **values: Any) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            values=values,
        )


def decide(case: CaseWorld, decision_id: str, **why: Any) -> None:
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        take_decision(
            actor=actor, now=clock.now(), case=here, decision_id=decision_id, token=uuid.uuid4(), client_id=None, **why
        )


# Writing


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


def begin_again(case: CaseWorld, letter_id: uuid.UUID) -> uuid.UUID:
    with acting(case.worker) as actor:
        return operations.begin_again(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            here=get_letter(actor, letter_id),
        )


# Sending


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


def test_sending_records_the_fact_of_the_practice_with_what_was_filled_in(here: CaseWorld) -> None:
    sent(here)
    assert facts(here) == [("breach-warning", {"incident": "mes op zak"})]


def test_sending_is_recorded_for_each_addressee(zeist: CaseWorld) -> None:
    sent(zeist, "creditor-inventory", addressees=CREDITORS)
    assert facts(zeist) == [
        ("creditor-letter", {"creditor": name, "step": "inventory"}) for name in ("Bank", "Winkel", "Zorg BV")
    ]


def test_sending_records_the_reference_under_an_address(zeist: CaseWorld) -> None:
    to = (("Bank", "Straat 1", "Kenmerk: 12-3"), ("Bank", "Uw kenmerk:  boete "), ("Bank", "Kenmerk"))
    sent(zeist, "creditor-inventory", addressees=to)
    assert [values.get("claim") for _kind, values in facts(zeist)] == ["12-3", "boete", None]


def test_a_letter_that_carries_out_a_decision_records_the_decision_too(zeist: CaseWorld) -> None:
    sent(zeist, "intent", filled={"answer_by": clock.today() + timedelta(days=14)})
    day = (clock.today() + timedelta(days=14)).isoformat()
    assert facts(zeist) == [("decision_taken", {"decision": "send-intent"}), ("intent-sent", {"answer_by": day})]


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_a_term_that_a_letter_sets_is_as_long_as_was_set_and_moves_along_until_it_is_signed(zeist: CaseWorld) -> None:
    happened(zeist, "recovery-term-set", days=14)
    made = begin(zeist, "intent", filled={"answer_by": in_days(-1)})
    sign(zeist, made)
    found = seen(zeist.worker, made)
    assert found.filled["answer_by"] == in_days(14).isoformat()
    assert short_day_in_words(in_days(14), "nl") in found.body
    assert short_day_in_words(in_days(-1), "nl") not in found.body
    send(zeist, made)
    assert ("intent-sent", {"answer_by": in_days(14).isoformat()}) in facts(zeist)


TOLD = {"self-able": "U kunt het zelf.", "misconduct": "U ging niet goed om met uw consulent."}


def ending_letter(case: CaseWorld, ground: str, told: str = "", template_id: str = "termination") -> uuid.UUID:
    filled = {"ends_on": in_days(7), "object_by": in_days(60), "ground": ground}
    days = [short_day_in_words(in_days(each), "nl") for each in (7, 60)]
    return begin(case, template_id, filled=filled, body="\n\n".join((told or TOLD[ground], *days)))


@pytest.mark.parametrize("template_id", ["termination", "refusal"])
def test_a_letter_that_ends_help_is_about_the_ground_of_the_intent_that_came_before(
    template_id: str, settings: Any
) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="application")
    happened(case, "intent-sent", days_ago=20, answer_by=in_days(-2), ground="misconduct")
    made = ending_letter(case, "self-able", TOLD["misconduct"], template_id)
    assert seen(case.worker, made).filled["ground"] == "misconduct"
    # Nor does the text name another.
    with pytest.raises(NotNow, match="U ging niet goed om met uw consulent"):
        sign(case, ending_letter(case, "misconduct", TOLD["self-able"], template_id))
    sign(case, made)
    # Another intent, with another ground, before it is sent.
    happened(case, "intent-sent", days_ago=9, answer_by=in_days(-1), ground="self-able")
    with pytest.raises(NotNow, match="nu anders vastgelegd"):
        send(case, made)
    better = ending_letter(case, "self-able", template_id=template_id)
    sign(case, better)
    send(case, better)


def test_a_letter_after_an_intent_that_named_no_ground_names_its_own(zeist: CaseWorld, settings: Any) -> None:
    settings.DEMO = True
    happened(zeist, "intent-sent", days_ago=20, answer_by=in_days(-2))
    made = ending_letter(zeist, "self-able")
    sign(zeist, made)
    assert seen(zeist.worker, made).filled["ground"] == "self-able"


def test_a_letter_that_ends_help_uses_up_its_recovery_term_but_for_a_better_version_of_that_letter(
    zeist: CaseWorld, settings: Any
) -> None:
    settings.DEMO = True
    happened(zeist, "intent-sent", days_ago=20, answer_by=in_days(-2))
    filled = {"ends_on": in_days(7), "object_by": in_days(60)}
    made = sent(zeist, "termination", filled=filled)
    other = begin(zeist, "termination", filled=filled)
    with pytest.raises(NotNow, match="Eerst een hersteltermijn die voorbij is"):
        sign(zeist, other)
    better = made
    for _version in range(3):
        better = begin_again(zeist, better)
        sign(zeist, better)
        send(zeist, better)
    happened(zeist, "intent-withdrawn")
    with pytest.raises(NotNow, match="Eerst een hersteltermijn die voorbij is"):
        sign(zeist, begin_again(zeist, better))


def test_a_longer_term_than_has_to_be_stays(zeist: CaseWorld) -> None:
    sent(zeist, "intent", filled={"answer_by": in_days(30)})
    assert ("intent-sent", {"answer_by": in_days(30).isoformat()}) in facts(zeist)


def test_a_letter_names_the_day_that_counts(zeist: CaseWorld) -> None:
    made = begin(zeist, "intent", filled={"answer_by": in_days(14)}, body="Doe dit voor of op 31 december 2099.")
    with pytest.raises(NotNow, match=f"moet deze dag staan: {short_day_in_words(in_days(14), 'nl')}"):
        sign(zeist, made)
    assert seen(zeist.worker, made).state == "draft"


def test_a_letter_that_is_sent_later_gives_no_shorter_term_and_its_new_version_a_later_day() -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        zeist = World.make("Eergisteren").case("nl-debt-zeist")
        made = begin(zeist, "offer", filled={"call_by": in_days(7)})
        sign(zeist, made)
    with pytest.raises(NotNow, match="te weinig tijd"):
        send(zeist, made)
    again = begin_again(zeist, made)
    sign(zeist, again)
    assert seen(zeist.worker, again).filled["call_by"] == in_days(7).isoformat()
    # The first one did go on the day it was signed.
    send(zeist, made, in_days(-2))
    assert seen(zeist.worker, made).sent_on == in_days(-2)


def test_who_signs_an_older_text_moves_no_day(zeist: CaseWorld) -> None:
    made = begin(zeist, "offer", filled={"call_by": in_days(-1)})
    keep(zeist, made, 1, f"Bel voor {short_day_in_words(in_days(-1), 'nl')}.")
    with acting(zeist.worker) as actor, pytest.raises(Denied):
        letter_sending.sign(actor=actor, now=clock.now(), case=get_case(actor, zeist.case_id), letter_id=made, seen=1)
    assert seen(zeist.worker, made).filled["call_by"] == in_days(-1).isoformat()


def test_sending_twice_records_it_once(here: CaseWorld) -> None:
    made = begin(here)
    sign(here, made)
    at_once(lambda: send(here, made), lambda: send(here, made))
    send(here, made)
    assert len(facts(here)) == 1
    assert seen(here.worker, made).sent_on == clock.today()


def test_a_letter_is_sent_on_a_day_from_its_signing_to_today(here: CaseWorld) -> None:
    made = begin(here)
    with pytest.raises(NotNow):
        send(here, made)
    sign(here, made)
    for days in (-1, 1):
        with pytest.raises(Denied):
            send(here, made, clock.today() + timedelta(days=days))
    assert facts(here) == []


@pytest.mark.usefixtures("demo_rules")
def test_a_gate_stops_signing_and_sending_until_what_it_asks_for_is_there(zeist: CaseWorld) -> None:
    made = begin(zeist, "intent", filled={"answer_by": clock.today()})
    with pytest.raises(NotNow, match="hersteltermijn"):
        sign(zeist, made)
    happened(zeist, "recovery-term-set", days=14)
    sign(zeist, made)
    send(zeist, made)
    assert ("decision_taken", {"decision": "send-intent"}) in facts(zeist)


@pytest.mark.usefixtures("demo_rules")
def test_a_gate_that_shuts_after_signing_stops_the_sending(zeist: CaseWorld) -> None:
    happened(zeist, "intent-sent", days_ago=15, answer_by=in_days(-1))
    made = begin(zeist, "termination")
    sign(zeist, made)
    happened(zeist, "intent-withdrawn")
    with pytest.raises(NotNow):
        send(zeist, made)
    assert "termination-sent" not in dict(facts(zeist))


@pytest.mark.usefixtures("demo_rules")
def test_danger_passes_a_gate_that_has_an_emergency_way_for_a_day() -> None:
    case = World.make().case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
    made = begin(case, "council-request", addressees=(("De Raad",),))
    with pytest.raises(NotNow, match="Casusoverleg"):
        sign(case, made)
    decide(case, "ask-council", reason="Er is gevaar.", danger=True)
    sign(case, made)


@pytest.mark.usefixtures("demo_rules")
def test_a_day_that_a_gate_tells_is_the_recorded_one_and_a_letter_that_tells_another_is_not_signed() -> None:
    case = World.make().case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
    council: dict[str, Any] = {
        "addressees": (("De Raad",),),
        "filled": {"conference_on": clock.today() - timedelta(days=9)},
    }
    urgent = begin(case, "council-request", **council)
    assert "conference_on" not in seen(case.worker, urgent).filled
    happened(case, "case-conference")
    with pytest.raises(NotNow, match="Begin deze brief opnieuw"):
        sign(case, urgent)
    decide(case, "ask-council")
    made = begin(case, "council-request", **council)
    assert seen(case.worker, made).filled["conference_on"] == clock.today().isoformat()
    sign(case, made)


@pytest.mark.usefixtures("demo_rules")
def test_a_decision_that_takes_up_its_own_ground_leaves_the_way_to_its_letter_open_and_to_no_other() -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        case = World.make().case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
        happened(case, "case-conference")
        decide(case, "ask-council")
    made = begin(case, "council-request", addressees=(("De Raad",),))
    assert seen(case.worker, made).filled["conference_on"] == (clock.today() - timedelta(days=1)).isoformat()
    sign(case, made)
    again = begin(case, "council-request", addressees=(("De Raad",),))
    with pytest.raises(NotNow, match="Casusoverleg"):
        sign(case, again)
    send(case, made)


@pytest.mark.usefixtures("demo_rules")
def test_a_decision_taken_with_a_reason_is_carried_out_by_a_letter_and_not_taken_twice() -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        zeist = World.make("Gisteren").case("nl-debt-zeist")
        made = begin(zeist, "offer", filled={"call_by": in_days(8)})
        with pytest.raises(NotNow, match="Waarom"):
            sign(zeist, made)
        decide(zeist, "send-offer", reason="Er was haast.")
        sign(zeist, made)
    send(zeist, made)
    assert [kind for kind, _values in facts(zeist)].count("decision_taken") == 1
    assert ("offer-sent", {"call_by": in_days(7).isoformat()}) in facts(zeist)


def test_a_rule_that_nobody_checked_stops_no_letter_outside_the_demo(zeist: CaseWorld) -> None:
    ends_on = clock.today() + timedelta(days=7)
    sent(zeist, "termination", filled={"ends_on": ends_on})
    assert ("termination-sent", {"ends_on": ends_on.isoformat()}) in facts(zeist)


# Who


def cover(case: CaseWorld, worker: int = 1) -> Actor:
    from alliantie.cases.operations import cover as give

    with acting(case.worker) as actor:
        give(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[worker].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    return case.world.worker(worker)


def test_a_stand_in_writes_and_signs_as_the_worker_does(here: CaseWorld) -> None:
    samira = cover(here)
    made = begin(here, by=samira)
    sign(here, made, by=samira)
    assert seen(here.worker, made).signer_name == "Samira Jansen"


def test_a_client_reads_what_was_sent_to_them_and_nothing_before_that(here: CaseWorld) -> None:
    made, noor = begin(here), here.client()
    report = begin(
        here, "breach-report", addressees=(("OM",),), filled={"with_warning": True, "incident": "mes op zak"}
    )
    for step in (lambda: None, lambda: sign(here, made), lambda: sign(here, report), lambda: send(here, report)):
        step()
        with acting(noor):
            assert letters_of(noor) == ()
            assert raw.read_all("public.cases_letterpaper") == []
            with pytest.raises(Letter.DoesNotExist):
                get_letter(noor, made)
    send(here, made)
    with acting(noor):
        assert [each.id for each in letters_of(noor)] == [made]
        assert paper(noor, made, 1).startswith(b"%PDF-")
        with pytest.raises(LetterPaper.DoesNotExist):
            paper(noor, report, 1)


def test_within_a_family_each_reads_only_their_own_letters() -> None:
    family = World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )
    to_sam, to_eva = (begin(family, "instruction-announced", client=place) for place in (0, 1))
    for made in (to_sam, to_eva):
        sign(family, made)
        send(family, made)
    for place, own in ((0, to_sam), (1, to_eva)):
        with acting(family.client(place)) as actor:
            assert [each.id for each in letters_of(actor)] == [own]
            assert len(raw.read_all("public.cases_letterpaper")) == 1


def test_a_code_opens_no_letters(here: CaseWorld) -> None:
    sent(here)
    with acting(here.link(here.round())) as actor:
        assert letters_of(actor) == ()
        assert raw.read_all("public.cases_letter") == raw.read_all("public.cases_letterpaper") == []


@pytest.mark.parametrize("who", ["colleague", "other organisation", "other area", "other client"])
def test_anyone_else_sees_and_changes_nothing(here: CaseWorld, who: str) -> None:
    draft, signed, gone = begin(here), begin(here), sent(here)
    sign(here, signed)
    stranger = {
        "colleague": lambda: here.world.worker(1),
        "other organisation": lambda: World.in_area(here.world.area, "Buren").worker(),
        "other area": lambda: World.make("Elders").worker(),
        "other client": lambda: here.world.case(names=(("Ali", "Demir"),)).client(),
    }[who]()
    with acting(stranger) as actor:
        assert raw.read_all("public.cases_letter") == raw.read_all("public.cases_letterpaper") == []
        assert letters_of(actor, here.case_id) == letters_of(actor) == ()
        for made in (draft, signed, gone):
            with pytest.raises(Letter.DoesNotExist):
                get_letter(actor, made)
    for statement in (
        ("SELECT access.sign_letter(%s, 1, ARRAY['x'::bytea])", draft),
        ("SELECT access.send_letter(%s, current_date)", signed),
    ):
        assert refused(stranger, statement[0], [statement[1]])


# Raw SQL as the application role


def refused(actor: Actor, statement: str, values: list[Any]) -> bool:
    """Whether the database raises, or changes no row."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_raw_sql_changes_nothing_of_what_was_signed(here: CaseWorld) -> None:
    for made in (begin(here), sent(here)):
        if seen(here.worker, made).state == "draft":
            sign(here, made)
        for statement in (
            "UPDATE cases_letter SET body = 'x', version = version + 1 WHERE id = %s",
            "UPDATE cases_letter SET addressees = '[]' WHERE id = %s",
            "UPDATE cases_letter SET state = 'draft' WHERE id = %s",
            "UPDATE cases_letter SET sent_on = current_date WHERE id = %s",
            "UPDATE cases_letter SET signed_by_id = writer_id WHERE id = %s",
            "DELETE FROM cases_letter WHERE id = %s",
            "UPDATE cases_letterpaper SET pdf = 'x' WHERE letter_id = %s",
            "DELETE FROM cases_letterpaper WHERE letter_id = %s",
            "INSERT INTO cases_letterpaper (id, area_id, case_id, letter_id, copy, pdf, sha256)"
            " SELECT gen_random_uuid(), area_id, case_id, id, 9, 'x', 'x' FROM cases_letter WHERE id = %s",
            "SELECT access.sign_letter(%s, 1, ARRAY['x'::bytea])",
        ):
            assert refused(here.worker, statement, [made]), statement


def test_raw_sql_signs_no_draft_by_itself_and_makes_no_wrong_one(here: CaseWorld) -> None:
    made = begin(here)
    for statement in (
        "UPDATE cases_letter SET state = 'signed', signed_by_id = writer_id, signed_at = now() WHERE id = %s",
        "UPDATE cases_letter SET client_id = gen_random_uuid() WHERE id = %s",
        "UPDATE cases_letter SET to_client = false WHERE id = %s",
        "SELECT access.sign_letter(%s, 1, ARRAY['x'::bytea, 'y'::bytea])",
        "SELECT access.sign_letter(%s, 2, ARRAY['x'::bytea])",
        "SELECT access.send_letter(%s, current_date)",
    ):
        assert refused(here.worker, statement, [made]), statement
    for statement in ("UPDATE cases_letter SET body = 'x' WHERE id = %s", "DELETE FROM cases_letter WHERE id = %s"):
        assert refused(here.client(), statement, [made]), statement
    other = here.world.case(names=(("Ali", "Demir"),))
    columns = "area_id, case_id, client_id, template_id, language, title, to_client, addressees, filled, body, state,"
    columns += " author_id, made_at, version, writer_id, written_at"
    copied = f"INSERT INTO cases_letter (id, {columns}) SELECT gen_random_uuid(), {columns} FROM cases_letter"  # noqa: S608
    for old, new in (
        ("", ""),
        ("client_id, template", f"'{other.client_ids[0]}', template"),
        ("SELECT gen_random_uuid(), area_id", f"SELECT gen_random_uuid(), '{World.make('Elders').area.id}'"),
        ("state, author_id", "'signed', author_id"),
        ("author_id, made", f"'{here.world.workers[1].id}', made"),
    ):
        place = copied.rfind(old) if old else -1
        statement = copied if place < 0 else copied[:place] + new + copied[place + len(old) :]
        assert refused(here.worker, f"{statement} WHERE id = %s", [made]) is bool(old), (old, statement)


# Nothing of the two people's rounds


def test_a_letter_asks_nothing_of_the_rounds(here: CaseWorld) -> None:
    round_id = here.round()
    here.reveal(round_id)
    with CaptureQueriesContext(connection) as asked:
        sent(here)
    assert len(asked.captured_queries) > 5
    assert not [each["sql"] for each in asked.captured_queries if "alliance" in each["sql"]]


def test_the_history_of_a_letter_is_how_it_began_was_signed_and_was_sent(here: CaseWorld) -> None:
    made = begin(here)
    keep(here, made, 1)
    sign(here, made, 2)
    send(here, made)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE table_name = 'cases_letter' ORDER BY id")
        assert [action for (action,) in cursor.fetchall()] == ["INSERT", "UPDATE", "UPDATE"]


def test_reading_signing_and_sending_take_a_fixed_number_of_queries(zeist: CaseWorld) -> None:
    def asked(step: Any) -> int:
        with CaptureQueriesContext(connection) as seen_here:
            step()
        frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config")
        return len([each for each in seen_here.captured_queries if not each["sql"].startswith(frame)])

    counts = []
    for addressees in (CREDITORS[:1], CREDITORS * 10):
        made = begin(zeist, "creditor-inventory", addressees=addressees)
        counts.append((asked(partial(sign, zeist, made)), asked(partial(send, zeist, made))))
    assert counts[0] == counts[1]
    assert counts[0] <= (4, 8)


def test_a_paper_names_its_addressee_its_signer_and_the_one_it_is_about(zeist: CaseWorld) -> None:
    made = begin(zeist, "creditor-inventory", addressees=CREDITORS)
    sign(zeist, made)
    with acting(zeist.worker) as actor:
        case = get_case(actor, zeist.case_id)
        shown = papers_of(get_letter(actor, made), case, practice_of(case))
    assert [each.to for each in shown] == list(CREDITORS)
    assert shown[0].about[1] == "Over: Noor Yilmaz"
    assert shown[0].signed[:2] == ("Peter Jansen", "Consulent")


def test_the_language_of_a_letter_is_that_of_its_words(here: CaseWorld) -> None:
    made = begin(here, language="en", body="Dear Noor,")
    sign(here, made)
    (stored,) = LetterPaper.objects.using("owner").all()
    assert b"/Lang" in bytes(stored.pdf)
    assert seen(here.worker, made).title == "Warning after a breach"
