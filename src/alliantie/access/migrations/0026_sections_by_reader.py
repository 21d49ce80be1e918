"""Which sections somebody may read is found by who it is for: what others were given is not even read."""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.access.migrations.0025_sections")
_MINE = "DECLARE mine uuid[] := access.cases();"
_SUBJECTS = f"""{_MINE}
  -- A variable is filled once and found by index.
  subjects uuid[] := ARRAY(SELECT m.team_id FROM public.people_membership m WHERE m.worker_id = access.actor())
    || access.actor();"""
# As they are from here on: what comes next begins with these.
CHANGED: tuple[tuple[str, str], ...] = tuple(
    (
        function.sql[0],
        function.sql[0]
        .replace(_MINE, _SUBJECTS)
        .replace(f"WHERE {_BEFORE.RUNS}", f"WHERE g.subject_id = ANY (subjects) AND {_BEFORE.RUNS}"),
    )
    for function in (_BEFORE.WITH_ME, _BEFORE.NOTE_LIST)
)
for _old, _new in CHANGED:
    if _new.count("subjects") != 2:
        raise ValueError("a function about sections is not what it was")


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("access", "0025_sections")]
    operations = [
        migrations.RunSQL(
            sql=[_replaced(new) for _old, new in CHANGED], reverse_sql=[_replaced(old) for old, _new in CHANGED]
        )
    ]
