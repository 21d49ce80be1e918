"""What who leads a team may read and write of it. Of its cases: numbers, titles and what is due, and nothing else."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

LED = "area_id = (SELECT access.area()) AND team_id = ANY ((SELECT access.teams_led())::uuid[])"

CASELOADS = function(
    "access.team_caseloads()",
    "TABLE (team_id uuid, worker_id uuid, name text, cases bigint, weight numeric)",
    """
DECLARE
  led uuid[] := access.teams_led();
  today date := access.day();
BEGIN
  RETURN QUERY
  WITH running AS (
    -- Of several measures the heaviest counts.
    SELECT k.team_id AS team, k.worker_id AS worker, k.id, max(coalesce(w.weight, 1)) AS weight
      FROM public.cases_case k
      LEFT JOIN public.cases_measure m ON m.case_id = k.id AND m.starts_on <= today
       AND (m.ends_on IS NULL OR m.ends_on > today)
      LEFT JOIN public.cases_weight w ON w.team_id = k.team_id AND w.practice_id = k.practice_id
       AND w.measure_id = m.measure_id
     WHERE k.team_id = ANY (led) AND k.closed_on IS NULL GROUP BY k.id
  ), people AS (
    SELECT m.team_id AS team, m.worker_id AS worker FROM public.people_membership m
     WHERE m.team_id = ANY (led) AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)
    UNION SELECT r.team, r.worker FROM running r
  )
  SELECT p.team, p.worker, w.given_name || ' ' || w.family_name, count(r.id), coalesce(sum(r.weight), 0)
    FROM people p JOIN public.people_worker w ON w.id = p.worker
    LEFT JOIN running r ON r.team = p.team AND r.worker = p.worker
   GROUP BY p.team, p.worker, w.given_name, w.family_name
   ORDER BY w.family_name, w.given_name, p.worker;
END""",
)

DUTIES = function(
    "access.team_duties(until date, most integer)",
    "TABLE (team_id uuid, worker_id uuid, title varchar, practice_id varchar, practice_version varchar,"
    " norm_id varchar, hardness text, who varchar, due date, forced boolean)",
    """
DECLARE
  led uuid[] := access.teams_led();
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  -- Each client finds in the own log that the leader read of the case: once a day, with the first reading.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT k.area_id, 'worker', access.actor(), 'team duties', k.id, p.client_id, '', 'leads the team', access.moment()
    FROM public.cases_case k JOIN public.cases_participant p ON p.case_id = k.id
   WHERE k.team_id = ANY (led) AND k.closed_on IS NULL
     AND EXISTS (SELECT 1 FROM public.cases_duty d WHERE d.case_id = k.id AND d.due <= until)
     AND NOT EXISTS (SELECT 1 FROM public.access_reading r
          WHERE r.case_id = k.id AND r.client_id = p.client_id AND r.reader_id = access.actor()
            AND r.what = 'team duties'
            AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam');
  RETURN QUERY
  SELECT k.team_id, k.worker_id, k.title, k.practice_id, k.practice_version, d.norm_id, d.told ->> 'hardness', d.who,
         d.due, d.told #>> '{start,kind}' = 'gate_forced'
    FROM public.cases_case k JOIN public.cases_duty d ON d.case_id = k.id
   WHERE k.team_id = ANY (led) AND k.closed_on IS NULL AND d.due <= until
   ORDER BY d.due, d.id LIMIT most;
END""",
    volatile=True,
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_calendar"), ("people", "0004_leaders")]
    operations = [
        migrations.CreateModel(
            name="Weight",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.CharField(max_length=60)),
                ("measure_id", models.CharField(max_length=60)),
                ("weight", models.DecimalField(decimal_places=1, max_digits=3)),
                ("area", _to("people.area")),
                ("team", _to("people.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "practice_id", "measure_id"), name="weight_once"),
                    models.CheckConstraint(condition=models.Q(("weight__gte", 0)), name="weight_not_below_nothing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160)),
                ("asked_on", models.DateField()),
                (
                    "urgency",
                    models.CharField(
                        choices=[("now", "Now"), ("soon", "Soon"), ("can_wait", "Can Wait")], max_length=10
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("stream", models.CharField(max_length=60)),
                ("ended_on", models.DateField(null=True)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[("begun", "Begun"), ("elsewhere", "Elsewhere"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                    ),
                ),
                ("area", _to("people.area")),
                ("team", _to("people.team")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)), fields=["team"], name="waiting_for_team"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("ended_on__isnull", True)),
                            models.Q(("ended_on__isnull", False), models.Q(("ended", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="waiting_ended_somehow",
                    )
                ],
            },
        ),
        CASELOADS,
        DUTIES,
        policies("cases_weight", select=LED, insert=LED, update=LED, delete=LED, columns="weight"),
        policies(
            "cases_waiting",
            select=LED,
            insert=f"{LED} AND ended_on IS NULL",
            update=LED,
            columns="name, asked_on, urgency, reason, stream, ended_on, ended",
        ),
        history("cases_weight"),
        history("cases_waiting"),
    ]
