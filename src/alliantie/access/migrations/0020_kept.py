"""What was typed when a session came to rest is kept for its account, sealed, for a day: for nobody else, and for no query.

The application writes and reads it by functions alone, so that no plan of a query tells whether somebody was typing.
"""

from importlib import import_module

from django.db import migrations, models

from alliantie.access.protect import function

MOST = 20

KEEP = function(
    "access.keep(of_account uuid, new_id uuid, text bytea)",
    "void",
    f"""
BEGIN
  -- At the door for a session that rests; else for oneself.
  IF access.kind() IS DISTINCT FROM 'door' AND of_account IS DISTINCT FROM access.my_account()
  THEN RAISE EXCEPTION 'kept for oneself' USING ERRCODE = 'AL403'; END IF;
  INSERT INTO public.access_kept (id, account_id, sealed, kept_at) VALUES (new_id, of_account, text, clock_timestamp());
  DELETE FROM public.access_kept k WHERE k.kept_at < clock_timestamp() - interval '1 day' OR k.account_id = of_account
     AND k.id NOT IN (SELECT n.id FROM public.access_kept n WHERE n.account_id = of_account ORDER BY n.kept_at DESC LIMIT {MOST});
END""",
    volatile=True,
)

KEPT = function(
    "access.kept()",
    "TABLE (id uuid, account_id uuid, sealed bytea, kept_at timestamptz)",
    """
BEGIN
  RETURN QUERY SELECT k.* FROM public.access_kept k WHERE k.account_id = access.my_account()
     AND k.kept_at > clock_timestamp() - interval '1 day' ORDER BY k.kept_at, k.id;
END""",
)

HAS_KEPT = function(
    "access.has_kept(of_account uuid)",
    "boolean",
    """
BEGIN
  RETURN access.kind() = 'door' AND EXISTS (SELECT FROM public.access_kept k WHERE k.account_id = of_account
     AND k.kept_at > clock_timestamp() - interval '1 day');
END""",
)

DROP = function(
    "access.drop_kept(which uuid)",
    "void",
    """
BEGIN
  DELETE FROM public.access_kept k WHERE k.account_id = access.my_account() AND k.id = which;
END""",
    volatile=True,
)


# A night is longer than a session: also of one whose time is over is known whose it was, until it is removed.
BEFORE: str = import_module("alliantie.access.migrations.0019_partners").ENTER
AFTER = BEFORE
for _old, _new in (
    ("   WHERE s.session_key = key AND s.expire_date > at;",
     "   WHERE s.session_key = key AND (s.expire_date > at OR s.visit_id IS NOT NULL);"),
    ("  IF used <= at - make_interval", "  IF expire_date <= at OR used <= at - make_interval"),
):  # fmt: skip
    if AFTER.count(_old) != 1:
        raise ValueError("access.enter is not what it was")
    AFTER = AFTER.replace(_old, _new)


def _replaced(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("access", "0019_partners")]
    operations = [
        migrations.CreateModel(
            name="Kept",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account_id", models.UUIDField(db_index=True)),
                ("sealed", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            sql="ALTER TABLE access_kept ENABLE ROW LEVEL SECURITY",
            reverse_sql="ALTER TABLE access_kept DISABLE ROW LEVEL SECURITY",
        ),
        KEEP,
        KEPT,
        HAS_KEPT,
        DROP,
        migrations.RunSQL(sql=_replaced(AFTER), reverse_sql=_replaced(BEFORE)),
    ]
