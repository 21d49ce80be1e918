"""What every page needs to know of the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from alliantie.access.identity import DOOR

THEMES = ("light", "dark", "device")
LETTERS = ("usual", "large")


def page(request: HttpRequest) -> dict[str, Any]:
    """Actor, language and theme for the layout. A page for a client adds its practice's `address` itself."""
    theme = request.COOKIES.get("theme", "device")
    return {
        "actor": getattr(request, "actor", DOOR),
        "language": translation.get_language() or "nl",
        "letters": "large" if request.COOKIES.get("letters") == "large" else "usual",
        "theme": theme if theme in THEMES else "device",
    }
