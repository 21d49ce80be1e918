"""Of which workers the pairs are whose two rounds wait, so that each series of a batch can have three workers.

A batch had; a series of it, which fewer have scores of, could be of two. Why: docs/decisions/0028-sums-of-rounds.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_BEFORE = import_module("alliantie.alliance.migrations.0035_retests").WAITING

WAITING = function(
    "alliance.waiting_retests(beyond text)",
    "TABLE (batch text, organisation uuid, line text, worker_id uuid, pair_id uuid, wrapped bytea, place bigint,"
    " part_id uuid, role varchar, picture bytea)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH shared AS (
    SELECT r.id, r.pair_id, r.number,
           concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form) AS asked
      FROM public.alliance_round r
     WHERE r.revealed_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM public.alliance_part c
                    WHERE c.round_id = r.id AND c.role = 'client' AND c.share IN ('all', 'picture'))
  ), placed AS (
    SELECT s.*, row_number() OVER (PARTITION BY s.pair_id, s.asked ORDER BY s.number) AS nth FROM shared s
  ), twice AS (
    SELECT s.pair_id, s.asked, p.worker_id, k.organisation_id, k.organisation_id::text || '/' || s.asked AS named
      FROM placed s JOIN public.alliance_pair p ON p.id = s.pair_id JOIN public.cases_case k ON k.id = p.case_id
     WHERE s.nth = 2 AND EXISTS (SELECT 1 FROM secrets.pair_key o WHERE o.pair_id = s.pair_id)
       AND NOT EXISTS (SELECT 1 FROM secrets.retest_pair d WHERE d.pair_id = s.pair_id AND d.line = s.asked)
  ), fit AS (
    SELECT w.named FROM (SELECT t.named, t.worker_id, count(*) AS pairs FROM twice t GROUP BY 1, 2) w
     WHERE w.named > beyond GROUP BY 1 HAVING count(*) >= 3 AND sum(w.pairs) - max(w.pairs) >= 10 ORDER BY 1 LIMIT 1
  )
  SELECT t.named, t.organisation_id, t.asked, t.worker_id, t.pair_id, o.wrapped, s.nth, q.id, q.role, q.picture
    FROM fit f JOIN twice t ON t.named = f.named
    JOIN placed s ON s.pair_id = t.pair_id AND s.asked = t.asked AND s.nth <= 2
    JOIN public.alliance_part q ON q.round_id = s.id
    JOIN secrets.pair_key o ON o.pair_id = t.pair_id;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0044_endings_of_who_takes_part")]
    operations = [
        migrations.RunSQL(
            sql=[*(_BEFORE.reverse_sql or ()), *WAITING.sql],
            reverse_sql=[*(WAITING.reverse_sql or ()), *_BEFORE.sql],
        )
    ]
