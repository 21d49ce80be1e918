"""A client asks for a correction, goes against a decision or withdraws something; the answer has a reason and a term.

Both write through functions. Each request is a fact of the case as well, so that what is due follows from it as always.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
OWN = "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor()))"
# Facts that only the functions below write: nobody records, or takes back, what a client asked by hand.
KEPT = "('correction_asked', 'objection_made', 'withdrawn_by_client', 'client_answered')"
MOST = 20

ASK = function(
    "access.ask_for(of_request uuid, of_case uuid, which text, what text, of_what uuid, is_called text, words text,"
    " instead text, until_day date)",
    "void",
    f"""
DECLARE
  me uuid := access.actor();
  kind_of text;
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' OR NOT of_case = ANY (access.cases())
     OR NOT EXISTS (SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = me)
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  -- Of two sendings at once the second waits here, and finds what the first made.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('ask:' || me::text, 0));
  IF EXISTS (SELECT 1 FROM public.cases_clientrequest r WHERE r.id = of_request) THEN
    IF EXISTS (SELECT 1 FROM public.cases_clientrequest r WHERE r.id = of_request AND r.client_id = me
                 AND r.case_id = of_case) THEN RETURN; END IF;
    RAISE EXCEPTION 'no request of yours' USING ERRCODE = 'AL403';
  END IF;
  IF which NOT IN ('correct', 'object', 'withdraw') OR coalesce(words, '') = '' OR until_day < access.day()
     OR what NOT IN ('person', 'fact', 'incident', 'response', 'letter', 'condition', 'measure', 'request', 'other')
  THEN RAISE EXCEPTION 'no such request' USING ERRCODE = 'AL422'; END IF;
  IF (SELECT count(*) FROM public.cases_clientrequest r WHERE r.client_id = me AND r.state = 'open') >= {MOST}
  THEN RAISE EXCEPTION 'enough for now' USING ERRCODE = 'AL409'; END IF;
  IF what = 'fact' THEN
    SELECT f.kind INTO kind_of FROM public.cases_fact f
     WHERE f.id = of_what AND f.case_id = of_case AND (f.client_id = me OR f.client_id IS NULL AND which = 'object');
    IF kind_of IS NULL THEN RAISE EXCEPTION 'nothing of yours' USING ERRCODE = 'AL403'; END IF;
  ELSIF what = 'request' AND NOT EXISTS (
      SELECT 1 FROM public.cases_clientrequest r WHERE r.id = of_what AND r.client_id = me AND r.state = 'refused')
  THEN RAISE EXCEPTION 'nothing of yours' USING ERRCODE = 'AL403';
  END IF;
  INSERT INTO public.cases_clientrequest (id, area_id, case_id, client_id, "right", about, about_id, called, text,
    wanted, asked_by, asked_at, due, state, answer, statement)
  VALUES (of_request, access.area(), of_case, me, which, what, of_what, left(is_called, 200), words,
    coalesce(instead, ''), me, access.moment(), until_day, 'open', '', '');
  INSERT INTO public.cases_fact (id, area_id, case_id, client_id, kind, talk_id, "on", "values", others, text,
    recorded_by, recorded_at, void)
  VALUES (gen_random_uuid(), access.area(), of_case, me,
    CASE which WHEN 'correct' THEN 'correction_asked' WHEN 'object' THEN 'objection_made'
               ELSE 'withdrawn_by_client' END,
    '', access.day(), jsonb_strip_nulls(jsonb_build_object('request', of_request,
      'of', CASE WHEN which = 'withdraw' THEN kind_of END)), false, '', me, access.moment(), false);
END""",
    volatile=True,
)

# What both ways of settling share: the fact by which what is due is over.
SETTLED = """
  UPDATE public.cases_clientrequest SET state = {state}, answer = {answer}, settled_by = access.actor(),
         settled_at = access.moment() WHERE id = of_request;
  INSERT INTO public.cases_fact (id, area_id, case_id, client_id, kind, talk_id, "on", "values", others, text,
    recorded_by, recorded_at, void)
  VALUES (gen_random_uuid(), there.area_id, there.case_id, there.client_id, 'client_answered', '', access.day(),
    jsonb_build_object('request', of_request), false, '', access.actor(), access.moment(), false);"""

ANSWER = function(
    "access.answer_request(of_request uuid, yes boolean, words text)",
    "void",
    f"""
DECLARE there public.cases_clientrequest;
BEGIN
  SELECT * INTO there FROM public.cases_clientrequest r WHERE r.id = of_request
     AND r.case_id = ANY (access.cases_to_record()) FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no request to you' USING ERRCODE = 'AL403'; END IF;
  IF there.state <> 'open' THEN RAISE EXCEPTION 'answered already' USING ERRCODE = 'AL409'; END IF;
  IF coalesce(words, '') = '' THEN RAISE EXCEPTION 'why' USING ERRCODE = 'AL422'; END IF;
  {SETTLED.format(state="CASE WHEN yes THEN 'granted' ELSE 'refused' END", answer="words")}
END""",
    volatile=True,
)

TAKE_BACK = function(
    "access.take_back_request(of_request uuid)",
    "uuid",
    f"""
DECLARE there public.cases_clientrequest;
BEGIN
  SELECT * INTO there FROM public.cases_clientrequest r WHERE r.id = of_request
     AND access.kind() = 'client' AND r.client_id = access.actor() AND r.case_id = ANY (access.cases()) FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no request of yours' USING ERRCODE = 'AL403'; END IF;
  IF there.state = 'taken_back' THEN RETURN there.case_id; END IF;
  -- What was withdrawn is gone: it is given anew, not taken back.
  IF there.state <> 'open' OR there."right" = 'withdraw'
  THEN RAISE EXCEPTION 'answered already' USING ERRCODE = 'AL409'; END IF;
  {SETTLED.format(state="'taken_back'", answer="''")}
  RETURN there.case_id;
END""",
    volatile=True,
)

SAY = function(
    "access.say_beside(of_request uuid, words text)",
    "void",
    """
BEGIN
  UPDATE public.cases_clientrequest SET statement = coalesce(words, ''),
         statement_at = CASE WHEN coalesce(words, '') = '' THEN NULL ELSE access.moment() END
   WHERE id = of_request AND access.kind() = 'client' AND client_id = access.actor()
     AND case_id = ANY (access.cases()) AND "right" = 'correct' AND state = 'refused';
  IF NOT FOUND THEN RAISE EXCEPTION 'no request of yours' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)

_RECORD = (
    "case_id = ANY ((SELECT access.cases_to_record())::uuid[]) AND area_id = (SELECT access.area())"
    " AND recorded_by = (SELECT access.actor()) AND kind <> 'round_discussed'"
    " AND access.corrects_alike(corrects_id, case_id, kind)"
)
NOT_BY_HAND = migrations.RunSQL(
    sql=[f"ALTER POLICY cases_fact_insert ON public.cases_fact WITH CHECK ({_RECORD} AND kind NOT IN {KEPT})"],
    reverse_sql=[f"ALTER POLICY cases_fact_insert ON public.cases_fact WITH CHECK ({_RECORD})"],
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


def _one_of(*names: str, **more: Any) -> models.CharField:
    choices = [(name, name.replace("_", " ").title()) for name in names]
    return models.CharField(choices=choices, max_length=10, **more)


class Migration(migrations.Migration):
    dependencies = [("cases", "0225_team_corrected")]
    operations = [
        migrations.CreateModel(
            name="ClientRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("right", _one_of("correct", "object", "withdraw")),
                (
                    "about",
                    _one_of(
                        *("person", "fact", "incident", "response", "letter", "condition", "measure", "request"),
                        "other",
                    ),
                ),
                ("about_id", models.UUIDField(null=True)),
                ("called", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("wanted", models.TextField(blank=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("due", models.DateField()),
                ("state", _one_of("open", "granted", "refused", "taken_back", default="open")),
                ("answer", models.TextField(blank=True)),
                ("settled_by", models.UUIDField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("statement", models.TextField(blank=True)),
                ("statement_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("client", _to("people.client")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-asked_at"], name="client_request_of_case"),
                    models.Index(
                        fields=["about_id"],
                        name="client_request_beside",
                        condition=models.Q(("statement", ""), _negated=True),
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["granted", "refused"]), _negated=True),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("settled_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="client_request_answered_with_a_reason",
                    )
                ],
            },
        ),
        ASK,
        ANSWER,
        TAKE_BACK,
        SAY,
        NOT_BY_HAND,
        policies("cases_clientrequest", select=f"{SEEN} AND {OWN}"),
        history("cases_clientrequest"),
    ]
