"""That someone was reminded of a talk: nobody's to read."""

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import policies


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_missed")]
    operations = [
        migrations.CreateModel(
            name="Reminded",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("appointment", _to("cases.appointment")),
                ("area", _to("people.area")),
                ("client", _to("people.client")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("appointment", "client", "starts_at"), name="reminded_once")
                ],
            },
        ),
        # What is asked once an hour: which talks begin tomorrow, in any case.
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True)), fields=["starts_at"], name="appointment_next_day"
            ),
        ),
        policies("cases_reminded"),
    ]
