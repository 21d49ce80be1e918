"""The environment of the templates fails loudly, escapes, and speaks two languages with u and je."""

import gc
import weakref
from datetime import date

import pytest
from django.utils import translation
from jinja2 import UndefinedError

from tests.web.pages import render


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{% if missing %}{% endif %}",
        "{{ actor.missing }}",
        "{% for one in missing %}{% endfor %}",
    ],
)
def test_a_missing_name_fails_loudly(source: str) -> None:
    with pytest.raises(UndefinedError):
        render(source)


def test_what_people_wrote_is_text_and_never_markup() -> None:
    assert render("{{ note }}", note="<script>") == "&lt;script&gt;"
    assert render('{{ _("Dag %(name)s", name=note) }}', note="<b>") == "Dag &lt;b&gt;"
    assert render('{{ say("Dag %(name)s", "Hoi %(name)s", name=note) }}', note="<b>") == ("Dag &lt;b&gt;")
    assert render('{{ _("Dag %(name)s", **given) }}', given={"name": "<b>"}) == "Dag &lt;b&gt;"


def test_one_template_serves_both_languages() -> None:
    source = '{{ _("Afmelden") }}'
    assert render(source) == "Afmelden"
    assert render(source, "en") == "Sign out"


@pytest.mark.parametrize(
    "source", ['{{ _("heel & al") }}', '{% macro m(x) %}{{ x }}{% endmacro %}{{ m(_("heel & al")) }}']
)
def test_a_message_of_ours_is_markup_wherever_it_goes(source: str) -> None:
    assert render(source) == "heel & al"


@pytest.mark.parametrize("call", ["m(1, 2)", "m(y=1)", "m(1, x=2)", "m(1, caller=2)"])
def test_a_macro_that_is_given_what_it_does_not_take_fails_loudly(call: str) -> None:
    with pytest.raises(TypeError):
        render(f"{{% macro m(x) %}}{{{{ x }}}}{{% endmacro %}}{{{{ {call} }}}}")


def test_a_macro_takes_more_than_it_names_where_it_asks_for_that() -> None:
    macro = "{% macro m(x) %}{{ x }}{{ varargs|join }}{{ kwargs.y }}{% endmacro %}"
    assert render(macro + '{{ m("<", 2, "<b>", y="&") }}') == "&lt;2&lt;b&gt;&amp;"


def test_a_macro_that_asks_its_caller_fails_loudly_without_one() -> None:
    source = "{% macro m() %}{{ caller() }}{% endmacro %}"
    assert render(source + "{% call m() %}een{% endcall %}") == "een"
    with pytest.raises(UndefinedError, match="No caller defined"):
        render(source + "{{ m() }}")


def test_what_a_page_told_is_let_go_once_it_is_made() -> None:
    class Told:
        pass

    told = Told()
    gone = weakref.ref(told)
    gc.disable()
    try:
        render("{% macro m() %}{{ told }}{% endmacro %}{% set more = m() %}{{ more }}", told=told)
        del told
        assert gone() is None
    finally:
        gc.enable()


def test_say_picks_by_the_practice_and_translates() -> None:
    source = (
        '{{ say("Bewaren lukte niet. Uw keuze staat er nog. Probeer het nog een keer.",'
        ' "Bewaren lukte niet. Je keuze staat er nog. Probeer het nog een keer.") }}'
    )
    assert "Uw keuze" in render(source, address="u")
    assert "Je keuze" in render(source, address="je")
    assert "Your choice" in render(source, "en", address="je")


@pytest.mark.parametrize("address", ["", "U", "jullie"])
def test_say_refuses_a_page_that_does_not_know_its_address(address: str) -> None:
    with pytest.raises(UndefinedError, match="address"):
        render('{{ say("u", "je") }}', address=address)


def test_a_language_between_two_pages_does_not_stick() -> None:
    render('{{ _("Afmelden") }}', "en")
    assert translation.get_language() == "nl"


def test_a_page_made_while_another_is_made_has_its_own_language() -> None:
    source = '{{ _("Afmelden") }}, {{ inner() }}, {{ _("Afmelden") }}'
    assert render(source, inner=lambda: render('{{ _("Afmelden") }}', "en")) == "Afmelden, Sign out, Afmelden"


def test_a_day_in_a_loop_is_told_with_the_day_of_the_page() -> None:
    days = [date(2026, 3, 12), date(2025, 3, 12)]
    source = "{% for each in days %}{{ day(each) }}; {{ short_day(each) }}. {% endfor %}"
    told = render(source, days=days, today=date(2026, 11, 22))
    assert told == "donderdag 12 maart; 12 maart. woensdag 12 maart 2025; 12 maart 2025. "
