"""What was taken back is not found, undoing tells when nothing was undone, and whom a client named stays named so."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_FIND = str(import_module("alliantie.cases.migrations.0070_search").FIND.sql[0])
_UNDO = str(import_module("alliantie.cases.migrations.0102_undo").UNDO.sql[0])


def anew(old: str, *parts: tuple[str, str]) -> migrations.RunSQL:
    """The function with other parts, in the place of the one before, which comes back when going back."""
    new = old
    for before, after in parts:
        assert before in new  # noqa: S101 - a part that is not there would change nothing in silence
        new = new.replace(before, after)
    create = ("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return migrations.RunSQL(sql=[new.replace(*create, 1)], reverse_sql=[old.replace(*create, 1)])


_STANDS = "WHERE EXISTS (SELECT FROM public.cases_incident i WHERE i.id = t.incident_id AND i.state <> 'withdrawn') AND"
FIND = anew(
    _FIND,
    ("(t.state = 'draft' OR NOT EXISTS", "t.state <> 'withdrawn' AND (t.state = 'draft' OR NOT EXISTS"),
    *(
        (f"public.{table} t\n     WHERE", f"public.{table} t\n     {_STANDS}")
        for table in ("cases_viewofcause", "cases_response")
    ),
)
UNDO = anew(
    _UNDO,
    (
        "  FOR each IN",
        """  IF EXISTS (SELECT FROM public.cases_case k WHERE k.id = of_case AND k.closed_on IS NOT NULL)
  THEN RAISE EXCEPTION 'the case ended' USING ERRCODE = 'AL409'; END IF;
  -- What a case was opened with is no change of it.
  IF EXISTS (SELECT FROM history.event e WHERE e.table_name = 'cases_case' AND e.row_id = of_case::text
      AND e.action = 'INSERT' AND e.at = made_at)
    OR NOT EXISTS (SELECT FROM history.event e WHERE e.at = made_at
      AND e.table_name IN ('cases_condition', 'cases_measure', 'cases_explanation', 'cases_fact')
      AND coalesce(e.after, e.before)->>'case_id' = of_case::text AND e.before IS DISTINCT FROM e.after
      AND split_part(e.by_claim, ':', 1) = 'worker' AND split_part(e.by_claim, ':', 2) = me::text)
  THEN RAISE EXCEPTION 'nothing changed then' USING ERRCODE = 'AL409'; END IF;
  FOR each IN""",
    ),
)
NAMED = function(
    "access.named_by_client()",
    "trigger",
    """
BEGIN
  IF OLD.noted_by = OLD.client_id AND access.kind() = 'worker'
    AND (OLD.name, OLD.sort, OLD.relation, OLD.circle) IS DISTINCT FROM (NEW.name, NEW.sort, NEW.relation, NEW.circle)
  THEN RAISE EXCEPTION 'named by the client' USING ERRCODE = 'AL403'; END IF;
  RETURN NEW;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0110_own_tables")]
    operations = [
        FIND,
        # History grows by the clock: a summary of its pages finds a moment, and costs next to nothing.
        migrations.RunSQL(
            sql=["CREATE INDEX event_at ON history.event USING brin (at) WITH (autosummarize = on)"],
            reverse_sql=["DROP INDEX history.event_at"],
        ),
        UNDO,
        NAMED,
        migrations.RunSQL(
            sql=[
                "CREATE TRIGGER cases_networkperson_named BEFORE UPDATE ON public.cases_networkperson"
                " FOR EACH ROW EXECUTE FUNCTION access.named_by_client()"
            ],
            reverse_sql=["DROP TRIGGER cases_networkperson_named ON public.cases_networkperson"],
        ),
    ]
