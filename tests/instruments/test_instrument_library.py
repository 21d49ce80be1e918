"""The questionnaires that come with the software, and that a released one never changes."""

from pathlib import Path

import pytest

from alliantie.instruments import InstrumentError, library
from alliantie.instruments.library import read_library, released_hashes
from tests.instruments.packfile import OWN, changed

TEXT = OWN.read_text("utf-8")


def folder_with(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        path = tmp_path / "own" / f"{name.removeprefix('v')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_a_released_version_has_the_words_it_was_released_with() -> None:
    now = {
        name: {
            version: library().get(name, version).hash
            for version in library().versions(name)
            if library().get(name, version).status == "released"
        }
        for name in library().ids()
    }
    assert released_hashes() == now, (
        "The words of a released version changed, or a version was released. "
        "Changed words: put the old file back and make a new version. New version: add its hash."
    )


def test_any_changed_word_changes_the_hash(tmp_path: Path) -> None:
    words = changed("Ik durf eerlijk te zijn.,", "Ik durf alles te zeggen.,", TEXT)
    assert read_library(folder_with(tmp_path, v1=words)).get("own", "1").hash != library().get("own", "1").hash


def test_checking_the_words_does_not_make_them_new_words(tmp_path: Path) -> None:
    piece = "reviewed_by: {clients: [], professionals: []}"
    text = TEXT.replace(piece, "reviewed_by: {clients: [{who: Cliëntenraad, on: 2026-12-01}], professionals: []}", 1)
    instrument = read_library(folder_with(tmp_path, v1=text)).get("own", "1")
    assert instrument.hash == library().get("own", "1").hash
    assert instrument.variants[0].review("nl") == "Nagekeken: 1 keer door cliënten, 0 keer door professionals"
    assert instrument.variants[0].review("en") == "Checked: 1 times by clients, 0 times by professionals"


def test_the_newest_released_version_is_the_latest(tmp_path: Path) -> None:
    def version(number: str, status: str = "released") -> str:
        return changed("status: released", f"status: {status}", changed('version: "1"', f'version: "{number}"', TEXT))

    found = read_library(
        folder_with(tmp_path, v2=version("2"), v9=version("9"), v10=version("10"), v11=version("11", "draft"))
    )
    assert found.ids() == ("own",)
    assert found.versions("own") == ("2", "9", "10", "11")
    assert found.latest("own").version == "10"
    assert found.get("own", "11").status == "draft"


def test_without_a_released_version_there_is_no_latest(tmp_path: Path) -> None:
    found = read_library(folder_with(tmp_path, v1=changed("status: released", "status: draft", TEXT)))
    with pytest.raises(KeyError, match="no released version"):
        found.latest("own")


def test_what_is_not_there_is_a_key_error() -> None:
    for ask in (lambda: library().latest("wai"), lambda: library().get("own", "99"), lambda: library().versions("x")):
        with pytest.raises(KeyError):
            ask()


def test_a_file_must_be_called_after_what_it_holds_and_all_files_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError) as error:
        read_library(folder_with(tmp_path, v2=TEXT, v3="schema: ["))
    assert [(p.file, p.field) for p in error.value.problems] == [("own/2.yaml", "id"), ("own/3.yaml", "")]
    assert error.value.problems[0].reason == "The file should be called own/1.yaml."
