"""A day by which somebody has to answer moves along with the signing of a draft."""

from django.db import migrations

from alliantie.access.protect import APP


class Migration(migrations.Migration):
    dependencies = [("cases", "0125_end_of_a_measure")]
    operations = [
        migrations.RunSQL(
            sql=f"GRANT UPDATE (filled) ON public.cases_letter TO {APP}",
            reverse_sql=f"REVOKE UPDATE (filled) ON public.cases_letter FROM {APP}",
        )
    ]
