import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alliance", "0002_wall"), ("people", "0002_protection")]

    operations = [
        migrations.CreateModel(
            name="QuestionnairePack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("instrument_id", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("hash", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("holder", models.CharField(max_length=500)),
                ("last_day", models.DateField()),
                ("loaded_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "instrument_id", "version"),
                        name="questionnaire_version_once",
                    )
                ],
            },
        ),
        # The names of questions are up to 60 signs long; a remark on a longer one than 20 failed.
        migrations.AlterField(
            model_name="itemflag",
            name="item",
            field=models.CharField(max_length=60),
        ),
    ]
