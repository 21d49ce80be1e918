"""A measure of one person is for that person alone, and whoever writes stands as who wrote."""

from django.db import migrations

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
# What holds for everyone in the case has no client.
OWN = "((SELECT access.kind()) = 'worker' OR client_id IS NULL OR client_id = (SELECT access.actor()))"


def by_oneself(table: str, column: str) -> migrations.RunSQL:
    """Whoever changes a row stands in it as who did; what another wrote stays theirs until then."""
    name = f"{table}_by_oneself"
    return migrations.RunSQL(
        sql=[
            f"CREATE POLICY {name} ON public.{table} AS RESTRICTIVE FOR UPDATE TO alliantie_app"
            f" USING (true) WITH CHECK ({column} = (SELECT access.actor()))"
        ],
        reverse_sql=[f"DROP POLICY {name} ON public.{table}"],
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0050_import_references")]
    operations = [
        migrations.RunSQL(
            sql=[f"ALTER POLICY cases_measure_select ON public.cases_measure USING ({SEEN} AND {OWN})"],
            reverse_sql=[f"ALTER POLICY cases_measure_select ON public.cases_measure USING ({SEEN})"],
        ),
        by_oneself("cases_plan", "saved_by"),
        by_oneself("cases_letter", "writer_id"),
    ]
