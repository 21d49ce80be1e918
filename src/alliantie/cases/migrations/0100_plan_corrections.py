"""Taking back what was wrong about a plan: that it was agreed, a draft, or how its goals stood."""

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import APP, function

RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"

STAYS = "CREATE OR REPLACE FUNCTION access.agreed_plan_stays() RETURNS trigger LANGUAGE plpgsql VOLATILE"
STAYS += " SECURITY DEFINER SET search_path = '' AS $function$"
ONLY_STATE = f"""{STAYS}
BEGIN
  -- What was agreed stays as it is, also when it turns out that it was not agreed; that alone is told.
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
      OR (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state'))
  THEN RAISE EXCEPTION 'an agreed plan stays as it is' USING ERRCODE = 'AL409'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END$function$"""
NOTHING = f"""{STAYS}
BEGIN
  IF OLD.state = 'agreed' THEN RAISE EXCEPTION 'an agreed plan stays as it is' USING ERRCODE = 'AL409'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END$function$"""

FOLLOWS = function(
    "access.plan_follows_fact()",
    "trigger",
    """
BEGIN
  -- The fact that a plan was agreed carries the number of the plan, also when it is recorded again.
  UPDATE public.cases_plan p SET state = CASE WHEN NEW.void THEN 'withdrawn' ELSE 'agreed' END
   WHERE p.case_id = NEW.case_id AND p.state = CASE WHEN NEW.void THEN 'agreed' ELSE 'withdrawn' END
     AND p.id = CASE WHEN NEW.void
       THEN (SELECT coalesce(f.together, f.id) FROM public.cases_fact f WHERE f.id = NEW.corrects_id)
       ELSE coalesce(NEW.together, NEW.id) END;
  RETURN NULL;
END""",
    volatile=True,
)
TRIGGER = migrations.RunSQL(
    sql=[
        "CREATE TRIGGER cases_fact_of_plan AFTER INSERT ON public.cases_fact FOR EACH ROW"
        " WHEN (NEW.kind = 'plan_agreed') EXECUTE FUNCTION access.plan_follows_fact()"
    ],
    reverse_sql=["DROP TRIGGER cases_fact_of_plan ON public.cases_fact"],
)

ALIKE = function(
    "access.evaluation_corrects(old uuid, of_plan uuid)",
    "boolean",
    """
BEGIN
  RETURN old IS NULL OR EXISTS (
    SELECT 1 FROM public.cases_planevaluation e WHERE e.id = old AND e.plan_id = of_plan AND NOT e.void
       AND e.case_id = ANY (access.cases_to_record()));
END""",
)
RIGHTS = migrations.RunSQL(
    sql=[
        f"CREATE POLICY cases_plan_delete ON public.cases_plan FOR DELETE TO {APP} USING ({RECORD} AND state = 'draft')",
        f"GRANT DELETE ON public.cases_plan TO {APP}",
        "CREATE POLICY cases_planevaluation_alike ON public.cases_planevaluation AS RESTRICTIVE FOR INSERT"
        f" TO {APP} WITH CHECK (access.evaluation_corrects(corrects_id, plan_id))",
    ],
    reverse_sql=[
        "DROP POLICY cases_planevaluation_alike ON public.cases_planevaluation",
        f"REVOKE DELETE ON public.cases_plan FROM {APP}",
        "DROP POLICY cases_plan_delete ON public.cases_plan",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0090_explained_in_a_talk")]
    operations = [
        migrations.RemoveConstraint(model_name="plan", name="plan_agreed_by_someone"),
        migrations.AlterField(
            model_name="plan",
            name="state",
            field=models.CharField(
                choices=[("draft", "Draft"), ("agreed", "Agreed"), ("withdrawn", "Withdrawn")],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_by__isnull", True), ("agreed_on__isnull", True), ("state", "draft")),
                    models.Q(
                        ("agreed_by__isnull", False),
                        ("agreed_on__isnull", False),
                        ("state__in", ["agreed", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="plan_agreed_by_someone",
            ),
        ),
        migrations.AlterField(
            model_name="planvoice",
            name="answer",
            field=models.CharField(
                choices=[
                    ("agrees", "Agrees"),
                    ("disagrees", "Disagrees"),
                    ("unsure", "Unsure"),
                    ("unasked", "Unasked"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="planevaluation",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.planevaluation",
            ),
        ),
        migrations.AddField(
            model_name="planevaluation", name="void", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(sql=[ONLY_STATE], reverse_sql=[NOTHING]),
        FOLLOWS,
        TRIGGER,
        ALIKE,
        RIGHTS,
    ]
