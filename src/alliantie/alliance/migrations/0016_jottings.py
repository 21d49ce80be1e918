"""What is written during a talk beside the agreement: one note for the two, and what each is still typing.

Walled like the parts: no rights on the table, no foreign keys, no history. A note that is emptied is gone, and nobody
learns that the other is typing.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, policies

ROLE = "CASE WHEN access.kind() = 'worker' THEN 'professional' ELSE 'client' END"

FUNCTIONS = [
    # Of the two alone: whoever was shown the rounds of an earlier pair reads the agreement, not the note.
    function(
        "alliance.jottings(of_round uuid)",
        "TABLE (kind varchar, role varchar, words bytea)",
        """
BEGIN
  RETURN QUERY SELECT j.kind, j.role, j.words FROM public.alliance_jotting j
   WHERE j.round_id = of_round AND j.pair_id = ANY (access.pairs())
     AND (j.kind = 'note' OR j.owner_id = access.actor());
END""",
    ),
    function(
        "alliance.jot(of_round uuid, what text, new_words bytea)",
        "void",
        f"""
DECLARE here public.alliance_round := alliance.own_round(of_round);
BEGIN
  IF here.state <> 'revealed' THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'AL409'; END IF;
  DELETE FROM public.alliance_jotting j
   WHERE j.round_id = of_round AND j.kind = what AND (what = 'note' OR j.owner_id = access.actor());
  IF new_words IS NULL THEN RETURN; END IF;
  INSERT INTO public.alliance_jotting (id, area_id, round_id, pair_id, owner_id, role, kind, words)
  VALUES (gen_random_uuid(), here.area_id, of_round, here.pair_id, access.actor(), {ROLE}, what, new_words);
END""",
        volatile=True,
    ),
]

# However the talk ends: by the two, by stopping the round, or with the pair.
FORGET = migrations.RunSQL(
    sql=[
        """
CREATE FUNCTION alliance.forget_drafts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  DELETE FROM public.alliance_jotting WHERE round_id = NEW.id AND kind <> 'note';
  RETURN NULL;
END $function$""",
        "REVOKE ALL ON FUNCTION alliance.forget_drafts() FROM PUBLIC",
        "CREATE TRIGGER forget_drafts AFTER UPDATE OF state ON public.alliance_round"
        " FOR EACH ROW WHEN (OLD.state = 'revealed' AND NEW.state <> 'revealed')"
        " EXECUTE FUNCTION alliance.forget_drafts()",
    ],
    reverse_sql=[
        "DROP TRIGGER forget_drafts ON public.alliance_round",
        "DROP FUNCTION alliance.forget_drafts()",
    ],
)


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model
    )


class Migration(migrations.Migration):
    dependencies = [("alliance", "0015_team_figures")]
    operations = [
        migrations.CreateModel(
            name="Jotting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("owner_id", models.UUIDField()),
                ("role", models.CharField(max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("agreement_draft", "Agreement Draft"),
                            ("note_draft", "Note Draft"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words", models.BinaryField()),
                ("area", _to("people.area")),
                ("round", _to("alliance.round")),
                ("pair", _to("alliance.pair")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "kind", "owner_id"), name="one_jotting_a_kind"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "note")), fields=("round",), name="one_note_a_round"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["note", "agreement_draft", "note_draft"])),
                        name="jotting_of_a_kind",
                    ),
                ],
            },
        ),
        policies("alliance_jotting"),
        *FUNCTIONS,
        FORGET,
    ]
