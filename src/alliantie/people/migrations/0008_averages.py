"""From which day on what clients show counts in averages; none where an organisation does not take part.

Why: docs/decisions/0040-sums-between-organisations.md.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_researcher")]
    operations = [migrations.AddField("organisation", "averages_from", models.DateField(null=True))]
