"""SQL of erasing: rows with all that hangs on them, found in the catalogue, so that a new table is never forgotten.

What hangs on a row is found by foreign keys and, for walled tables, which have none, by the names of columns. What the
logs hold of it is noted in `history.to_forget`; the seals take it from there (access/sealing.py).
"""

from __future__ import annotations

# What a column without a foreign key points to.
BY_NAME = {
    "case_id": "public.cases_case",
    "client_id": "public.people_client",
    "pair_id": "public.alliance_pair",
    "round_id": "public.alliance_round",
    "appointment_id": "public.cases_appointment",
    "account_id": "public.access_account",
}
# Logs, whose rows expire under a seal.
LOGS = ("public.access_reading",)
# What another system called a row.
IMPORTED = ("cases_case", "people_client", "cases_fact", "money_claim")
DRAFTS = {
    "cases_talkdraft": ("saved_at", "true"),
    "cases_letter": ("written_at", "t.state = 'draft'"),
    "cases_form": ("changed_at", "t.state = 'draft'"),
}
"""Tables with drafts: when each was kept last, and which rows are drafts."""

_NAMED = ", ".join(f"('{column}', '{table}'::regclass)" for column, table in BY_NAME.items())
_LOGS = ", ".join(f"'{each}'::regclass" for each in LOGS)
_LISTED = ", ".join(f"'{each}'" for each in ("cases_case", "alliance_pair", *DRAFTS))
_IMPORTED = ", ".join(f"'{each}'" for each in IMPORTED)

TABLES = """
CREATE TABLE secrets.erasing (xid xid8 PRIMARY KEY);
CREATE TABLE history.to_forget (log text NOT NULL, id bigint NOT NULL, tombstone uuid NOT NULL, PRIMARY KEY (log, id));
CREATE INDEX to_forget_of ON history.to_forget (tombstone);
CREATE INDEX import_reference_of_target ON public.cases_import_reference (target);
"""
UNDO_TABLES = """
DROP INDEX public.import_reference_of_target;
DROP TABLE history.to_forget;
DROP TABLE secrets.erasing;
"""

# The row is there within the transaction that erases alone; the application can write none.
IS_ERASING = """
CREATE FUNCTION secrets.is_erasing() RETURNS boolean LANGUAGE sql STABLE SET search_path = '' AS
$function$ SELECT EXISTS (SELECT FROM secrets.erasing e WHERE e.xid = pg_current_xact_id_if_assigned()) $function$;
REVOKE ALL ON FUNCTION secrets.is_erasing() FROM PUBLIC;
"""

HANGS_ON = f"""
CREATE FUNCTION secrets.hangs_on(of_table oid)
RETURNS TABLE (child oid, col name, col_type text, key name) LANGUAGE sql STABLE SET search_path = '' AS $function$
  SELECT f.child, a.attname, format_type(a.atttypid, NULL), k.attname
    FROM (SELECT c.conrelid AS child, c.conkey[1] AS attnum FROM pg_constraint c
           WHERE c.contype = 'f' AND c.confrelid = of_table AND cardinality(c.conkey) = 1
          UNION
          SELECT n.attrelid, n.attnum FROM pg_attribute n
            JOIN pg_class t ON t.oid = n.attrelid AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
            JOIN (VALUES {_NAMED}) AS named (col, parent) ON named.col = n.attname AND named.parent = of_table
           WHERE NOT n.attisdropped) f
    JOIN pg_attribute a ON a.attrelid = f.child AND a.attnum = f.attnum
    JOIN pg_index i ON i.indrelid = f.child AND i.indisprimary
    JOIN pg_attribute k ON k.attrelid = f.child AND k.attnum = i.indkey[0]
   WHERE f.child NOT IN ({_LOGS})
$function$;
REVOKE ALL ON FUNCTION secrets.hangs_on(oid) FROM PUBLIC;
"""

# Foreign keys of ours are checked at the end, so the order in which rows go does not matter.
ERASE_ROWS = f"""
CREATE FUNCTION secrets.erase_rows(first regclass, first_ids text[], of_tombstone uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = '' AS $function$
DECLARE
  tables oid[] := ARRAY[first::oid];
  keys text[] := ARRAY[first_ids::text];
  found jsonb := '{{}}';
  counts jsonb := '{{}}';
  here oid;
  ids text[];
  more text[];
  of_pairs text[];
  each record;
BEGIN
  WHILE cardinality(tables) > 0 LOOP
    here := tables[1];
    ids := ARRAY(SELECT unnest(keys[1]::text[])
                 EXCEPT SELECT jsonb_array_elements_text(coalesce(found->(here::text), '[]')));
    tables := tables[2:];
    keys := keys[2:];
    CONTINUE WHEN cardinality(ids) = 0;
    found := found || jsonb_build_object(here::text, coalesce(found->(here::text), '[]') || to_jsonb(ids));
    FOR each IN SELECT * FROM secrets.hangs_on(here) LOOP
      EXECUTE format('SELECT array_agg(t.%I::text) FROM %s t WHERE t.%I = ANY ($1::%s[])',
                     each.key, each.child::regclass, each.col, each.col_type) INTO more USING ids;
      IF more IS NOT NULL THEN
        tables := tables || each.child;
        keys := keys || more::text;
      END IF;
    END LOOP;
  END LOOP;
  of_pairs := ARRAY(SELECT jsonb_array_elements_text(coalesce(found->('public.alliance_pair'::regclass::oid::text), '[]')));
  DELETE FROM secrets.pair_key WHERE pair_id = ANY (of_pairs::uuid[]);
  INSERT INTO secrets.erasing VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
  FOR each IN
    SELECT c.oid, c.relname, a.attname, format_type(a.atttypid, NULL) AS kind,
           ARRAY(SELECT jsonb_array_elements_text(f.value)) AS ids
      FROM jsonb_each(found) f JOIN pg_class c ON c.oid = f.key::oid
      JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
  LOOP
    EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1::%s[])', each.oid::regclass, each.attname, each.kind)
      USING each.ids;
    -- Rows without a number of their own stand in history under that of their pair.
    INSERT INTO history.to_forget SELECT 'history', e.id, of_tombstone FROM history.event e
     WHERE e.table_name = each.relname AND e.row_id = ANY (each.ids || of_pairs) ON CONFLICT DO NOTHING;
    IF each.relname IN ({_IMPORTED}) THEN
      DELETE FROM public.cases_import_reference WHERE target = ANY (each.ids::uuid[]);
    END IF;
    IF each.relname IN ({_LISTED}) THEN
      DELETE FROM public.keeping_due d WHERE d.number = ANY (each.ids::uuid[]);
    END IF;
    counts := counts || jsonb_build_object(each.relname, cardinality(each.ids));
  END LOOP;
  IF cardinality(of_pairs) > 0 THEN
    INSERT INTO history.to_forget SELECT 'history', e.id, of_tombstone FROM history.event e
     WHERE e.table_name = 'alliance_shown' AND coalesce(e.after, e.before)->>'earlier_id' = ANY (of_pairs)
        ON CONFLICT DO NOTHING;
  END IF;
  DELETE FROM secrets.erasing WHERE xid = pg_current_xact_id();
  RETURN counts;
END $function$;
REVOKE ALL ON FUNCTION secrets.erase_rows(regclass, text[], uuid) FROM PUBLIC;
"""

# Whoever was in this case alone goes along: the person, the account, the copies, the log. Carried out again, it finds
# what is left; the people to go with it are then named.
ERASE_CASE = """
CREATE FUNCTION secrets.erase_case(of_case uuid, also uuid[], of_tombstone uuid, OUT counts jsonb, OUT gone uuid[])
LANGUAGE plpgsql VOLATILE SET search_path = '' AS $function$
DECLARE
  people uuid[] := ARRAY(SELECT p.client_id FROM public.cases_participant p WHERE p.case_id = of_case);
  acting uuid[] := ARRAY(SELECT DISTINCT r.representative_id FROM public.cases_representation r WHERE r.case_id = of_case);
BEGIN
  gone := ARRAY(
    SELECT c.id FROM public.people_client c WHERE c.id = ANY (people || also)
       AND NOT EXISTS (SELECT FROM public.cases_participant p WHERE p.client_id = c.id AND p.case_id <> of_case));
  counts := secrets.erase_rows('public.cases_case', ARRAY[of_case::text], of_tombstone);
  INSERT INTO history.to_forget SELECT 'history', e.id, of_tombstone FROM history.event e
   WHERE coalesce(e.after, e.before)->>'case_id' = of_case::text ON CONFLICT DO NOTHING;
  INSERT INTO history.to_forget SELECT 'reading', r.id, of_tombstone FROM public.access_reading r
   WHERE r.case_id = of_case AND r.client_id = ANY (people || also)
      OR r.client_id = ANY (gone) OR r.reader_id = ANY (gone) ON CONFLICT DO NOTHING;
  counts := counts || secrets.erase_rows('public.access_logsearch', ARRAY(
    SELECT l.id::text FROM public.access_logsearch l WHERE l.client_ids && gone), of_tombstone);
  counts := counts || secrets.erase_rows('public.people_client', gone::text[], of_tombstone);
  counts := counts || secrets.erase_rows('public.cases_representative', ARRAY(
    SELECT a::text FROM unnest(acting) a
     WHERE NOT EXISTS (SELECT FROM public.cases_representation r WHERE r.representative_id = a)), of_tombstone);
END $function$;
REVOKE ALL ON FUNCTION secrets.erase_case(uuid, uuid[], uuid) FROM PUBLIC;
"""

_FIND_DRAFT = " ".join(
    f"IF EXISTS (SELECT FROM public.{table} t WHERE t.id = of_number AND {when})"
    f" THEN RETURN 'public.{table}'::regclass; END IF;"
    for table, (_at, when) in DRAFTS.items()
)
DRAFT_TABLE = f"""
CREATE FUNCTION secrets.draft_table(of_number uuid) RETURNS regclass LANGUAGE plpgsql STABLE SET search_path = '' AS
$function$ BEGIN {_FIND_DRAFT} RETURN NULL; END $function$;
REVOKE ALL ON FUNCTION secrets.draft_table(uuid) FROM PUBLIC;
"""

ERASE = """
CREATE FUNCTION secrets.erase(of_sort text, of_number uuid, also uuid[], of_tombstone uuid,
                              OUT counts jsonb, OUT gone uuid[])
LANGUAGE plpgsql VOLATILE SET search_path = '' AS $function$
BEGIN
  gone := '{}';
  CASE of_sort
    WHEN 'case' THEN SELECT e.counts, e.gone INTO counts, gone FROM secrets.erase_case(of_number, also, of_tombstone) e;
    WHEN 'answers' THEN
      DELETE FROM secrets.pair_key WHERE pair_id = of_number;
      counts := jsonb_build_object('pair_key', 1);
    WHEN 'draft' THEN
      counts := CASE WHEN secrets.draft_table(of_number) IS NULL THEN '{}'
                ELSE secrets.erase_rows(secrets.draft_table(of_number), ARRAY[of_number::text], of_tombstone) END;
    WHEN 'waiting' THEN counts := secrets.erase_rows('public.cases_waiting', ARRAY[of_number::text], of_tombstone);
    WHEN 'search' THEN
      counts := secrets.erase_rows('public.access_logsearch', ARRAY[of_number::text], of_tombstone)
             || secrets.erase_rows('public.access_alert', ARRAY[of_number::text], of_tombstone);
  END CASE;
  SET CONSTRAINTS ALL IMMEDIATE;
  SET CONSTRAINTS ALL DEFERRED;
END $function$;
REVOKE ALL ON FUNCTION secrets.erase(text, uuid, uuid[], uuid) FROM PUBLIC;
"""

_DAY = "(%s AT TIME ZONE 'Europe/Amsterdam')::date"
_DRAFTS = " ".join(
    f"WHEN 'public.{table}'::regclass THEN (SELECT {_DAY % f't.{at}'} FROM public.{table} t WHERE t.id = of_number)"
    for table, (at, _when) in DRAFTS.items()
)
# The day from which a term runs; nothing where it does not run. A case that was corrected later was changed later.
SINCE = f"""
CREATE FUNCTION secrets.kept_since(of_sort text, of_number uuid) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = '' AS $function$
BEGIN
  RETURN CASE of_sort
    WHEN 'case' THEN (
      SELECT greatest(c.closed_on, (SELECT max(greatest(f."on", CASE WHEN f.corrects_id IS NOT NULL THEN
               {_DAY % "f.recorded_at"} END)) FROM public.cases_fact f WHERE f.case_id = c.id))
        FROM public.cases_case c WHERE c.id = of_number AND c.closed_on IS NOT NULL)
    WHEN 'answers' THEN (
      SELECT coalesce(p.ends_on, c.closed_on) FROM public.alliance_pair p JOIN public.cases_case c ON c.id = p.case_id
       WHERE p.id = of_number AND EXISTS (SELECT FROM secrets.pair_key k WHERE k.pair_id = p.id))
    WHEN 'draft' THEN CASE secrets.draft_table(of_number) {_DRAFTS} END
    WHEN 'waiting' THEN (SELECT w.ended_on FROM public.cases_waiting w WHERE w.id = of_number)
    WHEN 'search' THEN coalesce(
      (SELECT {_DAY % "l.at"} FROM public.access_logsearch l WHERE l.id = of_number),
      (SELECT {_DAY % "a.settled_at"} FROM public.access_alert a WHERE a.id = of_number))
  END;
END $function$;
REVOKE ALL ON FUNCTION secrets.kept_since(text, uuid) FROM PUBLIC;
"""

# Every hold there is or was on something: on its case, or on somebody in it.
HOLDS_ON = """
CREATE FUNCTION secrets.holds_on(of_sort text, of_number uuid, of_organisation uuid) RETURNS SETOF public.keeping_hold
LANGUAGE plpgsql STABLE SET search_path = '' AS $function$
DECLARE of_case uuid;
BEGIN
  of_case := CASE of_sort
    WHEN 'case' THEN of_number
    WHEN 'answers' THEN (SELECT p.case_id FROM public.alliance_pair p WHERE p.id = of_number)
    WHEN 'draft' THEN coalesce((SELECT t.case_id FROM public.cases_talkdraft t WHERE t.id = of_number),
      (SELECT t.case_id FROM public.cases_letter t WHERE t.id = of_number),
      (SELECT t.case_id FROM public.cases_form t WHERE t.id = of_number)) END;
  RETURN QUERY
    SELECT h.* FROM public.keeping_hold h WHERE h.organisation_id = of_organisation AND (h.case_id = of_case
        OR h.client_id IN (SELECT p.client_id FROM public.cases_participant p WHERE p.case_id = of_case));
END $function$;
REVOKE ALL ON FUNCTION secrets.holds_on(text, uuid, uuid) FROM PUBLIC;
"""

ON_HOLD = """
CREATE FUNCTION secrets.on_hold(of_sort text, of_number uuid, of_organisation uuid, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $function$
  SELECT EXISTS (SELECT FROM secrets.holds_on(of_sort, of_number, of_organisation) h
                  WHERE h.ended_at IS NULL AND h.until >= day)
$function$;
REVOKE ALL ON FUNCTION secrets.on_hold(text, uuid, uuid, date) FROM PUBLIC;
"""

ALL = {
    "secrets.is_erasing()": IS_ERASING,
    "secrets.hangs_on(oid)": HANGS_ON,
    "secrets.erase_rows(regclass, text[], uuid)": ERASE_ROWS,
    "secrets.erase_case(uuid, uuid[], uuid)": ERASE_CASE,
    "secrets.draft_table(uuid)": DRAFT_TABLE,
    "secrets.erase(text, uuid, uuid[], uuid)": ERASE,
    "secrets.kept_since(text, uuid)": SINCE,
    "secrets.holds_on(text, uuid, uuid)": HOLDS_ON,
    "secrets.on_hold(text, uuid, uuid, date)": ON_HOLD,
}
"""Each function, by its signature, in the order in which they are made."""
