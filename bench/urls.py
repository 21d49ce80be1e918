"""Every address of the product, and an empty page behind the same door: what stands between the floor and a page."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from alliantie import urls
from alliantie.access.routes import EVERYONE, open_to


@open_to(EVERYONE)
def empty(request: HttpRequest) -> HttpResponse:
    """An empty page for someone who is signed in, with one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("bench/empty", empty), *urls.urlpatterns]
handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler429 = urls.handler429
handler500 = urls.handler500
