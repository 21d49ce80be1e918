"""What is held is compared part by part: cutting off its seal walked through the whole list, sign by sign.

The same is sealed and believed as before. A page asks for what is held some twenty times.
"""

from django.db import migrations

READ = """
CREATE OR REPLACE FUNCTION secrets.held(name text) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $function$
DECLARE
  said text := current_setting('alliantie.held_' || name, true);
  moment text;
  list text;
BEGIN
  IF said IS NULL OR said = '' THEN RETURN NULL; END IF;
  moment := split_part(said, ' ', 2);
  list := split_part(said, ' ', 3);
  IF secrets.seal(name, ' ' || moment || ' ' || list) IS DISTINCT FROM split_part(said, ' ', 1) THEN RETURN NULL; END IF;
  IF extract(epoch FROM clock_timestamp()) - moment::numeric > 1 THEN RETURN NULL; END IF;
  RETURN list::uuid[];
END $function$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION secrets.held(name text) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $function$
DECLARE
  said text := current_setting('alliantie.held_' || name, true);
BEGIN
  IF said IS NULL OR said = '' OR secrets.seal(name, substr(said, 65)) IS DISTINCT FROM left(said, 64) THEN
    RETURN NULL;
  END IF;
  IF extract(epoch FROM clock_timestamp()) - split_part(said, ' ', 2)::numeric > 1 THEN RETURN NULL; END IF;
  RETURN split_part(said, ' ', 3)::uuid[];
END $function$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_enter")]

    operations = [migrations.RunSQL(READ, BEFORE)]
