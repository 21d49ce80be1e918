"""Until which day a place was counted never goes back, so that nobody counts what settled since a second time.

An export that began before midnight and told after the job had counted took its own moment for that day: who asked next
counted the new quarter anew, beside the first. Why: docs/decisions/0047-told-once.md.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = "alliantie.alliance.migrations."
_body = import_module(f"{_BEFORE}0048_no_worker_outweighs")._body
_TELL = import_module(f"{_BEFORE}0053_told_once").Migration.operations[:2]
_MADE = "made_at = EXCLUDED.made_at"


class Migration(migrations.Migration):
    dependencies = [("alliance", "0053_told_once")]

    operations = [_body(tell, (_MADE, "made_at = greatest(k.made_at, EXCLUDED.made_at)")) for tell in _TELL]
