"""Who decides what is shared, who reads of it, and how it stops: functions write it, and each client reads the own alone."""

from importlib import import_module

from django.db import migrations, models

from alliantie.access.protect import function, history, policies

_ASKED = import_module("alliantie.cases.migrations.0226_client_requests").ASK

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
# Each client reads the own decisions, from the day on where a law keeps one quiet until then.
OWN = (
    "((SELECT access.kind()) = 'worker' OR (SELECT access.kind()) = 'client' AND client_id = (SELECT access.actor())"
    " AND (kept_until IS NULL OR kept_until <= (SELECT access.day())))"
)
# Our own choices: days it may run, days in an emergency, days a worker can keep it quiet, things and people at once.
LONGEST, URGENT, KEPT, MOST = 366, 14, 14, 40

# What is shared: whom it is about (NULL is everyone's in the case), and what it is called where its row says so.
# No row: it is not there to share.
OWNERS = function(
    "access.owners_of_part(of_case uuid, which text, of_what uuid, place integer)",
    "TABLE (owners uuid[], called text)",
    """
BEGIN
  CASE which
    WHEN 'birth_date' THEN RETURN QUERY SELECT ARRAY[p.client_id], NULL::text FROM public.cases_participant p
      WHERE p.case_id = of_case AND p.client_id = of_what;
    WHEN 'measure' THEN RETURN QUERY SELECT CASE WHEN m.client_id IS NOT NULL THEN ARRAY[m.client_id] END, NULL::text
      FROM public.cases_measure m WHERE m.case_id = of_case AND m.id = of_what;
    WHEN 'condition' THEN RETURN QUERY SELECT CASE WHEN c.client_id IS NOT NULL THEN ARRAY[c.client_id] END, c.text::text
      FROM public.cases_condition c WHERE c.case_id = of_case AND c.id = of_what;
    WHEN 'goal' THEN RETURN QUERY SELECT CASE WHEN p.client_id IS NOT NULL THEN ARRAY[p.client_id] END,
        p.content->'goals'->place->>'words'
      FROM public.cases_plan p WHERE p.case_id = of_case AND p.id = of_what AND p.state = 'agreed'
       AND place BETWEEN 0 AND jsonb_array_length(p.content->'goals') - 1;
    WHEN 'agreement' THEN RETURN QUERY SELECT CASE WHEN a.client_id IS NOT NULL THEN ARRAY[a.client_id] END, a.text::text
      FROM public.cases_agreement a WHERE a.case_id = of_case AND a.id = of_what;
    WHEN 'talk' THEN RETURN QUERY SELECT CASE WHEN a.client_id IS NOT NULL THEN ARRAY[a.client_id] END, NULL::text
      FROM public.cases_appointment a WHERE a.case_id = of_case AND a.id = of_what;
    WHEN 'letter' THEN RETURN QUERY SELECT ARRAY[l.client_id], NULL::text
      FROM public.cases_letter l WHERE l.case_id = of_case AND l.id = of_what AND l.state <> 'draft';
    WHEN 'claim' THEN RETURN QUERY SELECT m.client_ids, c.name::text
      FROM public.money_claim m JOIN public.money_creditor c ON c.id = m.creditor_id
     WHERE m.case_id = of_case AND m.id = of_what AND m.taken_back_at IS NULL;
    ELSE RETURN;
  END CASE;
END""",
)

PARTNER = function(
    "access.partner_named(of_organisation uuid, of_area uuid, given text, family text, office text, number text)",
    "uuid",
    """
DECLARE who uuid;
BEGIN
  IF coalesce(btrim(given), '') = '' OR coalesce(btrim(family), '') = '' OR coalesce(btrim(office), '') = ''
     OR coalesce(btrim(number), '') = '' THEN RAISE EXCEPTION 'who' USING ERRCODE = 'AL422'; END IF;
  -- Of two at once the second waits here, and finds the person the first made.
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('partner:' || of_organisation::text, 0));
  -- The same person only by name, office and number: another of that name gets nothing to see.
  SELECT p.id INTO who FROM public.cases_partner p
   WHERE p.organisation_id = of_organisation AND p.given_name = btrim(given) AND p.family_name = btrim(family)
     AND p.works_at = btrim(office) AND p.phone = btrim(number) LIMIT 1;
  IF who IS NULL THEN
    who := gen_random_uuid();
    INSERT INTO public.cases_partner (id, area_id, organisation_id, works_at, given_name, family_name, phone)
    VALUES (who, of_area, of_organisation, btrim(office), btrim(given), btrim(family), btrim(number));
  END IF;
  RETURN who;
END""",
    volatile=True,
)
# Only `access.share` below makes partners.
NOT_ALONE = migrations.RunSQL(
    sql=[
        "REVOKE ALL ON FUNCTION access.partner_named(uuid, uuid, text, text, text, text) FROM alliantie_app",
        "REVOKE ALL ON FUNCTION access.owners_of_part(uuid, text, uuid, integer) FROM alliantie_app",
    ],
    reverse_sql=migrations.RunSQL.noop,
)

SHARE = function(
    "access.share(of_act uuid, of_case uuid, told jsonb)",
    "void",
    f"""
DECLARE
  home public.cases_case;
  whom uuid[] := ARRAY(SELECT (c->>'id')::uuid FROM jsonb_array_elements(told->'clients') c);
  everyone uuid[];
  refuses boolean := coalesce((told->>'refused')::boolean, false);
  rests_on text := coalesce(told->>'ground', '');
  gone_by text := coalesce(told->>'way', '');
  until_day date := (told->>'ends_on')::date;
  forbids text := left(btrim(coalesce(told->>'law', '')), 200);
  partner uuid;
  person jsonb;
  part jsonb;
  called_so text := btrim(coalesce(told->>'whom', ''));
  about uuid[];
  named_so text;
  of_all boolean;
  shared boolean;
  new_one uuid;
  at_place integer;
BEGIN
  SELECT * INTO home FROM public.cases_case k WHERE k.id = of_case AND k.id = ANY (access.cases_to_record());
  IF home.id IS NULL THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('share:' || of_act::text, 0));
  IF EXISTS (SELECT 1 FROM public.cases_sharing s WHERE s.act = of_act) THEN
    IF EXISTS (SELECT 1 FROM public.cases_sharing s WHERE s.act = of_act AND s.case_id = of_case) THEN RETURN; END IF;
    RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403';
  END IF;
  everyone := ARRAY(SELECT p.client_id FROM public.cases_participant p WHERE p.case_id = of_case);
  IF cardinality(whom) = 0 OR NOT whom <@ everyone THEN RAISE EXCEPTION 'whom' USING ERRCODE = 'AL403'; END IF;
  IF home.closed_on IS NOT NULL OR coalesce(btrim(told->>'purpose'), '') = '' OR called_so = ''
     OR jsonb_array_length(coalesce(told->'parts', '[]')) > {MOST}
  THEN RAISE EXCEPTION 'nothing to share' USING ERRCODE = 'AL422'; END IF;
  IF refuses THEN
    IF coalesce(btrim(told->>'source'), '') = '' OR coalesce(told->>'route', '') NOT IN ('ask', 'self', 'said_no')
    THEN RAISE EXCEPTION 'by which rule' USING ERRCODE = 'AL422'; END IF;
  ELSE
    IF rests_on NOT IN ('law', 'task', 'agreement', 'consent', 'emergency')
       OR rests_on <> 'consent' AND coalesce(btrim(told->>'named'), '') = ''
       OR coalesce(btrim(told->>'gain'), '') = '' OR coalesce(btrim(told->>'harm'), '') = ''
       OR coalesce(btrim(told->>'less'), '') = '' OR gone_by NOT IN ('account', 'letter', 'phone', 'talk')
    THEN RAISE EXCEPTION 'not weighed' USING ERRCODE = 'AL422'; END IF;
    IF gone_by = 'account' THEN
      IF until_day IS NULL OR until_day <= access.day()
         OR until_day > access.day() + (CASE WHEN rests_on = 'emergency' THEN {URGENT} ELSE {LONGEST} END)
      THEN RAISE EXCEPTION 'until when' USING ERRCODE = 'AL422'; END IF;
      partner := access.partner_named(home.organisation_id, home.area_id, told->>'given_name', told->>'family_name',
        told->>'works_at', told->>'phone');
      -- Who can read it is what the client reads, whatever the caller calls them.
      SELECT left(p.given_name || ' ' || p.family_name || ', ' || p.works_at, 200) INTO called_so
        FROM public.cases_partner p WHERE p.id = partner;
    END IF;
  END IF;
  IF forbids <> '' AND coalesce((told->>'kept_until')::date, access.day()) NOT BETWEEN access.day() + 1 AND access.day() + {KEPT}
  THEN RAISE EXCEPTION 'no such day' USING ERRCODE = 'AL422'; END IF;
  FOR person IN SELECT * FROM jsonb_array_elements(told->'clients') LOOP
    -- Who cannot refuse gives no consent that can carry it, nor does who was not free to.
    IF coalesce(person->>'consent', '') NOT IN ('yes', 'no', 'not_asked')
       OR coalesce(btrim(person->>'words'), '') = ''
       OR NOT refuses AND rests_on = 'consent' AND (person->>'consent' <> 'yes'
            OR NOT coalesce((told->>'free')::boolean, false) OR coalesce((told->>'forced')::boolean, false))
    THEN RAISE EXCEPTION 'consent does not carry it' USING ERRCODE = 'AL422'; END IF;
    new_one := gen_random_uuid();
    INSERT INTO public.cases_sharing (id, area_id, case_id, client_id, act, refused, partner_id, whom, way, purpose,
      ground, named, gain, harm, less, consent, consent_words, free, forced, source, route, law, kept_until, starts_at,
      ends_on, stopped_why, recorded_by, recorded_at)
    VALUES (new_one, home.area_id, of_case, (person->>'id')::uuid, of_act, refuses, partner,
      called_so, CASE WHEN refuses THEN '' ELSE gone_by END, btrim(told->>'purpose'),
      CASE WHEN refuses THEN '' ELSE rests_on END, btrim(coalesce(told->>'named', '')),
      btrim(coalesce(told->>'gain', '')), btrim(coalesce(told->>'harm', '')), btrim(coalesce(told->>'less', '')),
      person->>'consent', btrim(person->>'words'), NOT refuses AND coalesce((told->>'free')::boolean, false),
      coalesce((told->>'forced')::boolean, false), CASE WHEN refuses THEN btrim(told->>'source') ELSE '' END,
      CASE WHEN refuses THEN told->>'route' ELSE '' END, forbids,
      CASE WHEN forbids <> '' THEN (told->>'kept_until')::date END, access.moment(),
      CASE WHEN gone_by = 'account' AND NOT refuses THEN until_day END, '', access.actor(), access.moment());
    at_place := 0;
    FOR part IN SELECT * FROM jsonb_array_elements(coalesce(told->'parts', '[]')) LOOP
      at_place := at_place + 1;
      IF part->>'sort' = 'text' THEN
        IF coalesce(btrim(part->>'text'), '') = '' THEN RAISE EXCEPTION 'what' USING ERRCODE = 'AL422'; END IF;
        -- One text stands in the decision about each: it is of all of them.
        about := whom;
        of_all := cardinality(whom) > 1;
        named_so := NULL;
      ELSE
        SELECT o.owners, o.called, true INTO about, named_so, shared
          FROM access.owners_of_part(of_case, part->>'sort', (part->>'id')::uuid, (part->>'number')::integer) o;
        IF shared IS NULL THEN RAISE EXCEPTION 'nothing of this case' USING ERRCODE = 'AL403'; END IF;
        shared := NULL;
        of_all := about IS NULL OR cardinality(about) > 1;
        about := coalesce(about, everyone);
      END IF;
      -- From 12 on a talk with the young person alone is their own, also towards others.
      IF part->>'sort' = 'talk' AND cardinality(about) = 1 AND person->>'consent' <> 'yes' AND EXISTS (
          SELECT 1 FROM public.people_client c WHERE c.id = about[1] AND c.born_on <= access.day() - interval '12 years'
             AND c.born_on > access.day() - interval '18 years')
      THEN RAISE EXCEPTION 'a talk of their own' USING ERRCODE = 'AL422'; END IF;
      -- The wall in a household: what is of somebody else too goes only along with a decision about each of them.
      IF NOT about <@ whom THEN RAISE EXCEPTION 'of somebody else too' USING ERRCODE = 'AL422'; END IF;
      CONTINUE WHEN NOT (person->>'id')::uuid = ANY (about);
      INSERT INTO public.cases_sharedpart (id, area_id, case_id, sharing_id, place, sort, about_id, number, joint, text)
      VALUES (gen_random_uuid(), home.area_id, of_case, new_one, at_place, part->>'sort', (part->>'id')::uuid,
        (part->>'number')::integer, of_all, left(coalesce(nullif(named_so, ''), part->>'text', ''), 2000));
    END LOOP;
  END LOOP;
END""",
    volatile=True,
)

STOP = function(
    "access.stop_sharing(of_one uuid, why text)",
    "void",
    """
DECLARE there public.cases_sharing;
BEGIN
  SELECT * INTO there FROM public.cases_sharing s WHERE s.id = of_one AND s.case_id = ANY (access.cases_to_record())
     FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours to stop' USING ERRCODE = 'AL403'; END IF;
  IF coalesce(btrim(why), '') = '' THEN RAISE EXCEPTION 'why' USING ERRCODE = 'AL422'; END IF;
  IF there.way <> 'account' OR there.ends_on <= access.day() THEN RAISE EXCEPTION 'nothing runs' USING ERRCODE = 'AL409';
  END IF;
  IF there.stopped_at IS NOT NULL THEN RETURN; END IF;
  UPDATE public.cases_sharing SET stopped_at = access.moment(), stopped_by = access.actor(),
         stopped_why = left(btrim(why), 300) WHERE id = of_one;
END""",
    volatile=True,
)

# What was sent about a client to somebody else: that it was, to whom and when. What stands in it is asked for.
REPORTS = function(
    "access.own_reports()",
    "TABLE (case_id uuid, title varchar, addressees jsonb, sent_on date)",
    """
DECLARE seen uuid[] := access.cases();
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' THEN RETURN; END IF;
  RETURN QUERY SELECT l.case_id, l.title, (SELECT jsonb_agg(a -> 0) FROM jsonb_array_elements(l.addressees) a), l.sent_on
    FROM public.cases_letter l
   WHERE l.case_id = ANY (seen) AND l.client_id = access.actor() AND NOT l.to_client AND l.state = 'sent'
     -- Not before the day a law names, where a decision about it is kept quiet until then.
     AND NOT EXISTS (SELECT FROM public.cases_sharing s JOIN public.cases_sharedpart p ON p.sharing_id = s.id
       WHERE s.client_id = access.actor() AND s.kept_until > access.day() AND p.sort = 'letter' AND p.about_id = l.id)
   ORDER BY l.sent_on DESC, l.id;
END""",
)

# A client withdraws a consent to share: it stops the same second, whatever else it rested on.
_ABOUT_MORE = """  ELSIF what = 'share' THEN
    IF NOT EXISTS (SELECT 1 FROM public.cases_sharing s WHERE s.id = of_what AND s.case_id = of_case AND s.client_id = me
         AND (s.kept_until IS NULL OR s.kept_until <= access.day()) AND (which = 'object' OR which = 'withdraw'
           AND s.consent = 'yes' AND NOT s.refused))
    THEN RAISE EXCEPTION 'nothing of yours' USING ERRCODE = 'AL403'; END IF;
    IF which = 'withdraw' THEN
      UPDATE public.cases_sharing SET stopped_at = access.moment(), stopped_by = me
       WHERE id = of_what AND way = 'account' AND stopped_at IS NULL;
    END IF;
  ELSIF what = 'request' AND"""
_BEFORE = _ASKED.sql[0]
_AFTER = _BEFORE.replace("'request', 'other')", "'request', 'share', 'other')").replace(
    "  ELSIF what = 'request' AND", _ABOUT_MORE
)
if _AFTER.count("'share'") != 2:
    raise ValueError("access.ask_for is not what it was")


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


ASK = migrations.RunSQL(sql=_replaced(_AFTER), reverse_sql=_replaced(_BEFORE))
SORTS = ("person", "fact", "incident", "response", "letter", "condition", "measure", "request", "share", "other")


class Migration(migrations.Migration):
    dependencies = [("cases", "0233_sharing"), ("money", "0003_deadlines_in_timelines")]
    operations = [
        OWNERS,
        PARTNER,
        NOT_ALONE,
        SHARE,
        STOP,
        REPORTS,
        ASK,
        migrations.AlterField(
            model_name="clientrequest",
            name="about",
            field=models.CharField(choices=[(each, each.title()) for each in SORTS], max_length=10),
        ),
        policies("cases_sharing", select=f"{SEEN} AND {OWN}"),
        # Under the policy of decisions, which says whose may be read.
        policies("cases_sharedpart", select="sharing_id IN (SELECT s.id FROM public.cases_sharing s)"),
        policies(
            "cases_partner",
            select="id IN (SELECT s.partner_id FROM public.cases_sharing s WHERE s.partner_id IS NOT NULL)",
        ),
        history("cases_partner"),
        history("cases_sharing"),
        history("cases_sharedpart"),
    ]
