"""What a fact says, and what is due because of it: read and kept by two functions, for people and for the night."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
WORKER = "(SELECT access.kind()) = 'worker'"
# A code opens one round: of the rest it shows what the trend marks. What else happened is for the client's own account.
OWN = (
    f"({WORKER} OR client_id = (SELECT access.actor()) AND ((SELECT access.kind()) = 'client'"
    " OR kind IN ('warning', 'sanction', 'round_discussed', 'worker_changed') AND text = ''))"
)

TIMELINES = function(
    "access.timelines(of_cases uuid[], to_change boolean)",
    "TABLE (case_id uuid, practice_id varchar, practice_version varchar, told jsonb)",
    """
DECLARE who text := access.kind();
BEGIN
  IF who = 'job' THEN NULL;
  ELSIF who = 'worker' AND of_cases <@ (CASE WHEN to_change THEN access.cases_to_record() ELSE access.cases() END)
  THEN NULL;
  ELSE RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  -- Whoever changes what is due waits here for whoever was first, and then sees what that one recorded.
  IF to_change THEN
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('case:' || o, 0))
       FROM (SELECT DISTINCT unnest(of_cases)::text AS o ORDER BY 1) s;
  END IF;
  RETURN QUERY
  SELECT k.id, k.practice_id, k.practice_version, jsonb_build_object(
      'people', (SELECT jsonb_agg(jsonb_build_array(p.client_id, p.role, c.born_on))
                   FROM public.cases_participant p JOIN public.people_client c ON c.id = p.client_id
                  WHERE p.case_id = k.id),
      'measures', (SELECT jsonb_agg(jsonb_build_array(m.id, m.measure_id, m.client_id, m.starts_on, m.until, m.ends_on))
                     FROM public.cases_measure m WHERE m.case_id = k.id),
      'explained', (SELECT jsonb_agg(jsonb_build_array(e.id, e.client_id, e.explained_on))
                      FROM public.cases_explanation e WHERE e.case_id = k.id),
      'facts', (SELECT jsonb_agg(jsonb_build_array(
                         f.id, f.kind, f."on", f.at, f.talk_id, f.client_id, f.values, f.together, f.others))
                  FROM public.cases_fact f
                 WHERE f.case_id = k.id AND NOT f.void AND f.kind NOT IN ('measure_started', 'measure_ended')
                   AND NOT EXISTS (SELECT FROM public.cases_fact t WHERE t.corrects_id = f.id)))
    FROM public.cases_case k WHERE k.id = ANY (of_cases);
END""",
    volatile=True,
)

KEEP = function(
    "access.keep_duties(reckoned_on date, kept jsonb)",
    "void",
    """
DECLARE
  who text := access.kind();
  here uuid[] := ARRAY (SELECT (e ->> 'case')::uuid FROM jsonb_array_elements(kept) e);
BEGIN
  IF NOT (who = 'job' OR who = 'worker' AND here <@ access.cases_to_record())
  THEN RAISE EXCEPTION 'no case of yours' USING ERRCODE = 'AL403'; END IF;
  -- A case that was reckoned for a day to come would be passed over until then; midnight may fall in between.
  IF who = 'worker' AND reckoned_on > access.day() + 1
  THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'AL422'; END IF;
  DELETE FROM public.cases_duty d USING jsonb_array_elements(kept) e
   WHERE d.case_id = (e ->> 'case')::uuid
     AND NOT EXISTS (SELECT FROM jsonb_array_elements(e -> 'duties') n WHERE n ->> 'key' = d.key);
  INSERT INTO public.cases_duty (id, area_id, case_id, key, norm_id, client_id, who, due, told)
  SELECT gen_random_uuid(), k.area_id, k.id, n ->> 'key', n ->> 'norm', (n ->> 'person')::uuid, n ->> 'who',
         (n ->> 'due')::date, n
    FROM jsonb_array_elements(kept) e JOIN public.cases_case k ON k.id = (e ->> 'case')::uuid
    CROSS JOIN LATERAL jsonb_array_elements(e -> 'duties') n
  ON CONFLICT (case_id, key) DO UPDATE SET due = EXCLUDED.due, who = EXCLUDED.who, told = EXCLUDED.told
   WHERE cases_duty.told IS DISTINCT FROM EXCLUDED.told;
  INSERT INTO public.cases_reckoning (case_id, area_id, "on", unknown)
  SELECT k.id, k.area_id, reckoned_on, e -> 'unknown'
    FROM jsonb_array_elements(kept) e JOIN public.cases_case k ON k.id = (e ->> 'case')::uuid
  ON CONFLICT (case_id) DO UPDATE SET "on" = EXCLUDED."on", unknown = EXCLUDED.unknown
   WHERE (cases_reckoning."on", cases_reckoning.unknown) IS DISTINCT FROM (EXCLUDED."on", EXCLUDED.unknown);
END""",
    volatile=True,
)

# What outlives a case, such as a call after the end, is still due for a while.
BEHIND = function(
    "access.cases_to_reckon(today date, after uuid, most integer)",
    "SETOF uuid",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY
  SELECT k.id FROM public.cases_case k LEFT JOIN public.cases_reckoning r ON r.case_id = k.id
   WHERE (after IS NULL OR k.id > after) AND (k.closed_on IS NULL OR k.closed_on > today - 730)
     AND (r."on" IS NULL OR r."on" < today)
   ORDER BY k.id LIMIT most;
END""",
)

READ = migrations.RunSQL(
    sql=[f"ALTER POLICY cases_fact_select ON public.cases_fact USING ({SEEN} AND {OWN})"],
    reverse_sql=[
        "ALTER POLICY cases_fact_select ON public.cases_fact"
        f" USING ({SEEN} AND ({WORKER} OR client_id = (SELECT access.actor())))"
    ],
)

# The policy that names the column `kind` has to make way while the column grows; it comes back as it was.
_RECORD = (
    "CREATE POLICY cases_fact_insert ON public.cases_fact FOR INSERT TO alliantie_app WITH CHECK ("
    "case_id = ANY ((SELECT access.cases_to_record())::uuid[]) AND area_id = (SELECT access.area())"
    " AND recorded_by = (SELECT access.actor()) AND kind <> 'round_discussed'"
    " AND access.corrects_alike(corrects_id, case_id, kind))"
)
MAKE_WAY, COME_BACK = (
    migrations.RunSQL(sql=[first], reverse_sql=[second])
    for first, second in (
        ("DROP POLICY cases_fact_insert ON public.cases_fact", _RECORD),
        (_RECORD, "DROP POLICY cases_fact_insert ON public.cases_fact"),
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_appointments"),
        ("people", "0004_leaders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=200)),
                ("norm_id", models.CharField(max_length=60)),
                ("who", models.CharField(max_length=60)),
                ("due", models.DateField()),
                ("told", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Reckoning",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("on", models.DateField()),
                ("unknown", models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name="fact",
            name="at",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="fact",
            name="others",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="fact",
            name="text",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="fact",
            name="together",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="fact",
            name="values",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="measure",
            name="client",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="until",
            field=models.DateField(null=True),
        ),
        MAKE_WAY,
        migrations.AlterField(
            model_name="fact",
            name="kind",
            field=models.CharField(max_length=60),
        ),
        COME_BACK,
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("starts_on")), _connector="OR"),
                name="measure_until_after_start",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
        ),
        migrations.AddField(
            model_name="duty",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="duty",
            name="client",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
            ),
        ),
        migrations.AddField(
            model_name="reckoning",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["case", "due"], name="duty_due"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="duty_once"),
        ),
        migrations.AddIndex(
            model_name="reckoning",
            index=models.Index(fields=["on"], name="reckoning_on"),
        ),
        policies("cases_duty", select=f"{WORKER} AND {SEEN}"),
        policies("cases_reckoning", select=f"{WORKER} AND {SEEN}"),
        READ,
        TIMELINES,
        KEEP,
        BEHIND,
    ]
