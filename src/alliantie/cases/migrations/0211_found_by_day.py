"""What happened, what is due and what is planned in a case is found by the case and a day, by one index each.

Each table had an index of the case alone as well, which serves nothing that the longer one does not. PostgreSQL took it
for short, and then looked at every fact of a case for those of one day.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0210_told_is_not_late")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        )
        for model in ("fact", "duty", "appointment")
    ]
