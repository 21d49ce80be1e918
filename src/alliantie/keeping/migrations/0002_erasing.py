"""What is due is listed by a job, proposed by one and approved by another, held by a legal hold, and erased by a job.

The application can write none of these tables: each step is a function that checks who asks. Of a case all goes that hangs
on it (_0002_sql.py); what the logs hold of it expires under a seal.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function, history, policies
from alliantie.keeping.migrations import _0002_sql as erasing

HOURS = 24
"""Between approval and the first deletion: until then either of the two, or a hold, can stop it."""
MOST, LONGEST_HOLD, QUESTIONS = 500, 366, 20

_RECORD = import_module("alliantie.access.migrations.0002_identity").HISTORY[1]
_STAYS = import_module("alliantie.cases.migrations.0100_plan_corrections").ONLY_STATE

# What is erased leaves no copy of itself in history; that it was erased is told by its tombstone.
RECORD = migrations.RunSQL(
    sql=_RECORD.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
        "BEGIN\n", "BEGIN\n  IF TG_OP = 'DELETE' AND secrets.is_erasing() THEN RETURN NULL; END IF;\n", 1
    ),
    reverse_sql=_RECORD.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
)
PLANS = migrations.RunSQL(
    sql=_STAYS.replace(
        "BEGIN\n", "BEGIN\n  IF TG_OP = 'DELETE' AND secrets.is_erasing() THEN RETURN OLD; END IF;\n", 1
    ),
    reverse_sql=_STAYS,
)

KEPT = function(
    "access.organisations_kept()",
    "uuid[]",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(DISTINCT o.organisation_id), '{}') FROM public.people_office o
           WHERE o.worker_id = access.actor() AND o.kind IN ('guards', 'manages')
             AND o.starts_on <= access.day() AND (o.ends_on IS NULL OR o.ends_on > access.day()));
END""",
)

_JOB = "IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;"
_HOME = """
  IF home IS NULL THEN RAISE EXCEPTION 'not yours to keep' USING ERRCODE = 'AL403'; END IF;"""

# By which versions of practices there are cases: their terms are reckoned outside and come back as rules.
IN_USE = function(
    "access.practices_in_use()",
    "TABLE (organisation_id uuid, practice_id varchar, practice_version varchar)",
    """
BEGIN
  RETURN QUERY SELECT DISTINCT c.organisation_id, c.practice_id, c.practice_version FROM public.cases_case c
    WHERE access.kind() = 'job' OR c.organisation_id = ANY (access.organisations_kept());
END""",
)

_DRAFTS = " UNION ALL ".join(
    "SELECT k.organisation_id, k.practice_id::text, k.practice_version::text, 'draft', t.id, k.area_id"  # noqa: S608 - our own tables
    f" FROM public.{table} t JOIN public.cases_case k ON k.id = t.case_id"
    f" WHERE {when} AND t.{at} < access.moment() - interval '1 month'"
    for table, (at, when) in erasing.DRAFTS.items()
)
LIST = function(
    "access.list_due(rules jsonb)",
    "integer",
    f"""
DECLARE listed integer;
BEGIN
  {_JOB}
  DELETE FROM public.keeping_due;
  INSERT INTO public.keeping_due (id, area_id, organisation_id, category, number, practice_id, months, source, since,
    due_on, held, listed_at)
  SELECT gen_random_uuid(), c.area_id, c.organisation_id, c.category, c.number, c.practice_id, r.months, r.source,
         s.since, (s.since + make_interval(months => r.months))::date,
         secrets.on_hold(c.category, c.number, c.organisation_id, access.day()), access.moment()
    FROM (
      SELECT k.organisation_id, k.practice_id::text AS practice_id, k.practice_version::text AS version, 'case' AS category,
             k.id AS number, k.area_id
        FROM public.cases_case k WHERE k.closed_on < access.day() - 28
      UNION ALL
      SELECT k.organisation_id, k.practice_id::text, k.practice_version::text, 'answers', p.id, k.area_id
        FROM public.alliance_pair p JOIN public.cases_case k ON k.id = p.case_id
        JOIN secrets.pair_key x ON x.pair_id = p.id
       WHERE coalesce(p.ends_on, k.closed_on) < access.day() - 28
      UNION ALL {_DRAFTS}
      UNION ALL
      SELECT t.organisation_id, '', '', 'waiting', w.id, w.area_id
        FROM public.cases_waiting w JOIN public.people_team t ON t.id = w.team_id
       WHERE w.ended_on < access.day() - 28
      UNION ALL
      SELECT l.organisation_id, '', '', 'search', l.id, l.area_id FROM public.access_logsearch l
       WHERE l.at < access.moment() - interval '1 month'
      UNION ALL
      SELECT a.organisation_id, '', '', 'search', a.id, a.area_id FROM public.access_alert a
       WHERE a.settled_at < access.moment() - interval '1 month'
    ) c
    JOIN jsonb_to_recordset(rules) AS r (organisation uuid, practice text, version text, category text, months int,
      source text)
      ON r.organisation = c.organisation_id AND r.category = c.category AND r.practice = c.practice_id
     AND r.version = c.version
    CROSS JOIN LATERAL (SELECT secrets.kept_since(c.category, c.number) AS since) s
   WHERE (s.since + make_interval(months => r.months))::date <= access.day();
  GET DIAGNOSTICS listed = ROW_COUNT;
  RETURN listed;
END""",
    volatile=True,
)

SET_TERM = function(
    "access.set_term(of_category text, of_practice text, in_months int, because text)",
    "void",
    f"""
DECLARE home uuid := (access.organisations_kept())[1];
BEGIN
  {_HOME}
  IF of_category NOT IN ('case', 'answers', 'draft', 'waiting', 'search') OR in_months NOT BETWEEN 1 AND 1200
     OR coalesce(btrim(because), '') = '' THEN RAISE EXCEPTION 'no such term' USING ERRCODE = 'AL422'; END IF;
  INSERT INTO public.keeping_term (id, area_id, organisation_id, category, practice_id, months, why, set_by, set_at)
  VALUES (gen_random_uuid(), access.area(), home, of_category, of_practice, in_months, left(btrim(because), 300),
    access.actor(), access.moment())
  ON CONFLICT ON CONSTRAINT term_once DO UPDATE SET months = EXCLUDED.months, why = EXCLUDED.why,
    set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at;
END""",
    volatile=True,
)

PROPOSE = function(
    "access.propose_erasing(new_one uuid, of_category text, numbers uuid[], because text)",
    "void",
    f"""
DECLARE
  home uuid := (access.organisations_kept())[1];
  taken integer;
BEGIN
  {_HOME}
  IF EXISTS (SELECT FROM public.keeping_batch b WHERE b.id = new_one AND b.proposed_by = access.actor()) THEN RETURN;
  END IF;
  IF coalesce(btrim(because), '') = '' OR coalesce(cardinality(numbers), 0) NOT BETWEEN 1 AND {MOST}
  THEN RAISE EXCEPTION 'no such batch' USING ERRCODE = 'AL422'; END IF;
  -- Of two who propose the same at once, the second finds it taken.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('erasing:' || home::text, 0));
  INSERT INTO public.keeping_batch (id, area_id, organisation_id, category, reason, proposed_by, proposed_at)
  VALUES (new_one, access.area(), home, of_category, left(btrim(because), 300), access.actor(), access.moment());
  INSERT INTO public.keeping_item (id, area_id, organisation_id, batch_id, number, practice_id, months, source, since,
    due_on, state)
  SELECT gen_random_uuid(), d.area_id, home, new_one, d.number, d.practice_id, d.months, d.source, d.since, d.due_on, 'waits'
    FROM public.keeping_due d
   WHERE d.organisation_id = home AND d.category = of_category AND d.number = ANY (numbers)
     AND NOT secrets.on_hold(d.category, d.number, home, access.day())
     AND NOT EXISTS (SELECT FROM public.keeping_item i WHERE i.number = d.number AND i.state = 'waits');
  GET DIAGNOSTICS taken = ROW_COUNT;
  IF taken <> cardinality(numbers) THEN RAISE EXCEPTION 'the list changed' USING ERRCODE = 'AL409'; END IF;
END""",
    volatile=True,
)

_BATCH = f"""
DECLARE
  there public.keeping_batch;
  home uuid := (access.organisations_kept())[1];
BEGIN
  {_HOME}
  SELECT * INTO there FROM public.keeping_batch b WHERE b.id = of_batch AND b.organisation_id = home FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no batch of yours' USING ERRCODE = 'AL403'; END IF;"""

APPROVE = function(
    "access.approve_erasing(of_batch uuid)",
    "void",
    f"""{_BATCH}
  IF there.approved_by = access.actor() AND there.stopped_at IS NULL THEN RETURN; END IF;
  IF there.proposed_by = access.actor() THEN RAISE EXCEPTION 'another approves' USING ERRCODE = 'AL403'; END IF;
  IF there.approved_at IS NOT NULL OR there.stopped_at IS NOT NULL
  THEN RAISE EXCEPTION 'decided already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.keeping_batch SET approved_by = access.actor(), approved_at = access.moment() WHERE id = of_batch;
END""",
    volatile=True,
)

STOP = function(
    "access.stop_erasing(of_batch uuid)",
    "void",
    f"""{_BATCH}
  IF there.stopped_at IS NOT NULL THEN RETURN; END IF;
  IF there.done_at IS NOT NULL THEN RAISE EXCEPTION 'it was done' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.keeping_batch SET stopped_by = access.actor(), stopped_at = access.moment() WHERE id = of_batch;
  UPDATE public.keeping_item SET state = 'stopped' WHERE batch_id = of_batch AND state = 'waits';
END""",
    volatile=True,
)

TO_DO = function(
    "access.erasing_to_do()",
    "TABLE (id uuid)",
    f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY SELECT i.id FROM public.keeping_batch b JOIN public.keeping_item i ON i.batch_id = b.id
   WHERE b.approved_at <= access.moment() - interval '{HOURS} hours' AND b.stopped_at IS NULL AND b.done_at IS NULL
     AND i.state = 'waits' ORDER BY b.approved_at, i.due_on, i.id;
END""",
)

ERASE_ITEM = function(
    "access.erase_item(of_item uuid)",
    "text",
    f"""
DECLARE
  here public.keeping_item;
  whole public.keeping_batch;
  made uuid := gen_random_uuid();
  became text;
  counted jsonb;
  went uuid[];
  held jsonb;
BEGIN
  {_JOB}
  SELECT i.* INTO here FROM public.keeping_item i WHERE i.id = of_item;
  -- Stopping waits here, or comes first.
  SELECT b.* INTO whole FROM public.keeping_batch b WHERE b.id = here.batch_id FOR UPDATE;
  SELECT i.* INTO here FROM public.keeping_item i WHERE i.id = of_item FOR UPDATE;
  IF here.state IS DISTINCT FROM 'waits' OR whole.stopped_at IS NOT NULL OR whole.approved_at IS NULL
     OR whole.approved_by = whole.proposed_by OR whole.approved_at > access.moment() - interval '{HOURS} hours'
  THEN RETURN 'not now'; END IF;
  -- A hold waits here, or comes first; and so does whoever records in the case.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('hold:' || whole.organisation_id::text, 0));
  PERFORM FROM public.cases_case c WHERE c.id = here.number FOR UPDATE;
  IF secrets.on_hold(whole.category, here.number, whole.organisation_id, access.day()) THEN
    became := 'held';
  ELSIF secrets.kept_since(whole.category, here.number) IS DISTINCT FROM here.since
     OR EXISTS (SELECT FROM secrets.holds_on(whole.category, here.number, whole.organisation_id) h
                 WHERE h.less_at >= whole.proposed_at)
     OR EXISTS (SELECT FROM public.keeping_term t WHERE t.organisation_id = whole.organisation_id
                  AND t.category = whole.category AND t.practice_id IN ('', here.practice_id)
                  AND (here.since + make_interval(months => t.months))::date > access.day()) THEN
    became := 'changed';
  ELSE
    became := 'done';
    -- That it was held, and who let it go, is told when the hold itself is gone.
    SELECT coalesce(jsonb_agg(jsonb_build_object('starts_on', h.starts_on, 'until', h.until, 'set_by', h.set_by,
             'ended_by', h.ended_by, 'ended_at', h.ended_at, 'less_by', h.less_by) ORDER BY h.set_at, h.id), '[]')
      INTO held FROM secrets.holds_on(whole.category, here.number, whole.organisation_id) h;
    SELECT e.counts, e.gone INTO counted, went FROM secrets.erase(whole.category, here.number, '{{}}', made) e;
    INSERT INTO public.keeping_tombstone (id, area_id, organisation_id, category, number, client_ids, practice_id, months,
      source, since, batch_id, proposed_by, approved_by, counts, holds, done_at)
    VALUES (made, here.area_id, whole.organisation_id, whole.category, here.number, went, here.practice_id, here.months,
      here.source, here.since, whole.id, whole.proposed_by, whole.approved_by, counted, held,
      access.moment());
    DELETE FROM public.keeping_due d WHERE d.category = whole.category AND d.number = here.number;
  END IF;
  UPDATE public.keeping_item SET state = became WHERE id = of_item;
  UPDATE public.keeping_batch b SET done_at = access.moment() WHERE b.id = whole.id
     AND NOT EXISTS (SELECT FROM public.keeping_item i WHERE i.batch_id = b.id AND i.state = 'waits');
  RETURN became;
END""",
    volatile=True,
)

# Lines of a log that are to go and are sealed. What was never written any more is over.
TO_FORGET = function(
    "access.to_forget(of_log text, upto bigint, most int)",
    "TABLE (id bigint)",
    f"""
BEGIN
  {_JOB}
  RETURN QUERY SELECT f.id FROM history.to_forget f WHERE f.log = of_log AND f.id <= upto ORDER BY f.id LIMIT most;
END""",
)
FORGOTTEN = function(
    "access.forgotten(of_log text, ids bigint[])",
    "void",
    f"""
BEGIN
  {_JOB}
  DELETE FROM history.to_forget f WHERE f.log = of_log AND f.id = ANY (ids);
  UPDATE public.keeping_tombstone t SET logs_done_at = access.moment() WHERE t.logs_done_at IS NULL
     AND NOT EXISTS (SELECT FROM history.to_forget f WHERE f.tombstone = t.id);
END""",
    volatile=True,
)

HOLD = function(
    "access.place_hold(new_one uuid, of_case uuid, name_keys text[], born date, question bytea, because text, forbids text,"
    " until_day date)",
    "text",
    f"""
DECLARE
  home uuid := (access.organisations_kept())[1];
  found uuid[];
BEGIN
  {_HOME}
  IF EXISTS (SELECT FROM public.keeping_hold h WHERE h.id = new_one AND h.set_by = access.actor()) THEN RETURN 'held'; END IF;
  IF coalesce(btrim(because), '') = '' OR until_day IS NULL OR until_day < access.day()
     OR until_day > access.day() + {LONGEST_HOLD} THEN RAISE EXCEPTION 'no such hold' USING ERRCODE = 'AL422'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('hold:' || home::text, 0));
  IF of_case IS NOT NULL THEN
    found := ARRAY(SELECT k.id FROM public.cases_case k WHERE k.id = of_case AND k.organisation_id = home);
  ELSE
    -- By name it tells whether somebody is a client here: for who guards privacy, noted, and counted as other such questions.
    IF home <> ALL (access.organisations_guarded())
    THEN RAISE EXCEPTION 'not yours to ask' USING ERRCODE = 'AL403'; END IF;
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('emergency:' || access.actor()::text, 0));
    IF (SELECT count(*) FROM public.access_matching m
         WHERE m.asked_by = access.actor() AND m.at > access.moment() - interval '1 hour') >= {QUESTIONS}
    THEN RETURN 'too often'; END IF;
    found := ARRAY(SELECT DISTINCT c.id FROM public.people_client c JOIN public.cases_participant p ON p.client_id = c.id
       JOIN public.cases_case k ON k.id = p.case_id
      WHERE k.organisation_id = home AND c.born_on = born AND c.sort_key = ANY (name_keys));
    INSERT INTO public.access_matching (area_id, asked_by, question_hash, found, at)
    VALUES (access.area(), access.actor(), question, cardinality(found) > 0, access.moment());
  END IF;
  INSERT INTO public.keeping_hold (id, area_id, organisation_id, case_id, client_id, reason, law, starts_on, until,
    set_by, set_at, less_why)
  SELECT CASE WHEN number = 1 THEN new_one ELSE gen_random_uuid() END, access.area(), home,
    CASE WHEN of_case IS NOT NULL THEN one END, CASE WHEN of_case IS NULL THEN one END,
    left(btrim(because), 300), left(btrim(coalesce(forbids, '')), 200), access.day(), until_day, access.actor(),
    access.moment(), ''
    FROM unnest(found) WITH ORDINALITY AS f (one, number);
  UPDATE public.keeping_due d SET held = s.held
    FROM (SELECT x.id, secrets.on_hold(x.category, x.number, home, access.day()) AS held
            FROM public.keeping_due x WHERE x.organisation_id = home) s
   WHERE d.id = s.id AND d.held IS DISTINCT FROM s.held;
  RETURN CASE WHEN cardinality(found) > 0 THEN 'held' ELSE 'nobody' END;
END""",
    volatile=True,
)

# Whoever wants a case deleted does not end what keeps it.
CHANGE_HOLD = function(
    "access.change_hold(of_one uuid, until_day date, because text)",
    "void",
    f"""
DECLARE
  home uuid := (access.organisations_kept())[1];
  here public.keeping_hold;
  lessens boolean;
BEGIN
  {_HOME}
  IF until_day < access.day() OR until_day > access.day() + {LONGEST_HOLD}
  THEN RAISE EXCEPTION 'no such day' USING ERRCODE = 'AL422'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('erasing:' || home::text, 0));
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('hold:' || home::text, 0));
  SELECT * INTO here FROM public.keeping_hold h
   WHERE h.id = of_one AND h.organisation_id = home AND h.ended_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no hold of yours' USING ERRCODE = 'AL403'; END IF;
  lessens := until_day IS NULL OR until_day < here.until;
  IF lessens AND EXISTS (
      SELECT FROM public.keeping_batch b JOIN public.keeping_item i ON i.batch_id = b.id
       WHERE b.organisation_id = home AND b.stopped_at IS NULL AND b.done_at IS NULL
         AND access.actor() IN (b.proposed_by, b.approved_by)
         AND EXISTS (SELECT FROM secrets.holds_on(b.category, i.number, home) h WHERE h.id = here.id))
  THEN RAISE EXCEPTION 'another ends it' USING ERRCODE = 'AL403'; END IF;
  IF lessens AND coalesce(btrim(because), '') = ''
  THEN RAISE EXCEPTION 'no reason' USING ERRCODE = 'AL422'; END IF;
  -- Without a day it ends now; with one it lasts until then, counted from today.
  UPDATE public.keeping_hold h SET until = coalesce(until_day, h.until),
         ended_by = CASE WHEN until_day IS NULL THEN access.actor() END,
         ended_at = CASE WHEN until_day IS NULL THEN access.moment() END,
         less_by = CASE WHEN lessens THEN access.actor() ELSE h.less_by END,
         less_at = CASE WHEN lessens THEN access.moment() ELSE h.less_at END,
         less_why = CASE WHEN lessens THEN left(btrim(because), 300) ELSE h.less_why END
   WHERE h.id = here.id;
  UPDATE public.keeping_due d SET held = s.held
    FROM (SELECT x.id, secrets.on_hold(x.category, x.number, home, access.day()) AS held
            FROM public.keeping_due x WHERE x.organisation_id = home) s
   WHERE d.id = s.id AND d.held IS DISTINCT FROM s.held;
END""",
    volatile=True,
)

# To clients, of a case: that nothing of it goes, and until when. Why, may be about another of the household.
HOLDS_TOLD = function(
    "access.holds_told()",
    "TABLE (case_id uuid, until date)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' THEN RETURN; END IF;
  RETURN QUERY SELECT h.case_id, h.until FROM public.keeping_hold h
   WHERE h.case_id = ANY (access.cases()) AND h.law = '' AND h.ended_at IS NULL AND h.until >= access.day();
END""",
)

_OURS = "organisation_id = ANY ((SELECT access.organisations_kept())::uuid[])"
_READS = (
    f"{_OURS} OR (SELECT access.kind()) = 'worker' AND (case_id = ANY ((SELECT access.cases())::uuid[])"
    " OR client_id = ANY ((SELECT access.clients())::uuid[]))"
    " OR (SELECT access.kind()) = 'client' AND law = '' AND client_id = (SELECT access.actor())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("keeping", "0001_initial"),
        ("access", "0016_own_talks"),
        ("cases", "0230_representation"),
        ("alliance", "0036_figures_of_organisations"),
        ("money", "0003_deadlines_in_timelines"),
    ]
    operations = [
        migrations.RunSQL(sql=erasing.TABLES, reverse_sql=erasing.UNDO_TABLES),
        *(migrations.RunSQL(sql=sql, reverse_sql=f"DROP FUNCTION {name}") for name, sql in erasing.ALL.items()),
        RECORD,
        PLANS,
        KEPT,
        IN_USE,
        LIST,
        SET_TERM,
        PROPOSE,
        APPROVE,
        STOP,
        TO_DO,
        ERASE_ITEM,
        TO_FORGET,
        FORGOTTEN,
        HOLD,
        CHANGE_HOLD,
        HOLDS_TOLD,
        policies("keeping_term", select="area_id = (SELECT access.area()) OR (SELECT access.kind()) = 'job'"),
        policies("keeping_hold", select=_READS),
        *(policies(f"keeping_{table}", select=_OURS) for table in ("due", "batch", "item", "tombstone")),
        *(history(f"keeping_{table}") for table in ("term", "hold", "batch", "item", "tombstone")),
    ]
