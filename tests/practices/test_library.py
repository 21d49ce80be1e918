"""The library: our own nine practices, places and versions of files, and released files that never change."""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from alliantie.practices import (
    LibraryError,
    Practice,
    Problem,
    UnknownPracticeError,
    check_file,
    check_library,
    library,
)
from alliantie.practices.areas import GENERAL
from alliantie.practices.json_schema import SCHEMA_FILE, schema_text
from alliantie.practices.library import LIBRARY, library_files, read_library
from alliantie.practices.rules import WITHOUT_ROUNDS
from alliantie.practices.show_text import shown
from tests.practices.example import EXAMPLE, changed, line_with

OURS = (
    "be-houses-of-justice",
    "nl-debt-tilburg",
    "nl-debt-zeist",
    "nl-probation",
    "nl-save-protection",
    "nl-save-youth-probation",
    "nl-shelter-tussenvoorziening",
    "nl-work-amersfoort",
    "nl-work-rsd-krh",
)


def shelf(root: Path, files: dict[str, str], released: dict[str, str] | None = None) -> Path:
    """A library in `root` with these files, each named as id/version."""
    for name, text in files.items():
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "hashes.json").write_text(json.dumps(released or {}), encoding="utf-8")
    return root


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def versioned(version: str, status: str = "draft") -> str:
    return changed(('version: "2026-1"', f'version: "{version}"'), ("status: draft", f"status: {status}"))


# Our own library


def test_all_our_practices_pass_the_check() -> None:
    assert check_library() == []
    assert len(library_files(LIBRARY)) >= len(OURS)


def test_the_library_holds_our_nine_practices_and_is_read_once() -> None:
    assert library().ids() == OURS
    assert library() is library()


@pytest.mark.parametrize("id", OURS)
def test_each_practice_says_everything_in_both_languages_and_both_forms_of_address(id: str) -> None:
    practice = library().latest(id)
    for language in ("nl", "en"):
        assert practice.name.in_(language)
        assert practice.words.professional.one(language)
        for told in (*practice.explanation.rights, *practice.explanation.reporting):
            for address in ("u", "je"):
                assert told.text.in_(language, address)
        for source in practice.sources:
            assert source.standing(language)


@pytest.mark.parametrize("id", OURS)
def test_nothing_asks_for_rounds_where_there_is_no_cooperation(id: str) -> None:
    measures = library().latest(id).measures
    assert not [measure.id for measure in measures if measure.kind in WITHOUT_ROUNDS and measure.rounds]
    assert [measure.id for measure in measures if measure.rounds]


def test_the_flemish_assignments_outside_guidance_have_no_rounds() -> None:
    practice = library().latest("be-houses-of-justice")
    without = {measure.id for measure in practice.measures if not measure.rounds}
    assert without == {"social-inquiry", "brief-information-report", "civil-inquiry", "victim-reception", "first-line"}


def test_probation_keeps_statute_and_chain_agreement_on_reporting_apart() -> None:
    practice = library().latest("nl-probation")
    statements = {statement.id: statement for statement in practice.frame.statements}
    assert practice.source(statements["report-breach-at-once"].source).kind == "statute"
    assert practice.source(statements["report-special-in-writing"].source).kind == "chain_agreement"
    assert "schriftelijk" not in statements["report-breach-at-once"].text.nl
    assert "schriftelijk" in statements["report-special-in-writing"].text.nl


def test_a_practice_has_the_hash_of_its_file() -> None:
    path = LIBRARY / "nl-probation" / "2026-1.yaml"
    assert library().get("nl-probation", "2026-1").hash == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_practice_finds_its_parts_by_id() -> None:
    practice = library().latest("nl-probation")
    assert practice.measure("suspended-sentence").name.nl == "Voorwaardelijke veroordeling"
    assert practice.talk("reporting-talk").held_by == ("supervisor",)
    assert practice.pair("supervisee").professional_role == "supervisor"
    assert practice.role("supervisor").source == "sr-14c-14d"
    assert practice.source("sr-14d-2").seed == "000:291-299"
    assert str(practice.moment("periodic").trigger.every) == "P3M"
    with pytest.raises(KeyError, match="nothing"):
        practice.measure("nothing")


def test_life_areas_come_from_the_source_and_where_it_names_none_from_one_list_that_says_so() -> None:
    amersfoort, shelter = library().latest("nl-work-amersfoort"), library().latest("nl-shelter-tussenvoorziening")
    assert [area.name.nl for area in amersfoort.life_areas] == [
        "Opleiding en werk", "Dagbesteding", "Huisvesting", "Praktisch functioneren", "Financiën",
        "Lichamelijk functioneren", "Sociaal functioneren", "Psychisch functioneren",
    ]  # fmt: skip
    assert len(shelter.life_areas) == 6
    for practice in (amersfoort, shelter):
        assert {practice.source(area.source).kind for area in practice.areas} == {"method"}
    without = [each for each in map(library().latest, library().ids()) if not each.areas]
    assert len(without) == 7
    assert all(each.life_areas is GENERAL for each in without)
    assert all("De bron noemt geen leefgebieden" in shown(each, "nl") for each in without)
    assert "De bron noemt geen leefgebieden" not in shown(amersfoort, "nl")
    assert amersfoort.area_name("housing", "en") == "Housing"
    assert amersfoort.area_name("Mijn hond", "en") == "Mijn hond"


def test_a_practice_does_not_change() -> None:
    practice = library().latest("nl-probation")
    with pytest.raises(ValidationError, match="frozen"):
        practice.status = "released"  # type: ignore[misc]


def test_the_schema_for_editors_is_fresh() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_the_schema_for_editors_demands_what_the_model_demands() -> None:
    schema = json.loads(schema_text())
    aliases = {field.alias or name for name, field in Practice.model_fields.items() if field.is_required()}
    assert set(schema["required"]) == aliases
    assert schema["additionalProperties"] is False


# Versions


def test_versions_stand_in_order_of_number_and_not_of_letters(tmp_path: Path) -> None:
    files = {f"nl-example/{version}": versioned(version) for version in ("2026-10", "2026-2", "2025-30")}
    read = read_library(shelf(tmp_path, files))
    assert read.versions("nl-example") == ("2025-30", "2026-2", "2026-10")
    assert read.latest("nl-example").version == "2026-10"


def test_the_latest_is_the_newest_released_version_before_any_draft(tmp_path: Path) -> None:
    released = versioned("2026-1", "released")
    files = {"nl-example/2026-1": released, "nl-example/2026-2": versioned("2026-2")}
    read = read_library(shelf(tmp_path, files, {"nl-example/2026-1": sha(released)}))
    assert read.latest("nl-example").version == "2026-1"
    assert read.get("nl-example", "2026-2").status == "draft"


def test_an_unknown_practice_or_version_is_named_in_the_error(tmp_path: Path) -> None:
    read = read_library(shelf(tmp_path, {"nl-example/2026-1": EXAMPLE}))
    with pytest.raises(UnknownPracticeError, match="there is no practice nl-other; there are nl-example"):
        read.latest("nl-other")
    with pytest.raises(UnknownPracticeError, match="practice nl-example has no version 2026-9; it has 2026-1"):
        read.get("nl-example", "2026-9")


def test_a_library_with_a_broken_file_says_all_its_problems(tmp_path: Path) -> None:
    broken = changed(("status: draft", "status: final"), ("country: NL", "country: FR"))
    with pytest.raises(LibraryError) as caught:
        read_library(shelf(tmp_path, {"nl-example/2026-1": broken, "nl-example/2026-2": versioned("2026-2")}))
    assert [problem.field for problem in caught.value.problems] == ["status", "country"]
    assert "2026-1.yaml:5: status: must be" in str(caught.value)


# Places

PLACE = {"id": "id: nl-example", "version": "version: "}


@pytest.mark.parametrize(
    ("name", "field"),
    [("nl-other/2026-1", "id"), ("nl-example/2026-2", "version"), ("more/nl-example/2026-1", "id"), ("2026-1", "id")],
)
def test_a_file_stands_where_its_id_and_version_say(tmp_path: Path, name: str, field: str) -> None:
    path = shelf(tmp_path, {name: EXAMPLE}) / f"{name}.yaml"
    reason = f"the file stands at {name}.yaml, but id and version say nl-example/2026-1.yaml"
    assert check_file(path, tmp_path) == [Problem(str(path), line_with(EXAMPLE, PLACE[field]), field, reason)]


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('"2026-1"', '"2026-101"', "version", "numbers from 101 on are for the versions of organisations"),
        ("kind: statute", "kind: organisation", "sources[0].seed", "a source of ours stands in a source document"),
    ],
)
def test_a_file_of_the_library_has_a_number_and_sources_of_ours(
    tmp_path: Path, old: str, new: str, field: str, said: str
) -> None:
    path = tmp_path / "nl-example" / "2026-1.yaml"
    path.parent.mkdir()
    text = EXAMPLE.replace(old, new).replace(
        '    seed: "000:295-299"\n', "" if field != "version" else '    seed: "000:295"\n'
    )
    path.write_text(text, encoding="utf-8")
    (tmp_path / "hashes.json").write_text("{}", encoding="utf-8")
    assert [each.field for each in check_file(path, tmp_path) if said in each.reason] == [field]
    # Elsewhere it may be so.
    other = tmp_path.parent / "own.yaml"
    other.write_text(text, encoding="utf-8")
    assert check_file(other, tmp_path) == []


def test_a_file_with_another_ending_is_not_overlooked(tmp_path: Path) -> None:
    shelf(tmp_path, {})
    (tmp_path / "nl-example").mkdir()
    (tmp_path / "nl-example" / "2026-1.yml").write_text(EXAMPLE, encoding="utf-8")
    (problem,) = check_library(tmp_path)
    assert problem.reason == ("the file stands at nl-example/2026-1.yml, but id and version say nl-example/2026-1.yaml")


def test_a_file_outside_the_library_may_stand_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert check_file(path) == []


def test_a_file_of_the_library_names_the_schema_for_editors(tmp_path: Path) -> None:
    without = EXAMPLE.split("\n", 1)[1]
    path = shelf(tmp_path, {"nl-example/2026-1": without}) / "nl-example/2026-1.yaml"
    reason = "must begin with the line # yaml-language-server: $schema=../../schema.json"
    assert check_file(path, tmp_path) == [Problem(str(path), 1, "file", reason)]


# Released files


def test_a_released_file_whose_hash_is_kept_passes(tmp_path: Path) -> None:
    text = versioned("2026-1", "released")
    assert check_library(shelf(tmp_path, {"nl-example/2026-1": text}, {"nl-example/2026-1": sha(text)})) == []


def test_a_released_file_without_a_kept_hash_says_what_to_add(tmp_path: Path) -> None:
    text = versioned("2026-1", "released")
    root = shelf(tmp_path, {"nl-example/2026-1": text})
    path = str(root / "nl-example/2026-1.yaml")
    reason = f'is released, but hashes.json does not hold it; add "nl-example/2026-1": "{sha(text)}"'
    assert check_library(root) == [Problem(path, 5, "status", reason)]


@pytest.mark.parametrize(
    "change", [("Helpt.", "Helpt niet."), ("status: released", "status: draft"), ("an: ", "an: [")]
)
def test_a_released_file_may_not_change_in_any_way(tmp_path: Path, change: tuple[str, str]) -> None:
    before = versioned("2026-1", "released")
    after = before.replace(*change)
    root = shelf(tmp_path, {"nl-example/2026-1": after}, {"nl-example/2026-1": sha(before)})
    reason = "is released and may not change; put the file back and make a new version"
    path = str(root / "nl-example/2026-1.yaml")
    assert Problem(path, 5, "status", reason) in check_library(root)


def test_a_released_file_may_not_disappear(tmp_path: Path) -> None:
    root = shelf(tmp_path, {}, {"nl-example/2026-1": "0" * 64})
    reason = "this released practice is gone; put its file back"
    assert check_library(root) == [Problem(str(root / "hashes.json"), 1, "nl-example/2026-1", reason)]


@pytest.mark.parametrize("content", [None, "", "[]", '{"a": 1}', "{", "[" * 100_000])
def test_a_damaged_list_of_hashes_is_a_problem_and_not_a_crash(tmp_path: Path, content: str | None) -> None:
    root = shelf(tmp_path, {"nl-example/2026-1": EXAMPLE})
    hashes = root / "hashes.json"
    hashes.unlink()
    if content is not None:
        hashes.write_text(content, encoding="utf-8")
    reason = "must be a JSON object with the SHA-256 of each released practice, {} at first"
    expected = [Problem(str(hashes), 1, "file", reason)]
    assert check_library(root) == expected
    assert check_file(root / "nl-example/2026-1.yaml", root) == expected


def test_a_copy_with_other_parts_finds_those_and_not_the_ones_before() -> None:
    practice = library().latest("nl-probation")
    first = practice.measures[0]
    assert practice.measure(first.id) is first
    assert practice.last_day(first.id).measures == (first.id,)
    fewer = practice.model_copy(update={"measures": practice.measures[1:]})
    with pytest.raises(KeyError):
        fewer.measure(first.id)
    with pytest.raises(KeyError):
        fewer.last_day(first.id)
    assert practice.measure(first.id) is first
