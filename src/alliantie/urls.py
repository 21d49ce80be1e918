"""Every address."""

from django.urls import include, path

urlpatterns = [
    path("", include("alliantie.worklist.urls")),
    path("", include("alliantie.alliance.urls")),
    path("", include("alliantie.access.urls")),
    path("", include("alliantie.portal.urls")),
    path("", include("alliantie.insight.urls")),
]

handler400 = "alliantie.access.errors.bad_request"
handler403 = "alliantie.access.errors.refused"
handler404 = "alliantie.access.errors.not_found"
handler429 = "alliantie.access.errors.too_often"
handler500 = "alliantie.access.errors.failed"
