"""The queue of background jobs: its rows hold numbers only, so the application may use it as it is."""

from django.db import migrations

from alliantie.access.protect import APP

FORWARD = f"""
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT relname, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'procrastinate%' LOOP
    IF found.relkind IN ('r', 'p') THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO {APP}', found.relname);
    ELSIF found.relkind = 'S' THEN
      EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE public.%I TO {APP}', found.relname);
    END IF;
  END LOOP;
END $$;
GRANT SELECT ON django_migrations TO {APP};
"""

BACKWARD = FORWARD.replace("GRANT ", "REVOKE ").replace(f" TO {APP}", f" FROM {APP}")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_identity"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
