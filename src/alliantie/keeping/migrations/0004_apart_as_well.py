"""What is kept apart about a pair, such as that a retest counted it, hangs on the pair as all else does.

That a key was destroyed stays: a restore needs it (docs/decisions/0023).
"""

from django.db import migrations

from alliantie.keeping.migrations._0002_sql import HANGS_ON

_BEFORE = "AND t.relnamespace = 'public'::regnamespace"
_AFTER = (
    "AND t.relnamespace IN ('public'::regnamespace, 'secrets'::regnamespace)"
    " AND t.oid <> 'secrets.pair_destroyed'::regclass"
)
if HANGS_ON.count(_BEFORE) != 1:
    raise ValueError("secrets.hangs_on is not what it was")


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("keeping", "0003_partners"), ("alliance", "0035_retests")]
    operations = [
        migrations.RunSQL(sql=_replaced(HANGS_ON.replace(_BEFORE, _AFTER)), reverse_sql=_replaced(HANGS_ON)),
    ]
