"""Who does research with what clients allow: an office of somebody who has no other office and no case."""

from django.db import migrations, models

from alliantie.access.protect import function

TODAY = "o.starts_on <= access.day() AND (o.ends_on IS NULL OR o.ends_on > access.day())"

# Whoever also leads, manages, guards or has a case could lay what leaves beside what they know of people.
RESEARCHED = function(
    "access.organisations_researched()",
    "uuid[]",
    f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{{}}'; END IF;
  IF EXISTS (SELECT 1 FROM public.people_office o
              WHERE o.worker_id = access.actor() AND o.kind <> 'researches' AND {TODAY})
     OR EXISTS (SELECT 1 FROM public.people_membership o WHERE o.worker_id = access.actor() AND {TODAY})
     OR cardinality(access.cases()) > 0
  THEN RETURN '{{}}'; END IF;
  RETURN (SELECT coalesce(array_agg(o.organisation_id), '{{}}') FROM public.people_office o
           WHERE o.worker_id = access.actor() AND o.kind = 'researches' AND {TODAY});
END""",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_second_step_of_clients")]
    operations = [
        migrations.AlterField(
            model_name="office",
            name="kind",
            field=models.CharField(
                choices=[
                    ("leads", "Leads"),
                    ("manages", "Manages"),
                    ("guards", "Guards"),
                    ("researches", "Researches"),
                ],
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint(model_name="office", name="office_of_leader_has_team"),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "leads"), ("team__isnull", False))
                | models.Q(("kind__in", ["manages", "guards", "researches"]), ("team__isnull", True)),
                name="office_of_leader_has_team",
            ),
        ),
        RESEARCHED,
    ]
