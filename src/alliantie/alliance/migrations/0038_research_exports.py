"""An export for research: asked for, decided by another, made by the job from what was allowed, fetched once."""

from django.db import migrations

from alliantie.access.protect import function

MOST_OPEN = 5
KEPT_DAYS = 14
# Of 65,536: which part of the clients stays out by chance, so that it says nothing that somebody is not in it.
LEFT_OUT = 6_554

ASK = function(
    "alliance.ask_research(of_one uuid, is_called text, from_where text, what_for text, looked_at_by text, two_sides boolean,"
    " until_day date)",
    "void",
    f"""
DECLARE here uuid := (SELECT o FROM unnest(access.organisations_researched()) o ORDER BY o LIMIT 1);
BEGIN
  IF here IS NULL THEN RAISE EXCEPTION 'no researcher' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('research:' || access.actor()::text, 0));
  IF EXISTS (SELECT 1 FROM public.alliance_research r WHERE r.id = of_one) THEN
    IF EXISTS (SELECT 1 FROM public.alliance_research r WHERE r.id = of_one AND r.asked_by_id = access.actor()) THEN RETURN; END IF;
    RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403';
  END IF;
  IF btrim(coalesce(is_called, '')) = '' OR btrim(coalesce(from_where, '')) = '' OR btrim(coalesce(what_for, '')) = ''
     OR btrim(coalesce(looked_at_by, '')) = '' OR until_day IS NULL OR until_day <= access.day()
  THEN RAISE EXCEPTION 'incomplete' USING ERRCODE = 'AL422'; END IF;
  IF (SELECT count(*) FROM public.alliance_research r WHERE r.asked_by_id = access.actor() AND r.approved IS NULL) >= {MOST_OPEN}
  THEN RAISE EXCEPTION 'enough for now' USING ERRCODE = 'AL409'; END IF;
  INSERT INTO public.alliance_research (id, area_id, organisation_id, asked_by_id, asked_at, study, institution, purpose,
    reference, both_sides, keep_until, why, too_few)
  VALUES (of_one, access.area(), here, access.actor(), access.moment(), left(btrim(is_called), 120),
    left(btrim(from_where), 120), left(btrim(what_for), 1000), left(btrim(looked_at_by), 120), two_sides, until_day, '', false);
END""",
    volatile=True,
)

DECIDE = function(
    "alliance.decide_research(of_one uuid, yes boolean, because text)",
    "void",
    """
DECLARE found_one public.alliance_research;
BEGIN
  SELECT * INTO found_one FROM public.alliance_research r WHERE r.id = of_one
     AND r.organisation_id = ANY (access.organisations_guarded()) AND r.asked_by_id <> access.actor() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours to decide' USING ERRCODE = 'AL403'; END IF;
  IF found_one.approved IS NOT NULL THEN RAISE EXCEPTION 'decided already' USING ERRCODE = 'AL409'; END IF;
  IF NOT yes AND btrim(coalesce(because, '')) = '' THEN RAISE EXCEPTION 'why' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.alliance_research SET approved = yes, why = left(btrim(coalesce(because, '')), 500),
         decided_by_id = access.actor(), decided_at = access.moment() WHERE id = of_one;
END""",
    volatile=True,
)

# All of them: one that fails each time holds up no other.
TO_MAKE = function(
    "alliance.research_to_make()",
    "TABLE (id uuid, study varchar, institution varchar, purpose text, reference varchar, keep_until date, name varchar)",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY SELECT r.id, r.study, r.institution, r.purpose, r.reference, r.keep_until, o.name
    FROM public.alliance_research r JOIN public.people_organisation o ON o.id = r.organisation_id
   WHERE r.approved AND r.made_at IS NULL AND r.keep_until >= access.day() ORDER BY r.decided_at, r.id;
END""",
)

# The only way from many people's answers to one place: of an approved export, of who said yes, of what was shared whole.
# That a worker allows it counts also where only the client's side was asked for, and then comes without answers.
# Within a quarter the same each time, but for what was taken back: exports laid together date no round, and who stays out
# by chance stays out of all. That is drawn by organisation, quarter and client, with a secret that no role of ours reads.
ROWS = function(
    "alliance.research_rows(of_one uuid)",
    "TABLE (pair_id uuid, client_id uuid, worker_id uuid, wrapped bytea, practice_id varchar, language varchar,"
    " number smallint, on_day date, line text, part_id uuid, role varchar, answers bytea)",
    f"""
DECLARE
  wanted public.alliance_research;
  quarter date := date_trunc('quarter', access.day()::timestamp)::date;
  began timestamptz := quarter::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  SELECT * INTO wanted FROM public.alliance_research r WHERE r.id = of_one AND r.approved AND r.made_at IS NULL
     AND r.keep_until >= access.day();
  IF NOT FOUND THEN RAISE EXCEPTION 'not approved' USING ERRCODE = 'AL409'; END IF;
  RETURN QUERY
  SELECT p.id, p.client_id, p.worker_id, o.wrapped, k.practice_id, c.language, r.number,
         (r.revealed_at AT TIME ZONE 'Europe/Amsterdam')::date,
         concat_ws('/', r.instrument_id, r.instrument_version, r.variant, r.length, r.form), q.id, q.role,
         CASE WHEN q.role = 'client' OR wanted.both_sides THEN q.answers END
    FROM public.cases_case k
    JOIN public.alliance_pair p ON p.case_id = k.id
    JOIN public.people_client c ON c.id = p.client_id
    JOIN secrets.pair_key o ON o.pair_id = p.id
    JOIN public.alliance_round r ON r.pair_id = p.id AND r.revealed_at < began AND r.instrument_id = 'own'
    JOIN public.alliance_part shared ON shared.round_id = r.id AND shared.role = 'client' AND shared.share = 'all'
     AND shared.own_word AND NOT shared.withdrawn
    JOIN public.alliance_part q ON q.round_id = r.id AND q.sealed_at IS NOT NULL
    JOIN secrets.research_chance s ON true
    CROSS JOIN LATERAL (SELECT sha256(s.key || convert_to(
      wanted.organisation_id::text || to_char(quarter, 'YYYY-MM-DD') || p.client_id::text, 'UTF8')) AS hash) drawn
   WHERE k.organisation_id = wanted.organisation_id AND alliance.decides_alone(p.client_id)
     AND EXISTS (SELECT 1 FROM public.alliance_researchconsent y
                  WHERE y.client_id = p.client_id AND y.withdrawn_at IS NULL AND y.given_at < began)
     AND get_byte(drawn.hash, 0) * 256 + get_byte(drawn.hash, 1) >= {LEFT_OUT}
     AND (q.role = 'client' OR EXISTS (
            SELECT 1 FROM public.alliance_researchconsent y
             WHERE y.worker_id = p.worker_id AND y.withdrawn_at IS NULL AND y.given_at < began))
   ORDER BY p.id, r.number, q.role;
END""",
)

# Whoever took it back while it was made: nothing is kept, and it is made anew without them.
KEEP = function(
    "alliance.keep_research(of_one uuid, sealed bytea, how_coarse integer, clients uuid[], workers uuid[])",
    "void",
    f"""
DECLARE allowing integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  SELECT count(*) INTO allowing FROM (SELECT 1 FROM public.alliance_researchconsent c
    WHERE (c.client_id = ANY (clients) OR c.worker_id = ANY (workers)) AND c.withdrawn_at IS NULL FOR SHARE) x;
  IF allowing <> cardinality(clients) + cardinality(workers) THEN RAISE EXCEPTION 'taken back' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.alliance_research SET made_at = access.moment(), level = how_coarse, too_few = sealed IS NULL,
         expires_at = access.moment() + interval '{KEPT_DAYS} days'
   WHERE id = of_one AND approved AND made_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'made already' USING ERRCODE = 'AL409'; END IF;
  IF sealed IS NULL THEN RETURN; END IF;
  INSERT INTO secrets.research_file (research_id, content) VALUES (of_one, sealed);
  INSERT INTO public.alliance_researchuse (id, area_id, research_id, client_id, worker_id)
  SELECT gen_random_uuid(), r.area_id, of_one, p.client, p.worker
    FROM (SELECT c AS client, NULL::uuid AS worker FROM unnest(clients) c UNION ALL SELECT NULL, w FROM unnest(workers) w) p,
         public.alliance_research r WHERE r.id = of_one;
END""",
    volatile=True,
)

FETCH = function(
    "alliance.fetch_research(of_one uuid)",
    "bytea",
    """
DECLARE given bytea;
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR NOT EXISTS (
    SELECT 1 FROM public.alliance_research r WHERE r.id = of_one AND r.asked_by_id = access.actor()
       AND r.organisation_id = ANY (access.organisations_researched()))
  THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.alliance_research SET fetched_at = access.moment()
   WHERE id = of_one AND fetched_at IS NULL AND expires_at > access.moment() AND NOT too_few
     AND keep_until >= access.day();
  IF NOT FOUND THEN RAISE EXCEPTION 'fetched already or over' USING ERRCODE = 'AL409'; END IF;
  IF EXISTS (SELECT 1 FROM public.alliance_researchuse u WHERE u.research_id = of_one AND NOT EXISTS (
    SELECT 1 FROM public.alliance_researchconsent c WHERE c.withdrawn_at IS NULL
       AND coalesce(c.client_id, c.worker_id) = coalesce(u.client_id, u.worker_id)))
  THEN RAISE EXCEPTION 'taken back' USING ERRCODE = 'AL409'; END IF;
  DELETE FROM secrets.research_file f WHERE f.research_id = of_one RETURNING f.content INTO given;
  -- A restored backup has none.
  IF given IS NULL THEN RAISE EXCEPTION 'gone' USING ERRCODE = 'AL409'; END IF;
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  VALUES (access.area(), 'worker', access.actor(), 'research export', NULL, NULL, '', 'research', access.moment());
  RETURN given;
END""",
    volatile=True,
)

DROP = function(
    "alliance.drop_research()",
    "integer",
    """
DECLARE gone integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN 0; END IF;
  DELETE FROM secrets.research_file f USING public.alliance_research r
   WHERE r.id = f.research_id AND r.expires_at <= access.moment();
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0037_research")]
    operations = [ASK, DECIDE, TO_MAKE, ROWS, KEEP, FETCH, DROP]
