"""A calendar file (RFC 5545) of one kind of event: a talk, with a moment and nothing of a case. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

# A line holds 75 bytes; a longer one goes on, after a space, on the next.
_LINE = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What one event tells."""

    id: UUID
    starts_at: datetime
    lasts: timedelta
    title: str
    place: str


def calendar_file(name: str, events: Iterable[CalendarEvent], now: datetime) -> str:
    """The text of the file, with the line ends that the standard asks for. `now` is when it was made."""
    return "".join(f"{part}\r\n" for line in _lines(name, events, now) for part in _folded(line))


def _lines(name: str, events: Iterable[CalendarEvent], now: datetime) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Alliantie//Gesprekken//NL"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{_text(name)}"
    for each in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{each.id}"
        yield f"DTSTAMP:{_moment(now)}"
        yield f"DTSTART:{_moment(each.starts_at)}"
        yield f"DTEND:{_moment(each.starts_at + each.lasts)}"
        yield f"SUMMARY:{_text(each.title)}"
        if each.place:
            yield f"LOCATION:{_text(each.place)}"
        yield "CLASS:PRIVATE"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _moment(moment: datetime) -> str:
    # In world time, so that the file needs no rules of summer time.
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    part = ""
    for letter in line:
        if len(f"{part}{letter}".encode()) > _LINE:
            yield part
            part = " "
        part += letter
    yield part
