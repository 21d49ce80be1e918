"""Pairs: who sees one, which key opens what it holds, and how a pair begins and ends.

Errors of every function of this app carry AL403 (not yours) or AL409 (not in this state); the service layer turns them
into words.
"""

from django.db import migrations

from alliantie.access.protect import function, history, policies

SCHEMA = migrations.RunSQL(
    sql=["CREATE SCHEMA alliance", "GRANT USAGE ON SCHEMA alliance TO alliantie_app"],
    reverse_sql=["DROP SCHEMA alliance"],
)


KEYS = migrations.RunSQL(
    sql=[
        "CREATE TABLE secrets.pair_key (pair_id uuid PRIMARY KEY, area_id uuid NOT NULL, wrapped bytea NOT NULL)",
    ],
    reverse_sql=["DROP TABLE secrets.pair_key"],
)

VISIBLE = [
    function(
        "access.pairs()",
        "uuid[]",
        """
DECLARE
  who text := access.kind();
  me uuid := access.actor();
  today date := access.day();
  the_one uuid := NULLIF(split_part(access.claim(), ':', 3), '')::uuid;
  held uuid[];
BEGIN
  IF who = 'worker' THEN
    held := access.cases_to_work();
    RETURN (SELECT coalesce(array_agg(p.id), '{}') FROM public.alliance_pair p
             WHERE p.worker_id = me AND p.case_id = ANY (held) AND (p.ends_on IS NULL OR p.ends_on > today));
  ELSIF who = 'client' THEN
    RETURN (SELECT coalesce(array_agg(p.id), '{}') FROM public.alliance_pair p
             WHERE p.client_id = me);
  ELSIF who = 'link' THEN
    RETURN (SELECT coalesce(array_agg(p.id), '{}') FROM public.alliance_pair p
             WHERE p.client_id = me AND p.id = the_one AND access.link_holds());
  END IF;
  RETURN '{}';
END""",
    ),
    function(
        "access.pairs_to_read()",
        "uuid[]",
        """
DECLARE mine uuid[] := access.pairs();
BEGIN
  IF access.kind() <> 'worker' THEN RETURN mine; END IF;
  RETURN mine || (SELECT coalesce(array_agg(s.earlier_id), '{}') FROM public.alliance_shown s
                   WHERE s.later_id = ANY (mine));
END""",
    ),
    function(
        "alliance.pair_key(of_pair uuid)",
        "bytea",
        """
BEGIN
  RETURN (SELECT k.wrapped FROM secrets.pair_key k
           WHERE k.pair_id = of_pair AND of_pair = ANY (access.pairs_to_read()));
END""",
    ),
]

PAIRS = [
    function(
        "alliance.begin_pair(new_pair uuid, of_case uuid, of_client uuid, with_worker uuid,"
        " kind text, wrapped_key bytea)",
        "void",
        """
DECLARE home uuid := access.area();
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR NOT EXISTS (
      SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = of_client)
    OR NOT EXISTS (SELECT 1 FROM public.cases_case c JOIN public.people_worker w
        ON w.organisation_id = c.organisation_id WHERE c.id = of_case AND w.id = with_worker)
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.alliance_pair (id, area_id, case_id, client_id, worker_id, pair_kind, begins_on)
  VALUES (new_pair, home, of_case, of_client, with_worker, kind, access.day());
  INSERT INTO public.alliance_wish (pair_id, area_id, client_id, do_not_ask)
  VALUES (new_pair, home, of_client, false);
  INSERT INTO secrets.pair_key (pair_id, area_id, wrapped) VALUES (new_pair, home, wrapped_key);
END""",
        volatile=True,
    ),
    function(
        "alliance.end_pairs(of_case uuid, of_worker uuid)",
        "void",
        """
BEGIN
  IF NOT of_case = ANY (access.cases_to_work()) OR (of_worker <> access.actor() AND NOT EXISTS (
      SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND c.worker_id = access.actor()))
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  -- A round that starts at the same moment waits for the pair, and then finds that it has ended.
  PERFORM 1 FROM public.alliance_pair p
   WHERE p.case_id = of_case AND p.worker_id = of_worker AND p.ends_on IS NULL
   ORDER BY p.id FOR UPDATE;
  PERFORM pg_advisory_xact_lock(alliance.lock_key(r.id))
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id
   WHERE p.case_id = of_case AND p.worker_id = of_worker AND p.ends_on IS NULL
     AND r.state IN ('planned', 'open', 'complete', 'revealed');
  UPDATE public.alliance_part t SET closed_because = 'pair_ended'
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id
   WHERE t.round_id = r.id AND p.case_id = of_case AND p.worker_id = of_worker
     AND p.ends_on IS NULL AND r.state IN ('planned', 'open', 'complete', 'revealed');
  UPDATE public.alliance_round r SET state = 'closed' FROM public.alliance_pair p
   WHERE p.id = r.pair_id AND p.case_id = of_case AND p.worker_id = of_worker
     AND p.ends_on IS NULL AND r.state IN ('planned', 'open', 'complete', 'revealed');
  UPDATE public.alliance_pair SET ends_on = greatest(begins_on, access.day())
   WHERE case_id = of_case AND worker_id = of_worker AND ends_on IS NULL;
END""",
        volatile=True,
    ),
]

POLICIES = [
    policies("alliance_pair", select="id = ANY ((SELECT access.pairs_to_read())::uuid[])"),
    policies(
        "alliance_shown",
        select="earlier_id = ANY ((SELECT access.pairs_to_read())::uuid[])",
        insert="(SELECT access.kind()) = 'client'"
        " AND earlier_id = ANY ((SELECT access.pairs())::uuid[])"
        " AND later_id = ANY ((SELECT access.pairs())::uuid[])",
        delete="(SELECT access.kind()) = 'client' AND earlier_id = ANY ((SELECT access.pairs())::uuid[])",
    ),
    history("alliance_pair"),
    history("alliance_shown"),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0002_walled_tables")]
    operations = [
        SCHEMA,
        KEYS,
        *VISIBLE,
        *PAIRS,
        *POLICIES,
    ]
