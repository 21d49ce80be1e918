"""The wall: who may see a pair and its rounds, and the functions through which alone a round moves.

Errors carry AL403 (not yours) or AL409 (not in this state); the service layer turns them into words.
"""

from django.db import migrations

from alliantie.access.protect import function, history, policies

PAIR_READ = "pair_id = ANY ((SELECT access.pairs_to_read())::uuid[])"

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

# The key of a lock shows in pg_locks; with a secret in it nobody can tell which round it is.
OWN_ROUND = """
CREATE FUNCTION alliance.lock_key(of_round uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $function$
  SELECT hashtextextended(of_round::text,
    ('x' || encode(substr(sha256(inner_pad), 1, 8), 'hex'))::bit(64)::bigint) FROM secrets.identity
$function$;
REVOKE ALL ON FUNCTION alliance.lock_key(uuid) FROM PUBLIC;
CREATE FUNCTION alliance.own_round(of_round uuid) RETURNS public.alliance_round
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
DECLARE here public.alliance_round;
BEGIN
  -- Every seal, confirmation and closing takes this one lock first, so two at once queue up. Not a lock on
  -- the row: that leaves a mark on it (xmax), which would tell the other that something was sent.
  PERFORM pg_advisory_xact_lock(alliance.lock_key(of_round));
  SELECT * INTO here FROM public.alliance_round r
   WHERE r.id = of_round AND r.pair_id = ANY (access.pairs());
  IF NOT FOUND THEN RAISE EXCEPTION 'no round of yours' USING ERRCODE = 'AL403'; END IF;
  RETURN here;
END $function$;
REVOKE ALL ON FUNCTION alliance.own_round(uuid) FROM PUBLIC;
"""

# What the client writes in the own account is out of reach of any PIN chosen before, by whoever chose it, and of any code.
ACCOUNT = """
CREATE FUNCTION alliance.no_pin() RETURNS bytea
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
  SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$function$;
REVOKE ALL ON FUNCTION alliance.no_pin() FROM PUBLIC;
CREATE FUNCTION alliance.close_codes(of_round uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  IF access.kind() <> 'client' THEN RETURN; END IF;
  UPDATE public.alliance_part SET pin_hash = alliance.no_pin()
   WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor();
  DELETE FROM public.alliance_link WHERE round_id = of_round AND way = 'code';
END $function$;
REVOKE ALL ON FUNCTION alliance.close_codes(uuid) FROM PUBLIC;
"""

# A code with a wrong PIN after the client sent leads to a turn like any other, of which nothing is kept: whoever tries a
# code must not learn that something was sent.
SHADOW = """
CREATE FUNCTION alliance.in_shadow() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  RETURN access.kind() = 'link' AND EXISTS (SELECT 1 FROM public.alliance_link l
    WHERE l.id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid AND l.shadow);
END $function$;
REVOKE ALL ON FUNCTION alliance.in_shadow() FROM PUBLIC;
"""

COMPLETE = """
CREATE FUNCTION alliance.completed(of_round uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  IF (SELECT count(*) FROM public.alliance_part
       WHERE round_id = of_round AND sealed_at IS NOT NULL) < 2 THEN RETURN 'open'; END IF;
  UPDATE public.alliance_round SET state = 'complete' WHERE id = of_round;
  RETURN 'complete';
END $function$;
REVOKE ALL ON FUNCTION alliance.completed(uuid) FROM PUBLIC;
"""

ROLE = "CASE WHEN access.kind() = 'worker' THEN 'professional' ELSE 'client' END"

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

ROUNDS = [
    function(
        "alliance.hold(of_round uuid)",
        "void",
        "BEGIN PERFORM alliance.own_round(of_round); END",
        volatile=True,
    ),
    function(
        "alliance.start_round(new_round uuid, of_pair uuid, instrument text, instrument_version text,"
        " variant text, length integer, form text, reason text, opens_on date, answer_until date,"
        " client_part uuid, client_blank bytea, professional_part uuid, professional_blank bytea,"
        " picture_blank bytea)",
        "void",
        """
DECLARE pair public.alliance_pair; next_number smallint; begins text;
BEGIN
  SELECT * INTO pair FROM public.alliance_pair p
   WHERE p.id = of_pair AND p.id = ANY (access.pairs()) AND access.kind() <> 'link' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no pair of yours' USING ERRCODE = 'AL403'; END IF;
  IF pair.ends_on IS NOT NULL OR answer_until < opens_on OR opens_on < access.day()
     OR opens_on > access.day() + 366
     OR EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = pair.case_id AND c.closed_on IS NOT NULL)
  THEN RAISE EXCEPTION 'the pair has ended' USING ERRCODE = 'AL409'; END IF;
  IF EXISTS (SELECT 1 FROM public.alliance_round r WHERE r.pair_id = of_pair
              AND r.state IN ('planned', 'open', 'complete', 'revealed'))
  THEN RAISE EXCEPTION 'a round is running' USING ERRCODE = 'AL409'; END IF;
  SELECT coalesce(max(number), 0) + 1 INTO next_number
    FROM public.alliance_round r WHERE r.pair_id = of_pair;
  begins := CASE WHEN opens_on <= access.day() THEN 'open' ELSE 'planned' END;
  INSERT INTO public.alliance_round (id, area_id, pair_id, number, state, instrument_id,
      instrument_version, variant, length, form, reason, opens_on, answer_until)
  VALUES (new_round, pair.area_id, of_pair, next_number, begins, instrument,
      instrument_version, variant, length, form, reason, opens_on, answer_until);
  INSERT INTO public.alliance_part (id, area_id, round_id, pair_id, role, owner_id, answers, picture,
      withdrawn, closed_because, quiet, reminded, pin_hash, pin_tries)
  VALUES (client_part, pair.area_id, new_round, of_pair, 'client', pair.client_id,
          client_blank, picture_blank, false, '', false, false, alliance.no_pin(), 0),
         (professional_part, pair.area_id, new_round, of_pair, 'professional', pair.worker_id,
          professional_blank, picture_blank, false, '', false, false, alliance.no_pin(), 0);
END""",
        volatile=True,
    ),
    function(
        "alliance.seal(of_round uuid, sealed_answers bytea, sealed_picture bytea, chosen text)",
        "text",
        f"""
DECLARE here public.alliance_round := alliance.own_round(of_round); mine text := {ROLE};
BEGIN
  IF here.state <> 'open' OR here.answer_until < access.day()
  THEN RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'AL409'; END IF;
  IF alliance.in_shadow() THEN
    UPDATE public.alliance_link SET shadow_sent = true WHERE round_id = of_round AND shadow;
    RETURN 'open';
  END IF;
  UPDATE public.alliance_part SET answers = sealed_answers, picture = sealed_picture,
         share = CASE WHEN mine = 'professional' THEN 'all' ELSE chosen END,
         sealed_at = access.moment()
   WHERE round_id = of_round AND role = mine AND owner_id = access.actor() AND sealed_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'sealed already' USING ERRCODE = 'AL409'; END IF;
  PERFORM alliance.close_codes(of_round);
  RETURN alliance.completed(of_round);
END""",
        volatile=True,
    ),
    function(
        "alliance.lower_share(of_round uuid, chosen text)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state NOT IN ('open', 'complete')
  THEN RAISE EXCEPTION 'too late' USING ERRCODE = 'AL409'; END IF;
  IF alliance.in_shadow() THEN RETURN; END IF;
  UPDATE public.alliance_part SET share = chosen
   WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor()
     AND sealed_at IS NOT NULL
     AND array_position(ARRAY['nothing', 'picture', 'all'], chosen)
       <= array_position(ARRAY['nothing', 'picture', 'all'], share::text);
  IF NOT FOUND THEN RAISE EXCEPTION 'only less' USING ERRCODE = 'AL409'; END IF;
END""",
        volatile=True,
    ),
    function(
        "alliance.withdraw(of_round uuid, blank_answers bytea, blank_picture bytea)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state NOT IN ('open', 'complete')
  THEN RAISE EXCEPTION 'too late' USING ERRCODE = 'AL409'; END IF;
  IF alliance.in_shadow() THEN RETURN; END IF;
  UPDATE public.alliance_part SET share = 'nothing', withdrawn = true,
         answers = blank_answers, picture = blank_picture
   WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor()
     AND sealed_at IS NOT NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'nothing was sent' USING ERRCODE = 'AL409'; END IF;
END""",
        volatile=True,
    ),
    function(
        "alliance.say_own(of_round uuid, yes boolean, blank_answers bytea, blank_picture bytea)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state <> 'complete' OR access.kind() = 'worker'
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  IF yes THEN
    UPDATE public.alliance_part SET own_word = true
     WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor();
  ELSE
    -- What somebody else filled in is no answer of the client: it goes, and the round with it.
    UPDATE public.alliance_part SET own_word = false, share = 'nothing', answers = blank_answers,
           picture = blank_picture, closed_because = 'voided'
     WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor();
    UPDATE public.alliance_part SET closed_because = 'window_ended' WHERE round_id = of_round AND role <> 'client';
    UPDATE public.alliance_round SET state = 'closed' WHERE id = of_round;
  END IF;
END""",
        volatile=True,
    ),
    function(
        "alliance.confirm(of_round uuid, blank_agreement bytea)",
        "text",
        f"""
DECLARE here public.alliance_round := alliance.own_round(of_round); mine text := {ROLE};
BEGIN
  IF here.state = 'revealed' THEN RETURN 'revealed'; END IF;
  IF here.state <> 'complete'
  THEN RAISE EXCEPTION 'not complete' USING ERRCODE = 'AL409'; END IF;
  IF mine = 'client' AND NOT EXISTS (SELECT 1 FROM public.alliance_part t
      WHERE t.round_id = of_round AND t.role = mine AND t.own_word)
  THEN RAISE EXCEPTION 'first say whose answers these are' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.alliance_part SET confirmed_at = access.moment()
   WHERE round_id = of_round AND role = mine AND owner_id = access.actor();
  IF NOT FOUND THEN RAISE EXCEPTION 'no part of yours' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT 1 FROM public.alliance_part WHERE round_id = of_round AND role <> mine
              AND confirmed_at > access.moment() - interval '10 minutes') THEN
    UPDATE public.alliance_round SET state = 'revealed', revealed_at = access.moment()
     WHERE id = of_round;
    INSERT INTO public.alliance_conversation (round_id, area_id, pair_id, agreement, agreement_state)
    VALUES (of_round, here.area_id, here.pair_id, blank_agreement, 'open');
    RETURN 'revealed';
  END IF;
  RETURN 'complete';
END""",
        volatile=True,
    ),
    function(
        "alliance.looked(of_round uuid)",
        "TABLE (wrapped bytea, part_id uuid, role varchar, picture bytea, answers bytea)",
        """
DECLARE amount text; readable uuid[] := access.pairs_to_read();
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.alliance_round r WHERE r.id = of_round
      AND r.revealed_at IS NOT NULL AND r.pair_id = ANY (readable)) THEN RETURN; END IF;
  SELECT t.share INTO amount FROM public.alliance_part t
   WHERE t.round_id = of_round AND t.role = 'client';
  RETURN QUERY SELECT k.wrapped, t.id, t.role,
      CASE WHEN amount IN ('all', 'picture') THEN t.picture END,
      CASE WHEN amount = 'all' THEN t.answers END
    FROM public.alliance_part t JOIN secrets.pair_key k ON k.pair_id = t.pair_id WHERE t.round_id = of_round;
END""",
    ),
    function(
        "alliance.propose(of_round uuid, words bytea, none_this_time boolean)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state <> 'revealed' THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.alliance_conversation SET agreement = words, agreement_state =
      CASE WHEN access.kind() = 'worker' THEN CASE WHEN none_this_time THEN 'none_asked' ELSE 'proposed' END
           ELSE CASE WHEN none_this_time THEN 'none' ELSE 'confirmed' END END
   WHERE round_id = of_round;
END""",
        volatile=True,
    ),
    function(
        "alliance.agree(of_round uuid, yes boolean, seen bytea)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state <> 'revealed' OR access.kind() = 'worker'
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.alliance_conversation SET agreement_state = CASE
      WHEN NOT yes THEN 'open' WHEN agreement_state = 'proposed' THEN 'confirmed' ELSE 'none' END
   WHERE round_id = of_round AND agreement_state IN ('proposed', 'none_asked')
     AND sha256(agreement) = seen;
  -- Yes said twice is yes.
  IF NOT FOUND AND NOT (yes AND EXISTS (SELECT 1 FROM public.alliance_conversation c
      WHERE c.round_id = of_round AND c.agreement_state IN ('confirmed', 'none') AND sha256(c.agreement) = seen)) THEN RAISE EXCEPTION 'it changed meanwhile' USING ERRCODE = 'AL409'; END IF;
END""",
        volatile=True,
    ),
    function(
        "alliance.finish(of_round uuid)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state = 'discussed' THEN RETURN; END IF;
  IF here.state <> 'revealed' OR NOT EXISTS (SELECT 1 FROM public.alliance_conversation c
      WHERE c.round_id = of_round AND c.agreement_state IN ('confirmed', 'none'))
  THEN RAISE EXCEPTION 'first agree' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.alliance_round SET state = 'discussed', discussed_on = access.day()
   WHERE id = of_round;
END""",
        volatile=True,
    ),
    function(
        "alliance.date_in_file(of_round uuid, yes boolean)",
        "void",
        """
DECLARE
  here public.alliance_round := alliance.own_round(of_round);
  of_case uuid;
  stands uuid;
BEGIN
  IF here.state <> 'discussed' OR access.kind() = 'worker'
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  SELECT p.case_id INTO of_case FROM public.alliance_pair p WHERE p.id = here.pair_id;
  SELECT c.fact_id INTO stands FROM public.alliance_conversation c
   WHERE c.round_id = of_round AND c.date_in_file;
  IF yes AND stands IS NULL THEN
    stands := gen_random_uuid();
    INSERT INTO public.cases_fact
      (id, area_id, case_id, client_id, kind, talk_id, "on", recorded_by, recorded_at, void)
    VALUES (stands, here.area_id, of_case, access.actor(), 'round_discussed', '',
            here.discussed_on, access.actor(), access.moment(), false);
  ELSIF NOT yes AND stands IS NOT NULL THEN
    INSERT INTO public.cases_fact (id, area_id, case_id, client_id, kind, talk_id, "on",
        recorded_by, recorded_at, corrects_id, void)
    VALUES (gen_random_uuid(), here.area_id, of_case, access.actor(), 'round_discussed', '',
            here.discussed_on, access.actor(), access.moment(), stands, true);
    stands := NULL;
  END IF;
  UPDATE public.alliance_conversation SET date_in_file = yes, fact_id = stands WHERE round_id = of_round;
END""",
        volatile=True,
    ),
    function(
        "alliance.stop_round(of_round uuid)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  -- Only what was planned, or looked at already, may be ended by hand: ending an open round would tell.
  IF here.state NOT IN ('planned', 'revealed') OR access.kind() = 'link'
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.alliance_part SET closed_because = 'stopped' WHERE round_id = of_round;
  UPDATE public.alliance_round SET state = 'closed' WHERE id = of_round;
END""",
        volatile=True,
    ),
    function(
        "alliance.planned_due()",
        "TABLE (round_id uuid, practice_id varchar, practice_version varchar, measures text[])",
        """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY SELECT r.id, c.practice_id, c.practice_version,
      ARRAY(SELECT m.measure_id::text FROM public.cases_measure m WHERE m.case_id = c.id AND m.ends_on IS NULL)
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id
    JOIN public.cases_case c ON c.id = p.case_id
   WHERE r.state = 'planned' AND r.opens_on <= access.day();
END""",
    ),
    function(
        "alliance.tend_rounds(unfit uuid[])",
        "integer",
        """
DECLARE today date := access.day(); moved integer := 0; due record;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN
    RAISE EXCEPTION 'for the background only' USING ERRCODE = 'AL403';
  END IF;
  FOR due IN
    SELECT id, state, CASE WHEN state = 'planned' AND answer_until >= today AND NOT id = ANY (unfit)
                    THEN 'open' ELSE 'closed' END AS becomes
      FROM public.alliance_round
     WHERE (state = 'planned' AND opens_on <= today) OR (state = 'open' AND answer_until < today)
        OR (state = 'complete' AND answer_until < today - 30)
        OR (state = 'revealed' AND answer_until < today - 60)
     ORDER BY id
  LOOP
    PERFORM pg_advisory_xact_lock(alliance.lock_key(due.id));
    UPDATE public.alliance_round r SET state = due.becomes WHERE r.id = due.id AND r.state = due.state;
    IF FOUND THEN
      moved := moved + 1;
      UPDATE public.alliance_part t SET closed_because =
          CASE WHEN t.sealed_at IS NULL THEN 'no_answer' ELSE 'window_ended' END
       WHERE t.round_id = due.id AND due.becomes = 'closed';
    END IF;
  END LOOP;
  RETURN moved;
END""",
        volatile=True,
    ),
]

LINKS = [
    function(
        "alliance.enter(of_round uuid, pin bytea, blank_answers bytea)",
        "boolean",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round); part public.alliance_part;
BEGIN
  IF access.kind() <> 'link' THEN RETURN false; END IF;
  SELECT * INTO part FROM public.alliance_part t
   WHERE t.round_id = of_round AND t.role = 'client' AND t.owner_id = access.actor() FOR UPDATE;
  IF part.pin_tries < 5 AND part.pin_hash = pin THEN
    UPDATE public.alliance_link SET shadow = false
     WHERE id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid;
    RETURN true;
  END IF;
  IF part.sealed_at IS NOT NULL OR here.state <> 'open' THEN
    UPDATE public.alliance_part SET pin_tries = pin_tries + 1 WHERE id = part.id AND pin_tries < 5;
    IF here.state <> 'open' THEN RETURN false; END IF;
    UPDATE public.alliance_link SET shadow = true, shadow_answers = blank_answers, shadow_sent = false
     WHERE id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid;
    RETURN true;
  END IF;
  -- Another PIN starts anew: whoever has a code alone sees nothing of what was written before.
  UPDATE public.alliance_part SET pin_hash = pin, answers = blank_answers WHERE id = part.id;
  RETURN true;
END""",
        volatile=True,
    ),
    function(
        "alliance.make_link(of_round uuid, new_slug text, code bytea, until_at timestamptz, for_way text)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF access.kind() <> 'worker' OR here.state NOT IN ('open', 'complete', 'revealed')
     OR (here.state = 'open' AND here.answer_until < access.day())
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  -- A newer code ends an older one; a form that was printed before stays good.
  DELETE FROM public.alliance_link WHERE round_id = of_round AND way = 'code' AND for_way = 'code';
  INSERT INTO public.alliance_link (id, area_id, round_id, slug, way, code_hash, expires_at, shadow, shadow_sent, tries)
  VALUES (gen_random_uuid(), here.area_id, of_round, new_slug, for_way, code, until_at, false, false, 0);
END""",
        volatile=True,
    ),
    function(
        "alliance.use_link(of_slug text, code bytea)",
        "TABLE (link_id uuid, round_id uuid, pair_id uuid, case_id uuid, client_id uuid, area_id uuid)",
        """
DECLARE link public.alliance_link;
BEGIN
  IF access.kind() NOT IN ('door', 'link') THEN RETURN; END IF;
  SELECT * INTO link FROM public.alliance_link l WHERE l.slug = of_slug AND l.way = 'code' FOR UPDATE;
  IF NOT FOUND OR link.used_at IS NOT NULL OR link.tries >= 5 OR link.expires_at <= access.moment()
  THEN RETURN; END IF;
  IF link.code_hash <> code THEN
    UPDATE public.alliance_link SET tries = tries + 1 WHERE id = link.id;
    RETURN;
  END IF;
  UPDATE public.alliance_link SET used_at = access.moment() WHERE id = link.id;
  RETURN QUERY SELECT link.id, r.id, r.pair_id, p.case_id, p.client_id, p.area_id
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id
   WHERE r.id = link.round_id AND r.state IN ('open', 'complete', 'revealed') AND p.ends_on IS NULL;
END""",
        volatile=True,
    ),
    function(
        "alliance.come_beside(of_round uuid, pin bytea)",
        "TABLE (link_id uuid, round_id uuid, pair_id uuid, case_id uuid, client_id uuid, area_id uuid)",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round); part public.alliance_part; made uuid;
BEGIN
  IF access.kind() <> 'worker' OR here.state NOT IN ('complete', 'revealed')
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  SELECT * INTO part FROM public.alliance_part t WHERE t.round_id = of_round AND t.role = 'client' FOR UPDATE;
  IF part.pin_tries >= 5 THEN RETURN; END IF;
  IF part.pin_hash <> pin THEN
    UPDATE public.alliance_part SET pin_tries = pin_tries + 1 WHERE id = part.id;
    RETURN;
  END IF;
  made := gen_random_uuid();
  DELETE FROM public.alliance_link l WHERE l.round_id = of_round AND l.way = 'code';
  INSERT INTO public.alliance_link (id, area_id, round_id, slug, way, code_hash, expires_at, shadow, shadow_sent,
    tries, used_at)
  VALUES (made, here.area_id, of_round, left(made::text, 24), 'code', pin, access.moment(), false, false, 0,
    access.moment());
  RETURN QUERY SELECT made, of_round, p.id, p.case_id, p.client_id, p.area_id
    FROM public.alliance_pair p WHERE p.id = here.pair_id;
END""",
        volatile=True,
    ),
]

# A paper form has a number. Whoever types it in is a colleague outside the pair, who sees questions and no name.
PAPER_FORM = """
  SELECT l.* INTO link FROM public.alliance_link l
    JOIN public.alliance_round r ON r.id = l.round_id JOIN public.alliance_pair p ON p.id = r.pair_id
    JOIN public.cases_case c ON c.id = p.case_id
    JOIN public.people_worker w ON w.organisation_id = c.organisation_id
   WHERE l.slug = of_number AND l.way = 'paper' AND l.used_at IS NULL AND r.state = 'open'
     AND r.answer_until >= access.day() AND p.ends_on IS NULL
     AND access.kind() = 'worker' AND w.id = access.actor() AND p.worker_id <> access.actor()
     AND NOT EXISTS (SELECT 1 FROM public.access_grant g
                      WHERE g.case_id = p.case_id AND g.subject_kind = 'worker' AND g.subject_id = access.actor());
"""

PAPER = [
    function(
        "alliance.paper_form(of_number text)",
        "TABLE (round_id uuid, pair_id uuid, part_id uuid, organisation_id uuid, practice_id varchar,"
        " practice_version varchar, pair_kind varchar, instrument_id varchar, instrument_version varchar,"
        " variant varchar, length smallint, form varchar, wrapped bytea)",
        f"""
DECLARE link public.alliance_link;
BEGIN
  {PAPER_FORM}
  IF link.id IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT r.id, p.id, t.id, c.organisation_id, c.practice_id, c.practice_version, p.pair_kind,
      r.instrument_id, r.instrument_version, r.variant, r.length, r.form, k.wrapped
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id
    JOIN public.cases_case c ON c.id = p.case_id JOIN secrets.pair_key k ON k.pair_id = p.id
    JOIN public.alliance_part t ON t.round_id = r.id AND t.role = 'client'
   WHERE r.id = link.round_id;
END""",
    ),
    function(
        "alliance.seal_paper(of_number text, sealed_answers bytea, sealed_picture bytea, chosen text, pin bytea)",
        "void",
        f"""
DECLARE link public.alliance_link;
BEGIN
  {PAPER_FORM}
  IF link.id IS NULL THEN RAISE EXCEPTION 'no such form' USING ERRCODE = 'AL409'; END IF;
  PERFORM pg_advisory_xact_lock(alliance.lock_key(link.round_id));
  UPDATE public.alliance_link SET used_at = access.moment() WHERE id = link.id;
  INSERT INTO public.access_reading
    (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, 'worker', access.actor(), 'paper', p.case_id, p.client_id, '', 'paper', access.moment()
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id WHERE r.id = link.round_id;
  -- Paper never overrides what the client sent or refused otherwise, and whoever types it in does not learn that.
  UPDATE public.alliance_part t SET answers = sealed_answers, picture = sealed_picture, share = chosen,
         sealed_at = access.moment(), pin_hash = pin, pin_tries = 0
    FROM public.alliance_round r, public.alliance_wish w
   WHERE t.round_id = link.round_id AND t.role = 'client' AND t.sealed_at IS NULL AND NOT t.quiet
     AND w.pair_id = t.pair_id AND NOT w.do_not_ask AND r.id = t.round_id AND r.state = 'open';
  PERFORM alliance.completed(link.round_id);
END""",
        volatile=True,
    ),
]

# One reminder, half-way the window, to clients who gave an address themselves and did not say no.
REMINDERS = [
    function(
        "alliance.own_mailbox()",
        "bytea",
        """
BEGIN
  RETURN (SELECT m.address FROM public.alliance_mailbox m
           WHERE m.client_id = access.actor() AND access.kind() = 'client');
END""",
    ),
    function(
        "alliance.set_mailbox(sealed bytea)",
        "void",
        """
BEGIN
  IF access.kind() <> 'client' THEN RAISE EXCEPTION 'the client only' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.alliance_mailbox m WHERE m.client_id = access.actor();
  IF sealed IS NOT NULL THEN
    INSERT INTO public.alliance_mailbox (client_id, area_id, address)
    VALUES (access.actor(), access.area(), sealed);
  END IF;
END""",
        volatile=True,
    ),
    function(
        "alliance.take_reminder()",
        "TABLE (client_id uuid, address bytea, language varchar)",
        """
DECLARE due record;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  SELECT t.id, t.owner_id, m.address AS sealed, c.language AS spoken INTO due
    FROM public.alliance_part t JOIN public.alliance_round r ON r.id = t.round_id
    JOIN public.alliance_pair p ON p.id = r.pair_id
    JOIN public.alliance_wish w ON w.pair_id = p.id
    JOIN public.alliance_mailbox m ON m.client_id = t.owner_id
    JOIN public.people_client c ON c.id = t.owner_id
   WHERE t.role = 'client' AND t.sealed_at IS NULL AND NOT t.quiet AND NOT t.reminded AND NOT w.do_not_ask
     AND r.state = 'open' AND r.opens_on + (r.answer_until - r.opens_on) / 2 <= access.day()
     AND r.answer_until >= access.day() AND p.ends_on IS NULL
   ORDER BY t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED;
  IF due.id IS NULL THEN RETURN; END IF;
  UPDATE public.alliance_part SET reminded = true WHERE id = due.id;
  RETURN QUERY SELECT due.owner_id, due.sealed, due.spoken;
END""",
        volatile=True,
    ),
]

# Walled tables are read and written through these alone. With SELECT on the table itself, EXPLAIN would tell which rows a
# condition met before the policy hid them, and the place of a row would move with every save.
WALLED = [
    function(
        "alliance.own_parts()",
        "SETOF public.alliance_part",
        """
DECLARE me uuid := access.actor(); mine uuid[] := access.pairs();
BEGIN
  -- From the running rounds, at most one a pair, and not from every part there ever was.
  RETURN QUERY SELECT t.* FROM public.alliance_round r JOIN public.alliance_part t ON t.round_id = r.id
   WHERE r.pair_id = ANY (mine) AND r.state IN ('planned', 'open', 'complete', 'revealed')
     AND t.owner_id = me AND t.pair_id = ANY (mine) AND NOT alliance.in_shadow();
END""",
    ),
    function(
        "alliance.own_part(of_round uuid, to_change boolean)",
        "SETOF public.alliance_part",
        """
DECLARE me uuid := access.actor(); mine uuid[] := access.pairs(); part public.alliance_part;
BEGIN
  IF to_change THEN
    PERFORM 1 FROM public.alliance_part t WHERE t.round_id = of_round AND t.owner_id = me
       AND t.pair_id = ANY (mine) FOR UPDATE;
    -- Whoever waited for the lock may have lost the pair meanwhile.
    mine := access.pairs();
  END IF;
  SELECT t.* INTO part FROM public.alliance_part t WHERE t.round_id = of_round
     AND t.owner_id = me AND t.pair_id = ANY (mine);
  IF part.id IS NULL THEN RETURN; END IF;
  IF alliance.in_shadow() THEN
    SELECT l.shadow_answers, CASE WHEN l.shadow_sent THEN access.moment() END, CASE WHEN l.shadow_sent THEN 'nothing' END
      INTO part.answers, part.sealed_at, part.share
      FROM public.alliance_link l WHERE l.id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid;
    part.picture := part.pin_hash;
    part.withdrawn := false;
  END IF;
  RETURN NEXT part;
END""",
        volatile=True,
    ),
    function(
        "alliance.save_part(of_round uuid, draft bytea, be_quiet boolean)",
        "boolean",
        """
DECLARE me uuid := access.actor(); mine uuid[] := access.pairs();
BEGIN
  IF alliance.in_shadow() THEN
    UPDATE public.alliance_link SET shadow_answers = draft
     WHERE id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid AND NOT shadow_sent;
    RETURN FOUND;
  END IF;
  PERFORM alliance.close_codes(of_round);
  UPDATE public.alliance_part t SET answers = draft, quiet = be_quiet FROM public.alliance_round r
   WHERE r.id = t.round_id AND r.state = 'open' AND t.round_id = of_round AND t.owner_id = me
     AND t.pair_id = ANY (mine) AND t.sealed_at IS NULL;
  RETURN FOUND;
END""",
        volatile=True,
    ),
    function(
        "alliance.own_wishes()",
        "SETOF public.alliance_wish",
        """
BEGIN
  RETURN QUERY SELECT w.* FROM public.alliance_wish w WHERE w.client_id = access.actor()
     AND access.kind() IN ('client', 'link') AND w.pair_id = ANY (access.pairs());
END""",
    ),
    function(
        "alliance.set_wish(of_pair uuid, wish boolean)",
        "void",
        """
BEGIN
  IF alliance.in_shadow() THEN RETURN; END IF;
  UPDATE public.alliance_wish w SET do_not_ask = wish WHERE w.pair_id = of_pair
     AND w.client_id = access.actor() AND access.kind() IN ('client', 'link')
     AND w.pair_id = ANY (access.pairs());
END""",
        volatile=True,
    ),
    function(
        "alliance.save_afterthought(of_round uuid, given bytea)",
        "void",
        """
BEGIN
  IF access.kind() NOT IN ('client', 'link') OR NOT EXISTS (
      SELECT 1 FROM public.alliance_round r WHERE r.id = of_round AND r.pair_id = ANY (access.pairs()))
  THEN RAISE EXCEPTION 'no round of yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.alliance_afterthought (round_id, area_id, client_id, answers)
  VALUES (of_round, access.area(), access.actor(), given)
  ON CONFLICT (round_id) DO UPDATE SET answers = EXCLUDED.answers;
END""",
        volatile=True,
    ),
]

TABLES = [
    *WALLED,
    policies("alliance_pair", select="id = ANY ((SELECT access.pairs_to_read())::uuid[])"),
    policies(
        "alliance_shown",
        select="earlier_id = ANY ((SELECT access.pairs_to_read())::uuid[])",
        insert="(SELECT access.kind()) = 'client'"
        " AND earlier_id = ANY ((SELECT access.pairs())::uuid[])"
        " AND later_id = ANY ((SELECT access.pairs())::uuid[])",
        delete="(SELECT access.kind()) = 'client' AND earlier_id = ANY ((SELECT access.pairs())::uuid[])",
    ),
    policies("alliance_wish"),
    policies("alliance_round", select=PAIR_READ),
    policies("alliance_part"),
    policies("alliance_conversation", select=PAIR_READ),
    policies("alliance_afterthought"),
    policies("alliance_link"),
    policies("alliance_mailbox"),
    policies(
        "alliance_itemflag",
        insert="area_id = (SELECT access.area())",
    ),
    # Parts, afterthoughts, links and wishes keep no history: an erased draft must be gone, and a
    # trace of who saved when would tell that someone had begun.
    history("alliance_pair"),
    history("alliance_shown"),
    history("alliance_round"),
    history("alliance_conversation"),
]

SCHEMA = migrations.RunSQL(
    sql=["CREATE SCHEMA alliance", "GRANT USAGE ON SCHEMA alliance TO alliantie_app"],
    reverse_sql=["DROP SCHEMA alliance"],
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0001_initial"), ("cases", "0002_protection")]
    operations = [
        SCHEMA,
        KEYS,
        *VISIBLE,
        migrations.RunSQL(OWN_ROUND, "DROP FUNCTION alliance.own_round(uuid); DROP FUNCTION alliance.lock_key(uuid)"),
        migrations.RunSQL(ACCOUNT, "DROP FUNCTION alliance.close_codes(uuid); DROP FUNCTION alliance.no_pin()"),
        migrations.RunSQL(SHADOW, "DROP FUNCTION alliance.in_shadow()"),
        migrations.RunSQL(COMPLETE, "DROP FUNCTION alliance.completed(uuid)"),
        *PAIRS,
        *ROUNDS,
        *LINKS,
        *PAPER,
        *REMINDERS,
        *TABLES,
    ]
