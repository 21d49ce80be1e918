"""The counters of sign-in limits: the door's only, under hashed keys, and gone after a crash, as they may be."""

from django.db import migrations

from alliantie.access.protect import policies

DOOR = "(SELECT access.kind()) = 'door'"

TABLE = migrations.RunSQL(
    sql=[
        "CREATE UNLOGGED TABLE public.access_counter"
        " (key bytea PRIMARY KEY, value text NOT NULL, ends_at timestamptz NOT NULL)"
    ],
    reverse_sql=["DROP TABLE public.access_counter"],
)


class Migration(migrations.Migration):
    dependencies = [("access", "0003_queue")]
    operations = [
        TABLE,
        policies("access_counter", select=DOOR, insert=DOOR, update=DOOR, delete=DOOR, columns="value, ends_at"),
    ]
