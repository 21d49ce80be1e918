"""Reading what a worker typed of a talk that is not recorded yet, or of what is to be shared."""

from __future__ import annotations

from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models import TalkDraft


def talk_draft(actor: Actor, case_id: UUID, of: TalkDraft.Of = TalkDraft.Of.TALK) -> TalkDraft | None:
    """The reader's own draft in a case, of a talk unless said otherwise. One query."""
    return TalkDraft.objects.visible_to(actor).filter(worker_id=actor.me, case_id=case_id, of=of).first()
