"""What is recorded after a case ended, such as the end of what a judge imposed, can be undone; nothing older runs on."""

from importlib import import_module

from django.db import migrations

mends, whole = (
    import_module(f"alliantie.cases.migrations.{name}") for name in ("0115_mends", "0162_undone_and_found_whole")
)

UNDO = mends.anew(
    str(whole.UNDO.sql[0]),
    (
        "WHERE k.id = of_case AND k.closed_on IS NOT NULL)",
        """
               JOIN history.event e ON e.table_name = 'cases_case' AND e.row_id = k.id::text
              WHERE k.id = of_case AND k.closed_on IS NOT NULL AND e.at >= made_at
                AND e.before->>'closed_on' IS NULL AND e.after->>'closed_on' IS NOT NULL)""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0185_stock_counts")]
    operations = [UNDO]
