"""What is not known outweighs: the rule that no worker stands alone said yes where one number was missing.

Nothing that asks it gives it one: each counts rows that are there. Why it is there: docs/methods/figures.md.
"""

from __future__ import annotations

from django.db import migrations


def _rule(signature: str, query: str, before: str) -> migrations.RunSQL:
    head = f"CREATE OR REPLACE FUNCTION {signature} RETURNS boolean LANGUAGE sql IMMUTABLE RETURN "
    return migrations.RunSQL(sql=[f"{head}({query})"], reverse_sql=[f"{head}({before})"])


class Migration(migrations.Migration):
    dependencies = [("alliance", "0051_no_worker_stands_alone")]

    operations = [
        _rule(
            "alliance.none_outweighs(sizes bigint[], whole bigint)",
            """
SELECT sizes IS NOT NULL AND count(s) = count(*)
       AND coalesce(2 * coalesce(max(s), 0) + coalesce((array_agg(s ORDER BY s DESC))[2], 0) <= whole, false)
  FROM unnest(sizes) s""",
            """
SELECT coalesce(2 * max(s) + coalesce((array_agg(s ORDER BY s DESC))[2], 0) <= whole, true) FROM unnest(sizes) s""",
        ),
        _rule(
            "alliance.none_outweighs(sizes bigint[])",
            """
SELECT alliance.none_outweighs(sizes, coalesce(sum(s), 0)::bigint) FROM unnest(sizes) s""",
            """
SELECT coalesce(2 * max(s) + coalesce((array_agg(s ORDER BY s DESC))[2], 0) <= sum(s), true) FROM unnest(sizes) s""",
        ),
    ]
