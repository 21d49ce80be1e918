"""That somebody who could not come comes after all, as long as no other time was found."""

from django.db import migrations

from alliantie.access.protect import function

COMES = function(
    "access.come_after_all(of_appointment uuid)",
    "void",
    """
DECLARE
  me uuid := access.actor();
  there public.cases_appointment;
BEGIN
  SELECT a.* INTO there FROM public.cases_appointment a
   WHERE a.id = of_appointment AND access.kind() = 'client' AND a.case_id = ANY (access.cases())
     AND (a.client_id = me OR a.client_id IS NULL AND EXISTS (
           SELECT 1 FROM public.cases_participant p WHERE p.case_id = a.case_id AND p.client_id = me))
     FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no appointment of yours' USING ERRCODE = 'AL403'; END IF;
  IF there.starts_at <= access.moment() THEN RAISE EXCEPTION 'the talk has begun' USING ERRCODE = 'AL409'; END IF;
  IF there.client_id = me THEN
    IF there.cancelled_at IS NULL THEN RETURN; END IF;
    IF there.cancelled_by <> 'client' OR there.settled_at IS NOT NULL
    THEN RAISE EXCEPTION 'the worker went on' USING ERRCODE = 'AL409'; END IF;
    -- The time was free since; one without a length takes an hour, as in the calendar.
    IF EXISTS (
      SELECT FROM public.cases_appointment o
       WHERE o.worker_id = there.worker_id AND o.id <> there.id AND o.cancelled_at IS NULL
         AND o.starts_at < there.starts_at + make_interval(mins => coalesce(there.minutes, 60))
         AND o.starts_at + make_interval(mins => coalesce(o.minutes, 60)) > there.starts_at)
    THEN RAISE EXCEPTION 'the worker has another talk then' USING ERRCODE = 'AL409'; END IF;
    UPDATE public.cases_appointment SET cancelled_at = NULL, cancelled_by = '' WHERE id = there.id;
    RETURN;
  END IF;
  IF there.cancelled_at IS NOT NULL THEN RAISE EXCEPTION 'it is off for all' USING ERRCODE = 'AL409'; END IF;
  DELETE FROM public.cases_absence
   WHERE appointment_id = there.id AND client_id = me AND starts_at = there.starts_at;
  -- Whoever comes is reminded again; twice does no harm.
  IF FOUND THEN
    DELETE FROM public.cases_reminded
     WHERE appointment_id = there.id AND client_id = me AND starts_at = there.starts_at;
  END IF;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0167_team_in_numbers")]
    operations = [COMES]
