"""The number on which clients reach a team."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_protection")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="phone",
            field=models.CharField(blank=True, max_length=40),
        )
    ]
