"""Grants on sections of a case: a worker or a team reads these of it until a day, and nothing else.

Who reads so is nobody to every table of the case, as partners are: one function gives the rows of the sections that
were named, and looks anew each time whether the grant runs. No policy knows of it, so nobody else's page costs more.
Which table is of which section stands in `secrets.section_table` alone; what stands there in no line is read by nobody.
"""

import uuid
from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

SECTIONS = ("identity", "frame", "plan", "contacts", "money", "incidents", "documents")
# Our own choice: days ahead that one may begin, and days it may last.
LONGEST = 366

_HERE = "t.case_id = $1"
_PEOPLE = "t.id IN (SELECT p.client_id FROM public.cases_participant p WHERE p.case_id = $1)"
_ACTS = "t.case_id = $1 AND NOT t.void AND t.starts_on <= $2 AND (t.ends_on IS NULL OR t.ends_on > $2)"
_STANDS = "t.case_id = $1 AND t.taken_back_at IS NULL"
_FACT = (
    "t.case_id = $1 AND t.kind IN ({}) AND NOT t.void"
    " AND NOT EXISTS (SELECT FROM public.cases_fact c WHERE c.corrects_id = t.id)"
)
# Section, table, what of it is read, and which rows; $1 is the case and $2 today.
SHOWN: tuple[tuple[str, str, str, str], ...] = (
    ("identity", "cases_participant", "client_id role", _HERE),
    ("identity", "people_client", "id given_name family_name born_on", _PEOPLE),
    ("identity", "cases_representation", "client_id representative_id ground starts_on", _ACTS),
    (
        "identity",
        "cases_representative",
        "id given_name family_name works_at phone",
        f"t.id IN (SELECT t.representative_id FROM public.cases_representation t WHERE {_ACTS})",
    ),
    ("frame", "cases_measure", "client_id measure_id starts_on until ends_on", _HERE),
    ("frame", "cases_fact", "client_id talk_id on values", _FACT.format("'measure_extended'")),
    ("frame", "cases_condition", "client_id sort text starts_on until ended_on", _HERE),
    ("plan", "cases_plan", "id client_id number content agreed_on", "t.case_id = $1 AND t.state = 'agreed'"),
    ("plan", "cases_agreement", "client_id text owner owner_name due_on state made_at", _HERE),
    ("contacts", "cases_appointment", "client_id talk_id starts_at place cancelled_by", _HERE),
    ("contacts", "cases_fact", "client_id kind talk_id on text values recorded_at", _FACT.format("'contact'")),
    ("money", "money_claim", "id client_ids creditor_id reference status recorded_at", _STANDS),
    (
        "money",
        "money_creditor",
        "id name",
        "t.id IN (SELECT m.creditor_id FROM public.money_claim m WHERE m.case_id = $1 UNION ALL"
        " SELECT l.creditor_id FROM public.money_line l WHERE l.case_id = $1)",
    ),
    ("money", "money_statement", "claim_id since amount recorded_at", f"{_STANDS} AND t.amount IS NOT NULL"),
    ("money", "money_line", "id client_ids sort name creditor_id granted_on ends_on recorded_at", _STANDS),
    ("money", "money_figure", "line_id since amount per recorded_at", _STANDS),
    ("money", "money_paper", "client_ids name asked_on in_on", _STANDS),
    ("money", "money_deadline", "client_ids kind on over_on", _STANDS),
    ("incidents", "cases_incident", "id client_id kind on text recorded_at", f"{_HERE} AND t.state <> 'withdrawn'"),
    ("incidents", "cases_viewofcause", "incident_id cause text on", _HERE),
    ("incidents", "cases_response", "incident_id option reason on", _HERE),
    ("incidents", "cases_contradiction", "incident_id text at", _HERE),
    (
        "incidents",
        "cases_fact",
        "client_id kind talk_id on text values recorded_at",
        _FACT.format("'decision_taken', 'warning', 'sanction'"),
    ),
    ("documents", "cases_letter", "id client_id title state signed_at sent_on", f"{_HERE} AND t.state <> 'draft'"),
    ("documents", "cases_form", "client_id form_id number on", f"{_HERE} AND t.state = 'sent'"),
)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


TABLE = migrations.RunSQL(
    sql=[
        "CREATE TABLE secrets.section_table (section text NOT NULL, table_name text NOT NULL, columns text[] NOT NULL,"
        " which text NOT NULL, PRIMARY KEY (section, table_name))",
        *(
            "INSERT INTO secrets.section_table (section, table_name, columns, which) VALUES"  # noqa: S608 - our own lines
            f" ({_text(section)}, {_text(table)}, string_to_array({_text(columns)}, ' '), {_text(which)})"
            for section, table, columns, which in SHOWN
        ),
    ],
    reverse_sql=["DROP TABLE secrets.section_table"],
)

# Who was named, or who is in the team that was named; and in the organisation of the case today.
RUNS = """access.kind() = 'worker' AND g.ended_at IS NULL AND g.starts_on <= access.day() AND g.ends_on > access.day()
     AND k.closed_on IS NULL AND EXISTS (SELECT 1 FROM public.people_membership m
       JOIN public.people_team t ON t.id = m.team_id
      WHERE m.worker_id = access.actor() AND t.organisation_id = k.organisation_id
        AND m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day())
        AND (g.subject_kind = 'worker' AND g.subject_id = m.worker_id
          OR g.subject_kind = 'team' AND g.subject_id = m.team_id))"""
_GRANT = "public.access_sectiongrant g JOIN public.cases_case k ON k.id = g.case_id"

GIVE = function(
    "access.give_sections(of_act uuid, of_cases uuid[], told jsonb)",
    "void",
    f"""
DECLARE
  me uuid := access.actor();
  to_kind text := told->>'subject_kind';
  whom uuid := (told->>'subject_id')::uuid;
  named_sections text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(told->'sections', '[]')));
  first_day date := (told->>'starts_on')::date;
  until_day date := (told->>'ends_on')::date;
  one uuid;
  home public.cases_case;
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' OR coalesce(cardinality(of_cases), 0) = 0
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('sections:' || of_act::text, 0));
  IF EXISTS (SELECT 1 FROM public.access_sectiongrant g WHERE g.act = of_act) THEN
    IF EXISTS (SELECT 1 FROM public.access_sectiongrant g WHERE g.act = of_act AND g.given_by = me) THEN RETURN; END IF;
    RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403';
  END IF;
  FOREACH one IN ARRAY of_cases LOOP
    SELECT * INTO home FROM public.cases_case k
     WHERE k.id = one AND k.worker_id = me AND k.id = ANY (access.cases_to_work());
    IF home.id IS NULL THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
    IF to_kind IS DISTINCT FROM 'worker' AND to_kind IS DISTINCT FROM 'team' OR whom IS NULL OR whom = me OR NOT EXISTS (
        SELECT 1 FROM public.people_team t LEFT JOIN public.people_membership m ON m.team_id = t.id
           AND m.starts_on <= access.day() AND (m.ends_on IS NULL OR m.ends_on > access.day())
         WHERE t.organisation_id = home.organisation_id
           AND whom = CASE to_kind WHEN 'team' THEN t.id ELSE m.worker_id END)
    THEN RAISE EXCEPTION 'nobody of this organisation' USING ERRCODE = 'AL403'; END IF;
    IF home.closed_on IS NOT NULL OR cardinality(named_sections) = 0
       OR coalesce(told->>'ground', '') NOT IN ('law', 'task', 'agreement')
       OR coalesce(btrim(told->>'named'), '') = '' OR coalesce(btrim(told->>'reason'), '') = ''
       OR first_day IS NULL OR until_day IS NULL OR until_day <= first_day OR until_day > first_day + {LONGEST}
       OR first_day NOT BETWEEN access.day() AND access.day() + {LONGEST}
       OR NOT named_sections <@ ARRAY{list(SECTIONS)}
    THEN RAISE EXCEPTION 'not so' USING ERRCODE = 'AL422'; END IF;
    INSERT INTO public.access_sectiongrant (id, area_id, act, case_id, subject_kind, subject_id, sections, ground, named,
      reason, starts_on, ends_on, given_by, given_at)
    VALUES (gen_random_uuid(), home.area_id, of_act, one, to_kind, whom, named_sections, told->>'ground',
      left(btrim(told->>'named'), 200), left(btrim(told->>'reason'), 300), first_day, until_day, me, access.moment());
  END LOOP;
END""",
    volatile=True,
)

# It only takes away: whoever works in the case may, also who stands in while its worker is ill.
END = function(
    "access.end_sections(of_grant uuid)",
    "void",
    """
BEGIN
  UPDATE public.access_sectiongrant g SET ended_at = access.moment(), ended_by = access.actor()
   WHERE g.id = of_grant AND g.case_id = ANY (access.cases_to_record()) AND g.ended_at IS NULL;
  IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM public.access_sectiongrant g
      WHERE g.id = of_grant AND g.case_id = ANY (access.cases_to_record()))
  THEN RAISE EXCEPTION 'not yours to end' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)

WITH_ME = function(
    "access.sections_with_me()",
    "TABLE (id uuid, clients jsonb, organisation varchar, team varchar, phone varchar, worker text, sections varchar[],"
    " ground varchar, named varchar, reason varchar, ends_on date, of_team varchar, practice_id varchar,"
    " practice_version varchar)",
    f"""
DECLARE mine uuid[] := access.cases();
BEGIN
  RETURN QUERY SELECT g.id,
         (SELECT jsonb_agg(jsonb_build_array(c.id, c.given_name || ' ' || c.family_name) ORDER BY p.role DESC, c.born_on, c.id)
            FROM public.cases_participant p JOIN public.people_client c ON c.id = p.client_id WHERE p.case_id = k.id),
         o.name, t.name, t.phone, w.given_name || ' ' || w.family_name, g.sections, g.ground, g.named, g.reason, g.ends_on,
         (SELECT x.name FROM public.people_team x WHERE g.subject_kind = 'team' AND x.id = g.subject_id),
         k.practice_id, k.practice_version
    FROM {_GRANT} JOIN public.people_organisation o ON o.id = k.organisation_id
    JOIN public.people_team t ON t.id = k.team_id JOIN public.people_worker w ON w.id = k.worker_id
   -- Who works in a case reads all of it there.
   WHERE {RUNS} AND NOT k.id = ANY (mine) ORDER BY k.title_key, g.ends_on, g.id;
END""",
)

ROWS = function(
    "access.section_rows(of_grant uuid)",
    "TABLE (section text, what text, told jsonb)",
    f"""
DECLARE
  here public.access_sectiongrant;
  line secrets.section_table;
BEGIN
  SELECT g.* INTO here FROM {_GRANT} WHERE g.id = of_grant AND {RUNS};
  IF here.id IS NULL THEN RETURN; END IF;
  FOR line IN SELECT * FROM secrets.section_table x WHERE x.section = ANY (here.sections) ORDER BY 1, 2 LOOP
    RETURN QUERY EXECUTE format('SELECT %L::text, %L::text, (SELECT jsonb_object_agg(c.name, to_jsonb(t) -> c.name)'
      ' FROM unnest($3) AS c (name)) FROM public.%I t WHERE %s', line.section, line.table_name, line.table_name, line.which)
      USING here.case_id, access.day(), line.columns;
  END LOOP;
END""",
)

PAPER = function(
    "access.section_paper(of_grant uuid, of_letter uuid)",
    "TABLE (title varchar, pdf bytea)",
    f"""
BEGIN
  RETURN QUERY SELECT l.title, a.pdf FROM {_GRANT}
    JOIN public.cases_letter l ON l.case_id = g.case_id AND l.id = of_letter AND l.state <> 'draft'
    JOIN public.cases_letterpaper a ON a.letter_id = l.id AND a.copy = 1
   WHERE g.id = of_grant AND 'documents' = ANY (g.sections) AND {RUNS};
END""",
)

# Each look stands in the log of everybody of the case: that the name stood in a list once a day, an opening each time.
_LINE = f"""INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
  SELECT {{distinct}} g.area_id, 'worker', access.actor(), '{{what}}', g.case_id, p.client_id, '',
         'sections:' || g.ground || ':' || array_to_string(g.sections, ','), access.moment()
    FROM {_GRANT} JOIN public.cases_participant p ON p.case_id = g.case_id WHERE {RUNS}"""  # noqa: S608 - our own names
NOTE = function(
    "access.note_sections(of_grant uuid)",
    "void",
    f"""
BEGIN
  {_LINE.format(distinct="", what="sections")} AND g.id = of_grant;
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours to read' USING ERRCODE = 'AL403'; END IF;
END""",
    volatile=True,
)
NOTE_LIST = function(
    "access.note_sections_list()",
    "void",
    f"""
DECLARE mine uuid[] := access.cases();
BEGIN
  {_LINE.format(distinct="DISTINCT ON (g.case_id, p.client_id)", what="sections list")}
     AND NOT g.case_id = ANY (mine) AND NOT EXISTS (
      SELECT 1 FROM public.access_reading r WHERE r.client_id = p.client_id AND r.case_id = g.case_id
         AND r.reader_id = access.actor() AND r.what = 'sections list'
         AND r.at >= (access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam'))
   ORDER BY g.case_id, p.client_id, g.starts_on;
END""",
    volatile=True,
)

# That a name stood in a list is no opened case, and what a colleague gave is no case of a stranger.
_UNUSUAL = import_module("alliantie.access.migrations.0012_unusual_reading")
_CHANGED = (
    (_UNUSUAL.DAY.sql, _UNUSUAL.LISTS, _UNUSUAL.LISTS[:-1] + ", 'sections list')"),
    (
        _UNUSUAL.WATCH.sql[0].replace(_UNUSUAL.LISTS, _UNUSUAL.LISTS[:-1] + ", 'sections list')"),
        "d.ground <> 'emergency'",
        "d.ground <> 'emergency' AND d.ground NOT LIKE 'sections:%'",
    ),
)


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


for _before, _old, _new in _CHANGED:
    if _before.count(_old) != 1:
        raise ValueError("a function about unusual reading is not what it was")
NOT_UNUSUAL = migrations.RunSQL(
    sql=[_replaced(before.replace(old, new)) for before, old, new in _CHANGED],
    reverse_sql=[_replaced(_UNUSUAL.DAY.sql), _replaced(_UNUSUAL.WATCH.sql[0])],
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0024_signed_out_there"),
        ("cases", "0247_drafts_of_sharing"),
        ("money", "0003_deadlines_in_timelines"),
        ("people", "0011_found_by_one_index"),
    ]
    operations = [
        migrations.CreateModel(
            name="SectionGrant",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("act", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("subject_kind", models.CharField(choices=[("worker", "Worker"), ("team", "Team")], max_length=12)),
                ("subject_id", models.UUIDField()),
                (
                    "sections",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None),
                ),
                ("ground", models.CharField(max_length=12)),
                ("named", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=300)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("given_by", models.UUIDField()),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case_id", "-given_at"], name="section_grant_of_case"),
                    models.Index(fields=["subject_id", "ends_on"], name="section_grant_of"),
                    models.Index(fields=["act"], name="section_grant_act"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="section_grant_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sections__contained_by", list(SECTIONS)),
                            ("sections__len__gt", 0),
                            ("ground__in", ["law", "task", "agreement"]),
                        ),
                        name="section_grant_of_sections",
                    ),
                ],
            },
        ),
        TABLE,
        GIVE,
        END,
        WITH_ME,
        ROWS,
        PAPER,
        NOTE,
        NOTE_LIST,
        NOT_UNUSUAL,
        policies(
            "access_sectiongrant",
            select="case_id = ANY ((SELECT access.cases())::uuid[]) AND (SELECT access.kind()) IN ('worker', 'client')",
        ),
        history("access_sectiongrant"),
    ]
