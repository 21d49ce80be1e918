"""The English catalogue is fresh and complete, and the tool that keeps it so sees every text."""

from pathlib import Path

import pytest

from alliantie.web import catalogue
from alliantie.web.catalogue import UnreadableTextError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source tree of one template, written by each test."""
    (tmp_path / "room" / "jinja2" / "room").mkdir(parents=True)
    return tmp_path / "room" / "jinja2" / "room" / "page.html"


def texts(source: Path) -> list[object]:
    return [message.id for message in catalogue.extracted(_root(source)) if message.id]


def _root(source: Path) -> Path:
    return source.parents[3]


def _translated(source: Path, **english: str) -> Path:
    """Write the catalogue of the source with these translations and compile it; return its place."""
    path = _root(source) / "django.po"
    book = catalogue.merged(catalogue.extracted(_root(source)), catalogue.read(path))
    for dutch, text in english.items():
        book[dutch].string = text
    catalogue.write(book, path)
    path.with_suffix(".mo").write_bytes(catalogue.compiled(catalogue.read(path)))
    return path


def test_the_catalogue_is_fresh_complete_and_compiled() -> None:
    assert catalogue.problems() == []


def test_both_texts_of_say_are_messages(source: Path) -> None:
    source.write_text('{{ say("Klopt dit voor u?", "Klopt dit voor jou?", name=x) }}')
    assert texts(source) == ["Klopt dit voor u?", "Klopt dit voor jou?"]


def test_every_way_to_write_a_text_is_seen(source: Path) -> None:
    source.write_text(
        '{{ _("Een") }}{{ gettext("Twee") }}{{ ngettext("%(num)s zaak", "%(num)s zaken", n) }}'
        '{{ pgettext("tijd", "Mei") }}{% set x = button(_("Drie"), hint=say("u", "je")) %}'
    )
    (source.parents[2] / "views.py").write_text('A = gettext_lazy("Vier")\nB = _("Vijf %(a)s") % a\n')
    assert set(texts(source)) == {
        "Een", "Twee", ("%(num)s zaak", "%(num)s zaken"), "Mei", "Drie", "u", "je", "Vier", "Vijf %(a)s",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong", ["{{ _(name) }}", '{{ say("Dag u", other) }}', '{{ say("Dag u") }}', '{{ _("a" ~ b) }}']
)
def test_a_text_that_is_not_written_out_is_refused_with_its_place(source: Path, wrong: str) -> None:
    source.write_text(f"\n{wrong}")
    with pytest.raises(UnreadableTextError, match=r"room/jinja2/room/page\.html:2"):
        catalogue.extracted(_root(source))


def test_code_may_pass_a_text_on_by_name(source: Path) -> None:
    source.write_text("")
    (source.parents[2] / "views.py").write_text("shown = _(reason)\n")
    assert texts(source) == []


def test_a_complete_catalogue_has_no_problems(source: Path) -> None:
    source.write_text('{{ _("Dag %(name)s", name=x) }}')
    path = _translated(source, **{"Dag %(name)s": "Hello %(name)s"})
    assert catalogue.problems(_root(source), path) == []


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ("", "has no English yet"),
        ("Hello", "has other placeholders in English"),
        ("Hello %(nam)s", "has other placeholders in English"),
        ("Hello %(name)s, 100% sure", "has a lone %: write %%"),
    ],
)
def test_a_wrong_translation_is_found(source: Path, english: str, problem: str) -> None:
    source.write_text('{{ _("Dag %(name)s", name=x) }}')
    path = _translated(source, **{"Dag %(name)s": english})
    assert catalogue.problems(_root(source), path) == [f"'Dag %(name)s' {problem}"]


def test_a_new_text_and_a_vanished_one_are_found(source: Path) -> None:
    source.write_text('{{ _("Oud") }}')
    path = _translated(source, Oud="Old")
    source.write_text('{{ _("Nieuw") }}')
    assert catalogue.problems(_root(source), path) == [
        "not extracted yet: 'Nieuw'",
        "no longer in the source: 'Oud'",
    ]


def test_a_catalogue_that_was_not_compiled_is_found(source: Path) -> None:
    source.write_text('{{ _("Oud") }}')
    path = _translated(source, Oud="Old")
    path.write_text(path.read_text().replace('"Old"', '"Older"'))
    assert catalogue.problems(_root(source), path) == ["django.mo is older than django.po: run compile"]


def test_extracting_again_changes_nothing_and_keeps_translations(source: Path) -> None:
    source.write_text('{{ _("Oud") }}{{ ngettext("%(num)s zaak", "%(num)s zaken", n) }}')
    path = _translated(source, Oud="Old")
    before = path.read_text()
    _translated(source)
    assert path.read_text() == before
    assert 'msgstr "Old"' in before


def test_plural_forms_agree_on_their_placeholders(source: Path) -> None:
    source.write_text('{{ ngettext("%(num)s zaak van %(who)s", "%(num)s zaken van %(who)s", n) }}')
    path = _translated(source)
    text = path.read_text()
    path.write_text(
        text.replace('msgstr[0] ""', 'msgstr[0] "One case of %(who)s"').replace(
            'msgstr[1] ""', 'msgstr[1] "%(num)s cases of %(who)s"'
        )
    )
    path.with_suffix(".mo").write_bytes(catalogue.compiled(catalogue.read(path)))
    assert catalogue.problems(_root(source), path) == []


def test_wrong_use_is_told_and_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main(["translate"]) == 2
    assert "extract|compile|check" in capsys.readouterr().err


def test_check_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(catalogue, "problems", lambda: ["not extracted yet: 'Nieuw'"])
    assert catalogue.main(["check"]) == 1
    assert capsys.readouterr().err == "not extracted yet: 'Nieuw'\n"
