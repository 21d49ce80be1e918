"""That a letter was not sent is said within a week, while its case runs: after that others built on it."""

from importlib import import_module

from django.db import migrations

anew = import_module("alliantie.cases.migrations.0115_mends").anew
_NOT_SENT = str(import_module("alliantie.cases.migrations.0146_letter_not_sent").NOT_SENT.sql[0])

NOT_SENT = anew(
    _NOT_SENT,
    (
        "THEN RETURN false; END IF;\n",
        """THEN RETURN false; END IF;
  -- Counted from the moment it was marked, whatever day was named.
  IF EXISTS (SELECT FROM public.cases_case k WHERE k.id = here.case_id AND k.closed_on IS NOT NULL)
    OR NOT EXISTS (SELECT FROM history.event e WHERE e.table_name = 'cases_letter' AND e.row_id = here.id::text
      AND e.before->>'state' = 'signed' AND e.after->>'state' = 'sent' AND e.at > access.moment() - interval '7 days')
  THEN RAISE EXCEPTION 'too late' USING ERRCODE = 'AL409'; END IF;
""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0158_known_once")]
    operations = [NOT_SENT]
