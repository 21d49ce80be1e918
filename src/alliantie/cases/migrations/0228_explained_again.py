"""The frame is explained as often as it is: each day stands, and a slip in one is mended in its place."""

from django.db import migrations, models

from alliantie.access.protect import function

_ONCE = function(
    "access.explain_frame(of_case uuid, to_client uuid, version text, on_day date)",
    "void",
    """
BEGIN
  IF NOT of_case = ANY (access.cases_to_record()) OR NOT EXISTS (
      SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = to_client)
  THEN RAISE EXCEPTION 'no client of yours' USING ERRCODE = 'AL403'; END IF;
  IF on_day > access.day() THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'AL422'; END IF;
  INSERT INTO public.cases_explanation
    (id, area_id, case_id, client_id, practice_version, explained_on, explained_by)
  VALUES (gen_random_uuid(), access.area(), of_case, to_client, version, on_day, access.actor())
  ON CONFLICT (case_id, client_id, practice_version)
    DO UPDATE SET explained_on = EXCLUDED.explained_on, explained_by = EXCLUDED.explained_by
    WHERE cases_explanation.explained_on <> EXCLUDED.explained_on;
END""",
    volatile=True,
)

_EACH = function(
    "access.explain_frame(of_case uuid, to_client uuid, version text, on_day date, wrong_day date)",
    "void",
    """
BEGIN
  IF NOT of_case = ANY (access.cases_to_record()) OR NOT EXISTS (
      SELECT 1 FROM public.cases_participant p WHERE p.case_id = of_case AND p.client_id = to_client)
  THEN RAISE EXCEPTION 'no client of yours' USING ERRCODE = 'AL403'; END IF;
  IF on_day > access.day() THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'AL422'; END IF;
  IF wrong_day IS NULL THEN
    INSERT INTO public.cases_explanation
      (id, area_id, case_id, client_id, practice_version, explained_on, explained_by)
    VALUES (gen_random_uuid(), access.area(), of_case, to_client, version, on_day, access.actor())
    ON CONFLICT (case_id, client_id, practice_version, explained_on) DO NOTHING;
    RETURN;
  END IF;
  UPDATE public.cases_explanation SET explained_on = on_day, explained_by = access.actor()
   WHERE case_id = of_case AND client_id = to_client AND practice_version = version AND explained_on = wrong_day
     AND wrong_day <> on_day;
  -- Sent twice, the second finds it mended.
  IF NOT EXISTS (SELECT FROM public.cases_explanation WHERE case_id = of_case AND client_id = to_client
      AND practice_version = version AND explained_on = on_day)
  THEN RAISE EXCEPTION 'no such day' USING ERRCODE = 'AL409'; END IF;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0227_own_copies")]

    operations = [
        migrations.RemoveConstraint("explanation", "explanation_once"),
        migrations.AddConstraint(
            "explanation",
            models.UniqueConstraint(
                name="explanation_once_a_day", fields=["case", "client", "practice_version", "explained_on"]
            ),
        ),
        migrations.RunSQL(sql=_ONCE.reverse_sql or [], reverse_sql=_ONCE.sql),
        _EACH,
    ]
