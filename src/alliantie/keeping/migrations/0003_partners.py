"""A partner with whom nothing is shared any more goes along with the case, as who represented somebody in it does."""

from django.db import migrations

from alliantie.keeping.migrations._0002_sql import ERASE_CASE

_CHANGES = (
    (
        "\nBEGIN\n",
        """
  partners uuid[] := ARRAY(SELECT DISTINCT s.partner_id FROM public.cases_sharing s
                            WHERE s.case_id = of_case AND s.partner_id IS NOT NULL);
BEGIN
""",
    ),
    (
        "\nEND $function$;",
        """
  counts := counts || secrets.erase_rows('public.cases_partner', ARRAY(
    SELECT a::text FROM unnest(partners) a
     WHERE NOT EXISTS (SELECT FROM public.cases_sharing s WHERE s.partner_id = a)), of_tombstone);
END $function$;""",
    ),
)
AFTER = ERASE_CASE
for _old, _new in _CHANGES:
    if AFTER.count(_old) != 1:
        raise ValueError("secrets.erase_case is not what it was")
    AFTER = AFTER.replace(_old, _new)


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("keeping", "0002_erasing"), ("cases", "0234_sharing_protection")]
    operations = [migrations.RunSQL(sql=_replaced(AFTER), reverse_sql=_replaced(ERASE_CASE))]
