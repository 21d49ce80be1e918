"""A pair is found by one index for each of case, client and worker, and a round by its pair: beside each stood a second one.

Which pairs may be read is asked by number. So the indexes of case and of worker hold the number as well: they answer both at once,
and PostgreSQL does not weigh at each size of the table whether the key serves better.
"""

from typing import Any

from django.db import migrations, models

from alliantie.access.protect import without_index

FIELDS: tuple[tuple[str, str, str, dict[str, Any], str], ...] = (
    ("pair", "case", "cases.case", {}, "2c28a869"),
    ("pair", "client", "people.client", {}, "998fca13"),
    ("pair", "worker", "people.worker", {}, "106a25a6"),
    ("part", "round", "alliance.round", {"db_constraint": False}, "1f81173f"),
    ("round", "pair", "alliance.pair", {}, "a254fcdf"),
)


class Migration(migrations.Migration):
    dependencies = [("alliance", "0048_no_worker_outweighs"), ("cases", "0246_one_index_by_case")]

    operations = [
        migrations.RemoveIndex(model_name="pair", name="pair_worker"),
        migrations.RemoveIndex(model_name="pair", name="pair_case"),
        migrations.AddIndex(model_name="pair", index=models.Index(fields=["worker", "id"], name="pair_worker")),
        migrations.AddIndex(model_name="pair", index=models.Index(fields=["case", "id"], name="pair_case")),
        *(
            without_index(
                model,
                name,
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to=to, **more),
                f"alliance_{model}_{name}_id_{sign}",
                f"alliance_{model} ({name}_id)",
            )
            for model, name, to, more, sign in FIELDS
        ),
    ]
