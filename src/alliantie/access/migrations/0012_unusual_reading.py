"""A privacy officer searches the reading log, with a reason that is logged, and is told of unusual reading.

Nothing here reads what stands in a case, nor anything of a round: lines of the log, and the names of who looked and at whom.
What clients did themselves stays theirs, and so does what was typed with a PIN: it would tell when a client began.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

GUARDED = "organisation_id = ANY ((SELECT access.organisations_guarded())::uuid[])"
# Numbers of our own: days a search may span, with a name and without, and days after which a surname is told anew.
LONGEST, LONGEST_OF_ALL, AGAIN = 366, 31, 365
# What shows a line of a list, and not a case; and what the officer reads.
LISTS = (
    "('case list', 'money list', 'search', 'team duties', 'team closed', 'team corrected', 'decision asked',"
    " 'hand-over', 'reading log')"
)
PINS = "('code', 'pin typed', 'wrong pin', 'pin locked', 'new pin', 'new pin refused')"
TODAY = "access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam'"

OPEN_LOG = function(
    "access.open_log(new_one uuid, why text, of_worker uuid, said text, name_keys text[], first_day date, last_day date)",
    "void",
    f"""
DECLARE
  me uuid := access.actor();
  home uuid := (access.organisations_guarded())[1];
  found uuid[];
BEGIN
  IF home IS NULL OR (of_worker IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM public.people_worker w WHERE w.id = of_worker AND w.organisation_id = home))
  THEN RAISE EXCEPTION 'not yours to search' USING ERRCODE = 'AL403'; END IF;
  IF EXISTS (SELECT 1 FROM public.access_logsearch l WHERE l.id = new_one AND l.officer_id = me) THEN RETURN; END IF;
  IF coalesce(btrim(why), '') = '' OR first_day IS NULL OR last_day IS NULL OR last_day < first_day
     OR last_day - first_day >= (CASE WHEN of_worker IS NULL AND said = '' THEN {LONGEST_OF_ALL} ELSE {LONGEST} END)
  THEN RAISE EXCEPTION 'no such search' USING ERRCODE = 'AL422'; END IF;
  IF said <> '' THEN
    found := ARRAY(
      SELECT DISTINCT p.client_id FROM public.cases_case k
        JOIN public.cases_participant p ON p.case_id = k.id
        JOIN public.people_client c ON c.id = p.client_id
       WHERE k.organisation_id = home AND (c.sort_key = ANY (name_keys) OR EXISTS (
         SELECT 1 FROM public.cases_import_reference r WHERE r.organisation_id = home AND r.reference = said
            AND r.kind IN ('person', 'case') AND r.target IN (c.id, k.id))));
  END IF;
  INSERT INTO public.access_logsearch
    (id, area_id, organisation_id, officer_id, reason, worker_id, client_ids, first_on, last_on, at)
  VALUES (new_one, access.area(), home, me, left(btrim(why), 300), of_worker, found, first_day, last_day, access.moment());
END""",
    volatile=True,
)

# What the officer reads of somebody stands in that client's own log, once a day.
NOTED = """
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT DISTINCT access.area(), 'worker', access.actor(), 'reading log', n.case_id, n.client_id, '', 'privacy officer',
           access.moment()
      FROM {shown} n WHERE n.client_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.access_reading d
       WHERE d.client_id = n.client_id AND d.case_id IS NOT DISTINCT FROM n.case_id AND d.reader_id = access.actor()
         AND d.what = 'reading log' AND d.at >= {today} OFFSET 0)"""

# Opened for a day: who looks again tomorrow says again why.
READ_LOG = function(
    "access.read_log(of_search uuid, before_at timestamptz, before_id bigint, most integer)",
    "TABLE (id bigint, at timestamptz, reader_id uuid, reader text, what varchar, client_id uuid, client text,"
    " ground varchar, device varchar)",
    f"""
DECLARE asked public.access_logsearch;
BEGIN
  SELECT * INTO asked FROM public.access_logsearch l
   WHERE l.id = of_search AND l.officer_id = access.actor() AND l.at > access.moment() - interval '1 day'
     AND l.organisation_id = ANY (access.organisations_guarded());
  IF NOT FOUND THEN RAISE EXCEPTION 'no search of yours' USING ERRCODE = 'AL403'; END IF;
  RETURN QUERY
  WITH page AS MATERIALIZED (
    SELECT r.* FROM public.access_reading r LEFT JOIN public.cases_case k ON k.id = r.case_id
     WHERE r.reader_kind = 'worker' AND r.what NOT IN {PINS} AND r.area_id = asked.area_id
       AND (k.organisation_id = asked.organisation_id OR k.id IS NULL AND EXISTS (
         SELECT 1 FROM public.people_worker w WHERE w.id = r.reader_id AND w.organisation_id = asked.organisation_id))
       AND r.at >= asked.first_on::timestamp AT TIME ZONE 'Europe/Amsterdam'
       AND r.at < (asked.last_on + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'
       AND (asked.worker_id IS NULL OR r.reader_id = asked.worker_id)
       AND (asked.client_ids IS NULL OR r.client_id = ANY (asked.client_ids))
       -- What this officer read of the log stands there for another officer.
       AND NOT (r.what = 'reading log' AND r.reader_id = access.actor())
       AND (before_at IS NULL OR (r.at, r.id) < (before_at, before_id))
     ORDER BY r.at DESC, r.id DESC LIMIT least(most, 5000)),
  noted AS ({NOTED.format(shown="page", today=TODAY)})
  SELECT p.id, p.at, p.reader_id, w.given_name || ' ' || w.family_name, p.what, p.client_id,
         c.given_name || ' ' || c.family_name, p.ground, p.device
    FROM page p JOIN public.people_worker w ON w.id = p.reader_id LEFT JOIN public.people_client c ON c.id = p.client_id
   ORDER BY p.at DESC, p.id DESC;
END""",
    volatile=True,
)

ALERTS = function(
    "access.read_alerts(settled boolean, most integer)",
    'TABLE (id uuid, kind varchar, worker_id uuid, worker text, client_id uuid, client text, "on" date, facts jsonb,'
    " note varchar, settled_by text, settled_at timestamptz)",
    f"""
BEGIN
  IF cardinality(access.organisations_guarded()) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH page AS MATERIALIZED (
    SELECT a.*, NULL::uuid AS case_id FROM public.access_alert a
     WHERE a.organisation_id = ANY (access.organisations_guarded()) AND (a.settled_at IS NOT NULL) = settled
     ORDER BY coalesce(a.settled_at, a.made_at) DESC, a.id LIMIT most),
  noted AS ({NOTED.format(shown="page", today=TODAY)})
  SELECT p.id, p.kind, p.worker_id, w.given_name || ' ' || w.family_name, p.client_id,
         c.given_name || ' ' || c.family_name, p."on", p.facts, p.note, s.given_name || ' ' || s.family_name, p.settled_at
    FROM page p JOIN public.people_worker w ON w.id = p.worker_id LEFT JOIN public.people_client c ON c.id = p.client_id
    LEFT JOIN public.people_worker s ON s.id = p.settled_by
   ORDER BY coalesce(p.settled_at, p.made_at) DESC, p.id;
END""",
    volatile=True,
)

SETTLE = function(
    "access.settle_alert(of_alert uuid, said text)",
    "void",
    """
DECLARE there public.access_alert;
BEGIN
  SELECT * INTO there FROM public.access_alert a WHERE a.id = of_alert
     AND a.organisation_id = ANY (access.organisations_guarded()) FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no alert of yours' USING ERRCODE = 'AL403'; END IF;
  -- Without a note it is open again.
  IF coalesce(btrim(said), '') = '' THEN
    UPDATE public.access_alert SET note = '', settled_by = NULL, settled_at = NULL WHERE id = of_alert;
  ELSIF there.settled_at IS NOT NULL AND there.note <> left(btrim(said), 500) THEN
    RAISE EXCEPTION 'settled by another' USING ERRCODE = 'AL409';
  ELSIF there.settled_at IS NULL THEN
    UPDATE public.access_alert SET note = left(btrim(said), 500), settled_by = access.actor(), settled_at = access.moment()
     WHERE id = of_alert;
  END IF;
END""",
    volatile=True,
)

SET = function(
    "access.set_watch(by_surname boolean, out_of_team boolean, least_files integer, times_usual integer, said text,"
    " keys text[])",
    "void",
    """
DECLARE home uuid := (access.organisations_guarded())[1];
BEGIN
  IF home IS NULL THEN RAISE EXCEPTION 'not yours to set' USING ERRCODE = 'AL403'; END IF;
  IF least_files NOT BETWEEN 1 AND 1000 OR times_usual NOT BETWEEN 1 AND 100 OR cardinality(keys) > 1000
  THEN RAISE EXCEPTION 'no such setting' USING ERRCODE = 'AL422'; END IF;
  INSERT INTO public.access_watch AS w
    (id, organisation_id, area_id, surname, outside, many_least, many_times, names, name_keys, changed_by, changed_at)
  VALUES (gen_random_uuid(), home, access.area(), by_surname, out_of_team, least_files, times_usual, said, keys, access.actor(), access.moment())
  ON CONFLICT (organisation_id) DO UPDATE SET surname = EXCLUDED.surname, outside = EXCLUDED.outside,
    many_least = EXCLUDED.many_least, many_times = EXCLUDED.many_times, names = EXCLUDED.names,
    name_keys = EXCLUDED.name_keys, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at;
END""",
    volatile=True,
)

# Of each organisation with a privacy officer: who looked in whose case on a day. Nobody may ask but functions of the owner.
DAY = migrations.RunSQL(
    sql=f"""
CREATE FUNCTION secrets.looked_on(of_day date) RETURNS TABLE (area_id uuid, organisation_id uuid, team_id uuid, own uuid,
  reader_id uuid, case_id uuid, client_id uuid, ground varchar) LANGUAGE sql STABLE SET search_path = '' AS $function$
  SELECT DISTINCT k.area_id, k.organisation_id, k.team_id, k.worker_id, r.reader_id, r.case_id, r.client_id, r.ground
    FROM public.access_reading r JOIN public.cases_case k ON k.id = r.case_id
   WHERE r.at >= of_day::timestamp AT TIME ZONE 'Europe/Amsterdam'
     AND r.at < (of_day + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'
     AND r.reader_kind = 'worker' AND r.client_id IS NOT NULL AND r.what NOT IN {LISTS} AND r.what NOT IN {PINS}
     AND k.organisation_id IN (SELECT o.organisation_id FROM public.people_office o WHERE o.kind = 'guards'
       AND o.starts_on <= of_day AND (o.ends_on IS NULL OR o.ends_on > of_day))
$function$;
REVOKE ALL ON FUNCTION secrets.looked_on(date) FROM PUBLIC;
""",
    reverse_sql="DROP FUNCTION secrets.looked_on(date)",
)

_NEW = "gen_random_uuid(), l.area_id, l.organisation_id"
_INTO = 'INSERT INTO public.access_alert (id, area_id, organisation_id, kind, worker_id, client_id, "on", facts, made_at, note)'
_ONCE = f"""NOT EXISTS (SELECT 1 FROM public.access_alert a WHERE a.organisation_id = l.organisation_id
     AND a.worker_id = l.reader_id AND a.client_id = l.client_id AND a.kind = '{{kind}}' AND a."on" > of_day - {AGAIN})"""

WATCH = function(
    "access.watch_readings(of_day date)",
    "void",
    f"""
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours to reckon' USING ERRCODE = 'AL403'; END IF;
  {_INTO}
  SELECT {_NEW}, 'surname', l.reader_id, l.client_id, of_day, '{{}}', access.moment(), ''
    FROM (SELECT DISTINCT d.area_id, d.organisation_id, d.reader_id, d.client_id FROM secrets.looked_on(of_day) d) l
    JOIN public.people_worker w ON w.id = l.reader_id JOIN public.people_client c ON c.id = l.client_id
    LEFT JOIN public.access_watch s ON s.organisation_id = l.organisation_id
   WHERE coalesce(s.surname, true)
     AND string_to_array(lower(w.family_name), '-') && string_to_array(lower(c.family_name), '-')
     AND {_ONCE.format(kind="surname")} ON CONFLICT DO NOTHING;
  {_INTO}
  SELECT {_NEW}, 'known', l.reader_id, l.client_id, of_day, '{{}}', access.moment(), ''
    FROM (SELECT DISTINCT d.area_id, d.organisation_id, d.reader_id, d.client_id FROM secrets.looked_on(of_day) d
           WHERE d.reader_id <> d.own) l
    JOIN public.people_client c ON c.id = l.client_id
    JOIN public.access_watch s ON s.organisation_id = l.organisation_id AND c.sort_key = ANY (s.name_keys)
  ON CONFLICT DO NOTHING;
  {_INTO}
  SELECT {_NEW}, 'outside', l.reader_id, NULL, of_day, jsonb_build_object('files', l.files), access.moment(), ''
    FROM (SELECT d.area_id, d.organisation_id, d.reader_id, count(DISTINCT d.case_id) AS files
            FROM secrets.looked_on(of_day) d
           WHERE d.reader_id <> d.own AND d.ground <> 'emergency' AND NOT EXISTS (
             SELECT 1 FROM public.people_membership m WHERE m.worker_id = d.reader_id AND m.team_id = d.team_id
                AND m.starts_on <= of_day AND (m.ends_on IS NULL OR m.ends_on > of_day))
             AND NOT EXISTS (SELECT 1 FROM public.people_office o WHERE o.worker_id = d.reader_id AND o.team_id = d.team_id
                AND o.starts_on <= of_day AND (o.ends_on IS NULL OR o.ends_on > of_day))
           GROUP BY d.area_id, d.organisation_id, d.reader_id) l
    LEFT JOIN public.access_watch s ON s.organisation_id = l.organisation_id
   WHERE coalesce(s.outside, true)
  ON CONFLICT ON CONSTRAINT one_alert_a_day DO UPDATE SET facts = EXCLUDED.facts
   WHERE access_alert.settled_at IS NULL AND access_alert.facts <> EXCLUDED.facts;
  {_INTO}
  SELECT {_NEW}, 'many', l.reader_id, NULL, of_day, jsonb_build_object('files', l.files, 'usual', round(u.usual, 1),
         'days', u.days), access.moment(), ''
    FROM (SELECT d.area_id, d.organisation_id, d.reader_id, count(DISTINCT d.case_id) AS files
            FROM secrets.looked_on(of_day) d GROUP BY d.area_id, d.organisation_id, d.reader_id) l
    LEFT JOIN public.access_watch s ON s.organisation_id = l.organisation_id
    CROSS JOIN LATERAL (
      SELECT coalesce(avg(b.files), 0) AS usual, count(*) AS days FROM (
        SELECT count(DISTINCT r.case_id) AS files FROM public.access_reading r
         WHERE r.reader_id = l.reader_id AND r.reader_kind = 'worker' AND r.client_id IS NOT NULL
           AND r.what NOT IN {LISTS} AND r.what NOT IN {PINS}
           AND r.at >= (of_day - 30)::timestamp AT TIME ZONE 'Europe/Amsterdam'
           AND r.at < of_day::timestamp AT TIME ZONE 'Europe/Amsterdam'
         GROUP BY (r.at AT TIME ZONE 'Europe/Amsterdam')::date) b) u
   WHERE l.files >= coalesce(s.many_least, 20) AND l.files >= coalesce(s.many_times, 3) * u.usual
  ON CONFLICT ON CONSTRAINT one_alert_a_day DO UPDATE SET facts = EXCLUDED.facts
   WHERE access_alert.settled_at IS NULL AND access_alert.facts <> EXCLUDED.facts;
END""",
    volatile=True,
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"people.{model}")


def _id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0011_enter_about_one"),
        ("people", "0005_privacy_officer"),
        ("cases", "0227_own_copies"),
    ]
    operations = [
        migrations.CreateModel(
            name="LogSearch",
            fields=[
                ("id", _id()),
                ("officer_id", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("worker_id", models.UUIDField(null=True)),
                (
                    "client_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("area", _to("area")),
                ("organisation", _to("organisation")),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", _id()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("surname", "Surname"),
                            ("known", "Known"),
                            ("many", "Many"),
                            ("outside", "Outside"),
                            ("emergency", "Emergency"),
                        ],
                        max_length=12,
                    ),
                ),
                ("worker_id", models.UUIDField()),
                ("client_id", models.UUIDField(null=True)),
                ("on", models.DateField()),
                ("facts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("settled_by", models.UUIDField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("area", _to("area")),
                ("organisation", _to("organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "worker_id", "kind", "on", "client_id"),
                        name="one_alert_a_day",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note", ""), ("settled_at", None)),
                            models.Q(("settled_at__isnull", False), models.Q(("note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="alert_settled_with_a_note",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", _id()),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                ("surname", models.BooleanField(default=True)),
                ("outside", models.BooleanField(default=True)),
                ("many_least", models.PositiveSmallIntegerField(default=20)),
                ("many_times", models.PositiveSmallIntegerField(default=3)),
                ("names", models.TextField(blank=True)),
                (
                    "name_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), default=list, size=None
                    ),
                ),
                ("changed_by", models.UUIDField()),
                ("changed_at", models.DateTimeField()),
                ("area", _to("area")),
            ],
        ),
        OPEN_LOG,
        READ_LOG,
        ALERTS,
        SETTLE,
        SET,
        DAY,
        WATCH,
        policies("access_logsearch", select=GUARDED),
        policies("access_alert"),
        policies("access_watch", select=GUARDED),
        *[history(f"access_{table}") for table in ("logsearch", "alert", "watch")],
    ]
