"""A talk about the frame is recorded once: who was there has had it explained, as long as the talk stands."""

from django.db import migrations

from alliantie.access.protect import function

# What a talk made goes with that talk, unless somebody gave it another day since.
OF_TALK = "md5('explained ' || f.id)::uuid"

EXPLAIN = function(
    "access.explain_in_talk(talked uuid[])",
    "void",
    f"""
BEGIN
  INSERT INTO public.cases_explanation
    (id, area_id, case_id, client_id, practice_version, explained_on, explained_by)
  SELECT {OF_TALK}, f.area_id, f.case_id, f.client_id, k.practice_version, f."on", access.actor()
    FROM public.cases_fact f JOIN public.cases_case k ON k.id = f.case_id
   WHERE f.id = ANY (talked) AND f.kind = 'contact' AND f.client_id IS NOT NULL AND NOT f.void
     AND NOT EXISTS (SELECT FROM public.cases_fact t WHERE t.corrects_id = f.id)
     AND f.case_id = ANY (access.cases_to_record())
  ON CONFLICT DO NOTHING;
END""",
    volatile=True,
)

TAKE_BACK = function(
    "access.take_back_explanation(talked uuid)",
    "void",
    f"""
BEGIN
  DELETE FROM public.cases_explanation e USING public.cases_fact f
   WHERE f.id = talked AND e.id = {OF_TALK} AND e.case_id = f.case_id AND e.explained_on = f."on"
     AND f.case_id = ANY (access.cases_to_record())
     AND EXISTS (SELECT FROM public.cases_fact t WHERE t.corrects_id = f.id);
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0082_recorded_together")]

    operations = [EXPLAIN, TAKE_BACK]
