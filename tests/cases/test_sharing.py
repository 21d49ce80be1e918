"""A decision to share: weighed, on a ground that can carry it, looked at first, stopped at once, read by the client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Letter, SharedPart, Sharing
from alliantie.cases.operations.sharing import About, Part, Person, Refused, refuse, share, stop_sharing
from alliantie.cases.queries.sharing import sharings
from alliantie.cases.sharing import GROUNDS, is_forced
from alliantie.people.models import Worker
from alliantie.practices import library
from tests.cases.sharing_ways import decided, partner_of, share_in
from tests.portal.people import at_home, too_long
from tests.support.at_once import at_once
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World, agree_in

ASKED = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def states(case: CaseWorld, actor: Actor | None = None) -> list[str]:
    with acting(actor or case.worker) as reader:
        return [each.state for each in sharings(reader, [case.case_id])]


def filled(case: CaseWorld, **more: Any) -> dict[str, Any]:
    """The form as somebody fills it in to share by an account."""
    person = case.client_ids[0]
    return {
        "token": str(uuid4()), "works_at": "De Horizon", "given_name": "Marga", "family_name": "Smit",
        "phone": "030 111 22 33", "purpose": "Samen een plek zoeken.", "way": "account", "ground": "law",
        "named": "Wet, artikel 1", "gain": "Een plek.", "harm": "Een ander weet het.", "less": "Zonder naam kan niet.",
        f"consent_{person}": "yes", f"words_{person}": "Dat is goed.",
        "ends_on": (clock.today() + timedelta(days=30)).isoformat(), "do": "look", **more,
    }  # fmt: skip


def sent_letter(case: CaseWorld, title: str) -> UUID:
    """A letter about the first client of a case that was sent to somebody else."""
    return Letter.objects.using("owner").create(
        area_id=case.world.area.id, case_id=case.case_id, client_id=case.client_ids[0], template_id="x", language="nl",
        title=title, to_client=False, addressees=[["Officier van justitie", "Straat 1"]],
        filled={}, body="Geheim.", state="sent", author_id=case.worker.me, made_at=clock.now(),
        writer_id=case.worker.me,
        written_at=clock.now(), signed_by_id=case.worker.me, signed_at=clock.now(), sent_on=clock.today(),
        sent_by_id=case.worker.me,
    ).id  # fmt: skip


def test_a_mandate_a_ban_a_crisis_and_what_an_authority_imposed_cannot_be_refused() -> None:
    expected = {
        ("nl-probation", "suspended-sentence"): True,
        ("nl-save-protection", "supervision-order"): True,
        ("nl-save-protection", "house-ban"): True,
        ("nl-save-protection", "guidance"): False,
        ("nl-debt-tilburg", "stabilisation"): False,
        ("nl-debt-tilburg", "statutory"): True,
        ("nl-shelter-tussenvoorziening", "guidance-agreement"): False,
        ("nl-shelter-tussenvoorziening", "forensic-care"): True,
    }
    for (practice, measure), forced in expected.items():
        assert is_forced(library().latest(practice), [measure]) is forced, (practice, measure)
    assert not is_forced(library().latest("nl-probation"), [])


def test_each_ground_names_its_law_and_that_nobody_checked_it_and_all_but_consent_ask_for_a_name() -> None:
    for ground in GROUNDS:
        assert ground.source.checked is None
        assert (ground.asks is None) == (ground.id == "consent")


@ASKED
def test_consent_alone_is_no_ground_where_a_client_cannot_refuse_was_not_free_or_said_no() -> None:
    case = World.make().case()
    with pytest.raises(NotNow, match="een maatregel die de cliënt niet kan weigeren"):
        share_in(case, ground="consent", named="", free=True, forced=True)
    unfree: list[dict[str, Any]] = [{"free": False}, *({"consent": said, "free": True} for said in ("no", "not_asked"))]
    for wrong in unfree:
        with pytest.raises(NotNow):
            share_in(case, ground="consent", named="", **wrong)
    share_in(case, ground="consent", named="", free=True)
    # The database refuses it as well, whoever forgets to ask.
    made = Sharing.objects.using("owner").get()
    for column, value in (("free", False), ("forced", True), ("consent", "no")):
        with pytest.raises(DatabaseError), transaction.atomic(using="owner"):
            Sharing.objects.using("owner").filter(id=made.id).update(**{column: value})


@ASKED
def test_a_page_under_a_measure_says_in_plain_words_why_consent_alone_does_not_carry_it() -> None:
    case = World.make().case()
    answer = as_worker(case).post(
        reverse("case-sharing-new", args=(case.case_id,)), filled(case, ground="consent", free="on", do="share")
    )
    assert answer.status_code == 422
    assert "Toestemming alleen is hier niet genoeg" in answer.content.decode()
    assert not Sharing.objects.using("owner").exists()


@ASKED
@pytest.mark.parametrize("missing", ["purpose", "named", "gain", "harm", "less"])
def test_nothing_is_shared_that_was_not_weighed_and_named(missing: str) -> None:
    without: dict[str, Any] = {missing: " "}
    case = World.make().case()
    with acting(case.worker) as actor, pytest.raises(NotNow):
        share(actor=actor, case_id=case.case_id, decided=decided(case, **without), act=uuid4())
    sent = filled(case, **{missing: "", "do": "share"})
    assert as_worker(case).post(reverse("case-sharing-new", args=(case.case_id,)), sent).status_code == 422
    assert not Sharing.objects.using("owner").exists()


@ASKED
def test_it_ends_within_a_year_and_in_an_emergency_within_two_weeks() -> None:
    case = World.make().case()
    today = clock.today()
    for wrong in ({"ends_on": today}, {"ends_on": None}, {"ends_on": today + timedelta(days=367)}):
        with pytest.raises(NotNow):
            share_in(case, **wrong)
    with pytest.raises(NotNow):
        share_in(case, ground="emergency", ends_on=today + timedelta(days=15))
    share_in(case, ground="emergency", ends_on=today + timedelta(days=14))
    share_in(case, ends_on=today + timedelta(days=366))


@ASKED
def test_looking_first_shows_what_the_other_will_see_and_shares_nothing() -> None:
    case = World.make().case()
    agreed = agree_in(case, "Noor belt.")
    agree_in(case, "Noor schrijft.")
    page, browser = reverse("case-sharing-new", args=(case.case_id,)), as_worker(case)
    sent = filled(case, part=[f"agreement:{agreed}:"], text="Alleen de hoofdlijnen.")
    answer = browser.post(page, sent)
    told = flat(answer.content.decode())
    assert answer.status_code == 200
    assert "Er is nog niets gedeeld." in told
    for seen in ("Dit ziet Marga Smit, De Horizon", "Noor belt.", "Alleen de hoofdlijnen."):
        assert seen in told
    assert "Noor schrijft." not in told
    assert not Sharing.objects.using("owner").exists()
    # Going back keeps what was typed; sharing twice shares once.
    assert "Alleen de hoofdlijnen." in browser.post(page, {**sent, "do": "edit"}).content.decode()
    for _time in range(2):
        assert browser.post(page, {**sent, "do": "share"}).status_code == 302
    assert states(case) == ["running"]
    assert SharedPart.objects.using("owner").count() == 2
    told = flat(browser.post(page, {**sent, "way": "phone", "ends_on": "", "phone": ""}).content.decode())
    assert "Dit vertelt u aan Marga Smit, De Horizon" in told
    assert "Noor belt." in told


@ASKED
def test_what_was_told_otherwise_stands_for_the_client_and_opens_no_account() -> None:
    case = World.make().case()
    share_in(case, Part("text", None, "De hoofdlijnen."), way="phone", person=None, ends_on=None)
    assert states(case) == ["told"]
    told = words(as_client(case), reverse("my-shared"))
    assert "Dit is aan de telefoon verteld" in told
    assert "De hoofdlijnen." in told
    with acting(case.worker) as worker, pytest.raises(NotNow):
        stop_sharing(actor=worker, sharing_id=Sharing.objects.using("owner").get().id, why="x")


@ASKED
def test_a_refusal_names_its_rule_and_how_consent_can_still_be_asked_and_can_become_a_yes() -> None:
    case = World.make().case()
    browser, page = as_worker(case), reverse("case-sharing-refuse", args=(case.case_id,))
    person = case.client_ids[0]
    sent = {
        "token": str(uuid4()), "works_at": "De sportclub", "purpose": "Weten wat er speelt.", "source": "", "route": "",
        f"consent_{person}": "not_asked", f"words_{person}": "Het kwam aan de telefoon.",
    }  # fmt: skip
    assert browser.post(page, sent).status_code == 422
    for _twice in range(2):
        assert browser.post(page, {**sent, "source": "AVG artikel 5", "route": "ask"}).status_code == 302
    assert states(case) == ["refused"]
    told = words(as_client(case), reverse("my-shared"))
    assert "De regel: AVG artikel 5" in told
    made = Sharing.objects.using("owner").get()
    after = browser.get(f"{reverse('case-sharing-new', args=(case.case_id,))}?after={made.id}").content.decode()
    assert "De sportclub" in after
    with acting(case.worker) as worker, pytest.raises(NotNow):
        refuse(
            actor=worker,
            case_id=case.case_id,
            refused=Refused((About(person, "no", "Nee."),), "De club", "Zomaar.", "AVG", "", ""),
            act=uuid4(),
        )
    # Gone back to the page and filled in otherwise, it is another decision: none is told that is not there.
    assert browser.post(page, {**sent, "source": "Jeugdwet", "route": "ask"}).status_code == 302
    assert states(case) == ["refused", "refused"]


@ASKED
def test_only_who_may_record_in_the_case_shares_or_stops_and_by_raw_sql_nobody_writes_a_row() -> None:
    case, other = World.make().case(), World.make("Elders").case()
    made = share_in(case)
    colleague = Actor("worker", case.world.workers[1].id, area_id=case.world.area.id)
    for nobody in (colleague, other.worker, case.client(), partner_of(made)):
        with acting(nobody) as actor:
            with pytest.raises(Denied):
                share(actor=actor, case_id=case.case_id, decided=decided(case), act=uuid4())
            with pytest.raises(Denied):
                stop_sharing(actor=actor, sharing_id=made, why="Zomaar.")
            for table in ("cases_sharing", "cases_sharedpart", "cases_partner"):
                for verb in (f"DELETE FROM {table}", f"UPDATE {table} SET area_id = area_id"):  # noqa: S608 - ours
                    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(verb)
    sent = {"why_" + str(made): "Klaar."}
    stop = reverse("case-sharing-stop", args=(case.case_id, made))
    assert sign_in(Worker.objects.using("owner").get(id=colleague.me)).post(stop, sent).status_code == 404
    assert as_worker(case).post(stop, {}).status_code == 422
    assert as_worker(case).post(stop, sent).status_code == 302
    assert states(case) == ["stopped"]
    with acting(colleague) as actor:
        assert not sharings(actor, [case.case_id])


@ASKED
def test_a_page_says_which_of_a_household_is_missing_and_a_tampered_choice_shares_nothing() -> None:
    case = World.make().case(
        "nl-save-protection", names=(("Noor", "Yilmaz"), ("Ali", "Yilmaz")), roles=("young_person", "parent")
    )
    joint = agree_in(case, "Samen eten.", client=None, owner="worker")
    page, browser = reverse("case-sharing-new", args=(case.case_id,)), as_worker(case)
    sent = filled(case, about=[str(case.client_ids[0])], do="share")
    answer = browser.post(page, {**sent, "part": [f"agreement:{joint}:"]})
    assert answer.status_code == 422
    assert "is ook van Ali" in flat(answer.content.decode())
    for tampered in (f"agreement:{uuid4()}:", f"claim:{case.case_id}:", "round:1:", "x" * 9000):
        assert browser.post(page, {**sent, "part": [tampered]}).status_code == 422
    assert browser.post(page, {**sent, "about": [str(uuid4())]}).status_code == 422
    assert browser.post(page, {**sent, "token": "x", "text": "x" * 3000}).status_code == 422
    assert not Sharing.objects.using("owner").exists()


@ASKED
def test_where_a_law_forbids_it_the_client_reads_nothing_of_it_until_the_day_and_then_all() -> None:
    case = World.make().case()
    day = clock.today() + timedelta(days=14)
    share_in(case, law="Wet, artikel 9", kept_until=day)
    with pytest.raises(NotNow):
        share_in(case, law="Wet, artikel 9", kept_until=day + timedelta(days=1))
    assert states(case, case.client()) == []
    with clock.at(clock.now() + timedelta(days=14)):
        assert states(case, case.client()) == ["running"]


@ASKED
def test_the_client_reads_it_and_can_withdraw_a_yes_which_stops_it_and_asks_the_worker_for_an_answer() -> None:
    case = World.make().case()
    made = share_in(case, Part("agreement", agree_in(case, "Noor belt."), "Noor belt."))
    browser = at_home(case)
    answer = browser.get(reverse("my-shared"))
    told = flat(answer.content.decode())
    for said in (
        "Marga Smit, De Horizon",
        "Afspraken: Noor belt.",
        "Samen een plek zoeken.",
        "Jeugdwet artikel 7.3.11",
    ):
        assert said in told
    assert too_long(answer) == []
    about = f"{case.case_id}:share:{made}"
    sent = {"about": about, "text": "Ik wil het niet meer.", "token": str(uuid4())}
    assert browser.post(reverse("my-request-new", args=("withdraw",)), sent).status_code == 302
    assert states(case) == ["stopped"]
    assert "Het stopte meteen." in words(browser, reverse("my-shared"))
    assert "delen met Marga Smit" in words(as_worker(case), reverse("case-requests", args=(case.case_id,)))
    # What rests on no yes is not withdrawn: that can be gone against.
    other = share_in(case, consent="no")
    sent = {**sent, "about": f"{case.case_id}:share:{other}", "token": str(uuid4())}
    assert browser.post(reverse("my-request-new", args=("withdraw",)), sent).status_code == 422
    assert browser.post(reverse("my-request-new", args=("object",)), sent).status_code == 302
    assert states(case) == ["running", "stopped"]


@ASKED
def test_a_report_that_was_sent_stands_among_what_was_shared_without_what_it_says() -> None:
    case = World.make().case()
    made = sent_letter(case, "Verslag over het toezicht")
    told = words(as_client(case), reverse("my-shared"))
    assert "Verslag over het toezicht" in told
    assert "aan Officier van justitie" in told
    assert "Geheim." not in told
    Letter.objects.using("owner").filter(id=made).update(state="signed", sent_on=None, sent_by=None)
    assert "Er is nog niets gedeeld." in words(as_client(case), reverse("my-shared"))


@ASKED
def test_a_letter_that_went_out_under_a_decision_a_law_keeps_quiet_is_told_from_that_day_on() -> None:
    case = World.make().case()
    kept, told = sent_letter(case, "Melding"), sent_letter(case, "Verslag over het toezicht")
    day = clock.today() + timedelta(days=14)
    part = Part("letter", kept, "x")
    share_in(case, part, way="letter", person=None, ends_on=None, law="Wet, artikel 9", kept_until=day)
    share_in(case, Part("letter", told, "x"), way="letter", person=None, ends_on=None)

    def titles() -> set[str]:
        with acting(case.client()):
            return {row[1] for row in rows("access.own_reports")}

    assert titles() == {"Verslag over het toezicht"}
    with clock.at(clock.now() + timedelta(days=14)):
        assert titles() == {"Melding", "Verslag over het toezicht"}


@ASKED
def test_the_client_reads_who_can_read_it_whatever_the_caller_calls_them_and_never_nobody() -> None:
    case = World.make().case()
    made = share_in(case, whom="De huisarts")
    with acting(case.client()):
        assert Sharing.objects.get(id=made).whom == "Marga Smit, De Horizon"
    for nobody in ("", " "):
        with pytest.raises(NotNow):
            share_in(case, whom=nobody, way="phone", person=None, ends_on=None)


@ASKED
def test_a_report_to_an_authority_ends_with_what_was_shared_about_its_client_and_a_letter_does_not() -> None:
    case = World.make().case(
        "nl-save-protection", names=(("Noor", "Yilmaz"), ("Ali", "Yilmaz")), roles=("young_person", "parent")
    )
    share_in(case, Part("text", None, "De hoofdlijnen."), Part("birth_date", case.client_ids[0], "x"))
    share_in(case, clients=(1,), person=Person("Els", "Mol", "De huisarts", "030 1"))
    police = Person("Jan", "Dam", "De politie", "030 2")
    share_in(case, person=police, law="Wet, artikel 9", kept_until=clock.today() + timedelta(days=3))
    sent = {
        "token": str(uuid4()), "who": str(case.client_ids[0]), "to": "Raad\nStraat 1", "language": "nl",
        "f_goals": "Rust.", "f_reached": "Deels.", "f_worries": "Ruzie.", "f_further": "Oma komt.",
    }  # fmt: skip
    page = reverse("case-letter-new", args=(case.case_id, "evaluation"))
    assert as_worker(case).post(page, sent).status_code == 302
    body = Letter.objects.using("owner").get().body
    _before, last = body.split("# Wat er met anderen is gedeeld\n\n")
    assert last.startswith("- Marga Smit, De Horizon: dat er een zaak is, geboortedatum, in eigen woorden. Waarvoor: ")
    for kept in ("De hoofdlijnen.", "De huisarts", "De politie"):
        assert kept not in body
    assert {each.id for each in library().latest("nl-probation").letters if each.reports} == {"breach-report"}
    assert not any(each.reports for each in library().latest("nl-debt-zeist").letters)


@ASKED
def test_of_two_at_once_one_decision_is_made() -> None:
    case, act = World.make().case(), uuid4()

    def one() -> UUID:
        return share_in(case, act=act)

    assert len(set(at_once(one, one))) == 1
    assert Sharing.objects.using("owner").count() == 1
