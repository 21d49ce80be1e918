"""Sending the own part, and what the client can still do with it: share less, take it back, say whose answers they are."""

from django.db import migrations

from alliantie.access.protect import function

COMPLETE = """
CREATE FUNCTION alliance.completed(of_round uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  IF (SELECT count(*) FROM public.alliance_part
       WHERE round_id = of_round AND sealed_at IS NOT NULL) < 2 THEN RETURN 'open'; END IF;
  UPDATE public.alliance_round SET state = 'complete' WHERE id = of_round;
  -- No shadow opens from here on, so nothing of one is kept: it can hold a draft that was erased elsewhere.
  UPDATE public.alliance_link SET shadow_answers = NULL, shadow_pin = NULL WHERE round_id = of_round;
  RETURN 'complete';
END $function$;
REVOKE ALL ON FUNCTION alliance.completed(uuid) FROM PUBLIC;
"""

ROLE = "CASE WHEN access.kind() = 'worker' THEN 'professional' ELSE 'client' END"

SEALING = [
    function(
        "alliance.seal(of_round uuid, sealed_answers bytea, sealed_picture bytea, chosen text)",
        "text",
        f"""
DECLARE here public.alliance_round := alliance.own_round(of_round); mine text := {ROLE};
BEGIN
  IF here.state <> 'open' OR here.answer_until < access.day()
  THEN RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'AL409'; END IF;
  IF alliance.in_shadow() THEN
    UPDATE public.alliance_link SET shadow_answers = sealed_answers, shadow_share = chosen, shadow_sealed_at = access.moment()
     WHERE id = alliance.code_held() AND shadow_sealed_at IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION 'sealed already' USING ERRCODE = 'AL409'; END IF;
    RETURN 'open';
  END IF;
  PERFORM alliance.keep_from_codes(of_round);
  UPDATE public.alliance_part SET answers = sealed_answers, picture = sealed_picture,
         share = CASE WHEN mine = 'professional' THEN 'all' ELSE chosen END,
         sealed_at = access.moment()
   WHERE round_id = of_round AND role = mine AND owner_id = access.actor() AND sealed_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'sealed already' USING ERRCODE = 'AL409'; END IF;
  RETURN alliance.completed(of_round);
END""",
        volatile=True,
    ),
    function(
        "alliance.lower_share(of_round uuid, chosen text)",
        "void",
        """
DECLARE
  here public.alliance_round := alliance.own_round(of_round);
  amounts text[] := ARRAY['nothing', 'picture', 'all'];
BEGIN
  IF here.state NOT IN ('open', 'complete')
  THEN RAISE EXCEPTION 'too late' USING ERRCODE = 'AL409'; END IF;
  IF alliance.in_shadow() THEN
    UPDATE public.alliance_link SET shadow_share = chosen
     WHERE id = alliance.code_held() AND shadow_sealed_at IS NOT NULL
       AND array_position(amounts, chosen) <= array_position(amounts, shadow_share::text);
  ELSE
    UPDATE public.alliance_part SET share = chosen
     WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor() AND sealed_at IS NOT NULL
       AND array_position(amounts, chosen) <= array_position(amounts, share::text);
  END IF;
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
  IF alliance.in_shadow() THEN
    UPDATE public.alliance_link SET shadow_share = 'nothing', shadow_withdrawn = true, shadow_answers = blank_answers
     WHERE id = alliance.code_held() AND shadow_sealed_at IS NOT NULL;
  ELSE
    UPDATE public.alliance_part SET share = 'nothing', withdrawn = true,
           answers = blank_answers, picture = blank_picture
     WHERE round_id = of_round AND role = 'client' AND owner_id = access.actor()
       AND sealed_at IS NOT NULL;
  END IF;
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
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0005_course_of_a_round")]
    operations = [
        migrations.RunSQL(COMPLETE, "DROP FUNCTION alliance.completed(uuid)"),
        *SEALING,
    ]
