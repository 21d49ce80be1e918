"""Of a number also a mark that tells it from another, so that nobody writes over one they did not see.

It is of the keyed hash and of whose it is: by itself it says of no number which it is, nor whether two people share one.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

BEFORE = import_module("alliantie.people.migrations.0009_citizen_numbers").WHOSE

WHOSE = function(
    "access.numbers_in(of_case uuid)",
    "TABLE (client_id uuid, kind varchar, mark text)",
    """
BEGIN
  RETURN QUERY SELECT p.client_id, n.kind, encode(sha256(n.found_by || uuid_send(n.client_id)), 'hex')
    FROM public.cases_participant p
    LEFT JOIN public.people_citizennumber n ON n.client_id = p.client_id
          AND n.organisation_id = secrets.number_home(of_case, p.client_id)
   WHERE p.case_id = of_case AND secrets.number_home(of_case, p.client_id) IS NOT NULL;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0011_found_by_one_index")]
    operations = [migrations.RunSQL(sql=BEFORE.reverse_sql, reverse_sql=BEFORE.sql), WHOSE]
