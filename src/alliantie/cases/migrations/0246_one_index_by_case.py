"""What is found by its case is found by one index: that of the case alone served nothing that the longer one does not.

So too figures that are kept, by their name and place. Which of the two PostgreSQL took hung on how large the table was, and each row that was written wrote both.
"""

from typing import Any

from django.db import migrations, models

from alliantie.access.protect import without_index

BY_CASE = {
    "acknowledgement": "e792aa51",
    "agreement": "83729917",
    "condition": "cd6eb2ec",
    "explanation": "22a02735",
    "letter": "653c3cd9",
    "measure": "0eabdc1b",
    "participant": "85d6d352",
    "plan": "aefc83b0",
}


def _without(model: str, name: str, to: str, sign: str) -> Any:
    more: dict[str, Any] = (
        {"db_constraint": False} if model == "acknowledgement" else {"null": True} if name == "team" else {}
    )
    field = models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to=to, **more)
    return without_index(model, name, field, f"cases_{model}_{name}_id_{sign}", f"cases_{model} ({name}_id)")


class Migration(migrations.Migration):
    dependencies = [("cases", "0245_who_left_is_not_asked"), ("people", "0011_found_by_one_index")]

    operations = [
        *(_without(model, "case", "cases.case", sign) for model, sign in BY_CASE.items()),
        _without("participant", "client", "people.client", "28b13c78"),
        _without("keptfigures", "organisation", "people.organisation", "75f990c4"),
        _without("keptfigures", "team", "people.team", "98a3330e"),
    ]
