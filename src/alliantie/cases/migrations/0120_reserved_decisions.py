"""Decisions reserved for who leads the team: asked for in a case, and answered by somebody who reads no more of it.

Who leads gets of the case what the gates need, for as long as somebody asks, and records nothing but the decision.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
DECIDE = "case_id = ANY ((SELECT access.cases_to_decide())::uuid[])"
OFFICE = "o.kind = 'leads' AND o.starts_on <= access.day() AND (o.ends_on IS NULL OR o.ends_on > access.day())"

TO_DECIDE = function(
    "access.cases_to_decide()",
    "uuid[]",
    """
DECLARE led uuid[] := access.teams_led();
BEGIN
  IF cardinality(led) = 0 THEN RETURN '{}'; END IF;
  -- What is asked still, and what the actor is answering at this moment.
  RETURN (SELECT coalesce(array_agg(DISTINCT k.id), '{}')
            FROM public.cases_case k JOIN public.cases_askeddecision r ON r.case_id = k.id
             AND (r.state = 'open' OR r.settled_by_id = access.actor() AND r.settled_at = access.moment())
           WHERE k.team_id = ANY (led) AND k.closed_on IS NULL);
END""",
)

# Whoever asked or whose case it is does not answer while somebody else leads the team too.
OTHERS = function(
    "access.who_decides(of_case uuid, beside uuid)",
    "text[]",
    f"""
DECLARE home public.cases_case;
BEGIN
  SELECT * INTO home FROM public.cases_case k WHERE k.id = of_case;
  IF access.kind() IS DISTINCT FROM 'worker'
     OR NOT (of_case = ANY (access.cases()) OR home.team_id = ANY (access.teams_led())) THEN RETURN '{{}}'; END IF;
  RETURN (SELECT coalesce(array_agg(w.given_name || ' ' || w.family_name ORDER BY w.family_name, w.given_name), '{{}}')
            FROM public.people_office o JOIN public.people_worker w ON w.id = o.worker_id
           WHERE o.team_id = home.team_id AND {OFFICE}
             AND (beside IS NULL OR o.worker_id NOT IN (beside, home.worker_id)));
END""",
)

LED = function(
    "access.decisions_asked(asked uuid)",
    "TABLE (id uuid, area_id uuid, case_id uuid, client_id uuid, team_id uuid, title varchar, practice_id varchar,"
    " practice_version varchar, about varchar, decision_id varchar, reason varchar, asked_by text, asked_at timestamptz,"
    " state varchar, answer varchar, settled_by text, settled_at timestamptz, running boolean, involved boolean,"
    " others text[])",
    """
DECLARE
  led uuid[] := access.teams_led();
  me uuid := access.actor();
  midnight timestamptz := access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  -- Each client finds in the own log that who leads read this: once a day, with the first reading.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT DISTINCT k.area_id, 'worker', me, 'decision asked', k.id, p.client_id, '', 'leads the team', access.moment()
    FROM public.cases_case k
    JOIN public.cases_askeddecision r ON r.case_id = k.id
     AND (r.id = asked OR asked IS NULL AND r.state = 'open' AND k.closed_on IS NULL)
    JOIN public.cases_participant p ON p.case_id = k.id AND (r.client_id IS NULL OR p.client_id = r.client_id)
   WHERE k.team_id = ANY (led)
     AND NOT EXISTS (SELECT 1 FROM public.access_reading d
          WHERE d.client_id = p.client_id AND d.at >= midnight AND d.case_id = k.id AND d.reader_id = me
            AND d.what = 'decision asked');
  RETURN QUERY
  SELECT r.id, r.area_id, r.case_id, r.client_id, k.team_id, k.title, k.practice_id, k.practice_version,
         coalesce(c.given_name || ' ' || c.family_name, '')::varchar, r.decision_id, r.reason, a.given_name || ' ' || a.family_name, r.asked_at,
         r.state, r.answer, coalesce(s.given_name || ' ' || s.family_name, ''), r.settled_at, k.closed_on IS NULL,
         me IN (r.asked_by_id, k.worker_id), access.who_decides(k.id, r.asked_by_id)
    FROM public.cases_case k
    JOIN public.cases_askeddecision r ON r.case_id = k.id
     AND (r.id = asked OR asked IS NULL AND r.state = 'open' AND k.closed_on IS NULL)
    JOIN public.people_worker a ON a.id = r.asked_by_id
    LEFT JOIN public.people_worker s ON s.id = r.settled_by_id
    LEFT JOIN public.people_client c ON c.id = r.client_id
   WHERE k.team_id = ANY (led)
   ORDER BY r.asked_at, r.id;
END""",
    volatile=True,
)

ANSWER = function(
    "access.answer_decision(asked uuid, yes boolean, words text)",
    "void",
    """
DECLARE
  here public.cases_askeddecision;
  home public.cases_case;
  me uuid := access.actor();
BEGIN
  SELECT * INTO here FROM public.cases_askeddecision r WHERE r.id = asked FOR UPDATE;
  SELECT * INTO home FROM public.cases_case k WHERE k.id = here.case_id;
  IF home.id IS NULL OR NOT home.team_id = ANY (access.teams_led())
     OR me IN (here.asked_by_id, home.worker_id)
        AND cardinality(access.who_decides(home.id, here.asked_by_id)) > 0
  THEN RAISE EXCEPTION 'not yours to decide' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'open' OR home.closed_on IS NOT NULL
  THEN RAISE EXCEPTION 'answered already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_askeddecision SET state = CASE WHEN yes THEN 'granted' ELSE 'refused' END, answer = words,
         settled_by_id = me, settled_at = access.moment() WHERE id = asked;
END""",
    volatile=True,
)

# Without a number everything that is still asked in the case, as when it ends.
WITHDRAW = function(
    "access.withdraw_decision(of_case uuid, asked uuid)",
    "void",
    """
BEGIN
  IF NOT of_case = ANY (access.cases_to_record()) THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  -- Whoever answers at this moment is waited for.
  PERFORM 1 FROM public.cases_askeddecision r WHERE r.id = asked FOR UPDATE;
  IF asked IS NOT NULL AND NOT EXISTS (SELECT FROM public.cases_askeddecision r
      WHERE r.id = asked AND r.case_id = of_case AND r.state IN ('open', 'withdrawn'))
  THEN RAISE EXCEPTION 'answered already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_askeddecision
     SET state = 'withdrawn', settled_by_id = access.actor(), settled_at = access.moment()
   WHERE case_id = of_case AND state = 'open' AND (asked IS NULL OR id = asked);
END""",
    volatile=True,
)


def with_those_to_decide(name: str, old: str, new: str) -> migrations.RunSQL:
    """A function of the duties as it was, that also serves who leads for a case in which a decision is asked."""
    made = getattr(import_module("alliantie.cases.migrations.0004_facts_and_duties"), name)
    before = made.sql[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    if old not in before:
        raise ValueError(old)
    return migrations.RunSQL(sql=[before.replace(old, new, 1)], reverse_sql=[before])


READ = with_those_to_decide(
    "TIMELINES",
    "  ELSE RAISE EXCEPTION 'no case of yours'",
    "  ELSIF who = 'worker' AND of_cases <@ access.cases_to_decide() THEN NULL;\n"
    "  ELSE RAISE EXCEPTION 'no case of yours'",
)
KEEP = with_those_to_decide(
    "KEEP",
    "who = 'worker' AND here <@ access.cases_to_record())",
    "who = 'worker' AND (here <@ access.cases_to_record() OR here <@ access.cases_to_decide()))",
)
RECORD_DECISION = migrations.RunSQL(
    sql=[
        "CREATE POLICY cases_fact_decide ON public.cases_fact FOR INSERT TO alliantie_app WITH CHECK ("
        f"{DECIDE} AND {AREA} AND recorded_by = (SELECT access.actor()) AND corrects_id IS NULL"
        " AND kind IN ('decision_taken', 'gate_forced')"
        " AND (client_id IS NULL OR access.to_decide_about(case_id, client_id)))"
    ],
    reverse_sql=["DROP POLICY cases_fact_decide ON public.cases_fact"],
)
ABOUT = function(
    "access.to_decide_about(of_case uuid, who uuid)",
    "boolean",
    """
BEGIN
  RETURN of_case = ANY (access.cases_to_decide()) AND EXISTS (
    SELECT FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = who);
END""",
)


def _to(model: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0115_mends"), ("people", "0004_leaders")]
    operations = [
        migrations.CreateModel(
            name="AskedDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("decision_id", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("withdrawn", "Withdrawn"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("settled_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("asked_by", _to("people.worker")),
                ("case", _to("cases.case")),
                ("client", _to("people.client", null=True)),
                ("settled_by", _to("people.worker", null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["case", "-asked_at"], name="asked_decision_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("case", "decision_id", "client"),
                        name="one_open_asked_decision",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="asked_decision_settled_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="asked_decision_no_has_reason",
                    ),
                ],
            },
        ),
        TO_DECIDE,
        ABOUT,
        OTHERS,
        LED,
        ANSWER,
        WITHDRAW,
        READ,
        KEEP,
        RECORD_DECISION,
        policies(
            "cases_askeddecision",
            select=f"(SELECT access.kind()) = 'worker' AND {SEEN}",
            insert=f"{RECORD} AND {AREA} AND asked_by_id = (SELECT access.actor()) AND state = 'open' AND answer = ''"
            " AND (client_id IS NULL OR access.of_this_case(case_id, client_id))",
        ),
        history("cases_askeddecision"),
    ]
