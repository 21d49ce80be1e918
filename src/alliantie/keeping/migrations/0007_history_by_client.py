"""Lines of history are found by their client, with an index made beside the work that goes on."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("keeping", "0006_nothing_left")]
    operations = [
        migrations.RunSQL(
            sql="CREATE INDEX CONCURRENTLY IF NOT EXISTS event_of_client"
            " ON history.event ((coalesce(after, before)->>'client_id'))"
            " WHERE coalesce(after, before)->>'client_id' IS NOT NULL",
            reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS history.event_of_client",
        ),
    ]
