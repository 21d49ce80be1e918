"""Whether a reading was noted already today is found by whose it was, reader and what was read, in one look.

The index by case and moment led to every reading of that case today, by whomever: a search that finds much in one case
looked at each of them for each thing it found. Made beside the work that goes on.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("access", "0006_only_one")]

    operations = [
        AddIndexConcurrently(
            "reading",
            models.Index(name="reading_by_reader", fields=["client_id", "case_id", "reader_id", "what", "-at"]),
        ),
        RemoveIndexConcurrently("reading", "reading_of_case"),
    ]
