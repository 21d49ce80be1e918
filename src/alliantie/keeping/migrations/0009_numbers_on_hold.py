"""Where the law of a citizen service number ends, the numbers of who is under a legal hold stay until that ends.

Nobody sees them meanwhile but the client in the own copy. A job deletes them when the hold is over.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

BEFORE: str = import_module("alliantie.keeping.migrations.0008_history_of_people").END_NUMBERS


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"there is not one {old!r} any more")
        text = text.replace(old, new)
    return text


AFTER = _changed(
    BEFORE,
    ("end_numbers(of_organisation uuid) RETURNS", "end_numbers(of_organisation uuid, on_day date) RETURNS"),
    ("end_numbers(uuid) FROM PUBLIC", "end_numbers(uuid, date) FROM PUBLIC"),
    ("  ids text[];\n", "  ids text[];\n  on_hold uuid[];\n"),
    (
        "  ids := ARRAY(SELECT n.id::text FROM public.people_citizennumber n WHERE n.organisation_id = of_organisation);\n",
        """  -- Who is held, and who is in a case with them, as for all that hangs on a case.
  on_hold := ARRAY(
    SELECT p.client_id FROM public.keeping_hold h JOIN public.cases_participant p ON p.case_id = h.case_id
     WHERE h.organisation_id = of_organisation AND h.ended_at IS NULL AND h.until >= on_day
     UNION SELECT h.client_id FROM public.keeping_hold h
     WHERE h.organisation_id = of_organisation AND h.client_id IS NOT NULL AND h.ended_at IS NULL AND h.until >= on_day
     UNION SELECT o.client_id FROM public.keeping_hold h JOIN public.cases_participant p ON p.client_id = h.client_id
       JOIN public.cases_case k ON k.id = p.case_id AND k.organisation_id = h.organisation_id
       JOIN public.cases_participant o ON o.case_id = k.id
     WHERE h.organisation_id = of_organisation AND h.ended_at IS NULL AND h.until >= on_day);
  ids := ARRAY(SELECT n.id::text FROM public.people_citizennumber n
                WHERE n.organisation_id = of_organisation AND NOT n.client_id = ANY (on_hold));
""",
    ),
    (
        "->>'organisation_id' = of_organisation::text ON CONFLICT",
        "->>'organisation_id' = of_organisation::text\n"
        "     AND NOT coalesce(e.after, e.before)->>'client_id' = ANY (on_hold::text[]) ON CONFLICT",
    ),
)

LATER = function(
    "access.end_numbers_on_hold()",
    "integer",
    """
DECLARE
  here uuid;
  gone integer := 0;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  FOR here IN
    SELECT o.id FROM public.people_organisation o WHERE o.number_ground = ''
       AND EXISTS (SELECT FROM public.people_citizennumber n WHERE n.organisation_id = o.id) ORDER BY o.id
  LOOP
    gone := gone + secrets.end_numbers(here, access.day());
  END LOOP;
  RETURN gone;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("keeping", "0008_history_of_people")]
    operations = [
        # Whoever ends a law is no actor with a day: it is said.
        migrations.RunSQL(
            sql=["DROP FUNCTION secrets.end_numbers(uuid)", AFTER],
            reverse_sql=["DROP FUNCTION secrets.end_numbers(uuid, date)", BEFORE],
        ),
        LATER,
    ]
