"""Whether somebody comes back is part of the answer that is counted: asked apart, it could be asked of anyone, uncounted."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

_KNOWN = import_module("alliantie.cases.migrations.0002_protection").KNOWN
_ENDED = import_module("alliantie.cases.migrations.0130_opened_letters").ENDED

KNOWN = function(
    "access.known_at(name_key text, born date, question bytea)",
    "TABLE (team varchar, refused boolean, ended boolean)",
    """
DECLARE
  me uuid := access.actor();
  found varchar;
  runs boolean;
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN; END IF;
  IF (SELECT count(*) FROM public.access_matching m
       WHERE m.asked_by = me AND m.at > access.moment() - interval '1 hour') >= 20 THEN
    RETURN QUERY SELECT NULL::varchar, true, false;
    RETURN;
  END IF;
  -- A case that runs comes before those that ended.
  SELECT t.name, c.closed_on IS NULL INTO found, runs
    FROM public.people_client k
    JOIN public.cases_participant p ON p.client_id = k.id
    JOIN public.cases_case c ON c.id = p.case_id
    JOIN public.people_team t ON t.id = c.team_id
   WHERE k.area_id = access.area() AND k.born_on = born AND k.sort_key = name_key
     AND c.organisation_id = (SELECT w.organisation_id FROM public.people_worker w WHERE w.id = me)
   ORDER BY c.closed_on DESC NULLS FIRST, c.opened_on DESC, c.id LIMIT 1;
  INSERT INTO public.access_matching (area_id, asked_by, question_hash, found, at)
  VALUES (access.area(), me, question, found IS NOT NULL, access.moment());
  RETURN QUERY SELECT found, false, NOT coalesce(runs, true);
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0157_refused_and_read")]
    operations = [
        migrations.RunSQL(sql=[*_ENDED.reverse_sql, *_KNOWN.reverse_sql], reverse_sql=[*_KNOWN.sql, *_ENDED.sql]),
        KNOWN,
    ]
