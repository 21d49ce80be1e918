"""No worker makes up more than half of what a colleague is left with, in figures of rounds, endings and measures too.

With 20, 19 and 1 clients of three workers the one with 20 could take the own off a figure, and read nearly one colleague's.
Sums go by this rule already. Why: docs/methods/figures.md and docs/decisions/0028-sums-of-rounds.md.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("alliantie.alliance.migrations.0048_no_worker_outweighs")
_FIGURES = _BEFORE.Migration.operations[-2:]
_FLOW = import_module("alliantie.cases.migrations.0185_stock_counts").FLOW
_KEEP = import_module("alliantie.cases.migrations.0237_kept_stock").KEEP
_STOCK = "sum(s.played) - max(s.played) >= 10"
_STANDS = f"{_STOCK}\n       AND alliance.none_outweighs(array_agg(s.played::bigint))"

# As alliantie.statistics.cells.none_outweighs with a whole: a client of two workers counts with both, and once in all.
RULE = migrations.RunSQL(
    sql=[
        "CREATE FUNCTION alliance.none_outweighs(sizes bigint[], whole bigint) RETURNS boolean LANGUAGE sql IMMUTABLE"
        " RETURN (SELECT coalesce(2 * max(s) + coalesce((array_agg(s ORDER BY s DESC))[2], 0) <= whole, true)"
        " FROM unnest(sizes) s)",
        "REVOKE ALL ON FUNCTION alliance.none_outweighs(bigint[], bigint) FROM PUBLIC",
    ],
    reverse_sql=["DROP FUNCTION alliance.none_outweighs(bigint[], bigint)"],
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0050_rules_plain"), ("cases", "0246_one_index_by_case")]

    operations = [
        RULE,
        _BEFORE._body(
            _FIGURES[0],
            ("max(w.clients) AS most", "max(w.clients) AS most, array_agg(w.clients) AS each"),
            ("2 * w.most <= g.clients", "alliance.none_outweighs(w.each, g.clients)"),
        ),
        _BEFORE._body(_FIGURES[1], ("2 * max(b.cases) <= sum(b.cases)", "alliance.none_outweighs(array_agg(b.cases))")),
        _BEFORE._body(_FLOW, (_STOCK, _STANDS)),
        _BEFORE._body(_KEEP, (_STOCK, _STANDS)),
        # What was kept by the weaker rule is made anew by the next run, and until then by who asks. Who waited was counted
        # once, by no rule of these, and never is again: that stays.
        migrations.RunSQL("DELETE FROM public.cases_keptfigures WHERE name <> 'waiting'", migrations.RunSQL.noop),
    ]
