"""What a file of a case holds: each list with its table, its fields and their kinds, as `docs/export.md` tells.

The fields are named one by one, so that a new column never leaves the house unseen. Whatever changes here in what a
reader has to expect makes another `VERSION`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FORMAT, VERSION = "alliantie-case", 1

_KINDS: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "format": "uuid"},
    "ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "moment": {"type": "string", "format": "date-time"},
    "number": {"type": "integer"},
    "euros": {"type": "string", "pattern": r"^\d+\.\d{2}$"},
    "yes_no": {"type": "boolean"},
    "object": {"type": "object"},
    "list": {"type": "array"},
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of the file: its table, its fields ("name:kind", "?" for one that may be empty), and which rows.

    `rows` are among those of the case, or `beside` the case, in a table that serves more cases than this one.
    """

    table: str
    fields: str
    rows: str = ""
    beside: bool = False

    @property
    def named(self) -> tuple[tuple[str, str, bool], ...]:
        """Each field with its kind, and whether it may be empty."""
        pairs = (field.split(":") for field in self.fields.split())
        return tuple((name, kind.rstrip("?"), kind.endswith("?")) for name, kind in pairs)


_RECORDED = "recorded_by:id recorded_at:moment"
_MONEY = f"{_RECORDED} taken_back_at:moment?"
_PAPER = "document:text documented_on:day?"
# A creditor has its case only where nobody else may know it: the others are those of the rows of this case.
_CREDITORS = (
    "t.case_id = %(case)s OR t.id IN (SELECT creditor_id FROM money_claim WHERE case_id = %(case)s"
    " UNION SELECT creditor_id FROM money_line WHERE case_id = %(case)s)"
)

LISTS: dict[str, Listed] = {
    "measures": Listed("cases_measure", "id:id measure_id:text client_id:id? starts_on:day until:day? ends_on:day?"),
    "conditions": Listed(
        "cases_condition",
        "id:id client_id:id? sort:text text:text starts_on:day until:day? ended_on:day? noted_by:id noted_at:moment",
    ),
    "network": Listed(
        "cases_networkperson",
        "id:id client_id:id name:text sort:text relation:text circle:number effect:text words:text by_self:yes_no"
        " may_contact:text said_by:text said_on:day? victim:yes_no banned:yes_no starts_on:day ended_on:day?"
        " noted_by:id noted_at:moment",
    ),
    "facts": Listed(
        "cases_fact",
        "id:id client_id:id? kind:text talk_id:text on:day at:time? values:object together:id? others:yes_no text:text"
        f" {_RECORDED} corrects_id:id? void:yes_no",
        # What two people discussed in a round, and when, is theirs.
        "t.kind <> 'round_discussed'",
    ),
    "client_requests": Listed(
        "cases_clientrequest",
        "id:id client_id:id right:text about:text about_id:id? called:text text:text wanted:text asked_at:moment"
        " due:day state:text answer:text settled_by:id? settled_at:moment? statement:text statement_at:moment?",
    ),
    "explanations": Listed(
        "cases_explanation", "id:id client_id:id practice_version:text explained_on:day explained_by:id"
    ),
    "agreements": Listed(
        "cases_agreement",
        "id:id client_id:id? text:text owner:text owner_name:text due_on:day? together:id? made_at:moment made_by:id"
        " state:text settled_at:moment? settled_by:id? reason:text",
    ),
    "plans": Listed(
        "cases_plan",
        "id:id client_id:id? number:number state:text content:object saved_by:id saved_at:moment agreed_on:day?"
        " agreed_by:id?",
    ),
    "plan_voices": Listed(
        "cases_planvoice",
        "id:id plan_id:id client_id:id? name:text answer:text reason:text on:day by_self:yes_no",
    ),
    "plan_evaluations": Listed(
        "cases_planevaluation",
        f"id:id plan_id:id client_id:id? on:day goals:list {_RECORDED} corrects_id:id? void:yes_no",
    ),
    "appointments": Listed(
        "cases_appointment",
        "id:id client_id:id? worker_id:id talk_id:text starts_at:moment minutes:number? place:text bring:text"
        " cancelled_at:moment? cancelled_by:text settled_at:moment?",
    ),
    "absences": Listed("cases_absence", "id:id appointment_id:id client_id:id starts_at:moment said_at:moment"),
    "missed": Listed(
        "cases_missed",
        f"id:id appointment_id:id client_id:id on:day tried:texts reached:yes_no said:text {_MONEY}",
    ),
    "incidents": Listed(
        "cases_incident",
        f"id:id client_id:id kind:text on:day values:object text:text heard:text state:text {_RECORDED}",
    ),
    "accounts": Listed(
        "cases_account",
        "id:id incident_id:id client_id:id text:text told_to:id told_at:moment",
        # Told to one worker or leader, it is for that reader and for no other system.
        "t.readers = 'file'",
    ),
    "views_of_cause": Listed(
        "cases_viewofcause", f"id:id incident_id:id client_id:id cause:text text:text on:day {_RECORDED}"
    ),
    "responses": Listed(
        "cases_response",
        f"id:id incident_id:id client_id:id option:text reason:text on:day objection_until:day? {_RECORDED}",
    ),
    "contradictions": Listed(
        "cases_contradiction", "id:id incident_id:id view_id:id? client_id:id text:text at:moment"
    ),
    "letters": Listed(
        "cases_letter",
        "id:id client_id:id template_id:text language:text title:text to_client:yes_no addressees:list filled:object"
        " body:text state:text author_id:id made_at:moment writer_id:id written_at:moment signed_by_id:id?"
        " signed_at:moment? sent_on:day? sent_by_id:id? replaces_id:id?",
    ),
    "letter_papers": Listed("cases_letterpaper", "id:id letter_id:id copy:number sha256:text"),
    "forms": Listed(
        "cases_form",
        "id:id client_id:id form_id:text number:number answers:object state:text on:day? outcome:text chosen:text"
        " reason:text own_table_id:id? author_id:id changed_at:moment sent_at:moment?",
    ),
    "tables": Listed(
        "cases_table",
        "id:id table_id:text number:number content:text owner:text valid_from:day valid_until:day?",
        # Those of the organisation by which a form of this case was sorted.
        "t.id IN (SELECT own_table_id FROM cases_form WHERE case_id = %(case)s)",
        beside=True,
    ),
    "asked_decisions": Listed(
        "cases_askeddecision",
        "id:id client_id:id? decision_id:text reason:text asked_by_id:id asked_at:moment state:text answer:text"
        " settled_by_id:id? settled_at:moment?",
    ),
    "outcomes": Listed(
        "cases_outcome",
        f"id:id kind:text reason:text interests:text cause:text contact:text on:day {_RECORDED} undone_at:moment?",
    ),
    "hand_overs": Listed(
        "cases_handover",
        "id:id from_worker_id:id to_worker_id:id asked_by_id:id? note:text asked_at:moment accepted_at:moment?"
        " declined_at:moment? withdrawn_at:moment?",
    ),
    "questions": Listed(
        "cases_question",
        "id:id taken_by_id:id for_worker_id:id text:text urgent:yes_no asked_at:moment answered_at:moment?",
    ),
    "creditors": Listed(
        "money_creditor", f"id:id name:text address:text email:text {_RECORDED}", _CREDITORS, beside=True
    ),
    "claims": Listed(
        "money_claim",
        f"id:id client_ids:ids creditor_id:id kind:text reference:text since:day? status:text status_on:day {_MONEY}",
    ),
    "statements": Listed(
        "money_statement", f"id:id claim_id:id since:day by:text answer:text amount:euros? {_PAPER} {_MONEY}"
    ),
    "budget_lines": Listed(
        "money_line",
        "id:id client_ids:ids sort:text name:text creditor_id:id? applied_on:day? granted_on:day? ends_on:day?"
        f" {_MONEY}",
    ),
    "figures": Listed("money_figure", f"id:id line_id:id since:day amount:euros per:text {_PAPER} {_MONEY}"),
    "papers": Listed(
        "money_paper", f"id:id client_ids:ids name:text asked_on:day in_on:day? reminded_on:day? {_MONEY}"
    ),
    "deadlines": Listed("money_deadline", f"id:id client_ids:ids kind:text on:day over_on:day? {_PAPER} {_MONEY}"),
}

LEFT_OUT = {
    "cases_acknowledgement": "the client's only",
    "cases_letteropened": "the client's only",
    "cases_duty": "follows from the facts",
    "cases_reckoning": "follows from the facts",
    "cases_reminded": "walled: that somebody was reminded tells that they gave an address",
    "cases_movedcase": "which version it works by stands at the case, and why among what happened",
    "cases_talkdraft": "the writer's only, until it is kept",
    "access_grant": "who may see a case here says nothing elsewhere",
    "access_sectiongrant": "which colleagues may read a part here says nothing elsewhere",
    "access_reading": "a log of this system, which the client reads here",
    "access_emergency": "a log of this system, which the client reads here",
    "keeping_hold": "why this organisation keeps it, which says nothing elsewhere",
    "cases_sharing": "a decision of this organisation on its own ground: whoever takes over decides anew",
    "cases_sharedpart": "what such a decision names",
    "cases_representation": "whoever takes over asks for the document itself, which may have changed",
}
"""Tables with a case that no file holds, and why. None of the alliance stands in any file."""

_PERSON = "id:id given_name:text family_name:text born_on:day language:text easy_form:yes_no role:text"
_CASE = (
    "id:id title:text practice_id:text practice_version:text practice_hash:text opened_on:day closed_on:day?"
    " worker_id:id organisation:text team:text"
)


def json_schema() -> dict[str, Any]:
    """The JSON schema of the file, as `docs/export.schema.json` holds it."""
    lists = {name: {"type": "array", "items": _object(listed.named)} for name, listed in LISTS.items()}
    properties = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "exported_at": _KINDS["moment"],
        "exported_by": _KINDS["id"],
        "case": _object(Listed("", _CASE).named),
        "people": {"type": "array", "items": _object(Listed("", _PERSON).named)},
        "workers": {"type": "array", "items": _object(Listed("", "id:id name:text").named)},
        **lists,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT} {VERSION}",
        **_closed(properties),
    }


def _object(named: tuple[tuple[str, str, bool], ...]) -> dict[str, Any]:
    return _closed(
        {
            name: {"anyOf": [_KINDS[kind], {"type": "null"}]} if may_be_empty else _KINDS[kind]
            for name, kind, may_be_empty in named
        }
    )


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
