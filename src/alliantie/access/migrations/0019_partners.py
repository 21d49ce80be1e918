"""Partners come in with an own account, are nobody to every table, and read by functions what was shared with them.

Each function looks anew whether the decision runs: an end, a day that passed or a consent that was withdrawn counts the
same second. What is of several people is given as long as the decision about each of them runs.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function

_STEP = import_module("alliantie.access.migrations.0017_second_step")
_VISITS = import_module("alliantie.access.migrations.0018_visits")
# Where accounts are of a worker, a client or one who represents: as they were, what of them changes, and to what.
_CHANGES: tuple[tuple[str, str, str], ...] = (
    (
        _VISITS.ENTER,
        "                  ELSE 'for:' || account.representative_id END",
        "                  WHEN account.representative_id IS NOT NULL THEN 'for:' || account.representative_id\n"
        "                  ELSE 'partner:' || account.partner_id END",
    ),
    (
        _VISITS.MINE.sql[0],
        "WHEN 'for' THEN a.representative_id = access.actor() END",
        "WHEN 'for' THEN a.representative_id = access.actor() WHEN 'partner' THEN a.partner_id = access.actor() END",
    ),
    # A second step is asked of partners as of workers: they read what is known of clients.
    (
        _STEP.LACKS.sql[0],
        "RETURN a.worker_id IS NOT NULL",
        "RETURN a.worker_id IS NOT NULL OR a.partner_id IS NOT NULL",
    ),
)
for _before, _old, _new in _CHANGES:
    if _before.count(_old) != 1:
        raise ValueError("a function about accounts is not what it was")
# As it is from here on: what comes next begins with this.
ENTER: str = _CHANGES[0][0].replace(_CHANGES[0][1], _CHANGES[0][2])


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


ALIVE = """{0}.way = 'account' AND NOT {0}.refused AND {0}.stopped_at IS NULL AND {0}.starts_at <= access.moment()
     AND {0}.ends_on > access.day()"""
RUNS = f"""s.partner_id = access.actor() AND access.kind() = 'partner' AND {ALIVE.format("s")}
     AND EXISTS (SELECT 1 FROM public.cases_case k WHERE k.id = s.case_id AND k.closed_on IS NULL)"""

WITH_ME = function(
    "access.shared_with_me()",
    "TABLE (id uuid, client text, organisation varchar, team varchar, phone varchar, worker text, since date,"
    " purpose varchar, ground varchar, named varchar, starts_at timestamptz, ends_on date, practice_id varchar,"
    " practice_version varchar)",
    f"""
BEGIN
  RETURN QUERY SELECT s.id, c.given_name || ' ' || c.family_name, o.name, t.name, t.phone,
         w.given_name || ' ' || w.family_name, k.opened_on, s.purpose, s.ground, s.named, s.starts_at, s.ends_on,
         k.practice_id, k.practice_version
    FROM public.cases_sharing s JOIN public.people_client c ON c.id = s.client_id
    JOIN public.cases_case k ON k.id = s.case_id JOIN public.people_organisation o ON o.id = k.organisation_id
    JOIN public.people_team t ON t.id = k.team_id JOIN public.people_worker w ON w.id = k.worker_id
   WHERE {RUNS} ORDER BY c.sort_key, s.starts_at, s.id;
END""",
)

# What one part says now, as it stands; NULL once it is gone. Whose it is, is looked at anew as well.
_WHOSE = "({0}.client_id = s.client_id OR {0}.client_id IS NULL AND p.joint)"
_TOLD = f"""CASE p.sort
    WHEN 'text' THEN jsonb_build_object('text', p.text)
    WHEN 'birth_date' THEN (SELECT jsonb_build_object('on', c.born_on) FROM public.people_client c
      WHERE c.id = s.client_id)
    WHEN 'measure' THEN (SELECT jsonb_build_object('measure', m.measure_id, 'from', m.starts_on, 'ended', m.ends_on,
        'until', greatest(m.until, (SELECT max((f.values ->> 'until')::date) FROM public.cases_fact f
           WHERE f.case_id = m.case_id AND f.kind = 'measure_extended' AND f.talk_id = m.measure_id
             AND f."on" >= m.starts_on AND (f.client_id IS NULL OR m.client_id IS NULL OR f.client_id = m.client_id)
             AND NOT f.void AND NOT EXISTS (SELECT FROM public.cases_fact c WHERE c.corrects_id = f.id))))
      FROM public.cases_measure m WHERE m.id = p.about_id AND m.case_id = s.case_id AND {_WHOSE.format("m")})
    WHEN 'condition' THEN (SELECT jsonb_build_object('text', c.text, 'from', c.starts_on, 'until', c.until,
        'ended', c.ended_on)
      FROM public.cases_condition c WHERE c.id = p.about_id AND c.case_id = s.case_id AND {_WHOSE.format("c")})
    WHEN 'goal' THEN (SELECT (l.content->'goals'->p.number::integer) || jsonb_build_object('on', l.agreed_on,
        'newer', EXISTS (SELECT 1 FROM public.cases_plan n WHERE n.case_id = l.case_id AND n.state = 'agreed'
           AND n.client_id IS NOT DISTINCT FROM l.client_id AND n.number > l.number))
      FROM public.cases_plan l WHERE l.id = p.about_id AND l.case_id = s.case_id AND l.state = 'agreed'
       AND {_WHOSE.format("l")})
    WHEN 'agreement' THEN (SELECT jsonb_build_object('text', a.text, 'owner', a.owner, 'owner_name', a.owner_name,
        'due_on', a.due_on, 'state', a.state)
      FROM public.cases_agreement a WHERE a.id = p.about_id AND a.case_id = s.case_id AND {_WHOSE.format("a")})
    WHEN 'talk' THEN (SELECT jsonb_build_object('at', a.starts_at, 'minutes', a.minutes, 'talk', a.talk_id,
        'place', a.place, 'cancelled', a.cancelled_by <> '')
      FROM public.cases_appointment a WHERE a.id = p.about_id AND a.case_id = s.case_id AND {_WHOSE.format("a")}
       AND (a.client_id IS NULL OR s.consent = 'yes' OR NOT EXISTS (SELECT 1 FROM public.people_client c
             WHERE c.id = s.client_id AND c.born_on <= access.day() - interval '12 years'
               AND c.born_on > access.day() - interval '18 years')))
    WHEN 'letter' THEN (SELECT jsonb_build_object('id', l.id, 'title', l.title, 'signed_at', l.signed_at,
        'sent_on', l.sent_on)
      FROM public.cases_letter l WHERE l.id = p.about_id AND l.case_id = s.case_id AND l.client_id = s.client_id
       AND l.state <> 'draft')
    WHEN 'claim' THEN (SELECT jsonb_build_object('creditor', c.name, 'reference', m.reference, 'status', m.status,
        'amount', (SELECT x.amount::text FROM public.money_statement x WHERE x.claim_id = m.id
            AND x.taken_back_at IS NULL AND x.amount IS NOT NULL ORDER BY x.since DESC, x.recorded_at DESC LIMIT 1))
      FROM public.money_claim m JOIN public.money_creditor c ON c.id = m.creditor_id
     WHERE m.id = p.about_id AND m.case_id = s.case_id AND m.taken_back_at IS NULL AND s.client_id = ANY (m.client_ids)
       AND (cardinality(m.client_ids) = 1 OR p.joint))
  END"""
# Of everybody it is about the decision runs: of a debt those who owe it, of a text those of the act, of the rest
# everyone in the case.
_ALL_RUN = f"""(NOT p.joint OR NOT EXISTS (
    SELECT FROM unnest(CASE
      WHEN p.sort = 'claim' THEN (SELECT m.client_ids FROM public.money_claim m WHERE m.id = p.about_id)
      WHEN p.sort = 'text' THEN ARRAY(SELECT t.client_id FROM public.cases_sharing t WHERE t.act = s.act)
      ELSE ARRAY(SELECT n.client_id FROM public.cases_participant n WHERE n.case_id = s.case_id) END) AS o(who)
     WHERE NOT EXISTS (SELECT FROM public.cases_sharing x WHERE x.act = s.act AND x.client_id = o.who
       AND x.partner_id = s.partner_id AND {ALIVE.format("x")})))"""

PARTS = function(
    "access.shared_parts(of_one uuid)",
    "TABLE (sort varchar, told jsonb)",
    f"""
BEGIN
  RETURN QUERY SELECT found.sort, found.told FROM (
    SELECT p.sort, p.place, {_TOLD} AS told
      FROM public.cases_sharing s JOIN public.cases_sharedpart p ON p.sharing_id = s.id
     WHERE s.id = of_one AND {RUNS} AND {_ALL_RUN}) found
   WHERE found.told IS NOT NULL ORDER BY found.place;
END""",
)

PAPER = function(
    "access.shared_paper(of_one uuid, of_letter uuid)",
    "TABLE (title varchar, pdf bytea)",
    f"""
BEGIN
  RETURN QUERY SELECT l.title, a.pdf
    FROM public.cases_sharing s JOIN public.cases_sharedpart p ON p.sharing_id = s.id AND p.sort = 'letter'
    JOIN public.cases_letter l ON l.id = p.about_id AND l.case_id = s.case_id AND l.client_id = s.client_id
    JOIN public.cases_letterpaper a ON a.letter_id = l.id AND a.copy = 1
   WHERE s.id = of_one AND p.about_id = of_letter AND l.state <> 'draft' AND {RUNS};
END""",
)

# Each look stands in the log of the client it is about: that a name stood in a list once a day, an opening each time.
NOTE = function(
    "access.note_partner(of_one uuid)",
    "void",
    f"""
BEGIN
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT s.area_id, 'partner', access.actor(), 'shared', s.case_id, s.client_id, '', s.ground, access.moment()
    FROM public.cases_sharing s WHERE s.id = of_one AND {RUNS};
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours to read' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)
NOTE_LIST = function(
    "access.note_partner_list()",
    "void",
    f"""
BEGIN
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT DISTINCT ON (s.case_id, s.client_id) s.area_id, 'partner', access.actor(), 'shared list', s.case_id, s.client_id,
         '', s.ground, access.moment()
    FROM public.cases_sharing s WHERE {RUNS} AND NOT EXISTS (
      SELECT 1 FROM public.access_reading r WHERE r.client_id = s.client_id AND r.case_id = s.case_id
         AND r.reader_id = access.actor() AND r.what = 'shared list'
         AND r.at >= (access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam'))
   ORDER BY s.case_id, s.client_id, s.starts_at;
END""",
    volatile=True,
)


# From when on a client does not read yet that a partner looked: by case and partner, of what a law keeps quiet today.
KEPT = function(
    "access.sharings_kept()",
    "jsonb",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'client' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(jsonb_object_agg(q.which, q.since), '{}') FROM (
    SELECT s.case_id::text || s.partner_id::text AS which, min(s.starts_at) AS since FROM public.cases_sharing s
     WHERE s.client_id = access.actor() AND s.partner_id IS NOT NULL AND s.kept_until > access.day() GROUP BY 1) q);
END""",
)
_EMERGENCY = import_module("alliantie.access.migrations.0014_emergency")
_OWN = f"{_EMERGENCY._OWN} AND {_EMERGENCY._TOLD}"
_TOLD_YET = (
    "NOT (reader_kind = 'partner' AND at >= coalesce("
    "((SELECT access.sharings_kept()) ->> (case_id::text || reader_id::text))::timestamptz, 'infinity'))"
)
UNTOLD = migrations.RunSQL(
    sql=f"ALTER POLICY access_reading_select ON public.access_reading USING ({_OWN} AND {_TOLD_YET})",
    reverse_sql=f"ALTER POLICY access_reading_select ON public.access_reading USING ({_OWN})",
)


def _one(name: str) -> models.Q:
    owners = ("client", "partner", "representative", "worker")
    return models.Q(*((f"{each}__isnull", each != name) for each in owners))


class Migration(migrations.Migration):
    dependencies = [("access", "0018_visits"), ("cases", "0234_sharing_protection")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="partner",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.partner"
            ),
        ),
        migrations.RemoveConstraint(model_name="account", name="account_of_worker_or_client"),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                name="account_of_worker_or_client",
                condition=_one("worker") | _one("client") | _one("representative") | _one("partner"),
            ),
        ),
        migrations.RunSQL(
            sql=[_replaced(before.replace(old, new)) for before, old, new in _CHANGES],
            reverse_sql=[_replaced(before) for before, _old, _new in _CHANGES],
        ),
        WITH_ME,
        PARTS,
        PAPER,
        NOTE,
        NOTE_LIST,
        KEPT,
        UNTOLD,
    ]
