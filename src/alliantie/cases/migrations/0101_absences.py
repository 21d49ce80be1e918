"""That someone cannot come to a talk with several people, which goes on for the others."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
# What one of a family says of it is not for the others.
OWN = "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor()))"

CANNOT = function(
    "access.cannot_come(of_appointment uuid)",
    "void",
    """
DECLARE
  me uuid := access.actor();
  there public.cases_appointment;
BEGIN
  SELECT a.* INTO there FROM public.cases_appointment a
   WHERE a.id = of_appointment AND access.kind() = 'client' AND a.case_id = ANY (access.cases())
     AND (a.client_id = me OR a.client_id IS NULL AND EXISTS (
           SELECT 1 FROM public.cases_participant p WHERE p.case_id = a.case_id AND p.client_id = me));
  IF NOT FOUND THEN RAISE EXCEPTION 'no appointment of yours' USING ERRCODE = 'AL403'; END IF;
  IF there.client_id = me THEN PERFORM access.cancel_appointment(of_appointment); RETURN; END IF;
  IF there.cancelled_at IS NOT NULL THEN RETURN; END IF;
  IF there.starts_at <= access.moment() THEN RAISE EXCEPTION 'the talk has begun' USING ERRCODE = 'AL409'; END IF;
  -- Said of this moment: when the talk gets another, nobody has said anything of that yet.
  INSERT INTO public.cases_absence (id, area_id, case_id, appointment_id, client_id, starts_at, said_at)
  VALUES (gen_random_uuid(), there.area_id, there.case_id, there.id, me, there.starts_at, access.moment())
  ON CONFLICT DO NOTHING;
  -- Whoever cannot come is not reminded either.
  INSERT INTO public.cases_reminded (area_id, appointment_id, client_id, starts_at)
  VALUES (there.area_id, there.id, me, there.starts_at) ON CONFLICT DO NOTHING;
END""",
    volatile=True,
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0100_plan_corrections")]
    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("said_at", models.DateTimeField()),
                ("appointment", _to("cases.appointment")),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("appointment", "client", "starts_at"), name="absence_once")
                ],
            },
        ),
        CANNOT,
        policies("cases_absence", select=f"{SEEN} AND {OWN}"),
        history("cases_absence"),
    ]
