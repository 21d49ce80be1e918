"""A citizen service number of who is under a legal hold stays: a worker takes it away no more.

Who that is, is reckoned in one place for this and for the numbers whose law ended.
"""

from importlib import import_module

from django.db import migrations

BEFORE: str = (import_module("alliantie.keeping.migrations.0009_numbers_on_hold")).AFTER.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
)
_DROP = import_module("alliantie.people.migrations.0009_citizen_numbers").DROP
DROP_BEFORE = str(_DROP.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)

# Who is held at an organisation, and who is in a case with them, as for all that hangs on a case.
HELD = """
CREATE FUNCTION secrets.held_at(of_organisation uuid, on_day date) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = '' AS $function$
BEGIN
  RETURN ARRAY(
    SELECT p.client_id FROM public.keeping_hold h JOIN public.cases_participant p ON p.case_id = h.case_id
     WHERE h.organisation_id = of_organisation AND h.ended_at IS NULL AND h.until >= on_day
     UNION SELECT h.client_id FROM public.keeping_hold h
     WHERE h.organisation_id = of_organisation AND h.client_id IS NOT NULL AND h.ended_at IS NULL AND h.until >= on_day
     UNION SELECT o.client_id FROM public.keeping_hold h JOIN public.cases_participant p ON p.client_id = h.client_id
       JOIN public.cases_case k ON k.id = p.case_id AND k.organisation_id = h.organisation_id
       JOIN public.cases_participant o ON o.case_id = k.id
     WHERE h.organisation_id = of_organisation AND h.ended_at IS NULL AND h.until >= on_day);
END $function$;
REVOKE ALL ON FUNCTION secrets.held_at(uuid, date) FROM PUBLIC;
"""


def _numbers() -> str:
    begin, end = BEFORE.index("  on_hold := ARRAY("), BEFORE.index("  ids := ARRAY(")
    found = BEFORE[:begin] + "  on_hold := secrets.held_at(of_organisation, on_day);\n" + BEFORE[end:]
    return found.replace("  -- Who is held, and who is in a case with them, as for all that hangs on a case.\n", "")


_DELETE = "  DELETE FROM public.people_citizennumber n"
DROP_AFTER = DROP_BEFORE.replace(
    _DELETE,
    """  IF of_client = ANY (secrets.held_at(home, access.day()))
  THEN RAISE EXCEPTION 'under a legal hold' USING ERRCODE = 'AL409'; END IF;
"""
    + _DELETE,
)
if DROP_AFTER == DROP_BEFORE:
    raise ValueError("access.drop_number is not what it was")


class Migration(migrations.Migration):
    dependencies = [("keeping", "0010_numbers_of_before"), ("people", "0011_found_by_one_index")]
    operations = [
        migrations.RunSQL(sql=HELD, reverse_sql="DROP FUNCTION secrets.held_at(uuid, date)"),
        migrations.RunSQL(sql=_numbers(), reverse_sql=BEFORE),
        migrations.RunSQL(sql=DROP_AFTER, reverse_sql=DROP_BEFORE),
    ]
