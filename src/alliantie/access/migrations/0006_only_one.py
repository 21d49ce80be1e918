"""A page about one case or one round is shown nothing beyond it, which is also less to reckon and compare.

The setting `alliantie.only` names the case or the round. Anybody may set it: it can only take away from what someone sees.
What was held under another setting is not believed, so that what is held never outlives the setting it was reckoned under.
"""

from django.db import migrations

NARROWED = """
CREATE FUNCTION secrets.narrowed(name text, reckoned uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $function$
DECLARE
  narrow text := current_setting('alliantie.only', true);
  one uuid;
BEGIN
  IF narrow LIKE 'case:%' AND name IN ('cases', 'cases_to_record', 'cases_to_work') THEN
    one := substr(narrow, 6)::uuid;
  ELSIF narrow LIKE 'round:%' AND name = 'pairs_to_read' THEN
    SELECT r.pair_id INTO one FROM public.alliance_round r WHERE r.id = substr(narrow, 7)::uuid;
  ELSE
    RETURN reckoned;
  END IF;
  RETURN CASE WHEN one = ANY (reckoned) THEN ARRAY[one] ELSE '{}' END;
END $function$;
REVOKE ALL ON FUNCTION secrets.narrowed(text, uuid[]) FROM PUBLIC;
"""

# What is held is sealed under the setting too.
_SEALED = "|| current_setting('alliantie.claim', true) || ':'"
_SEALED_UNDER = f"{_SEALED} || coalesce(current_setting('alliantie.only', true), '') || ':'"

SEAL = """
DO $do$
DECLARE body text;
BEGIN
  SELECT prosrc INTO STRICT body FROM pg_proc WHERE oid = 'secrets.seal(text, text)'::regprocedure;
  IF position($it${before}$it$ IN body) = 0 THEN RAISE 'secrets.seal is not what it was'; END IF;
  EXECUTE format('CREATE OR REPLACE FUNCTION secrets.seal(name text, said text) RETURNS text LANGUAGE plpgsql STABLE AS %L',
                 replace(body, $it${before}$it$, $it${after}$it$));
END $do$;
"""

HOLD = """
CREATE OR REPLACE FUNCTION access.{name}() RETURNS uuid[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = '' AS $function$
BEGIN RETURN coalesce(secrets.held('{name}'), secrets.hold('{name}', {reckoned})); END $function$;
"""
NAMES = ("cases", "cases_to_record", "cases_to_work", "pairs_to_read")


class Migration(migrations.Migration):
    dependencies = [("access", "0005_held_for_a_moment")]

    operations = [
        migrations.RunSQL(NARROWED, "DROP FUNCTION secrets.narrowed(text, uuid[])"),
        migrations.RunSQL(
            SEAL.format(before=_SEALED, after=_SEALED_UNDER), SEAL.format(before=_SEALED_UNDER, after=_SEALED)
        ),
        *(
            migrations.RunSQL(
                HOLD.format(name=name, reckoned=f"secrets.narrowed('{name}', secrets.{name}())"),
                HOLD.format(name=name, reckoned=f"secrets.{name}()"),
            )
            for name in NAMES
        ),
    ]
