"""A file for a spreadsheet, as Excel and LibreOffice open it in Dutch: semicolons, quoted, with a byte order mark."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# What makes a spreadsheet take a cell for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def spreadsheet(name: str, columns: Sequence[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """A file of that name to download, with the names of the columns above its rows."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def harmless(cell: str) -> str:
    """The cell as text, also where a spreadsheet would compute it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_SIGNS) else cell
