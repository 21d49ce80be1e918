"""A measure of one person is for that person alone, and whoever writes stands as who wrote."""

from django.db import migrations

AREA = "area_id = (SELECT access.area())"
RECORDED = (
    "case_id = ANY ((SELECT access.cases_to_record())::uuid[]) AND "
    + AREA
    + " AND recorded_by = (SELECT access.actor())"
    " AND kind <> 'round_discussed' AND access.corrects_alike(corrects_id, case_id, kind)"
)
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


def of_the_case(table: str, condition: str) -> migrations.RunSQL:
    """Whom a new row is about takes part in the case."""
    policy = f"ALTER POLICY {table}_insert ON public.{table} WITH CHECK"
    return migrations.RunSQL(
        sql=[f"{policy} ({condition} AND (client_id IS NULL OR access.of_this_case(case_id, client_id)))"],
        reverse_sql=[f"{policy} ({condition})"],
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0050_import_references")]
    operations = [
        migrations.RunSQL(
            sql=[f"ALTER POLICY cases_measure_select ON public.cases_measure USING ({SEEN} AND {OWN})"],
            reverse_sql=[f"ALTER POLICY cases_measure_select ON public.cases_measure USING ({SEEN})"],
        ),
        *[
            of_the_case(table, rest)
            for table, rest in (
                ("cases_measure", "case_id = ANY ((SELECT access.cases_to_work())::uuid[]) AND " + AREA),
                ("cases_fact", RECORDED),
            )
        ],
        by_oneself("cases_plan", "saved_by"),
        by_oneself("cases_letter", "writer_id"),
    ]
