"""The end of a measure as it was last extended, for whoever may read the measure; the facts of it stay with workers."""

from django.db import migrations

from alliantie.access.protect import function

END = function(
    "access.measure_until(of_measure uuid)",
    "date",
    """
BEGIN
  RETURN (
    SELECT greatest(m.until, (SELECT max((f.values ->> 'until')::date) FROM public.cases_fact f
       WHERE f.case_id = m.case_id AND f.kind = 'measure_extended' AND f.talk_id = m.measure_id
         AND f."on" >= m.starts_on AND (f.client_id IS NULL OR m.client_id IS NULL OR f.client_id = m.client_id)
         AND NOT f.void AND NOT EXISTS (SELECT FROM public.cases_fact c WHERE c.corrects_id = f.id)))
      FROM public.cases_measure m
     WHERE m.id = of_measure AND m.case_id = ANY ((SELECT access.cases())::uuid[])
       AND (access.kind() = 'worker' OR m.client_id IS NULL OR m.client_id = access.actor()));
END""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0120_reserved_decisions")]
    operations = [END]
