"""What is due keeps by which edition of the rules it was reckoned, so that an upgrade renews it without a new fact.

Until now what an older version had kept stood there until the next day began, or for good where a day was reckoned
already: the last day of a measure was shown a day late, for instance.
"""

import importlib

from django.db import migrations, models

from alliantie.access.protect import function

_OLD_KEEP = importlib.import_module("alliantie.cases.migrations.0120_reserved_decisions").KEEP
_OLD_BEHIND = importlib.import_module("alliantie.cases.migrations.0157_refused_and_read").BEHIND

KEEP = function(
    "access.keep_duties(reckoned_on date, kept jsonb, by_edition text)",
    "void",
    """
DECLARE
  who text := access.kind();
  here uuid[] := ARRAY (SELECT (e ->> 'case')::uuid FROM jsonb_array_elements(kept) e);
BEGIN
  IF NOT (who = 'job' OR who = 'worker' AND (here <@ access.cases_to_record() OR here <@ access.cases_to_decide()))
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
  INSERT INTO public.cases_reckoning (case_id, area_id, "on", unknown, edition)
  SELECT k.id, k.area_id, reckoned_on, e -> 'unknown', by_edition
    FROM jsonb_array_elements(kept) e JOIN public.cases_case k ON k.id = (e ->> 'case')::uuid
  ON CONFLICT (case_id) DO UPDATE SET "on" = EXCLUDED."on", unknown = EXCLUDED.unknown, edition = EXCLUDED.edition
   WHERE (cases_reckoning."on", cases_reckoning.unknown, cases_reckoning.edition)
         IS DISTINCT FROM (EXCLUDED."on", EXCLUDED.unknown, EXCLUDED.edition);
END""",
    volatile=True,
)

BEHIND = function(
    "access.cases_to_reckon(today date, by_edition text)",
    "SETOF uuid",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  RETURN QUERY
  SELECT k.id FROM public.cases_case k LEFT JOIN public.cases_reckoning r ON r.case_id = k.id
   WHERE (k.closed_on IS NULL OR k.closed_on > today - 730)
     AND (r."on" IS NULL OR r."on" < today OR r.edition <> by_edition)
   ORDER BY k.id;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0211_found_by_day")]
    operations = [
        migrations.AddField("reckoning", "edition", models.CharField(default="", max_length=64)),
        migrations.RunSQL(
            sql="DROP FUNCTION access.keep_duties(date, jsonb)",
            reverse_sql=[str(_OLD_KEEP.sql[0]).replace("CREATE OR REPLACE", "CREATE", 1)],
        ),
        KEEP,
        migrations.RunSQL(sql="DROP FUNCTION access.cases_to_reckon(date)", reverse_sql=list(_OLD_BEHIND.sql)),
        BEHIND,
    ]
