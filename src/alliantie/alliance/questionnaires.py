"""Which questionnaires there are: those that come with the software, and those an organisation loaded itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.access.plain import Columns, ask
from alliantie.access.policies import NotNow
from alliantie.alliance.models import QuestionnairePack
from alliantie.instruments import Instrument, kept_pack
from alliantie.instruments import library as instruments
from alliantie.instruments.schema import LicensedInstrument
from alliantie.practices import Practice
from alliantie.web.dates import short_day_in_words

OWN = "own"


class UnknownQuestionnaireError(LookupError):
    """No such version among ours, nor among those the actor may read."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A questionnaire a new round may take: `lengths` with the usual one first, `easy` when it has an easy form.

    `holder` is who owns it, "" for our own.
    """

    id: str
    version: str
    name: str
    holder: str
    lengths: tuple[int, ...]
    easy: bool


def is_ours(instrument_id: str) -> bool:
    """Whether a questionnaire comes with the software; no loaded one can take such a name."""
    return instrument_id in instruments().ids()


def get(actor: Actor, instrument_id: str, version: str) -> Instrument:
    """One version, expired or not, so that its rounds stay readable. Raises UnknownQuestionnaireError.

    No query for ours, one for a loaded one, two when this process did not read it yet.
    """
    try:
        return loaded(actor, instrument_id, version) or instruments().get(instrument_id, version)
    except KeyError as error:
        raise UnknownQuestionnaireError(f"{instrument_id} {version}") from error


def loaded(actor: Actor, instrument_id: str, version: str) -> LicensedInstrument | None:
    """One version of a questionnaire an organisation loaded, None for one of ours. As `get`."""
    if is_ours(instrument_id):
        return None
    # Two organisations may have loaded it; loading sees to it that one version has one wording everywhere.
    found = (
        QuestionnairePack.objects.visible_to(actor)
        .filter(instrument_id=instrument_id, version=version)
        .defer("content")
        .order_by("-loaded_at", "id")
        .first()
    )
    if found is None:
        raise UnknownQuestionnaireError(f"{instrument_id} {version}")
    return _read(actor, found)


def available(actor: Actor, organisation_id: UUID, practice: Practice, on: date, language: str) -> tuple[Choice, ...]:
    """What a round of this organisation and practice may take on a day: our own first, then its loaded ones by name.

    Of each the newest version that fits. One query, one more for each this process did not read yet.
    """
    found: dict[str, LicensedInstrument] = {}
    for pack in _loaded(actor, organisation_id):
        if (
            pack.last_day >= on
            and pack.instrument_id not in found
            and _fits(instrument := _read(actor, pack), practice)
        ):
            found[pack.instrument_id] = instrument
    own = instruments().latest(OWN)
    return (
        _choice(own, practice, language),
        *sorted((_choice(each, practice, language) for each in found.values()), key=lambda each: (each.name, each.id)),
    )


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a questionnaire an organisation can read. `last_day` is None and `holder` "" for our own."""

    id: str
    version: str
    name: str
    holder: str
    status: str
    last_day: date | None


def versions(actor: Actor, organisation_id: UUID, language: str) -> tuple[Version, ...]:
    """Every version there is for an organisation: ours, then the loaded ones; newest first. Queries as `available`."""
    ours = instruments()
    own = [ours.get(each, version) for each in ours.ids() for version in reversed(ours.versions(each))]
    loaded = [_read(actor, pack) for pack in _loaded(actor, organisation_id)]
    return tuple(
        Version(
            each.id,
            each.version,
            each.name.in_(each.language_for(language)),
            each.licence.holder if isinstance(each, LicensedInstrument) else "",
            each.status,
            each.licence.last_day if isinstance(each, LicensedInstrument) else None,
        )
        for each in (*own, *loaded)
    )


def wordings(actor: Actor) -> dict[tuple[str, str], str]:
    """The hash of each loaded version the actor may read, by id and version. One query."""
    found = QuestionnairePack.objects.visible_to(actor).values_list("instrument_id", "version", "hash")
    return {(instrument_id, version): hash_ for instrument_id, version, hash_ in found}


def for_new_round(
    actor: Actor,
    organisation_id: UUID,
    practice: Practice,
    on: date,
    *,
    instrument_id: str = OWN,
    length: int | None = None,
    easy: bool = False,
) -> tuple[Instrument, int]:
    """The questionnaire, in its newest version that fits, and the length for a round that opens on a day.

    Raises NotNow, with the reason, when this organisation has no such questionnaire, its last day has passed by then,
    or it does not offer the practice's wording, the length or the easy form. Of our own a length that the practice does
    not use becomes the usual one.
    """
    if is_ours(instrument_id):
        ours = instruments().latest(instrument_id)
        offered = _lengths(ours, practice)
        return ours, length if length in offered else offered[0]
    known = [pack for pack in _loaded(actor, organisation_id) if pack.instrument_id == instrument_id]
    if not known:
        raise NotNow(_("Deze organisatie heeft deze vragenlijst niet."))
    usable = [pack for pack in known if pack.last_day >= on]
    if not usable:
        last_day = short_day_in_words(max(pack.last_day for pack in known), (get_language() or "nl")[:2])
        raise NotNow(_("Deze vragenlijst geldt tot en met %(day)s. Daarna niet meer.") % {"day": last_day})
    instrument = next((read for pack in usable if _fits(read := _read(actor, pack), practice)), None)
    if instrument is None:
        raise NotNow(_("Deze vragenlijst past niet bij deze werkwijze."))
    chosen = length or _lengths(instrument, practice)[0]
    if chosen not in instrument.lengths:
        raise NotNow(_("Deze vragenlijst heeft geen vorm met %(length)s vragen.") % {"length": chosen})
    if easy and instrument.forms.easy is None:
        raise NotNow(_("Deze vragenlijst heeft geen makkelijke vorm."))
    return instrument, chosen


_PACK = Columns(QuestionnairePack, "q", without=("content",))
_LOADED = f"""SELECT {_PACK} FROM alliance_questionnairepack q
 WHERE q.organisation_id = %s AND q.organisation_id = ANY ((SELECT access.organisations())::uuid[])"""  # noqa: S608


def _loaded(actor: Actor, organisation_id: UUID) -> list[QuestionnairePack]:
    """What an organisation loaded, newest version first."""
    found = map(_PACK.made, ask(actor, _LOADED, (organisation_id,)))
    return sorted(found, key=lambda pack: (pack.instrument_id, -int(pack.version)))


def _fits(instrument: Instrument, practice: Practice) -> bool:
    return any(variant.id == practice.rounds.variant for variant in instrument.variants)


def _lengths(instrument: Instrument, practice: Practice) -> tuple[int, ...]:
    """The lengths a round may have, the usual one first.

    The practice's lengths are about our own questionnaire. Another one is as long as it is; where it happens to have a
    length the practice prefers, that one comes first.
    """
    preferred = tuple(length for length in practice.rounds.lengths if length in instrument.lengths)
    if is_ours(instrument.id):
        return preferred
    return (*preferred, *(length for length in instrument.lengths if length not in preferred))


def _choice(instrument: Instrument, practice: Practice, language: str) -> Choice:
    return Choice(
        instrument.id,
        instrument.version,
        instrument.name.in_(instrument.language_for(language)),
        instrument.licence.holder if isinstance(instrument, LicensedInstrument) else "",
        _lengths(instrument, practice),
        instrument.forms.easy is not None,
    )


# By row and moment of loading: another loading of the same questionnaire has another moment.
_READ: dict[tuple[UUID, datetime], LicensedInstrument] = {}
_MOST = 64


def _read(actor: Actor, pack: QuestionnairePack) -> LicensedInstrument:
    key = (pack.id, pack.loaded_at)
    if key not in _READ:
        found = QuestionnairePack.objects.visible_to(actor).filter(id=pack.id, loaded_at=pack.loaded_at)
        content = found.values_list("content", flat=True).get()
        if len(_READ) >= _MOST:
            _READ.clear()
        _READ[key] = kept_pack(bytes(content)).instrument
    return _READ[key]
