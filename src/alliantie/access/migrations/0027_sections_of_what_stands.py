"""What hangs on something that was taken back is read in no section either: amounts, creditors, words of an incident."""

from importlib import import_module

from django.db import migrations

_STANDS = "t.case_id = $1 AND t.taken_back_at IS NULL"
_INCIDENT = "t.case_id = $1 AND EXISTS (SELECT FROM public.cases_incident i WHERE i.id = t.incident_id AND i.state <> 'withdrawn')"
_PARENT = f"{_STANDS} AND EXISTS (SELECT FROM public.money_{{0}} p WHERE p.id = t.{{0}}_id AND p.taken_back_at IS NULL)"
_NOW = {
    "cases_viewofcause": _INCIDENT,
    "cases_response": _INCIDENT,
    "cases_contradiction": _INCIDENT,
    "money_statement": f"{_PARENT.format('claim')} AND t.amount IS NOT NULL",
    "money_figure": _PARENT.format("line"),
    "money_creditor": "t.id IN (SELECT m.creditor_id FROM public.money_claim m WHERE m.case_id = $1"
    " AND m.taken_back_at IS NULL UNION ALL SELECT l.creditor_id FROM public.money_line l WHERE l.case_id = $1"
    " AND l.taken_back_at IS NULL)",
}
_BEFORE = import_module("alliantie.access.migrations.0025_sections")


def _set(section: str, table: str, which: str) -> str:
    text = which.replace("'", "''")
    return f"UPDATE secrets.section_table SET which = '{text}' WHERE (section, table_name) = ('{section}', '{table}')"  # noqa: S608 - our own lines


_LINES = [(section, table, which) for section, table, _columns, which in _BEFORE.SHOWN if table in _NOW]


class Migration(migrations.Migration):
    dependencies = [("access", "0026_sections_by_reader")]
    operations = [
        migrations.RunSQL(sql=[_set(section, table, _NOW[table])], reverse_sql=[_set(section, table, before)])
        for section, table, before in _LINES
    ]
