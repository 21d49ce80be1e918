"""Who may act for a client: a worker records it with its document, the client reads it, and the database reckons when it ends.

Ages and grounds are of Dutch law as we know it; `cases/representing.py` names each source, and that no lawyer checked it.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
OWN = "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor()))"
# Until which age a parent or guardian acts in matters of care, and of money.
CARE, MONEY = 16, 18

RECORD = function(
    "access.represent(new_one uuid, of_case uuid, whom uuid, by_ground text, given text, family text, office text,"
    " number text, paper text, paper_day date, first_day date, until_day date)",
    "void",
    f"""
DECLARE
  home public.cases_case;
  born date;
  minor boolean := by_ground IN ('parent', 'guardian');
  who uuid;
BEGIN
  SELECT * INTO home FROM public.cases_case k WHERE k.id = of_case AND k.id = ANY (access.cases_to_record());
  IF home.id IS NULL OR NOT EXISTS (
      SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = whom)
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT 1 FROM public.cases_representation r WHERE r.id = new_one) THEN
    IF EXISTS (SELECT 1 FROM public.cases_representation r WHERE r.id = new_one AND r.case_id = of_case) THEN RETURN; END IF;
    RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403';
  END IF;
  SELECT c.born_on INTO born FROM public.people_client c WHERE c.id = whom;
  IF by_ground NOT IN ('parent', 'guardian', 'curator', 'administrator', 'mentor') OR coalesce(btrim(given), '') = ''
     OR coalesce(btrim(family), '') = '' OR coalesce(btrim(paper), '') = '' OR paper_day IS NULL OR first_day IS NULL
     OR until_day <= first_day OR home.closed_on IS NOT NULL
     OR (minor AND first_day >= (born + interval '{MONEY} years')::date)
  THEN RAISE EXCEPTION 'no such representation' USING ERRCODE = 'AL422'; END IF;
  -- Of two at once the second waits here, and finds the person the first made.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('represent:' || home.organisation_id::text, 0));
  -- The same person only by name and number, and where they work: another of that name gets no more to see.
  SELECT r.id INTO who FROM public.cases_representative r
   WHERE r.organisation_id = home.organisation_id AND r.given_name = btrim(given) AND r.family_name = btrim(family)
     AND r.works_at = btrim(office) AND r.phone = btrim(number) AND r.phone <> '' LIMIT 1;
  IF who IS NULL THEN
    who := gen_random_uuid();
    INSERT INTO public.cases_representative (id, area_id, organisation_id, given_name, family_name, works_at, phone)
    VALUES (who, home.area_id, home.organisation_id, btrim(given), btrim(family), btrim(office), btrim(number));
  END IF;
  INSERT INTO public.cases_representation (id, area_id, case_id, client_id, representative_id, ground, document,
    document_on, starts_on, ends_on, care, money, care_ends_on, money_ends_on, recorded_by, recorded_at, void)
  VALUES (new_one, home.area_id, of_case, whom, who, by_ground, btrim(paper), paper_day, first_day, until_day,
    by_ground IN ('curator', 'mentor') OR (minor AND first_day < (born + interval '{CARE} years')::date),
    by_ground <> 'mentor',
    CASE WHEN minor THEN (born + interval '{CARE} years')::date END,
    CASE WHEN minor THEN (born + interval '{MONEY} years')::date END,
    access.actor(), access.moment(), false);
END""",
    volatile=True,
)

END = function(
    "access.end_representation(of_one uuid, last_day date)",
    "void",
    """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.cases_representation r
                  WHERE r.id = of_one AND r.case_id = ANY (access.cases_to_record()))
  THEN RAISE EXCEPTION 'not yours to end' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.cases_representation r SET ends_on = last_day
   WHERE r.id = of_one AND NOT r.void AND (last_day IS NULL OR last_day >= r.starts_on);
  IF NOT FOUND THEN RAISE EXCEPTION 'ends before it starts' USING ERRCODE = 'AL422'; END IF;
END""",
    volatile=True,
)

UNDO = function(
    "access.undo_representation(of_one uuid, undone boolean)",
    "void",
    """
BEGIN
  UPDATE public.cases_representation r SET void = undone
   WHERE r.id = of_one AND r.case_id = ANY (access.cases_to_record());
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours to undo' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


def _id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("cases", "0229_outcome_figures"), ("people", "0005_privacy_officer")]
    operations = [
        migrations.CreateModel(
            name="Representative",
            fields=[
                ("id", _id()),
                ("given_name", models.CharField(max_length=60)),
                ("family_name", models.CharField(max_length=80)),
                ("works_at", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("area", _to("people.area")),
                ("organisation", _to("people.organisation")),
            ],
            options={"indexes": [models.Index(fields=["organisation", "family_name"], name="representative_by_name")]},
        ),
        migrations.CreateModel(
            name="Representation",
            fields=[
                ("id", _id()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("parent", "Parent"),
                            ("guardian", "Guardian"),
                            ("curator", "Curator"),
                            ("administrator", "Administrator"),
                            ("mentor", "Mentor"),
                        ],
                        max_length=16,
                    ),
                ),
                ("document", models.CharField(max_length=200)),
                ("document_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("care", models.BooleanField()),
                ("money", models.BooleanField()),
                ("care_ends_on", models.DateField(null=True)),
                ("money_ends_on", models.DateField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("void", models.BooleanField(default=False)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
                ("representative", _to("cases.representative")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-recorded_at"], name="representation_of_case"),
                    models.Index(fields=["representative", "case"], name="representation_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None)) | models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="representation_ends_after_start",
                    )
                ],
            },
        ),
        RECORD,
        END,
        UNDO,
        policies("cases_representation", select=f"{SEEN} AND {OWN}"),
        # Under the policy of representations, which says whose may be read.
        policies(
            "cases_representative",
            select="id IN (SELECT r.representative_id FROM public.cases_representation r)",
        ),
        history("cases_representative"),
        history("cases_representation"),
    ]
