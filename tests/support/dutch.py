"""How a text is known to be Dutch."""

from __future__ import annotations

import re

# Small words that Dutch cannot do without, and that no English page has.
DUTCH = frozenset(
    word
    for line in (
        "aan alleen als bij daarna dat deze dit een eerst er geen geldt heb hebben heeft het hoe hun iets ik ja jij",
        "jouw jullie kan kiest kunt maar meer moet naar niet niets nog nu onder ons onze ook te tot uit uur uw vanaf",
        "vandaag voor waar waarom wanneer wat weer welke wie wij wordt worden zaak zelf zich zijn zoals",
    )
    for word in line.split()
)
WORD = re.compile(r"[^\W\d_]+")
