"""A move tells apart which duties change and for what a case waits longer or shorter."""

from __future__ import annotations

import importlib

from django.db import migrations

# As in 0161, with `wait` for the days on which a case waits for somebody else; what was looked at before has none.
TOLD = """
CREATE OR REPLACE FUNCTION access.move_told(of_move uuid)
RETURNS TABLE (what text, version varchar, first text, second text, cases bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases_move m
                  WHERE m.id = of_move AND m.organisation_id = ANY (access.organisations_managed())) THEN RETURN; END IF;
  RETURN QUERY
  SELECT 'state', ''::varchar, c.state::text, '', count(*) FROM public.cases_movedcase c
   WHERE c.move_id = of_move GROUP BY c.state
  UNION ALL
  SELECT CASE WHEN e ->> 'waits' = 'true' THEN 'wait' ELSE 'change' END AS sort, c.before, e ->> 'norm',
         CASE WHEN e ->> 'was' IS NULL THEN 'new' WHEN e ->> 'will' IS NULL THEN 'gone'
              WHEN e ->> 'will' < e ->> 'was' THEN 'earlier' ELSE 'later' END AS how, count(DISTINCT c.case_id)
    FROM public.cases_movedcase c CROSS JOIN LATERAL jsonb_array_elements(c.changes) e
   WHERE c.move_id = of_move AND c.state IN ('fits', 'moved') GROUP BY sort, c.before, e ->> 'norm', how
  UNION ALL
  SELECT 'lacks', c.before, e ->> 0, e ->> 1, count(DISTINCT c.case_id)
    FROM public.cases_movedcase c CROSS JOIN LATERAL jsonb_array_elements(c.lacking) e
   WHERE c.move_id = of_move AND c.state = 'lacks' GROUP BY c.before, e ->> 0, e ->> 1
   ORDER BY 1, 2, 3, 4;
END
$function$
"""


def _before() -> str:
    """The function as it was made."""
    made = importlib.import_module("alliantie.cases.migrations.0161_moves").TOLD.sql[0]
    return str(made).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("cases", "0235_kept_figures")]

    operations = [migrations.RunSQL(sql=TOLD, reverse_sql=_before())]
