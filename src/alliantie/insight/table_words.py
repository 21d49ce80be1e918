"""A table for an organisation to begin with."""

from __future__ import annotations

from datetime import date
from io import StringIO

from ruamel.yaml import YAML

from alliantie.practices.classification import Classification


def example_of(table: Classification, owner: str, today: date) -> str:
    """The table of a practice as an organisation can paste it, changed or not, valid from a day on."""
    said = table.model_dump(mode="json", exclude={"example"}, exclude_defaults=True)
    if not table.rows:
        asked = table.asks[0]
        first = (
            asked.id if asked.kind == "yes_no" else f'{asked.id} == "{asked.options[0].id}"' if asked.options else ""
        )
        said["rows"] = [{"when": first or f"{asked.id} > 0", "outcome": table.outcomes[0].id}]
    said |= {"owner": owner, "valid_from": today.isoformat()}
    written = StringIO()
    YAML().dump(said, written)
    return written.getvalue()
