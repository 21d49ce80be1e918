"""Beside how cases ended counts only what clients were told of: rounds of organisations that take part, from their day on.

The condition is that of the sums between organisations (0042). Each series has three workers by itself now, and is told
from thirty clients on, as the notice before a round says. Why: docs/decisions/0043-alliance-beside-outcome.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_BEFORE = import_module("alliantie.alliance.migrations.0043_beside_outcomes")


def _instead(before: migrations.RunSQL, now: migrations.RunSQL) -> migrations.RunSQL:
    """One function in the place of another that gives or takes something else."""
    return migrations.RunSQL(
        sql=[*(before.reverse_sql or ()), *now.sql], reverse_sql=[*(now.reverse_sql or ()), *before.sql]
    )


# Of what was added up no client had read. Who takes part already had the older sentence read: it takes part anew from
# tomorrow on, so that nobody counts beside an ending who read nothing of it; what was added up of averages stays.
FORGET = migrations.RunSQL(
    sql=[
        "DELETE FROM secrets.ending",
        "DELETE FROM secrets.ending_pair",
        "UPDATE public.people_organisation SET averages_from = (now() AT TIME ZONE 'Europe/Amsterdam')::date + 1"
        " WHERE averages_from <= (now() AT TIME ZONE 'Europe/Amsterdam')::date",
    ],
    reverse_sql=migrations.RunSQL.noop,
)

# Of which workers the pairs are goes along: which series go in is decided on open scores (alliantie.alliance.endings).
WAITING = function(
    "alliance.waiting_endings(beyond text)",
    "TABLE (batch text, organisation uuid, line text, way text, worker_id uuid, pair_id uuid, wrapped bytea,"
    " place bigint, part_id uuid, role varchar, picture bytea)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH last_shared AS (
    SELECT DISTINCT ON (p.case_id, p.client_id) p.id AS pair, p.worker_id, k.organisation_id, o.kind::text AS ended, r.id AS round,
           concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form) AS asked
      FROM public.cases_outcome o JOIN public.cases_case k ON k.id = o.case_id
      JOIN public.people_organisation g ON g.id = k.organisation_id
      JOIN public.alliance_pair p ON p.case_id = k.id JOIN public.alliance_round r ON r.pair_id = p.id
     WHERE o.undone_at IS NULL AND o.recorded_at < access.moment() - interval '8 days'
       AND o.kind IN ('completed', 'positive', 'neutral', 'negative')
       AND g.averages_from IS NOT NULL AND r.opens_on >= g.averages_from
       AND r.revealed_at IS NOT NULL AND r.opens_on <= o.on
       AND EXISTS (SELECT 1 FROM public.alliance_part c
                    WHERE c.round_id = r.id AND c.role = 'client' AND c.share IN ('all', 'picture'))
       AND EXISTS (SELECT 1 FROM secrets.pair_key s WHERE s.pair_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM secrets.ending_pair d JOIN public.alliance_pair q ON q.id = d.pair_id
                        WHERE q.case_id = p.case_id AND q.client_id = p.client_id)
     ORDER BY p.case_id, p.client_id, r.opens_on DESC, r.number DESC
  ), named AS (
    SELECT l.*, l.organisation_id::text || '/' || l.asked || '/' || l.ended AS cell FROM last_shared l
  ), fit AS (
    SELECT w.cell FROM (SELECT n.cell, n.worker_id, count(*) AS clients FROM named n GROUP BY 1, 2) w
     WHERE w.cell > beyond GROUP BY 1 HAVING count(*) >= 3 AND sum(w.clients) - max(w.clients) >= 10 ORDER BY 1 LIMIT 1
  )
  SELECT n.cell, n.organisation_id, n.asked, n.ended, n.worker_id, n.pair, s.wrapped, 1::bigint, q.id, q.role, q.picture
    FROM fit f JOIN named n ON n.cell = f.cell
    JOIN public.alliance_part q ON q.round_id = n.round
    JOIN secrets.pair_key s ON s.pair_id = n.pair;
END""",
)

# Each series names its pairs, so that what a sum is of can be checked here: three workers of this organisation, ten
# without the one who has most, each pair once, with a round since the organisation takes part.
ADD = function(
    "alliance.add_endings(of_organisation uuid, of_line text, of_way text, added jsonb)",
    "void",
    """
DECLARE series jsonb;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  FOR series IN SELECT jsonb_array_elements(added) LOOP
    IF NOT EXISTS (
      SELECT 1 FROM (
        SELECT p.worker_id, count(*) AS pairs
          FROM public.alliance_pair p JOIN public.cases_case k ON k.id = p.case_id
          JOIN public.people_organisation g ON g.id = k.organisation_id
         WHERE k.organisation_id = of_organisation
           AND p.id IN (SELECT t::uuid FROM jsonb_array_elements_text(series->5) t)
           AND EXISTS (SELECT 1 FROM public.alliance_round r WHERE r.pair_id = p.id AND r.opens_on >= g.averages_from)
         GROUP BY 1) w
      HAVING count(*) >= 3 AND sum(w.pairs) - max(w.pairs) >= 10
         AND sum(w.pairs) = jsonb_array_length(series->5) AND sum(w.pairs) = (series->>2)::bigint
    ) THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  END LOOP;
  -- A pair counts once: what was added meanwhile by another run refuses all of this one.
  INSERT INTO secrets.ending_pair (pair_id)
  SELECT DISTINCT p::uuid FROM jsonb_array_elements(added) a, jsonb_array_elements_text(a->5) p;
  INSERT INTO secrets.ending AS e (organisation_id, line, way, role, scale, n, x, xx)
  SELECT of_organisation, of_line, of_way, a->>0, a->>1, (a->>2)::bigint, (a->>3)::bigint, (a->>4)::bigint
    FROM jsonb_array_elements(added) a
  ON CONFLICT (organisation_id, line, way, role, scale)
  DO UPDATE SET n = e.n + excluded.n, x = e.x + excluded.x, xx = e.xx + excluded.xx;
END""",
    volatile=True,
)

TOLD = function(
    "alliance.endings()",
    "TABLE (line text, way text, role text, scale text, clients bigint, mean numeric, error numeric)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN; END IF;
  RETURN QUERY
  WITH whole AS (
    SELECT e.line AS asked, e.way AS ended, e.role AS who, e.scale AS what, sum(e.n) AS n, sum(e.x) AS x,
           (sum(e.n) * sum(e.xx) - sum(e.x) ^ 2) / (sum(e.n) * (sum(e.n) - 1)) / 3600 AS varies
      FROM secrets.ending e GROUP BY 1, 2, 3, 4 HAVING sum(e.n) >= 30
  ), enough AS (
    SELECT w.*, count(*) OVER (PARTITION BY w.asked, w.who, w.what) AS ways FROM whole w WHERE w.varies >= 0.04
  )
  SELECT f.asked, f.ended, f.who, f.what, floor(f.n / 10)::bigint * 10, round(f.x / f.n / 60, 1), ceil(sqrt(f.varies / f.n) * 100) / 100
    FROM enough f WHERE f.ways >= 2 ORDER BY 1, 2, 3, 4;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0043_beside_outcomes"), ("people", "0008_averages")]
    operations = [FORGET, _instead(_BEFORE.WAITING, WAITING), _instead(_BEFORE.ADD, ADD), _instead(_BEFORE.TOLD, TOLD)]
