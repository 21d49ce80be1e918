"""Who may see organisations, workers and clients."""

from django.db import migrations

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
WORKER = "(SELECT access.kind()) = 'worker'"

# Its body reads cases_participant, which exists by the time anyone calls it.
CLIENTS = function(
    "access.clients()",
    "uuid[]",
    """
DECLARE who text := access.kind(); seen uuid[];
BEGIN
  IF who = 'worker' THEN
    seen := access.cases();
    RETURN (SELECT coalesce(array_agg(DISTINCT p.client_id), '{}')
              FROM public.cases_participant p WHERE p.case_id = ANY (seen));
  ELSIF who IN ('client', 'link') THEN
    RETURN ARRAY[access.actor()];
  END IF;
  RETURN '{}';
END""",
)

CLIENT = "id = ANY ((SELECT access.clients())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_identity")]
    operations = [
        CLIENTS,
        policies("people_area", select="id = (SELECT access.area())"),
        policies("people_organisation", select=AREA),
        policies("people_team", select=AREA),
        policies("people_worker", select=AREA),
        policies("people_membership", select=AREA),
        policies(
            "people_client",
            select=CLIENT,
            insert=f"{WORKER} AND {AREA}",
            update=f"{WORKER} AND {CLIENT}",
            columns="given_name, family_name, born_on, sort_key, trigrams, language, easy_form",
        ),
        *[history(f"people_{table}") for table in ("area", "organisation", "team", "worker", "membership", "client")],
    ]
