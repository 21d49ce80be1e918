"""What a worker typed of a talk that is not recorded yet: the writer's alone, and gone when it is recorded."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import policies

AREA = "area_id = (SELECT access.area())"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
OWN = "worker_id = (SELECT access.actor())"


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_plans")]
    operations = [
        migrations.CreateModel(
            name="TalkDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("fields", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_with", models.UUIDField()),
                ("saved_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.worker"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="talkdraft",
            constraint=models.UniqueConstraint(fields=("worker", "case"), name="talk_draft_once"),
        ),
        # No history: what was thrown away is gone.
        policies(
            "cases_talkdraft",
            select=f"{RECORD} AND {OWN}",
            insert=f"{RECORD} AND {OWN} AND {AREA}",
            update=f"{RECORD} AND {OWN} AND {AREA}",
            columns="fields, revision, saved_with, saved_at",
            delete=f"{RECORD} AND {OWN}",
        ),
    ]
