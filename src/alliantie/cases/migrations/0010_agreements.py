"""Agreements of a case: who sees them, who makes them, and who may say that they are done."""

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

FITS = function(
    "access.of_this_case(of_case uuid, who uuid)",
    "boolean",
    """
BEGIN
  -- Someone of a case one may record in, or nobody in particular. Asked of another's case the answer is always no.
  RETURN of_case = ANY (access.cases_to_record())
     AND (who IS NULL OR EXISTS (
           SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = who));
END""",
)

SETTLE = function(
    "access.settle_agreement(of_agreement uuid, as_state text, why text)",
    "void",
    """
DECLARE
  who text := access.kind();
  me uuid := access.actor();
  there public.cases_agreement;
BEGIN
  SELECT a.* INTO there FROM public.cases_agreement a
   WHERE a.id = of_agreement AND CASE who
      WHEN 'worker' THEN a.case_id = ANY (access.cases_to_record())
      WHEN 'client' THEN a.client_id = me AND a.owner = 'client' AND a.case_id = ANY (access.cases())
    END FOR UPDATE;
  IF NOT FOUND OR (who = 'client' AND as_state NOT IN ('open', 'done'))
  THEN RAISE EXCEPTION 'no agreement of yours' USING ERRCODE = 'AL403'; END IF;
  IF as_state NOT IN ('open', 'done', 'dropped') THEN RAISE EXCEPTION 'no such state' USING ERRCODE = 'AL422'; END IF;
  IF there.state = as_state THEN RETURN; END IF;
  -- Whoever was first stands; and what a worker settled, a client does not open again.
  IF (as_state <> 'open' AND there.state <> 'open') OR (who = 'client' AND as_state = 'open' AND there.settled_by <> me)
  THEN RAISE EXCEPTION 'settled already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_agreement SET state = as_state,
      settled_at = CASE WHEN as_state <> 'open' THEN access.moment() END,
      settled_by = CASE WHEN as_state <> 'open' THEN me END,
      reason = CASE WHEN as_state = 'dropped' THEN why ELSE '' END
   WHERE id = of_agreement;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_facts_and_duties")]
    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=200)),
                (
                    "owner",
                    models.CharField(
                        choices=[("client", "Client"), ("worker", "Worker"), ("other", "Other")], max_length=10
                    ),
                ),
                ("owner_name", models.CharField(blank=True, max_length=80)),
                ("due_on", models.DateField(null=True)),
                ("together", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
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
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["case"], name="agreement_open"),
                    models.Index(fields=["case", "-made_at"], name="agreement_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", ""),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                                ("state", "open"),
                            ),
                            models.Q(
                                ("reason", ""),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                ("state", "done"),
                            ),
                            models.Q(
                                ("settled_at__isnull", False), ("settled_by__isnull", False), ("state", "dropped")
                            ),
                            _connector="OR",
                        ),
                        name="agreement_settled_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("owner", "client"), ("owner_name", "")),
                            models.Q(("owner", "worker"), ("owner_name", "")),
                            models.Q(models.Q(("owner", "other")), models.Q(("owner_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="agreement_has_an_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="agreement_says_something"
                    ),
                ],
            },
        ),
        FITS,
        SETTLE,
        policies(
            "cases_agreement",
            select=f"{SEEN} AND {OWN}",
            insert=f"{AREA} AND state = 'open' AND made_by = (SELECT access.actor())"
            " AND access.of_this_case(case_id, client_id)",
        ),
        history("cases_agreement"),
    ]
