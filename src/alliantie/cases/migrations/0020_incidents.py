"""Incidents, what was said and done about them, and how cases end: who may see and write what."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
WORKER = "(SELECT access.kind()) = 'worker'"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
WORK = "case_id = ANY ((SELECT access.cases_to_work())::uuid[])"
# Each reads what is about them alone. A code opens one round and no incident.
THEIRS = "(SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor())"
OWN = f"({WORKER} OR {THEIRS})"
RECORDED = "recorded_by = (SELECT access.actor())"
OF_INCIDENT = "access.incident_of(incident_id, case_id, client_id)"

TAKES_PART = function(
    "access.takes_part(of_case uuid, who uuid)",
    "boolean",
    """
BEGIN
  RETURN of_case = ANY (access.cases_to_record()) AND EXISTS (
    SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = who);
END""",
)

INCIDENT_OF = function(
    "access.incident_of(of_incident uuid, of_case uuid, who uuid)",
    "boolean",
    """
BEGIN
  RETURN of_case = ANY (access.cases()) AND EXISTS (
    SELECT 1 FROM public.cases_incident i WHERE i.id = of_incident AND i.case_id = of_case AND i.client_id = who);
END""",
)

VIEW_OF = function(
    "access.view_of(of_view uuid, of_incident uuid)",
    "boolean",
    """
BEGIN
  RETURN of_view IS NULL OR EXISTS (
    SELECT 1 FROM public.cases_viewofcause v WHERE v.id = of_view AND v.incident_id = of_incident
       AND v.case_id = ANY (access.cases()));
END""",
)

# Whom the client chose: the worker who heard it, that worker's team leader too, or everyone who sees the case.
MAY_READ = function(
    "access.may_read_account(of_case uuid, told_to uuid, readers text)",
    "boolean",
    """
BEGIN
  RETURN access.kind() = 'worker' AND (readers = 'file' OR told_to = access.actor() OR readers = 'leader' AND EXISTS (
    SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND c.team_id = ANY (access.teams_led())));
END""",
)

PROTECTION = [
    TAKES_PART,
    INCIDENT_OF,
    VIEW_OF,
    MAY_READ,
    policies(
        "cases_incident",
        select=f"{SEEN} AND {OWN}",
        insert=f"{RECORD} AND {AREA} AND {RECORDED} AND access.takes_part(case_id, client_id)",
        update=f"{RECORD} AND {AREA}",
        columns="state, heard, values",
    ),
    policies(
        "cases_account",
        select=f"{SEEN} AND ({THEIRS} OR access.may_read_account(case_id, told_to, readers))",
        insert=f"{RECORD} AND {AREA} AND told_to = (SELECT access.actor()) AND {OF_INCIDENT}",
    ),
    *[
        policies(
            f"cases_{table}",
            select=f"{SEEN} AND {OWN}",
            insert=f"{RECORD} AND {AREA} AND {RECORDED} AND {OF_INCIDENT}",
        )
        for table in ("viewofcause", "response")
    ],
    policies(
        "cases_contradiction",
        select=f"{SEEN} AND {OWN}",
        insert=f"{SEEN} AND {THEIRS} AND {AREA} AND {OF_INCIDENT} AND access.view_of(view_id, incident_id)",
    ),
    policies(
        "cases_outcome",
        select=f"{WORKER} AND {SEEN}",
        insert=f"{WORK} AND {AREA} AND {RECORDED}",
        update=f"{WORK} AND {AREA}",
        columns="undone_at",
    ),
    *[
        history(f"cases_{table}")
        for table in ("incident", "account", "viewofcause", "response", "contradiction", "outcome")
    ],
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_talk_drafts"),
        ("people", "0004_leaders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("on", models.DateField()),
                ("values", models.JSONField(default=dict)),
                ("text", models.TextField(blank=True)),
                (
                    "heard",
                    models.CharField(
                        choices=[("not_yet", "Not Yet"), ("told", "Told"), ("declined", "Declined")],
                        default="not_yet",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("weighed", "Weighed"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
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
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                (
                    "readers",
                    models.CharField(
                        choices=[("worker", "Worker"), ("leader", "Leader"), ("file", "File")], max_length=10
                    ),
                ),
                ("told_to", models.UUIDField()),
                ("told_at", models.DateTimeField()),
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
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.incident"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("completed", "Completed"),
                            ("positive", "Positive"),
                            ("neutral", "Neutral"),
                            ("negative", "Negative"),
                            ("transferred", "Transferred"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("interests", models.TextField()),
                ("cause", models.TextField()),
                ("contact", models.TextField()),
                ("on", models.DateField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("option", models.CharField(max_length=60)),
                ("reason", models.TextField()),
                ("on", models.DateField()),
                ("objection_until", models.DateField(null=True)),
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.incident"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ViewOfCause",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cause", models.CharField(max_length=60)),
                ("text", models.TextField(blank=True)),
                ("on", models.DateField()),
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.incident"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.incident"
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.viewofcause"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["case", "-on", "-recorded_at"], name="incident_of_case"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("case",), name="outcome_once"
            ),
        ),
        *PROTECTION,
    ]
