"""The privacy officer finds every look at what is known of somebody: of workers, of who represents, of partners.

Of clients themselves that they fetched their own file. What they open of a round stays theirs, and so does what is typed
with a PIN: it would tell when a client began.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.access.migrations.0012_unusual_reading").READ_LOG
_SIGNATURE = "access.read_log(uuid, timestamptz, bigint, integer)"
_CHANGES = (
    (" ground varchar, device varchar)", " ground varchar, device varchar, reader_kind varchar)"),
    (
        "r.reader_kind = 'worker' AND r.what NOT IN",
        "(r.reader_kind IN ('worker', 'for', 'partner') OR r.reader_kind = 'client' AND r.what = 'own file')"
        " AND r.what NOT IN",
    ),
    (
        "p.reader_id, w.given_name || ' ' || w.family_name, p.what",
        "p.reader_id, coalesce(w.given_name || ' ' || w.family_name, v.given_name || ' ' || v.family_name,"
        " t.given_name || ' ' || t.family_name || ', ' || t.works_at, o.given_name || ' ' || o.family_name), p.what",
    ),
    ("p.ground, p.device\n", "p.ground, p.device, p.reader_kind\n"),
    (
        "JOIN public.people_worker w ON w.id = p.reader_id LEFT JOIN",
        "LEFT JOIN public.people_worker w ON p.reader_kind = 'worker' AND w.id = p.reader_id"
        " LEFT JOIN public.cases_representative v ON p.reader_kind = 'for' AND v.id = p.reader_id"
        " LEFT JOIN public.cases_partner t ON p.reader_kind = 'partner' AND t.id = p.reader_id"
        " LEFT JOIN public.people_client o ON p.reader_kind = 'client' AND o.id = p.reader_id LEFT JOIN",
    ),
)
AFTER = str(_BEFORE.sql[0])
for _old, _new in _CHANGES:
    if AFTER.count(_old) != 1:
        raise ValueError(f"there is not one {_old!r} in access.read_log")
    AFTER = AFTER.replace(_old, _new)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0021_openid"),
        ("cases", "0234_sharing_protection"),
    ]
    operations = [
        # It gives a column more, so it is made anew, with the same rights.
        migrations.RunSQL(
            sql=[f"DROP FUNCTION {_SIGNATURE}", AFTER, *_BEFORE.sql[1:]],
            reverse_sql=[f"DROP FUNCTION {_SIGNATURE}", *_BEFORE.sql],
        ),
    ]
