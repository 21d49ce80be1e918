"""By which practices a client who is reminded is addressed: the mail says u or je as they do, and names none of them."""

from django.db import migrations

from alliantie.access.protect import function

PRACTICES = function(
    "alliance.practices_of(of_client uuid)",
    "TABLE (practice_id varchar, practice_version varchar)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY SELECT DISTINCT c.practice_id, c.practice_version
    FROM public.cases_participant p JOIN public.cases_case c ON c.id = p.case_id
   WHERE p.client_id = of_client AND c.closed_on IS NULL;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0016_jottings")]
    operations = [PRACTICES]
