"""In which cases nobody works any more is found by a set of cases, grants and accounts, each read once."""

from importlib import import_module

from django.db import migrations

_LEFT = import_module("alliantie.cases.migrations.0241_left_behind")

# Sets of numbers keep PostgreSQL at the indexes of large tables: it takes a set of unknown size for a small one.
SETS = f"""  at timestamptz := access.moment();
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH every AS MATERIALIZED (
    SELECT c.id, c.team_id AS team, c.worker_id AS worker FROM public.cases_case c
     WHERE c.team_id = ANY (led) AND c.closed_on IS NULL
  ), held AS MATERIALIZED (
    SELECT g.case_id AS of_case, g.subject_id AS subject FROM public.access_grant g
     WHERE g.case_id = ANY (ARRAY(SELECT e.id FROM every e)) AND g.subject_kind = 'worker'
       AND g."right" IN ('work', 'cover') AND g.ground <> 'emergency' AND g.starts_at <= at
       AND (g.ends_at IS NULL OR g.ends_at > at)
  ), gone AS MATERIALIZED (
    SELECT a.worker_id AS subject FROM public.access_account a
     WHERE a.worker_id = ANY (ARRAY(SELECT DISTINCT h.subject FROM held h)) AND NOT a.is_active
  ), worked AS (
    SELECT h.of_case FROM held h WHERE NOT EXISTS (SELECT 1 FROM gone o WHERE o.subject = h.subject)
  ), k AS (
    SELECT e.id, e.team, e.worker FROM every e WHERE NOT EXISTS (SELECT 1 FROM worked w WHERE w.of_case = e.id)
  )
  SELECT k.team, k.worker, count(*), min({_LEFT.TALK}) FROM k GROUP BY k.team, k.worker;
END"""


def _made_anew() -> migrations.RunSQL:
    before = str(_LEFT.NOBODY.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    start, end = before.index("BEGIN\n"), before.index("END\n$function$") + len("END")
    return migrations.RunSQL(sql=before[:start] + SETS + before[end:], reverse_sql=before)


class Migration(migrations.Migration):
    dependencies = [("cases", "0243_in_the_organisation_today")]
    operations = [_made_anew()]
