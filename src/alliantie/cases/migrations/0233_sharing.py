"""What is shared with somebody outside the organisation: partners, decisions to share, and what each shares."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0232_waiting_in_a_case"),
        ("people", "0005_privacy_officer"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("works_at", models.CharField(max_length=120)),
                ("given_name", models.CharField(max_length=60)),
                ("family_name", models.CharField(max_length=80)),
                ("phone", models.CharField(max_length=40)),
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
            ],
        ),
        migrations.CreateModel(
            name="Sharing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("act", models.UUIDField()),
                ("refused", models.BooleanField(default=False)),
                ("whom", models.CharField(max_length=200)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("account", "Account"), ("letter", "Letter"), ("phone", "Phone"), ("talk", "Talk")],
                        max_length=10,
                    ),
                ),
                ("purpose", models.CharField(max_length=500)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("law", "Law"),
                            ("task", "Task"),
                            ("agreement", "Agreement"),
                            ("consent", "Consent"),
                            ("emergency", "Emergency"),
                        ],
                        max_length=10,
                    ),
                ),
                ("named", models.CharField(blank=True, max_length=200)),
                ("gain", models.CharField(blank=True, max_length=500)),
                ("harm", models.CharField(blank=True, max_length=500)),
                ("less", models.CharField(blank=True, max_length=500)),
                (
                    "consent",
                    models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not Asked")], max_length=10),
                ),
                ("consent_words", models.CharField(blank=True, max_length=300)),
                ("free", models.BooleanField(default=False)),
                ("forced", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "route",
                    models.CharField(
                        blank=True, choices=[("ask", "Ask"), ("self", "Self"), ("said_no", "Said No")], max_length=10
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=200)),
                ("kept_until", models.DateField(null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_on", models.DateField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_by", models.UUIDField(null=True)),
                ("stopped_why", models.CharField(blank=True, max_length=300)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedPart",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("birth_date", "Birth Date"),
                            ("measure", "Measure"),
                            ("condition", "Condition"),
                            ("goal", "Goal"),
                            ("agreement", "Agreement"),
                            ("talk", "Talk"),
                            ("letter", "Letter"),
                            ("claim", "Claim"),
                            ("text", "Text"),
                        ],
                        max_length=10,
                    ),
                ),
                ("about_id", models.UUIDField(null=True)),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("joint", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "sharing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.sharing"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(fields=["organisation", "family_name"], name="partner_by_name"),
        ),
        migrations.AddIndex(
            model_name="sharing",
            index=models.Index(fields=["case", "-recorded_at"], name="sharing_of_case"),
        ),
        migrations.AddIndex(
            model_name="sharing",
            index=models.Index(
                condition=models.Q(("partner__isnull", False)), fields=["partner", "case"], name="sharing_with"
            ),
        ),
        migrations.AddIndex(
            model_name="sharing",
            index=models.Index(fields=["act"], name="sharing_act"),
        ),
        migrations.AddConstraint(
            model_name="sharing",
            constraint=models.UniqueConstraint(fields=("act", "client"), name="sharing_once"),
        ),
        migrations.AddConstraint(
            model_name="sharing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on__isnull", False), ("partner__isnull", False), ("way", "account")),
                    models.Q(models.Q(("way", "account"), _negated=True), ("ends_on", None), ("partner", None)),
                    _connector="OR",
                ),
                name="sharing_with_an_account_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "consent"), _negated=True),
                    models.Q(("consent", "yes"), ("forced", False), ("free", True)),
                    _connector="OR",
                ),
                name="sharing_on_consent_has_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("ground", ""), ("refused", True), ("way", "")),
                        models.Q(("source", ""), _negated=True),
                        models.Q(("route", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("refused", False), ("route", ""), ("source", "")),
                        models.Q(("way", ""), _negated=True),
                        models.Q(("ground", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sharing_refused_by_a_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kept_until", None), ("law", "")),
                    models.Q(("kept_until__isnull", False), models.Q(("law", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sharing_kept_by_a_law",
            ),
        ),
        migrations.AddIndex(
            model_name="sharedpart",
            index=models.Index(fields=["sharing", "place"], name="shared_part_of"),
        ),
    ]
