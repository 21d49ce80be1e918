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
  UPDATE public.alliance_part SET pin_hash = alliance.no_pin(), pin_chosen = true
   WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor();
  -- Ended and not deleted: a code that is not there would be refused sooner than a wrong one.
  UPDATE public.alliance_link SET expires_at = access.moment(), used_at = NULL
   WHERE round_id = of_round AND way = 'code';
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
    SELECT l.shadow_answers, CASE WHEN l.shadow_sent THEN access.moment() END, CASE WHEN l.shadow_sent THEN 'nothing' END
      INTO part.answers, part.sealed_at, part.share
      FROM public.alliance_link l WHERE l.id = NULLIF(split_part(access.claim(), ':', 5), '')::uuid;
    part.picture := part.pin_hash;
    part.withdrawn := false;
    part.pin_tries := 0;
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
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0003_pairs")]
    operations = [
        migrations.RunSQL(OWN_ROUND, "DROP FUNCTION alliance.own_round(uuid); DROP FUNCTION alliance.lock_key(uuid)"),
        migrations.RunSQL(ACCOUNT, "DROP FUNCTION alliance.close_codes(uuid); DROP FUNCTION alliance.no_pin()"),
        migrations.RunSQL(SHADOW, "DROP FUNCTION alliance.in_shadow()"),
        *OWN_PARTS,
        policies("alliance_part"),
    ]
