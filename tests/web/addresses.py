"""The addresses the layout names, without what stands behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


NAMES = ("start", "language", "theme", "account_login", "account_logout", "mfa_index", "own-figures", "evidence")
urlpatterns = [path(f"{name}/", nothing, name=name) for name in NAMES]
