"""What is only told, such as a fourth talk of three, is never late: not in the numbers of who leads the team either."""

import importlib

from django.db import migrations

_LATE = "count(*) FILTER (WHERE o.due < today) AS late, count(*) FILTER (WHERE o.due >= today) AS coming"
_NEVER_LATE = (
    "count(*) FILTER (WHERE o.due < today AND NOT coalesce((o.told ->> 'tells')::boolean, false)) AS late,"
    "\n              count(*) FILTER (WHERE o.due >= today OR (o.told ->> 'tells')::boolean) AS coming"
)


def _numbers() -> migrations.RunSQL:
    """As the one before, with that told apart; what was kept before says it from the next night on."""
    made = str(importlib.import_module("alliantie.cases.migrations.0167_team_in_numbers").NUMBERS.sql[0])
    if _LATE not in made:
        raise LookupError("the numbers of a team no longer read as they were written")
    before = made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return migrations.RunSQL(sql=[before.replace(_LATE, _NEVER_LATE)], reverse_sql=[before])


class Migration(migrations.Migration):
    dependencies = [("cases", "0200_undone_after_the_end")]
    operations = [_numbers()]
