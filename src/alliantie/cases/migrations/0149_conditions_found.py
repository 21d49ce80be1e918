"""The words of conditions, bans and rights are found too, as 0070 finds what else stands in a case."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

search = import_module("alliantie.cases.migrations.0070_search")
CONDITION = ("condition", "cases_condition", "t.text", "t.starts_on", "true")


def _each(places):
    return "\n    UNION ALL\n".join(
        f"""    SELECT '{kind}' AS kind, t.id, t.case_id, t.client_id, {day} AS day FROM public.{table} t
     WHERE access.words(t.case_id, {says}) @@ wanted AND {says} <> '' AND {stands}"""
        for kind, table, says, day, stands in places
    )


def _find(places):
    return function(
        "access.find_words(said text, most integer)",
        "TABLE (kind text, id uuid, case_id uuid, client_id uuid, on_day date)",
        f"""
#variable_conflict use_column
DECLARE
  me uuid := access.actor();
  at timestamptz := access.moment();
  mine uuid[] := access.cases();
  wanted tsquery := access.asked(said);
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR cardinality(mine) = 0 OR numnode(wanted) = 0 THEN RETURN; END IF;
  wanted := wanted && (SELECT string_agg('''' || {search.MARK.format("one")} || '''', ' | ') FROM unnest(mine) AS one)::tsquery;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT p.* FROM (
{_each(places)}
    ) p ORDER BY p.day DESC, p.id LIMIT most
  ), noted AS (
    -- Each client finds in the own log that something of theirs was read here: once a day, with the first time.
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT DISTINCT n.area_id, 'worker', me, 'search', n.case_id, n.client_id, '', coalesce(
        (SELECT g.ground FROM public.access_grant g
          WHERE g.case_id = n.case_id AND g.subject_id = me AND g.starts_at <= at AND (g.ends_at IS NULL OR g.ends_at > at)
          ORDER BY g.starts_at DESC LIMIT 1), 'own case'), at
      FROM found f JOIN public.cases_participant n
        ON n.case_id = f.case_id AND (f.client_id IS NULL OR f.client_id = n.client_id)
     WHERE NOT EXISTS (SELECT FROM public.access_reading r
             WHERE r.case_id = n.case_id AND r.client_id = n.client_id AND r.reader_id = me AND r.what = 'search'
               AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam')
  )
  SELECT f.kind, f.id, f.case_id, f.client_id, f.day FROM found f ORDER BY f.day DESC, f.id;
END""",
        volatile=True,
    )


OLD = _find(search.PLACES)


class Migration(migrations.Migration):
    dependencies = [("cases", "0148_readers_of_an_account")]
    operations = [
        search._index("condition", "cases_condition", "t.text"),
        migrations.RunSQL(sql=OLD.reverse_sql or [], reverse_sql=OLD.sql),
        _find((*search.PLACES, CONDITION)),
    ]
