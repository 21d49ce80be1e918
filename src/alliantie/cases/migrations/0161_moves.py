"""Moving cases to another version of their practice: who manages plans and starts it, the background carries it out.

Who manages reads no case: how many there are and which duties change is told in numbers, and by case only where that
person works in it.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

MANAGED = "organisation_id = ANY ((SELECT access.organisations_managed())::uuid[])"
SEEN = "(SELECT access.kind()) = 'worker' AND case_id = ANY ((SELECT access.cases())::uuid[])"
JOB = "IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;"

# Open cases alone: what is over stays under the version by which it went. `undo` brings back what it moved.
PLAN = function(
    "access.plan_move(of_organisation uuid, of_practice text, to_version text, of_team uuid, of_case uuid, undo uuid,"
    " why text)",
    "uuid",
    """
DECLARE made uuid := gen_random_uuid();
BEGIN
  IF NOT of_organisation = ANY (access.organisations_managed())
     OR NOT EXISTS (SELECT FROM public.people_organisation o
                     WHERE o.id = of_organisation AND of_practice = ANY (o.practices))
     OR EXISTS (SELECT FROM public.cases_practice p WHERE p.practice_id = of_practice AND p.version = to_version
                   AND p.organisation_id <> of_organisation)
     OR of_team IS NOT NULL AND NOT EXISTS (SELECT FROM public.people_team t
                     WHERE t.id = of_team AND t.organisation_id = of_organisation)
     OR of_case IS NOT NULL AND NOT of_case = ANY (access.cases())
     OR undo IS NOT NULL AND NOT EXISTS (SELECT FROM public.cases_move m WHERE m.id = undo
                     AND m.organisation_id = of_organisation AND m.practice_id = of_practice)
  THEN RAISE EXCEPTION 'no practice of yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.cases_move (id, area_id, organisation_id, practice_id, version, team_id, undoes_id, reason, state,
    planned_at, planned_by_id)
  VALUES (made, access.area(), of_organisation, of_practice, CASE WHEN undo IS NULL THEN to_version ELSE '' END,
    of_team, undo, why, 'ahead', access.moment(), access.actor());
  INSERT INTO public.cases_movedcase (id, area_id, move_id, case_id, before, after, state, changes, lacking)
  SELECT gen_random_uuid(), k.area_id, made, k.id, k.practice_version, coalesce(m.before, to_version), 'waits', '[]', '[]'
    FROM public.cases_case k
    LEFT JOIN public.cases_movedcase m ON m.move_id = undo AND m.case_id = k.id AND m.state = 'moved'
     AND m.after = k.practice_version
   WHERE k.organisation_id = of_organisation AND k.practice_id = of_practice AND k.closed_on IS NULL
     AND (undo IS NOT NULL AND m.id IS NOT NULL OR undo IS NULL AND k.practice_version <> to_version)
     AND (of_team IS NULL OR k.team_id = of_team) AND (of_case IS NULL OR k.id = of_case);
  IF NOT FOUND THEN RAISE EXCEPTION 'nothing to move' USING ERRCODE = 'AL409'; END IF;
  RETURN made;
END""",
    volatile=True,
)

# What was looked at a day ago is not what will happen now.
START = function(
    "access.start_move(of_move uuid)",
    "void",
    """
DECLARE here public.cases_move;
BEGIN
  SELECT * INTO here FROM public.cases_move m WHERE m.id = of_move FOR UPDATE;
  IF here.id IS NULL OR NOT here.organisation_id = ANY (access.organisations_managed())
  THEN RAISE EXCEPTION 'no move of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'ahead' OR here.planned_at < access.moment() - interval '1 day'
     OR EXISTS (SELECT FROM public.cases_movedcase c WHERE c.move_id = of_move AND c.state = 'waits')
     OR NOT EXISTS (SELECT FROM public.cases_movedcase c WHERE c.move_id = of_move AND c.state = 'fits')
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_move SET state = 'started', started_at = access.moment() WHERE id = of_move;
END""",
    volatile=True,
)

# In numbers: how many cases are how far, which duties come, go or get another day, and what is not there any more.
TOLD = function(
    "access.move_told(of_move uuid)",
    "TABLE (what text, version varchar, first text, second text, cases bigint)",
    """
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases_move m
                  WHERE m.id = of_move AND m.organisation_id = ANY (access.organisations_managed())) THEN RETURN; END IF;
  RETURN QUERY
  SELECT 'state', ''::varchar, c.state::text, '', count(*) FROM public.cases_movedcase c
   WHERE c.move_id = of_move GROUP BY c.state
  UNION ALL
  SELECT 'change', c.before, e ->> 'norm',
         CASE WHEN e ->> 'was' IS NULL THEN 'new' WHEN e ->> 'will' IS NULL THEN 'gone'
              WHEN e ->> 'will' < e ->> 'was' THEN 'earlier' ELSE 'later' END AS how, count(DISTINCT c.case_id)
    FROM public.cases_movedcase c CROSS JOIN LATERAL jsonb_array_elements(c.changes) e
   WHERE c.move_id = of_move AND c.state IN ('fits', 'moved') GROUP BY c.before, e ->> 'norm', how
  UNION ALL
  SELECT 'lacks', c.before, e ->> 0, e ->> 1, count(DISTINCT c.case_id)
    FROM public.cases_movedcase c CROSS JOIN LATERAL jsonb_array_elements(c.lacking) e
   WHERE c.move_id = of_move AND c.state = 'lacks' GROUP BY c.before, e ->> 0, e ->> 1
   ORDER BY 1, 2, 3, 4;
END""",
)

TO_DO = function(
    "access.moves_to_do()",
    "SETOF uuid",
    f"""
BEGIN
  {JOB}
  RETURN QUERY
  SELECT m.id FROM public.cases_move m
   WHERE EXISTS (SELECT FROM public.cases_movedcase c WHERE c.move_id = m.id
                    AND (c.state = 'waits' OR c.state = 'fits' AND m.state = 'started'))
   ORDER BY m.planned_at, m.id;
END""",
)

# Two that go on with one move share its cases; neither waits for the other.
BATCH = function(
    "access.move_batch(of_move uuid, most integer)",
    "TABLE (case_id uuid, practice_id varchar, before varchar, after varchar, state varchar)",
    f"""
BEGIN
  {JOB}
  RETURN QUERY
  SELECT c.case_id, m.practice_id, c.before, c.after, c.state
    FROM public.cases_movedcase c JOIN public.cases_move m ON m.id = c.move_id
   WHERE c.move_id = of_move AND (c.state = 'waits' OR c.state = 'fits' AND m.state = 'started')
   ORDER BY c.case_id LIMIT most FOR UPDATE OF c SKIP LOCKED;
END""",
    volatile=True,
)

# Every name of its practice that a case uses, beside those of the facts on its timeline.
USED = function(
    "access.names_used(of_cases uuid[])",
    "TABLE (case_id uuid, sort text, name text)",
    f"""
BEGIN
  {JOB}
  RETURN QUERY
  SELECT m.case_id, 'measure', m.measure_id::text FROM public.cases_measure m WHERE m.case_id = ANY (of_cases)
  UNION SELECT n.case_id, 'condition', n.sort FROM public.cases_condition n WHERE n.case_id = ANY (of_cases)
  UNION SELECT a.case_id, 'talk', a.talk_id FROM public.cases_appointment a WHERE a.case_id = ANY (of_cases)
  UNION SELECT l.case_id, 'letter', l.template_id FROM public.cases_letter l WHERE l.case_id = ANY (of_cases)
  UNION SELECT l.case_id, 'letter', l.template_id || '.' || jsonb_object_keys(l.filled)
          FROM public.cases_letter l WHERE l.case_id = ANY (of_cases) AND jsonb_typeof(l.filled) = 'object'
  UNION SELECT f.case_id, 'form', f.form_id FROM public.cases_form f WHERE f.case_id = ANY (of_cases)
  UNION SELECT f.case_id, 'form', f.form_id || '.' || jsonb_object_keys(f.answers)
          FROM public.cases_form f WHERE f.case_id = ANY (of_cases) AND jsonb_typeof(f.answers) = 'object'
  UNION SELECT f.case_id, 'outcome', f.form_id || '.' || o FROM public.cases_form f
          CROSS JOIN LATERAL unnest(ARRAY[f.outcome, f.chosen]) o WHERE f.case_id = ANY (of_cases) AND o <> ''
  UNION SELECT i.case_id, 'incident', i.kind FROM public.cases_incident i WHERE i.case_id = ANY (of_cases)
  UNION SELECT v.case_id, 'cause', v.cause FROM public.cases_viewofcause v WHERE v.case_id = ANY (of_cases)
  UNION SELECT r.case_id, 'response', r.option FROM public.cases_response r WHERE r.case_id = ANY (of_cases)
  UNION SELECT d.case_id, 'decision', d.decision_id FROM public.cases_askeddecision d WHERE d.case_id = ANY (of_cases)
  UNION SELECT p.case_id, 'pair', p.pair_kind FROM public.alliance_pair p WHERE p.case_id = ANY (of_cases)
  UNION SELECT o.case_id, 'reason', o.reason FROM public.cases_outcome o WHERE o.case_id = ANY (of_cases) AND o.reason <> '';
END""",
)

LOOKED = function(
    "access.keep_looked(of_move uuid, looked jsonb)",
    "void",
    f"""
BEGIN
  {JOB}
  UPDATE public.cases_movedcase c SET state = e ->> 'state', changes = e -> 'changes', lacking = e -> 'lacking'
    FROM jsonb_array_elements(looked) e
   WHERE c.move_id = of_move AND c.case_id = (e ->> 'case')::uuid AND c.state IN ('waits', 'fits');
END""",
    volatile=True,
)

# Each client finds it in the own file, and workers on the timeline: a fact for every person of the case.
GO = function(
    "access.move_cases(of_move uuid, gone jsonb)",
    "SETOF uuid",
    f"""
DECLARE
  here public.cases_move;
  each record;
BEGIN
  {JOB}
  SELECT * INTO here FROM public.cases_move m WHERE m.id = of_move AND m.state = 'started';
  FOR each IN
    SELECT c.id, c.case_id, c.before, c.after, e ->> 'hash' AS hash FROM jsonb_array_elements(gone) e
      JOIN public.cases_movedcase c ON c.case_id = (e ->> 'case')::uuid AND c.move_id = here.id AND c.state = 'fits'
  LOOP
    UPDATE public.cases_case k SET practice_version = each.after, practice_hash = each.hash
     WHERE k.id = each.case_id AND k.practice_id = here.practice_id AND k.practice_version = each.before
       AND k.closed_on IS NULL;
    IF NOT FOUND THEN
      UPDATE public.cases_movedcase SET state = 'passed' WHERE id = each.id;
      CONTINUE;
    END IF;
    UPDATE public.cases_movedcase SET state = 'moved', moved_at = access.moment() WHERE id = each.id;
    INSERT INTO public.cases_fact (id, area_id, case_id, client_id, kind, talk_id, "on", recorded_by, recorded_at, void,
      values, together, text)
    SELECT gen_random_uuid(), p.area_id, p.case_id, p.client_id, 'practice_changed', '', access.day(),
           here.planned_by_id, access.moment(), false,
           jsonb_build_object('before', each.before, 'after', each.after), each.id, here.reason
      FROM public.cases_participant p WHERE p.case_id = each.case_id;
    RETURN NEXT each.case_id;
  END LOOP;
END""",
    volatile=True,
)


def _id():
    return ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False))


def _to(model, *, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0160_own_practices")]
    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                _id(),
                ("practice_id", models.CharField(max_length=60)),
                ("version", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("ahead", "Ahead"), ("started", "Started")], default="ahead", max_length=10
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("organisation", _to("people.organisation")),
                ("planned_by", _to("people.worker")),
                ("team", _to("people.team", null=True)),
                ("undoes", _to("cases.move", null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at__isnull", True), ("state", "ahead")),
                            models.Q(("started_at__isnull", False), ("state", "started")),
                            _connector="OR",
                        ),
                        name="move_started_at_a_moment",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="move_has_a_reason"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MovedCase",
            fields=[
                _id(),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waits", "Waits"),
                            ("fits", "Fits"),
                            ("lacks", "Lacks"),
                            ("moved", "Moved"),
                            ("passed", "Passed"),
                        ],
                        default="waits",
                        max_length=10,
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                ("lacking", models.JSONField(default=list)),
                ("moved_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("move", _to("cases.move")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case"], name="moved_case_case"),
                    models.Index(
                        condition=models.Q(("state__in", ["waits", "fits"])), fields=["move"], name="moved_case_to_do"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("move", "case"), name="moved_case_once")],
            },
        ),
        PLAN,
        START,
        TOLD,
        TO_DO,
        BATCH,
        USED,
        LOOKED,
        GO,
        policies("cases_move", select=MANAGED),
        policies("cases_movedcase", select=SEEN),
        history("cases_move"),
        history("cases_movedcase"),
    ]
