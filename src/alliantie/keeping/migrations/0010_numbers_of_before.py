"""Where the law of a citizen service number ended, what history holds of one that a held client had before goes as well.

Its row was gone already, so nothing asked for it any more once the hold was over.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.keeping.migrations.0009_numbers_on_hold")
BEFORE = str(_BEFORE.LATER.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
_OLD = "AND EXISTS (SELECT FROM public.people_citizennumber n WHERE n.organisation_id = o.id) ORDER BY o.id"
AFTER = BEFORE.replace(
    _OLD,
    """AND (EXISTS (SELECT FROM public.people_citizennumber n WHERE n.organisation_id = o.id)
            OR o.id::text IN (SELECT coalesce(e.after, e.before)->>'organisation_id' FROM history.event e
                               WHERE e.table_name = 'people_citizennumber')) ORDER BY o.id""",
)
if AFTER == BEFORE:
    raise ValueError("access.end_numbers_on_hold is not what it was")


class Migration(migrations.Migration):
    dependencies = [("keeping", "0009_numbers_on_hold")]
    operations = [migrations.RunSQL(sql=AFTER, reverse_sql=BEFORE)]
