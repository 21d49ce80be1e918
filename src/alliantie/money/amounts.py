"""Amounts in euros as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

MOST = Decimal("99999999.99")
LONGEST = 20
_DUTCH = re.compile(r"(?P<whole>[0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,(?P<cents>[0-9]{1,2}|-))?")
_WITH_POINT = re.compile(r"(?P<whole>[0-9]+)\.(?P<cents>[0-9]{1,2})")


class NoAmountError(ValueError):
    """This is no amount in euros, or more than anybody owes."""


def read_euros(text: str) -> Decimal:
    """The amount in "1.234,56", "€ 1234,56", "12,5", "12.50" or "1.234" (a thousand and more). Raises NoAmountError."""
    bare = re.sub(r"[\s€]", "", text)
    found = _DUTCH.fullmatch(bare) or _WITH_POINT.fullmatch(bare)
    if found is None or len(bare) > LONGEST:
        raise NoAmountError(text[:20])
    cents = (found["cents"] or "").replace("-", "").ljust(2, "0")
    amount = Decimal(f"{found['whole'].replace('.', '')}.{cents}")
    if amount > MOST:
        raise NoAmountError(text[:20])
    return amount
