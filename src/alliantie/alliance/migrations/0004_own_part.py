"""The own part of a round: one at a time, read and written by its owner alone, in a shadow where a code was misused.

Walled tables are read and written through functions alone. With SELECT on the table itself, EXPLAIN would tell which
rows a condition met before the policy hid them, and the place of a row would move with every save. Neither parts nor
wishes, afterthoughts and links keep a history: an erased draft must be gone, and a trace of who saved when would tell
that someone had begun.
"""

from django.db import migrations

from alliantie.access.protect import function, policies

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

# A code with a wrong PIN after the client sent leads to a turn like any other, of which nothing is kept: whoever tries a
# code must not learn that something was sent. And a turn that goes on while the client writes in the account, or while
# the client's paper is typed in, goes on without the client's part: an end would tell.
SHADOW = """
CREATE FUNCTION alliance.code_held() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $function$
  SELECT NULLIF(split_part(access.claim(), ':', 5), '')::uuid
$function$;
REVOKE ALL ON FUNCTION alliance.code_held() FROM PUBLIC;
CREATE FUNCTION alliance.in_shadow() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  RETURN access.kind() = 'link' AND EXISTS (SELECT 1 FROM public.alliance_link l
    WHERE l.id = alliance.code_held() AND l.shadow);
END $function$;
REVOKE ALL ON FUNCTION alliance.in_shadow() FROM PUBLIC;
CREATE FUNCTION alliance.into_shadow(of_round uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
  UPDATE public.alliance_link l SET shadow = l.used_at IS NOT NULL, shadow_answers = t.answers,
         shadow_sealed_at = NULL, shadow_share = NULL, shadow_withdrawn = false, shadow_wish = t.code_wish,
         shadow_pin = t.pin_hash, shadow_tries = t.pin_tries
    FROM public.alliance_part t
   WHERE l.round_id = of_round AND l.way = 'code' AND t.round_id = of_round AND t.role = 'client'
     AND t.sealed_at IS NULL AND NOT t.by_account
$function$;
REVOKE ALL ON FUNCTION alliance.into_shadow(uuid) FROM PUBLIC;
"""

# What the client writes in the own account is out of reach of any PIN chosen before, by whoever chose it, and of any code.
ACCOUNT = """
CREATE FUNCTION alliance.no_pin() RETURNS bytea
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
  SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$function$;
REVOKE ALL ON FUNCTION alliance.no_pin() FROM PUBLIC;
CREATE FUNCTION alliance.keep_from_codes(of_round uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  IF access.kind() <> 'client' THEN RETURN; END IF;
  PERFORM alliance.into_shadow(of_round);
  UPDATE public.alliance_part SET pin_hash = alliance.no_pin(), pin_chosen = true, by_account = true
   WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor();
END $function$;
REVOKE ALL ON FUNCTION alliance.keep_from_codes(uuid) FROM PUBLIC;
"""

OWN_PARTS = [
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
    SELECT l.shadow_answers, l.shadow_sealed_at, l.shadow_share, l.shadow_withdrawn, l.shadow_pin, l.shadow_tries,
           l.shadow_wish
      INTO part.answers, part.sealed_at, part.share, part.withdrawn, part.pin_hash, part.pin_tries, part.code_wish
      FROM public.alliance_link l WHERE l.id = alliance.code_held();
    part.picture := part.pin_hash;
    part.by_account := false;
    part.quiet := false;
    part.reminded := false;
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
     WHERE id = alliance.code_held() AND shadow_sealed_at IS NULL;
    RETURN FOUND;
  END IF;
  PERFORM alliance.keep_from_codes(of_round);
  UPDATE public.alliance_part t SET answers = draft, quiet = be_quiet FROM public.alliance_round r
   WHERE r.id = t.round_id AND r.state = 'open' AND t.round_id = of_round AND t.owner_id = me
     AND t.pair_id = ANY (mine) AND t.sealed_at IS NULL;
  RETURN FOUND;
END""",
        volatile=True,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0003_pairs")]
    operations = [
        migrations.RunSQL(OWN_ROUND, "DROP FUNCTION alliance.own_round(uuid); DROP FUNCTION alliance.lock_key(uuid)"),
        migrations.RunSQL(
            SHADOW,
            "DROP FUNCTION alliance.into_shadow(uuid); DROP FUNCTION alliance.in_shadow();"
            " DROP FUNCTION alliance.code_held()",
        ),
        migrations.RunSQL(ACCOUNT, "DROP FUNCTION alliance.keep_from_codes(uuid); DROP FUNCTION alliance.no_pin()"),
        *OWN_PARTS,
        policies("alliance_part"),
    ]
