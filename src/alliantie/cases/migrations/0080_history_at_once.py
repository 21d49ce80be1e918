"""New rows of the tables that many rows come into at once are written to history a statement at a time.

An import, or a demo at size, spent a third of its time on one call of a trigger for each row. What history holds is the same.
"""

from django.db import migrations

TABLES = (
    "people_client",
    "cases_case",
    "cases_participant",
    "cases_measure",
    "cases_fact",
    "cases_agreement",
    "access_grant",
)

RECORD_ADDED = """
CREATE FUNCTION history.record_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $function$
DECLARE
  moment timestamptz := coalesce(access.moment(), now());
  who text := coalesce(access.claim(), session_user);
BEGIN
  INSERT INTO history.event (table_name, row_id, area_id, action, at, by_claim, after)
  SELECT TG_TABLE_NAME, a.id::text, a.area_id, 'INSERT', moment, who, to_jsonb(a) FROM added a;
  RETURN NULL;
END $function$;
REVOKE ALL ON FUNCTION history.record_added() FROM PUBLIC;
"""


def by_statement(table: str) -> migrations.RunSQL:
    """Rows that come are recorded by statement, what changes or goes row by row as before."""
    return migrations.RunSQL(
        sql=[
            f"DROP TRIGGER {table}_history ON public.{table}",
            f"CREATE TRIGGER {table}_history AFTER UPDATE OR DELETE ON public.{table}"
            " FOR EACH ROW EXECUTE FUNCTION history.record()",
            f"CREATE TRIGGER {table}_history_added AFTER INSERT ON public.{table}"
            " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION history.record_added()",
        ],
        reverse_sql=[
            f"DROP TRIGGER {table}_history_added ON public.{table}",
            f"DROP TRIGGER {table}_history ON public.{table}",
            f"CREATE TRIGGER {table}_history AFTER INSERT OR UPDATE OR DELETE ON public.{table}"
            " FOR EACH ROW EXECUTE FUNCTION history.record()",
        ],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_counters"),
        ("cases", "0071_network"),
        ("people", "0004_leaders"),
    ]
    operations = [
        migrations.RunSQL(sql=RECORD_ADDED, reverse_sql="DROP FUNCTION history.record_added()"),
        *map(by_statement, TABLES),
    ]
