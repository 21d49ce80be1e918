"""What is being typed of a talk, or of what is to be shared: kept a moment after the last key, for its writer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, QueryDict

from alliantie import clock
from alliantie.cases.models import Case, TalkDraft
from alliantie.cases.operations import keep_talk
from alliantie.worklist.talk_form import typed
from alliantie.worklist.views.common import actor_of, number


def draft_mark(request: HttpRequest) -> tuple[int, UUID | None]:
    """The draft as the page knows it, and the number of the page."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0, number(request.POST.get("page"))


def keep_typed(request: HttpRequest, here: Case, data: QueryDict, of: TalkDraft.Of = TalkDraft.Of.TALK) -> bool:
    """Keep what stands in a form; False where it is too long, or the writer wrote on another page since."""
    (seen, by_page), token, fields = draft_mark(request), number(data.get("token")), typed(data)
    if by_page is None or token is None or fields is None:
        return False
    return keep_talk(
        actor=actor_of(request), now=clock.now(), case=here, token=token, fields=fields, seen=seen, page=by_page, of=of
    )
