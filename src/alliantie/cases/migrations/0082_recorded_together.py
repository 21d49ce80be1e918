"""What was recorded at once is found by its number, not by reading all that happened in the cases of a worker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0081_team_by_case")]
    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("together__isnull", False)), fields=["together"], name="fact_together"
            ),
        ),
    ]
