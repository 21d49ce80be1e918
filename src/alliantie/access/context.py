"""What every page needs to know of the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from alliantie.access import looks
from alliantie.access.identity import DOOR


def page(request: HttpRequest) -> dict[str, Any]:
    """Actor, language and theme for the layout. A page for a client adds its practice's `address` itself."""
    return {
        "actor": getattr(request, "actor", DOOR),
        "language": translation.get_language() or "nl",
        "letters": looks.chosen(request, "letters") or "usual",
        "theme": looks.chosen(request, "theme") or "device",
    }
