"""The authorities that an organisation wrote to: read, added and dated by its own workers alone."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import history, policies

OWN = "organisation_id = ANY ((SELECT access.own_organisation())::uuid[])"


def _to(model):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0130_opened_letters"), ("people", "0004_leaders")]
    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recipient", models.CharField(max_length=20)),
                ("lines", models.JSONField()),
                ("used_on", models.DateField()),
                ("area", _to("people.area")),
                ("organisation", _to("people.organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "recipient", "lines"), name="addressee_once")
                ],
            },
        ),
        policies(
            "cases_addressee",
            select=OWN,
            insert=f"{OWN} AND area_id = (SELECT access.area())",
            update=OWN,
            columns="used_on",
        ),
        history("cases_addressee"),
    ]
