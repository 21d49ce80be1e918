"""The rules of sums are bound to their names when they are made, as what counts with its arguments alone is."""

from __future__ import annotations

from django.db import migrations


def _bound(signature: str, query: str) -> migrations.RunSQL:
    """The same rule as before, of which going back therefore changes nothing."""
    return migrations.RunSQL(
        sql=[f"CREATE OR REPLACE FUNCTION {signature} RETURNS boolean LANGUAGE sql IMMUTABLE RETURN ({query})"],
        reverse_sql=migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("alliance", "0049_one_index_each")]

    operations = [
        _bound(
            "alliance.none_outweighs(sizes bigint[])",
            """
SELECT coalesce(2 * max(s) + coalesce((array_agg(s ORDER BY s DESC))[2], 0) <= sum(s), true) FROM unnest(sizes) s""",
        ),
        _bound(
            "alliance.fits(sizes bigint[])",
            """
SELECT coalesce(count(*) >= 3 AND sum(s) % 10 = 0 AND sum(s) - max(s) >= 10, false) AND alliance.none_outweighs(sizes)
  FROM unnest(sizes) s""",
        ),
        _bound(
            "alliance.may_tell(told bigint[], waiting bigint[])",
            """
SELECT count(*) >= CASE WHEN (SELECT bool_or(t > 0) FROM unnest(told) t) THEN 4 ELSE 6 END
       AND alliance.none_outweighs(array_agg(c.more))
  FROM (SELECT w - coalesce(t, 0) AS more FROM unnest(told, waiting) AS b(t, w)) c WHERE c.more > 0""",
        ),
    ]
