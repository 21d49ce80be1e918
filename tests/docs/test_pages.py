"""What every page keeps to: links that lead somewhere, generated parts that are fresh, no trace of a machine."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.docs import generated
from tests.docs.pages import CHECKOUT, DECISIONS, PAGES, SOURCE, anchors, prose, sections, text_of

LINK = re.compile(r"\]\(([^)\s]+)\)")
# Addresses for examples, and this machine.
HARMLESS = re.compile(r"https?://(?:localhost(?::\d+)?|(?:[\w-]+\.)?alliantie\.example)\b")
LARGEST_PICTURE = 200_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    lost = []
    for target in LINK.findall(prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("name", generated.PAGES)
def test_what_is_made_from_the_code_is_fresh(name: str) -> None:
    text = text_of(CHECKOUT / name)
    assert "<!-- generated:" in text
    assert generated.fresh(text) == text, "renew it with: python -m tests.docs.generated"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_machine_or_an_address_to_load_from(page: Path) -> None:
    text = text_of(page)
    assert re.findall(r"(?<![\w.])/(?:work|root|home)/\S*", text) == []
    assert [found for found in re.findall(r"https?://[^\s)>\"']+", text) if not HARMLESS.match(found)] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_one_page_with_context_decision_and_consequences(page: Path) -> None:
    number = page.name[:4]
    assert text_of(page).startswith(f"# {number} ")
    assert list(sections(page, 2)) == ["Context", "Decision", "Consequences"]
    assert len(text_of(page).splitlines()) <= 70


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def test_the_decision_on_layers_names_every_package() -> None:
    text = text_of(DECISIONS[0])
    packages = [path.name for path in (SOURCE / "alliantie").iterdir() if (path / "__init__.py").exists()]
    assert len(packages) > 10
    assert [name for name in packages if f"`{name}`" not in text] == []


def test_the_decision_on_dependencies_gives_a_reason_for_each() -> None:
    text = text_of(CHECKOUT / "docs/decisions/0006-dependencies.md") + text_of(DECISIONS[6])
    asked = [
        re.split(r"[~\[\s]", line)[0]
        for name in ("requirements.in", "requirements-dev.in", "requirements-uv.in")
        for line in (CHECKOUT / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    assert len(asked) > 15
    assert [name for name in asked if name.lower() not in text.lower()] == []


def test_the_readme_names_both_commands_and_shows_the_picture() -> None:
    text = text_of(CHECKOUT / "README.md")
    assert "```sh\n./run\n```" in text
    assert "```sh\n./test\n```" in text
    assert "docs/screens/reveal-1280.png" in text


def test_every_screenshot_is_a_small_png() -> None:
    pictures = sorted(each for each in (CHECKOUT / "docs" / "screens").iterdir() if each.name != "README.md")
    assert len(pictures) > 10
    assert {each.suffix for each in pictures} == {".png"}
    assert [each.name for each in pictures if each.stat().st_size >= LARGEST_PICTURE] == []


def test_the_licence_is_the_one_that_is_named_everywhere() -> None:
    assert text_of(CHECKOUT / "LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert 'license = "EUPL-1.2"' in text_of(CHECKOUT / "pyproject.toml")
    assert "EUPL, version 1.2" in text_of(CHECKOUT / "README.md")


def test_publiccode_has_what_version_0_4_of_the_standard_asks() -> None:
    found = YAML(typ="safe").load(text_of(CHECKOUT / "publiccode.yaml"))
    wanted = [
        *("publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "categories", "developmentStatus"),
        *("softwareType", "description", "legal", "maintenance", "localisation"),
    ]
    assert [key for key in wanted if not found.get(key)] == []
    assert found["publiccodeYmlVersion"] == "0.4"
    assert date.fromisoformat(found["releaseDate"])
    assert found["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    assert found["legal"]["license"] == "EUPL-1.2"
    assert found["localisation"] == {"localisationReady": True, "availableLanguages": ["nl", "en"]}
    # With a contract, or people who maintain it, the standard asks who they are.
    assert found["maintenance"] == {"type": "none"}
    for text in found["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
        assert all((CHECKOUT / picture).exists() for picture in text.get("screenshots", []))


def test_publiccode_and_changelog_tell_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"$', text_of(CHECKOUT / "pyproject.toml"), re.MULTILINE)
    assert version is not None
    found = YAML(typ="safe").load(text_of(CHECKOUT / "publiccode.yaml"))
    assert found["softwareVersion"] == version[1]
    assert next(iter(sections(CHECKOUT / "CHANGELOG.md", 2))).startswith(f"{version[1]}, ")
