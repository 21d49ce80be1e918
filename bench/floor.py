"""The floor: an empty page with a session and one query."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path


def empty(request: HttpRequest) -> HttpResponse:
    """An empty page. The first visit makes the session, each later one reads it."""
    if "seen" not in request.session:
        request.session["seen"] = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("", empty)]
