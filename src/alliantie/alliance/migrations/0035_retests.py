"""How much the scores of pairs waver: sums over the first two rounds of each, by the questions that were asked.

The one way from pictures to a figure about many pairs (docs/decisions/0028-sums-of-rounds.md). The job opens pictures
that the client shared, adds them up and forgets them; nobody reads the sums, only what at least 200 pairs say.
"""

from django.db import migrations

from alliantie.access.protect import function

TABLES = migrations.RunSQL(
    sql=[
        "CREATE TABLE secrets.retest_pair (pair_id uuid, line text, PRIMARY KEY (pair_id, line))",
        "CREATE TABLE secrets.retest (organisation_id uuid, line text, role text, scale text, n bigint NOT NULL,"
        " x bigint NOT NULL, y bigint NOT NULL, xx bigint NOT NULL, yy bigint NOT NULL, xy bigint NOT NULL,"
        " PRIMARY KEY (organisation_id, line, role, scale))",
    ],
    reverse_sql=["DROP TABLE secrets.retest", "DROP TABLE secrets.retest_pair"],
)

# A batch is of one organisation and of the same questions: three workers, and ten pairs without the worker who has most
# of them, so that neither a look before and after it nor what one worker knows tells of a pair.
WAITING = function(
    "alliance.waiting_retests(beyond text)",
    "TABLE (batch text, organisation uuid, line text, pair_id uuid, wrapped bytea, place bigint, part_id uuid,"
    " role varchar, picture bytea)",
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
  SELECT t.named, t.organisation_id, t.asked, t.pair_id, o.wrapped, s.nth, q.id, q.role, q.picture
    FROM fit f JOIN twice t ON t.named = f.named
    JOIN placed s ON s.pair_id = t.pair_id AND s.asked = t.asked AND s.nth <= 2
    JOIN public.alliance_part q ON q.round_id = s.id
    JOIN secrets.pair_key o ON o.pair_id = t.pair_id;
END""",
)

ADD = function(
    "alliance.add_retests(of_organisation uuid, of_line text, of_pairs uuid[], added jsonb)",
    "void",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  IF cardinality(of_pairs) < 10 THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  -- A pair counts once: what was added meanwhile by another run refuses all of this one.
  INSERT INTO secrets.retest_pair (pair_id, line) SELECT p, of_line FROM unnest(of_pairs) p;
  INSERT INTO secrets.retest AS r (organisation_id, line, role, scale, n, x, y, xx, yy, xy)
  SELECT of_organisation, of_line, a->>0, a->>1, (a->>2)::bigint, (a->>3)::bigint, (a->>4)::bigint, (a->>5)::bigint,
         (a->>6)::bigint, (a->>7)::bigint FROM jsonb_array_elements(added) a
  ON CONFLICT (organisation_id, line, role, scale) DO UPDATE SET n = r.n + excluded.n, x = r.x + excluded.x,
     y = r.y + excluded.y, xx = r.xx + excluded.xx, yy = r.yy + excluded.yy, xy = r.xy + excluded.xy;
END""",
    volatile=True,
)

# Scores were added up as sixtieths. In two decimals, of the pairs of all organisations here together.
SPREADS = function(
    "alliance.spreads()",
    "TABLE (line text, role text, scale text, pairs bigint, spread numeric, reliability numeric)",
    """
BEGIN
  IF access.kind() IS NULL OR access.kind() NOT IN ('worker', 'client', 'link') THEN RETURN; END IF;
  RETURN QUERY
  WITH whole AS (
    SELECT r.line AS asked, r.role AS who, r.scale AS what, sum(r.n) AS n, sum(r.xx + r.yy - 2 * r.xy) AS moved,
           sum(r.n) * sum(r.xy) - sum(r.x) * sum(r.y) AS together,
           (sum(r.n) * sum(r.xx) - sum(r.x) ^ 2) * (sum(r.n) * sum(r.yy) - sum(r.y) ^ 2) AS apart
      FROM secrets.retest r GROUP BY 1, 2, 3 HAVING sum(r.n) >= 200
  )
  SELECT w.asked, w.who, w.what, (w.n / 10)::bigint * 10, round(sqrt(w.moved / (2 * w.n)) / 60, 2),
         CASE WHEN w.apart > 0 THEN round(w.together / sqrt(w.apart), 2) END
    FROM whole w WHERE round(sqrt(w.moved / (2 * w.n)) / 60, 2) > 0 ORDER BY 1, 2, 3;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0034_reminders_given_back")]
    operations = [TABLES, WAITING, ADD, SPREADS]
