"""Conditions, bans and rights of a case: who sees them, notes them, and says that they ended."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import history, policies

AREA = "area_id = (SELECT access.area())"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
# Within a family, each sees what holds for them and for everyone. A code opens one round and nothing of this.
OWN = (
    "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client'"
    " AND (client_id IS NULL OR client_id = (SELECT access.actor())))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0040_letters"),
        ("people", "0004_leaders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sort", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=300)),
                ("starts_on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("noted_by", models.UUIDField()),
                ("noted_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case"], name="condition_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="condition_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="condition_until_after_start",
                    ),
                ],
            },
        ),
        policies(
            "cases_condition",
            select=f"{SEEN} AND {OWN}",
            insert=f"{AREA} AND noted_by = (SELECT access.actor()) AND access.of_this_case(case_id, client_id)",
            update="case_id = ANY ((SELECT access.cases_to_record())::uuid[])",
            columns="until, ended_on",
        ),
        history("cases_condition"),
    ]
