"""A search by words looks for what was noted today among the lines of that search, reader and client alone.

Today's lines are newer than what the planner knows of the log: it expected none, and read all that the reader had looked
at today for each client, 9,000 lines for somebody who had looked at much. By an expression of the moment no index finds it, so
that the one of reader, client and case answers: of those there is one line a day.
"""

from importlib import import_module

from django.db import migrations

few = import_module("alliantie.cases.migrations.0166_few_found")

_BY_MOMENT = "AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam' OFFSET 0)"
_BY_LINE = "AND r.at + interval '0' >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam' OFFSET 0)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0238_waiting_figures")]

    operations = [
        migrations.RunSQL(
            sql=few._CHANGE.format(before=_BY_MOMENT, after=_BY_LINE),
            reverse_sql=few._CHANGE.format(before=_BY_LINE, after=_BY_MOMENT),
        )
    ]
