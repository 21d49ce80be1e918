"""A leader also sees what is still due in a case that ended."""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.cases.migrations.0157_refused_and_read").DUTIES
anew = import_module("alliantie.cases.migrations.0115_mends").anew

DUTIES = anew(
    str(_BEFORE.sql[0]).replace("CREATE OR REPLACE FUNCTION", "CREATE FUNCTION", 1),
    ("WHERE k.team_id = ANY (led) AND k.closed_on IS NULL\n", "WHERE k.team_id = ANY (led)\n"),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0162_undone_and_found_whole")]
    operations = [DUTIES]
