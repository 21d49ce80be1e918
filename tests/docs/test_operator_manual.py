"""The operator manual says all there is to ask and to set, and nothing else."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from alliantie.cli import commands, false_alarms, instrument, stats, sums, table
from alliantie.norms import classify_command
from alliantie.norms import command as duties
from alliantie.practices import command as practice
from alliantie.server import cluster
from tests.docs.pages import CHECKOUT, OPERATOR, PAGES, SOURCE, sections, text_of

VARIABLE = re.compile(r"\b(?:ALLIANTIE|DATABASE|DJANGO|PYTHON)_?[A-Z_]+\b")


def leaves(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, with its parser."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, parser
    for group in below:
        for word, each in group.choices.items():
            yield from leaves(each, f"{name} {word}")


def known() -> dict[str, argparse.ArgumentParser]:
    found = dict(leaves(commands._parser(), "alliantie"))
    # These read their own arguments.
    for name, parser in (
        ("alliantie practice", practice._parser()),
        ("alliantie instrument", instrument._parser()),
        ("alliantie table", table._parser()),
        ("alliantie stats", stats.parser()),
        ("alliantie false-alarms", false_alarms.parser()),
        ("alliantie duties", duties._parser()),
        ("alliantie classify", classify_command.parser()),
        ("alliantie sums", sums.figuring()),
    ):
        del found[name]
        found |= leaves(parser, name)
    return found | {"alliantie export sums": sums.exporting(), "alliantie import sums": sums.importing()}


def described() -> dict[str, str]:
    return {heading: text for heading, text in sections(OPERATOR, 3).items() if heading.startswith("alliantie ")}


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert set(described()) == set(known())
    assert len(known()) >= 10


@pytest.mark.parametrize("name", sorted(known()))
def test_the_section_of_a_command_names_exactly_its_options(name: str) -> None:
    options = {option for action in known()[name]._actions for option in action.option_strings} - {"-h", "--help"}
    said = {
        option for row in re.findall(r"`([^`\n]+)`", described()[name]) for option in re.findall(r"^--[a-z-]+", row)
    }
    assert said == options


@cache
def constants() -> frozenset[str]:
    """Every text that stands in our own Python, and every word of our shell scripts; reading all takes seconds."""
    found: set[str] = set()
    for folder in (SOURCE, CHECKOUT / "tests", CHECKOUT / "scripts"):
        for path in folder.rglob("*.py"):
            if "docs" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    shell = [CHECKOUT / "run", CHECKOUT / "test", CHECKOUT / "scripts" / "environment.sh"]
    return frozenset(found) | {word for path in shell for word in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def read_from_the_environment() -> set[str]:
    """The names of variables the program asks the environment for."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            asked: ast.expr | None = None
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                asked = node.slice
            elif isinstance(node, ast.Call) and re.search(r"(environ\.\w+|getenv)$", ast.unparse(node.func)):
                asked = node.args[0] if node.args else None
            if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
                found.add(asked.value)
    return found


def test_every_variable_the_program_reads_is_in_the_table() -> None:
    table = sections(OPERATOR, 2)["Environment variables"]
    read = read_from_the_environment()
    assert len(read) >= 6
    assert {name for name in read if f"| `{name}` |" not in table} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_setting_that_nothing_reads(page: object) -> None:
    texts = constants()
    assert {name for name in VARIABLE.findall(text_of(page)) if name not in texts} == set()  # type: ignore[arg-type]


def test_the_roles_to_make_by_hand_are_those_of_the_embedded_server() -> None:
    """The statements differ in a password, in the right to make test databases, and in the locale the cluster gives."""
    blocks = re.findall(r"```sql\n(.*?)```", text_of(OPERATOR), re.DOTALL)
    (quiet,) = (block for block in blocks if block.startswith("DO "))
    assert quiet.split() == cluster._QUIET.split()
    blocks.remove(quiet)
    by_hand = [" ".join(each.split()) for block in blocks for each in block.split(";") if each.strip()]
    plain = [re.sub(r" PASSWORD '.*'| ENCODING .*", "", each).replace("NOCREATEDB", "CREATEDB") for each in by_hand]
    of_jobs = "\n".join(re.findall(r"(?:CREATE ROLE|GRANT) [^;\n]*", cluster._ROLE_OF_JOBS))
    embedded = f"{cluster._ROLES}{of_jobs}{cluster._SCHEMA}".strip().splitlines()
    assert plain == [each.replace("NOCREATEDB", "CREATEDB") for each in embedded if each]


def test_the_log_settings_for_a_server_of_ones_own_are_those_of_the_embedded_one() -> None:
    said = re.findall(r"`(log_\w+) = ([^`]+)`", text_of(OPERATOR))
    assert len(said) >= 6
    assert {name: value for name, value in said if cluster.SETTINGS[name] != value} == {}
