"""Lines of history are found by their case, with an index made beside the work that goes on."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("keeping", "0004_apart_as_well")]
    operations = [
        migrations.RunSQL(
            sql="CREATE INDEX CONCURRENTLY IF NOT EXISTS event_of_case"
            " ON history.event ((coalesce(after, before)->>'case_id'))",
            reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS history.event_of_case",
        ),
    ]
