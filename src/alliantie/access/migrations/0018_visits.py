"""A session of an account has a number, a device, a beginning and a last use: its owner sees where one is signed in, and ends it.

Sessions stay the door's table. Three functions give whoever acts the own ones, without their keys. Whoever did nothing for so many
minutes comes in as nobody: `enter` then tells whose session rests. What is asked without anybody doing something (a poll) is no use.

The last use stands in a row of its own, which nobody waits for: a request that finds it held passes it by.
"""

from importlib import import_module

from django.db import migrations, models

from alliantie.access.protect import APP, function

BEFORE: str = import_module("alliantie.access.migrations.0017_second_step").AFTER
OF_BEFORE: str = import_module("alliantie.access.migrations.0011_enter_about_one").OF
OF = f"{OF_BEFORE}, boolean, integer, integer"

ENTER = f"""
CREATE FUNCTION access.enter(
  said text, proof text, lasting boolean, stop integer, idle integer, key text, at timestamptz, shown text,
  counts boolean, of_worker integer, of_others integer
)
RETURNS TABLE (
  session_data text, expire_date timestamptz, account public.access_account, offices text[], lacking boolean, resting uuid
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
DECLARE
  of_account uuid;
  visit uuid;
  used timestamptz;
  claim text;
BEGIN
  PERFORM set_config('alliantie.claim', said, true), set_config('alliantie.proof', proof, true),
          set_config('alliantie.only', '', true), set_config('statement_timeout', stop::text, true),
          set_config('idle_in_transaction_session_timeout', idle::text, true);
  IF access.kind() IS DISTINCT FROM 'door' THEN RETURN; END IF;
  IF NOT lasting THEN PERFORM set_config('synchronous_commit', 'off', true); END IF;
  SELECT s.session_data, s.expire_date, s.account_id, s.visit_id, coalesce(v.used_at, s.began_at)
    INTO session_data, expire_date, of_account, visit, used
    FROM public.access_session s LEFT JOIN public.access_visit v ON v.id = s.visit_id
   WHERE s.session_key = key AND s.expire_date > at;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT * INTO account FROM public.access_account a WHERE a.id = of_account;
  IF used <= at - make_interval(mins => CASE WHEN account.worker_id IS NULL THEN of_others ELSE of_worker END) THEN
    resting := account.id;
    account := NULL;
    RETURN NEXT;
    RETURN;
  END IF;
  IF counts AND used < at - interval '30 seconds' THEN
    INSERT INTO public.access_visit (id, used_at) SELECT visit, at
     WHERE NOT EXISTS (SELECT FROM public.access_visit v WHERE v.id = visit) ON CONFLICT DO NOTHING;
    UPDATE public.access_visit v SET used_at = at WHERE v.id IN
      (SELECT x.id FROM public.access_visit x WHERE x.id = visit AND x.used_at = used FOR UPDATE SKIP LOCKED);
  END IF;
  IF account.is_active THEN
    offices := access.offices_of(account.worker_id);
    lacking := access.lacks_second_step(account.id);
  END IF;
  IF account.is_active AND NOT lacking THEN
    claim := CASE WHEN account.worker_id IS NOT NULL THEN 'worker:' || account.worker_id
                  WHEN account.client_id IS NOT NULL THEN 'client:' || account.client_id
                  ELSE 'for:' || account.representative_id END
             || '::::' || split_part(said, ':', 6) || ':' || split_part(said, ':', 7);
    PERFORM set_config('alliantie.claim', claim, true), set_config('alliantie.proof', secrets.proof(claim), true),
            set_config('alliantie.only', shown, true);
  END IF;
  RETURN NEXT;
END $function$;
REVOKE ALL ON FUNCTION access.enter({OF}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.enter({OF}) TO {APP};
"""

MINE = function(
    "access.my_account()",
    "uuid",
    """
BEGIN
  RETURN (SELECT a.id FROM public.access_account a WHERE a.is_active AND CASE access.kind()
            WHEN 'worker' THEN a.worker_id = access.actor() WHEN 'client' THEN a.client_id = access.actor()
            WHEN 'for' THEN a.representative_id = access.actor() END);
END""",
)

# A session that rests too long is none any more: `since` is from when on a use counts.
VISITS = function(
    "access.my_visits(here text, since timestamptz)",
    "TABLE (id uuid, device varchar, began_at timestamptz, used_at timestamptz, this boolean)",
    """
BEGIN
  RETURN QUERY SELECT s.visit_id, s.device, s.began_at, coalesce(v.used_at, s.began_at), s.session_key = here
    FROM public.access_session s LEFT JOIN public.access_visit v ON v.id = s.visit_id
   WHERE s.account_id = access.my_account() AND s.expire_date > clock_timestamp() AND coalesce(v.used_at, s.began_at) > since
   ORDER BY 5 DESC, 4 DESC, 1;
END""",
)

END = function(
    "access.end_visits(which uuid, here text)",
    "integer",
    """
DECLARE ended integer;
BEGIN
  DELETE FROM public.access_session s WHERE s.account_id = access.my_account() AND s.session_key <> here
     AND (which IS NULL OR s.visit_id = which);
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END""",
    volatile=True,
)

# At once, and for good: a use that comes later finds another moment than it looked for.
REST = function(
    "access.rest(here text)",
    "void",
    """
BEGIN
  INSERT INTO public.access_visit (id, used_at) SELECT s.visit_id, '-infinity' FROM public.access_session s
   WHERE s.session_key = here AND s.account_id = access.my_account() AND s.visit_id IS NOT NULL
  ON CONFLICT (id) DO UPDATE SET used_at = '-infinity';
END""",
    volatile=True,
)

TIDY = function(
    "access.tidy_visits()",
    "integer",
    """
DECLARE removed integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'door' THEN RAISE EXCEPTION 'the door tidies' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.access_visit v WHERE NOT EXISTS (SELECT FROM public.access_session s WHERE s.visit_id = v.id);
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("access", "0017_second_step")]
    operations = [
        # Nobody knows since when these are used: who was signed in signs in once more.
        migrations.RunSQL(
            sql="DELETE FROM access_session WHERE account_id IS NOT NULL", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.AddField("session", "visit_id", models.UUIDField(null=True, db_index=True)),
        migrations.AddField("session", "device", models.CharField(max_length=40, default="")),
        migrations.AddField("session", "began_at", models.DateTimeField(null=True)),
        migrations.AlterField("session", "account_id", models.UUIDField(null=True, db_index=True)),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("used_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            sql="ALTER TABLE access_visit ENABLE ROW LEVEL SECURITY",
            reverse_sql="ALTER TABLE access_visit DISABLE ROW LEVEL SECURITY",
        ),
        MINE,
        VISITS,
        END,
        REST,
        TIDY,
        migrations.RunSQL(
            sql=[f"DROP FUNCTION access.enter({OF_BEFORE})", ENTER],
            reverse_sql=[f"DROP FUNCTION access.enter({OF})", BEFORE],
        ),
    ]
