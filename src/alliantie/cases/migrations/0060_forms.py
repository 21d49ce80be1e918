"""Forms: drafts that the workers of a case fill in, and versions that never change once they were sent."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

AREA = "area_id = (SELECT access.area())"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
WORKER = "(SELECT access.kind()) = 'worker'"

FITS = function(
    "access.form_fits(of_case uuid, about uuid)",
    "boolean",
    """
BEGIN
  -- Asked of another's case the answer is always no.
  RETURN of_case = ANY (access.cases_to_record())
     AND EXISTS (SELECT FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = about);
END""",
)

SEND = function(
    "access.send_form(of_form uuid, seen integer, on_day date, leads_to text, choice text, why text)",
    "void",
    """
DECLARE here public.cases_form;
BEGIN
  SELECT * INTO here FROM public.cases_form f WHERE f.id = of_form FOR UPDATE;
  IF here.id IS NULL OR access.kind() <> 'worker' OR NOT here.case_id = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no form of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'draft' OR here.kept <> seen
  THEN RAISE EXCEPTION 'other answers than were seen' USING ERRCODE = 'AL409'; END IF;
  IF on_day > access.day() OR (choice <> leads_to AND btrim(why) = '')
  THEN RAISE EXCEPTION 'no day, or a choice without reason' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.cases_form
     SET state = 'sent', "on" = on_day, outcome = leads_to, chosen = choice, reason = why,
         author_id = access.actor(), changed_at = access.moment(), sent_at = access.moment()
   WHERE id = of_form;
END""",
    volatile=True,
)

# Answers are kept every few letters while somebody types: history has how it began and what was sent or erased.
KEEPING = migrations.RunSQL(
    sql=[
        "CREATE TRIGGER cases_form_history AFTER INSERT OR DELETE ON public.cases_form"
        " FOR EACH ROW EXECUTE FUNCTION history.record()",
        "CREATE TRIGGER cases_form_sent_history AFTER UPDATE ON public.cases_form"
        " FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION history.record()",
    ],
    reverse_sql=[
        "DROP TRIGGER cases_form_sent_history ON public.cases_form",
        "DROP TRIGGER cases_form_history ON public.cases_form",
    ],
)


def _to(model):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0051_whose_and_by_whom")]
    operations = [
        migrations.CreateModel(
            name="FilledForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("form_id", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("answers", models.JSONField()),
                ("kept", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(choices=[("draft", "Draft"), ("sent", "Sent")], default="draft", max_length=10),
                ),
                ("on", models.DateField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=60)),
                ("chosen", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("author", _to("people.worker")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
            ],
            options={
                "db_table": "cases_form",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "client", "form_id", "number"), name="form_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("case", "client", "form_id"),
                        name="form_one_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("on__isnull", True), ("sent_at__isnull", True), ("state", "draft")),
                            models.Q(("on__isnull", False), ("sent_at__isnull", False), ("state", "sent")),
                            _connector="OR",
                        ),
                        name="form_sent_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chosen", models.F("outcome")),
                            models.Q(models.Q(("chosen", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="form_choice_has_reason",
                    ),
                ],
            },
        ),
        FITS,
        SEND,
        policies(
            "cases_form",
            select=f"{SEEN} AND {WORKER}",
            insert=f"{AREA} AND {WORKER} AND access.form_fits(case_id, client_id) AND state = 'draft'"
            " AND outcome = '' AND chosen = '' AND author_id = (SELECT access.actor())",
            update=f"{RECORD} AND {AREA} AND {WORKER} AND state = 'draft'",
            delete=f"{RECORD} AND {WORKER} AND state = 'draft'",
            columns="answers, kept, author_id, changed_at",
        ),
        KEEPING,
    ]
