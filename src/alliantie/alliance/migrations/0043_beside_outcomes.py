"""How pairs scored at the end, beside how the case ended: sums of many, and no score of anyone.

The second way from pictures to a figure about many pairs (docs/decisions/0041-alliance-beside-outcome.md), by the rules of the
first (0035). The job opens the last picture that was shared, adds it up and forgets it; nobody reads the sums.
"""

from django.db import migrations

from alliantie.access.protect import function

TABLES = migrations.RunSQL(
    sql=[
        "CREATE TABLE secrets.ending_pair (pair_id uuid PRIMARY KEY)",
        "CREATE TABLE secrets.ending (organisation_id uuid, line text, way text, role text, scale text, n bigint NOT NULL,"
        " x bigint NOT NULL, xx bigint NOT NULL, PRIMARY KEY (organisation_id, line, way, role, scale))",
    ],
    reverse_sql=["DROP TABLE secrets.ending", "DROP TABLE secrets.ending_pair"],
)

# A batch is of one organisation, the same questions and one way of ending: three workers, and ten clients without the
# worker who has most of them. An ending counts once it cannot be undone any more, a client once for a case.
WAITING = function(
    "alliance.waiting_endings(beyond text)",
    "TABLE (batch text, organisation uuid, line text, way text, pair_id uuid, wrapped bytea, place bigint, part_id uuid,"
    " role varchar, picture bytea)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH last_shared AS (
    SELECT DISTINCT ON (p.case_id, p.client_id) p.id AS pair, p.worker_id, k.organisation_id, o.kind::text AS ended, r.id AS round,
           concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form) AS asked
      FROM public.cases_outcome o JOIN public.cases_case k ON k.id = o.case_id
      JOIN public.alliance_pair p ON p.case_id = k.id JOIN public.alliance_round r ON r.pair_id = p.id
     WHERE o.undone_at IS NULL AND o.recorded_at < access.moment() - interval '8 days'
       AND o.kind IN ('completed', 'positive', 'neutral', 'negative')
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
  SELECT n.cell, n.organisation_id, n.asked, n.ended, n.pair, s.wrapped, 1::bigint, q.id, q.role, q.picture
    FROM fit f JOIN named n ON n.cell = f.cell
    JOIN public.alliance_part q ON q.round_id = n.round
    JOIN secrets.pair_key s ON s.pair_id = n.pair;
END""",
)

ADD = function(
    "alliance.add_endings(of_organisation uuid, of_line text, of_way text, of_pairs uuid[], added jsonb)",
    "void",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  IF cardinality(of_pairs) < 10 THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  -- A pair counts once: what was added meanwhile by another run refuses all of this one.
  INSERT INTO secrets.ending_pair (pair_id) SELECT p FROM unnest(of_pairs) p;
  INSERT INTO secrets.ending AS e (organisation_id, line, way, role, scale, n, x, xx)
  SELECT of_organisation, of_line, of_way, a->>0, a->>1, (a->>2)::bigint, (a->>3)::bigint, (a->>4)::bigint
    FROM jsonb_array_elements(added) a
  ON CONFLICT (organisation_id, line, way, role, scale)
  DO UPDATE SET n = e.n + excluded.n, x = e.x + excluded.x, xx = e.xx + excluded.xx;
END""",
    volatile=True,
)

# Scores were added up as sixtieths. Of all organisations here together; a way alone has nothing it stands beside, and
# where all said nearly the same, a mean would tell what each of them said.
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
      FROM secrets.ending e GROUP BY 1, 2, 3, 4 HAVING sum(e.n) >= 10
  ), enough AS (
    SELECT w.*, count(*) OVER (PARTITION BY w.asked, w.who, w.what) AS ways FROM whole w WHERE w.varies >= 0.04
  )
  SELECT f.asked, f.ended, f.who, f.what, floor(f.n / 10)::bigint * 10, round(f.x / f.n / 60, 1), ceil(sqrt(f.varies / f.n) * 100) / 100
    FROM enough f WHERE f.ways >= 2 ORDER BY 1, 2, 3, 4;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0042_sums"), ("cases", "0235_kept_figures")]
    operations = [TABLES, WAITING, ADD, TOLD]
