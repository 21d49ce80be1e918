"""Files to read or print, sent to the browser."""

from django.http import HttpResponse
from django.utils.text import slugify


def pdf_response(made: bytes, title: str) -> HttpResponse:
    """A PDF that the browser shows; its name says what it is and names nobody."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(title) or "brief"}.pdf"'
    return response
