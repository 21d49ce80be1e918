"""What remains of a pair's key that was destroyed: its number and the moment, so that no restore takes it for lost.

Backups keep the keys of pairs apart from the answers; whoever puts the two together again must be able to tell a key that
was destroyed from one that is missing.
"""

from django.db import migrations

DESTROYED = migrations.RunSQL(
    sql=[
        "CREATE TABLE secrets.pair_destroyed (pair_id uuid PRIMARY KEY,"
        " destroyed_at timestamptz NOT NULL DEFAULT now())",
        """
CREATE FUNCTION secrets.note_destroyed() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $function$
BEGIN
  INSERT INTO secrets.pair_destroyed (pair_id) VALUES (OLD.pair_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $function$
""",
        "REVOKE ALL ON FUNCTION secrets.note_destroyed() FROM PUBLIC",
        "CREATE TRIGGER pair_key_destroyed AFTER DELETE ON secrets.pair_key"
        " FOR EACH ROW EXECUTE FUNCTION secrets.note_destroyed()",
    ],
    reverse_sql=[
        "DROP TRIGGER pair_key_destroyed ON secrets.pair_key",
        "DROP FUNCTION secrets.note_destroyed()",
        "DROP TABLE secrets.pair_destroyed",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0032_own_sent")]
    operations = [DESTROYED]
