"""Who may see and record what in a case, and the one question that may be asked about a person not yet seen."""

from django.db import migrations

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
WORKER = "(SELECT access.kind()) = 'worker'"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
WORK = "case_id = ANY ((SELECT access.cases_to_work())::uuid[])"
# Within a family, each person sees what is about them alone.
OWN = f"({WORKER} OR client_id = (SELECT access.actor()))"

STRANGER = function(
    "access.may_take_part(who uuid)",
    "boolean",
    """
BEGIN
  RETURN EXISTS (SELECT 1 FROM public.cases_participant p
                  WHERE p.client_id = who AND p.case_id = ANY (access.cases_to_work()))
      OR NOT EXISTS (SELECT 1 FROM public.cases_participant p WHERE p.client_id = who);
END""",
)

ACKNOWLEDGED = [
    function(
        "access.own_acknowledgements()",
        "SETOF public.cases_acknowledgement",
        """
BEGIN
  RETURN QUERY SELECT a.* FROM public.cases_acknowledgement a
   WHERE a.client_id = access.actor() AND access.kind() IN ('client', 'link')
     AND a.case_id = ANY (access.cases());
END""",
    ),
    function(
        "access.acknowledge(of_case uuid, version text)",
        "void",
        """
BEGIN
  IF access.kind() NOT IN ('client', 'link') OR NOT of_case = ANY (access.cases())
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  IF access.kind() = 'link' AND alliance.in_shadow() THEN RETURN; END IF;
  INSERT INTO public.cases_acknowledgement (id, area_id, case_id, client_id, practice_version, at)
  VALUES (gen_random_uuid(), access.area(), of_case, access.actor(), version, access.moment())
  ON CONFLICT (case_id, client_id, practice_version) DO NOTHING;
END""",
        volatile=True,
    ),
]

EXPLAINED = function(
    "access.explain_frame(of_case uuid, to_client uuid, version text, on_day date)",
    "void",
    """
BEGIN
  IF NOT of_case = ANY (access.cases_to_record()) OR NOT EXISTS (
      SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = to_client)
  THEN RAISE EXCEPTION 'no client of yours' USING ERRCODE = 'AL403'; END IF;
  IF on_day > access.day() THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'AL422'; END IF;
  INSERT INTO public.cases_explanation
    (id, area_id, case_id, client_id, practice_version, explained_on, explained_by)
  VALUES (gen_random_uuid(), access.area(), of_case, to_client, version, on_day, access.actor())
  ON CONFLICT (case_id, client_id, practice_version)
    DO UPDATE SET explained_on = EXCLUDED.explained_on, explained_by = EXCLUDED.explained_by
    WHERE cases_explanation.explained_on <> EXCLUDED.explained_on;
END""",
    volatile=True,
)

OWN_TEAM = function(
    "access.own_team(of_team uuid, of_organisation uuid)",
    "boolean",
    """
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM public.people_membership m JOIN public.people_team t ON t.id = m.team_id
     WHERE m.worker_id = access.actor() AND t.id = of_team AND t.organisation_id = of_organisation
       AND m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day()));
END""",
)

ALIKE = function(
    "access.corrects_alike(old uuid, of_case uuid, of_kind text)",
    "boolean",
    """
BEGIN
  RETURN old IS NULL OR EXISTS (
    SELECT 1 FROM public.cases_fact f WHERE f.id = old AND f.case_id = of_case AND f.kind = of_kind);
END""",
)

KNOWN = function(
    "access.known_at(name_key text, born date, question bytea)",
    "TABLE (team varchar, refused boolean)",
    """
DECLARE
  me uuid := access.actor();
  own uuid;
  found varchar;
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN; END IF;
  IF (SELECT count(*) FROM public.access_matching m
       WHERE m.asked_by = me AND m.at > access.moment() - interval '1 hour') >= 20 THEN
    RETURN QUERY SELECT NULL::varchar, true;
    RETURN;
  END IF;
  SELECT w.organisation_id INTO own FROM public.people_worker w WHERE w.id = me;
  SELECT t.name INTO found
    FROM public.people_client k
    JOIN public.cases_participant p ON p.client_id = k.id
    JOIN public.cases_case c ON c.id = p.case_id
    JOIN public.people_team t ON t.id = c.team_id
   WHERE k.area_id = access.area() AND k.born_on = born AND k.sort_key = name_key
     AND c.organisation_id = own
   ORDER BY c.closed_on DESC NULLS FIRST, c.opened_on DESC, c.id LIMIT 1;
  INSERT INTO public.access_matching (area_id, asked_by, question_hash, found, at)
  VALUES (access.area(), me, question, found IS NOT NULL, access.moment());
  RETURN QUERY SELECT found, false;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("people", "0002_protection")]
    operations = [
        STRANGER,
        KNOWN,
        ALIKE,
        OWN_TEAM,
        *ACKNOWLEDGED,
        EXPLAINED,
        policies(
            "cases_case",
            select="id = ANY ((SELECT access.cases())::uuid[])",
            insert=f"id = ANY ((SELECT access.cases_to_work())::uuid[]) AND {AREA}"
            " AND worker_id = (SELECT access.actor()) AND access.own_team(team_id, organisation_id)",
            update=f"id = ANY ((SELECT access.cases_to_work())::uuid[]) AND {AREA}",
            columns="closed_on",
        ),
        policies(
            "cases_participant",
            select=f"{SEEN} AND {OWN}",
            insert=f"{WORK} AND {AREA} AND access.may_take_part(client_id)",
        ),
        policies(
            "cases_measure",
            select=SEEN,
            insert=f"{WORK} AND {AREA}",
            update=f"{WORK} AND {AREA}",
            columns="ends_on",
        ),
        policies(
            "cases_fact",
            select=f"{SEEN} AND {OWN}",
            insert=f"{RECORD} AND {AREA} AND recorded_by = (SELECT access.actor()) AND kind <> 'round_discussed' AND access.corrects_alike(corrects_id, case_id, kind)",
        ),
        policies("cases_explanation", select=f"{SEEN} AND {OWN}"),
        policies("cases_acknowledgement"),
        *[history(f"cases_{table}") for table in ("case", "participant", "measure", "fact", "explanation")],
    ]
