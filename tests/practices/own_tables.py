"""A table of an organisation in the place of the one of Zeist, and a way to break it in one place."""

from __future__ import annotations

from alliantie.practices import library

ZEIST = library().latest("nl-debt-zeist")

OWN = """\
id: offer
name: {nl: Aanbod volgens Zeist, en: Offer by Zeist}
source: p-000-3583
owner: Hilde Voorbeeld
valid_from: 2026-02-01
asks:
  - {id: able, name: {nl: Houdt een regeling vol, en: Keeps up a settlement}, kind: yes_no}
  - id: people_around
    name: {nl: Steun eromheen, en: Support around}
    kind: choice
    options:
      - {id: present, name: {nl: Is er, en: Present}}
      - {id: needed, name: {nl: Is nodig, en: Needed}}
      - {id: not-needed, name: {nl: Niet nodig, en: Not needed}}
outcomes:
  - {id: settlement, name: {nl: Schuldregeling, en: Settlement}}
  - {id: volunteer, name: {nl: "Stabilisatie: een vrijwilliger", en: "Stabilisation: a volunteer"}}
rows:
  - {when: able, outcome: settlement}
  - {when: "!able", outcome: volunteer}
"""


def own(*changed: tuple[str, str]) -> str:
    """The table with these texts in the place of others, each of which stands in it once."""
    text = OWN
    for old, new in changed:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
