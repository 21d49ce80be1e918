"""Citizen service numbers (BSN) and Belgian national numbers: whether one can be right, and how one is kept.

Neither stands in the database as it is: encrypted to be shown, and as a keyed hash to be found by. Both keys follow
from the master key, which is in no database, so nobody who has the tables alone can try all thousand million numbers.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from uuid import UUID

from alliantie.access import sealed

_PLACE = "citizen number"
_BETWEEN = re.compile(r"[\s.\-]+")


class NoNumberError(ValueError):
    """What was typed cannot be such a number: a digit too few, or one that was mistyped."""


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A number that can be right: `kind` is "bsn" (nine digits) or "nrn" (eleven), by its length."""

    kind: str
    digits: str = field(repr=False)

    @property
    def shown(self) -> str:
        """As people write it."""
        one = self.digits
        if self.kind == "nrn":
            return f"{one[:2]}.{one[2:4]}.{one[4:6]}-{one[6:9]}.{one[9:]}"
        return f"{one[:4]} {one[4:6]} {one[6:]}"


def read_number(typed: str) -> CitizenNumber:
    """The number that was typed, with dots, dashes and spaces or without. Raises NoNumberError.

    A BSN of eight digits is one whose first digit is 0. The sums are those of the RvIG (eleven) and of the Belgian
    Rijksregister (97; from 2000 on with a 2 before it).
    """
    digits = _BETWEEN.sub("", typed)
    if not (digits.isascii() and digits.isdigit()):
        raise NoNumberError
    if len(digits) in (8, 9) and _eleven(bsn := digits.zfill(9)):
        return CitizenNumber("bsn", bsn)
    if len(digits) == 11 and _ninety_seven(digits):
        return CitizenNumber("nrn", digits)
    raise NoNumberError


def looks_like_number(typed: str) -> bool:
    """Whether a text is such a number."""
    try:
        read_number(typed)
    except NoNumberError:
        return False
    return True


def _eleven(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0


def _ninety_seven(digits: str) -> bool:
    first, check = digits[:9], int(digits[9:])
    return int(first) > 0 and check in (97 - int(first) % 97, 97 - int(f"2{first}") % 97)


@dataclass(frozen=True, slots=True)
class Kept:
    """A number as it goes to the database."""

    kind: str
    found_by: bytes
    sealed: bytes


def keep(master: bytes, number: CitizenNumber) -> Kept:
    """The number encrypted, bound to its keyed hash, with that hash."""
    found_by = hash_of(master, number)
    return Kept(number.kind, found_by, sealed.seal(master, _PLACE, _row(found_by), number.digits.encode()))


def hash_of(master: bytes, number: CitizenNumber) -> bytes:
    """The keyed hash a number is found by (HMAC-SHA256)."""
    return _hashed(master, b"alliantie: citizen numbers", number)


def counted(master: bytes, number: CitizenNumber) -> bytes:
    """The hash under which a refused question is counted: by a key of its own, so that nothing is found by it."""
    return _hashed(master, b"alliantie: citizen numbers that were asked", number)


def _hashed(master: bytes, purpose: bytes, number: CitizenNumber) -> bytes:
    key = hmac.digest(master, purpose, "sha256")
    return hmac.digest(key, f"{number.kind}:{number.digits}".encode(), "sha256")


def opened(master: bytes, kind: str, found_by: bytes | memoryview, kept: bytes | memoryview) -> CitizenNumber:
    """What `keep` was given. Raises InvalidTag where it was changed, or stands with another hash."""
    return CitizenNumber(kind, sealed.unseal(master, _PLACE, _row(bytes(found_by)), bytes(kept)).decode())


def _row(found_by: bytes) -> UUID:
    return UUID(bytes=found_by[:16])
