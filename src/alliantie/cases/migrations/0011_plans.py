"""The plan of a case: versions that stay once agreed, what each says of them, and how the goals stood later."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
# Within a family, each sees what is theirs and what is of everyone. A code opens one round and nothing of this.
OWN = (
    "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client'"
    " AND (client_id IS NULL OR client_id = (SELECT access.actor())))"
)

STAYS = function(
    "access.agreed_plan_stays()",
    "trigger",
    """
BEGIN
  IF OLD.state = 'agreed' THEN RAISE EXCEPTION 'an agreed plan stays as it is' USING ERRCODE = 'AL409'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END""",
    volatile=True,
)
TRIGGER = migrations.RunSQL(
    sql=[
        "CREATE TRIGGER cases_plan_stays BEFORE UPDATE OR DELETE ON public.cases_plan"
        " FOR EACH ROW EXECUTE FUNCTION access.agreed_plan_stays()"
    ],
    reverse_sql=["DROP TRIGGER cases_plan_stays ON public.cases_plan"],
)

AGREE = function(
    "access.agree_plan(of_plan uuid, as_read integer, on_day date)",
    "void",
    """
DECLARE there public.cases_plan;
BEGIN
  SELECT p.* INTO there FROM public.cases_plan p
   WHERE p.id = of_plan AND p.case_id = ANY (access.cases_to_record()) FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no plan of yours' USING ERRCODE = 'AL403'; END IF;
  IF there.state = 'agreed' OR there.revision <> as_read
  THEN RAISE EXCEPTION 'changed meanwhile' USING ERRCODE = 'AL409'; END IF;
  IF on_day IS NULL OR on_day > access.day() THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.cases_plan SET state = 'agreed', agreed_on = on_day, agreed_by = access.actor() WHERE id = of_plan;
END""",
    volatile=True,
)

SAY = function(
    "access.say_of_plan(of_plan uuid, who uuid, called text, what text, why text, on_day date)",
    "void",
    """
DECLARE
  kind text := access.kind();
  there public.cases_plan;
BEGIN
  SELECT p.* INTO there FROM public.cases_plan p
   WHERE p.id = of_plan AND p.state = 'agreed' AND CASE kind
      WHEN 'worker' THEN access.of_this_case(p.case_id, who) AND coalesce(who, p.client_id) IS NOT DISTINCT FROM
        coalesce(p.client_id, who)
      WHEN 'client' THEN who = access.actor() AND coalesce(p.client_id, who) = who AND p.case_id = ANY (access.cases())
    END;
  IF NOT FOUND THEN RAISE EXCEPTION 'no plan of yours' USING ERRCODE = 'AL403'; END IF;
  IF on_day IS NULL OR on_day > access.day() THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'AL422'; END IF;
  INSERT INTO public.cases_planvoice (id, area_id, case_id, plan_id, client_id, name, answer, reason, "on", by_self)
  VALUES (gen_random_uuid(), there.area_id, there.case_id, there.id, who, called, what, why, on_day, kind = 'client')
  ON CONFLICT (plan_id, client_id, name) DO UPDATE SET answer = EXCLUDED.answer, reason = EXCLUDED.reason,
      "on" = EXCLUDED."on", by_self = EXCLUDED.by_self
   WHERE EXCLUDED.by_self OR NOT cases_planvoice.by_self;
  IF NOT FOUND THEN RAISE EXCEPTION 'said by the client already' USING ERRCODE = 'AL409'; END IF;
END""",
    volatile=True,
)

SAME_PLAN = function(
    "access.agreed_plan_of(of_plan uuid, of_case uuid, who uuid)",
    "boolean",
    """
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM public.cases_plan p WHERE p.id = of_plan AND p.case_id = of_case AND p.state = 'agreed'
       AND p.client_id IS NOT DISTINCT FROM who AND p.case_id = ANY (access.cases_to_record()));
END""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_agreements")]
    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("agreed", "Agreed")], default="draft", max_length=10
                    ),
                ),
                ("content", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_with", models.UUIDField()),
                ("saved_by", models.UUIDField()),
                ("saved_at", models.DateTimeField()),
                ("agreed_on", models.DateField(null=True)),
                ("agreed_by", models.UUIDField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="PlanVoice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "answer",
                    models.CharField(
                        choices=[("agrees", "Agrees"), ("disagrees", "Disagrees"), ("unasked", "Unasked")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("on", models.DateField()),
                ("by_self", models.BooleanField()),
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
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.plan"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanEvaluation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("goals", models.JSONField()),
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
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.plan"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_by__isnull", True), ("agreed_on__isnull", True), ("state", "draft")),
                    models.Q(("agreed_by__isnull", False), ("agreed_on__isnull", False), ("state", "agreed")),
                    _connector="OR",
                ),
                name="plan_agreed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                fields=("case", "client", "number"), name="plan_number_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("case", "client"),
                name="plan_one_draft",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="planvoice",
            index=models.Index(fields=["case"], name="voice_case"),
        ),
        migrations.AddConstraint(
            model_name="planvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", False), ("name", "")),
                    models.Q(
                        models.Q(("by_self", False), ("client__isnull", True)), models.Q(("name", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="voice_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="planvoice",
            constraint=models.UniqueConstraint(
                fields=("plan", "client", "name"), name="voice_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="planevaluation",
            index=models.Index(fields=["plan", "on"], name="evaluation_of_plan"),
        ),
        STAYS,
        TRIGGER,
        AGREE,
        SAY,
        SAME_PLAN,
        policies(
            "cases_plan",
            # A draft is for workers alone: it may hold words that nobody stands for yet.
            select=f"{SEEN} AND {OWN} AND (state = 'agreed' OR (SELECT access.kind()) = 'worker')",
            insert=f"{AREA} AND state = 'draft' AND saved_by = (SELECT access.actor())"
            " AND access.of_this_case(case_id, client_id)",
            update=f"{RECORD} AND {AREA} AND state = 'draft'",
            columns="content, revision, saved_with, saved_by, saved_at",
        ),
        # What one of a family says of the plan is not for the others.
        policies(
            "cases_planvoice",
            select=f"{SEEN} AND {OWN} AND (client_id IS NOT NULL OR (SELECT access.kind()) = 'worker')",
        ),
        policies(
            "cases_planevaluation",
            select=f"{SEEN} AND {OWN}",
            insert=f"{RECORD} AND {AREA} AND recorded_by = (SELECT access.actor())"
            " AND access.agreed_plan_of(plan_id, case_id, client_id)",
        ),
        *[history(f"cases_{table}") for table in ("plan", "planvoice", "planevaluation")],
    ]
