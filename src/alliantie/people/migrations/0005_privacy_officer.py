"""Who guards the privacy of an organisation's clients: an office, as leading a team is, that opens no case."""

from django.db import migrations, models

from alliantie.access.protect import function

TODAY = "o.starts_on <= access.day() AND (o.ends_on IS NULL OR o.ends_on > access.day())"

GUARDED = function(
    "access.organisations_guarded()",
    "uuid[]",
    f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{{}}'; END IF;
  RETURN (SELECT coalesce(array_agg(o.organisation_id), '{{}}') FROM public.people_office o
           WHERE o.worker_id = access.actor() AND o.kind = 'guards' AND {TODAY});
END""",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_leaders")]
    operations = [
        migrations.AlterField(
            model_name="office",
            name="kind",
            field=models.CharField(
                choices=[("leads", "Leads"), ("manages", "Manages"), ("guards", "Guards")], max_length=12
            ),
        ),
        migrations.RemoveConstraint(model_name="office", name="office_of_leader_has_team"),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "leads"), ("team__isnull", False))
                | models.Q(("kind__in", ["manages", "guards"]), ("team__isnull", True)),
                name="office_of_leader_has_team",
            ),
        ),
        GUARDED,
    ]
