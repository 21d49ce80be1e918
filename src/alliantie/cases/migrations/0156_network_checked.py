"""The people on maps from before meet what holds for those to come, read beside whoever works."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0155_own_network")]
    operations = [
        ValidateConstraint("networkperson", "network_sort_is_known"),
        ValidateConstraint("networkperson", "network_effect_is_known"),
    ]
