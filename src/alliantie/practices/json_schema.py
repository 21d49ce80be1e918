"""The JSON Schema of a practice file: what an editor needs to complete fields and mark slips while typing."""

from __future__ import annotations

import json
from pathlib import Path

from alliantie.practices.schema import Practice

SCHEMA_FILE = Path(__file__).parent / "schema.json"


def schema_text() -> str:
    """The schema as it is committed. Rules across fields are not in it: ``practice check`` applies those."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Practice.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
