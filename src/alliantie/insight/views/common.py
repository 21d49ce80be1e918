"""What every page of a manager does: know the organisation, read a pasted file, and tell what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance.views.common import actor_of, language
from alliantie.insight.methods import title
from alliantie.people.queries import organisation_managed
from alliantie.practices.messages import in_language
from alliantie.practices.problems import Problem

View = Callable[..., HttpResponse]

LONGEST = 512 * 1024
"""Bytes a pasted file may have: more than twice our longest, and checked within a second or so, however hostile."""
_MOST_FAULTS = 100
_LONGEST_LINE = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend in a file: on which line, in which field, and why."""

    line: int
    field: str
    reason: str
    here: str = ""
    """What stands on that line, by which it is found again in a text without numbers."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text of a file in a form: what was typed, why it was not looked at ("" when it was), and what is wrong."""

    text: str = ""
    refused: str = ""
    faults: tuple[Fault, ...] = ()
    more: int = 0
    fine: str = ""
    """What was found, once nothing is wrong."""


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of who leads or manages."""
    spoken = language()
    common = {"today": clock.today(), "method_title": lambda name: title(name, spoken)}
    return render(request, f"insight/{template}", {**common, **context}, status=status)


def manager_view(view: View) -> View:
    """A view for whoever manages the practices today, with the organisation; for anyone else it does not exist."""

    @open_to(WORKERS)
    @wraps(view)
    def shown(request: HttpRequest, **rest: Any) -> HttpResponse:
        return view(request, organisation_managed(actor_of(request)), **rest)

    return shown


def pasted(request: HttpRequest) -> tuple[str, str]:
    """The pasted text, and in words why it is not looked at: nothing there or too long; nothing of it is kept."""
    text = request.POST.get("text", "")
    if not text.strip():
        return text, _("Plak eerst de tekst van het bestand.")
    size = len(text.encode(errors="replace"))
    if size > LONGEST:
        sizes = {"size": -(-size // 1024), "most": LONGEST // 1024}
        # What is too long is not sent back either.
        return "", _("Deze tekst is te lang: %(size)s kB. Hoogstens %(most)s kB. Er is niet naar gekeken.") % sizes
    return text, ""


def faults_of(problems: Iterable[Problem], text: str) -> list[Fault]:
    """What the checker of practices found in a text, in the language of the reader."""
    # Only what ends a line for a reader of YAML does; the form feeds of splitlines() would shift the numbers.
    lines = text.replace("\r\n", "\n").split("\n")
    return [Fault(each.line, each.field, in_language(each.reason, language()), _here(each, lines)) for each in problems]


def _here(problem: Problem, lines: Sequence[str]) -> str:
    """What stands on the line of a problem; nothing for a part that is missing, which stands on no line."""
    said = lines[problem.line - 1].strip()[:_LONGEST_LINE] if problem.line <= len(lines) else ""
    whole = problem.field.isidentifier() and problem.field != "file"
    return "" if whole and not said.startswith(problem.field) else said


def with_faults(text: str, faults: Sequence[Fault]) -> Pasted:
    """What was pasted, with the first faults and how many more there are."""
    return Pasted(text, faults=tuple(faults[:_MOST_FAULTS]), more=max(0, len(faults) - _MOST_FAULTS))


__all__ = ["Fault", "Pasted", "actor_of", "faults_of", "language", "manager_view", "page", "pasted", "with_faults"]


def chosen_version(request: HttpRequest, others: Sequence[str]) -> str:
    """The version to compare with that was asked for, or the only other one there is."""
    return request.GET.get("with", others[0] if len(others) == 1 else "")


def earlier(one: str, other: str, newest_first: Sequence[str]) -> bool:
    """Whether a version came before another: what is said to change is what the later of the two does."""
    return newest_first.index(one) > newest_first.index(other)
