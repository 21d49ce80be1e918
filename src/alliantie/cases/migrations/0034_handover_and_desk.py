"""Handing a case over waits for a yes; and the duty desk, with the questions it passes on."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import APP, function, history, policies

AREA = "area_id = (SELECT access.area())"
WORKER = "(SELECT access.kind()) = 'worker'"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
LED = f"{AREA} AND team_id = ANY ((SELECT access.teams_led())::uuid[])"
ME = "(SELECT access.actor())"
OPEN = "h.accepted_at IS NULL AND h.declined_at IS NULL AND h.withdrawn_at IS NULL"
LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('case:' || {case}::text, 0));"

# A case is its worker's to give for as long as it runs and the worker may work in it.
THEIRS_TO_GIVE = """EXISTS (
       SELECT 1 FROM public.cases_case k JOIN public.access_grant g ON g.case_id = k.id
        WHERE k.id = h.case_id AND k.closed_on IS NULL AND k.worker_id = h.from_worker_id
          AND g.subject_kind = 'worker' AND g.subject_id = h.from_worker_id AND g."right" = 'work'
          AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment()))"""
LOG = """-- Each client finds in the own log who read, before taking over, what there is to do: once a day.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, 'worker', access.actor(), 'hand-over', here, p.client_id, '', 'asked to take over', access.moment()
    FROM public.cases_participant p
   WHERE p.case_id = here AND NOT EXISTS (SELECT 1 FROM public.access_reading r
          WHERE r.case_id = here AND r.client_id = p.client_id AND r.reader_id = access.actor() AND r.what = 'hand-over'
            AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam');"""

HAND_OVER = [
    function(
        "access.ask_hand_over(new_one uuid, of_case uuid, to_one uuid, said text)",
        "void",
        f"""
DECLARE me uuid := access.actor();
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR to_one = me OR NOT EXISTS (
      SELECT 1 FROM public.cases_case c JOIN public.people_worker w ON w.organisation_id = c.organisation_id
       WHERE c.id = of_case AND c.worker_id = me AND c.closed_on IS NULL AND w.id = to_one)
  THEN RAISE EXCEPTION 'not yours to hand over' USING ERRCODE = 'AL403'; END IF;
  {LOCK.format(case="of_case")}
  IF EXISTS (SELECT 1 FROM public.cases_handover h WHERE h.case_id = of_case AND h.to_worker_id = to_one AND {OPEN})
  THEN RETURN; END IF;
  IF EXISTS (SELECT 1 FROM public.cases_handover h WHERE h.case_id = of_case AND {OPEN})
  THEN RAISE EXCEPTION 'another was asked' USING ERRCODE = 'AL409'; END IF;
  INSERT INTO public.cases_handover (id, area_id, case_id, from_worker_id, to_worker_id, note, asked_at)
  VALUES (new_one, access.area(), of_case, me, to_one, said, access.moment());
END""",
        volatile=True,
    ),
    function(
        "access.settle_hand_over(of_one uuid, how text)",
        "void",
        f"""
DECLARE me uuid := access.actor();
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR NOT EXISTS (SELECT 1 FROM public.cases_handover h WHERE h.id = of_one
      AND CASE how WHEN 'declined' THEN h.to_worker_id = me WHEN 'withdrawn' THEN h.from_worker_id = me END)
  THEN RAISE EXCEPTION 'not yours to settle' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.cases_handover h
     SET declined_at = CASE how WHEN 'declined' THEN access.moment() END,
         withdrawn_at = CASE how WHEN 'withdrawn' THEN access.moment() END
   WHERE h.id = of_one AND {OPEN};
  -- Settled so already is what was asked.
  IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM public.cases_handover h WHERE h.id = of_one
      AND CASE how WHEN 'declined' THEN h.declined_at IS NOT NULL ELSE h.withdrawn_at IS NOT NULL END)
  THEN RAISE EXCEPTION 'settled otherwise' USING ERRCODE = 'AL409'; END IF;
END""",
        volatile=True,
    ),
    function(
        "access.accept_hand_over(of_one uuid)",
        "TABLE (case_id uuid, from_worker_id uuid)",
        f"""
DECLARE
  me uuid := access.actor();
  asked record;
BEGIN
  SELECT h.case_id AS of_case, h.from_worker_id AS giver INTO asked FROM public.cases_handover h
   WHERE h.id = of_one AND h.to_worker_id = me AND access.kind() = 'worker';
  IF asked.of_case IS NULL THEN RAISE EXCEPTION 'not asked of you' USING ERRCODE = 'AL403'; END IF;
  {LOCK.format(case="asked.of_case")}
  UPDATE public.cases_handover h SET accepted_at = access.moment()
   WHERE h.id = of_one AND {OPEN} AND {THEIRS_TO_GIVE};
  IF NOT FOUND THEN RAISE EXCEPTION 'settled already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_case k SET worker_id = me
   WHERE k.id = asked.of_case AND k.worker_id = asked.giver AND k.closed_on IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'no longer theirs to give' USING ERRCODE = 'AL409'; END IF;
  -- A colleague who worked along takes over in full: the narrower ground ends.
  UPDATE public.access_grant g SET ends_at = greatest(g.starts_at, access.moment())
   WHERE g.case_id = asked.of_case AND g.subject_kind = 'worker' AND g.subject_id IN (me, asked.giver)
     AND g."right" = 'work' AND (g.ends_at IS NULL OR g.ends_at > access.moment());
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
  VALUES (gen_random_uuid(), access.area(), 'worker', me, asked.of_case, 'work', 'taken over', access.moment(),
          asked.giver);
  RETURN QUERY SELECT asked.of_case, asked.giver;
END""",
        volatile=True,
    ),
    function(
        "access.hand_overs_asked()",
        "TABLE (id uuid, title varchar, practice_id varchar, practice_version varchar, from_name text, note varchar,"
        " asked_at timestamptz)",
        f"""
BEGIN
  RETURN QUERY
  SELECT h.id, k.title, k.practice_id, k.practice_version, w.given_name || ' ' || w.family_name, h.note, h.asked_at
    FROM public.cases_handover h JOIN public.cases_case k ON k.id = h.case_id
    JOIN public.people_worker w ON w.id = h.from_worker_id
   WHERE h.to_worker_id = access.actor() AND access.kind() = 'worker' AND k.closed_on IS NULL AND {OPEN}
   ORDER BY h.asked_at, h.id;
END""",
    ),
    function(
        "access.handed_duties(of_one uuid)",
        "TABLE (norm_id varchar, hardness text, who varchar, due date)",
        f"""
DECLARE here uuid;
BEGIN
  SELECT h.case_id INTO here FROM public.cases_handover h
   WHERE h.id = of_one AND h.to_worker_id = access.actor() AND access.kind() = 'worker' AND {OPEN} AND {THEIRS_TO_GIVE};
  IF here IS NULL THEN RETURN; END IF;
  {LOG}
  RETURN QUERY SELECT d.norm_id, d.told ->> 'hardness', d.who, d.due FROM public.cases_duty d WHERE d.case_id = here
   ORDER BY d.due, d.id;
END""",
        volatile=True,
    ),
]

HAND_OVER.append(
    function(
        "access.handed_agreements(of_one uuid)",
        "TABLE (words varchar, owner varchar, owner_name varchar, client_name varchar, due_on date)",
        f"""
DECLARE here uuid;
BEGIN
  SELECT h.case_id INTO here FROM public.cases_handover h
   WHERE h.id = of_one AND h.to_worker_id = access.actor() AND access.kind() = 'worker' AND {OPEN} AND {THEIRS_TO_GIVE};
  IF here IS NULL THEN RETURN; END IF;
  {LOG}
  RETURN QUERY SELECT a.text, a.owner, a.owner_name, c.given_name, a.due_on
    FROM public.cases_agreement a LEFT JOIN public.people_client c ON c.id = a.client_id
   WHERE a.case_id = here AND a.state = 'open' ORDER BY a.due_on NULLS LAST, a.made_at, a.id;
END""",
        volatile=True,
    )
)

# At once is over: what moved a case without a yes goes. Undoing this migration brings it back by 0002 of access alone.
NO_MORE = migrations.RunSQL(
    sql="DROP FUNCTION access.hand_over(uuid, uuid)",
    reverse_sql=[
        "CREATE FUNCTION access.hand_over(of_case uuid, to_worker uuid) RETURNS void LANGUAGE plpgsql VOLATILE"
        " SECURITY DEFINER SET search_path = '' AS $function$"
        " BEGIN RAISE EXCEPTION 'ask first' USING ERRCODE = 'AL403'; END $function$",
        "REVOKE ALL ON FUNCTION access.hand_over(uuid, uuid) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION access.hand_over(uuid, uuid) TO {APP}",
    ],
)

DESK = [
    function(
        "access.desks_held()",
        "uuid[]",
        """
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(d.team_id), '{}') FROM public.cases_desk d
           WHERE d.worker_id = access.actor() AND d."on" = access.day());
END""",
    ),
    function(
        "access.desk_fits(of_team uuid, of_worker uuid)",
        "boolean",
        """
BEGIN
  RETURN of_team = ANY (access.teams_led())
     AND EXISTS (SELECT 1 FROM public.people_team t JOIN public.people_worker w
                   ON w.organisation_id = t.organisation_id WHERE t.id = of_team AND w.id = of_worker);
END""",
    ),
    function(
        "access.desk_search(words text)",
        "TABLE (case_id uuid, title varchar, worker_name text)",
        """
DECLARE held uuid[] := access.desks_held();
BEGIN
  -- By part of a name, and never a list of everyone.
  IF length(words) < 3 OR cardinality(held) = 0 THEN RETURN; END IF;
  RETURN QUERY
  SELECT k.id, k.title, w.given_name || ' ' || w.family_name
    FROM public.cases_case k JOIN public.people_worker w ON w.id = k.worker_id
   WHERE k.team_id = ANY (held) AND k.closed_on IS NULL AND position(words IN k.title_key) > 0
   ORDER BY k.title_key, k.id LIMIT 10;
END""",
    ),
    function(
        "access.open_at_desk(of_case uuid)",
        "void",
        """
DECLARE
  me uuid := access.actor();
  midnight timestamptz := (access.day() + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.cases_case k
                  WHERE k.id = of_case AND k.closed_on IS NULL AND k.team_id = ANY (access.desks_held()))
  THEN RAISE EXCEPTION 'no case of this desk' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('desk:' || me::text || of_case::text, 0));
  IF EXISTS (SELECT 1 FROM public.access_grant g WHERE g.case_id = of_case AND g.subject_kind = 'worker'
      AND g.subject_id = me AND g."right" IN ('work', 'cover')
      -- Whoever waited here may come with an earlier moment than the ground that was just given.
      AND (g.ground = 'duty desk' OR g.starts_at <= access.moment())
      AND (g.ends_at IS NULL OR g.ends_at > access.moment()))
  THEN RETURN; END IF;
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, ends_at, given_by)
  VALUES (gen_random_uuid(), access.area(), 'worker', me, of_case, 'cover', 'duty desk', access.moment(), midnight, me);
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, 'worker', me, 'desk', of_case, p.client_id, '', 'duty desk', access.moment()
    FROM public.cases_participant p WHERE p.case_id = of_case;
END""",
        volatile=True,
    ),
    function(
        "access.question_fits(of_case uuid, for_one uuid)",
        "boolean",
        """
BEGIN
  RETURN of_case = ANY (access.cases_to_record())
     AND EXISTS (SELECT 1 FROM public.cases_case k WHERE k.id = of_case AND k.worker_id = for_one
                    AND for_one <> access.actor() AND k.closed_on IS NULL);
END""",
    ),
]


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


def _id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


_OPEN = models.Q(("accepted_at__isnull", True), ("declined_at__isnull", True), ("withdrawn_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_team")]
    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", _id()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("from_worker", _to("people.worker")),
                ("to_worker", _to("people.worker")),
            ],
            options={
                "indexes": [models.Index(condition=_OPEN, fields=["to_worker"], name="hand_over_asked")],
                "constraints": [
                    models.UniqueConstraint(condition=_OPEN, fields=("case",), name="one_open_hand_over"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("declined_at__isnull", True)),
                            models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                            models.Q(("declined_at__isnull", True), ("withdrawn_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="hand_over_settled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_worker", models.F("to_worker")), _negated=True),
                        name="hand_over_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", _id()),
                ("on", models.DateField()),
                ("area", _to("people.area")),
                ("team", _to("people.team")),
                ("worker", _to("people.worker")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("team", "on"), name="one_desk_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", _id()),
                ("text", models.CharField(max_length=400)),
                ("urgent", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("area", _to("people.area")),
                ("case", _to("cases.case")),
                ("for_worker", _to("people.worker")),
                ("taken_by", _to("people.worker")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)), fields=["case"], name="question_open"
                    )
                ],
            },
        ),
        *HAND_OVER,
        NO_MORE,
        *DESK,
        policies("cases_handover", select=f"{WORKER} AND {SEEN}"),
        policies(
            "cases_desk",
            select=f"{WORKER} AND {AREA}",
            insert=f"{LED} AND access.desk_fits(team_id, worker_id)",
            update=f"{LED} AND access.desk_fits(team_id, worker_id)",
            delete=LED,
            columns="worker_id",
        ),
        policies(
            "cases_question",
            select=f"{WORKER} AND {SEEN}",
            insert=f"{RECORD} AND {AREA} AND taken_by_id = {ME} AND answered_at IS NULL"
            " AND access.question_fits(case_id, for_worker_id)",
            update=f"{RECORD} AND {AREA}",
            columns="answered_at",
        ),
        history("cases_handover"),
        history("cases_desk"),
        history("cases_question"),
    ]
