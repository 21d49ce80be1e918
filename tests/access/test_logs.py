"""What the program says of itself: lines others can read by machine, and nothing of what people wrote."""

from __future__ import annotations

import json
import logging
import logging.config
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from alliantie.access.logs import Lines
from alliantie.server import web


def told(name: str, message: str, *args: object, **extra: object) -> dict[str, Any]:
    """The one line that is written of a message."""
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)
    record.__dict__.update(extra)
    line = Lines().format(record)
    assert "\n" not in line
    read: dict[str, Any] = json.loads(line)
    return read


def broken() -> None:
    raise RuntimeError("Noor: dit schreef een mens")


def test_an_error_is_told_by_its_kind_and_places_and_without_its_words() -> None:
    try:
        broken()
    except RuntimeError:
        line = told("alliantie", "while Noor %s", "read", exc_info=sys.exc_info())
    assert line["error"] == "RuntimeError"
    assert [place.partition(":")[0] for place in line["places"]] == ["test_logs.py", "test_logs.py"]
    assert "Noor" not in json.dumps(line)


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf"])
def test_of_a_request_the_status_is_told_and_not_its_address(name: str) -> None:
    line = told(name, "Forbidden: %s", "/m/noor", status_code=403, request="<GET /m/noor>")
    assert (line["status"], "noor" in json.dumps(line)) == (403, False)


def test_a_line_says_when_and_how_bad_and_from_whom() -> None:
    line = told("alliantie.cases", "case %s was not reckoned", "1")
    assert line["at"].endswith("Z")
    assert (line["level"], line["from"], line["said"]) == ("error", "alliantie.cases", "case 1 was not reckoned")


def test_an_error_in_full_inside_a_message_keeps_its_places_alone() -> None:
    trace = 'it broke\nTraceback:\n  File "/x/form.py", line 3, in read\n    read(x)\nValueError: Noor'
    line = told("_granian.utils", trace)
    assert (line["said"], line["places"]) == ("it broke", ["form.py:3"])
    assert "Noor" not in json.dumps(line)


@pytest.mark.parametrize("args", [("one", "two"), ()])
def test_a_message_that_cannot_be_filled_in_is_told_as_it_stands(args: tuple[str, ...]) -> None:
    assert told("alliantie", "%s of %d", *args)["said"] == "%s of %d"


def test_web_server_and_program_write_such_lines() -> None:
    command = web.command("127.0.0.1", 1)
    of_server = json.loads(Path(command[command.index("--log-config") + 1]).read_text())
    configurations: list[dict[str, Any]] = [of_server, settings.LOGGING]
    for configuration in configurations:
        made = logging.config.DictConfigurator(configuration).configure_formatter(
            dict(configuration["formatters"]["lines"])
        )
        assert isinstance(made, Lines)
        assert {each["formatter"] for each in configuration["handlers"].values()} == {"lines"}
