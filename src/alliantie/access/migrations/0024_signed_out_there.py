"""Which session at a provider one here came of, so that it ends with that one; and closed accounts let go of who was bound."""

from django.db import migrations, models

# Closing an account does the same since some time; these were closed before.
OF_CLOSED = "account_id NOT IN (SELECT a.id FROM public.access_account a WHERE a.is_active)"


class Migration(migrations.Migration):
    dependencies = [("access", "0023_locks")]
    operations = [
        migrations.AddField(
            "session", "there_sub", models.CharField(max_length=64, default="", db_default="", db_index=True)
        ),
        migrations.AddField(
            "session", "there_sid", models.CharField(max_length=64, default="", db_default="", db_index=True)
        ),
        migrations.RunSQL(
            sql=[f"DELETE FROM public.access_{each} WHERE {OF_CLOSED}" for each in ("binding", "invitation")],  # noqa: S608
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
