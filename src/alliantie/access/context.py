"""What every page needs to know of the reader."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from alliantie.access import looks
from alliantie.access.identity import DOOR


def page(request: HttpRequest) -> dict[str, Any]:
    """Actor, language and theme for the layout. A page for a client adds its practice's `address` itself."""
    return {
        "actor": getattr(request, "actor", DOOR),
        # Made once a page, if at all: each form has it, and Django makes it anew for each.
        "csrf_input": SimpleLazyObject(partial(csrf_input, request)),
        "language": translation.get_language() or "nl",
        "letters": looks.chosen(request, "letters") or "usual",
        "theme": looks.chosen(request, "theme") or "device",
    }
