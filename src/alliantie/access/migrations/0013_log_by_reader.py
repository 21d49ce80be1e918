"""The reading log is found by reader and by day, made beside the work that goes on."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("access", "0012_unusual_reading")]

    operations = [
        AddIndexConcurrently("reading", models.Index(name="reading_by_worker", fields=["reader_id", "-at"])),
        AddIndexConcurrently("reading", BrinIndex(name="reading_by_day", fields=["at"], autosummarize=True)),
    ]
