"""Which tables and columns make up all that is known of a client, and what is left out of it, each with a reason.

The columns are named one by one: a test compares them with the catalogue of the database, so that a new table or column
is either given to its client or named here as left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as its client gets it: how it is called, its columns, and which rows of those the client may see."""

    name: str | Promise
    columns: str
    rows: str = "t.client_id = %(me)s"


_SHARED = "(t.client_id = %(me)s OR t.client_id IS NULL)"
_MONEY = "%(me)s = ANY (t.client_ids)"
_ALL = "true"
_BY_HAND = "recorded_by recorded_at"

SHEETS: dict[str, Sheet] = {
    "people_client": Sheet(
        _("Naam en geboortedatum"), "id given_name family_name born_on language easy_form", "t.id = %(me)s"
    ),
    "cases_case": Sheet(
        _("Zaken"),
        "id organisation_id team_id worker_id practice_id practice_version practice_hash opened_on closed_on",
        _ALL,
    ),
    "cases_participant": Sheet(_("Plaats in een zaak"), "id case_id client_id role"),
    "cases_measure": Sheet(_("Maatregelen"), "id case_id measure_id client_id starts_on until ends_on", _SHARED),
    "cases_condition": Sheet(
        _("Voorwaarden"), "id case_id client_id sort text starts_on until ended_on noted_by noted_at", _SHARED
    ),
    "cases_fact": Sheet(
        _("Wat er was"),
        f"id case_id client_id kind talk_id on at values together others text {_BY_HAND} corrects_id void",
    ),
    "cases_clientrequest": Sheet(
        _("Eigen vragen"),
        "id case_id client_id right about about_id called text wanted asked_by asked_at due state answer settled_by"
        " settled_at statement statement_at",
    ),
    "cases_explanation": Sheet(_("Gegeven uitleg"), "id case_id client_id practice_version explained_on explained_by"),
    "cases_agreement": Sheet(
        _("Afspraken"),
        "id case_id client_id text owner owner_name due_on together made_at made_by state settled_at settled_by reason",
        _SHARED,
    ),
    "cases_plan": Sheet(
        _("Plannen"), "id case_id client_id number state content saved_by saved_at agreed_on agreed_by", _SHARED
    ),
    "cases_planvoice": Sheet(
        _("Wat er van een plan is gezegd"), "id case_id plan_id client_id name answer reason on by_self"
    ),
    "cases_planevaluation": Sheet(
        _("Hoe het met een plan ging"),
        f"id case_id plan_id client_id on goals {_BY_HAND} corrects_id void",
        _SHARED,
    ),
    "cases_appointment": Sheet(
        _("Afgesproken gesprekken"),
        "id case_id client_id worker_id talk_id starts_at minutes place bring cancelled_at cancelled_by settled_at",
        _SHARED,
    ),
    "cases_absence": Sheet(_("Niet kunnen komen"), "id case_id appointment_id client_id starts_at said_at"),
    "cases_incident": Sheet(_("Wat er gebeurde"), f"id case_id client_id kind on values text heard state {_BY_HAND}"),
    "cases_account": Sheet(_("Eigen verhaal"), "id case_id client_id incident_id text readers told_to told_at"),
    "cases_viewofcause": Sheet(
        _("Waar het vandaan kwam, volgens een medewerker"),
        f"id case_id client_id incident_id cause text on {_BY_HAND}",
    ),
    "cases_contradiction": Sheet(_("Wat daartegen is gezegd"), "id case_id client_id incident_id view_id text at"),
    "cases_response": Sheet(
        _("Wat er daarna gedaan is"),
        f"id case_id client_id incident_id option reason on objection_until {_BY_HAND}",
    ),
    "cases_letter": Sheet(
        _("Brieven"),
        "id case_id client_id template_id language title to_client addressees filled body state author_id made_at"
        " writer_id written_at signed_by_id signed_at sent_on sent_by_id replaces_id",
    ),
    "money_claim": Sheet(
        _("Schulden"),
        f"id case_id client_ids creditor_id kind reference since status status_on {_BY_HAND} taken_back_at",
        _MONEY,
    ),
    "money_statement": Sheet(
        _("Wat een schuldeiser opgaf"),
        f"id case_id claim_id since by answer amount document documented_on {_BY_HAND} taken_back_at",
        _ALL,
    ),
    "money_creditor": Sheet(_("Schuldeisers"), f"id case_id name address email {_BY_HAND}", _ALL),
    "money_line": Sheet(
        _("Inkomen en kosten"),
        f"id case_id client_ids sort name creditor_id applied_on granted_on ends_on {_BY_HAND} taken_back_at",
        _MONEY,
    ),
    "money_figure": Sheet(
        _("Bedragen"),
        f"id case_id line_id since amount per document documented_on {_BY_HAND} taken_back_at",
        _ALL,
    ),
    "money_paper": Sheet(
        _("Papieren"), f"id case_id client_ids name asked_on in_on reminded_on {_BY_HAND} taken_back_at", _MONEY
    ),
    "money_deadline": Sheet(
        _("Wat er dreigt"),
        f"id case_id client_ids kind on over_on document documented_on {_BY_HAND} taken_back_at",
        _MONEY,
    ),
    "access_reading": Sheet(_("Wie keek"), "id reader_kind reader_id what case_id client_id device ground at"),
    "access_emergency": Sheet(_("Noodtoegang"), "id case_id worker_id reason at ends_at", _ALL),
    "access_sectiongrant": Sheet(
        _("Wie een deel van uw zaak mag lezen"),
        "id act case_id subject_kind subject_id sections ground named reason starts_on ends_on given_by given_at"
        " ended_at ended_by",
        _ALL,
    ),
    "cases_representation": Sheet(
        _("Wie voor u handelt"),
        "id case_id client_id representative_id ground document document_on starts_on ends_on care money care_ends_on"
        " money_ends_on recorded_by recorded_at void",
    ),
    "cases_representative": Sheet(_("Wie dat is"), "id organisation_id given_name family_name works_at phone", _ALL),
    "keeping_hold": Sheet(
        _("Wat niet gewist mag worden"),
        "id organisation_id case_id client_id reason starts_on until set_by set_at ended_by ended_at less_by less_at"
        " less_why",
        _ALL,
    ),
    "cases_sharing": Sheet(
        _("Wat met anderen is gedeeld"),
        "id case_id client_id act refused partner_id whom way purpose ground named gain harm less consent consent_words"
        " free forced source route law kept_until starts_at ends_on stopped_at stopped_by stopped_why recorded_by"
        " recorded_at",
    ),
    "cases_sharedpart": Sheet(
        _("Wat er dan is gedeeld"), "id case_id sharing_id place sort about_id number joint text", _ALL
    ),
    "cases_partner": Sheet(_("Met wie dat is"), "id organisation_id works_at given_name family_name phone", _ALL),
    "alliance_pair": Sheet(_("Met wie de rondes zijn"), "id case_id client_id worker_id pair_kind begins_on ends_on"),
    "people_organisation": Sheet(
        _("Organisaties"),
        "id name confidant complaints",
        "t.id IN (SELECT organisation_id FROM cases_case)",
    ),
    "people_team": Sheet(_("Teams"), "id organisation_id name phone", "t.id IN (SELECT team_id FROM cases_case)"),
}
"""Each table that a client is given, with the rows that are that client's."""

OTHERWISE = {
    "people_worker": "the names of those who stand in it, under workers",
    "people_citizennumber": "opened, under citizen_numbers",
    "cases_networkperson": "by a function of the database, under network: who is a victim is for workers",
    "cases_acknowledgement": "by a function of the database, under read",
    "alliance_round": "read when the copy is fetched, under rounds, so that what was erased is gone",
    "alliance_part": "the own part, read when the copy is fetched, under rounds",
    "alliance_conversation": "what the two agreed, read when the copy is fetched, under rounds",
    "alliance_jotting": "the note the two share, on the page of the round; a draft is its writer's",
    "alliance_shown": "to whom earlier rounds are shown, under rounds",
    "alliance_wish": "whether the client wants to be asked, under rounds",
    "alliance_researchconsent": "by a function of the database, when the copy is fetched, under research",
    "alliance_researchuse": "by a function of the database, when the copy is fetched, under research",
    "alliance_mailbox": "the address of the reminder, under reminder",
}
"""Tables whose content a client gets in another way."""

ASK_FOR: dict[str, str | Promise] = {
    "cases_form": _("Formulieren die medewerkers invulden"),
    "cases_missed": _("Wat er is geprobeerd bij niet komen"),
    "cases_question": _("Vragen die de bureaudienst doorgaf"),
    "cases_handover": _("Wat medewerkers bij een overdracht aan elkaar schreven"),
    "cases_askeddecision": _("Vragen om een besluit aan wie het team leidt"),
    "cases_outcome": _("Hoe en waarom een zaak is afgesloten"),
    "cases_waiting": _("Een plek op een wachtlijst"),
}
"""What only workers read in the program: told to the client by name, with whom to ask for it."""

LEFT_OUT = {
    "access_account": "the way in: the client knows the name, and nobody is given a password",
    "access_binding": "with which provider one signs in stands on the page about signing in; a hash, and no name",
    "access_invitation": "short-lived: a hash of a code that was handed over",
    "access_alert": "what stood out in the reading of a worker; each look itself stands under Wie keek",
    "access_counter": "counts of failed sign-ins by a hash, short-lived",
    "access_grant": "who may see a case stands on the page of who is involved",
    "access_logsearch": "that an officer searched the log; each look at the client's lines stands under Wie keek",
    "access_matching": "a hash of a question who is known here, by which nothing is found, for a day",
    "access_session": "short-lived",
    "access_kept": "what was typed and not sent, for a day, on a page of its own",
    "access_visit": "short-lived: where one is signed in stands on its own page",
    "access_steperased": "told on the page about signing in",
    "access_watch": "limits an organisation set",
    "account_emailaddress": "unused",
    "account_emailconfirmation": "unused",
    "alliance_afterthought": "what was thought of the talk is read by nobody, and is in no file of any person",
    "alliance_itemflag": "holds nobody",
    "alliance_link": "codes, used once",
    "alliance_noticerelease": "about texts, not about people",
    "alliance_questionnairepack": "about texts, not about people",
    "alliance_research": "what a researcher asked for; where own answers went along stands under research",
    "cases_addressee": "addresses of authorities",
    "cases_calendar": "the worker's",
    "cases_desk": "the worker's",
    "cases_duty": "follows from the facts",
    "cases_import_reference": "numbers of another system by which rows came in",
    "cases_keptfigures": "numbers, about nobody",
    "cases_letteropened": "which letters the client opened, which the client knows",
    "cases_letterpaper": "the same letters as paper, under Brieven aan u",
    "cases_move": "about versions of a practice, not about people",
    "cases_movedcase": "which version a case works by stands at the case",
    "cases_owncopy": "this copy itself",
    "cases_practice": "about texts, not about people",
    "cases_practicedraft": "about texts, not about people",
    "cases_reckoning": "follows from the facts",
    "cases_reminded": "that a reminder went out, short-lived",
    "cases_stockcount": "numbers, about nobody",
    "cases_table": "about texts, not about people",
    "cases_talkdraft": "a worker's unfinished notes, until they are kept",
    "cases_weight": "the worker's",
    "keeping_batch": "what is to be deleted, by numbers that tell of nobody",
    "keeping_due": "numbers of what is kept too long; the term stands on the page",
    "keeping_item": "numbers of what is to be deleted",
    "keeping_term": "how long an organisation keeps things stands on the page, for everybody alike",
    "keeping_tombstone": "numbers of what is gone",
    "mfa_authenticator": "secrets of sign-in",
    "people_area": "a name of organisations together",
    "people_membership": "the worker's",
    "people_office": "the worker's",
}
"""Tables that no copy holds, and why."""

COLUMNS_LEFT_OUT = {
    "area_id": "the collaboration of organisations",
    "access_emergency.client_id": "who of the case was named, which may be another",
    "access_emergency.organisation_id": "whose the case is, as it says itself",
    "access_emergency.law": "why it was told later, which is over when it can be read",
    "access_emergency.kept_until": "until when it was told later, which is over when it can be read",
    "cases_case.title": "the names of all it is about, of which the own one stands above",
    "cases_case.title_key": "the title again, to find it by",
    "cases_plan.revision": "counts savings, against two at once",
    "cases_plan.saved_with": "a number of the form, against two at once",
    "cases_letter.version": "counts savings, against two at once",
    "keeping_hold.law": "why it would not be told; what is told has none",
    "money_creditor.name_key": "the name again, to find it by",
    "people_client.sort_key": "the name again, to find it by",
    "people_client.trigrams": "the name again, to find it by",
    "people_organisation.number_ground": "the law by which it uses a number, told where the number stands",
    "people_organisation.practices": "about texts, not about people",
    "people_organisation.second_step": "how clients sign in there, which each client knows",
    "people_organisation.averages_from": "about the organisation; the notice before a round says it",
}
"""Columns of those tables that are left out, and why."""
