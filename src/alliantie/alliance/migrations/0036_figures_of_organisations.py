"""How the rounds go also for who manages an organisation, and with how many clients an agreement was made.

As 0015, of each team the actor leads and, under no team, of the organisation the actor manages. Why each rule is there:
docs/methods/figures.md.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import APP, function

_BEFORE = import_module("alliantie.alliance.migrations.0015_team_figures").FIGURES

FIGURES = function(
    "alliance.team_figures()",
    "TABLE (organisation uuid, team uuid, practice varchar, quarter date, possible integer, begun integer,"
    " looked integer, talked integer, agreed integer)",
    """
DECLARE
  present date := date_trunc('quarter', access.day())::date;
  led uuid[] := access.teams_led();
  managed uuid[] := access.organisations_managed();
BEGIN
  IF cardinality(led) = 0 AND cardinality(managed) = 0 THEN RETURN; END IF;
  RETURN QUERY
  -- Only quarters of which the next has ended: by then every round that began in it is over, so nothing moves any more.
  WITH quarters AS (
    SELECT (present - n * interval '3 months')::date AS first_day,
           (present - (n - 1) * interval '3 months')::date AS next_one,
           (present - (n - 2) * interval '3 months')::date AS settled
      FROM generate_series(2, 9) n
  ), reached AS (
    -- How far the furthest round of a client with a worker came: 1 none begun, 2 begun, 3 looked at, 4 talked about, 5
    -- with an agreement. The state is not read: a day that has passed stays as it is, and so does what was agreed then.
    SELECT c.organisation_id, c.team_id, c.practice_id, q.first_day, p.client_id, p.worker_id, max(CASE
             WHEN r.discussed_on < q.settled AND n.agreement_state = 'confirmed' THEN 5
             WHEN r.discussed_on < q.settled THEN 4
             WHEN (r.revealed_at AT TIME ZONE 'Europe/Amsterdam')::date < q.settled THEN 3
             WHEN r.id IS NOT NULL THEN 2 ELSE 1 END) AS stage
      FROM public.cases_case c
      JOIN public.alliance_pair p ON p.case_id = c.id
      JOIN quarters q ON p.begins_on < q.next_one AND (p.ends_on IS NULL OR p.ends_on > q.first_day)
      LEFT JOIN public.alliance_round r ON r.pair_id = p.id AND r.opens_on >= q.first_day AND r.opens_on < q.next_one
       AND (p.ends_on IS NULL OR r.opens_on < p.ends_on)
      LEFT JOIN public.alliance_conversation n ON n.round_id = r.id
     WHERE c.team_id = ANY (led) OR c.organisation_id = ANY (managed)
     GROUP BY 1, 2, 3, 4, 5, 6
  ), seen AS (
    SELECT h.* FROM reached h WHERE h.team_id = ANY (led)
    UNION ALL
    SELECT h.organisation_id, NULL, h.practice_id, h.first_day, h.client_id, h.worker_id, max(h.stage)
      FROM reached h WHERE h.organisation_id = ANY (managed) GROUP BY 1, 3, 4, 5, 6
  ), of_worker AS (
    SELECT h.organisation_id, h.team_id, h.practice_id, h.first_day, s AS stage, h.worker_id, count(*) AS clients
      FROM seen h, generate_series(1, 5) s WHERE h.stage >= s GROUP BY 1, 2, 3, 4, 5, 6
  ), of_group AS (
    SELECT h.organisation_id, h.team_id, h.practice_id, h.first_day, s AS stage, count(DISTINCT h.client_id) AS clients
      FROM seen h, generate_series(1, 5) s WHERE h.stage >= s GROUP BY 1, 2, 3, 4, 5
  ), fit AS (
    -- Three workers, and ten clients left without the one who has most: it is never a figure about one worker, also not
    -- for a leader who takes the own clients off. Then whole tens, so that no subtraction gives a small group.
    SELECT g.*, (g.clients / 10 * 10)::integer AS tens
      FROM of_group g
     WHERE (SELECT count(*) >= 3 AND g.clients - max(w.clients) >= 10 FROM of_worker w
             WHERE w.organisation_id = g.organisation_id AND w.team_id IS NOT DISTINCT FROM g.team_id
               AND w.practice_id = g.practice_id AND w.first_day = g.first_day AND w.stage = g.stage)
  )
  SELECT f.organisation_id, f.team_id, f.practice_id, f.first_day,
         max(f.tens) FILTER (WHERE f.stage = 1), max(f.tens) FILTER (WHERE f.stage = 2),
         max(f.tens) FILTER (WHERE f.stage = 3), max(f.tens) FILTER (WHERE f.stage = 4),
         max(f.tens) FILTER (WHERE f.stage = 5)
    FROM fit f GROUP BY 1, 2, 3, 4 ORDER BY 1, 2 NULLS FIRST, 3, 4 DESC;
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0035_retests")]
    operations = [
        migrations.RunSQL(
            sql=["DROP FUNCTION alliance.team_figures()"],
            reverse_sql=[
                str(_BEFORE.sql[0]),
                "REVOKE ALL ON FUNCTION alliance.team_figures() FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION alliance.team_figures() TO {APP}",
            ],
        ),
        FIGURES,
    ]
