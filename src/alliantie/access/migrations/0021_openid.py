"""Who signs in with the provider of an organisation: bound to an account beforehand, by an invitation that works once.

Bindings are the door's to read, and nobody's to write but by the function that takes an invitation. Invitations nobody reads.
A session that came with a second step of the provider, where its settings say that it counts, is asked none here.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

BEFORE: str = import_module("alliantie.access.migrations.0020_kept").AFTER
AFTER = BEFORE
for _old, _new in (
    ("  used timestamptz;\n", "  used timestamptz;\n  stepped boolean;\n"),
    ("coalesce(v.used_at, s.began_at)\n    INTO session_data, expire_date, of_account, visit, used\n",
     "coalesce(v.used_at, s.began_at), s.stepped\n    INTO session_data, expire_date, of_account, visit, used, stepped\n"),
    ("    lacking := access.lacks_second_step(account.id);\n",
     "    lacking := NOT stepped AND access.lacks_second_step(account.id);\n"),
):  # fmt: skip
    if AFTER.count(_old) != 1:
        raise ValueError("access.enter is not what it was")
    AFTER = AFTER.replace(_old, _new)

BIND = function(
    "access.bind_invited(of_provider text, code bytea, subject bytea)",
    "uuid",
    """
DECLARE asked public.access_invitation;
BEGIN
  IF access.kind() IS DISTINCT FROM 'door' THEN RAISE EXCEPTION 'the door binds' USING ERRCODE = 'AL403'; END IF;
  -- Of two at the same instant one finds it.
  DELETE FROM public.access_invitation i USING public.access_account a
   WHERE i.code_hash = code AND i.provider = of_provider AND i.ends_at > access.moment()
     AND a.id = i.account_id AND a.is_active
  RETURNING i.* INTO asked;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO public.access_binding (id, area_id, account_id, provider, subject_hash, bound_at)
  VALUES (gen_random_uuid(), asked.area_id, asked.account_id, of_provider, subject, access.moment());
  RETURN asked.account_id;
END""",
    volatile=True,
)


def _id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def _area() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area")


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("access", "0020_kept")]
    operations = [
        migrations.AddField("session", "stepped", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", _id()),
                ("account_id", models.UUIDField(db_index=True)),
                ("provider", models.CharField(max_length=40)),
                ("subject_hash", models.BinaryField(unique=True)),
                ("bound_at", models.DateTimeField()),
                ("area", _area()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account_id", "provider"), name="bound_once_a_provider")
                ]
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", _id()),
                ("account_id", models.UUIDField(db_index=True)),
                ("provider", models.CharField(max_length=40)),
                ("code_hash", models.BinaryField(unique=True)),
                ("ends_at", models.DateTimeField()),
                ("area", _area()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account_id", "provider"), name="invited_once_a_provider")
                ]
            },
        ),
        policies("access_binding", select="(SELECT access.kind()) = 'door'"),
        migrations.RunSQL(
            sql="ALTER TABLE access_invitation ENABLE ROW LEVEL SECURITY",
            reverse_sql="ALTER TABLE access_invitation DISABLE ROW LEVEL SECURITY",
        ),
        history("access_binding"),
        history("access_invitation"),
        BIND,
        migrations.RunSQL(sql=_replaced(AFTER), reverse_sql=_replaced(BEFORE)),
    ]
