"""Which letters a client opened, the client's own to know; and whether somebody who is known comes back."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

OPENED = function(
    "access.own_opened_letters()",
    "uuid[]",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(o.letter_id), '{}') FROM public.cases_letteropened o
           WHERE o.client_id = access.actor());
END""",
)

OPEN = function(
    "access.open_letter(of_letter uuid)",
    "void",
    """
DECLARE here public.cases_letter;
BEGIN
  SELECT * INTO here FROM public.cases_letter l WHERE l.id = of_letter;
  IF here.id IS NULL OR access.kind() IS DISTINCT FROM 'client' OR here.client_id <> access.actor()
     OR NOT here.to_client OR here.state <> 'sent' OR NOT here.case_id = ANY (access.cases())
  THEN RAISE EXCEPTION 'no letter of yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.cases_letteropened (id, area_id, case_id, letter_id, client_id)
  VALUES (gen_random_uuid(), here.area_id, here.case_id, here.id, here.client_id)
  ON CONFLICT (letter_id) DO NOTHING;
END""",
    volatile=True,
)


# Whoever came back is told apart from whoever is helped now, only right after the question that is counted and kept.
ENDED = function(
    "access.ended_for_all(name_key text, born date)",
    "boolean",
    """
BEGIN
  RETURN access.kind() = 'worker'
     AND EXISTS (SELECT FROM public.access_matching m
                  WHERE m.asked_by = access.actor() AND m.found AND m.at = access.moment())
     AND NOT EXISTS (
       SELECT FROM public.people_client k
         JOIN public.cases_participant p ON p.client_id = k.id
         JOIN public.cases_case c ON c.id = p.case_id
        WHERE k.area_id = access.area() AND k.born_on = born AND k.sort_key = name_key AND c.closed_on IS NULL
          AND c.organisation_id = (SELECT w.organisation_id FROM public.people_worker w WHERE w.id = access.actor()));
END""",
)


def _to(model, on_delete=django.db.models.deletion.PROTECT):
    return models.ForeignKey(on_delete=on_delete, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0126_letter_days")]
    operations = [
        migrations.CreateModel(
            name="LetterOpened",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
                ("letter", _to("cases.letter", django.db.models.deletion.DO_NOTHING)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("letter",), name="letter_opened_once")],
                "indexes": [models.Index(fields=["client"], name="letter_opened_by")],
            },
        ),
        OPENED,
        OPEN,
        ENDED,
        policies("cases_letteropened"),
    ]
