"""Several people can have the desk of a team on the same day: the source of one practice has always two."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0230_representation")]
    operations = [
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("team", "on", "worker"), name="desk_once"),
        ),
        migrations.RemoveConstraint(model_name="desk", name="one_desk_a_day"),
    ]
