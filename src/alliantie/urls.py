"""Every address."""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path

from alliantie.alliance.urls import HERE
from alliantie.alliance.urls import urlpatterns as of_rounds
from alliantie.worklist.urls import CASE
from alliantie.worklist.urls import urlpatterns as of_workers


def _gathered(prefix: str, patterns: Sequence[URLPattern]) -> list[URLPattern | URLResolver]:
    """The same addresses, with those that begin alike looked through only for an address that begins so."""
    within = [each for each in patterns if str(each.pattern).startswith(prefix)]
    inner = [path(str(each.pattern).removeprefix(prefix), each.callback, name=each.name) for each in within]
    return [path(prefix, include(inner)), *(each for each in patterns if each not in within)]


urlpatterns = [
    *_gathered(HERE, of_rounds),
    *_gathered(CASE, of_workers),
    path("", include("alliantie.access.urls")),
    path("", include("alliantie.portal.urls")),
    path("", include("alliantie.insight.urls")),
]

handler400 = "alliantie.access.errors.bad_request"
handler403 = "alliantie.access.errors.refused"
handler404 = "alliantie.access.errors.not_found"
handler429 = "alliantie.access.errors.too_often"
handler500 = "alliantie.access.errors.failed"
