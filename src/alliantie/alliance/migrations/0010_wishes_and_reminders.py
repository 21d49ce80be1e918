"""What is the client's alone: not to be asked again, a word afterwards, and where a reminder goes.

There is one reminder, half-way the window, for clients who gave an address themselves and did not say no.
"""

from django.db import migrations

from alliantie.access.protect import function, policies

WISHES = [
    function(
        "alliance.own_wishes()",
        "SETOF public.alliance_wish",
        """
BEGIN
  -- Whoever came by a code knows what was said with the same PIN, and not what the client said elsewhere.
  RETURN QUERY SELECT w.pair_id,
      CASE WHEN access.kind() = 'client' THEN w.do_not_ask ELSE coalesce((
        SELECT CASE WHEN l.shadow THEN l.shadow_wish ELSE t.code_wish END
          FROM public.alliance_link l JOIN public.alliance_part t ON t.round_id = l.round_id AND t.role = 'client'
         WHERE l.id = alliance.code_held()), false) END,
      NULL::bytea, w.area_id, w.client_id
    FROM public.alliance_wish w WHERE w.client_id = access.actor()
     AND access.kind() IN ('client', 'link') AND w.pair_id = ANY (access.pairs());
END""",
    ),
    function(
        "alliance.set_wish(of_pair uuid, wish boolean)",
        "void",
        """
DECLARE pin bytea;
BEGIN
  IF access.kind() NOT IN ('client', 'link') OR NOT of_pair = ANY (access.pairs()) THEN RETURN; END IF;
  IF alliance.in_shadow() THEN
    UPDATE public.alliance_link SET shadow_wish = wish WHERE id = alliance.code_held();
    RETURN;
  END IF;
  IF access.kind() = 'link' THEN
    UPDATE public.alliance_part t SET code_wish = wish FROM public.alliance_link l
     WHERE l.id = alliance.code_held() AND t.round_id = l.round_id AND t.role = 'client' RETURNING t.pin_hash INTO pin;
  END IF;
  -- A code takes back only what was said with the same PIN; the account takes back anything.
  UPDATE public.alliance_wish w SET do_not_ask = wish, by_code = CASE WHEN wish THEN pin END
   WHERE w.pair_id = of_pair AND w.client_id = access.actor()
     AND (access.kind() = 'client' OR NOT w.do_not_ask OR w.by_code = pin);
END""",
        volatile=True,
    ),
    function(
        "alliance.save_afterthought(of_round uuid, given bytea)",
        "void",
        """
BEGIN
  IF access.kind() NOT IN ('client', 'link') OR NOT EXISTS (
      SELECT 1 FROM public.alliance_round r WHERE r.id = of_round AND r.pair_id = ANY (access.pairs()))
  THEN RAISE EXCEPTION 'no round of yours' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.alliance_afterthought (round_id, area_id, client_id, answers)
  VALUES (of_round, access.area(), access.actor(), given)
  ON CONFLICT (round_id) DO UPDATE SET answers = EXCLUDED.answers;
END""",
        volatile=True,
    ),
]

REMINDERS = [
    function(
        "alliance.own_mailbox()",
        "bytea",
        """
BEGIN
  RETURN (SELECT m.address FROM public.alliance_mailbox m
           WHERE m.client_id = access.actor() AND access.kind() = 'client');
END""",
    ),
    function(
        "alliance.set_mailbox(sealed bytea)",
        "void",
        """
BEGIN
  IF access.kind() <> 'client' THEN RAISE EXCEPTION 'the client only' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.alliance_mailbox m WHERE m.client_id = access.actor();
  IF sealed IS NOT NULL THEN
    INSERT INTO public.alliance_mailbox (client_id, area_id, address)
    VALUES (access.actor(), access.area(), sealed);
  END IF;
END""",
        volatile=True,
    ),
    function(
        "alliance.take_reminder()",
        "TABLE (client_id uuid, address bytea, language varchar)",
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
  RETURN QUERY SELECT due.owner_id, due.sealed, due.spoken;
END""",
        volatile=True,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("alliance", "0009_paper")]
    operations = [
        *WISHES,
        *REMINDERS,
        policies("alliance_wish"),
        policies("alliance_afterthought"),
        policies("alliance_mailbox"),
    ]
