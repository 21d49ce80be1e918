"""Every template of ours: no inline style or script, a strict environment, and clean to the linter."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import engines

from tests.web.pages import PACKAGE, TEMPLATES, tags

NAMES = [path.relative_to(PACKAGE).as_posix() for path in TEMPLATES]


def plain(path: Path) -> str:
    """The template without its comments and statements, which may hold what a page may not."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_the_content_security_policy_refuses(name: str) -> None:
    source = plain(PACKAGE / name)
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", source) == []
    assert re.findall(r"<script\b[^>]*>\s*[^<\s]", source) == []
    for _, attributes in tags(source, "script"):
        assert attributes.get("type") == "module"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_from_elsewhere(name: str) -> None:
    addresses = re.findall(r"(?:src|href|action)=\"((?:https?:)?//[^\"]*)", plain(PACKAGE / name))
    assert addresses == []


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    inside = name.split("jinja2/", 1)[1]
    assert engines["jinja2"].get_template(inside).origin.template_name == inside  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
def test_a_posting_form_carries_its_token(name: str) -> None:
    source = (PACKAGE / name).read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source, flags=re.DOTALL):
        assert re.search(r"\{\{\s*(csrf_input|csrf)\s*\}\}", form)


def test_no_translated_text_is_a_variable() -> None:
    """gettext's answer is trusted markup, so only words written in the template may go through it."""
    found = [
        (name, call)
        for name in NAMES
        for call in re.findall(
            r"(?<![\w.])(?:_|gettext)\((?![\"'])[^)]*\)", (PACKAGE / name).read_text(encoding="utf-8")
        )
    ]
    assert found == []


def test_the_template_linter_is_content() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "djlint", "--lint", "--quiet", *map(str, TEMPLATES)],
        cwd=PACKAGE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
