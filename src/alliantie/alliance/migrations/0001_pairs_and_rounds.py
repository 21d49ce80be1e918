"""The tables of pairs, rounds and conversations: what both of a pair may read."""

import uuid

from django.db import migrations, models

ID = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)
AREA = models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.area")
PAIR = models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="alliance.pair")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0002_protection"), ("people", "0002_protection")]
    operations = [
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("id", ID),
                ("pair_kind", models.CharField(max_length=60)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("area", AREA),
                ("case", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="cases.case")),
                ("client", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.client")),
                ("worker", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.worker")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["worker"], name="pair_worker"),
                    models.Index(fields=["client"], name="pair_client"),
                    models.Index(fields=["case"], name="pair_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("case", "client", "worker"),
                        name="one_running_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                ("id", ID),
                ("area", AREA),
                ("earlier", PAIR),
                ("later", PAIR),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("earlier", "later"), name="shown_once")]},
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", ID),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("complete", "Complete"),
                            ("revealed", "Revealed"),
                            ("discussed", "Discussed"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("instrument_id", models.CharField(max_length=60)),
                ("instrument_version", models.CharField(max_length=20)),
                ("variant", models.CharField(max_length=30)),
                ("length", models.PositiveSmallIntegerField()),
                ("form", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=60)),
                ("opens_on", models.DateField()),
                ("answer_until", models.DateField()),
                ("revealed_at", models.DateTimeField(null=True)),
                ("discussed_on", models.DateField(null=True)),
                ("area", AREA),
                ("pair", PAIR),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["planned", "open", "complete"])),
                        fields=["answer_until"],
                        name="round_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("pair", "number"), name="round_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["planned", "open", "complete", "revealed"])),
                        fields=("pair",),
                        name="one_running_round",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="alliance.round",
                    ),
                ),
                ("agreement", models.BinaryField()),
                (
                    "agreement_state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("none_asked", "None Asked"),
                            ("none", "None"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("date_in_file", models.BooleanField(null=True)),
                ("fact_id", models.UUIDField(null=True)),
                ("area", AREA),
                ("pair", PAIR),
            ],
        ),
    ]
