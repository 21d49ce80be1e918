"""Figures of teams and organisations are kept, so that a page reads a few rows: what may be shown, and nothing else.

Why: docs/decisions/0036-kept-figures.md. What makes them: alliance 0040.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import policies

MINE = """team_id = ANY ((SELECT access.teams_led())::uuid[])
  OR (team_id IS NULL AND organisation_id = ANY ((SELECT access.organisations_managed())::uuid[]))"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0234_sharing_protection"), ("people", "0006_second_step_of_clients")]
    operations = [
        migrations.CreateModel(
            name="KeptFigures",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=20)),
                ("told", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["name", "organisation", "team"], name="figures_kept_once", nulls_distinct=False
                    )
                ]
            },
        ),
        policies("cases_keptfigures", select=MINE),
    ]
