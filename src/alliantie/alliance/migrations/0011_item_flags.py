"""Remarks that a question is hard or odd: written by anyone, read by nobody but the owner, outside any case."""

import uuid

from django.db import migrations, models

from alliantie.access.protect import policies


class Migration(migrations.Migration):
    dependencies = [("alliance", "0010_wishes_and_reminders")]
    operations = [
        migrations.CreateModel(
            name="ItemFlag",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("instrument_id", models.CharField(max_length=60)),
                ("instrument_version", models.CharField(max_length=20)),
                ("variant", models.CharField(max_length=30)),
                ("form", models.CharField(max_length=10)),
                ("role", models.CharField(max_length=12)),
                ("item", models.CharField(max_length=60)),
                (
                    "why",
                    models.CharField(
                        choices=[("unclear", "Unclear"), ("does_not_fit", "Does Not Fit"), ("hurts", "Hurts")],
                        max_length=20,
                    ),
                ),
                ("month", models.DateField()),
                (
                    "area",
                    models.ForeignKey(
                        db_constraint=False, on_delete=models.PROTECT, related_name="+", to="people.area"
                    ),
                ),
            ],
        ),
        policies("alliance_itemflag", insert="area_id = (SELECT access.area())"),
    ]
