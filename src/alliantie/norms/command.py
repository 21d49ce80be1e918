"""The command ``duties``: what is due in the case of a timeline file on a day, and why."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from alliantie.norms.duties import duties, undetermined
from alliantie.norms.duty import Duty, Undetermined
from alliantie.norms.explain import Explained, explained
from alliantie.norms.timeline_file import read_timeline
from alliantie.practices import LibraryError, Practice, UnknownPracticeError, library
from alliantie.practices.show_norms import strictness_in_words
from alliantie.practices.texts import Language
from alliantie.practices.yaml_reading import LARGEST_FILE


def main(argv: list[str]) -> int:
    """Run the command; returns 0, 1 when the file has problems, or 2 for wrong use."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        shelf = library()
        practice = shelf.get(asked.practice, asked.version) if asked.version else shelf.latest(asked.practice)
        with asked.timeline.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except LibraryError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except UnknownPracticeError as error:
        print(f"duties: {error}.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"duties: {error.filename} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    timeline, problems = read_timeline(content, str(asked.timeline), practice)
    if timeline is None:
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1
    found = duties(practice, timeline, asked.on)
    unknown = undetermined(practice, timeline, asked.on)
    if asked.json:
        print(json.dumps(as_data(practice, found, unknown, asked.on), ensure_ascii=False, indent=2))
    else:
        _print(practice, found, unknown, asked.on, asked.language)
    return 0


def as_data(
    practice: Practice, found: tuple[Duty, ...], unknown: tuple[Undetermined, ...], day: date
) -> dict[str, object]:
    """The duties of `day` as plain data, for ``--json``: dates as text, facts by their ids, words in both languages."""
    return {
        "practice": practice.id,
        "version": practice.version,
        "duties": [_duty(practice, duty, day) for duty in found],
        "undetermined": [{"norm": each.norm, "person": each.person} for each in unknown],
    }


def _duty(practice: Practice, duty: Duty, day: date) -> dict[str, object]:
    return {
        "norm": duty.norm,
        "key": duty.key,
        "due": duty.due.isoformat(),
        "overdue": duty.missed,
        "still": duty.still,
        "hardness": duty.hardness,
        "grade": duty.grade,
        "effect": duty.effect,
        "source": duty.source,
        "who": duty.who,
        "person": duty.person,
        "term": str(duty.term) if duty.term else None,
        "facts": list(duty.facts),
        "moved": [{"why": moved.why, "to": moved.to.isoformat()} for moved in duty.moved],
        "words": {language: _words(explained(practice, duty, language, day)) for language in ("nl", "en")},
    }


def _words(words: Explained) -> dict[str, object]:
    return {
        "what": words.what,
        "when": words.when,
        "hardness": words.hardness,
        "source": words.source,
        "why": list(words.why),
    }


def _print(
    practice: Practice, found: tuple[Duty, ...], unknown: tuple[Undetermined, ...], day: date, language: Language
) -> None:
    late = {"nl": "TE LAAT ", "en": "OVERDUE "}[language]
    for duty in found:
        words, norm = explained(practice, duty, language, day), practice.norm(duty.norm)
        print(f"{late if duty.missed else ''}{words.what} ({words.when}). {words.hardness}.")
        turn = f"{_TURN[language]}: {practice.role(duty.who).name.in_(language)}."
        strictness = strictness_in_words(practice, norm, language)
        for line in (f"{turn} {strictness}", *words.why, words.source):
            print(f"    {line}")
    for each in unknown:
        text = practice.norm(each.norm).text.in_(language)
        print({"nl": f"Onbekend of dit geldt: {text}", "en": f"Not known whether this holds: {text}"}[language])
    if not found and not unknown:
        print({"nl": "Niets te doen.", "en": "Nothing is due."}[language])


_TURN: dict[Language, str] = {"nl": "Aan zet", "en": "Whose turn"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alliantie duties", description=__doc__)
    parser.add_argument("--practice", required=True, metavar="ID")
    parser.add_argument("--version", metavar="V", help="a version of the practice; without it the latest")
    parser.add_argument("--timeline", required=True, type=Path, metavar="FILE", help="YAML or JSON")
    parser.add_argument("--on", required=True, type=_day, metavar="DATE", help="the day, such as 2026-01-31")
    parser.add_argument("--language", choices=("nl", "en"), default="nl")
    parser.add_argument("--json", action="store_true", help="print data")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date, such as 2026-01-31") from None
