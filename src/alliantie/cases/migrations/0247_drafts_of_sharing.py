"""What is typed of what is to be shared is kept as that of a talk is: one draft of each for a worker in a case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0246_one_index_by_case")]

    operations = [
        migrations.AddField(
            model_name="talkdraft",
            name="of",
            field=models.CharField(choices=[("talk", "Talk"), ("sharing", "Sharing")], default="talk", max_length=10),
        ),
        migrations.RemoveConstraint(model_name="talkdraft", name="talk_draft_once"),
        migrations.AddConstraint(
            model_name="talkdraft",
            constraint=models.UniqueConstraint(fields=("worker", "case", "of"), name="talk_draft_once"),
        ),
    ]
