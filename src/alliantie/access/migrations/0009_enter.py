"""Who comes in with a session is known by one call: the door is proven, the session and its account read, its actor proven.

Sessions get the account that they are of, which Django keeps inside what it signs; one of before has none, and the server
finds the account as it did. Their table was Django's and is ours now, with the same rows and rights: nobody is signed out.

Only the door comes in, and only as who the session is of. Whoever can prove the door has the secret and could prove
anyone; whoever holds the door's transaction can read every session, and could come in with it through the front.

It sets the limits of the request along, in milliseconds: after `stop` a statement ends, after `idle` a transaction that
waits for us. With `lasting` false, what the request writes does not wait for the disc: that somebody looked, that a session goes on.
"""

from django.db import migrations, models

from alliantie.access.protect import APP

VERBS = ("select", "insert", "update", "delete")

PROOF = """
CREATE FUNCTION secrets.proof(claim text) RETURNS text LANGUAGE plpgsql STABLE AS $function$
DECLARE pads secrets.identity;
BEGIN
  SELECT * INTO pads FROM secrets.identity;
  RETURN encode(sha256(pads.outer_pad || sha256(pads.inner_pad
    || convert_to(claim || ':' || pg_backend_pid(), 'UTF8'))), 'hex');
END $function$;
REVOKE ALL ON FUNCTION secrets.proof(text) FROM PUBLIC;
"""

ENTER = f"""
CREATE FUNCTION access.enter(said text, proof text, lasting boolean, stop integer, idle integer, key text, at timestamptz)
RETURNS TABLE (session_data text, expire_date timestamptz, account public.access_account, offices text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = '' AS $function$
DECLARE
  of_account uuid;
  claim text;
BEGIN
  PERFORM set_config('alliantie.claim', said, true), set_config('alliantie.proof', proof, true),
          set_config('alliantie.only', '', true), set_config('statement_timeout', stop::text, true),
          set_config('idle_in_transaction_session_timeout', idle::text, true);
  IF access.kind() IS DISTINCT FROM 'door' THEN RETURN; END IF;
  IF NOT lasting THEN PERFORM set_config('synchronous_commit', 'off', true); END IF;
  SELECT s.session_data, s.expire_date, s.account_id INTO session_data, expire_date, of_account
    FROM public.access_session s WHERE s.session_key = key AND s.expire_date > at;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT * INTO account FROM public.access_account a WHERE a.id = of_account;
  IF account.is_active THEN
    offices := access.offices_of(account.worker_id);
    claim := CASE WHEN account.worker_id IS NULL THEN 'client:' || account.client_id
                  ELSE 'worker:' || account.worker_id END
             || '::::' || split_part(said, ':', 6) || ':' || split_part(said, ':', 7);
    PERFORM set_config('alliantie.claim', claim, true), set_config('alliantie.proof', secrets.proof(claim), true);
  END IF;
  RETURN NEXT;
END $function$;
REVOKE ALL ON FUNCTION access.enter(text, text, boolean, integer, integer, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.enter(text, text, boolean, integer, integer, text, timestamptz) TO {APP};
"""


def _renamed(before: str, after: str) -> list[str]:
    return [
        f"ALTER TABLE public.{before} RENAME TO {after}",
        *(f"ALTER POLICY {before}_{verb} ON public.{after} RENAME TO {after}_{verb}" for verb in VERBS),
    ]


class Migration(migrations.Migration):
    dependencies = [("access", "0008_sealed_logs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        *_renamed("django_session", "access_session"),
                        "ALTER TABLE access_session ADD account_id uuid",
                    ],
                    reverse_sql=[
                        "ALTER TABLE access_session DROP account_id",
                        *_renamed("access_session", "django_session"),
                    ],
                )
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "session_key",
                            models.CharField(
                                max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                            ),
                        ),
                        ("session_data", models.TextField(verbose_name="session data")),
                        ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                        ("account_id", models.UUIDField(null=True)),
                    ],
                    options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
                )
            ],
        ),
        migrations.RunSQL(
            sql=[PROOF, ENTER],
            reverse_sql=[
                "DROP FUNCTION access.enter(text, text, boolean, integer, integer, text, timestamptz)",
                "DROP FUNCTION secrets.proof(text)",
            ],
        ),
    ]
