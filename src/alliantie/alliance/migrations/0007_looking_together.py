"""Looking together, the one agreement, and what may stand in the file."""

from django.db import migrations

from alliantie.access.protect import function, history, policies

ROLE = "CASE WHEN access.kind() = 'worker' THEN 'professional' ELSE 'client' END"

TOGETHER = [
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
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0006_sealing")]
    operations = [
        *TOGETHER,
        policies("alliance_conversation", select="pair_id = ANY ((SELECT access.pairs_to_read())::uuid[])"),
        history("alliance_conversation"),
    ]
