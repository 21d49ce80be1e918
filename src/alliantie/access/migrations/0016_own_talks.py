"""From twelve on a talk with the young person alone is their own: who has authority does not read that it is planned."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_BEFORE = import_module("alliantie.access.migrations.0015_representatives")

TALKS = function(
    "access.acting_talks(of_one uuid)",
    "TABLE (starts_at timestamptz, minutes smallint, talk_id varchar, place varchar, bring varchar)",
    f"""
BEGIN
  RETURN QUERY SELECT a.starts_at, a.minutes, a.talk_id, a.place, a.bring
    FROM public.cases_representation r JOIN public.people_client c ON c.id = r.client_id
    JOIN public.cases_appointment a ON a.case_id = r.case_id
     AND (a.client_id = r.client_id OR a.client_id IS NULL AND {_BEFORE.ALONE})
   WHERE r.id = of_one AND {_BEFORE.RUNS} AND {_BEFORE.CARE} AND a.starts_at >= access.moment() AND a.cancelled_by = ''
     AND (r.ground NOT IN ('parent', 'guardian') OR c.born_on > access.day() - interval '12 years')
   ORDER BY a.starts_at, a.id;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("access", "0015_representatives")]
    operations = [
        migrations.RunSQL(sql=_BEFORE.TALKS.reverse_sql, reverse_sql=_BEFORE.TALKS.sql),
        TALKS,
    ]
