"""The pictures of all rounds of some pairs at once, so that a trend costs the same whatever came before."""

from django.db import migrations

from alliantie.access.protect import function

# As alliance.looked for one round, without the answers: the client's choice of that round still holds.
LOOKED_ALL = function(
    "alliance.looked_all(of_pairs uuid[])",
    "TABLE (round_id uuid, pair_id uuid, wrapped bytea, part_id uuid, role varchar, picture bytea)",
    """
BEGIN
  RETURN QUERY SELECT r.id, r.pair_id, k.wrapped, t.id, t.role, t.picture
    FROM public.alliance_round r
    JOIN public.alliance_part t ON t.round_id = r.id
    JOIN secrets.pair_key k ON k.pair_id = r.pair_id
   WHERE r.revealed_at IS NOT NULL
     AND r.pair_id = ANY (of_pairs) AND r.pair_id = ANY (access.pairs_to_read())
     AND EXISTS (SELECT 1 FROM public.alliance_part c
                  WHERE c.round_id = r.id AND c.role = 'client' AND c.share IN ('all', 'picture'));
END""",
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0012_questionnaire_packs")]
    operations = [LOOKED_ALL]
