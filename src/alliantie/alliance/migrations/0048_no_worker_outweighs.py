"""No worker makes up most of what wavers, of an ending or of how rounds went; one rule for all sums, told by functions.

Until now sums of two rounds had three workers and ten pairs without who has most, who could be nearly all of them. A
figure of rounds or endings was of one worker by nine tenths. The rules that sums go by stood in each function apart.
Why: docs/decisions/0028-sums-of-rounds.md and docs/methods/figures.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_BEFORE = "alliantie.alliance.migrations."
_RETESTS = import_module(f"{_BEFORE}0035_retests")
_WAITING = import_module(f"{_BEFORE}0045_workers_of_retests").WAITING
_SUMS = import_module(f"{_BEFORE}0046_sums_of_many")
_FIGURES = import_module(f"{_BEFORE}0041_figures_in_one_pass")


def _instead(before: migrations.RunSQL, now: migrations.RunSQL) -> migrations.RunSQL:
    """One function in the place of another, which may take or give something else."""
    return migrations.RunSQL(
        sql=[*(before.reverse_sql or ()), *now.sql], reverse_sql=[*(now.reverse_sql or ()), *before.sql]
    )


def _body(of: migrations.RunSQL, *changes: tuple[str, str]) -> migrations.RunSQL:
    """The same function with these changes in its text, for the same callers."""
    old = str(of.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    new = old
    for was, now in changes:
        if new.count(was) != 1:
            raise ValueError(f"not once: {was}")
        new = new.replace(was, now)
    return migrations.RunSQL(sql=[new], reverse_sql=[old])


def _rule(signature: str, query: str) -> migrations.RunSQL:
    """A rule the functions of sums ask; the application does not."""
    name = f"{signature.partition('(')[0]}({', '.join(['bigint[]'] * signature.count('bigint[]'))})"
    return migrations.RunSQL(
        sql=[
            f"CREATE FUNCTION {signature} RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = ''"
            f" AS $function${query}$function$",
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
        ],
        reverse_sql=[f"DROP FUNCTION {name}"],
    )


# As alliantie.statistics.cells has them: `none_outweighs`, `fits` and `may_tell`, of sizes by worker or organisation.
RULES = [
    _rule(
        "alliance.none_outweighs(sizes bigint[])",
        """
SELECT coalesce(2 * max(s) + coalesce((array_agg(s ORDER BY s DESC))[2], 0) <= sum(s), true) FROM unnest(sizes) s""",
    ),
    _rule(
        "alliance.fits(sizes bigint[])",
        """
SELECT coalesce(count(*) >= 3 AND sum(s) % 10 = 0 AND sum(s) - max(s) >= 10, false) AND alliance.none_outweighs(sizes)
  FROM unnest(sizes) s""",
    ),
    _rule(
        "alliance.may_tell(told bigint[], waiting bigint[])",
        """
SELECT count(*) >= CASE WHEN (SELECT bool_or(t > 0) FROM unnest(told) t) THEN 4 ELSE 6 END
       AND alliance.none_outweighs(array_agg(c.more))
  FROM (SELECT w - coalesce(t, 0) AS more FROM unnest(told, waiting) AS b(t, w)) c WHERE c.more > 0""",
    ),
]

# What was added up by the weaker rule is thrown away; the pairs are taken in anew by this one.
TABLES = migrations.RunSQL(
    sql=[
        "DELETE FROM secrets.retest",
        "DELETE FROM secrets.retest_pair",
        "ALTER TABLE secrets.retest_pair DROP CONSTRAINT retest_pair_pkey, ADD COLUMN role text, ADD COLUMN scale text,"
        " ADD COLUMN client_id uuid, ADD PRIMARY KEY (client_id, line, role, scale)",
    ],
    reverse_sql=[
        "DELETE FROM secrets.retest",
        "DELETE FROM secrets.retest_pair",
        "ALTER TABLE secrets.retest_pair DROP COLUMN client_id, DROP COLUMN role, DROP COLUMN scale,"
        " ADD PRIMARY KEY (pair_id, line)",
    ],
)

# Of each client the newest pair with two shared rounds on the same questions, and which series of it count already.
WAITING = function(
    "alliance.waiting_retests(beyond text)",
    "TABLE (batch text, organisation uuid, line text, worker_id uuid, counted text[], pair_id uuid, wrapped bytea,"
    " place bigint, part_id uuid, role varchar, picture bytea)",
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
    SELECT DISTINCT ON (p.client_id, s.asked) s.pair_id, s.asked, p.worker_id, k.organisation_id,
           k.organisation_id::text || '/' || s.asked AS named,
           ARRAY(SELECT d.role || '/' || d.scale FROM secrets.retest_pair d
                  WHERE d.client_id = p.client_id AND d.line = s.asked) AS counted
      FROM placed s JOIN public.alliance_pair p ON p.id = s.pair_id JOIN public.cases_case k ON k.id = p.case_id
     WHERE s.nth = 2 AND EXISTS (SELECT 1 FROM secrets.pair_key o WHERE o.pair_id = s.pair_id)
     ORDER BY p.client_id, s.asked, p.begins_on DESC, s.pair_id
  ), each AS (
    SELECT t.named, count(*) AS pairs, row_number() OVER (PARTITION BY t.named ORDER BY count(*) DESC) AS place
      FROM twice t WHERE cardinality(t.counted) < 8 GROUP BY t.named, t.worker_id
  ), fit AS (
    SELECT w.named FROM each w WHERE w.named > beyond GROUP BY 1
    HAVING sum(w.pairs) FILTER (WHERE w.place > 2)
           + least(sum(w.pairs) FILTER (WHERE w.place > 2), sum(w.pairs) FILTER (WHERE w.place = 2)) >= 10
     ORDER BY 1 LIMIT 1
  )
  SELECT t.named, t.organisation_id, t.asked, t.worker_id, t.counted, t.pair_id, o.wrapped, s.nth, q.id, q.role, q.picture
    FROM fit f JOIN twice t ON t.named = f.named
    JOIN placed s ON s.pair_id = t.pair_id AND s.asked = t.asked AND s.nth <= 2
    JOIN public.alliance_part q ON q.round_id = s.id
    JOIN secrets.pair_key o ON o.pair_id = t.pair_id
   WHERE cardinality(t.counted) < 8;
END""",
)

# Each series names its pairs, as beside how cases ended, so that what a sum is of is checked here.
ADD = function(
    "alliance.add_retests(of_organisation uuid, of_line text, added jsonb)",
    "void",
    """
DECLARE series jsonb;
  theirs bigint[];
  whole bigint;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  FOR series IN SELECT jsonb_array_elements(added) LOOP
    SELECT array_agg(w.pairs), sum(w.pairs) INTO theirs, whole FROM (
      SELECT count(*) AS pairs FROM public.alliance_pair p JOIN public.cases_case k ON k.id = p.case_id
       WHERE k.organisation_id = of_organisation
         AND p.id IN (SELECT t::uuid FROM jsonb_array_elements_text(series->8) t)
       GROUP BY p.worker_id) w;
    IF NOT alliance.fits(theirs) OR whole <> jsonb_array_length(series->8) OR whole <> (series->>2)::bigint
    THEN RAISE EXCEPTION 'too few' USING ERRCODE = 'AL422'; END IF;
  END LOOP;
  -- A client counts once: two pairs of one, or what was added meanwhile by another run, refuses all of this one.
  INSERT INTO secrets.retest_pair (pair_id, client_id, line, role, scale)
  SELECT p.id, p.client_id, of_line, a->>0, a->>1
    FROM jsonb_array_elements(added) a, jsonb_array_elements_text(a->8) t JOIN public.alliance_pair p ON p.id = t::uuid;
  INSERT INTO secrets.retest AS r (organisation_id, line, role, scale, n, x, y, xx, yy, xy)
  SELECT of_organisation, of_line, a->>0, a->>1, (a->>2)::bigint, (a->>3)::bigint, (a->>4)::bigint, (a->>5)::bigint,
         (a->>6)::bigint, (a->>7)::bigint FROM jsonb_array_elements(added) a
  ON CONFLICT (organisation_id, line, role, scale) DO UPDATE SET n = r.n + excluded.n, x = r.x + excluded.x,
     y = r.y + excluded.y, xx = r.xx + excluded.xx, yy = r.yy + excluded.yy, xy = r.xy + excluded.xy;
END""",
    volatile=True,
)

ADD_SUMS = _body(
    _SUMS.ADD_SUMS,
    (
        "whole % 10 <> 0 OR cardinality(theirs) < 3 OR whole - theirs[1] < 10\n"
        "     OR 2 * theirs[1] + theirs[2] > whole OR cardinality(added) <> 6",
        "NOT alliance.fits(theirs) OR cardinality(added) <> 6",
    ),
)

ADD_ENDINGS = _body(
    _SUMS.ADD_ENDINGS,
    (
        "HAVING count(*) >= 3 AND sum(w.pairs) % 10 = 0 AND sum(w.pairs) - max(w.pairs) >= 10\n"
        "         AND 2 * max(w.pairs) + (array_agg(w.pairs ORDER BY w.pairs DESC))[2] <= sum(w.pairs)\n",
        "HAVING alliance.fits(array_agg(w.pairs))\n",
    ),
    (
        "HAVING count(*) FILTER (WHERE w.n > w.told_n) >= CASE WHEN bool_or(w.told_n > 0) THEN 4 ELSE 6 END\n"
        "             AND 2 * max(w.n - w.told_n) + (array_agg(w.n - w.told_n ORDER BY w.n - w.told_n DESC))[2]\n"
        "                 <= sum(w.n - w.told_n)) f",
        "HAVING alliance.may_tell(array_agg(w.told_n), array_agg(w.n))) f",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0047_research_keys")]
    operations = [
        *RULES,
        TABLES,
        _instead(_WAITING, WAITING),
        _instead(_RETESTS.ADD, ADD),
        ADD_SUMS,
        ADD_ENDINGS,
        _body(
            _FIGURES.Migration.operations[0],
            ("g.clients - w.most >= 10\n", "g.clients - w.most >= 10\n       AND 2 * w.most <= g.clients\n"),
        ),
        _body(
            _FIGURES.Migration.operations[1],
            (
                "sum(b.cases) - max(b.cases) >= 10\n",
                "sum(b.cases) - max(b.cases) >= 10\n       AND 2 * max(b.cases) <= sum(b.cases)\n",
            ),
        ),
    ]
