"""The people around someone of a case: each client the own map, workers of the case all, and a client's word stays theirs."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
WORKER = "(SELECT access.kind()) = 'worker'"
# A code opens one round and nothing of this.
OWN = "(SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor())"

SAY = function(
    "access.say_of_network(of_person uuid, as_effect text, in_words text)",
    "void",
    """
DECLARE
  kind text := access.kind();
  there public.cases_networkperson;
BEGIN
  SELECT n.* INTO there FROM public.cases_networkperson n
   WHERE n.id = of_person AND CASE kind
      WHEN 'worker' THEN n.case_id = ANY (access.cases_to_record())
      WHEN 'client' THEN n.client_id = access.actor() AND n.case_id = ANY (access.cases())
    END FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'nobody around you' USING ERRCODE = 'AL403'; END IF;
  IF (there.effect, there.words) = (as_effect, in_words) AND (kind = 'worker' OR there.by_self) THEN RETURN; END IF;
  IF kind = 'worker' AND there.by_self THEN RAISE EXCEPTION 'said by the client already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_networkperson SET effect = as_effect, words = in_words, by_self = (kind = 'client')
   WHERE id = of_person;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0070_search"), ("people", "0004_leaders")]
    operations = [
        migrations.CreateModel(
            name="NetworkPerson",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("family", "Family"),
                            ("friend", "Friend"),
                            ("neighbour", "Neighbour"),
                            ("professional", "Professional"),
                            ("organisation", "Organisation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("relation", models.CharField(blank=True, max_length=60)),
                ("circle", models.PositiveSmallIntegerField(choices=[(1, "Near"), (2, "Middle"), (3, "Far")])),
                (
                    "effect",
                    models.CharField(
                        blank=True, choices=[("helps", "Helps"), ("costs", "Costs"), ("both", "Both")], max_length=10
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("by_self", models.BooleanField(default=False)),
                ("may_contact", models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3)),
                ("said_by", models.CharField(blank=True, max_length=80)),
                ("said_on", models.DateField(null=True)),
                ("victim", models.BooleanField(default=False)),
                ("banned", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("noted_by", models.UUIDField()),
                ("noted_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "client"], name="network_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="network_person_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("circle__in", [1, 2, 3])), name="network_circle_of_three"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("may_contact", ""), ("said_by", ""), ("said_on__isnull", True)),
                            models.Q(
                                models.Q(("said_by", ""), _negated=True),
                                ("may_contact__in", ["yes", "no"]),
                                ("said_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="network_contact_said_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="network_ends_after_start",
                    ),
                ],
            },
        ),
        SAY,
        policies(
            "cases_networkperson",
            select=f"{SEEN} AND ({WORKER} OR {OWN})",
            # A client names people and says what they are to them; the rest is noted by a worker.
            insert=f"{AREA} AND noted_by = (SELECT access.actor()) AND ended_on IS NULL AND CASE (SELECT access.kind())"
            " WHEN 'worker' THEN NOT by_self AND access.of_this_case(case_id, client_id)"
            f" ELSE {OWN} AND {SEEN} AND by_self AND may_contact = '' AND NOT victim AND NOT banned END",
            update=f"{RECORD} AND {AREA} AND {WORKER}",
            columns="name, sort, relation, circle, may_contact, said_by, said_on, victim, banned, ended_on",
        ),
        history("cases_networkperson"),
    ]
