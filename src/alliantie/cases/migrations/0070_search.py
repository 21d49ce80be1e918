"""Finding words in what stands in a case, among the cases the reader may see.

The case itself is one of the words of a text, so that one index answers "these words in one of these cases": without it the
database would read every text of a caseload, or every text in which a common word stands. The policies cannot do that,
since they are not asked before an index is; so a function names what was found, and the page reads it under the policies.
"""

from django.db import migrations

from alliantie.access.protect import APP, function

DAY = "({} AT TIME ZONE 'Europe/Amsterdam')::date"
# What stands somewhere, in which table, what it says, its day, and which rows still stand.
PLACES = (
    (
        "fact", "cases_fact", "t.text", 't."on"',
        "NOT t.void AND NOT EXISTS (SELECT FROM public.cases_fact c WHERE c.corrects_id = t.id)",
    ),
    ("agreement", "cases_agreement", "t.text", DAY.format("t.made_at"), "true"),
    (
        "plan", "cases_plan", "access.plan_words(t.content)", f"coalesce(t.agreed_on, {DAY.format('t.saved_at')})",
        "(t.state = 'draft' OR NOT EXISTS (SELECT FROM public.cases_plan q WHERE q.case_id = t.case_id"
        " AND q.client_id IS NOT DISTINCT FROM t.client_id AND q.state = 'agreed' AND q.number > t.number))",
    ),
    ("letter", "cases_letter", "t.body", f"coalesce(t.sent_on, {DAY.format('t.written_at')})", "true"),
    ("incident", "cases_incident", "t.text", 't."on"', "t.state <> 'withdrawn'"),
    ("cause", "cases_viewofcause", "t.text", 't."on"', "true"),
    ("response", "cases_response", "t.reason", 't."on"', "true"),
)  # fmt: skip


def _plain(signature: str, returns: str, expression: str) -> migrations.RunSQL:
    """A function of its arguments alone, which the database may put in an index."""
    name, rest = signature.split("(", 1)
    types = ", ".join(each.split()[1] for each in rest.rstrip(")").split(", "))
    return migrations.RunSQL(
        sql=[
            f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {expression}",
            f"REVOKE ALL ON FUNCTION {name}({types}) FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name}({types}) TO {APP}",
        ],
        reverse_sql=[f"DROP FUNCTION {name}({types})"],
    )


# No text has a word with a space in it: nobody can write a text that passes for one of another case. What is longer than
# any form takes is not looked through to its end.
MARK = "'case ' || {}::text"
WORDS = _plain(
    "access.words(of_case uuid, said text)",
    "tsvector",
    f"array_to_tsvector(ARRAY[{MARK.format('of_case')}])"
    " || to_tsvector('pg_catalog.dutch'::regconfig, left(said, 100000))"
    " || to_tsvector('pg_catalog.simple'::regconfig, left(said, 100000))",
)
PLAN_WORDS = _plain(
    "access.plan_words(content jsonb)",
    "text",
    """(SELECT string_agg(concat_ws('. ', goal ->> 'words',
        (SELECT string_agg(concat_ws(', ', step ->> 'what', nullif(step ->> 'who', '')), '. ')
           FROM jsonb_array_elements(goal -> 'steps') AS s (step))), '. ')
       FROM jsonb_array_elements(content -> 'goals') AS g (goal))""",
)
# Dutch finds other forms of a word; names, and words Dutch passes over, are found as they are written.
ASKED = _plain(
    "access.asked(said text)",
    "tsquery",
    "websearch_to_tsquery('pg_catalog.dutch'::regconfig, left(said, 200))"
    " || websearch_to_tsquery('pg_catalog.simple'::regconfig, left(said, 200))",
)


def _index(kind: str, table: str, says: str) -> migrations.RunSQL:
    said = says.replace("t.", "")
    return migrations.RunSQL(
        sql=[
            f"CREATE INDEX {kind}_words ON public.{table} USING gin (access.words(case_id, {said})) WHERE {said} <> ''"
        ],
        reverse_sql=[f"DROP INDEX {kind}_words"],
    )


_EACH = "\n    UNION ALL\n".join(
    f"""    SELECT '{kind}' AS kind, t.id, t.case_id, t.client_id, {day} AS day FROM public.{table} t
     WHERE access.words(t.case_id, {says}) @@ wanted AND {says} <> '' AND {stands}"""
    for kind, table, says, day, stands in PLACES
)
FIND = function(
    "access.find_words(said text, most integer)",
    "TABLE (kind text, id uuid, case_id uuid, client_id uuid, on_day date)",
    f"""
#variable_conflict use_column
DECLARE
  me uuid := access.actor();
  at timestamptz := access.moment();
  mine uuid[] := access.cases();
  wanted tsquery := access.asked(said);
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR cardinality(mine) = 0 OR numnode(wanted) = 0 THEN RETURN; END IF;
  wanted := wanted && (SELECT string_agg('''' || {MARK.format("one")} || '''', ' | ') FROM unnest(mine) AS one)::tsquery;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT p.* FROM (
{_EACH}
    ) p ORDER BY p.day DESC, p.id LIMIT most
  ), noted AS (
    -- Each client finds in the own log that something of theirs was read here: once a day, with the first time.
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT DISTINCT n.area_id, 'worker', me, 'search', n.case_id, n.client_id, '', coalesce(
        (SELECT g.ground FROM public.access_grant g
          WHERE g.case_id = n.case_id AND g.subject_id = me AND g.starts_at <= at AND (g.ends_at IS NULL OR g.ends_at > at)
          ORDER BY g.starts_at DESC LIMIT 1), 'own case'), at
      FROM found f JOIN public.cases_participant n
        ON n.case_id = f.case_id AND (f.client_id IS NULL OR f.client_id = n.client_id)
     WHERE NOT EXISTS (SELECT FROM public.access_reading r
             WHERE r.case_id = n.case_id AND r.client_id = n.client_id AND r.reader_id = me AND r.what = 'search'
               AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam')
  )
  SELECT f.kind, f.id, f.case_id, f.client_id, f.day FROM found f ORDER BY f.day DESC, f.id;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0060_forms")]
    operations = [
        WORDS,
        PLAN_WORDS,
        ASKED,
        *[_index(kind, table, says) for kind, table, says, _day, _stands in PLACES],
        FIND,
    ]
