"""Sums of the scores of pairs by organisation, and of other organisations, from which figures of many are made.

Nobody reads them: the job adds to them in whole tens, a command hands them over, and one function tells who manages an
organisation of it and of all organisations together (docs/decisions/0040-sums-between-organisations.md).
"""

from django.db import migrations

from alliantie.access.protect import function

_NUMBERS = (
    "n bigint NOT NULL CHECK (n > 0 AND n % 10 = 0), x bigint NOT NULL, y bigint NOT NULL, xx bigint NOT NULL,"
    " yy bigint NOT NULL, xy bigint NOT NULL"
)

# Nothing of a single pair but that it counted. Of other organisations what is told now and what waits until enough of
# them changed (alliantie.statistics.cells.may_tell).
TABLES = migrations.RunSQL(
    sql=[
        "CREATE TABLE secrets.sum_pair (pair_id uuid, line text, scale text, PRIMARY KEY (pair_id, line, scale))",
        f"CREATE TABLE secrets.sum_cell (organisation_id uuid, line text, scale text, {_NUMBERS},"
        " PRIMARY KEY (organisation_id, line, scale))",
        "CREATE TABLE secrets.sum_source (source uuid PRIMARY KEY, name text NOT NULL, made_on date NOT NULL)",
        f"CREATE TABLE secrets.sum_given (source uuid REFERENCES secrets.sum_source, line text, scale text, told boolean,"
        f" {_NUMBERS}, PRIMARY KEY (source, line, scale, told))",
    ],
    reverse_sql=[
        "DROP TABLE secrets.sum_given",
        "DROP TABLE secrets.sum_source",
        "DROP TABLE secrets.sum_cell",
        "DROP TABLE secrets.sum_pair",
    ],
)

# Of each pair the first round on the same questions that began since its organisation takes part, whose picture the
# client shared. One organisation and line at a time, after the one named; which of the pairs go in is decided in
# alliantie.statistics.cells.batch, on scores that are open to the job alone.
WAITING = function(
    "alliance.waiting_sums(beyond text)",
    "TABLE (batch text, organisation uuid, line text, pair_id uuid, worker_id uuid, wrapped bytea, counted text[],"
    " part_id uuid, role varchar, picture bytea)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH shared AS (
    SELECT r.id, r.pair_id, p.worker_id, o.id AS organisation,
           concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form) AS asked,
           row_number() OVER (PARTITION BY r.pair_id, r.instrument_id, r.instrument_version, r.variant, r.length, r.form
                              ORDER BY r.number) AS nth
      FROM public.people_organisation o JOIN public.cases_case k ON k.organisation_id = o.id
      JOIN public.alliance_pair p ON p.case_id = k.id JOIN public.alliance_round r ON r.pair_id = p.id
     WHERE o.averages_from IS NOT NULL AND r.opens_on >= o.averages_from AND r.revealed_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM public.alliance_part c
                    WHERE c.round_id = r.id AND c.role = 'client' AND c.share IN ('all', 'picture'))
  ), first AS (
    SELECT s.*, s.organisation::text || '/' || s.asked AS named,
           ARRAY(SELECT d.scale FROM secrets.sum_pair d WHERE d.pair_id = s.pair_id AND d.line = s.asked) AS counted
      FROM shared s
     WHERE s.nth = 1 AND EXISTS (SELECT 1 FROM secrets.pair_key w WHERE w.pair_id = s.pair_id)
  ), fit AS (
    SELECT f.named FROM (SELECT w.named, w.worker_id, count(*) AS pairs FROM first w
                          WHERE cardinality(w.counted) < 4 GROUP BY 1, 2) f
     WHERE f.named > beyond GROUP BY 1 HAVING count(*) >= 3 AND sum(f.pairs) - max(f.pairs) >= 10 ORDER BY 1 LIMIT 1
  )
  SELECT f.named, f.organisation, f.asked, f.pair_id, f.worker_id, w.wrapped, f.counted, q.id, q.role, q.picture
    FROM fit JOIN first f ON f.named = fit.named JOIN secrets.pair_key w ON w.pair_id = f.pair_id
    JOIN public.alliance_part q ON q.round_id = f.id
   WHERE cardinality(f.counted) < 4 ORDER BY f.pair_id, q.role;
END""",
)

ADD = function(
    "alliance.add_sums(of_organisation uuid, of_line text, of_scale text, of_pairs uuid[], added bigint[])",
    "void",
    """
DECLARE
  workers integer;
  theirs bigint;
  most bigint;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  SELECT count(*), sum(w.pairs), max(w.pairs) INTO workers, theirs, most FROM (
    SELECT p.worker_id, count(*) AS pairs FROM public.alliance_pair p JOIN public.cases_case k ON k.id = p.case_id
     WHERE p.id = ANY (of_pairs) AND k.organisation_id = of_organisation GROUP BY 1) w;
  IF theirs IS DISTINCT FROM cardinality(of_pairs) OR theirs % 10 <> 0 OR workers < 3 OR theirs - most < 10
     OR cardinality(added) <> 6 OR added[1] <> theirs
  THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  -- A pair counts once: what was added meanwhile by another run refuses all of this one.
  INSERT INTO secrets.sum_pair (pair_id, line, scale) SELECT p, of_line, of_scale FROM unnest(of_pairs) p;
  INSERT INTO secrets.sum_cell AS c (organisation_id, line, scale, n, x, y, xx, yy, xy)
  VALUES (of_organisation, of_line, of_scale, added[1], added[2], added[3], added[4], added[5], added[6])
  ON CONFLICT (organisation_id, line, scale) DO UPDATE SET n = c.n + excluded.n, x = c.x + excluded.x,
     y = c.y + excluded.y, xx = c.xx + excluded.xx, yy = c.yy + excluded.yy, xy = c.xy + excluded.xy;
END""",
    volatile=True,
)

# Of the organisation itself from 30 pairs on, as it would leave (alliantie.statistics.cells.LEAST).
TOLD = function(
    "alliance.sums_told()",
    "TABLE (own boolean, line text, scale text, organisations bigint, n bigint, x bigint, y bigint, xx bigint,"
    " yy bigint, xy bigint)",
    """
DECLARE managed uuid[] := access.organisations_managed();
BEGIN
  IF cardinality(managed) = 0 THEN RETURN; END IF;
  RETURN QUERY
  SELECT true, c.line, c.scale, 1::bigint, c.n, c.x, c.y, c.xx, c.yy, c.xy FROM secrets.sum_cell c
   WHERE c.organisation_id = ANY (managed) AND c.n >= 30
  UNION ALL
  SELECT false, g.line, g.scale, count(*), sum(g.n)::bigint, sum(g.x)::bigint, sum(g.y)::bigint, sum(g.xx)::bigint,
         sum(g.yy)::bigint, sum(g.xy)::bigint
    FROM secrets.sum_given g WHERE g.told GROUP BY 2, 3
   ORDER BY 2, 3, 1 DESC;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0041_figures_in_one_pass"), ("people", "0008_averages")]
    operations = [TABLES, WAITING, ADD, TOLD]
