"""The tables by which an organisation sorts, in the place of those of a practice: read, load and withdraw them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import NotNow
from alliantie.cases.models import LoadedTable
from alliantie.cases.operations import tables as operations
from alliantie.cases.queries.tables import holding_of, read_table, tables_of
from alliantie.insight.table_words import example_of
from alliantie.insight.views.common import Pasted, actor_of, faults_of, language, page, pasted, with_faults
from alliantie.insight.views.practices import practice_view
from alliantie.people.models import Organisation
from alliantie.practices import Practice
from alliantie.practices.classification import Classification, OwnTable
from alliantie.practices.compare import Change, changes
from alliantie.practices.own_table import load_own_table
from alliantie.practices.show import table_in_words
from alliantie.practices.sources import day_in_words
from alliantie.practices.texts import Language

_MOST_NUMBERS = 2**31 - 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of the practice, the version of the organisation that takes its place today, and the rules that hold."""

    table: Classification
    holding: LoadedTable | None
    lines: tuple[str, ...]
    versions: tuple[LoadedTable, ...]

    @property
    def latest(self) -> int:
        """The number of the last version, 0 where the organisation never loaded one."""
        return self.versions[0].number if self.versions else 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A pasted table that can be loaded: what it says, and what that changes in what holds today."""

    table: OwnTable
    lines: tuple[str, ...]
    changes: tuple[Change, ...]
    seen: int


def _shown(practice: Practice, table: Classification, rows: tuple[LoadedTable, ...]) -> Shown:
    versions = tuple(row for row in rows if row.table_id == table.id)
    holding = holding_of(versions, clock.today())
    read = read_table(holding.content, practice) if holding else None
    lines = table_in_words(practice, read or table, cast(Language, language()))
    return Shown(table, holding if read else None, lines, versions)


def _all(request: HttpRequest, organisation: Organisation, practice: Practice) -> tuple[Shown, ...]:
    rows = tuple(tables_of(actor_of(request), organisation.id, practice.id))
    return tuple(_shown(practice, table, rows) for table in practice.classifications)


@require_http_methods(["GET", "HEAD", "POST"])
@practice_view
def tables(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """Every table of a practice and whose it is today; a pasted one is checked, compared, and loaded when confirmed."""
    shown, sheet, preview, refused = _all(request, organisation, here), Pasted(), None, ""
    if request.method == "POST":
        sheet, preview = _read(request, here, shown)
        if preview is not None and request.POST.get("do") == "load":
            try:
                _load(request, organisation, here, preview.table, sheet.text)
                return _back("practice-table", here, preview.table.id, "loaded")
            except NotNow as refusal:
                refused = refusal.reason
    return page(
        request,
        "tables.html",
        409 if refused else 422 if sheet.refused or sheet.faults else 200,
        organisation=organisation,
        practice=here,
        shown=shown,
        sheet=sheet,
        preview=preview,
        refused=refused,
        title_of=lambda path: path,
        language=language(),
        example=example_of(here.classifications[0], _("Team en functie"), clock.today()) if shown else "",
    )


def _read(request: HttpRequest, here: Practice, shown: tuple[Shown, ...]) -> tuple[Pasted, Preview | None]:
    text, refused = pasted(request)
    if refused:
        return Pasted(text, refused), None
    # As it will be kept: what a form sends ends its lines in another way.
    text = text.replace("\r\n", "\n")
    table, problems = load_own_table(text.encode(errors="replace"), "", here)
    if table is None:
        return with_faults(text, faults_of(problems, text)), None
    present = next(each for each in shown if each.table.id == table.id)
    before = (read_table(present.holding.content, here) if present.holding else None) or present.table
    old, new = _said(here, before), _said(here, table)
    # "Regel[2]" is for who writes files; here it is "Regel 2".
    found = tuple(replace(each, path=each.path.replace("[", " ").rstrip("]")) for each in changes(old, new))
    return Pasted(text), Preview(table, tuple(new[_("Regel")]), found, present.latest)


def _said(practice: Practice, table: Classification) -> dict[str, list[str]]:
    """What a table says, in words, to lay beside another."""
    spoken = cast(Language, language())
    own = [table.owner, day_in_words(table.valid_from, spoken)] if isinstance(table, OwnTable) else []
    return {
        _("Van wie en vanaf wanneer"): own,
        _("Vraag"): [asked.name.in_(spoken) for asked in table.asks],
        _("Regel"): list(table_in_words(practice, table, spoken)) if table.rows else [],
    }


def _load(request: HttpRequest, organisation: Organisation, here: Practice, table: OwnTable, text: str) -> None:
    operations.load_table(
        actor=actor_of(request),
        organisation_id=organisation.id,
        practice=here,
        table=table,
        content=text,
        seen=_seen(request),
    )


def _seen(request: HttpRequest) -> int:
    """The number of the version that was looked at; one that is no number was never there."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(_MOST_NUMBERS)) else _MOST_NUMBERS


@require_safe
@practice_view
def table(request: HttpRequest, organisation: Organisation, here: Practice, table_id: str) -> HttpResponse:
    """One table as it holds today, with the versions of the organisation."""
    return _table_page(request, organisation, here, table_id)


def _table_page(
    request: HttpRequest, organisation: Organisation, here: Practice, table_id: str, refused: str = ""
) -> HttpResponse:
    found = next((each for each in _all(request, organisation, here) if each.table.id == table_id), None)
    if found is None:
        raise Http404
    return page(
        request,
        "table.html",
        409 if refused else 200,
        organisation=organisation,
        practice=here,
        shown=found,
        refused=refused,
        done=request.GET.get("done", ""),
        language=language(),
    )


@require_POST
@practice_view
def withdraw(request: HttpRequest, organisation: Organisation, here: Practice, table_id: str) -> HttpResponse:
    """Let the table of the practice count again from today."""
    if table_id not in {each.id for each in here.classifications}:
        raise Http404
    try:
        operations.withdraw_table(
            actor=actor_of(request),
            organisation_id=organisation.id,
            practice=here,
            table_id=table_id,
            on=clock.today(),
            seen=_seen(request),
        )
    except NotNow as refusal:
        return _table_page(request, organisation, here, table_id, refusal.reason)
    return _back("practice-table", here, table_id, "withdrawn")


def _back(name: str, here: Practice, table_id: str, done: str) -> HttpResponse:
    answer = redirect(name, practice_id=here.id, version=here.version, table_id=table_id)
    answer["Location"] += f"?done={done}"
    return answer
