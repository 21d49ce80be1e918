"""Undoing and searching as 0115 left them, with what 0147 and 0149 added; why a measure got a longer end is undone too."""

from importlib import import_module

from django.db import migrations

mends, words, conditions = (
    import_module(f"alliantie.cases.migrations.{name}")
    for name in ("0115_mends", "0147_words_of_a_condition", "0149_conditions_found")
)
ENDED = "(each.before->>'ended_on')::date\n"


def _before(function):
    return [str(function.sql[0]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)]


UNDO = mends.anew(
    str(mends.UNDO.sql[0]),
    (ENDED, f"{ENDED.rstrip()}, text = each.before->>'text'\n"),
    ("'measure_extended')", "'measure_extended', 'norm_deviated')"),
)
FIND = mends.anew(
    str(mends.FIND.sql[0]),
    (
        "    ) p ORDER BY",
        """    UNION ALL
    SELECT 'condition' AS kind, t.id, t.case_id, t.client_id, t.starts_on AS day FROM public.cases_condition t
     WHERE access.words(t.case_id, t.text) @@ wanted AND t.text <> ''
    ) p ORDER BY""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0159_not_sent_for_a_week"), ("cases", "0161_moves")]
    operations = [
        migrations.RunSQL(sql=UNDO.sql, reverse_sql=_before(words._NEW)),
        migrations.RunSQL(
            sql=FIND.sql, reverse_sql=_before(conditions._find((*conditions.search.PLACES, conditions.CONDITION)))
        ),
    ]
