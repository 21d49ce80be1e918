"""Sums in which nobody makes up more than half of what another is left with, of clients and not of pairs.

Three workers and ten pairs without who has most could be one worker's nine and one. Beside how cases ended a figure is now
told of six organisations, and changes by four, as the sums between organisations are. Of either a client counts once for
a line of questions. Why: docs/decisions/0040-sums-between-organisations.md and 0043-alliance-beside-outcome.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_SUMS = import_module("alliantie.alliance.migrations.0042_sums")
_ENDINGS = import_module("alliantie.alliance.migrations.0044_endings_of_who_takes_part")


def _instead(before: migrations.RunSQL, now: migrations.RunSQL) -> migrations.RunSQL:
    """One function in the place of another, which may give something else."""
    return migrations.RunSQL(
        sql=[*(before.reverse_sql or ()), *now.sql], reverse_sql=[*(now.reverse_sql or ()), *before.sql]
    )


# What was added up by weaker rules is thrown away, and counts anew by these.
TABLES = migrations.RunSQL(
    sql=[
        "DELETE FROM secrets.sum_cell",
        "DELETE FROM secrets.sum_pair",
        "DELETE FROM secrets.ending",
        "DELETE FROM secrets.ending_pair",
        "ALTER TABLE secrets.sum_pair ADD COLUMN client_id uuid NOT NULL, ADD UNIQUE (client_id, line, scale)",
        "ALTER TABLE secrets.ending_pair DROP CONSTRAINT ending_pair_pkey, ADD COLUMN line text, ADD COLUMN role text,"
        " ADD COLUMN scale text, ADD COLUMN client_id uuid, ADD PRIMARY KEY (client_id, line, role, scale)",
        "ALTER TABLE secrets.ending ADD COLUMN told_n bigint NOT NULL DEFAULT 0, ADD COLUMN told_x bigint NOT NULL DEFAULT 0,"
        " ADD COLUMN told_xx bigint NOT NULL DEFAULT 0",
    ],
    reverse_sql=[
        "DELETE FROM secrets.sum_cell",
        "DELETE FROM secrets.sum_pair",
        "DELETE FROM secrets.ending",
        "DELETE FROM secrets.ending_pair",
        "ALTER TABLE secrets.ending DROP COLUMN told_n, DROP COLUMN told_x, DROP COLUMN told_xx",
        "ALTER TABLE secrets.ending_pair DROP COLUMN client_id, DROP COLUMN line, DROP COLUMN role, DROP COLUMN scale,"
        " ADD PRIMARY KEY (pair_id)",
        "ALTER TABLE secrets.sum_pair DROP COLUMN client_id",
    ],
)

# Of each client the newest pair with a shared first round on the same questions. What is over is taken off those who
# have most (alliantie.statistics.cells.batch): so at most what the third and further have, and as much of either other.
WAITING_SUMS = function(
    "alliance.waiting_sums(beyond text)",
    "TABLE (batch text, organisation uuid, line text, pair_id uuid, worker_id uuid, wrapped bytea, counted text[],"
    " part_id uuid, role varchar, picture bytea)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH shared AS (
    SELECT r.id, r.pair_id, p.worker_id, p.client_id, p.begins_on, o.id AS organisation,
           concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form) AS asked,
           row_number() OVER (PARTITION BY r.pair_id, r.instrument_id, r.instrument_version, r.variant, r.length, r.form
                              ORDER BY r.number) AS nth
      FROM public.people_organisation o JOIN public.cases_case k ON k.organisation_id = o.id
      JOIN public.alliance_pair p ON p.case_id = k.id JOIN public.alliance_round r ON r.pair_id = p.id
     WHERE o.averages_from IS NOT NULL AND r.opens_on >= o.averages_from AND r.revealed_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM public.alliance_part c
                    WHERE c.round_id = r.id AND c.role = 'client' AND c.share IN ('all', 'picture'))
  ), first AS (
    SELECT DISTINCT ON (s.client_id, s.asked) s.*, s.organisation::text || '/' || s.asked AS named,
           ARRAY(SELECT d.scale FROM secrets.sum_pair d WHERE d.client_id = s.client_id AND d.line = s.asked) AS counted
      FROM shared s
     WHERE s.nth = 1 AND EXISTS (SELECT 1 FROM secrets.pair_key w WHERE w.pair_id = s.pair_id)
     ORDER BY s.client_id, s.asked, s.begins_on DESC, s.pair_id
  ), each AS (
    SELECT w.named, count(*) AS pairs, row_number() OVER (PARTITION BY w.named ORDER BY count(*) DESC) AS place
      FROM first w WHERE cardinality(w.counted) < 4 GROUP BY w.named, w.worker_id
  ), fit AS (
    SELECT f.named FROM each f WHERE f.named > beyond GROUP BY 1
    HAVING sum(f.pairs) FILTER (WHERE f.place > 2)
           + least(sum(f.pairs) FILTER (WHERE f.place > 2), sum(f.pairs) FILTER (WHERE f.place = 2)) >= 10
     ORDER BY 1 LIMIT 1
  )
  SELECT f.named, f.organisation, f.asked, f.pair_id, f.worker_id, w.wrapped, f.counted, q.id, q.role, q.picture
    FROM fit JOIN first f ON f.named = fit.named JOIN secrets.pair_key w ON w.pair_id = f.pair_id
    JOIN public.alliance_part q ON q.round_id = f.id
   WHERE cardinality(f.counted) < 4 ORDER BY f.pair_id, q.role;
END""",
)

# By whichever worker takes the own pairs off, no other has more than half of the rest: twice the most and the second
# are at most all, which stays true of what is added up (alliantie.statistics.cells.none_outweighs).
ADD_SUMS = function(
    "alliance.add_sums(of_organisation uuid, of_line text, of_scale text, of_pairs uuid[], added bigint[])",
    "void",
    """
DECLARE theirs bigint[];
  whole bigint;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  SELECT array_agg(w.pairs ORDER BY w.pairs DESC), sum(w.pairs) INTO theirs, whole FROM (
    SELECT p.worker_id, count(*) AS pairs FROM public.alliance_pair p JOIN public.cases_case k ON k.id = p.case_id
     WHERE p.id = ANY (of_pairs) AND k.organisation_id = of_organisation GROUP BY 1) w;
  IF whole IS DISTINCT FROM cardinality(of_pairs) OR whole % 10 <> 0 OR cardinality(theirs) < 3 OR whole - theirs[1] < 10
     OR 2 * theirs[1] + theirs[2] > whole OR cardinality(added) <> 6 OR added[1] <> whole
  THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  -- A client counts once: two pairs of one, or what was added meanwhile by another run, refuses all of this one.
  INSERT INTO secrets.sum_pair (pair_id, client_id, line, scale)
  SELECT p.id, p.client_id, of_line, of_scale FROM public.alliance_pair p WHERE p.id = ANY (of_pairs);
  INSERT INTO secrets.sum_cell AS c (organisation_id, line, scale, n, x, y, xx, yy, xy)
  VALUES (of_organisation, of_line, of_scale, added[1], added[2], added[3], added[4], added[5], added[6])
  ON CONFLICT (organisation_id, line, scale) DO UPDATE SET n = c.n + excluded.n, x = c.x + excluded.x,
     y = c.y + excluded.y, xx = c.xx + excluded.xx, yy = c.yy + excluded.yy, xy = c.xy + excluded.xy;
END""",
    volatile=True,
)

# Of each client the newest ending on the same questions, with the last round that was shared before it. Which series of
# it count already goes along, as in the sums.
WAITING_ENDINGS = function(
    "alliance.waiting_endings(beyond text)",
    "TABLE (batch text, organisation uuid, line text, way text, worker_id uuid, counted text[], pair_id uuid, wrapped bytea,"
    " place bigint, part_id uuid, role varchar, picture bytea)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH last_shared AS (
    SELECT DISTINCT ON (p.case_id, p.client_id) p.id AS pair, p.client_id, p.worker_id, k.organisation_id,
           o.kind::text AS ended, o.on AS ended_on, r.id AS round,
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
     ORDER BY p.case_id, p.client_id, r.opens_on DESC, r.number DESC
  ), named AS (
    SELECT DISTINCT ON (l.client_id, l.asked) l.*, l.organisation_id::text || '/' || l.asked || '/' || l.ended AS cell,
           ARRAY(SELECT d.role || '/' || d.scale FROM secrets.ending_pair d
                  WHERE d.client_id = l.client_id AND d.line = l.asked) AS counted
      FROM last_shared l ORDER BY l.client_id, l.asked, l.ended_on DESC, l.pair
  ), each AS (
    SELECT n.cell, count(*) AS clients, row_number() OVER (PARTITION BY n.cell ORDER BY count(*) DESC) AS place
      FROM named n WHERE cardinality(n.counted) < 6 GROUP BY n.cell, n.worker_id
  ), fit AS (
    SELECT w.cell FROM each w WHERE w.cell > beyond GROUP BY 1
    HAVING sum(w.clients) FILTER (WHERE w.place > 2)
           + least(sum(w.clients) FILTER (WHERE w.place > 2), sum(w.clients) FILTER (WHERE w.place = 2)) >= 10
     ORDER BY 1 LIMIT 1
  )
  SELECT n.cell, n.organisation_id, n.asked, n.ended, n.worker_id, n.counted, n.pair, s.wrapped, 1::bigint, q.id, q.role,
         q.picture
    FROM fit f JOIN named n ON n.cell = f.cell
    JOIN public.alliance_part q ON q.round_id = n.round
    JOIN secrets.pair_key s ON s.pair_id = n.pair
   WHERE cardinality(n.counted) < 6 ORDER BY n.pair, q.role;
END""",
)

# Each series by the rules of the sums, with a round since the organisation takes part. What is told goes on once six
# organisations are there, and then by four that changed of which none outweighs (alliantie.statistics.cells.may_tell).
ADD_ENDINGS = function(
    "alliance.add_endings(of_organisation uuid, of_line text, of_way text, added jsonb)",
    "void",
    """
DECLARE series jsonb;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  -- Two at once would each miss what the other brings.
  LOCK TABLE secrets.ending IN EXCLUSIVE MODE;
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
      HAVING count(*) >= 3 AND sum(w.pairs) % 10 = 0 AND sum(w.pairs) - max(w.pairs) >= 10
         AND 2 * max(w.pairs) + (array_agg(w.pairs ORDER BY w.pairs DESC))[2] <= sum(w.pairs)
         AND sum(w.pairs) = jsonb_array_length(series->5) AND sum(w.pairs) = (series->>2)::bigint
    ) THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  END LOOP;
  -- A client counts once: two pairs of one, or what was added meanwhile by another run, refuses all of this one.
  INSERT INTO secrets.ending_pair (pair_id, client_id, line, role, scale)
  SELECT p.id, p.client_id, of_line, a->>0, a->>1
    FROM jsonb_array_elements(added) a, jsonb_array_elements_text(a->5) t JOIN public.alliance_pair p ON p.id = t::uuid;
  INSERT INTO secrets.ending AS e (organisation_id, line, way, role, scale, n, x, xx)
  SELECT of_organisation, of_line, of_way, a->>0, a->>1, (a->>2)::bigint, (a->>3)::bigint, (a->>4)::bigint
    FROM jsonb_array_elements(added) a
  ON CONFLICT (organisation_id, line, way, role, scale)
  DO UPDATE SET n = e.n + excluded.n, x = e.x + excluded.x, xx = e.xx + excluded.xx;
  UPDATE secrets.ending e SET told_n = e.n, told_x = e.x, told_xx = e.xx
    FROM (SELECT w.role, w.scale FROM secrets.ending w WHERE w.line = of_line AND w.way = of_way GROUP BY 1, 2
          HAVING count(*) FILTER (WHERE w.n > w.told_n) >= CASE WHEN bool_or(w.told_n > 0) THEN 4 ELSE 6 END
             AND 2 * max(w.n - w.told_n) + (array_agg(w.n - w.told_n ORDER BY w.n - w.told_n DESC))[2]
                 <= sum(w.n - w.told_n)) f
   WHERE e.line = of_line AND e.way = of_way AND e.role = f.role AND e.scale = f.scale;
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
    SELECT e.line AS asked, e.way AS ended, e.role AS who, e.scale AS what, sum(e.told_n) AS n, sum(e.told_x) AS x,
           (sum(e.told_n) * sum(e.told_xx) - sum(e.told_x) ^ 2) / (sum(e.told_n) * (sum(e.told_n) - 1)) / 3600 AS varies
      FROM secrets.ending e GROUP BY 1, 2, 3, 4 HAVING sum(e.told_n) >= 30
  ), enough AS (
    SELECT w.*, count(*) OVER (PARTITION BY w.asked, w.who, w.what) AS ways FROM whole w WHERE w.varies >= 0.04
  )
  SELECT f.asked, f.ended, f.who, f.what, floor(f.n / 10)::bigint * 10, round(f.x / f.n / 60, 1), ceil(sqrt(f.varies / f.n) * 100) / 100
    FROM enough f WHERE f.ways >= 2 ORDER BY 1, 2, 3, 4;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0045_workers_of_retests")]
    operations = [
        TABLES,
        _instead(_SUMS.WAITING, WAITING_SUMS),
        _instead(_SUMS.ADD, ADD_SUMS),
        _instead(_ENDINGS.WAITING, WAITING_ENDINGS),
        _instead(_ENDINGS.ADD, ADD_ENDINGS),
        _instead(_ENDINGS.TOLD, TOLD),
    ]
