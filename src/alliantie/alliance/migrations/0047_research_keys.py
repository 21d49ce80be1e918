"""A file for research is kept only while the key of each pair it was made of is there: answers may go while it is made.

The keys are locked before the consents, as an erasing locks them before anything else.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

BEFORE = import_module("alliantie.alliance.migrations.0038_research_exports").KEEP
_SIGNATURE = "alliance.keep_research(of_one uuid, sealed bytea, how_coarse integer, clients uuid[], workers uuid[], pairs uuid[])"


def _body() -> str:
    text = str(BEFORE.sql[0]).split("$function$")[1].strip()
    for old, new in (
        ("DECLARE allowing integer;\n", "DECLARE\n  allowing integer;\n  keys integer;\n"),
        (
            "  SELECT count(*) INTO allowing",
            "  SELECT count(*) INTO keys FROM (SELECT 1 FROM secrets.pair_key k WHERE k.pair_id = ANY (pairs)\n"
            "    ORDER BY k.pair_id FOR SHARE) x;\n"
            "  IF keys <> cardinality(pairs) THEN RAISE EXCEPTION 'destroyed' USING ERRCODE = 'AL409'; END IF;\n"
            "  SELECT count(*) INTO allowing",
        ),
    ):
        if text.count(old) != 1:
            raise ValueError(f"there is not one {old!r} any more")
        text = text.replace(old, new)
    return text


AFTER = function(_SIGNATURE, "void", _body(), volatile=True)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0046_sums_of_many")]
    operations = [migrations.RunSQL(sql=BEFORE.reverse_sql, reverse_sql=BEFORE.sql), AFTER]
