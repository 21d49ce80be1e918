"""A paper form has a number. Whoever types it in is a colleague outside the pair, who sees questions and no name."""

from django.db import migrations

from alliantie.access.protect import function

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
        "alliance.paper_number(of_round uuid, fresh text, until_at timestamptz, replaces text)",
        "text",
        """
DECLARE here public.alliance_round := alliance.own_round(of_round); known text;
BEGIN
  IF access.kind() <> 'worker' OR here.state <> 'open' OR here.answer_until < access.day()
  THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  -- The same number, also when the form was typed in already: another one would tell the worker that it was.
  SELECT l.slug INTO known FROM public.alliance_link l WHERE l.round_id = of_round AND l.way = 'paper';
  -- Replaced twice at once, or by a page that is loaded again, is replaced once.
  IF known IS NOT NULL AND known <> replaces THEN RETURN known; END IF;
  DELETE FROM public.alliance_link WHERE round_id = of_round AND way = 'paper';
  INSERT INTO public.alliance_link (id, area_id, round_id, slug, way, code_hash, expires_at, shadow, shadow_withdrawn,
    shadow_tries, tries)
  VALUES (gen_random_uuid(), here.area_id, of_round, fresh, 'paper', alliance.no_pin(), until_at, false, false, 0, 0);
  RETURN fresh;
END""",
        volatile=True,
    ),
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
DECLARE link public.alliance_link; part public.alliance_part;
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
  SELECT t.* INTO part FROM public.alliance_part t JOIN public.alliance_round r ON r.id = t.round_id
    JOIN public.alliance_wish w ON w.pair_id = t.pair_id
   WHERE t.round_id = link.round_id AND t.role = 'client' AND t.sealed_at IS NULL AND NOT t.quiet
     AND NOT w.do_not_ask AND r.state = 'open' FOR UPDATE OF t;
  IF part.id IS NULL THEN RETURN; END IF;
  -- Whoever is in by a code goes on with the own draft: the paper is the client's, this turn may not be.
  PERFORM alliance.into_shadow(link.round_id);
  UPDATE public.alliance_part SET answers = sealed_answers, picture = sealed_picture, share = chosen,
         sealed_at = access.moment(), pin_hash = pin, pin_chosen = true, pin_tries = 0
   WHERE id = part.id;
  PERFORM alliance.completed(link.round_id);
END""",
        volatile=True,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0008_codes")]
    operations = [
        *PAPER,
    ]
