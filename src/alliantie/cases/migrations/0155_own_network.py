"""A client reads and ends the own map through functions: what could endanger somebody on it is not among what they give."""

from importlib import import_module

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from alliantie.access.protect import function

anew = import_module("alliantie.cases.migrations.0115_mends").anew
_SAY = str(import_module("alliantie.cases.migrations.0071_network").SAY.sql[0])
_NAMED = str(import_module("alliantie.cases.migrations.0115_mends").NAMED.sql[0])

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
WORKER = "(SELECT access.kind()) = 'worker'"
OWN = "(SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor())"

# Who is a victim, and what somebody said of being contacted, is for workers.
READ = function(
    "access.own_network()",
    "TABLE (id uuid, case_id uuid, client_id uuid, name varchar, sort varchar, relation varchar, circle smallint,"
    " effect varchar, words varchar, by_self boolean, banned boolean, starts_on date, ended_on date, noted_by uuid)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' THEN RETURN; END IF;
  RETURN QUERY
  SELECT n.id, n.case_id, n.client_id, n.name, n.sort, n.relation, n.circle, n.effect, n.words, n.by_self, n.banned,
         n.starts_on, n.ended_on, n.noted_by
    FROM public.cases_networkperson n WHERE n.client_id = access.actor() AND n.case_id = ANY (access.cases());
END""",
)

TAKE_OFF = function(
    "access.take_off_network(of_person uuid, gone boolean)",
    "void",
    """
DECLARE there public.cases_networkperson;
BEGIN
  SELECT n.* INTO there FROM public.cases_networkperson n
   WHERE n.id = of_person AND access.kind() = 'client' AND n.client_id = access.actor()
     AND n.noted_by = access.actor() AND n.case_id = ANY (access.cases()) FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'nobody you named' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT FROM public.cases_case k WHERE k.id = there.case_id AND k.closed_on IS NOT NULL)
  THEN RAISE EXCEPTION 'the case ended' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_networkperson SET ended_on = CASE WHEN gone THEN coalesce(ended_on, access.day()) END
   WHERE id = of_person;
END""",
    volatile=True,
)

SAY = anew(
    _SAY,
    (
        "  IF (there.effect, there.words)",
        """  IF EXISTS (SELECT FROM public.cases_case k WHERE k.id = there.case_id AND k.closed_on IS NOT NULL)
  THEN RAISE EXCEPTION 'the case ended' USING ERRCODE = 'AL409'; END IF;
  IF (there.effect, there.words)""",
    ),
)
NAMED = anew(
    _NAMED,
    ("(OLD.name, OLD.sort, OLD.relation, OLD.circle)", "(OLD.name, OLD.sort, OLD.relation, OLD.circle, OLD.ended_on)"),
    ("(NEW.name, NEW.sort, NEW.relation, NEW.circle)", "(NEW.name, NEW.sort, NEW.relation, NEW.circle, NEW.ended_on)"),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0149_conditions_found")]
    operations = [
        READ,
        TAKE_OFF,
        SAY,
        NAMED,
        migrations.RunSQL(
            sql=[f"ALTER POLICY cases_networkperson_select ON public.cases_networkperson USING ({SEEN} AND {WORKER})"],
            reverse_sql=[
                "ALTER POLICY cases_networkperson_select ON public.cases_networkperson"
                f" USING ({SEEN} AND ({WORKER} OR {OWN}))"
            ],
        ),
        # Held to for every row to come; the next migration reads those that are there, and keeps nobody waiting.
        AddConstraintNotValid(
            "networkperson",
            models.CheckConstraint(
                condition=models.Q(sort__in=["family", "friend", "neighbour", "professional", "organisation"]),
                name="network_sort_is_known",
            ),
        ),
        AddConstraintNotValid(
            "networkperson",
            models.CheckConstraint(
                condition=models.Q(effect__in=["", "helps", "costs", "both"]), name="network_effect_is_known"
            ),
        ),
    ]
