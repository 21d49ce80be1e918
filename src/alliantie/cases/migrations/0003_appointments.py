"""Talks with a day and a time: who may see, plan, move and cancel them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
# Within a family, each sees their own talks and those with everyone. A code opens one round and no calendar.
OWN = (
    "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client'"
    " AND (client_id IS NULL OR client_id = (SELECT access.actor())))"
)

FITS = function(
    "access.appointment_fits(of_case uuid, with_client uuid, with_worker uuid)",
    "boolean",
    """
BEGIN
  -- Someone of the case, and a worker of its organisation. Asked of another's case the answer is always no.
  RETURN of_case = ANY (access.cases_to_record())
     AND EXISTS (SELECT 1 FROM public.cases_case c JOIN public.people_worker w
                   ON w.organisation_id = c.organisation_id WHERE c.id = of_case AND w.id = with_worker)
     AND (with_client IS NULL OR EXISTS (
           SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = with_client));
END""",
)

CANCEL = function(
    "access.cancel_appointment(of_appointment uuid)",
    "void",
    """
DECLARE
  who text := access.kind();
  theirs boolean;
BEGIN
  SELECT CASE who
      WHEN 'worker' THEN a.case_id = ANY (access.cases_to_record())
      WHEN 'client' THEN a.client_id = access.actor() AND a.case_id = ANY (access.cases())
    END INTO theirs FROM public.cases_appointment a WHERE a.id = of_appointment;
  IF theirs IS NOT TRUE THEN RAISE EXCEPTION 'no appointment of yours' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.cases_appointment SET cancelled_at = access.moment(), cancelled_by = who
   WHERE id = of_appointment AND cancelled_at IS NULL AND (who = 'worker' OR starts_at > access.moment());
  -- Cancelled already is what was asked; begun already is not.
  IF NOT FOUND AND EXISTS (
      SELECT 1 FROM public.cases_appointment a WHERE a.id = of_appointment AND a.cancelled_at IS NULL)
  THEN RAISE EXCEPTION 'the talk has begun' USING ERRCODE = 'AL409'; END IF;
END""",
    volatile=True,
)

TABLE = migrations.CreateModel(
    name="Appointment",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("talk_id", models.CharField(max_length=60)),
        ("starts_at", models.DateTimeField()),
        ("minutes", models.PositiveSmallIntegerField(null=True)),
        ("place", models.CharField(blank=True, max_length=80)),
        ("cancelled_at", models.DateTimeField(null=True)),
        (
            "cancelled_by",
            models.CharField(blank=True, choices=[("worker", "Worker"), ("client", "Client")], max_length=10),
        ),
        ("settled_at", models.DateTimeField(null=True)),
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
        (
            "worker",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.worker"),
        ),
    ],
    options={
        "indexes": [
            models.Index(fields=["case", "starts_at"], name="appointment_coming"),
            models.Index(
                condition=models.Q(("cancelled_at__isnull", False), ("settled_at__isnull", True)),
                fields=["case"],
                name="appointment_unsettled",
            ),
        ],
        "constraints": [
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", True), ("cancelled_by", ""), ("settled_at__isnull", True)),
                    models.Q(("cancelled_at__isnull", False), ("cancelled_by__in", ["worker", "client"])),
                    _connector="OR",
                ),
                name="appointment_cancelled_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(("minutes__isnull", True), ("minutes__gt", 0), _connector="OR"),
                name="appointment_lasts_a_while",
            ),
        ],
    },
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_protection")]
    operations = [
        TABLE,
        FITS,
        CANCEL,
        policies(
            "cases_appointment",
            select=f"{SEEN} AND {OWN}",
            insert=f"{AREA} AND cancelled_at IS NULL AND access.appointment_fits(case_id, client_id, worker_id)",
            update=f"{RECORD} AND {AREA} AND access.appointment_fits(case_id, client_id, worker_id)",
            columns="starts_at, minutes, talk_id, place, worker_id, settled_at",
        ),
        history("cases_appointment"),
    ]
