"""Who may read a questionnaire that an organisation brought: its own workers, and clients with a pair there.

Not the whole area: the right to use it was given to named organisations, not to their partners. Every round someone can
read is of such an organisation, so the words of an old round are always there. Nobody writes here but the owner.
"""

import uuid

from django.db import migrations, models

from alliantie.access.protect import function, history, policies

ORGANISATIONS = function(
    "access.organisations()",
    "uuid[]",
    """
BEGIN
  IF access.kind() = 'worker' THEN
    RETURN (SELECT coalesce(array_agg(w.organisation_id), '{}') FROM public.people_worker w
             WHERE w.id = access.actor());
  ELSIF access.kind() IN ('client', 'link') THEN
    RETURN (SELECT coalesce(array_agg(DISTINCT c.organisation_id), '{}') FROM public.alliance_pair p
              JOIN public.cases_case c ON c.id = p.case_id
             WHERE p.id = ANY (access.pairs_to_read()));
  END IF;
  RETURN '{}';
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0011_item_flags")]
    operations = [
        migrations.CreateModel(
            name="QuestionnairePack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("instrument_id", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("hash", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("holder", models.CharField(max_length=500)),
                ("last_day", models.DateField()),
                ("loaded_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "instrument_id", "version"),
                        name="questionnaire_version_once",
                    )
                ],
            },
        ),
        ORGANISATIONS,
        policies(
            "alliance_questionnairepack",
            select="organisation_id = ANY ((SELECT access.organisations())::uuid[])",
        ),
        history("alliance_questionnairepack"),
    ]
