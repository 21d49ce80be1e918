"""The walled tables: what one of a pair alone may know. Without foreign keys, as the models say why."""

import uuid

from django.db import migrations, models

ID = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name="+", to=model)


def _one_a(model: str) -> models.OneToOneField:
    return models.OneToOneField(
        db_constraint=False, on_delete=models.PROTECT, primary_key=True, related_name="+", serialize=False, to=model
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("alliance", "0001_pairs_and_rounds")]
    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", ID),
                ("role", models.CharField(max_length=12)),
                ("owner_id", models.UUIDField()),
                ("answers", models.BinaryField()),
                ("picture", models.BinaryField()),
                (
                    "share",
                    models.CharField(
                        choices=[("all", "All"), ("picture", "Picture"), ("nothing", "Nothing")],
                        max_length=8,
                        null=True,
                    ),
                ),
                ("sealed_at", models.DateTimeField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("closed_because", models.CharField(blank=True, max_length=20)),
                ("own_word", models.BooleanField(null=True)),
                ("quiet", models.BooleanField(default=False)),
                ("reminded", models.BooleanField(default=False)),
                ("pin_hash", models.BinaryField()),
                ("pin_chosen", models.BooleanField(default=False)),
                ("pin_tries", models.PositiveSmallIntegerField(default=0)),
                ("by_account", models.BooleanField(default=False)),
                ("code_wish", models.BooleanField(null=True)),
                ("area", _to("people.area")),
                ("pair", _to("alliance.pair")),
                ("round", _to("alliance.round")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "role"), name="one_part_a_role"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed_at__isnull", True), ("share__isnull", True)),
                            models.Q(("sealed_at__isnull", False), ("share__isnull", False)),
                            _connector="OR",
                        ),
                        name="sealed_with_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("pair", _one_a("alliance.pair")),
                ("do_not_ask", models.BooleanField(default=False)),
                ("by_code", models.BinaryField(null=True)),
                ("area", _to("people.area")),
                ("client", _to("people.client")),
            ],
        ),
        migrations.CreateModel(
            name="Afterthought",
            fields=[
                ("round", _one_a("alliance.round")),
                ("answers", models.BinaryField()),
                ("area", _to("people.area")),
                ("client", _to("people.client")),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", ID),
                ("slug", models.CharField(max_length=24, unique=True)),
                ("way", models.CharField(choices=[("code", "Code"), ("paper", "Paper")], max_length=5)),
                ("code_hash", models.BinaryField()),
                ("expires_at", models.DateTimeField()),
                ("shadow", models.BooleanField(default=False)),
                ("shadow_answers", models.BinaryField(null=True)),
                ("shadow_sealed_at", models.DateTimeField(null=True)),
                ("shadow_share", models.CharField(max_length=8, null=True)),
                ("shadow_withdrawn", models.BooleanField(default=False)),
                ("shadow_wish", models.BooleanField(null=True)),
                ("shadow_pin", models.BinaryField(null=True)),
                ("shadow_tries", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("round", _to("alliance.round")),
            ],
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("client", _one_a("people.client")),
                ("address", models.BinaryField()),
                ("area", _to("people.area")),
            ],
        ),
    ]
