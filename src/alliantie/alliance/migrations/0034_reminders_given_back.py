"""A reminder that the mail server did not take is due again: taking one says which it was, so that it can be given back."""

from django.db import migrations

from alliantie.access.protect import function

_GIVES = "TABLE (client_id uuid, address bytea, language varchar, taken text)"

OF_ROUND = function(
    "alliance.take_reminder()",
    _GIVES,
    """
DECLARE due record;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
  SELECT t.id, t.owner_id, m.address AS sealed, c.language AS spoken INTO due
    FROM public.alliance_part t JOIN public.alliance_round r ON r.id = t.round_id
    JOIN public.alliance_pair p ON p.id = r.pair_id
    JOIN public.alliance_wish w ON w.pair_id = p.id
    JOIN public.alliance_mailbox m ON m.client_id = t.owner_id
    JOIN public.people_client c ON c.id = t.owner_id
   WHERE t.role = 'client' AND t.sealed_at IS NULL AND NOT t.quiet AND NOT t.reminded AND NOT w.do_not_ask
     AND r.state = 'open' AND r.opens_on + (r.answer_until - r.opens_on) / 2 <= access.day()
     AND r.answer_until >= access.day() AND p.ends_on IS NULL
   ORDER BY t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED;
  IF due.id IS NULL THEN RETURN; END IF;
  UPDATE public.alliance_part SET reminded = true WHERE id = due.id;
  RETURN QUERY SELECT due.owner_id, due.sealed, due.spoken, due.id::text;
END""",
    volatile=True,
)

OF_TALK = function(
    "alliance.take_talk_reminder()",
    _GIVES,
    """
DECLARE due record; noted bigint;
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
    VALUES (due.area_id, due.id, due.who, due.starts_at) ON CONFLICT DO NOTHING RETURNING id INTO noted;
    -- Another job was first: the next one, then.
    IF FOUND THEN
      RETURN QUERY SELECT due.who, due.sealed, due.spoken, noted::text;
      RETURN;
    END IF;
  END LOOP;
END""",
    volatile=True,
)

GIVE_BACK = [
    function(
        "alliance.give_back_reminder(taken text)",
        "void",
        """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' OR NOT pg_input_is_valid(taken, 'uuid') THEN RETURN; END IF;
  UPDATE public.alliance_part SET reminded = false WHERE id = taken::uuid AND reminded;
END""",
        volatile=True,
    ),
    function(
        "alliance.give_back_talk_reminder(taken text)",
        "void",
        """
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' OR NOT pg_input_is_valid(taken, 'bigint') THEN RETURN; END IF;
  DELETE FROM public.cases_reminded WHERE id = taken::bigint;
END""",
        volatile=True,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0033_destroyed_keys")]
    operations = [
        migrations.RunSQL("DROP FUNCTION alliance.take_reminder()", migrations.RunSQL.noop),
        migrations.RunSQL("DROP FUNCTION alliance.take_talk_reminder()", migrations.RunSQL.noop),
        OF_ROUND,
        OF_TALK,
        *GIVE_BACK,
    ]
