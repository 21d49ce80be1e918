"""Where there is no number to take away, nobody learns whether its client is under a legal hold: it stays as it was."""

from importlib import import_module

from django.db import migrations

BEFORE: str = import_module("alliantie.keeping.migrations.0011_number_of_who_is_held").DROP_AFTER
_OLD = "  IF of_client = ANY (secrets.held_at(home, access.day()))\n"
AFTER = BEFORE.replace(
    _OLD,
    """  IF EXISTS (SELECT FROM public.people_citizennumber n WHERE n.organisation_id = home AND n.client_id = of_client)
     AND of_client = ANY (secrets.held_at(home, access.day()))
""",
)
if AFTER == BEFORE:
    raise ValueError("access.drop_number is not what it was")


class Migration(migrations.Migration):
    dependencies = [("keeping", "0011_number_of_who_is_held")]
    operations = [migrations.RunSQL(sql=AFTER, reverse_sql=BEFORE)]
