"""What a worker typed of a talk, or of what is to be shared: kept for its writer until that is done, or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, TalkDraft

Fields = Mapping[str, list[str]]


def keep_talk(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    token: UUID,
    fields: Fields,
    seen: int,
    page: UUID,
    of: TalkDraft.Of = TalkDraft.Of.TALK,
) -> bool:
    """Keep what is being typed of a talk in this case, or of what it is `of`, for the writer alone.

    From `token` follows the number that the talk or the act gets.

    Gives False, and keeps nothing, where the writer wrote on another page since this one was opened: `seen` is the
    draft as it was then, 0 without any, and `page` goes on over what it wrote itself.
    """
    there = TalkDraft.objects.visible_to(actor).filter(worker_id=actor.me, case_id=case.id, of=of)
    ours = there.filter(Q(revision=seen) | Q(saved_with=page), id=token)
    if ours.update(fields=dict(fields), revision=F("revision") + 1, saved_with=page, saved_at=now):
        return True
    made = TalkDraft(
        id=token,
        area_id=case.area_id,
        case_id=case.id,
        worker_id=actor.me,
        of=of,
        fields=dict(fields),
        revision=1,
        saved_with=page,
        saved_at=now,
    )
    if seen or there.exists():
        return False
    TalkDraft.objects.bulk_create([made], ignore_conflicts=True)
    return there.filter(id=token, saved_with=page).exists()


def forget_talk(*, actor: Actor, case_id: UUID, token: UUID, seen: int | None = None, page: UUID | None = None) -> None:
    """Throw the own draft away; with `seen` and `page` only as that page knows it, so that no other text is lost."""
    there = TalkDraft.objects.visible_to(actor).filter(worker_id=actor.me, case_id=case_id, id=token)
    if seen is not None:
        there = there.filter(Q(revision=seen) | Q(saved_with=page))
    there.delete()
