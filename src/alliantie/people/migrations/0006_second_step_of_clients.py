"""Whether an organisation asks a second step at sign-in of its clients; of workers it is asked always."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_privacy_officer")]
    operations = [
        migrations.AddField("organisation", "second_step", models.BooleanField(default=False)),
    ]
