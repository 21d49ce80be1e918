"""Codes: how a client without an account comes in, is let in by the own PIN, and looks along on the worker's screen."""

from django.db import migrations

from alliantie.access.protect import function, policies

# What is tried with a PIN stands in the client's own log, which the client's account alone reads. At the fifth wrong one
# the PIN works no more. Whatever was there to be tried, the same rows are written, so that the time it takes does not
# tell: a PIN that could not be a wrong one is one that somebody typed.
PIN_LOG = """
CREATE FUNCTION alliance.note_pin(of_round uuid, what text, device text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, access.kind(), access.actor(), what, p.case_id, p.client_id,
         CASE WHEN device IN ('phone', 'computer') THEN device ELSE '' END, 'pair', access.moment()
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id WHERE r.id = of_round
$function$;
REVOKE ALL ON FUNCTION alliance.note_pin(uuid, text, text) FROM PUBLIC;
CREATE FUNCTION alliance.wrong_pin(of_round uuid, device text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
DECLARE counts boolean; tries smallint;
BEGIN
  SELECT pin_tries < 5 AND (pin_chosen OR sealed_at IS NOT NULL) INTO counts FROM public.alliance_part
   WHERE round_id = of_round AND role = 'client';
  UPDATE public.alliance_part SET pin_tries = pin_tries + counts::int WHERE round_id = of_round AND role = 'client'
   RETURNING pin_tries INTO tries;
  UPDATE public.alliance_link SET shadow_tries = least(shadow_tries + 1, 5) WHERE round_id = of_round AND way = 'code';
  PERFORM alliance.note_pin(of_round,
    CASE WHEN NOT counts THEN 'pin typed' WHEN tries < 5 THEN 'wrong pin' ELSE 'pin locked' END, device);
END $function$;
REVOKE ALL ON FUNCTION alliance.wrong_pin(uuid, text) FROM PUBLIC;
"""

CODES = [
    function(
        "alliance.enter(of_round uuid, pin bytea, device text)",
        "boolean",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round); part public.alliance_part; known boolean;
BEGIN
  IF access.kind() <> 'link' THEN RAISE EXCEPTION 'by a code only' USING ERRCODE = 'AL403'; END IF;
  SELECT * INTO part FROM public.alliance_part t
   WHERE t.round_id = of_round AND t.role = 'client' AND t.owner_id = access.actor() FOR UPDATE;
  known := part.pin_tries < 5 AND part.pin_hash = pin;
  UPDATE public.alliance_link SET shadow = NOT known
   WHERE id = alliance.code_held()
     AND (known OR (here.state = 'open' AND shadow_tries < 5 AND shadow_pin = pin));
  IF FOUND THEN RETURN true; END IF;
  PERFORM alliance.wrong_pin(of_round, device);
  RETURN false;
END""",
        volatile=True,
    ),
    function(
        "alliance.start_anew(of_round uuid, pin bytea, blank_answers bytea, device text)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round); part public.alliance_part; closed boolean;
BEGIN
  IF access.kind() <> 'link' THEN RAISE EXCEPTION 'by a code only' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'open' OR here.answer_until < access.day()
  THEN RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'AL409'; END IF;
  SELECT * INTO part FROM public.alliance_part t
   WHERE t.round_id = of_round AND t.role = 'client' AND t.owner_id = access.actor() FOR UPDATE;
  -- Whoever has a code alone sees nothing of what was written before: a draft is gone, and what was sent or stands in
  -- the account stays closed. Also when this is the right PIN: forgetting it is no way to try one.
  closed := part.sealed_at IS NOT NULL OR part.by_account;
  UPDATE public.alliance_link
     SET shadow = closed, shadow_answers = blank_answers, shadow_sealed_at = NULL, shadow_share = NULL,
         shadow_withdrawn = false, shadow_wish = NULL, shadow_pin = pin, shadow_tries = 0
   WHERE id = alliance.code_held();
  -- The row is written either way, so that the time it takes does not tell.
  UPDATE public.alliance_part
     SET pin_hash = CASE WHEN closed THEN pin_hash ELSE pin END, pin_chosen = true,
         pin_tries = CASE WHEN closed THEN pin_tries ELSE 0 END,
         answers = CASE WHEN closed THEN answers ELSE blank_answers END,
         code_wish = CASE WHEN closed THEN code_wish END
   WHERE id = part.id;
  PERFORM alliance.note_pin(of_round, CASE WHEN closed THEN 'new pin refused' ELSE 'new pin' END, device);
END""",
        volatile=True,
    ),
    function(
        "alliance.make_link(of_round uuid, new_slug text, code bytea, until_at timestamptz)",
        "void",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF access.kind() <> 'worker' OR here.state NOT IN ('open', 'complete', 'revealed')
     OR (here.state = 'open' AND here.answer_until < access.day())
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  -- A newer code ends an older one, whose id is gone; what a shadow holds waits for its PIN. A form that was printed
  -- before stays good.
  UPDATE public.alliance_link SET id = gen_random_uuid(), slug = new_slug, code_hash = code, expires_at = until_at,
         shadow = false, tries = 0, used_at = NULL
   WHERE round_id = of_round AND way = 'code';
  IF FOUND THEN RETURN; END IF;
  INSERT INTO public.alliance_link (id, area_id, round_id, slug, way, code_hash, expires_at, shadow, shadow_withdrawn,
    shadow_tries, tries)
  VALUES (gen_random_uuid(), here.area_id, of_round, new_slug, 'code', code, until_at, false, false, 0, 0);
END""",
        volatile=True,
    ),
    function(
        "alliance.use_link(of_slug text, code bytea, device text)",
        "TABLE (link_id uuid, round_id uuid, pair_id uuid, case_id uuid, client_id uuid, area_id uuid)",
        """
DECLARE link public.alliance_link; opens boolean; now_is timestamptz := access.moment();
BEGIN
  IF access.kind() NOT IN ('door', 'link') THEN RETURN; END IF;
  SELECT * INTO link FROM public.alliance_link l WHERE l.slug = of_slug AND l.way = 'code' FOR UPDATE;
  opens := link.used_at IS NULL AND link.tries < 5 AND link.expires_at > now_is AND link.code_hash = code;
  -- Used, wrong or too late: all write the same, so that the time it takes does not tell which.
  UPDATE public.alliance_link SET used_at = CASE WHEN opens THEN now_is ELSE used_at END,
         tries = CASE WHEN opens THEN tries ELSE least(tries + 1, 5) END WHERE id = link.id;
  IF opens IS NOT TRUE THEN RETURN; END IF;
  -- Also when whoever it was goes no further: the code is used up, and only the client may know by when.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, 'link', p.client_id, 'code', p.case_id, p.client_id,
         CASE WHEN device IN ('phone', 'computer') THEN device ELSE '' END, 'pair', now_is
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id WHERE r.id = link.round_id;
  RETURN QUERY SELECT link.id, r.id, r.pair_id, p.case_id, p.client_id, p.area_id
    FROM public.alliance_round r JOIN public.alliance_pair p ON p.id = r.pair_id
   WHERE r.id = link.round_id AND r.state IN ('open', 'complete', 'revealed') AND p.ends_on IS NULL;
END""",
        volatile=True,
    ),
    function(
        "alliance.come_beside(of_round uuid, pin bytea, device text)",
        "TABLE (link_id uuid, round_id uuid, pair_id uuid, case_id uuid, client_id uuid, area_id uuid)",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round); part public.alliance_part; made uuid;
BEGIN
  IF access.kind() <> 'worker' OR here.state NOT IN ('complete', 'revealed')
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  SELECT * INTO part FROM public.alliance_part t WHERE t.round_id = of_round AND t.role = 'client' FOR UPDATE;
  IF part.pin_tries >= 5 OR part.pin_hash <> pin THEN
    PERFORM alliance.wrong_pin(of_round, device);
    RETURN;
  END IF;
  made := gen_random_uuid();
  DELETE FROM public.alliance_link l WHERE l.round_id = of_round AND l.way = 'code';
  INSERT INTO public.alliance_link (id, area_id, round_id, slug, way, code_hash, expires_at, shadow, shadow_withdrawn,
    shadow_tries, tries, used_at)
  VALUES (made, here.area_id, of_round, left(made::text, 24), 'code', pin, access.moment(), false, false, 0, 0,
    access.moment());
  RETURN QUERY SELECT made, of_round, p.id, p.case_id, p.client_id, p.area_id
    FROM public.alliance_pair p WHERE p.id = here.pair_id;
END""",
        volatile=True,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0007_looking_together")]
    operations = [
        migrations.RunSQL(
            PIN_LOG, "DROP FUNCTION alliance.wrong_pin(uuid, text); DROP FUNCTION alliance.note_pin(uuid, text, text)"
        ),
        *CODES,
        policies("alliance_link"),
    ]
