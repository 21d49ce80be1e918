"""Who leads a team and who manages an organisation's practices. Nobody writes here but the owner."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

TODAY = "o.starts_on <= access.day() AND (o.ends_on IS NULL OR o.ends_on > access.day())"

FUNCTIONS = [
    # The door reads it with the account, so that every page of a worker can name the right pages without a query.
    function(
        "access.offices_of(who uuid)",
        "text[]",
        f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'door' THEN RETURN '{{}}'; END IF;
  RETURN (SELECT coalesce(array_agg(DISTINCT o.kind::text), '{{}}') FROM public.people_office o
           WHERE o.worker_id = who AND {TODAY});
END""",
    ),
    *[
        function(
            f"access.{name}()",
            "uuid[]",
            f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{{}}'; END IF;
  RETURN (SELECT coalesce(array_agg(o.{column}), '{{}}') FROM public.people_office o
           WHERE o.worker_id = access.actor() AND o.kind = '{kind}' AND {TODAY});
END""",
        )
        for name, column, kind in (
            ("teams_led", "team_id", "leads"),
            ("organisations_managed", "organisation_id", "manages"),
        )
    ],
]


def _to(model: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"people.{model}"
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_team_phone"), ("access", "0002_identity")]
    operations = [
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("leads", "Leads"), ("manages", "Manages")], max_length=12)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("area", _to("area")),
                ("organisation", _to("organisation")),
                ("team", _to("team", null=True)),
                ("worker", _to("worker")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "leads"), ("team__isnull", False))
                        | models.Q(("kind", "manages"), ("team__isnull", True)),
                        name="office_of_leader_has_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True))
                        | models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="office_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("worker", "kind", "team"),
                        name="one_open_office",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        *FUNCTIONS,
        policies("people_office"),
        history("people_office"),
    ]
