"""Rows on their way into the database by COPY: which columns, and of which type, stand here once for each table."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

from psycopg import sql

# In an order in which each row comes after those it points to. Binary COPY needs the exact types.
TABLES: Mapping[str, Mapping[str, str]] = {
    "public.people_worker": {
        "id": "uuid",
        "area_id": "uuid",
        "organisation_id": "uuid",
        "given_name": "varchar",
        "family_name": "varchar",
        "phone": "varchar",
    },
    "public.people_membership": {
        "id": "uuid",
        "area_id": "uuid",
        "team_id": "uuid",
        "worker_id": "uuid",
        "starts_on": "date",
        "ends_on": "date",
    },
    "public.people_client": {
        "id": "uuid",
        "area_id": "uuid",
        "given_name": "varchar",
        "family_name": "varchar",
        "born_on": "date",
        "sort_key": "varchar",
        "trigrams": "varchar[]",
        "language": "varchar",
        "easy_form": "bool",
    },
    "public.access_account": {
        "id": "uuid",
        "login": "varchar",
        "password": "varchar",
        "last_login": "timestamptz",
        "worker_id": "uuid",
        "client_id": "uuid",
        "area_id": "uuid",
        "shown_as": "varchar",
        "is_active": "bool",
    },
    "public.access_grant": {
        "id": "uuid",
        "area_id": "uuid",
        "subject_kind": "varchar",
        "subject_id": "uuid",
        "case_id": "uuid",
        "right": "varchar",
        "ground": "varchar",
        "starts_at": "timestamptz",
        "ends_at": "timestamptz",
        "given_by": "uuid",
    },
    "public.cases_case": {
        "id": "uuid",
        "area_id": "uuid",
        "organisation_id": "uuid",
        "team_id": "uuid",
        "worker_id": "uuid",
        "practice_id": "varchar",
        "practice_version": "varchar",
        "practice_hash": "varchar",
        "title": "varchar",
        "title_key": "varchar",
        "opened_on": "date",
        "closed_on": "date",
    },
    "public.cases_participant": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "role": "varchar",
    },
    "public.cases_measure": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "measure_id": "varchar",
        "starts_on": "date",
        "ends_on": "date",
    },
    "public.cases_fact": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "kind": "varchar",
        "talk_id": "varchar",
        "on": "date",
        "values": "jsonb",
        "others": "bool",
        "recorded_by": "uuid",
        "recorded_at": "timestamptz",
        "corrects_id": "uuid",
        "void": "bool",
        "text": "text",
        "together": "uuid",
    },
    "public.cases_outcome": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "kind": "varchar",
        "reason": "varchar",
        "interests": "text",
        "cause": "text",
        "contact": "text",
        "on": "date",
        "recorded_by": "uuid",
        "recorded_at": "timestamptz",
        "undone_at": "timestamptz",
    },
    "public.cases_agreement": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "text": "varchar",
        "owner": "varchar",
        "owner_name": "varchar",
        "due_on": "date",
        "made_at": "timestamptz",
        "made_by": "uuid",
        "state": "varchar",
        "settled_at": "timestamptz",
        "settled_by": "uuid",
        "reason": "varchar",
    },
    "public.cases_condition": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "sort": "varchar",
        "text": "varchar",
        "starts_on": "date",
        "until": "date",
        "noted_by": "uuid",
        "noted_at": "timestamptz",
    },
    "public.cases_plan": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "number": "int2",
        "state": "varchar",
        "content": "jsonb",
        "revision": "int4",
        "saved_with": "uuid",
        "saved_by": "uuid",
        "saved_at": "timestamptz",
        "agreed_on": "date",
        "agreed_by": "uuid",
    },
    "public.cases_appointment": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "worker_id": "uuid",
        "talk_id": "varchar",
        "starts_at": "timestamptz",
        "minutes": "int2",
        "place": "varchar",
        "bring": "varchar",
        "cancelled_by": "varchar",
    },
    "public.cases_explanation": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "practice_version": "varchar",
        "explained_on": "date",
        "explained_by": "uuid",
    },
    "public.cases_acknowledgement": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "practice_version": "varchar",
        "at": "timestamptz",
    },
    "public.access_reading": {
        "area_id": "uuid",
        "reader_kind": "varchar",
        "reader_id": "uuid",
        "what": "varchar",
        "case_id": "uuid",
        "client_id": "uuid",
        "device": "varchar",
        "ground": "varchar",
        "at": "timestamptz",
    },
    "public.alliance_pair": {
        "id": "uuid",
        "area_id": "uuid",
        "case_id": "uuid",
        "client_id": "uuid",
        "worker_id": "uuid",
        "pair_kind": "varchar",
        "begins_on": "date",
        "ends_on": "date",
    },
    "public.alliance_wish": {"pair_id": "uuid", "area_id": "uuid", "client_id": "uuid", "do_not_ask": "bool"},
    "secrets.pair_key": {"pair_id": "uuid", "area_id": "uuid", "wrapped": "bytea"},
    "public.alliance_shown": {"id": "uuid", "area_id": "uuid", "earlier_id": "uuid", "later_id": "uuid"},
    "public.alliance_round": {
        "id": "uuid",
        "area_id": "uuid",
        "pair_id": "uuid",
        "number": "int2",
        "state": "varchar",
        "instrument_id": "varchar",
        "instrument_version": "varchar",
        "variant": "varchar",
        "length": "int2",
        "form": "varchar",
        "reason": "varchar",
        "opens_on": "date",
        "answer_until": "date",
        "revealed_at": "timestamptz",
        "discussed_on": "date",
    },
    "public.alliance_part": {
        "id": "uuid",
        "area_id": "uuid",
        "round_id": "uuid",
        "pair_id": "uuid",
        "role": "varchar",
        "owner_id": "uuid",
        "answers": "bytea",
        "picture": "bytea",
        "share": "varchar",
        "sealed_at": "timestamptz",
        "withdrawn": "bool",
        "confirmed_at": "timestamptz",
        "closed_because": "varchar",
        "own_word": "bool",
        "quiet": "bool",
        "reminded": "bool",
        "pin_hash": "bytea",
        "pin_chosen": "bool",
        "pin_tries": "int2",
        "by_account": "bool",
    },
    "public.alliance_conversation": {
        "round_id": "uuid",
        "area_id": "uuid",
        "pair_id": "uuid",
        "agreement": "bytea",
        "agreement_state": "varchar",
        "date_in_file": "bool",
        "fact_id": "uuid",
    },
    "public.alliance_afterthought": {
        "round_id": "uuid",
        "area_id": "uuid",
        "client_id": "uuid",
        "answers": "bytea",
    },
}

Row = dict[str, Any]


def number(chance: Random) -> UUID:
    """A number for a row, made like those of everyday use, but the same from one seed."""
    return UUID(int=chance.getrandbits(128), version=4)


class Rows:
    """Rows by table, kept until they are written; a row can be changed until then."""

    def __init__(self) -> None:
        self._of: dict[str, list[Row]] = {table: [] for table in TABLES}

    def add(self, table: str, **values: Any) -> Row:
        """Add a row; columns that are not given stay empty. Raises KeyError for an unknown table or column."""
        name = f"public.{table}" if "." not in table else table
        unknown = values.keys() - TABLES[name].keys()
        if unknown:
            raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
        self._of[name].append(values)
        return values

    def copy(self, cursor: Any) -> None:
        """Write everything through a cursor of a running transaction, one COPY for each table that has rows."""
        for table, columns in TABLES.items():
            if not self._of[table]:
                continue
            statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
                sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with cursor.copy(statement) as out:
                out.set_types(list(columns.values()))
                for row in self._of[table]:
                    out.write_row([row.get(column) for column in columns])
            self._of[table].clear()
