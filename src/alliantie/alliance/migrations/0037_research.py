"""Research with what clients allow: its tables, and the consent that its person alone reads.

The one exception to the wall (docs/decisions, on research). Consents and uses have no SELECT, as all behind the wall.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

# From this age somebody decides alone on taking part in research (WMO 6, UAVG 5); no lawyer checked this.
OF_AGE = 16

# Who acts, as consents know them: a client with an account, or a worker. A code is not the client.
ROLE = "CASE access.kind() WHEN 'client' THEN 'client' WHEN 'worker' THEN 'professional' END"

MAY = migrations.RunSQL(
    sql=[
        f"""
CREATE FUNCTION alliance.decides_alone(who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $function$
  SELECT EXISTS (SELECT 1 FROM public.people_client c
                  WHERE c.id = who AND (c.born_on + interval '{OF_AGE} years')::date <= access.day())
     AND NOT EXISTS (SELECT 1 FROM public.cases_representation r
                      WHERE r.client_id = who AND NOT r.void AND r.care AND r.starts_on <= access.day()
                        AND (r.ends_on IS NULL OR r.ends_on > access.day())
                        AND (r.care_ends_on IS NULL OR r.care_ends_on > access.day()))
$function$""",
        "REVOKE ALL ON FUNCTION alliance.decides_alone(uuid) FROM PUBLIC",
        "CREATE TABLE secrets.research_file (research_id uuid PRIMARY KEY, content bytea NOT NULL)",
        # By which clients stay out by chance; in backups, so that they are the same after a restore.
        "CREATE TABLE secrets.research_chance (single boolean PRIMARY KEY DEFAULT true CHECK (single), key bytea NOT NULL)",
        "INSERT INTO secrets.research_chance (key) SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())",
    ],
    reverse_sql=[
        "DROP TABLE secrets.research_chance",
        "DROP TABLE secrets.research_file",
        "DROP FUNCTION alliance.decides_alone(uuid)",
    ],
)

# Whoever takes it back is in no file that was not fetched yet: the job makes it anew.
CONSENT = function(
    "alliance.consent_to_research(yes boolean, said_to text)",
    "void",
    f"""
DECLARE me uuid := access.actor(); mine text := {ROLE}; waiting uuid;
BEGIN
  IF mine IS NULL THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('research:' || me::text, 0));
  IF NOT yes THEN
    UPDATE public.alliance_researchconsent SET withdrawn_at = access.moment()
     WHERE coalesce(client_id, worker_id) = me AND withdrawn_at IS NULL;
    FOR waiting IN SELECT r.id FROM public.alliance_research r
       WHERE r.fetched_at IS NULL AND r.expires_at > access.moment()
         AND EXISTS (SELECT 1 FROM public.alliance_researchuse u
                      WHERE u.research_id = r.id AND coalesce(u.client_id, u.worker_id) = me) ORDER BY r.id FOR UPDATE
    LOOP
      DELETE FROM secrets.research_file f WHERE f.research_id = waiting;
      DELETE FROM public.alliance_researchuse u WHERE u.research_id = waiting;
      UPDATE public.alliance_research r SET made_at = NULL, level = NULL, expires_at = NULL WHERE r.id = waiting;
    END LOOP;
  ELSIF mine = 'client' AND NOT alliance.decides_alone(me) THEN
    RAISE EXCEPTION 'does not decide alone' USING ERRCODE = 'AL403';
  ELSE
    INSERT INTO public.alliance_researchconsent (id, area_id, client_id, worker_id, words, given_at)
    SELECT gen_random_uuid(), access.area(), CASE mine WHEN 'client' THEN me END,
           CASE mine WHEN 'professional' THEN me END, left(said_to, 64), access.moment()
     WHERE NOT EXISTS (SELECT 1 FROM public.alliance_researchconsent c
                        WHERE coalesce(c.client_id, c.worker_id) = me AND c.withdrawn_at IS NULL);
  END IF;
END""",
    volatile=True,
)

OWN = function(
    "alliance.own_research()",
    "TABLE (given_at timestamptz, may boolean)",
    f"""
DECLARE me uuid := access.actor(); mine text := {ROLE};
BEGIN
  IF mine IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT (SELECT c.given_at FROM public.alliance_researchconsent c
                        WHERE coalesce(c.client_id, c.worker_id) = me AND c.withdrawn_at IS NULL),
                      mine = 'professional' OR alliance.decides_alone(me);
END""",
)

OWN_CONSENTS = function(
    "alliance.own_research_consents()",
    "TABLE (given_at timestamptz, withdrawn_at timestamptz)",
    f"""
DECLARE mine text := {ROLE};
BEGIN
  IF mine IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT c.given_at, c.withdrawn_at FROM public.alliance_researchconsent c
   WHERE coalesce(c.client_id, c.worker_id) = access.actor() ORDER BY c.given_at DESC, c.id;
END""",
)

OWN_USES = function(
    "alliance.own_research_uses()",
    "TABLE (study varchar, institution varchar, made_at timestamptz)",
    f"""
DECLARE mine text := {ROLE};
BEGIN
  IF mine IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT r.study, r.institution, r.made_at
    FROM public.alliance_researchuse u JOIN public.alliance_research r ON r.id = u.research_id
   WHERE coalesce(u.client_id, u.worker_id) = access.actor() ORDER BY r.made_at DESC, r.id;
END""",
)

TO_READ = function(
    "alliance.research_to_read()",
    "uuid[]",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(r.id), '{}') FROM public.alliance_research r
           WHERE (r.asked_by_id = access.actor() AND r.organisation_id = ANY (access.organisations_researched()))
              OR r.organisation_id = ANY (access.organisations_guarded()));
END""",
)


def _to(model: str, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)


def _id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


TABLES = [
    migrations.CreateModel(
        name="ResearchConsent",
        fields=[
            ("id", _id()),
            ("client_id", models.UUIDField(null=True)),
            ("worker_id", models.UUIDField(null=True)),
            ("words", models.CharField(max_length=64)),
            ("given_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(null=True)),
            ("area", _to("people.area", db_constraint=False)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("withdrawn_at__isnull", True)),
                    fields=("client_id", "worker_id"),
                    name="one_running_consent",
                    nulls_distinct=False,
                ),
                models.CheckConstraint(
                    condition=models.Q(("client_id__isnull", True), ("worker_id__isnull", False))
                    | models.Q(("client_id__isnull", False), ("worker_id__isnull", True)),
                    name="consent_of_one_person",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Research",
        fields=[
            ("id", _id()),
            ("asked_at", models.DateTimeField()),
            ("study", models.CharField(max_length=120)),
            ("institution", models.CharField(max_length=120)),
            ("purpose", models.TextField()),
            ("reference", models.CharField(max_length=120)),
            ("both_sides", models.BooleanField()),
            ("keep_until", models.DateField()),
            ("decided_at", models.DateTimeField(null=True)),
            ("approved", models.BooleanField(null=True)),
            ("why", models.TextField(blank=True)),
            ("made_at", models.DateTimeField(null=True)),
            ("too_few", models.BooleanField(default=False)),
            ("level", models.PositiveSmallIntegerField(null=True)),
            ("expires_at", models.DateTimeField(null=True)),
            ("fetched_at", models.DateTimeField(null=True)),
            ("area", _to("people.area")),
            ("organisation", _to("people.organisation")),
            ("asked_by", _to("people.worker")),
            ("decided_by", _to("people.worker", null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["organisation", "-asked_at"], name="research_of_organisation")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("approved__isnull", True), ("decided_at__isnull", True), ("decided_by__isnull", True)
                        ),
                        models.Q(
                            ("approved__isnull", False),
                            ("decided_at__isnull", False),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="research_decided_by_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("approved", False), _negated=True),
                        models.Q(("why", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="research_refused_with_a_reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ResearchUse",
        fields=[
            ("id", _id()),
            ("client_id", models.UUIDField(null=True)),
            ("worker_id", models.UUIDField(null=True)),
            ("area", _to("people.area", db_constraint=False)),
            ("research", _to("alliance.research", db_constraint=False)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("client_id", "worker_id", "research"), name="research_use_once", nulls_distinct=False
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("alliance", "0036_figures_of_organisations"),
        ("people", "0007_researcher"),
        ("cases", "0230_representation"),
    ]
    operations = [
        *TABLES,
        MAY,
        CONSENT,
        OWN,
        OWN_CONSENTS,
        OWN_USES,
        TO_READ,
        policies("alliance_researchconsent"),
        policies("alliance_researchuse"),
        policies("alliance_research", select="id = ANY ((SELECT alliance.research_to_read())::uuid[])"),
        history("alliance_researchconsent"),
        history("alliance_research"),
        history("alliance_researchuse"),
    ]
