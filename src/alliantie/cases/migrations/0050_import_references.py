"""What came in from another system, by the number it has there. The application has no right on it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import policies


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_conditions"), ("people", "0004_leaders")]

    operations = [
        migrations.CreateModel(
            name="ImportReference",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("case", "Case"),
                            ("contact", "Contact"),
                            ("claim", "Claim"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reference", models.CharField(max_length=60)),
                ("target", models.UUIDField()),
                ("digest", models.BinaryField()),
                (
                    "area",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={"db_table": "cases_import_reference"},
        ),
        migrations.AddConstraint(
            model_name="importreference",
            constraint=models.UniqueConstraint(fields=("organisation", "kind", "reference"), name="imported_once"),
        ),
        policies("cases_import_reference"),
    ]
