"""A paper form, for the colleague who types it in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import questionnaires, vault
from alliantie.alliance.models import Pair, Round
from alliantie.alliance.queries.rounds import RoundHere
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A printed form, for the colleague who types it in: what is asked, and where it goes. Without any name."""

    number: str
    here: RoundHere
    part_id: UUID
    key: bytes


def paper_form(actor: Actor, number: str) -> PaperForm | None:
    """The form with this number, for a colleague outside the pair; None when unknown, over, or of the own pair.

    One query, and those of a loaded questionnaire.
    """
    proven_actor(actor)
    typed = "".join(sign for sign in number.lower() if sign.isalnum())[:24]
    found = read("alliance.paper_form", typed)
    if not found:
        return None
    (
        round_id, pair_id, part_id, organisation_id, practice_id, practice_version, pair_kind,
        instrument_id, instrument_version, variant, length, form, wrapped,
    ) = found[0]  # fmt: skip
    asked = Round(
        id=round_id,
        pair_id=pair_id,
        instrument_id=instrument_id,
        instrument_version=instrument_version,
        variant=variant,
        length=length,
        form=form,
    )
    case = Case(organisation_id=organisation_id, practice_id=practice_id, practice_version=practice_version)
    here = RoundHere(
        asked,
        Pair(id=pair_id, pair_kind=pair_kind),
        practice_of(case),
        "",
        "",
        questionnaires.loaded(actor, instrument_id, instrument_version),
    )
    return PaperForm(typed, here, part_id, vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped)))
