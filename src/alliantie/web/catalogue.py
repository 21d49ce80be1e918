"""The catalogues of the screens: Dutch stands in the source, English in locale/en.

python -m alliantie.web.catalogue extract   brings django.po up to date with the source; new texts have no English yet
python -m alliantie.web.catalogue compile   makes django.mo of it, which is committed so that running needs nothing
python -m alliantie.web.catalogue check     says what is missing, stale or has other placeholders

Babel does the work, since Django's own extractor misses Jinja2.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    # Texts that are put into the reader's language where they are told.
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    # Two texts of one meaning, with u and with je; each becomes a message of its own.
    "say": None,
    # The sentences of the checker of practices, which has no Django.
    "message": None,
}
HEADER = "# English texts of Alliantie. Dutch, the language of the source, needs no catalogue."
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
_LONE_PERCENT = re.compile(r"%(?!%|\()")

# Line, function, its texts, comments: what Babel's extractors hand each other.
Found = tuple[int, Any, Any, Any]


class UnreadableTextError(Exception):
    """A text that cannot be translated as it is written in the source."""


def _apart(found: Iterator[Found]) -> Iterator[Found]:
    """Give each text of say() as a message of its own, and refuse texts that are not written out."""
    for line, function, messages, comments in found:
        texts = messages if isinstance(messages, tuple | list) else (messages,)
        if function != "say":
            if function and (not texts or texts[0] is None):
                raise UnreadableTextError(f"{line}: {function}() needs its text written out")
            yield line, function, messages, comments
            continue
        if len(texts) < 2 or texts[0] is None or texts[1] is None:
            raise UnreadableTextError(f"{line}: say() needs both its texts written out")
        for text in texts[:2]:
            yield line, None, text, comments


def _from_template(source: Any, keywords: Any, tags: Any, options: Any) -> Iterator[Found]:
    given = {**options, "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
    return _apart(babel_extract(source, keywords, tags, given))


def _from_python(source: Any, keywords: Any, tags: Any, options: Any) -> Iterator[Found]:
    known = {name: KEYWORDS[name] for name in keywords}
    for found in extract_python(source, known, tags, options):
        texts = found[2] if isinstance(found[2], tuple | list) else (found[2],)
        # Code may pass a text on by name; only templates must write each one out.
        if texts and texts[0] is not None:
            yield from _apart(iter([found]))


def sources(root: Path = PACKAGE) -> list[Path]:
    """Return every Python file and every Jinja2 template of ours, in a fixed order."""
    templates = [path for path in root.rglob("*.html") if "jinja2" in path.parts]
    code = [path for path in root.rglob("*.py") if "migrations" not in path.parts]
    return sorted([*templates, *code])


def extracted(root: Path = PACKAGE) -> Catalog:
    """Return the messages that stand in the source now, without translations.

    Raises UnreadableTextError, with file and line, for a text that is not written out.
    """
    catalogue = Catalog(domain="django", charset="utf-8")
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        method = _from_template if path.suffix == ".html" else _from_python
        try:
            found = list(extract(method, io.BytesIO(path.read_bytes()), KEYWORDS))
        except UnreadableTextError as problem:
            raise UnreadableTextError(f"{place}:{problem}") from None
        for _line, text, comments, context in found:
            catalogue.add(text, None, [(place, 0)], auto_comments=comments, context=context)
    return catalogue


def read(path: Path = CATALOGUE) -> Catalog:
    """Return the catalogue as committed, or an empty one when there is none yet."""
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def _empty() -> Catalog:
    return Catalog(
        locale="en",
        domain="django",
        header_comment=HEADER,
        project="Alliantie",
        version="1",
        copyright_holder="",
        charset="utf-8",
        fuzzy=False,
    )


def merged(source: Catalog, known: Catalog) -> Catalog:
    """Return the messages of the source, each with the translation that is known, texts no longer used left out."""
    result = _empty()
    for message in source:
        if message.id:
            before = known.get(_key(message), message.context)
            result.add(
                message.id,
                before.string if before else None,
                sorted(set(message.locations)),
                auto_comments=message.auto_comments,
                context=message.context,
                flags={flag for flag in message.flags if flag == "python-format"},
            )
    return result


def write(catalogue: Catalog, path: Path = CATALOGUE) -> None:
    """Write the .po file: sorted by file, without line numbers and dates, so that a change shows only what changed."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    dated = re.compile(
        r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To'
        r"|Generated-By|Project-Id-Version): .*\n",
        re.MULTILINE,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dated.sub("", buffer.getvalue().decode()), encoding="utf-8")


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _forms(texts: Any) -> tuple[str, ...]:
    return tuple(texts) if isinstance(texts, tuple | list) else (texts or "",)


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def _message_problems(message: Message) -> Iterator[str]:
    asked, given = _forms(message.id), _forms(message.string)
    if not all(given):
        yield "has no English yet"
        return
    wanted = set().union(*map(_placeholders, asked))
    if any(_placeholders(text) - wanted for text in given) or wanted - set().union(*map(_placeholders, given)):
        yield "has other placeholders in English"
    # Jinja2 formats every text of a template, so a lone % would fail there.
    if any(_LONE_PERCENT.search(text.replace("%%", "")) for text in (*asked, *given)):
        yield "has a lone %: write %%"


def problems(root: Path = PACKAGE, path: Path = CATALOGUE) -> list[str]:
    """Return what is wrong with the catalogue, one sentence each; empty when it is fresh and complete."""
    now, kept = extracted(root), read(path)
    wanted = {(_key(message), message.context) for message in now if message.id}
    there = {(_key(message), message.context) for message in kept if message.id}
    found = [f"not extracted yet: {key!r}" for key, _ in sorted(wanted - there, key=str)]
    found += [f"no longer in the source: {key!r}" for key, _ in sorted(there - wanted, key=str)]
    for message in kept:
        if message.id:
            found += [f"{_key(message)!r} {problem}" for problem in _message_problems(message)]
    mo = path.with_suffix(".mo")
    if not mo.exists() or _texts(mo) != {
        (_key(message), message.context): _forms(message.string)
        for message in kept
        if all(_forms(message.string)) and message.id
    }:
        found.append(f"{mo.name} is older than {path.name}: run compile")
    return found


def _texts(path: Path) -> dict[tuple[str, str | None], tuple[str, ...]]:
    with path.open("rb") as file:
        return {(_key(message), message.context): _forms(message.string) for message in read_mo(file) if message.id}


def main(arguments: Sequence[str]) -> int:
    """Run one of the three commands; return the exit status."""
    try:
        match list(arguments):
            case ["extract"]:
                write(merged(extracted(), read()))
                left = sum(1 for message in read() if message.id and not all(_forms(message.string)))
                sys.stdout.write(f"django.po is up to date; {left} texts without English.\n")
            case ["compile"]:
                CATALOGUE.with_suffix(".mo").write_bytes(compiled(read()))
            case ["check"]:
                found = problems()
                sys.stderr.writelines(f"{problem}\n" for problem in found)
                return 1 if found else 0
            case _:
                sys.stderr.write("Use: python -m alliantie.web.catalogue extract|compile|check\n")
                return 2
    except UnreadableTextError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
