"""The macros in ui/: what they draw, what they keep, and what a screen reader is told."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.web.pages import drawing, flat, render, tags


@dataclass(frozen=True)
class Option:
    value: object
    label: str


FIVE = tuple(
    Option(value, label)
    for value, label in enumerate(("Nee, helemaal niet", "Nee", "Een beetje", "Ja", "Ja, helemaal"), 1)
)
APART = (Option("dont_know", "Weet ik niet"), Option("rather_not", "Zeg ik liever niet"))


def ui(file: str, call: str, **context: Any) -> str:
    name = re.split(r"\W", call.removeprefix("call").strip(), maxsplit=1)[0]
    return render(f'{{% from "ui/{file}.html" import {name} with context %}}{{{{ {call} }}}}', **context)


def block(file: str, call: str, inside: str, **context: Any) -> str:
    name = call.split("(")[0]
    return render(
        f'{{% from "ui/{file}.html" import {name} with context %}}{{% call {call} %}}{inside}{{% endcall %}}',
        **context,
    )


# Buttons


@pytest.mark.parametrize(
    ("kind", "look"),
    [("main", "primary-action"), ("outline", "secondary-action"), ("link", "subtle")],
)
def test_a_button_submits_and_looks_its_kind(kind: str, look: str) -> None:
    ((_, button),) = tags(ui("buttons", f'button("Verder", kind="{kind}", name="go", value="on")'))
    assert f"utrecht-button--{look}" in button["class"]
    assert (button["type"], button["name"], button["value"]) == ("submit", "go", "on")


def test_a_button_with_an_address_is_a_link() -> None:
    ((name, link),) = tags(ui("buttons", 'button("Verder", href="/next")'))
    assert (name, link["href"]) == ("a", "/next")


def test_a_button_that_cannot_be_pressed_says_why() -> None:
    html = ui("buttons", 'button("Afsluiten", href="/close", reason="Eerst: de rechter.")')
    (_, button), (_, _reason) = tags(html)
    assert "disabled" in button
    assert flat(html) == "Afsluiten Eerst: de rechter."


def test_equal_buttons_look_exactly_alike() -> None:
    html = ui(
        "buttons",
        'equal_buttons("choice", (("Ik doe mee", "yes"), ("Nu niet", "later"), ("Niet meer vragen", "never")))',
    )
    buttons = [button for _, button in tags(html, "button")]
    assert [button["value"] for button in buttons] == ["yes", "later", "never"]
    assert {button["class"] for button in buttons} == {"utrecht-button utrecht-button--secondary-action"}


def test_equal_buttons_can_carry_the_two_marks() -> None:
    html = ui(
        "buttons",
        'equal_buttons("present", (("Noor: ik kijk mee", "c", "client"), ("Peter: ik kijk mee", "p", "professional")))',
    )
    assert [mark["class"] for _, mark in tags(html, "svg")] == ["mark mark-client", "mark mark-professional"]


# Marks


def test_the_two_marks_differ_by_shape_and_can_be_read_aloud() -> None:
    client, professional = (drawing(ui("marks", f'mark("{who}", title="Noor")')) for who in ("client", "professional"))
    assert [part.tag for part in client] == ["title", "circle"]
    assert [part.tag for part in professional] == ["title", "rect"]
    assert client.get("aria-label") == "Noor"


def test_a_mark_without_a_title_is_silent() -> None:
    assert drawing(ui("marks", 'mark("client")')).get("aria-hidden") == "true"


def test_the_name_plate_shows_the_client_first() -> None:
    assert [part.get("class") for part in drawing(ui("marks", "pair_mark()"))] == [
        "mark-client",
        "mark-professional",
        None,
    ]


# Questions


def question(**given: object) -> str:
    arguments = {"chosen": None, "error": "", "circles": False, "options": FIVE, "apart": APART, **given}
    return ui(
        "answers",
        'answers("answer", text, options, apart, chosen, lead="Klopt dit voor u?", error=error, circles=circles)',
        text="Mijn begeleider houdt zich aan afspraken.",
        **arguments,
    )


def radios(html: str) -> list[dict[str, str]]:
    return [field for _, field in tags(html, "input") if field["type"] == "radio"]


def test_nothing_is_chosen_beforehand() -> None:
    assert [field["value"] for field in radios(question())] == ["1", "2", "3", "4", "5", "dont_know", "rather_not"]
    assert not any("checked" in field for field in radios(question()))


@pytest.mark.parametrize("chosen", [4, "4", "rather_not"])
def test_the_kept_answer_is_chosen(chosen: object) -> None:
    assert [field["value"] for field in radios(question(chosen=chosen)) if "checked" in field] == [str(chosen)]


def test_the_question_is_the_heading_and_names_its_answers() -> None:
    html = question()
    ((_, group),) = tags(html, "fieldset")
    ((_, legend),) = tags(html, "legend")
    assert group["aria-labelledby"] == legend["id"]
    assert len(tags(html, "h1")) == 1
    assert flat(html).startswith("Klopt dit voor u? Mijn begeleider houdt zich aan afspraken.")


def test_an_unanswered_question_says_what_to_do() -> None:
    html = question(error="Kies een antwoord. Of kies: Zeg ik liever niet.")
    ((_, group),) = tags(html, "fieldset")
    told = [part for _, part in tags(html, "p") if part.get("id") == group["aria-describedby"]]
    assert group["aria-invalid"] == "true"
    assert len(told) == 1


def test_the_easy_list_shows_how_full_each_answer_is_and_leaves_the_others_bare() -> None:
    easy = (Option(1, "Nee"), Option(2, "Een beetje"), Option(3, "Ja"))
    assert len(tags(question(options=easy, circles=True), "svg")) == 3
    assert tags(question(), "svg") == []


def test_a_choice_has_hints_and_no_preselection() -> None:
    html = ui(
        "answers",
        'choices("share", "Wat mag Peter zien?", options, hint="U kunt later minder kiezen.")',
        options=(("all", "Alles", "Beeld en antwoorden"), ("none", "Niets")),
    )
    assert not any("checked" in field for field in radios(html))
    ((_, group),) = tags(html, "fieldset")
    assert group["aria-describedby"].strip() == "id_share_hint"
    assert "Beeld en antwoorden" in flat(html)


@pytest.mark.parametrize(
    ("device", "address", "told"),
    [
        ("own", "u", "Geen internet. Uw antwoord staat nog op deze telefoon. We sturen het later."),
        ("own", "je", "Geen internet. Je antwoord staat nog op deze telefoon. We sturen het later."),
        ("handed", "u", "Geen internet. Laat deze bladzijde open."),
    ],
)
def test_the_status_line_knows_the_device_and_the_reader(device: str, address: str, told: str) -> None:
    _, line = tags(ui("answers", f'save_status("{device}")', address=address))[0]
    assert line["data-offline"] == told
    assert line["role"] == "status"
    assert line["data-saved"] == "Bewaard"


# Fields


def test_a_field_keeps_its_value_and_tells_hint_and_error() -> None:
    html = ui("forms", 'field("goal", "Doel", value=written, hint="Kort.", error="Vul een doel in.")', written='"><b>')
    ((_, label),) = tags(html, "label")
    ((_, field),) = tags(html, "input")
    assert field["value"] == '"><b>'
    assert label["for"] == field["id"]
    assert field["aria-describedby"].split() == ["id_goal_hint", "id_goal_error"]
    assert field["aria-invalid"] == "true"


def test_a_password_is_never_sent_back() -> None:
    ((_, field),) = tags(ui("forms", 'field("secret", "Wachtwoord", kind="password", value="geheim")'), "input")
    assert "value" not in field


def test_a_text_keeps_its_first_empty_line() -> None:
    html = ui("forms", 'field("note", "Notitie", kind="textarea", value=written)', written="\n<eerst>")
    assert re.search(r"<textarea[^>]*>\n\n&lt;eerst&gt;</textarea>", html)


def test_a_select_keeps_its_choice() -> None:
    html = ui("forms", 'field("kind", "Soort", kind="select", options=((1, "thuis"), (2, "kantoor")), value="2")')
    assert [option["value"] for _, option in tags(html, "option") if "selected" in option] == ["2"]


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert flat(ui("forms", 'field("note", "Notitie", optional=true)')) == "Notitie (hoeft niet)"


def test_a_box_is_ticked_only_when_it_was() -> None:
    ticked, bare = (
        tags(ui("forms", f'checkbox("read", "Gelezen", checked={state})'), "input")[0][1] for state in ("true", "false")
    )
    assert "checked" in ticked
    assert "checked" not in bare


def test_the_summary_leads_to_each_field() -> None:
    html = ui("forms", 'error_summary((("goal", "Vul een doel in."), ("", "Er is al een ronde.")))')
    assert [link["href"] for _, link in tags(html, "a")] == ["#id_goal"]
    assert "Wat is ingevuld, staat er nog." in flat(html)
    assert ui("forms", "error_summary(())").strip() == ""


@pytest.mark.parametrize(("value", "left"), [("", 140), ("Peter belt voor hij langskomt.", 110)])
def test_the_counter_is_right_without_script(value: str, left: int) -> None:
    html = ui("forms", 'counted_text("agreement", "Wat spreken jullie af?", value=value)', value=value)
    assert f"Nog {left} tekens" in flat(html)
    assert tags(html, "textarea")[0][1]["maxlength"] == "140"


def test_the_code_field_asks_the_phone_for_help() -> None:
    ((_, field),) = tags(ui("forms", 'code_field("code", "Code")'), "input")
    assert field["autocomplete"] == "one-time-code"


# Lists, messages and the rest


def test_a_table_keeps_its_meaning_when_it_becomes_blocks() -> None:
    html = ui("lists", 'table("Kenmerken", ("Kenmerk", "Noor", "Peter"), (("Binding", "ja", "nee"),))')
    assert [cell["data-label"] for _, cell in tags(html, "td")] == ["Noor", "Peter"]
    assert [cell["scope"] for _, cell in tags(html, "th")] == ["col", "col", "col", "row"]


def test_facts_are_terms_with_values() -> None:
    html = ui("lists", 'data_list((("Toezicht", "niveau 2"), ("Sinds", "4 december")))')
    assert flat(html) == "Toezicht niveau 2 Sinds 4 december"
    assert len(tags(html, "dt")) == len(tags(html, "dd")) == 2


def test_a_late_row_says_so_in_words_before_the_rest() -> None:
    html = render(
        '{% from "ui/lists.html" import rows, row %}{% call rows("Te laat") %}'
        '{{ row("Ga langs bij Sam", href="/sam", overdue="3 dagen te laat", detail="Moet van de wet",'
        ' explain="Artikel 1") }}'
        "{% endcall %}"
    )
    assert flat(html) == "Ga langs bij Sam 3 dagen te laat · Moet van de wet Waarom? Artikel 1"
    assert len(tags(html, "a")) == 1
    assert len(tags(html, "details")) == 1


def test_a_day_that_presses_and_is_not_over_is_not_called_late() -> None:
    html = ui("lists", 'row("Ontruiming", soon="over 12 dagen", detail="maandag 4 mei")')
    assert flat(html) == "Ontruiming over 12 dagen · maandag 4 mei"
    assert "overdue" not in html
    assert 'class="overdue">gisteren' in ui("lists", 'row("Ontruiming", overdue="gisteren", soon="gisteren")')


def test_a_row_can_end_in_buttons() -> None:
    assert flat(block("lists", 'row("10.30 Noor", detail="huisbezoek")', "knop")) == "10.30 Noor huisbezoek knop"


@pytest.mark.parametrize(("kind", "role"), [("info", "status"), ("error", "alert")])
def test_a_message_is_read_aloud(kind: str, role: str) -> None:
    _, message = tags(ui("status", f'status("Bewaard om 10.42 uur.", "{kind}")'))[0]
    assert message["role"] == role


def test_folded_text_asks_why_unless_told_otherwise() -> None:
    assert flat(block("status", "why()", "Omdat.")) == "Waarom? Omdat."
    assert flat(block("status", 'why("Hoe berekend?")', "Zo.")) == "Hoe berekend? Zo."


def test_a_text_that_is_not_released_is_marked() -> None:
    assert flat(ui("status", "concept()")) == "Concept"


def test_a_polled_part_has_a_way_without_script() -> None:
    html = block("page", 'polled("/state")', "We wachten op de ander.")
    assert tags(html, "div")[0][1]["data-poll-url"] == "/state"
    assert "Kijk opnieuw" in flat(html)


def test_reading_aloud_is_offered_only_once_a_voice_is_known() -> None:
    ((_, button),) = tags(ui("page", "read_aloud()"), "button")
    assert "hidden" in button


def test_a_picture_comes_in_both_sizes() -> None:
    html = ui("page", 'picture("breed", "smal")')
    assert [part["class"] for _, part in tags(html, "div")] == ["picture-wide", "picture-narrow"]


def test_a_code_to_scan_says_where_it_leads() -> None:
    _, code = tags(ui("page", 'qr("x", "Open op uw telefoon")'))[0]
    assert (code["role"], code["aria-label"]) == ("img", "Open op uw telefoon")
