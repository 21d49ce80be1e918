"""A search by words notes what it read per found place, and not by reading who takes part in any case at all.

How many places a search finds is not known when its plan is made; the plan expected thousands.
"""

from django.db import migrations

_JOIN = """FROM found f JOIN public.cases_participant n
        ON n.case_id = f.case_id AND (f.client_id IS NULL OR f.client_id = n.client_id)"""
_ONE_BY_ONE = """FROM found f CROSS JOIN LATERAL (
          SELECT * FROM public.cases_participant p
           WHERE p.case_id = f.case_id AND (f.client_id IS NULL OR f.client_id = p.client_id) OFFSET 0) n"""

_CHANGE = """
DO $do$
DECLARE body text;
BEGIN
  SELECT prosrc INTO STRICT body FROM pg_proc WHERE oid = 'access.find_words(text, integer)'::regprocedure;
  IF position($it${before}$it$ IN body) = 0 THEN RAISE 'access.find_words is not what it was'; END IF;
  EXECUTE format('CREATE OR REPLACE FUNCTION access.find_words(said text, most integer)'
                 ' RETURNS TABLE (kind text, id uuid, case_id uuid, client_id uuid, on_day date) LANGUAGE plpgsql VOLATILE'
                 ' SECURITY DEFINER SET search_path = '''' AS %L', replace(body, $it${before}$it$, $it${after}$it$));
END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0165_due_after_the_end")]

    operations = [
        migrations.RunSQL(
            sql=_CHANGE.format(before=_JOIN, after=_ONE_BY_ONE),
            reverse_sql=_CHANGE.format(before=_ONE_BY_ONE, after=_JOIN),
        )
    ]
