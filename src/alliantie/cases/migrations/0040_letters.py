"""Letters: drafts that the workers of a case write, paper that never changes, and who may read it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

AREA = "area_id = (SELECT access.area())"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
WORKER = "(SELECT access.kind()) = 'worker'"
# Within a family, each reads what was sent to them. A code opens one round and no letters.
OWN = (
    f"({WORKER} OR (SELECT access.kind()) = 'client' AND to_client AND state = 'sent'"
    " AND client_id = (SELECT access.actor()))"
)
# Whoever may read a letter may read its paper: the letter's own policy decides.
OF_LETTER = "EXISTS (SELECT FROM public.cases_letter l WHERE l.id = letter_id)"

FITS = function(
    "access.letter_fits(of_case uuid, about uuid, replaced uuid)",
    "boolean",
    """
BEGIN
  -- Asked of another's case the answer is always no.
  RETURN of_case = ANY (access.cases_to_record())
     AND EXISTS (SELECT FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = about)
     AND (replaced IS NULL
          OR EXISTS (SELECT FROM public.cases_letter r WHERE r.id = replaced AND r.case_id = of_case
                                                         AND r.client_id = about AND r.state <> 'draft'));
END""",
)

SIGN = function(
    "access.sign_letter(of_letter uuid, seen integer, papers bytea[])",
    "void",
    """
DECLARE
  here public.cases_letter;
  several boolean;
BEGIN
  SELECT * INTO here FROM public.cases_letter l WHERE l.id = of_letter FOR UPDATE;
  IF here.id IS NULL OR access.kind() <> 'worker' OR NOT here.case_id = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no letter of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'draft' OR here.version <> seen
  THEN RAISE EXCEPTION 'another text than was seen' USING ERRCODE = 'AL409'; END IF;
  several := jsonb_array_length(here.addressees) > 1;
  IF jsonb_array_length(here.addressees) = 0 OR cardinality(papers) IS DISTINCT FROM jsonb_array_length(here.addressees) + several::int
  THEN RAISE EXCEPTION 'not a paper for each' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.cases_letter SET state = 'signed', signed_by_id = access.actor(), signed_at = access.moment()
   WHERE id = of_letter;
  INSERT INTO public.cases_letterpaper (id, area_id, case_id, letter_id, copy, pdf, sha256)
  SELECT gen_random_uuid(), here.area_id, here.case_id, here.id, place - several::int, paper, encode(sha256(paper), 'hex')
    FROM unnest(papers) WITH ORDINALITY AS p (paper, place);
END""",
    volatile=True,
)

SEND = function(
    "access.send_letter(of_letter uuid, on_day date)",
    "boolean",
    """
DECLARE here public.cases_letter;
BEGIN
  SELECT * INTO here FROM public.cases_letter l WHERE l.id = of_letter FOR UPDATE;
  IF here.id IS NULL OR access.kind() <> 'worker' OR NOT here.case_id = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no letter of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state = 'sent' THEN RETURN false; END IF;
  IF here.state = 'draft' THEN RAISE EXCEPTION 'not signed' USING ERRCODE = 'AL409'; END IF;
  IF on_day > access.day() OR on_day < (here.signed_at AT TIME ZONE 'Europe/Amsterdam')::date
  THEN RAISE EXCEPTION 'no day to send it on' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.cases_letter SET state = 'sent', sent_on = on_day, sent_by_id = access.actor() WHERE id = of_letter;
  RETURN true;
END""",
    volatile=True,
)

# A text is kept every few letters while somebody types: history has how it began and what was signed, sent or erased.
KEEPING = migrations.RunSQL(
    sql=[
        "CREATE TRIGGER cases_letter_history AFTER INSERT OR DELETE ON public.cases_letter"
        " FOR EACH ROW EXECUTE FUNCTION history.record()",
        "CREATE TRIGGER cases_letter_signed_history AFTER UPDATE ON public.cases_letter"
        " FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION history.record()",
    ],
    reverse_sql=[
        "DROP TRIGGER cases_letter_signed_history ON public.cases_letter",
        "DROP TRIGGER cases_letter_history ON public.cases_letter",
    ],
)


def _to(model, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_handover_and_desk")]
    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("template_id", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=2)),
                ("title", models.CharField(max_length=160)),
                ("to_client", models.BooleanField()),
                ("addressees", models.JSONField()),
                ("filled", models.JSONField()),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("signed", "Signed"), ("sent", "Sent")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("sent_on", models.DateField(null=True)),
                ("area", _to("people.area")),
                ("author", _to("people.worker")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
                ("replaces", _to("cases.letter", null=True)),
                ("sent_by", _to("people.worker", null=True)),
                ("signed_by", _to("people.worker", null=True)),
                ("writer", _to("people.worker")),
            ],
            options={
                "indexes": [models.Index(fields=["case", "-made_at"], name="letter_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True), ("state", "draft")),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("state__in", ["signed", "sent"]),
                            ),
                            _connector="OR",
                        ),
                        name="letter_signed_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_by__isnull", False), ("sent_on__isnull", False), ("state", "sent")),
                            models.Q(
                                ("sent_by__isnull", True),
                                ("sent_on__isnull", True),
                                ("state__in", ["draft", "signed"]),
                            ),
                            _connector="OR",
                        ),
                        name="letter_sent_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterPaper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("copy", models.PositiveSmallIntegerField()),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("letter", _to("cases.letter")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("letter", "copy"), name="letter_paper_once")],
            },
        ),
        FITS,
        SIGN,
        SEND,
        policies(
            "cases_letter",
            select=f"{SEEN} AND {OWN}",
            insert=f"{AREA} AND access.letter_fits(case_id, client_id, replaces_id) AND state = 'draft'"
            " AND author_id = (SELECT access.actor()) AND writer_id = (SELECT access.actor())",
            update=f"{RECORD} AND {AREA} AND state = 'draft'",
            delete=f"{RECORD} AND state = 'draft'",
            columns="addressees, body, version, writer_id, written_at",
        ),
        policies("cases_letterpaper", select=f"{SEEN} AND {OF_LETTER}"),
        KEEPING,
    ]
