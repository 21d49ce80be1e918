"""Who represents clients comes in with an own account, is nobody to every table, and reads by four functions what a ground gives.

Each function looks anew whether the representation runs today, and what it covers: an end or a birthday counts the same day.
None of them touches a round, a talk that was recorded, an incident, or anybody else of the family.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function

BEFORE: str = import_module("alliantie.access.migrations.0011_enter_about_one").ENTER
_CLAIM = """    claim := CASE WHEN account.worker_id IS NULL THEN 'client:' || account.client_id
                  ELSE 'worker:' || account.worker_id END"""
if _CLAIM not in BEFORE:
    raise ValueError("access.enter is not what it was")
AFTER = BEFORE.replace(
    _CLAIM,
    """    claim := CASE WHEN account.worker_id IS NOT NULL THEN 'worker:' || account.worker_id
                  WHEN account.client_id IS NOT NULL THEN 'client:' || account.client_id
                  ELSE 'for:' || account.representative_id END""",
)


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


RUNS = """r.representative_id = access.actor() AND access.kind() = 'for' AND NOT r.void AND r.starts_on <= access.day()
     AND (r.ends_on IS NULL OR r.ends_on > access.day())"""
CARE = "r.care AND (r.care_ends_on IS NULL OR r.care_ends_on > access.day())"
MONEY = "r.money AND (r.money_ends_on IS NULL OR r.money_ends_on > access.day())"
# What is everyone's in a case is theirs too where nobody else is in it.
ALONE = """(SELECT count(*) FROM public.cases_participant p WHERE p.case_id = r.case_id) = 1"""

WHOM = function(
    "access.acts_for()",
    "TABLE (id uuid, client text, born_on date, ground varchar, care boolean, money boolean, starts_on date, ends_on date,"
    " practice_id varchar, practice_version varchar, organisation varchar, team varchar, phone varchar, worker text)",
    f"""
BEGIN
  RETURN QUERY SELECT r.id, c.given_name || ' ' || c.family_name, c.born_on, r.ground, {CARE}, {MONEY}, r.starts_on, r.ends_on,
         k.practice_id, k.practice_version, o.name, t.name, t.phone, w.given_name || ' ' || w.family_name
    FROM public.cases_representation r JOIN public.people_client c ON c.id = r.client_id
    JOIN public.cases_case k ON k.id = r.case_id JOIN public.people_organisation o ON o.id = k.organisation_id
    JOIN public.people_team t ON t.id = k.team_id JOIN public.people_worker w ON w.id = k.worker_id
   WHERE {RUNS} AND k.closed_on IS NULL AND (({CARE}) OR ({MONEY})) ORDER BY c.sort_key, r.id;
END""",
)

# Opening what is of one client stands in that client's own log.
NOTE = function(
    "access.note_acting(of_one uuid)",
    "void",
    f"""
BEGIN
  INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT r.area_id, 'for', access.actor(), 'represented', r.case_id, r.client_id, '', r.ground, access.moment()
    FROM public.cases_representation r WHERE r.id = of_one AND {RUNS};
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours to read' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)

AGREED = function(
    "access.acting_agreements(of_one uuid)",
    "TABLE (text varchar, owner varchar, owner_name varchar, due_on date)",
    f"""
BEGIN
  RETURN QUERY SELECT a.text::varchar, a.owner, a.owner_name, a.due_on
    FROM public.cases_representation r JOIN public.cases_agreement a ON a.case_id = r.case_id
     AND (a.client_id = r.client_id OR a.client_id IS NULL AND {ALONE})
   WHERE r.id = of_one AND {RUNS} AND {CARE} AND a.state = 'open' ORDER BY a.due_on NULLS LAST, a.id;
END""",
)

TALKS = function(
    "access.acting_talks(of_one uuid)",
    "TABLE (starts_at timestamptz, minutes smallint, talk_id varchar, place varchar, bring varchar)",
    f"""
BEGIN
  RETURN QUERY SELECT a.starts_at, a.minutes, a.talk_id, a.place, a.bring
    FROM public.cases_representation r JOIN public.cases_appointment a ON a.case_id = r.case_id
     AND (a.client_id = r.client_id OR a.client_id IS NULL AND {ALONE})
   WHERE r.id = of_one AND {RUNS} AND {CARE} AND a.starts_at >= access.moment() AND a.cancelled_by = ''
   ORDER BY a.starts_at, a.id;
END""",
)

# A debt with somebody else in it shows what the other owes: it is not here.
CLAIMS = function(
    "access.acting_claims(of_one uuid)",
    "TABLE (creditor varchar, kind varchar, reference varchar, status varchar, since date, amount numeric, said_on date)",
    f"""
BEGIN
  RETURN QUERY SELECT c.name::varchar, m.kind, m.reference, m.status, m.since, s.amount, s.since
    FROM public.cases_representation r JOIN public.money_claim m ON m.case_id = r.case_id
    JOIN public.money_creditor c ON c.id = m.creditor_id
    LEFT JOIN LATERAL (SELECT x.amount, x.since FROM public.money_statement x WHERE x.claim_id = m.id
       AND x.taken_back_at IS NULL ORDER BY x.since DESC, x.recorded_at DESC LIMIT 1) s ON true
   WHERE r.id = of_one AND {RUNS} AND {MONEY} AND m.taken_back_at IS NULL AND m.client_ids = ARRAY[r.client_id]
   ORDER BY c.name, m.id;
END""",
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0014_emergency"),
        ("cases", "0230_representation"),
        ("money", "0003_deadlines_in_timelines"),
    ]
    operations = [
        migrations.AddField(
            model_name="account",
            name="representative",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.representative"
            ),
        ),
        migrations.RemoveConstraint(model_name="account", name="account_of_worker_or_client"),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                name="account_of_worker_or_client",
                condition=models.Q(
                    ("client__isnull", True), ("representative__isnull", True), ("worker__isnull", False)
                )
                | models.Q(("client__isnull", False), ("representative__isnull", True), ("worker__isnull", True))
                | models.Q(("client__isnull", True), ("representative__isnull", False), ("worker__isnull", True)),
            ),
        ),
        migrations.RunSQL(sql=_replaced(AFTER), reverse_sql=_replaced(BEFORE)),
        WHOM,
        NOTE,
        AGREED,
        TALKS,
        CLAIMS,
    ]
