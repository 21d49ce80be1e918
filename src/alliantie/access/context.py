"""What every page needs to know of the reader."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from alliantie.access import looks
from alliantie.access.identity import DOOR
from alliantie.access.openid.providers import offered
from alliantie.access.resting import waits_at_rest, whose
from alliantie.access.routes import SIGNED_IN, may_be_kept


def page(request: HttpRequest) -> dict[str, Any]:
    """Actor, language and theme for the layout. A page for a client adds its practice's `address` itself."""
    actor = getattr(request, "actor", DOOR)
    locks_after = settings.IDLE[actor.kind != "worker"] if actor.kind in SIGNED_IN else 0
    return {
        "actor": actor,
        # After how many quiet minutes the page locks; 0 for who did not sign in.
        "locks_after": locks_after,
        "whose_page": whose(actor) if locks_after else "",
        "keeps_typed": request.resolver_match is not None and may_be_kept(request.resolver_match.func),
        "waits_at_rest": partial(waits_at_rest, request),
        "text_waits": actor.kind in SIGNED_IN and "kept" in getattr(request, "session", ()),
        # Made once a page, if at all: each form has it, and Django makes it anew for each.
        "csrf_input": SimpleLazyObject(partial(csrf_input, request)),
        # Asked by the page to sign in alone.
        "sign_in_with": offered,
        "language": translation.get_language() or "nl",
        "letters": looks.chosen(request, "letters") or "usual",
        "theme": looks.chosen(request, "theme") or "device",
    }
