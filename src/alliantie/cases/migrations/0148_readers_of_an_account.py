"""A client chooses, and can change, who may read the own account of what happened."""

from django.db import migrations

from alliantie.access.protect import function

READERS = function(
    "access.choose_readers(of_incident uuid, who text)",
    "void",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' OR who NOT IN ('worker', 'leader', 'file')
  THEN RAISE EXCEPTION 'not yours to choose' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.cases_account SET readers = who
   WHERE incident_id = of_incident AND client_id = access.actor() AND case_id = ANY (access.cases()) AND readers <> who;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0147_words_of_a_condition")]
    operations = [READERS]
