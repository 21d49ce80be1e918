"""Who leads a team asks others, never the own self: asking oneself would open any case of the team without anybody's yes.

And reads how many cases each who can be asked has, and whose cases are being divided.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_MOVE = str(import_module("alliantie.cases.migrations.0240_caseloads").MOVE.sql[0])
BEFORE = _MOVE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
AFTER = BEFORE.replace(
    "OR from_one = ANY (to_ones)\n", "OR from_one = ANY (to_ones) OR access.actor() = ANY (to_ones)\n"
)
if AFTER == BEFORE:
    raise ValueError("the function is not what it was")

TAKERS = function(
    "access.takers(of_team uuid)",
    "TABLE (worker_id uuid, cases bigint, divided boolean)",
    """
BEGIN
  IF NOT of_team = ANY (access.teams_led()) THEN RETURN; END IF;
  RETURN QUERY
  SELECT w.id,
         (SELECT count(*) FROM public.cases_case k WHERE k.worker_id = w.id AND k.closed_on IS NULL),
         EXISTS (SELECT 1 FROM public.cases_handover h JOIN public.cases_case k ON k.id = h.case_id
                  WHERE h.from_worker_id = w.id AND k.worker_id = w.id AND k.closed_on IS NULL
                    AND h.asked_by_id IS NOT NULL AND h.asked_by_id <> w.id
                    AND h.accepted_at IS NULL AND h.declined_at IS NULL AND h.withdrawn_at IS NULL)
    FROM public.people_worker w
   WHERE w.organisation_id = (SELECT t.organisation_id FROM public.people_team t WHERE t.id = of_team)
     AND w.id <> access.actor()
     AND EXISTS (SELECT 1 FROM public.people_membership m WHERE m.worker_id = w.id AND m.starts_on <= access.day()
                    AND (m.ends_on IS NULL OR m.ends_on > access.day()))
   ORDER BY w.family_name, w.given_name, w.id;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0241_left_behind")]
    operations = [migrations.RunSQL(sql=AFTER, reverse_sql=BEFORE), TAKERS]
