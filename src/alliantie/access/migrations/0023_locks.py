"""What a lock keeps goes by itself after a day, no page ends a session by a lock, and partners see where they are signed in.

A session rests by the server's own clock alone: the function with which a page could let it rest, also one that was
forgotten while somebody worked in another, is gone.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_VISITS = import_module("alliantie.access.migrations.0018_visits")

BEFORE = str(_VISITS.MINE.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
_OLD = "WHEN 'for' THEN a.representative_id = access.actor() END"
AFTER = BEFORE.replace(
    _OLD, _OLD.replace(" END", "\n            WHEN 'partner' THEN a.partner_id = access.actor() END")
)
if AFTER == BEFORE:
    raise ValueError("access.my_account is not what it was")

TIDY = function(
    "access.tidy_kept()",
    "integer",
    """
DECLARE gone integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.access_kept k WHERE k.kept_at < clock_timestamp() - interval '1 day';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("access", "0022_log_of_everybody")]
    operations = [
        migrations.RunSQL(sql=_VISITS.REST.reverse_sql, reverse_sql=_VISITS.REST.sql),
        migrations.RunSQL(sql=AFTER, reverse_sql=BEFORE),
        TIDY,
    ]
