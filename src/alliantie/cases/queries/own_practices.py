"""The versions of a practice that organisations made: found by the library, and listed for whoever manages them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor
from alliantie.cases.models import OwnPractice, PracticeDraft
from alliantie.practices import Practice, UnknownPracticeError, library
from alliantie.practices.loader import read_kept

_read: dict[tuple[str, str], Practice] = {}


def find(practice_id: str, version: str) -> Practice | None:
    """The version an organisation made, or with "" the newest of this practice; None where there is none.

    One query for the first who asks in this process: a version never changes. Asked for through a case or a page that
    belong to the organisation; the text itself says nothing about anybody. A text counts only under the name it has
    itself, so that no version stands in for another.
    """
    if (known := _read.get((practice_id, version))) is not None:
        return known
    for words, kept_as in read("access.own_practice", practice_id, version):
        practice = read_kept(words.encode())
        if practice is not None and (practice.id, practice.version) == (practice_id, kept_as):
            _read[practice_id, kept_as] = practice
            return practice
    return None


def forget() -> None:
    """Forget what was read, where the database is another from now on."""
    _read.clear()


def versions_of(actor: Actor, organisation_id: UUID, practice_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The versions of each practice that an organisation can use: its own, newest first, then ours. One query."""
    own: dict[str, list[str]] = {each: [] for each in practice_ids}
    rows = OwnPractice.objects.visible_to(actor).filter(organisation_id=organisation_id, practice_id__in=own)
    for practice_id, version in rows.order_by("-adopted_at").values_list("practice_id", "version"):
        own[practice_id].append(version)
    ours = {each: library().versions(each) if each in library().ids() else () for each in own}
    return {each: (*own[each], *reversed(ours[each])) for each in own}


def current_versions(actor: Actor, organisation_id: UUID, practice_ids: Iterable[str]) -> dict[str, Practice]:
    """By which version of each practice an organisation begins a case: its newest own one, or else ours.

    One query, and one for each own version that nobody asked for yet. What cannot be found is left out.
    """
    own = OwnPractice.objects.visible_to(actor).filter(organisation_id=organisation_id).order_by("adopted_at")
    newest = dict(own.values_list("practice_id", "version"))
    found = {}
    for each in practice_ids:
        try:
            found[each] = library().get(each, newest[each]) if each in newest else library().latest(each)
        except UnknownPracticeError:
            continue
    return found


def drafts_of(actor: Actor, organisation_id: UUID) -> dict[str, PracticeDraft]:
    """The copies that an organisation is changing, by practice. One query."""
    return {
        each.practice_id: each
        for each in PracticeDraft.objects.visible_to(actor)
        .filter(organisation_id=organisation_id)
        .select_related("changed_by")
    }


def own_text(actor: Actor, organisation_id: UUID, practice_id: str, version: str) -> str | None:
    """The text of an own version; None where the organisation has no such version. One query."""
    own = OwnPractice.objects.visible_to(actor).filter(organisation_id=organisation_id, practice_id=practice_id)
    return own.filter(version=version).values_list("content", flat=True).first()
