"""Schemas, the proven identity, history, grants and the reading log, as functions the application cannot go around."""

from django.db import migrations

from alliantie.access.protect import APP, function, history, policies

DOOR = "(SELECT access.kind()) = 'door'"

SCHEMAS = migrations.RunSQL(
    sql=[
        "CREATE SCHEMA access",
        "CREATE SCHEMA secrets",
        "CREATE SCHEMA history",
        f"GRANT USAGE ON SCHEMA access TO {APP}",
        "CREATE TABLE secrets.identity (single boolean PRIMARY KEY DEFAULT true CHECK (single),"
        " inner_pad bytea NOT NULL, outer_pad bytea NOT NULL)",
    ],
    reverse_sql=[
        "DROP TABLE secrets.identity",
        "DROP SCHEMA history",
        "DROP SCHEMA secrets",
        "DROP SCHEMA access",
    ],
)

CLAIM = function(
    "access.claim()",
    "text",
    """
DECLARE
  claim text := NULLIF(current_setting('alliantie.claim', true), '');
  proof text := NULLIF(current_setting('alliantie.proof', true), '');
  pads secrets.identity;
BEGIN
  IF claim IS NULL OR proof IS NULL THEN RETURN NULL; END IF;
  SELECT * INTO pads FROM secrets.identity;
  IF pads.inner_pad IS NULL THEN RETURN NULL; END IF;
  IF encode(sha256(pads.outer_pad || sha256(pads.inner_pad
       || convert_to(claim || ':' || pg_backend_pid(), 'UTF8'))), 'hex') <> proof THEN
    RETURN NULL;
  END IF;
  -- A proof serves a transaction that began before it or within a minute after: it cannot be kept for later.
  IF extract(epoch FROM transaction_timestamp()) > split_part(claim, ':', 7)::numeric + 60 THEN
    RETURN NULL;
  END IF;
  RETURN claim;
END""",
)

# A claim reads kind:id:pair:case:link:microseconds:seconds; the moment by the clock, then when it was made.
PARTS = [
    function("access.kind()", "text", "BEGIN RETURN NULLIF(split_part(access.claim(), ':', 1), ''); END"),
    function(
        "access.actor()",
        "uuid",
        "BEGIN RETURN NULLIF(split_part(access.claim(), ':', 2), '')::uuid; END",
    ),
    function(
        "access.moment()",
        "timestamptz",
        """
DECLARE micro bigint := NULLIF(split_part(access.claim(), ':', 6), '')::bigint;
BEGIN
  RETURN to_timestamp(micro / 1000000) + (micro % 1000000) * interval '1 microsecond';
END""",
    ),
    function(
        "access.day()",
        "date",
        "BEGIN RETURN (access.moment() AT TIME ZONE 'Europe/Amsterdam')::date; END",
    ),
    function(
        "access.area()",
        "uuid",
        """
DECLARE me uuid := access.actor();
BEGIN
  CASE access.kind()
    WHEN 'worker' THEN RETURN (SELECT area_id FROM public.people_worker WHERE id = me);
    WHEN 'client', 'link' THEN RETURN (SELECT area_id FROM public.people_client WHERE id = me);
    ELSE RETURN NULL;
  END CASE;
END""",
    ),
]

HISTORY = [
    migrations.RunSQL(
        sql=[
            "CREATE TABLE history.event (id bigserial PRIMARY KEY, table_name text NOT NULL,"
            " row_id text NOT NULL, area_id uuid, action text NOT NULL, at timestamptz NOT NULL,"
            " by_claim text NOT NULL, before jsonb, after jsonb)",
            "CREATE INDEX event_of_row ON history.event (table_name, row_id, id)",
        ],
        reverse_sql=["DROP TABLE history.event"],
    ),
    migrations.RunSQL(
        sql="""
CREATE FUNCTION history.record() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $function$
DECLARE
  -- No password ever stands in history, nor each moment of signing in.
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - ARRAY['password', 'last_login'] END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - ARRAY['password', 'last_login'] END;
  kept jsonb := coalesce(after, before);
BEGIN
  IF before = after AND TG_TABLE_NAME = 'access_account'
     AND to_jsonb(OLD)->'password' = to_jsonb(NEW)->'password' THEN RETURN NULL; END IF;
  INSERT INTO history.event (table_name, row_id, area_id, action, at, by_claim, before, after)
  VALUES (TG_TABLE_NAME,
          coalesce(kept->>'id', kept->>'pair_id', kept->>'round_id'),
          (kept->>'area_id')::uuid, TG_OP,
          coalesce(access.moment(), now()), coalesce(access.claim(), session_user), before, after);
  RETURN NULL;
END $function$;
REVOKE ALL ON FUNCTION history.record() FROM PUBLIC;
""",
        reverse_sql="DROP FUNCTION history.record()",
    ),
]

# A variable is filled once and found by index; a function in the condition itself would be asked for each row.
HELD = """
DECLARE
  who text := access.kind();
  me uuid := access.actor();
  at timestamptz := access.moment();
  today date := access.day();
  subjects uuid[];
BEGIN
  IF who = 'worker' THEN
    subjects := ARRAY(SELECT m.team_id FROM public.people_membership m WHERE m.worker_id = me
                         AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on > today)) || me;
    RETURN (
      SELECT coalesce(array_agg(DISTINCT g.case_id), '{{}}') FROM public.access_grant g
      WHERE g.subject_id = ANY (subjects)
        AND g.subject_kind = CASE WHEN g.subject_id = me THEN 'worker' ELSE 'team' END
        AND g.starts_at <= at AND (g.ends_at IS NULL OR g.ends_at > at) AND g."right" IN ({rights}));
  ELSIF who IN ({clients}) THEN
    RETURN (
      SELECT coalesce(array_agg(DISTINCT g.case_id), '{{}}') FROM public.access_grant g
      WHERE g.subject_kind = 'client' AND g.subject_id = me AND g.starts_at <= at
        AND (g.ends_at IS NULL OR g.ends_at > at)
        AND (who = 'client'
          OR (g.case_id = NULLIF(split_part(access.claim(), ':', 4), '')::uuid AND access.link_holds())));
  END IF;
  RETURN '{{}}';
END"""

LINK = function(
    "access.link_holds()",
    "boolean",
    """
BEGIN
  -- A newer code, the end of the pair or of the round ends what an older code opened, the same second.
  RETURN EXISTS (
    SELECT 1 FROM public.alliance_link l
      JOIN public.alliance_round r ON r.id = l.round_id JOIN public.alliance_pair p ON p.id = r.pair_id
     WHERE l.id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid AND l.used_at IS NOT NULL
       AND p.id = NULLIF(split_part(access.claim(), ':', 3), '')::uuid
       AND p.client_id = access.actor() AND p.ends_on IS NULL AND (NOT l.shadow OR r.state = 'open')
       AND (r.state IN ('open', 'complete', 'revealed')
         OR (r.state = 'discussed' AND r.discussed_on >= access.day() - 1)));
END""",
)

CASES = [
    LINK,
    function(
        "access.cases()",
        "uuid[]",
        HELD.format(rights="'work', 'cover'", clients="'client', 'link'"),
    ),
    function(
        "access.cases_to_record()",
        "uuid[]",
        HELD.format(rights="'work', 'cover'", clients="'nobody'"),
    ),
    function("access.cases_to_work()", "uuid[]", HELD.format(rights="'work'", clients="'nobody'")),
]

GRANTS = [
    function(
        "access.open_case(new_case uuid, in_team uuid)",
        "void",
        """
DECLARE me uuid := access.actor(); home uuid := access.area();
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR NOT EXISTS (
      SELECT 1 FROM public.people_membership m WHERE m.worker_id = me AND m.team_id = in_team
        AND m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day()))
  THEN RAISE EXCEPTION 'not a worker of this team' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = new_case)
     OR EXISTS (SELECT 1 FROM public.access_grant g WHERE g.case_id = new_case)
  THEN RAISE EXCEPTION 'the case exists' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
  VALUES (gen_random_uuid(), home, 'worker', me, new_case, 'work', 'own case', access.moment(), me);
END""",
        volatile=True,
    ),
    function(
        "access.admit_client(of_case uuid, who uuid)",
        "void",
        """
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR NOT EXISTS (
      SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = who)
  THEN RAISE EXCEPTION 'no participant of a case of yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
  SELECT gen_random_uuid(), c.area_id, 'client', who, of_case, 'own', 'own data',
         access.moment(), access.actor()
  FROM public.cases_case c WHERE c.id = of_case;
END""",
        volatile=True,
    ),
    function(
        "access.hand_over(of_case uuid, to_worker uuid)",
        "void",
        """
DECLARE me uuid := access.actor();
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR to_worker = me OR NOT EXISTS (
      SELECT 1 FROM public.cases_case c JOIN public.people_worker w
        ON w.organisation_id = c.organisation_id
       WHERE c.id = of_case AND c.worker_id = me AND w.id = to_worker)
  THEN RAISE EXCEPTION 'not yours to hand over' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.cases_case SET worker_id = to_worker WHERE id = of_case;
  -- A colleague who worked along takes over in full: the narrower ground ends.
  UPDATE public.access_grant SET ends_at = greatest(starts_at, access.moment())
   WHERE case_id = of_case AND subject_kind = 'worker' AND subject_id IN (me, to_worker) AND "right" = 'work'
     AND (ends_at IS NULL OR ends_at > access.moment());
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
  SELECT gen_random_uuid(), c.area_id, 'worker', to_worker, of_case, 'work', 'taken over',
         access.moment(), me
  FROM public.cases_case c WHERE c.id = of_case;
END""",
        volatile=True,
    ),
    function(
        "access.let_work_along(of_case uuid, to_worker uuid)",
        "void",
        """
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR to_worker = access.actor() OR NOT EXISTS (
      SELECT 1 FROM public.cases_case c JOIN public.people_worker w
        ON w.organisation_id = c.organisation_id
       WHERE c.id = of_case AND c.worker_id = access.actor() AND w.id = to_worker)
  THEN RAISE EXCEPTION 'not yours to share' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT 1 FROM public.access_grant g WHERE g.case_id = of_case AND g.subject_kind = 'worker'
      AND g.subject_id = to_worker AND g."right" = 'work' AND (g.ends_at IS NULL OR g.ends_at > access.moment()))
  THEN RAISE EXCEPTION 'works along already' USING ERRCODE = 'AL409'; END IF;
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
  SELECT gen_random_uuid(), c.area_id, 'worker', to_worker, of_case, 'work', 'works along',
         access.moment(), access.actor()
  FROM public.cases_case c WHERE c.id = of_case;
END""",
        volatile=True,
    ),
    function(
        "access.end_work_along(of_case uuid, who uuid)",
        "void",
        """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND c.worker_id = access.actor()
      AND who <> access.actor() AND c.id = ANY (access.cases_to_work()))
  THEN RAISE EXCEPTION 'not yours to end' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.access_grant SET ends_at = greatest(starts_at, access.moment())
   WHERE case_id = of_case AND subject_kind = 'worker' AND subject_id = who AND "right" = 'work'
     AND (ends_at IS NULL OR ends_at > access.moment());
END""",
        volatile=True,
    ),
    function(
        "access.give_cover(of_case uuid, to_worker uuid, from_at timestamptz, until_at timestamptz)",
        "uuid",
        """
DECLARE made uuid := gen_random_uuid();
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR to_worker = access.actor() OR NOT EXISTS (
      SELECT 1 FROM public.cases_case c JOIN public.people_worker w
        ON w.organisation_id = c.organisation_id
       WHERE c.id = of_case AND c.worker_id = access.actor() AND w.id = to_worker)
  THEN RAISE EXCEPTION 'not yours to have covered' USING ERRCODE = 'AL403'; END IF;
  IF from_at IS NULL OR until_at IS NULL OR until_at <= from_at OR until_at > from_at + interval '1 year'
     OR from_at > access.moment() + interval '1 year'
  THEN RAISE EXCEPTION 'cover lasts at most a year' USING ERRCODE = 'AL422'; END IF;
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, ends_at, given_by)
  SELECT made, c.area_id, 'worker', to_worker, of_case, 'cover', 'stands in',
         from_at, until_at, access.actor()
  FROM public.cases_case c WHERE c.id = of_case;
  RETURN made;
END""",
        volatile=True,
    ),
    function(
        "access.end_cover(of_grant uuid)",
        "void",
        """
BEGIN
  UPDATE public.access_grant SET ends_at = greatest(starts_at, access.moment())
   WHERE id = of_grant AND "right" = 'cover' AND case_id = ANY (access.cases_to_work())
     AND ends_at > access.moment();
  IF NOT FOUND THEN RAISE EXCEPTION 'no cover of yours' USING ERRCODE = 'AL403'; END IF;
END""",
        volatile=True,
    ),
    function(
        "access.involved(of_case uuid)",
        "TABLE (id uuid, worker_id uuid, name text, held varchar, ground varchar,"
        " starts_at timestamptz, ends_at timestamptz)",
        """
BEGIN
  RETURN QUERY SELECT g.id, w.id, w.given_name || ' ' || w.family_name, g."right", g.ground, g.starts_at, g.ends_at
    FROM public.access_grant g JOIN public.people_worker w ON w.id = g.subject_id
   WHERE g.case_id = of_case AND of_case = ANY (access.cases()) AND g.subject_kind = 'worker'
     AND (g.ends_at IS NULL OR g.ends_at > access.moment())
   ORDER BY g.starts_at, g.id;
END""",
    ),
    function(
        "access.note_reading(what text, of_case uuid, of_client uuid, device text)",
        "void",
        """
DECLARE ground text;
BEGIN
  IF access.actor() IS NULL THEN RETURN; END IF;
  IF (of_case IS NOT NULL AND NOT of_case = ANY (access.cases()))
     OR (of_client IS NOT NULL AND NOT of_client = ANY (access.clients()))
  THEN RAISE EXCEPTION 'not seen by you' USING ERRCODE = 'AL403'; END IF;
  SELECT g.ground INTO ground FROM public.access_grant g
   WHERE g.case_id = of_case AND g.subject_id = access.actor() AND g.starts_at <= access.moment()
     AND (g.ends_at IS NULL OR g.ends_at > access.moment())
   ORDER BY g.starts_at DESC LIMIT 1;
  INSERT INTO public.access_reading
    (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  VALUES (access.area(), access.kind(), access.actor(), what, of_case, of_client,
          left(device, 40), coalesce(ground, 'pair'), access.moment());
END""",
        volatile=True,
    ),
]

TABLES = [
    policies("django_session", select=DOOR, insert=DOOR, update=DOOR, delete=DOOR),
    policies("access_account", select=DOOR, update=DOOR, columns="password, last_login"),
    policies("mfa_authenticator", select=DOOR, insert=DOOR, update=DOOR, delete=DOOR),
    migrations.RunSQL(
        sql=f"GRANT USAGE ON SEQUENCE mfa_authenticator_id_seq TO {APP}",
        reverse_sql=f"REVOKE USAGE ON SEQUENCE mfa_authenticator_id_seq FROM {APP}",
    ),
    policies("account_emailaddress", select=DOOR),
    policies("account_emailconfirmation"),
    policies("access_grant"),
    policies("access_matching"),
    policies(
        "access_reading",
        select="client_id = (SELECT access.actor()) AND (SELECT access.kind()) = 'client'",
    ),
    history("access_account"),
    history("access_grant"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("people", "0001_initial"),
        ("sessions", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [SCHEMAS, CLAIM, *PARTS, *HISTORY, *CASES, *GRANTS, *TABLES]
