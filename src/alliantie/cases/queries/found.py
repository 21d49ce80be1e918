"""Finding where words stand in the cases one may see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from json import loads
from typing import Any, Final
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask

MOST_PLACES: Final = 20
_SHORT = 200
"""Signs: a text up to here is shown as a whole."""
# Signs of no language, taken out of every text first: nobody can write them to look like a found word.
_OPEN, _SHUT = "\ue000", "\ue001"
_MARKED = re.compile(f"({_OPEN}[^{_SHUT}]*{_SHUT}?)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place where the words stand: `kind` as access.find_words names it, `page_id` of what has a page to open.

    `said` is a piece of the text around the words, in parts that are a found word or not. `name` is the title of a
    letter, `fact_kind` what a fact or an incident is; `detail_id` and `values` are those of a fact.
    """

    kind: str
    page_id: UUID
    case_id: UUID
    case_title: str
    practice: tuple[str, str]
    client_name: str
    on: date
    said: tuple[tuple[str, bool], ...]
    name: str
    fact_kind: str
    detail_id: str
    values: Mapping[str, Any]


# What the function found is read here under the policies of each table: what they hide is not found.
_PLACES = f"""SELECT h.kind, coalesce(v.incident_id, r.incident_id, h.id), h.case_id, k.title, k.practice_id,
  k.practice_version, coalesce(c.given_name, ''), h.on_day,
  ts_headline('dutch', translate(left(t.said, 100000), '{_OPEN}{_SHUT}', ''), access.asked(%(words)s),
    'StartSel={_OPEN}, StopSel={_SHUT}, ShortWord=0, ' || CASE WHEN length(t.said) <= {_SHORT} THEN 'HighlightAll=true'
      ELSE 'MaxWords=24, MinWords=12, MaxFragments=2, FragmentDelimiter=" … "' END),
  coalesce(l.title, ''), coalesce(f.kind, i.kind, n.sort, ''), coalesce(f.talk_id, ''), coalesce(f.values, '{{}}')
  FROM access.find_words(%(words)s, %(most)s) WITH ORDINALITY AS h (kind, id, case_id, client_id, on_day, place)
  JOIN cases_case k ON k.id = h.case_id
  LEFT JOIN people_client c ON c.id = h.client_id
  LEFT JOIN cases_fact f ON h.kind = 'fact' AND f.id = h.id
  LEFT JOIN cases_agreement a ON h.kind = 'agreement' AND a.id = h.id
  LEFT JOIN cases_plan p ON h.kind = 'plan' AND p.id = h.id
  LEFT JOIN cases_condition n ON h.kind = 'condition' AND n.id = h.id
  LEFT JOIN cases_letter l ON h.kind = 'letter' AND l.id = h.id
  LEFT JOIN cases_viewofcause v ON h.kind = 'cause' AND v.id = h.id
  LEFT JOIN cases_response r ON h.kind = 'response' AND r.id = h.id
  LEFT JOIN cases_incident i
    ON i.id = CASE h.kind WHEN 'incident' THEN h.id ELSE coalesce(v.incident_id, r.incident_id) END
  CROSS JOIN LATERAL (
    SELECT coalesce(f.text, a.text, access.plan_words(p.content), l.body, n.text, v.text, r.reason, i.text)) t (said)
 WHERE h.case_id = ANY ((SELECT access.cases())::uuid[]) AND t.said IS NOT NULL
 ORDER BY h.place"""  # noqa: S608 - signs and names of our own


def find_texts(actor: Actor, words: str) -> tuple[Place, ...]:
    """Where these words stand in the cases the worker may see, newest first, at most MOST_PLACES. One query.

    All words have to be there, in any form Dutch gives them; between quotes together, after a minus not at all. Each
    client of whom something is shown finds a line in the own reading log, once a day.
    """
    found = ask(actor, _PLACES, {"words": words, "most": MOST_PLACES})
    return tuple(
        Place(kind, page, case_id, title, (practice, version), who, on, _parts(said), name, sort, detail, loads(more))
        for kind, page, case_id, title, practice, version, who, on, said, name, sort, detail, more in found
    )


def _parts(said: str) -> tuple[tuple[str, bool], ...]:
    """The text in parts, each with whether it is a found word."""
    return tuple(
        (part.strip(_OPEN + _SHUT), part.startswith(_OPEN)) for part in _MARKED.split(said) if part.strip(_OPEN + _SHUT)
    )
