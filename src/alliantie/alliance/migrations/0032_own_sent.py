"""Of the running rounds one's own part is asked only whether it was sent: no answers are read to tell that."""

from importlib import import_module

from django.db import migrations

from alliantie.access.protect import APP, function

_OWN_PARTS = next(
    each
    for each in import_module("alliantie.alliance.migrations.0004_own_part").OWN_PARTS
    if "alliance.own_parts()" in str(each.sql[0])
)
_RIGHTS = [
    "REVOKE ALL ON FUNCTION alliance.own_parts() FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION alliance.own_parts() TO {APP}",
]

OWN_SENT = function(
    "alliance.own_sent()",
    "jsonb",
    """
DECLARE me uuid := access.actor(); mine uuid[] := access.pairs();
BEGIN
  IF alliance.in_shadow() THEN RETURN '{}'; END IF;
  -- From the running rounds, at most one a pair, and not from every part there ever was.
  RETURN (
    SELECT coalesce(jsonb_object_agg(r.id, t.sealed_at IS NOT NULL), '{}')
      FROM public.alliance_round r JOIN public.alliance_part t ON t.round_id = r.id
     WHERE r.pair_id = ANY (mine) AND r.state IN ('planned', 'open', 'complete', 'revealed')
       AND t.owner_id = me AND t.pair_id = ANY (mine));
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0031_mailbox_of_nobody")]
    operations = [
        OWN_SENT,
        migrations.RunSQL(
            sql=["DROP FUNCTION alliance.own_parts()"],
            reverse_sql=[str(_OWN_PARTS.sql[0]), *_RIGHTS],
        ),
    ]
