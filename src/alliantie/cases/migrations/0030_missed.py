"""What to bring to a talk, and what a worker did when someone did not come."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import APP, function, history, policies

AREA = "area_id = (SELECT access.area())"
# What colleagues tell each other: the client is asked, and is told so in the talk itself.
WORKER = "(SELECT access.kind()) = 'worker'"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"

FITS = function(
    "access.missed_fits(of_case uuid, of_appointment uuid, of_client uuid)",
    "boolean",
    """
BEGIN
  -- A talk of this case that has begun and went on, with this person or with everyone of whom this is one.
  RETURN of_case = ANY (access.cases_to_record()) AND EXISTS (
    SELECT 1 FROM public.cases_appointment a JOIN public.cases_participant p ON p.case_id = a.case_id
     WHERE a.id = of_appointment AND a.case_id = of_case AND a.cancelled_at IS NULL
       AND a.starts_at <= access.moment() AND p.client_id = of_client
       AND (a.client_id IS NULL OR a.client_id = of_client));
END""",
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_incidents")]
    operations = [
        migrations.AddField(
            model_name="appointment",
            name="bring",
            field=models.CharField(blank=True, default="", max_length=160),
            preserve_default=False,
        ),
        migrations.RunSQL(
            sql=f"GRANT UPDATE (bring) ON public.cases_appointment TO {APP}",
            reverse_sql=f"REVOKE UPDATE (bring) ON public.cases_appointment FROM {APP}",
        ),
        migrations.CreateModel(
            name="Missed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                (
                    "tried",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("phone", "Phone"), ("message", "Message"), ("visit", "Visit")], max_length=10
                        ),
                        size=None,
                    ),
                ),
                ("reached", models.BooleanField()),
                ("said", models.CharField(blank=True, max_length=400)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("appointment", _to("cases.appointment")),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("tried__len__gt", 0)), name="missed_tried_somehow"),
                    models.CheckConstraint(
                        condition=models.Q(("reached", True), ("said", ""), _connector="OR"),
                        name="missed_said_when_reached",
                    ),
                ],
            },
        ),
        FITS,
        policies(
            "cases_missed",
            select=f"{WORKER} AND {SEEN}",
            insert=f"{AREA} AND recorded_by = (SELECT access.actor()) AND taken_back_at IS NULL"
            " AND access.missed_fits(case_id, appointment_id, client_id)",
            update=f"{WORKER} AND {RECORD} AND {AREA}",
            columns="taken_back_at",
        ),
        history("cases_missed"),
    ]
