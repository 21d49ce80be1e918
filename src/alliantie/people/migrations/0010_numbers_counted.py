"""What is counted of a number that was somebody else's is not what it is found by, and goes within a day.

Laid beside a number that is typed later it would tell, after a deletion, that it was here.
"""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import function

BEFORE = import_module("alliantie.people.migrations.0009_citizen_numbers").KEEP


def _body() -> str:
    text = str(BEFORE.sql[0]).split("$function$")[1].strip()
    for old, new in (
        ("OR octet_length(blob)", "OR octet_length(counted) <> 32 OR octet_length(blob)"),
        ("access.actor(), by_hash, true", "access.actor(), counted, true"),
        # Whoever ends the law holds the lock: after it the law is asked once more.
        (
            "  IF (SELECT count(*) FROM public.access_matching",
            "  IF NOT EXISTS (SELECT FROM public.people_organisation o WHERE o.id = home AND o.number_ground <> '')\n"
            "  THEN RAISE EXCEPTION 'no law' USING ERRCODE = 'AL403'; END IF;\n"
            "  IF (SELECT count(*) FROM public.access_matching",
        ),
    ):
        if text.count(old) != 1:
            raise ValueError(f"there is not one {old!r} any more")
        text = text.replace(old, new)
    return text


KEEP = function(
    "access.keep_number(of_case uuid, of_client uuid, of_kind text, by_hash bytea, blob bytea, counted bytea)",
    "text",
    _body(),
    volatile=True,
)
TIDY = function(
    "access.tidy_matching()",
    "integer",
    """
DECLARE gone integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.access_matching m WHERE m.at < access.moment() - interval '1 day';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0009_citizen_numbers")]
    operations = [migrations.RunSQL(sql=BEFORE.reverse_sql, reverse_sql=BEFORE.sql), KEEP, TIDY]
