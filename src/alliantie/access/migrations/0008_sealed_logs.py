"""The chain over the reading log and history: where its seals stand, and the functions through which a job makes them.

A job gets of each row a hash and no content. The key over those hashes never enters the database (access/chain.py).
"""

from django.db import migrations

from alliantie.access.chain import LOGS
from alliantie.access.protect import function

TABLE = migrations.RunSQL(
    sql=[
        "CREATE TABLE history.seal (number bigint PRIMARY KEY, log text NOT NULL, kind text NOT NULL,"
        " at timestamptz NOT NULL, upto bigint NOT NULL, mark bigint NOT NULL, mark_xid bigint NOT NULL,"
        " last_id bigint NOT NULL, ids bigint[] NOT NULL, macs bytea NOT NULL, root bytea NOT NULL,"
        " reason text NOT NULL, previous bytea NOT NULL, seal bytea NOT NULL)",
        # The newest of a log, and which rows above a number are sealed already.
        "CREATE INDEX seal_of_log ON history.seal (log, number)",
        "CREATE INDEX seal_above ON history.seal (log, last_id) WHERE kind = 'rows'",
    ],
    reverse_sql="DROP TABLE history.seal",
)

# The number of the transaction is taken before any number of a row: what took its row's number before a mark can then
# be told by its transaction. History is written after the change it records, so its transactions have a number already.
NUMBER_FIRST = migrations.RunSQL(
    sql=[
        "CREATE FUNCTION access.number_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS"
        " $function$ BEGIN PERFORM pg_current_xact_id(); RETURN NULL; END $function$",
        "REVOKE ALL ON FUNCTION access.number_first() FROM PUBLIC",
        "CREATE TRIGGER access_reading_number_first BEFORE INSERT ON public.access_reading"
        " FOR EACH STATEMENT EXECUTE FUNCTION access.number_first()",
    ],
    reverse_sql=[
        "DROP TRIGGER access_reading_number_first ON public.access_reading",
        "DROP FUNCTION access.number_first()",
    ],
)

JOB_ONLY = (
    "IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours to seal' USING ERRCODE = 'AL403'; END IF;"
)

KNOWN_LOG = (
    f"IF of_log NOT IN ({', '.join(repr(log) for log in LOGS)}) OR of_log IS NULL"
    " THEN RAISE EXCEPTION 'no log of ours' USING ERRCODE = 'AL422'; END IF;"
)

FUNCTIONS = [
    function(
        "access.last_seal(of_log text)",
        "SETOF history.seal",
        f"""
BEGIN
  {JOB_ONLY}
  RETURN QUERY SELECT * FROM history.seal s WHERE of_log = '' OR s.log = of_log ORDER BY s.number DESC LIMIT 1;
END""",
    ),
    function(
        "access.seal_began(of_log text)",
        "bigint",
        f"""
BEGIN
  {JOB_ONLY}
  RETURN (SELECT max(s.number) FROM history.seal s WHERE s.log = of_log AND s.kind = 'start');
END""",
    ),
    # Every transaction that took the number of a row up to the mark has a number below this one: so the mark is read
    # first, and this transaction gets its number after.
    function(
        "access.log_mark(of_log text)",
        "TABLE (newest bigint, xid bigint)",
        f"""
DECLARE found bigint;
BEGIN
  {JOB_ONLY}
  {KNOWN_LOG}
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN RAISE EXCEPTION 'too late for a mark'
    USING ERRCODE = 'AL409'; END IF;
  CASE of_log
  {" ".join(f"WHEN '{log.name}' THEN SELECT s.last_value INTO found FROM {log.sequence} s;" for log in LOGS.values())}
  END CASE;
  RETURN QUERY SELECT found, pg_current_xact_id()::text::bigint;
END""",
        volatile=True,
    ),
    # Whether all that was under way at a mark has ended. A mark of another server, before a restore, has.
    function(
        "access.mark_is_over(mark_xid bigint)",
        "boolean",
        """
DECLARE now_seen pg_snapshot := pg_current_snapshot();
BEGIN
  RETURN pg_snapshot_xmin(now_seen)::text::bigint >= mark_xid OR pg_snapshot_xmax(now_seen)::text::bigint <= mark_xid;
END""",
        volatile=True,
    ),
    function(
        "access.to_seal(of_log text, above bigint, since bigint, most int)",
        "TABLE (id bigint, digest bytea)",
        f"""
DECLARE held bigint[];
BEGIN
  {JOB_ONLY}
  {KNOWN_LOG}
  held := ARRAY(SELECT unnest(s.ids) FROM history.seal s
                 WHERE s.log = of_log AND s.kind = 'rows' AND s.last_id > above AND s.number > since);
  CASE of_log
  {
            " ".join(
                f"WHEN '{log.name}' THEN RETURN QUERY SELECT e.id, {log.digest} FROM"
                f" (SELECT * FROM {log.table} x WHERE x.id > above ORDER BY x.id LIMIT most + cardinality(held)) e"
                " WHERE NOT EXISTS (SELECT FROM unnest(held) h WHERE h = e.id) ORDER BY e.id LIMIT most;"
                for log in LOGS.values()
            )
        }
  END CASE;
END""",
        volatile=True,
    ),
    function(
        "access.add_seal(number bigint, of_log text, kind text, at timestamptz, upto bigint, mark bigint, mark_xid bigint,"
        " last_id bigint, ids bigint[], macs bytea, root bytea, reason text, previous bytea, seal bytea)",
        "void",
        f"""
BEGIN
  {JOB_ONLY}
  {KNOWN_LOG}
  INSERT INTO history.seal VALUES
    (number, of_log, kind, at, upto, mark, mark_xid, last_id, ids, macs, root, reason, previous, seal);
  IF kind = 'expired' THEN
    CASE of_log
    {" ".join(f"WHEN '{log.name}' THEN DELETE FROM {log.table} e WHERE e.id = ANY (ids);" for log in LOGS.values())}
    END CASE;
  END IF;
END""",
        volatile=True,
    ),
    # Of which rows the content has been kept long enough: numbers, and what was sealed of them.
    function(
        "access.to_expire(of_log text, before_at timestamptz, upto bigint, most int)",
        "TABLE (id bigint)",
        f"""
BEGIN
  {JOB_ONLY}
  {KNOWN_LOG}
  CASE of_log
  {
            " ".join(
                f"WHEN '{log.name}' THEN RETURN QUERY SELECT e.id FROM {log.table} e"
                " WHERE e.at < before_at AND e.id <= upto ORDER BY e.id LIMIT most;"
                for log in LOGS.values()
            )
        }
  END CASE;
END""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("access", "0007_read_once_a_day")]
    operations = [TABLE, NUMBER_FIRST, *FUNCTIONS]
