"""Making a way of working one's own: a copy that is changed in small steps, and adopted as a version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.cases.models import PracticeDraft
from alliantie.people.models import Organisation
from alliantie.practices import library
from alliantie.practices.editing import with_value
from alliantie.practices.library import load_copy


def begin_draft(
    *, actor: Actor, now: datetime, organisation: Organisation, practice_id: str, based_on: str, content: str
) -> PracticeDraft:
    """A copy to change, of a version or of a text that passed the check. Raises NotNow where one is being changed."""
    proven_actor(actor)
    try:
        with transaction.atomic():
            draft: PracticeDraft = PracticeDraft.objects.create(
                area_id=organisation.area_id,
                organisation_id=organisation.id,
                practice_id=practice_id,
                based_on=based_on,
                content=content,
                changed_at=now,
                changed_by_id=actor.me,
            )
    except IntegrityError as error:
        raise NotNow(_("Er is al een kopie in de maak. Maak die eerst af, of gooi hem weg.")) from error
    return draft


def keep_draft(*, actor: Actor, now: datetime, draft_id: UUID, seen: int, content: str) -> None:
    """Keep the copy with a change. Raises NotNow where somebody else changed it since it was `seen`."""
    changed = (
        PracticeDraft.objects.visible_to(actor)
        .filter(id=draft_id, kept=seen)
        .update(content=content, kept=F("kept") + 1, changed_at=now, changed_by_id=actor.me)
    )
    _check_changed(actor, draft_id, changed)


def drop_draft(*, actor: Actor, draft_id: UUID, seen: int) -> None:
    """Throw the copy away. Raises NotNow where somebody else changed it since it was `seen`."""
    gone = PracticeDraft.objects.visible_to(actor).filter(id=draft_id, kept=seen).delete()[0]
    _check_changed(actor, draft_id, gone)


def _check_changed(actor: Actor, draft_id: UUID, count: int) -> None:
    if not count:
        if PracticeDraft.objects.visible_to(actor).filter(id=draft_id, changed_by_id=actor.me).exists():
            raise NotNow(_("Deze kopie is intussen veranderd. Er is niets overschreven. Kijk eerst opnieuw."))
        raise NotNow(_("Iemand anders veranderde deze kopie intussen. Er is niets overschreven. Kijk eerst opnieuw."))


def adopt_draft(*, actor: Actor, now: datetime, draft: PracticeDraft, seen: int) -> str:
    """Adopt the copy as the next version of the organisation; it never changes after that. Gives the version.

    New cases begin by it; a case that runs stays under its own until it is moved. Raises Denied, and NotNow where the
    copy is another than was `seen`, is gone, or has a name that others use. Raises ValueError for a text that does not
    pass the check.
    """
    proven_actor(actor)
    practice, problems = load_copy(draft.content.encode())
    if practice is None:
        raise ValueError("; ".join(map(str, problems)))
    if practice.id != draft.practice_id:
        raise ValueError(f"{practice.id} is not {draft.practice_id}")
    taken = draft.practice_id in library().ids() and not draft.based_on
    if taken:
        raise NotNow(_("Deze naam is al in gebruik. Er is niets veranderd."))
    year = clock.day_of(now).year
    with transaction.atomic():
        version = f"{year}-{call('access.next_practice_number', draft.practice_id, str(year))}"
        call("access.adopt_practice", draft.id, seen, version, with_value(draft.content, ("version",), version))
    return version
