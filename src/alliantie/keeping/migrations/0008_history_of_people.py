"""What was taken away before its case or its law went is forgotten with it, and a file that is being made waits.

- A row that was gone already stands in history under no number that still stands: its lines are found by its client.
- Where the law ends by which an organisation kept citizen service numbers, they go, with their history.
- Who destroys answers locks their keys first: a file for research of them is refused, or is there to be dropped.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.keeping.migrations.0006_nothing_left")


def _changed(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"there is not one {old!r} any more")
    return text.replace(old, new)


# Of whoever stays: the lines of the number at an organisation that has no case of them any more.
CASE_AFTER = _changed(
    _BEFORE.CASE_AFTER,
    "\nEND $function$;",
    """
  INSERT INTO history.to_forget SELECT 'history', e.id, of_tombstone FROM history.event e
   WHERE coalesce(e.after, e.before)->>'client_id' = ANY ((people || also)::text[])
     AND (coalesce(e.after, e.before)->>'client_id' = ANY (gone::text[])
       OR e.table_name = 'people_citizennumber' AND NOT EXISTS (
            SELECT FROM public.cases_participant p JOIN public.cases_case k ON k.id = p.case_id
             WHERE p.client_id::text = coalesce(e.after, e.before)->>'client_id'
               AND k.organisation_id::text = coalesce(e.after, e.before)->>'organisation_id')) ON CONFLICT DO NOTHING;
END $function$;""",
)
RESEARCH_AFTER = _changed(
    _BEFORE.DROP_RESEARCH,
    "\nBEGIN\n",
    """
BEGIN
  PERFORM FROM secrets.pair_key k WHERE k.pair_id IN (
    SELECT p.id FROM public.alliance_pair p WHERE p.client_id = ANY (clients)) ORDER BY k.pair_id FOR UPDATE;
""",
)

END_NUMBERS = """
CREATE FUNCTION secrets.end_numbers(of_organisation uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = '' AS $function$
DECLARE
  tombstone uuid := gen_random_uuid();
  ids text[];
BEGIN
  -- Whoever keeps one at this moment comes before, or finds no law.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('number:' || of_organisation::text, 0));
  ids := ARRAY(SELECT n.id::text FROM public.people_citizennumber n WHERE n.organisation_id = of_organisation);
  PERFORM secrets.erase_rows('public.people_citizennumber', ids, tombstone);
  INSERT INTO history.to_forget SELECT 'history', e.id, tombstone FROM history.event e
   WHERE e.table_name = 'people_citizennumber'
     AND coalesce(e.after, e.before)->>'organisation_id' = of_organisation::text ON CONFLICT DO NOTHING;
  RETURN cardinality(ids);
END $function$;
REVOKE ALL ON FUNCTION secrets.end_numbers(uuid) FROM PUBLIC;
"""


def _instead(after: str, before: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=after.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        reverse_sql=before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    )


class Migration(migrations.Migration):
    dependencies = [("keeping", "0007_history_by_client"), ("people", "0010_numbers_counted")]
    operations = [
        _instead(CASE_AFTER, _BEFORE.CASE_AFTER),
        _instead(RESEARCH_AFTER, _BEFORE.DROP_RESEARCH),
        migrations.RunSQL(sql=END_NUMBERS, reverse_sql="DROP FUNCTION secrets.end_numbers(uuid)"),
    ]
