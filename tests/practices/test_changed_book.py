"""Two versions beside each other as a book: whole sentences, in the chapters that differ and no others."""

from __future__ import annotations

from alliantie.practices import library
from alliantie.practices.changed_book import MOST_BESIDE, changed_chapters
from alliantie.practices.loader import load
from alliantie.practices.show import sections
from tests.cases.own_ways import term_of, text_of


def test_another_term_is_the_whole_rule_as_it_was_and_as_it_will_be() -> None:
    old = library().latest("nl-probation")
    new, _problems = load(term_of("explain-frame", "P1W")(text_of()).encode(), "")
    assert new is not None
    (chapter,) = changed_chapters(old, new, "nl")
    assert chapter.title == "Wat er moet, en wanneer"
    ((was, will),) = chapter.sentences
    assert was.startswith("Leg het kader uit: binnen 2 weken na: begin van de maatregel")
    assert will.startswith("Leg het kader uit: binnen 1 week na: begin van de maatregel")
    assert changed_chapters(old, new, "en")[0].title != chapter.title


def test_what_comes_or_goes_stands_beside_nothing_and_the_same_book_has_no_chapter() -> None:
    old = library().latest("nl-probation")
    assert changed_chapters(old, old, "nl") == ()
    talks = tuple(each for each in old.talks if each.id != "home-visit")
    (chapter, *_rest) = changed_chapters(old, old.model_copy(update={"talks": talks}), "nl")
    assert [(was[:10], will) for was, will in chapter.sentences] == [("Huisbezoek", "")]
    (back, *_rest) = changed_chapters(old.model_copy(update={"talks": talks}), old, "nl")
    assert [(was, will[:10]) for was, will in back.sentences] == [("", "Huisbezoek")]


def test_a_chapter_longer_than_any_of_ours_is_told_in_time_and_without_places() -> None:
    ours = library().latest("nl-probation")
    point = ours.open_points[0]
    longer = ours.model_copy(update={"open_points": (point,) * 20_000})
    more = ours.model_copy(update={"open_points": (*(point,) * 20_000, point.model_copy(update={"nl": "Nieuw."}))})
    (chapter,) = changed_chapters(longer, more, "nl")
    assert chapter.sentences == (("", "Nieuw."),)


def test_no_chapter_of_ours_is_too_long_to_stand_beside_itself() -> None:
    for each in library().ids():
        longest = max(
            sum(len(group.entries) for group in part.groups) for part in sections(library().latest(each), "nl")
        )
        assert longest**2 <= MOST_BESIDE, (each, longest)
