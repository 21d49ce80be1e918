"""What was left after an erasing, or could have gone too far, and what a hold did not hold.

- A file for research that was not fetched yet still had the answers of whoever was erased: it is made anew.
- A citizen service number goes with the last case at its organisation.
- Rows of another case are never erased along: the erasing stops instead.
- The logs of what is held do not expire.
"""

from importlib import import_module

from django.db import migrations

from alliantie.keeping.migrations._0002_sql import ERASE, ERASE_ROWS

ERASE_CASE = import_module("alliantie.keeping.migrations.0003_partners").AFTER
TO_EXPIRE = next(
    str(each.sql[0])
    for each in import_module("alliantie.access.migrations.0008_sealed_logs").Migration.operations
    if isinstance(each, migrations.RunSQL) and "FUNCTION access.to_expire(" in str(each.sql)
)


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"there is not one {old!r} any more")
        text = text.replace(old, new)
    return text


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


# All that hangs on some rows, by table: the number of each. Asked to erase it, and to know what a hold holds.
_BEGIN, _END = "  WHILE cardinality(tables) > 0 LOOP\n", "  END LOOP;\n  of_pairs :="
_LOOP = ERASE_ROWS[ERASE_ROWS.index(_BEGIN) : ERASE_ROWS.index(_END) + len("  END LOOP;\n")]
ALL_OF = f"""
CREATE FUNCTION secrets.all_of(first regclass, first_ids text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = '' AS $function$
DECLARE
  tables oid[] := ARRAY[first::oid];
  keys text[] := ARRAY[first_ids::text];
  found jsonb := '{{}}';
  here oid;
  ids text[];
  more text[];
  each record;
BEGIN
{_LOOP}  RETURN found;
END $function$;
REVOKE ALL ON FUNCTION secrets.all_of(regclass, text[]) FROM PUBLIC;
"""

_GUARD = """  found := secrets.all_of(first, first_ids);
  -- Something of another case would go along: better nothing goes, and somebody looks.
  IF first IN ('public.cases_case'::regclass, 'public.people_client'::regclass) THEN
    FOR each IN
      SELECT c.oid, c.relname, k.attname, format_type(k.atttypid, NULL) AS kind,
             ARRAY(SELECT jsonb_array_elements_text(f.value)) AS ids
        FROM jsonb_each(found) f JOIN pg_class c ON c.oid = f.key::oid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped
        JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[0]
    LOOP
      EXECUTE format('SELECT EXISTS (SELECT FROM %s t JOIN public.cases_case o ON o.id = t.case_id'
                     ' WHERE t.%I = ANY ($1::%s[]) AND NOT t.case_id::text = ANY ($2))',
                     each.oid::regclass, each.attname, each.kind)
         INTO strange USING each.ids, CASE WHEN first = 'public.cases_case'::regclass THEN first_ids ELSE '{}' END;
      IF strange THEN RAISE EXCEPTION 'rows of another case in %', each.relname USING ERRCODE = 'AL409'; END IF;
    END LOOP;
  END IF;
"""
ROWS_AFTER = _changed(
    ERASE_ROWS,
    (_LOOP, _GUARD),
    ("  tables oid[] := ARRAY[first::oid];\n  keys text[] := ARRAY[first_ids::text];\n", ""),
    ("  found jsonb := '{}';\n", "  found jsonb;\n  strange boolean;\n"),
    ("  here oid;\n  ids text[];\n  more text[];\n", ""),
)

# Answers of these clients are in no file for research that waits to be fetched: the job makes it anew. The uses of who
# is erased go with them, under the seal of the logs.
DROP_RESEARCH = """
CREATE FUNCTION secrets.drop_research_of(clients uuid[], erased uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = '' AS $function$
DECLARE waiting uuid;
BEGIN
  FOR waiting IN SELECT r.id FROM public.alliance_research r WHERE r.fetched_at IS NULL AND r.made_at IS NOT NULL
     AND EXISTS (SELECT FROM public.alliance_researchuse u WHERE u.research_id = r.id AND u.client_id = ANY (clients))
   ORDER BY r.id FOR UPDATE
  LOOP
    DELETE FROM secrets.research_file f WHERE f.research_id = waiting;
    DELETE FROM public.alliance_researchuse u WHERE u.research_id = waiting AND (u.client_id = ANY (erased)) IS NOT TRUE;
    UPDATE public.alliance_research r SET made_at = NULL, level = NULL, expires_at = NULL
     WHERE r.id = waiting AND r.expires_at > access.moment();
  END LOOP;
END $function$;
REVOKE ALL ON FUNCTION secrets.drop_research_of(uuid[], uuid[]) FROM PUBLIC;
"""

CASE_AFTER = _changed(
    ERASE_CASE,
    (
        "  counts := secrets.erase_rows('public.cases_case'",
        "  PERFORM secrets.drop_research_of(people || also, gone);\n  counts := secrets.erase_rows('public.cases_case'",
    ),
    (
        "\nEND $function$;",
        """
  counts := counts || secrets.erase_rows('public.people_citizennumber', ARRAY(
    SELECT n.id::text FROM public.people_citizennumber n WHERE n.client_id = ANY (people)
       AND NOT EXISTS (SELECT FROM public.cases_participant p JOIN public.cases_case k ON k.id = p.case_id
                        WHERE p.client_id = n.client_id AND k.organisation_id = n.organisation_id)), of_tombstone);
END $function$;""",
    ),
)
ERASE_AFTER = _changed(
    ERASE,
    (
        "      DELETE FROM secrets.pair_key WHERE pair_id = of_number;\n",
        "      PERFORM secrets.drop_research_of("
        "ARRAY(SELECT p.client_id FROM public.alliance_pair p WHERE p.id = of_number), '{}');\n"
        "      DELETE FROM secrets.pair_key WHERE pair_id = of_number;\n",
    ),
)

# The cases and people that somebody holds today, and all that hangs on them, as numbers.
HELD = """
CREATE FUNCTION secrets.held(OUT cases uuid[], OUT people uuid[], OUT numbers text[])
LANGUAGE plpgsql STABLE SET search_path = '' AS $function$
BEGIN
  cases := ARRAY(
    SELECT h.case_id FROM public.keeping_hold h
     WHERE h.case_id IS NOT NULL AND h.ended_at IS NULL AND h.until >= access.day()
     UNION SELECT p.case_id FROM public.keeping_hold h JOIN public.cases_participant p ON p.client_id = h.client_id
       JOIN public.cases_case k ON k.id = p.case_id AND k.organisation_id = h.organisation_id
     WHERE h.ended_at IS NULL AND h.until >= access.day());
  people := ARRAY(
    SELECT DISTINCT p.client_id FROM public.cases_participant p WHERE p.case_id = ANY (cases));
  numbers := ARRAY(
    SELECT jsonb_array_elements_text(f.value) FROM jsonb_each(secrets.all_of('public.cases_case', cases::text[])) f
     UNION SELECT p::text FROM unnest(people) p);
END $function$;
REVOKE ALL ON FUNCTION secrets.held() FROM PUBLIC;
"""
EXPIRE_AFTER = _changed(
    TO_EXPIRE,
    ("\nBEGIN\n", "\nDECLARE held record;\nBEGIN\n"),
    ("  CASE of_log\n", "  SELECT * INTO held FROM secrets.held();\n  CASE of_log\n"),
    (
        "FROM public.access_reading e WHERE e.at < before_at",
        "FROM public.access_reading e WHERE (e.case_id = ANY (held.cases)) IS NOT TRUE"
        " AND (e.client_id = ANY (held.people)) IS NOT TRUE AND e.at < before_at",
    ),
    (
        "FROM history.event e WHERE e.at < before_at",
        "FROM history.event e WHERE NOT e.row_id = ANY (held.numbers)"
        " AND (coalesce(e.after, e.before)->>'case_id' = ANY (held.cases::text[])) IS NOT TRUE"
        " AND (coalesce(e.after, e.before)->>'client_id' = ANY (held.people::text[])) IS NOT TRUE AND e.at < before_at",
    ),
)


def _instead(after: str, before: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=_replaced(after), reverse_sql=_replaced(before))


class Migration(migrations.Migration):
    dependencies = [
        ("keeping", "0005_history_by_case"),
        ("people", "0009_citizen_numbers"),
        ("alliance", "0038_research_exports"),
        ("access", "0008_sealed_logs"),
    ]
    operations = [
        migrations.RunSQL(sql=ALL_OF, reverse_sql="DROP FUNCTION secrets.all_of(regclass, text[])"),
        _instead(ROWS_AFTER, ERASE_ROWS),
        migrations.RunSQL(sql=DROP_RESEARCH, reverse_sql="DROP FUNCTION secrets.drop_research_of(uuid[], uuid[])"),
        _instead(CASE_AFTER, ERASE_CASE),
        _instead(ERASE_AFTER, ERASE),
        migrations.RunSQL(sql=HELD, reverse_sql="DROP FUNCTION secrets.held()"),
        _instead(EXPIRE_AFTER, TO_EXPIRE),
    ]
