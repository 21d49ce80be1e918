"""A client takes along all that is known of them: asked for, made in the background as that client, gone after a week."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

OWN = "(SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor())"

ASK = function(
    "access.ask_copy(spoken text)",
    "uuid",
    """
DECLARE
  me uuid := access.actor();
  made uuid;
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' OR spoken NOT IN ('nl', 'en')
  THEN RAISE EXCEPTION 'not yours to ask' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('copy:' || me::text, 0));
  -- Asked twice at once, or again while it is being made: one copy.
  SELECT c.id INTO made FROM public.cases_owncopy c WHERE c.client_id = me AND c.made_at IS NULL;
  IF made IS NOT NULL THEN RETURN made; END IF;
  DELETE FROM public.cases_owncopy c WHERE c.client_id = me;
  INSERT INTO public.cases_owncopy (id, area_id, client_id, language, asked_at)
  VALUES (gen_random_uuid(), access.area(), me, spoken, access.moment()) RETURNING id INTO made;
  RETURN made;
END""",
    volatile=True,
)

WAITING = function(
    "access.copies_to_make()",
    "TABLE (id uuid, area_id uuid, client_id uuid, language varchar)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY SELECT c.id, c.area_id, c.client_id, c.language FROM public.cases_owncopy c
   WHERE c.made_at IS NULL ORDER BY c.asked_at, c.id LIMIT 50;
END""",
)

KEEP = function(
    "access.keep_copy(of_copy uuid, made_paper bytea, made_data bytea, days integer)",
    "boolean",
    """
BEGIN
  UPDATE public.cases_owncopy SET paper = made_paper, data = made_data, made_at = access.moment(),
         expires_at = access.moment() + least(days, 31) * interval '1 day'
   WHERE id = of_copy AND made_at IS NULL AND access.kind() = 'client' AND client_id = access.actor();
  RETURN FOUND;
END""",
    volatile=True,
)

DROP = function(
    "access.drop_copies()",
    "integer",
    """
DECLARE gone integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN 0; END IF;
  DELETE FROM public.cases_owncopy WHERE expires_at <= access.moment();
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END""",
    volatile=True,
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0226_client_requests")]
    operations = [
        migrations.CreateModel(
            name="OwnCopy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("paper", models.BinaryField(null=True)),
                ("data", models.BinaryField(null=True)),
                ("area", _to("people.area")),
                ("client", _to("people.client")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("made_at__isnull", True)), fields=("client",), name="one_copy_being_made"
                    )
                ],
            },
        ),
        ASK,
        WAITING,
        KEEP,
        DROP,
        policies("cases_owncopy", select=OWN),
    ]
