"""The floor: an empty page with a session and one query, and a bare row that is saved."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def empty(request: HttpRequest) -> HttpResponse:
    """An empty page. The first visit makes the session, each later one reads it. A form that is sent saves a row."""
    if "seen" not in request.session:
        request.session["seen"] = True
    with connection.cursor() as cursor:
        if request.method == "POST":
            cursor.execute("INSERT INTO bench_row (value) VALUES ('x')")
            return HttpResponse(status=204)
        cursor.execute("SELECT 1")
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("", empty)]
