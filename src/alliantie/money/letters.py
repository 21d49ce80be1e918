"""What a practice says of contact with creditors: which facts it knows, and for which steps."""

from __future__ import annotations

from enum import StrEnum

from alliantie.practices import Practice
from alliantie.practices.texts import Text


class Contact(StrEnum):
    """A contact with a creditor, as the practices call the fact."""

    LETTER = "creditor-letter"
    REMINDER = "creditor-reminder"
    CALLED = "creditor-called"
    ANSWER = "creditor-answer"


def steps_of(practice: Practice, contact: Contact) -> tuple[tuple[str, Text], ...]:
    """The steps this contact can be about, with their names; none where the practice does not know it."""
    for sort in practice.facts:
        if sort.id == contact:
            return tuple(
                (option.id, option.name) for value in sort.values if value.id == "step" for option in value.options
            )
    return ()


def contacts_of(practice: Practice) -> tuple[Contact, ...]:
    """The contacts with creditors this practice knows."""
    known = {sort.id for sort in practice.facts}
    return tuple(contact for contact in Contact if contact in known)
