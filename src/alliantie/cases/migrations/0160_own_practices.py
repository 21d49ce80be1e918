"""Versions of a practice that an organisation made its own, and the copy it is changing. They say nothing of any client."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

MANAGED = "organisation_id = ANY ((SELECT access.organisations_managed())::uuid[])"
AREA = "area_id = (SELECT access.area())"

# Whoever has a case reads its practice, a client as well as a worker, in the own area; the background reads it everywhere.
# Without a version the newest.
OWN_PRACTICE = function(
    "access.own_practice(of_practice text, of_version text)",
    "TABLE (words text, kept_as varchar)",
    """
BEGIN
  RETURN QUERY
  SELECT p.content, p.version FROM public.cases_practice p
   WHERE p.practice_id = of_practice AND of_version IN (p.version, '')
     AND (access.kind() = 'job' OR p.area_id = access.area())
   ORDER BY p.adopted_at DESC, p.version DESC LIMIT 1;
END""",
)

# Within the year, from 101: below it are ours. Whoever adopts at the same moment waits here, and gets the number after it.
NEXT = function(
    "access.next_practice_number(of_practice text, of_year text)",
    "integer",
    """
BEGIN
  IF cardinality(access.organisations_managed()) = 0
  THEN RAISE EXCEPTION 'no practice of yours' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('practice:' || of_practice, 0));
  RETURN (SELECT coalesce(max(split_part(p.version, '-', 2)::integer) + 1, 101) FROM public.cases_practice p
           WHERE p.practice_id = of_practice AND split_part(p.version, '-', 1) = of_year);
END""",
    volatile=True,
)

# A practice under a name that nobody uses becomes one the organisation works by. The hash is of what is kept, and with it
# the texts for clients can be released, as those of a file can. Its version is the next one, and no other name.
ADOPT = function(
    "access.adopt_practice(of_draft uuid, seen integer, new_version text, words text)",
    "void",
    """
DECLARE
  here public.cases_practicedraft;
  found text := encode(sha256(convert_to(words, 'UTF8')), 'hex');
BEGIN
  SELECT * INTO here FROM public.cases_practicedraft d WHERE d.id = of_draft FOR UPDATE;
  IF here.id IS NULL OR NOT here.organisation_id = ANY (access.organisations_managed())
  THEN RAISE EXCEPTION 'no copy of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.kept <> seen THEN RAISE EXCEPTION 'another text than was seen' USING ERRCODE = 'AL409'; END IF;
  IF new_version !~ '^[0-9]{4}-' OR new_version IS DISTINCT FROM split_part(new_version, '-', 1) || '-'
     || access.next_practice_number(here.practice_id, split_part(new_version, '-', 1))
  THEN RAISE EXCEPTION 'another version is next' USING ERRCODE = 'AL409'; END IF;
  IF NOT EXISTS (SELECT FROM public.people_organisation o
                  WHERE o.id = here.organisation_id AND here.practice_id = ANY (o.practices)) THEN
    IF EXISTS (SELECT FROM public.people_organisation o WHERE here.practice_id = ANY (o.practices))
       OR EXISTS (SELECT FROM alliance.practice_text t WHERE t.practice_id = here.practice_id)
    THEN RAISE EXCEPTION 'the name is taken' USING ERRCODE = 'AL409'; END IF;
    UPDATE public.people_organisation SET practices = practices || here.practice_id WHERE id = here.organisation_id;
  END IF;
  INSERT INTO public.cases_practice (id, area_id, organisation_id, practice_id, version, based_on, content, hash,
    adopted_at, adopted_by_id)
  VALUES (gen_random_uuid(), here.area_id, here.organisation_id, here.practice_id, new_version, here.based_on, words,
    found, access.moment(), access.actor());
  INSERT INTO alliance.practice_text (practice_id, practice_version, practice_hash)
  VALUES (here.practice_id, new_version, found);
  DELETE FROM public.cases_practicedraft WHERE id = here.id;
END""",
    volatile=True,
)


def _id():
    return ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False))


def _to(model):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"people.{model}")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0159_not_sent_for_a_week"),
        ("people", "0004_leaders"),
        ("alliance", "0014_notice_release"),
    ]
    operations = [
        migrations.CreateModel(
            name="OwnPractice",
            fields=[
                _id(),
                ("practice_id", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("based_on", models.CharField(blank=True, max_length=20)),
                ("content", models.TextField()),
                ("hash", models.CharField(max_length=64)),
                ("adopted_at", models.DateTimeField()),
                ("adopted_by", _to("worker")),
                ("area", _to("area")),
                ("organisation", _to("organisation")),
            ],
            options={
                "db_table": "cases_practice",
                "constraints": [models.UniqueConstraint(fields=("practice_id", "version"), name="own_practice_once")],
            },
        ),
        migrations.CreateModel(
            name="PracticeDraft",
            fields=[
                _id(),
                ("practice_id", models.CharField(max_length=60)),
                ("based_on", models.CharField(blank=True, max_length=20)),
                ("content", models.TextField()),
                ("kept", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                ("area", _to("area")),
                ("changed_by", _to("worker")),
                ("organisation", _to("organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "practice_id"), name="one_practice_draft")
                ],
            },
        ),
        OWN_PRACTICE,
        NEXT,
        ADOPT,
        policies("cases_practice", select="organisation_id = ANY ((SELECT access.own_organisation())::uuid[])"),
        policies(
            "cases_practicedraft",
            select=MANAGED,
            insert=f"{MANAGED} AND {AREA} AND changed_by_id = (SELECT access.actor()) AND kept = 1",
            update=f"{MANAGED} AND {AREA} AND changed_by_id = (SELECT access.actor())",
            delete=MANAGED,
            columns="content, kept, changed_at, changed_by_id",
        ),
        history("cases_practice"),
    ]
