"""A round begins, opens on its day, and closes when its window ends or somebody stops it."""

from django.db import migrations

from alliantie.access.protect import function, history, policies

COURSE = [
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
      withdrawn, closed_because, quiet, reminded, pin_hash, pin_chosen, pin_tries, by_account)
  VALUES (client_part, pair.area_id, new_round, of_pair, 'client', pair.client_id,
          client_blank, picture_blank, false, '', false, false, alliance.no_pin(), false, 0, false),
         (professional_part, pair.area_id, new_round, of_pair, 'professional', pair.worker_id,
          professional_blank, picture_blank, false, '', false, false, alliance.no_pin(), false, 0, false);
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
      UPDATE public.alliance_link SET shadow_answers = NULL, shadow_pin = NULL
       WHERE round_id = due.id AND due.becomes = 'closed';
    END IF;
  END LOOP;
  RETURN moved;
END""",
        volatile=True,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0004_own_part")]
    operations = [
        *COURSE,
        policies("alliance_round", select="pair_id = ANY ((SELECT access.pairs_to_read())::uuid[])"),
        history("alliance_round"),
    ]
