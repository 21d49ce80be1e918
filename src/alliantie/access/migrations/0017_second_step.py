"""A second step at sign-in is asked of workers, and of the clients of an organisation that wants it: without it nobody acts.

`access.enter` proves the actor of a session only when the account has what is asked, so that no fault in a page can skip it.
Accounts of the demo are marked when it is loaded, and are not asked; nothing else sets that mark.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

_ENTER = import_module("alliantie.access.migrations.0015_representatives")
BEFORE: str = _ENTER.AFTER
OF: str = import_module("alliantie.access.migrations.0011_enter_about_one").OF

_CHANGED = (
    ("account public.access_account, offices text[])", "account public.access_account, offices text[], lacking boolean)"),
    ("    offices := access.offices_of(account.worker_id);\n",
     "    offices := access.offices_of(account.worker_id);\n"
     "    lacking := access.lacks_second_step(account.id);\n"
     "  END IF;\n  IF account.is_active AND NOT lacking THEN\n"),
)  # fmt: skip
AFTER = BEFORE
for _old, _new in _CHANGED:
    if AFTER.count(_old) != 1:
        raise ValueError("access.enter is not what it was")
    AFTER = AFTER.replace(_old, _new)

LACKS = function(
    "access.lacks_second_step(of_account uuid)",
    "boolean",
    """
DECLARE a public.access_account;
BEGIN
  IF access.kind() IS DISTINCT FROM 'door' THEN RETURN true; END IF;
  SELECT * INTO a FROM public.access_account t WHERE t.id = of_account;
  IF a.of_demo OR EXISTS (SELECT FROM public.mfa_authenticator m WHERE m.user_id = a.id AND m.type IN ('totp', 'webauthn'))
  THEN RETURN false; END IF;
  RETURN a.worker_id IS NOT NULL
    OR EXISTS (SELECT FROM public.cases_participant p JOIN public.cases_case k ON k.id = p.case_id
                 JOIN public.people_organisation o ON o.id = k.organisation_id
                WHERE p.client_id = a.client_id AND k.closed_on IS NULL AND o.second_step)
    OR EXISTS (SELECT FROM public.cases_representative r JOIN public.people_organisation o ON o.id = r.organisation_id
                WHERE r.id = a.representative_id AND o.second_step);
END""",
)

# A demo that was loaded before stays usable; a real organisation has no area of this name alone in its database.
DEMO = """
UPDATE access_account SET of_demo = true WHERE (SELECT count(*) FROM people_area) = 1
   AND area_id = (SELECT id FROM people_area WHERE name = 'Voorbeeldregio Lindedal')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0016_own_talks"),
        ("people", "0006_second_step_of_clients"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.AddField("account", "of_demo", models.BooleanField(default=False)),
        migrations.RunSQL(sql=DEMO, reverse_sql=migrations.RunSQL.noop),
        migrations.CreateModel(
            name="StepErased",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"),
                ),
                ("account_id", models.UUIDField(db_index=True)),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        policies("access_steperased", select="(SELECT access.kind()) = 'door'"),
        history("access_steperased"),
        LACKS,
        migrations.RunSQL(
            sql=[f"DROP FUNCTION access.enter({OF})", AFTER],
            reverse_sql=[f"DROP FUNCTION access.enter({OF})", BEFORE],
        ),
    ]
