"""Which text of a practice an organisation released for its clients, by whom and when.

It says nothing about any client, so everyone of the area may read it. Rows are made and ended by two functions, which
take the moment and the manager from the proof, so that nobody can date a release back, and the text from what the server
registered as owner when it started, so that the application cannot release another.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

MANAGED = "of_organisation = ANY (access.organisations_managed())"

# The hash of each practice file of this installation; the application has no rights on it.
TEXTS = migrations.RunSQL(
    sql=[
        "CREATE TABLE alliance.practice_text (practice_id varchar(60), practice_version varchar(20),"
        " practice_hash varchar(64) NOT NULL, PRIMARY KEY (practice_id, practice_version))",
    ],
    reverse_sql=["DROP TABLE alliance.practice_text"],
)

FUNCTIONS = [
    function(
        "alliance.release_notice(of_organisation uuid, of_practice text, of_version text, of_hash text)",
        "void",
        f"""
BEGIN
  IF NOT {MANAGED} OR NOT EXISTS (
      SELECT 1 FROM public.people_organisation o WHERE o.id = of_organisation AND of_practice = ANY (o.practices))
  THEN RAISE EXCEPTION 'no practice of yours' USING ERRCODE = 'AL403'; END IF;
  IF NOT EXISTS (SELECT 1 FROM alliance.practice_text t WHERE t.practice_id = of_practice
      AND t.practice_version = of_version AND t.practice_hash = of_hash)
  THEN RAISE EXCEPTION 'no text of this installation' USING ERRCODE = 'AL409'; END IF;
  INSERT INTO public.alliance_noticerelease
    (id, area_id, organisation_id, practice_id, practice_version, practice_hash, released_at, released_by_id)
  VALUES (gen_random_uuid(), access.area(), of_organisation, of_practice, of_version, of_hash,
          access.moment(), access.actor())
  ON CONFLICT DO NOTHING;
END""",
        volatile=True,
    ),
    function(
        "alliance.take_back_notice(of_organisation uuid, of_practice text, of_version text)",
        "void",
        f"""
BEGIN
  IF NOT {MANAGED} THEN RAISE EXCEPTION 'no practice of yours' USING ERRCODE = 'AL403'; END IF;
  UPDATE public.alliance_noticerelease SET ended_at = access.moment(), ended_by_id = access.actor()
   WHERE organisation_id = of_organisation AND practice_id = of_practice AND practice_version = of_version
     AND ended_at IS NULL;
END""",
        volatile=True,
    ),
]


def _to(model: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"people.{model}"
    )


class Migration(migrations.Migration):
    dependencies = [("alliance", "0013_trend"), ("people", "0004_leaders")]
    operations = [
        migrations.CreateModel(
            name="NoticeRelease",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.CharField(max_length=60)),
                ("practice_version", models.CharField(max_length=20)),
                ("practice_hash", models.CharField(max_length=64)),
                ("released_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("area", _to("area")),
                ("organisation", _to("organisation")),
                ("released_by", _to("worker")),
                ("ended_by", _to("worker", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organisation", "practice_id", "practice_version", "practice_hash"),
                        name="notice_released_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("ended_by__isnull", True))
                        | models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                        name="notice_ended_by_someone",
                    ),
                ],
            },
        ),
        TEXTS,
        *FUNCTIONS,
        policies("alliance_noticerelease", select="area_id = (SELECT access.area())"),
        history("alliance_noticerelease"),
    ]
