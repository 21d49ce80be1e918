"""Functions and a key as a new database has them, for one that was made by the first state of 0.2.0.

Migrations of cases were edited before 0.2.0 had settled. A database that was made before an edit kept the weaker function:
agreements of a case were read before taking it over without a line in the client's log, a case that was taken from
somebody could still be handed over by that one, and a view was read of a case one may not see. In a new database
this changes nothing (tests/upgrade).
"""

from django.db import migrations

FUNCTIONS = [
    """
CREATE OR REPLACE FUNCTION access.accept_hand_over(of_one uuid)
 RETURNS TABLE(case_id uuid, from_worker_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
DECLARE
  me uuid := access.actor();
  asked record;
BEGIN
  SELECT h.case_id AS of_case, h.from_worker_id AS giver INTO asked FROM public.cases_handover h
   WHERE h.id = of_one AND h.to_worker_id = me AND access.kind() = 'worker';
  IF asked.of_case IS NULL THEN RAISE EXCEPTION 'not asked of you' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('case:' || asked.of_case::text, 0));
  UPDATE public.cases_handover h SET accepted_at = access.moment()
   WHERE h.id = of_one AND h.accepted_at IS NULL AND h.declined_at IS NULL
     AND h.withdrawn_at IS NULL AND EXISTS (
       SELECT 1 FROM public.cases_case k JOIN public.access_grant g ON g.case_id = k.id
        WHERE k.id = h.case_id AND k.closed_on IS NULL AND k.worker_id = h.from_worker_id
          AND g.subject_kind = 'worker' AND g.subject_id = h.from_worker_id AND g."right" = 'work'
          AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment()));
  IF NOT FOUND THEN RAISE EXCEPTION 'settled already' USING ERRCODE = 'AL409'; END IF;
  UPDATE public.cases_case k SET worker_id = me
   WHERE k.id = asked.of_case AND k.worker_id = asked.giver AND k.closed_on IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'no longer theirs to give' USING ERRCODE = 'AL409'; END IF;
  -- A colleague who worked along takes over in full: the narrower ground ends.
  UPDATE public.access_grant g SET ends_at = greatest(g.starts_at, access.moment())
   WHERE g.case_id = asked.of_case AND g.subject_kind = 'worker' AND g.subject_id IN (me, asked.giver)
     AND g."right" = 'work' AND (g.ends_at IS NULL OR g.ends_at > access.moment());
  INSERT INTO public.access_grant
    (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at, given_by)
  VALUES (gen_random_uuid(), access.area(), 'worker', me, asked.of_case, 'work', 'taken over', access.moment(),
          asked.giver);
  RETURN QUERY SELECT asked.of_case, asked.giver;
END
$function$
""",
    """
CREATE OR REPLACE FUNCTION access.desk_fits(of_team uuid, of_worker uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
BEGIN
  RETURN of_team = ANY (access.teams_led())
     AND EXISTS (SELECT 1 FROM public.people_team t JOIN public.people_worker w
                   ON w.organisation_id = t.organisation_id WHERE t.id = of_team AND w.id = of_worker);
END
$function$
""",
    """
CREATE OR REPLACE FUNCTION access.handed_agreements(of_one uuid)
 RETURNS TABLE(words character varying, owner character varying, owner_name character varying, client_name character varying, due_on date)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
DECLARE here uuid;
BEGIN
  SELECT h.case_id INTO here FROM public.cases_handover h
   WHERE h.id = of_one AND h.to_worker_id = access.actor() AND access.kind() = 'worker' AND h.accepted_at IS NULL AND h.declined_at IS NULL
     AND h.withdrawn_at IS NULL AND EXISTS (
       SELECT 1 FROM public.cases_case k JOIN public.access_grant g ON g.case_id = k.id
        WHERE k.id = h.case_id AND k.closed_on IS NULL AND k.worker_id = h.from_worker_id
          AND g.subject_kind = 'worker' AND g.subject_id = h.from_worker_id AND g."right" = 'work'
          AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment()));
  IF here IS NULL THEN RETURN; END IF;
  -- Each client finds in the own log who read, before taking over, what there is to do: once a day.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, 'worker', access.actor(), 'hand-over', here, p.client_id, '', 'asked to take over', access.moment()
    FROM public.cases_participant p
   WHERE p.case_id = here AND NOT EXISTS (SELECT 1 FROM public.access_reading r
          WHERE r.case_id = here AND r.client_id = p.client_id AND r.reader_id = access.actor() AND r.what = 'hand-over'
            AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam');
  RETURN QUERY SELECT a.text, a.owner, a.owner_name, c.given_name, a.due_on
    FROM public.cases_agreement a LEFT JOIN public.people_client c ON c.id = a.client_id
   WHERE a.case_id = here AND a.state = 'open' ORDER BY a.due_on NULLS LAST, a.made_at, a.id;
END
$function$
""",
    """
CREATE OR REPLACE FUNCTION access.handed_duties(of_one uuid)
 RETURNS TABLE(norm_id character varying, hardness text, who character varying, due date)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
DECLARE here uuid;
BEGIN
  SELECT h.case_id INTO here FROM public.cases_handover h
   WHERE h.id = of_one AND h.to_worker_id = access.actor() AND access.kind() = 'worker' AND h.accepted_at IS NULL AND h.declined_at IS NULL
     AND h.withdrawn_at IS NULL AND EXISTS (
       SELECT 1 FROM public.cases_case k JOIN public.access_grant g ON g.case_id = k.id
        WHERE k.id = h.case_id AND k.closed_on IS NULL AND k.worker_id = h.from_worker_id
          AND g.subject_kind = 'worker' AND g.subject_id = h.from_worker_id AND g."right" = 'work'
          AND g.starts_at <= access.moment() AND (g.ends_at IS NULL OR g.ends_at > access.moment()));
  IF here IS NULL THEN RETURN; END IF;
  -- Each client finds in the own log who read, before taking over, what there is to do: once a day.
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT p.area_id, 'worker', access.actor(), 'hand-over', here, p.client_id, '', 'asked to take over', access.moment()
    FROM public.cases_participant p
   WHERE p.case_id = here AND NOT EXISTS (SELECT 1 FROM public.access_reading r
          WHERE r.case_id = here AND r.client_id = p.client_id AND r.reader_id = access.actor() AND r.what = 'hand-over'
            AND r.at >= access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam');
  RETURN QUERY SELECT d.norm_id, d.told ->> 'hardness', d.who, d.due FROM public.cases_duty d WHERE d.case_id = here
   ORDER BY d.due, d.id;
END
$function$
""",
    """
CREATE OR REPLACE FUNCTION access.question_fits(of_case uuid, for_one uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
BEGIN
  RETURN of_case = ANY (access.cases_to_record())
     AND EXISTS (SELECT 1 FROM public.cases_case k WHERE k.id = of_case AND k.worker_id = for_one
                    AND for_one <> access.actor() AND k.closed_on IS NULL);
END
$function$
""",
    """
CREATE OR REPLACE FUNCTION access.sign_letter(of_letter uuid, seen integer, papers bytea[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
DECLARE
  here public.cases_letter;
  several boolean;
BEGIN
  SELECT * INTO here FROM public.cases_letter l WHERE l.id = of_letter FOR UPDATE;
  IF here.id IS NULL OR access.kind() <> 'worker' OR NOT here.case_id = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no letter of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'draft' OR here.version <> seen
  THEN RAISE EXCEPTION 'another text than was seen' USING ERRCODE = 'AL409'; END IF;
  several := jsonb_array_length(here.addressees) > 1;
  IF jsonb_array_length(here.addressees) = 0
    OR cardinality(papers) IS DISTINCT FROM jsonb_array_length(here.addressees) + several::int
  THEN RAISE EXCEPTION 'not a paper for each' USING ERRCODE = 'AL422'; END IF;
  UPDATE public.cases_letter SET state = 'signed', signed_by_id = access.actor(), signed_at = access.moment()
   WHERE id = of_letter;
  INSERT INTO public.cases_letterpaper (id, area_id, case_id, letter_id, copy, pdf, sha256)
  SELECT gen_random_uuid(), here.area_id, here.case_id, here.id, place - several::int, paper, encode(sha256(paper), 'hex')
    FROM unnest(papers) WITH ORDINALITY AS p (paper, place);
END
$function$
""",
    """
CREATE OR REPLACE FUNCTION access.view_of(of_view uuid, of_incident uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
BEGIN
  RETURN of_view IS NULL OR EXISTS (
    SELECT 1 FROM public.cases_viewofcause v WHERE v.id = of_view AND v.incident_id = of_incident
       AND v.case_id = ANY (access.cases()));
END
$function$
""",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0220_reckoned_by_edition")]
    operations = [
        *(migrations.RunSQL([each], migrations.RunSQL.noop) for each in FUNCTIONS),
        migrations.RunSQL(
            "ALTER TABLE public.cases_import_reference"
            " DROP CONSTRAINT IF EXISTS cases_import_reference_area_id_e95f0331_fk_people_area_id",
            migrations.RunSQL.noop,
        ),
    ]
