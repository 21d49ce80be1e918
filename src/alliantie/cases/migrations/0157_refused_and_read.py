"""Refusals in the code of the house, a reading log of what was read and no more, and a question without unused arguments."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_BEFORE = import_module("alliantie.cases.migrations.0090_explained_in_a_talk")
_DUTIES = str(import_module("alliantie.cases.migrations.0081_team_by_case").DUTIES.sql[0])
_BEHIND = import_module("alliantie.cases.migrations.0004_facts_and_duties").BEHIND
anew = import_module("alliantie.cases.migrations.0115_mends").anew

_NOT_YOURS = """BEGIN
  IF EXISTS (SELECT FROM unnest({talked}) t LEFT JOIN public.cases_fact f ON f.id = t
              WHERE f.id IS NULL OR NOT f.case_id = ANY (access.cases_to_record()))
  THEN RAISE EXCEPTION 'no talk of yours' USING ERRCODE = 'AL403'; END IF;
"""
EXPLAIN = anew(str(_BEFORE.EXPLAIN.sql[0]), ("BEGIN\n", _NOT_YOURS.format(talked="talked")))
TAKE_BACK = anew(str(_BEFORE.TAKE_BACK.sql[0]), ("BEGIN\n", _NOT_YOURS.format(talked="ARRAY[talked]")))

# What stands beyond the limit was not read, so no log says so.
_FROM, _TO = _DUTIES.index("  -- Each client finds"), _DUTIES.rindex("END")
DUTIES = anew(
    _DUTIES,
    (
        _DUTIES[_FROM:_TO],
        """  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT k.id AS of_case, k.area_id AS area, k.team_id AS team, k.worker_id AS worker, k.title AS named,
           k.practice_id AS practice, k.practice_version AS version, d.id AS duty, d.norm_id AS norm, d.told AS told,
           d.who AS turn, d.due AS day
      FROM public.cases_case k
     CROSS JOIN LATERAL (SELECT * FROM public.cases_duty o WHERE o.case_id = k.id AND o.due <= until OFFSET 0) d
     WHERE k.team_id = ANY (led) AND k.closed_on IS NULL
     ORDER BY d.due, d.id LIMIT most
  ), noted AS (
    -- Each client finds in the own log that the leader read of the case: once a day, with the first reading.
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT k.area, 'worker', me, 'team duties', k.of_case, p.client_id, '', 'leads the team', at
      FROM (SELECT DISTINCT f.of_case, f.area FROM found f) k
     CROSS JOIN LATERAL (SELECT c.client_id FROM public.cases_participant c WHERE c.case_id = k.of_case OFFSET 0) p
     WHERE NOT EXISTS (SELECT 1 FROM public.access_reading r
            WHERE r.client_id = p.client_id AND r.at >= midnight AND r.case_id = k.of_case AND r.reader_id = me
              AND r.what = 'team duties' OFFSET 0)
  )
  SELECT f.team, f.worker, f.named, f.practice, f.version, f.norm, f.told ->> 'hardness', f.turn, f.day,
         f.told #>> '{start,kind}' = 'gate_forced'
    FROM found f ORDER BY f.day, f.duty;
""",
    ),
)

BEHIND = function(
    "access.cases_to_reckon(today date)",
    "SETOF uuid",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY
  SELECT k.id FROM public.cases_case k LEFT JOIN public.cases_reckoning r ON r.case_id = k.id
   WHERE (k.closed_on IS NULL OR k.closed_on > today - 730) AND (r."on" IS NULL OR r."on" < today)
   ORDER BY k.id;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0156_network_checked")]
    operations = [
        EXPLAIN,
        TAKE_BACK,
        DUTIES,
        migrations.RunSQL(
            sql="DROP FUNCTION access.cases_to_reckon(date, uuid, integer)", reverse_sql=list(_BEHIND.sql)
        ),
        BEHIND,
    ]
