"""Loading an organisation's own questionnaire, counting remarks on questions, and registering the texts of practices.

Done as owner, from the command line or when a server starts; the application role can do none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import connections, transaction
from django.db.models import Count

from alliantie import clock
from alliantie.alliance.models import ItemFlag, QuestionnairePack
from alliantie.alliance.packs import read_pack
from alliantie.people.administration import OWNER
from alliantie.people.models import Organisation

Outcome = Literal["loaded", "licence changed", "loaded already"]


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading a file came to."""

    pack: QuestionnairePack
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Flags:
    """How many remarks one item got for one reason, by clients and professionals together."""

    instrument: str
    version: str
    variant: str
    item: str
    why: str
    count: int


def load_questionnaire(data: bytes, organisation: Organisation, *, now: datetime, file: str) -> Loading:
    """Load a questionnaire for an organisation; the same bytes again change nothing.

    The same wording with other bytes is another licence (longer, or withdrawn by an earlier last day) and takes the
    place of the one before. A version has one wording in the whole installation, since its rounds are joined. Raises
    InstrumentError with all problems at once, told by the name `file`; nothing is loaded then.
    """
    with transaction.atomic(using=OWNER):
        with connections[OWNER].cursor() as cursor:
            # Two at once would each miss the wording of the other.
            cursor.execute("LOCK TABLE alliance_questionnairepack IN SHARE ROW EXCLUSIVE MODE")
        packs = QuestionnairePack.objects.using(OWNER)
        known = {
            (instrument_id, version): hash_
            for instrument_id, version, hash_ in packs.values_list("instrument_id", "version", "hash")
        }
        names = (organisation.name, str(organisation.id))
        instrument = read_pack(data, clock.day_of(now), file=file, known=known, organisation=names).instrument
        found = packs.filter(organisation=organisation, instrument_id=instrument.id, version=instrument.version).first()
        if found is not None and bytes(found.content) == data:
            return Loading(found, "loaded already")
        pack = found or QuestionnairePack(
            area_id=organisation.area_id,
            organisation=organisation,
            instrument_id=instrument.id,
            version=instrument.version,
            hash=instrument.hash,
        )
        pack.content = data
        pack.holder = instrument.licence.holder
        pack.last_day = instrument.licence.last_day
        pack.loaded_at = now
        pack.save(using=OWNER)
        return Loading(pack, "licence changed" if found else "loaded")


def loaded_questionnaires() -> tuple[QuestionnairePack, ...]:
    """Every loaded questionnaire of every organisation, with its organisation. One query."""
    found = QuestionnairePack.objects.using(OWNER).select_related("organisation")
    return tuple(found.order_by("organisation__name", "instrument_id", "loaded_at", "id"))


def flag_counts(since: date) -> tuple[Flags, ...]:
    """The remarks of whole months from the one of `since` on, the most frequent of each version first. One query.

    Only counts: who remarked was never kept, and no single month is told.
    """
    keys = ("instrument_id", "instrument_version", "variant", "item", "why")
    found = (
        ItemFlag.objects.using(OWNER)
        .filter(month__gte=since.replace(day=1))
        .values_list(*keys)
        .annotate(count=Count("id"))
        .order_by("instrument_id", "instrument_version", "variant", "-count", "item", "why")
    )
    return tuple(Flags(*row) for row in found)


def register_practices(hashes: Mapping[tuple[str, str], str]) -> None:
    """Tell the database the texts that can be released: id and version of each practice with the hash of its file.

    What was registered before is gone, so that an older text of this installation can be released no more; the versions
    of organisations, which never change, stay.
    """
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("LOCK TABLE alliance.practice_text IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM alliance.practice_text")
        cursor.executemany(
            "INSERT INTO alliance.practice_text (practice_id, practice_version, practice_hash) VALUES (%s, %s, %s)",
            [(*numbers, known) for numbers, known in hashes.items()],
        )
        cursor.execute(
            "INSERT INTO alliance.practice_text (practice_id, practice_version, practice_hash)"
            " SELECT practice_id, version, hash FROM public.cases_practice ON CONFLICT DO NOTHING"
        )
