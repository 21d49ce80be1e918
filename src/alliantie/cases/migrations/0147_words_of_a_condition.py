"""The words of a condition can be corrected, and that undone; history keeps what stood."""

from django.db import migrations

from alliantie.access.protect import APP, function

_UNDO = "access.undo_changes(of_case uuid, made_at timestamptz)"
# As in 0102, with the words of a condition.
_UNDOING = """
DECLARE
  me uuid := access.actor();
  facts uuid[];
  each record;
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR NOT of_case = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  IF made_at < access.moment() - interval '15 minutes' OR made_at > access.moment()
  THEN RAISE EXCEPTION 'too late' USING ERRCODE = 'AL409'; END IF;
  FOR each IN
    WITH rows (of_table, id) AS (
      SELECT 'cases_condition', n.id FROM public.cases_condition n WHERE n.case_id = of_case
      UNION ALL SELECT 'cases_measure', m.id FROM public.cases_measure m WHERE m.case_id = of_case
      UNION ALL SELECT 'cases_explanation', x.id FROM public.cases_explanation x WHERE x.case_id = of_case
    )
    SELECT r.of_table, r.id, e.id AS event, e.action, e.before, e.after
      FROM rows r JOIN history.event e ON e.table_name = r.of_table AND e.row_id = r.id::text
     WHERE e.at = made_at AND split_part(e.by_claim, ':', 1) = 'worker' AND split_part(e.by_claim, ':', 2) = me::text
     ORDER BY e.id DESC
  LOOP
    -- Undone already, by a second press of the same button: a change that gave back what stood before.
    CONTINUE WHEN EXISTS (SELECT 1 FROM history.event l WHERE l.table_name = each.of_table
      AND l.row_id = each.id::text AND l.id > each.event AND l.after = each.before);
    IF EXISTS (SELECT 1 FROM history.event l WHERE l.table_name = each.of_table
      AND l.row_id = each.id::text AND l.id > each.event)
    THEN RAISE EXCEPTION 'changed meanwhile' USING ERRCODE = 'AL409'; END IF;
    IF each.action = 'INSERT' THEN
      EXECUTE format('DELETE FROM public.%I WHERE id = $1', each.of_table) USING each.id;
    ELSIF each.of_table = 'cases_condition' THEN
      UPDATE public.cases_condition
         SET until = (each.before->>'until')::date, ended_on = (each.before->>'ended_on')::date{words}
       WHERE id = each.id;
    ELSIF each.of_table = 'cases_measure' THEN
      UPDATE public.cases_measure
         SET until = (each.before->>'until')::date, ends_on = (each.before->>'ends_on')::date
       WHERE id = each.id;
    ELSE
      UPDATE public.cases_explanation SET explained_on = (each.before->>'explained_on')::date,
          explained_by = (each.before->>'explained_by')::uuid WHERE id = each.id;
    END IF;
  END LOOP;
  -- The facts that told of it, which the caller takes back in the usual way.
  SELECT array_agg(f.id) INTO facts FROM public.cases_fact f
    JOIN history.event e ON e.table_name = 'cases_fact' AND e.row_id = f.id::text
   WHERE f.case_id = of_case AND f.recorded_by = me AND NOT f.void AND e.action = 'INSERT' AND e.at = made_at
     AND f.kind IN ('measure_started', 'measure_ended', 'measure_extended')
     AND NOT EXISTS (SELECT 1 FROM public.cases_fact c WHERE c.corrects_id = f.id);
  RETURN coalesce(facts, '{{}}');
END"""
_NEW = function(_UNDO, "uuid[]", _UNDOING.format(words=", text = each.before->>'text'"), volatile=True)
_OLD = function(_UNDO, "uuid[]", _UNDOING.format(words=""), volatile=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0146_letter_not_sent")]
    operations = [
        migrations.RunSQL(
            sql=f"GRANT UPDATE (text) ON public.cases_condition TO {APP}",
            reverse_sql=f"REVOKE UPDATE (text) ON public.cases_condition FROM {APP}",
        ),
        migrations.RunSQL(sql=_OLD.reverse_sql or [], reverse_sql=_OLD.sql),
        _NEW,
    ]
