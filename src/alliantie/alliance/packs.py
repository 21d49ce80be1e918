"""Checking a questionnaire file of an organisation before it is loaded. Needs no Django and no database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import get_args
from uuid import UUID

from alliantie.alliance import vault
from alliantie.alliance.drafts import HELPED, Draft
from alliantie.instruments import Pack, Problem, load_pack
from alliantie.instruments.problems import problem
from alliantie.instruments.questionnaire import Role
from alliantie.instruments.schema import LicensedInstrument
from alliantie.instruments.tree import Tree, dotted


def read_pack(
    data: bytes,
    on_date: date,
    *,
    file: str,
    known: Mapping[tuple[str, str], str] | None = None,
    organisation: Collection[str] | None = None,
) -> Pack:
    """The questionnaire in a file, checked for use here. Raises InstrumentError with all problems at once.

    `file` and `known` are those of `load_pack`. `organisation` holds what the organisation that loads it goes by, its
    name and its id; without it nobody's right is checked.
    """

    def more(tree: Tree, instrument: LicensedInstrument) -> Iterator[Problem]:
        if organisation is not None and not any(Pack(instrument).allows(name) for name in organisation):
            path = ("licence", "organisations")
            yield problem(tree.file, tree.line(path), dotted(path), "not_licensed", detail=next(iter(organisation)))
        for index, length in enumerate(instrument.lengths):
            if not _answers_fit(instrument, length):
                place = ("lengths", index)
                yield problem(tree.file, tree.line(place), dotted(place), "answers_too_large", length=length)

    return load_pack(data, on_date, file=file, known=known, more=more)


def _answers_fit(instrument: LicensedInstrument, length: int) -> bool:
    """Whether the answers of either person, in their longest words, fit the room every part has."""
    for role in get_args(Role):
        asked = [
            item.id
            for scale in instrument.scales
            for item in scale.items
            if length in item.lengths and getattr(item, role) is not None
        ]
        pressed = dict.fromkeys([*asked, HELPED], 9_999_999_999)
        longest = Draft("taking_part", dict.fromkeys(asked, "rather_not"), "rather_not", "professional", pressed)
        try:
            vault.lock(vault.new_key(), "answers", UUID(int=0), longest.as_json())
        except ValueError:
            return False
    return True
