"""A section that is named twice in one grant is kept once: the reading log tells the sections of a grant in one line."""

from importlib import import_module

from django.db import migrations

_BEFORE = str(import_module("alliantie.access.migrations.0025_sections").GIVE.sql[0])
_NAMED = "ARRAY(SELECT jsonb_array_elements_text(coalesce(told->'sections', '[]')))"
_ONCE = (
    "ARRAY(SELECT n.name FROM jsonb_array_elements_text(coalesce(told->'sections', '[]')) WITH ORDINALITY AS n (name, place)"
    " GROUP BY n.name ORDER BY min(n.place))"
)
if _BEFORE.count(_NAMED) != 1:
    raise ValueError("the function that gives sections is not what it was")


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("access", "0028_role_of_jobs")]
    operations = [migrations.RunSQL(sql=[_replaced(_BEFORE.replace(_NAMED, _ONCE))], reverse_sql=[_replaced(_BEFORE)])]
