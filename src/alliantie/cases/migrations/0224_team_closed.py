"""Who leads a team reads which of its cases ended, newest first: whose, with whom, and when. Why and how stays with the case.

Each client finds in the own log that the leader read of it, as with what is due: once a day.
"""

from django.db import migrations

from alliantie.access.protect import function

CLOSED = function(
    "access.team_closed(since date, most integer)",
    "TABLE (case_id uuid, title varchar, practice_id varchar, practice_version varchar, opened_on date, closed_on date,"
    " worker text, team varchar)",
    """
DECLARE
  led uuid[] := access.teams_led();
  me uuid := access.actor();
  at timestamptz := access.moment();
  midnight timestamptz := access.day()::timestamp AT TIME ZONE 'Europe/Amsterdam';
BEGIN
  IF cardinality(led) = 0 THEN RETURN; END IF;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT k.* FROM public.cases_case k
     WHERE k.team_id = ANY (led) AND k.closed_on >= since ORDER BY k.closed_on DESC, k.title_key, k.id LIMIT most
  ), noted AS (
    INSERT INTO public.access_reading (area_id, reader_kind, reader_id, what, case_id, client_id, device, ground, at)
    SELECT f.area_id, 'worker', me, 'team closed', f.id, p.client_id, '', 'leads the team', at
      FROM found f
     CROSS JOIN LATERAL (SELECT c.client_id FROM public.cases_participant c WHERE c.case_id = f.id OFFSET 0) p
     WHERE NOT EXISTS (SELECT 1 FROM public.access_reading r
            WHERE r.client_id = p.client_id AND r.at >= midnight AND r.case_id = f.id AND r.reader_id = me
              AND r.what = 'team closed' OFFSET 0)
  )
  SELECT f.id, f.title, f.practice_id, f.practice_version, f.opened_on, f.closed_on,
         w.given_name || ' ' || w.family_name, t.name
    FROM found f
   CROSS JOIN LATERAL (SELECT o.given_name, o.family_name FROM public.people_worker o WHERE o.id = f.worker_id OFFSET 0) w
    JOIN public.people_team t ON t.id = f.team_id
   ORDER BY f.closed_on DESC, f.title_key, f.id;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0223_found_and_noted_once")]
    operations = [CLOSED]
