"""Whoever is nobody is refused a mailbox in the code of the house, as everyone but the client is."""

from importlib import import_module

from django.db import migrations

anew = import_module("alliantie.cases.migrations.0115_mends").anew
_REMINDERS = import_module("alliantie.alliance.migrations.0010_wishes_and_reminders").REMINDERS
_SET = next(str(each.sql[0]) for each in _REMINDERS if "alliance.set_mailbox" in each.sql[0])


class Migration(migrations.Migration):
    dependencies = [("alliance", "0030_talk_reminders"), ("cases", "0115_mends")]
    operations = [anew(_SET, ("access.kind() <> 'client'", "access.kind() IS DISTINCT FROM 'client'"))]
