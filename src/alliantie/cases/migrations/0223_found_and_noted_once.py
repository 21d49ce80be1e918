"""A search by words asks once for each client whether it was noted today, and not once for each place it found.

The question is asked by itself (OFFSET 0), so that its index answers it; joined to the places it read the whole day.
"""

from importlib import import_module

from django.db import migrations

few = import_module("alliantie.cases.migrations.0166_few_found")

_EACH_ONCE = """FROM (SELECT DISTINCT e.area_id, e.case_id, e.client_id FROM found f CROSS JOIN LATERAL (
          SELECT p.area_id, p.case_id, p.client_id FROM public.cases_participant p
           WHERE p.case_id = f.case_id AND (f.client_id IS NULL OR f.client_id = p.client_id) OFFSET 0) e) n"""
_NOTED = "AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam')"
_ASKED_ALONE = "AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam' OFFSET 0)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0222_team_read_at_once"), ("access", "0007_read_once_a_day")]

    operations = [
        migrations.RunSQL(
            sql=few._CHANGE.format(before=before, after=after),
            reverse_sql=few._CHANGE.format(before=after, after=before),
        )
        for before, after in ((few._ONE_BY_ONE, _EACH_ONCE), (_NOTED, _ASKED_ALONE))
    ]
