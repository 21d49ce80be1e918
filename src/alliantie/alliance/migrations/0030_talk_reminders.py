"""The reminder of a planned talk, for clients who gave an address: once for each moment of it."""

from django.db import migrations

from alliantie.access.protect import function

TAKE = function(
    "alliance.take_talk_reminder()",
    "TABLE (client_id uuid, address bytea, language varchar)",
    """
DECLARE due record;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  -- From the day before, until so short before that nobody would read it in time.
  FOR due IN
    SELECT a.id, a.area_id, a.starts_at, p.client_id AS who, m.address AS sealed, c.language AS spoken
      FROM public.cases_appointment a JOIN public.cases_case k ON k.id = a.case_id
      JOIN public.cases_participant p ON p.case_id = a.case_id AND (a.client_id IS NULL OR a.client_id = p.client_id)
      JOIN public.alliance_mailbox m ON m.client_id = p.client_id
      JOIN public.people_client c ON c.id = p.client_id
     WHERE a.cancelled_at IS NULL AND k.closed_on IS NULL
       AND a.starts_at > access.moment() + interval '2 hours'
       AND a.starts_at < (access.day() + 2)::timestamp AT TIME ZONE 'Europe/Amsterdam'
       AND EXISTS (SELECT 1 FROM public.access_grant g WHERE g.case_id = a.case_id AND g.subject_kind = 'client'
             AND g.subject_id = p.client_id AND g.starts_at <= access.moment()
             AND (g.ends_at IS NULL OR g.ends_at > access.moment()))
       AND NOT EXISTS (SELECT 1 FROM public.cases_reminded r WHERE r.appointment_id = a.id
             AND r.client_id = p.client_id AND r.starts_at = a.starts_at)
     ORDER BY a.starts_at, a.id, p.client_id
  LOOP
    INSERT INTO public.cases_reminded (area_id, appointment_id, client_id, starts_at)
    VALUES (due.area_id, due.id, due.who, due.starts_at) ON CONFLICT DO NOTHING;
    -- Another job was first: the next one, then.
    IF FOUND THEN
      RETURN QUERY SELECT due.who, due.sealed, due.spoken;
      RETURN;
    END IF;
  END LOOP;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0017_reminder_words"), ("cases", "0031_reminded")]
    operations = [TAKE]
