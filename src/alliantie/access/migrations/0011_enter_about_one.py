"""Who comes in for a page about one case or round is shown nothing beyond it from the start, which costs no question more."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import APP

BEFORE: str = import_module("alliantie.access.migrations.0009_enter").ENTER
OF_BEFORE = "text, text, boolean, integer, integer, text, timestamptz"
OF = f"{OF_BEFORE}, text"

ENTER = f"""
CREATE FUNCTION access.enter(
  said text, proof text, lasting boolean, stop integer, idle integer, key text, at timestamptz, shown text
)
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
    PERFORM set_config('alliantie.claim', claim, true), set_config('alliantie.proof', secrets.proof(claim), true),
            set_config('alliantie.only', shown, true);
  END IF;
  RETURN NEXT;
END $function$;
REVOKE ALL ON FUNCTION access.enter({OF}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.enter({OF}) TO {APP};
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0010_held_by_parts")]

    operations = [
        migrations.RunSQL(
            sql=[f"DROP FUNCTION access.enter({OF_BEFORE})", ENTER],
            reverse_sql=[f"DROP FUNCTION access.enter({OF})", BEFORE],
        )
    ]
