"""What a client reads of an incident: the practice's words for clients, and no word of the worker's form."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases.models import Account
from alliantie.cases.operations.heard import choose_readers, note_account
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.queries import get_case
from alliantie.cases.told import happened
from alliantie.practices import Practice, library
from alliantie.practices.reaction import TIE
from alliantie.practices.show_reactions import called, values_in_words
from tests.access.entering import words
from tests.portal.people import at_home
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

REACTING = [each for each in map(library().latest, library().ids()) if each.reactions]
# Words of the trade that stood in values a client reads.
JARGON = (
    "oordeel", "vastgesteld", "overtreding van", "ongewenst", "verplichting", "gereserveerd", "bijstandsniveau",
    "gedragsinterventie", "berisping", "hersteltermijn", "professionele zorg", "uithuisplaatsing", "opgelegde",
    "signaal", "vastleggen", "schriftelijk is gemeld", "niet kunnen", "niet willen",
)  # fmt: skip


def read_by_client(practice: Practice, language: str) -> list[str]:
    """Everything of an incident that a client can read in the practice's words."""
    reactions = practice.reactions
    assert reactions is not None
    found = [called(each, language, practice.address) for each in reactions.incidents]
    found += [called(each, language, practice.address) for each in reactions.causes]
    found += [called(each, language, practice.address) for each in reactions.responses]
    facts = {incident.fact for incident in reactions.incidents}
    for value in (value for sort in practice.facts if sort.id in facts for value in sort.values if value.id != TIE):
        found.append(called(value, language, practice.address))
        found += [called(option, language, practice.address) for option in value.options]
    return found


@pytest.mark.parametrize("practice", REACTING, ids=lambda each: each.id)
def test_a_client_reads_no_word_of_the_trade_in_an_incident(practice: Practice) -> None:
    said = " | ".join(read_by_client(practice, "nl")).casefold()
    assert [word for word in JARGON if word in said] == []


@pytest.mark.parametrize("practice", REACTING, ids=lambda each: each.id)
def test_what_a_practice_says_to_clients_is_short_and_in_both_languages(practice: Practice) -> None:
    for language in ("nl", "en"):
        assert all(len(each.split()) <= 12 for each in read_by_client(practice, language))


def test_the_worker_keeps_the_words_of_the_form() -> None:
    practice = library().latest("nl-probation")
    told = {"judged": "not-established"}
    assert values_in_words(practice, "behaviour", told, "nl") == (("Oordeel", "Nog niet vastgesteld"),)
    assert values_in_words(practice, "behaviour", told, "nl", "u") == (
        ("Wat vinden wij ervan?", "Dat is nog niet duidelijk"),
    )


def test_the_page_of_the_client_takes_the_words_for_clients() -> None:
    case = World.make().case()
    with acting(case.worker) as actor:
        record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            kind="appointment",
            on=clock.today(),
            values={"judged": "not-established"},
            text="Noor kwam niet.",
            token=uuid4(),
        )
    # On the page of incidents, and among what can be corrected.
    client = at_home(case)
    for address in ("/home/incidents", "/home/requests/new/correct"):
        said = words(client.get(address))
        assert "Wat vinden wij ervan? Dat is nog niet duidelijk" in said
        assert "Een afspraak niet nagekomen" in said
        assert not any(word in said for word in ("Oordeel", "beoordeeld", "vastgesteld"))


def test_an_incident_does_not_say_in_its_own_title_which_one_it_is_and_a_judgement_of_one_does() -> None:
    told = {"incident": "Een nieuwe schuld, 20 november", "avoidable": "avoidable"}
    assert "20 november" not in happened(library().latest("nl-debt-zeist"), "new-debt", "", "nl", told)
    told = {"judged": "unwanted", "incident": "Een afspraak niet nagekomen, 20 november"}
    said = happened(library().latest("nl-probation"), "behaviour", "", "nl", told)
    assert said == "Gedrag beoordeeld: Een afspraak niet nagekomen, 20 november, ongewenst gedrag"


def told_to_worker(case: CaseWorld, readers: str = "worker") -> str:
    """An incident with the client's own account; the address where its readers are chosen."""
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        made = record_incident(
            actor=actor, now=clock.now(), case=here, client_id=case.client_ids[0], kind="appointment",
            on=clock.today(), values={"judged": "unwanted"}, text="", token=uuid4(),
        )  # fmt: skip
        note_account(
            actor=actor,
            now=clock.now(),
            case=here,
            incident_id=made,
            readers=Account.Readers(readers),
            text="Ik was ziek.",
        )
    return f"{reverse('my-incident-readers', args=[made])}#{made}"


def test_a_client_chooses_and_changes_who_reads_the_own_account() -> None:
    case = World.make().case()
    there, incident = told_to_worker(case).split("#")
    client, name = at_home(case), f"readers-{incident}"
    assert "Wie mag dit lezen? U kiest." in words(client.get(reverse("my-incidents")))
    for chosen in ("file", "file", "leader", "worker"):
        assert client.post(there, {name: chosen}).status_code == 302
        assert Account.objects.using("owner").get().readers == chosen
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history.event WHERE table_name = 'cases_account' AND action = 'UPDATE'")
        assert cursor.fetchall() == [(3,)]
    for wrong in ("", "everyone", "x" * 9999):
        answer = client.post(there, {name: wrong})
        assert (answer.status_code, "Kies wie het mag lezen." in answer.content.decode()) == (422, True)
    assert Account.objects.using("owner").get().readers == "worker"


def test_nobody_else_chooses_who_reads_an_account() -> None:
    case, other = World.make().case(), World.make("Kade").case()
    there, incident = told_to_worker(case).split("#")
    sent = {f"readers-{incident}": "file"}
    assert at_home(other).post(there, sent).status_code == 404
    assert Browser().post(there, sent).status_code in (302, 403, 404)
    assert as_worker(case).post(there, sent).status_code in (302, 403, 404)
    for actor in (case.worker, other.client()):
        with acting(actor), suppress(Denied):
            choose_readers(actor=actor, incident_id=UUID(incident), readers=Account.Readers.FILE)
    assert Account.objects.using("owner").get().readers == "worker"
