"""What someone may see is reckoned once in a transaction, and not again for each table of each query.

The policy of every table asks which cases, clients and pairs are someone's. The answer is held in a setting of the
transaction, under a seal that only functions of the owner can make: whoever sets it by hand is not believed. A change of any
table it is reckoned from drops it, so that what the transaction changes itself counts at once. Nor does it outlive the first
lock or write, so that who waited for a lock is looked at again. It serves for at most a second, so that what others take
away counts as well.
"""

from django.db import migrations

HELD = ("cases", "cases_to_record", "cases_to_work", "clients", "pairs", "pairs_to_read")
# Every table these are reckoned from; a test reads the functions and misses none.
SOURCES = (
    "access_grant",
    "people_membership",
    "cases_participant",
    "alliance_pair",
    "alliance_round",
    "alliance_link",
    "alliance_shown",
)

# Nobody may call these three but functions of the owner, which run as owner with an empty search path.
SEAL = """
CREATE FUNCTION secrets.seal(name text, said text) RETURNS text LANGUAGE plpgsql STABLE AS $function$
DECLARE pads secrets.identity;
BEGIN
  SELECT * INTO pads FROM secrets.identity;
  -- The first word differs from that of every claim: a seal is never the proof of one, nor the other way round. A name
  -- ends where it ends, or the list of one name would serve as that of another which begins alike.
  RETURN encode(sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to('held:' || name || ':' || said || ':'
    || current_setting('alliantie.claim', true) || ':' || pg_backend_pid() || ':'
    || extract(epoch FROM transaction_timestamp()) || ':'
    || coalesce(pg_current_xact_id_if_assigned()::text, ''), 'UTF8'))), 'hex');
END $function$;
REVOKE ALL ON FUNCTION secrets.seal(text, text) FROM PUBLIC;
"""

# What is held reads: seal, a space, the moment it was reckoned, a space, the identities.
READ = """
CREATE FUNCTION secrets.held(name text) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $function$
DECLARE
  said text := current_setting('alliantie.held_' || name, true);
BEGIN
  IF said IS NULL OR said = '' OR secrets.seal(name, substr(said, 65)) IS DISTINCT FROM left(said, 64) THEN
    RETURN NULL;
  END IF;
  IF extract(epoch FROM clock_timestamp()) - split_part(said, ' ', 2)::numeric > 1 THEN RETURN NULL; END IF;
  RETURN split_part(said, ' ', 3)::uuid[];
END $function$;
REVOKE ALL ON FUNCTION secrets.held(text) FROM PUBLIC;
"""

WRITE = """
CREATE FUNCTION secrets.hold(name text, reckoned uuid[]) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $function$
DECLARE
  said text := ' ' || extract(epoch FROM clock_timestamp()) || ' ' || reckoned::text;
BEGIN
  IF current_setting('alliantie.claim', true) <> '' THEN
    PERFORM set_config('alliantie.held_' || name, secrets.seal(name, said) || said, true);
  END IF;
  RETURN reckoned;
END $function$;
REVOKE ALL ON FUNCTION secrets.hold(text, uuid[]) FROM PUBLIC;
"""

DROP = """
CREATE FUNCTION secrets.drop_held() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  PERFORM set_config('alliantie.held_' || name, '', true) FROM unnest(ARRAY[{names}]) AS name;
  RETURN NULL;
END $function$;
REVOKE ALL ON FUNCTION secrets.drop_held() FROM PUBLIC;
""".format(names=", ".join(f"'{name}'" for name in HELD))

TRIGGER = """
CREATE TRIGGER {table}_drop_held AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.{table}
FOR EACH STATEMENT EXECUTE FUNCTION secrets.drop_held();
"""

# The policies know a function by its number, which stays: what it did goes on under another name.
REPLACE = """
DO $do$
DECLARE body text;
BEGIN
  SELECT prosrc INTO STRICT body FROM pg_proc WHERE oid = 'access.{name}()'::regprocedure;
  EXECUTE format('CREATE FUNCTION secrets.{name}() RETURNS uuid[] LANGUAGE plpgsql STABLE'
                 ' SECURITY DEFINER SET search_path = '''' AS %L', body);
END $do$;
REVOKE ALL ON FUNCTION secrets.{name}() FROM PUBLIC;
CREATE OR REPLACE FUNCTION access.{name}() RETURNS uuid[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = '' AS $function$
BEGIN RETURN coalesce(secrets.held('{name}'), secrets.hold('{name}', secrets.{name}())); END $function$;
"""

RESTORE = """
DO $do$
DECLARE body text;
BEGIN
  SELECT prosrc INTO STRICT body FROM pg_proc WHERE oid = 'secrets.{name}()'::regprocedure;
  EXECUTE format('CREATE OR REPLACE FUNCTION access.{name}() RETURNS uuid[] LANGUAGE plpgsql STABLE'
                 ' SECURITY DEFINER SET search_path = '''' AS %L', body);
END $do$;
DROP FUNCTION secrets.{name}();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_counters"),
        ("alliance", "0031_mailbox_of_nobody"),
        ("cases", "0165_due_after_the_end"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[SEAL, READ, WRITE, DROP],
            reverse_sql=[
                "DROP FUNCTION secrets.drop_held()",
                "DROP FUNCTION secrets.hold(text, uuid[])",
                "DROP FUNCTION secrets.held(text)",
                "DROP FUNCTION secrets.seal(text, text)",
            ],
        ),
        *(
            migrations.RunSQL(
                sql=[TRIGGER.format(table=table)],
                reverse_sql=[f"DROP TRIGGER {table}_drop_held ON public.{table}"],
            )
            for table in SOURCES
        ),
        *(migrations.RunSQL(sql=[REPLACE.format(name=name)], reverse_sql=[RESTORE.format(name=name)]) for name in HELD),
    ]
