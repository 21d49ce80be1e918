"""What is wrong with a file, told so that the person who wrote it can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST_DETAIL = 60

# Dutch and English side by side, because a functional manager reads them on a screen.
_REASONS: dict[str, tuple[str, str]] = {
    "too_large": (
        "Het bestand is groter dan {limit} bytes.",
        "The file is larger than {limit} bytes.",
    ),
    "not_utf8": ("Het bestand is geen tekst in UTF-8.", "The file is not text in UTF-8."),
    "line_too_long": (
        "De regel is langer dan {limit} tekens.",
        "The line is longer than {limit} characters.",
    ),
    "not_yaml": ("Hier klopt de opmaak niet: {detail}.", "The layout is wrong here: {detail}."),
    "too_deep": (
        "Het bestand gaat dieper dan {limit} niveaus.",
        "The file goes deeper than {limit} levels.",
    ),
    "too_many": (
        "Het bestand heeft meer dan {limit} onderdelen.",
        "The file has more than {limit} parts.",
    ),
    "alias": (
        "Verwijzingen (& en *) mogen niet. Schrijf de tekst uit.",
        "References (& and *) are not allowed. Write the text in full.",
    ),
    "tag": ("Typeaanduidingen (!) mogen niet.", "Type tags (!) are not allowed."),
    "empty": ("Het bestand is leeg.", "The file is empty."),
    "second_document": (
        "Een bestand heeft één vragenlijst.",
        "A file holds one questionnaire.",
    ),
    "not_a_map": (
        "Het bestand begint niet met velden (naam: waarde).",
        "The file does not start with fields (name: value).",
    ),
    "bad_key": ("Een veldnaam is één woord.", "A field name is a single word."),
    "repeated_key": ("Dit veld staat er twee keer.", "This field is there twice."),
    "missing": ("Dit veld ontbreekt.", "This field is missing."),
    "unknown_field": ("Dit veld bestaat niet.", "This field does not exist."),
    "not_text": (
        "Hier hoort tekst. Zet een getal tussen aanhalingstekens.",
        "This must be text. Put a number between quotes.",
    ),
    "not_whole": ("Hier hoort een heel getal.", "This must be a whole number."),
    "not_yes_no": ("Hier hoort true of false.", "This must be true or false."),
    "not_a_list": ("Hier hoort een lijst.", "This must be a list."),
    "not_fields": ("Hier horen velden (naam: waarde).", "This must be fields (name: value)."),
    "not_one_of": ("Kies uit: {choices}.", "Choose from: {choices}."),
    "bad_form": (
        "Dit heeft niet de juiste vorm ({pattern}).",
        "This does not have the right form ({pattern}).",
    ),
    "text_empty": ("De tekst is leeg.", "The text is empty."),
    "text_too_long": (
        "De tekst is langer dan {limit} tekens.",
        "The text is longer than {limit} characters.",
    ),
    "list_empty": ("De lijst is leeg.", "The list is empty."),
    "bad_date": (
        "Dit is geen datum. Schrijf een datum als 2027-12-31.",
        "This is not a date. Write a date like 2027-12-31.",
    ),
    "out_of_range": (
        "Dit getal ligt buiten de grenzen: {detail}.",
        "This number is outside the limits: {detail}.",
    ),
    "other": ("Dit klopt niet: {detail}.", "This is not right: {detail}."),
    "repeated": ("{detail} staat er twee keer.", "{detail} is there twice."),
    "language_missing": (
        "De tekst ontbreekt in taal {language}.",
        "The text is missing in language {language}.",
    ),
    "language_undeclared": (
        "Taal {language} staat niet bij languages.",
        "Language {language} is not listed under languages.",
    ),
    "unknown_placeholder": (
        "Alleen {{professional}} en {{client}} worden ingevuld, niet {detail}.",
        "Only {{professional}} and {{client}} are filled in, not {detail}.",
    ),
    "scales": (
        "Een vragenlijst heeft precies deze kenmerken, in deze volgorde: {choices}.",
        "A questionnaire has exactly these characteristics, in this order: {choices}.",
    ),
    "option_values": (
        "De antwoorden van deze vorm horen de waarden {choices} te hebben, in die volgorde.",
        "The answers of this form must have the values {choices}, in that order.",
    ),
    "apart": (
        "Naast de antwoorden staan precies deze twee: {choices}.",
        "Beside the answers stand exactly these two: {choices}.",
    ),
    "length_undeclared": (
        "Lengte {length} staat niet bij lengths.",
        "Length {length} is not listed under lengths.",
    ),
    "length_count": (
        "Lengte {length} heeft voor {role} {count} vragen in plaats van {length}.",
        "Length {length} has {count} questions for {role} instead of {length}.",
    ),
    "scale_without_item": (
        "Kenmerk {scale} heeft geen vraag voor {role} in lengte {length}.",
        "Characteristic {scale} has no question for {role} in length {length}.",
    ),
    "item_without_role": (
        "De vraag heeft geen tekst voor client of professional.",
        "The question has no text for client or professional.",
    ),
    "easy_missing": (
        "De tekst voor de makkelijke vorm ontbreekt.",
        "The text for the easy form is missing.",
    ),
    "easy_undeclared": (
        "De makkelijke vorm staat niet bij forms.",
        "The easy form is not listed under forms.",
    ),
    "unknown_item": ("Vraag {detail} bestaat niet.", "Question {detail} does not exist."),
    "role_not_in_item": (
        "Vraag {detail} bestaat niet voor {role}.",
        "Question {detail} does not exist for {role}.",
    ),
    "order": (
        "De volgorde noemt niet elke vraag voor {role} precies één keer.",
        "The order does not name each question for {role} exactly once.",
    ),
    "wrong_place": (
        "Het bestand hoort {detail} te heten.",
        "The file should be called {detail}.",
    ),
    "reserved_id": (
        "De naam {detail} is van een meegeleverde vragenlijst.",
        "The name {detail} belongs to a questionnaire that comes with the software.",
    ),
    "changed_wording": (
        "Versie {detail} bestaat al met andere tekst. Geef een nieuwe versie.",
        "Version {detail} already exists with another wording. Give it a new version.",
    ),
    "pack_draft": (
        "Alleen een vastgestelde vragenlijst (released) kan geladen worden.",
        "Only a released questionnaire can be loaded.",
    ),
    "evidence_in_future": (
        "Het bewijs is van na vandaag.",
        "The evidence is dated after today.",
    ),
    "ends_before_evidence": (
        "De laatste dag ligt voor de dag van het bewijs.",
        "The last day is before the day of the evidence.",
    ),
    "not_licensed": (
        "{detail} staat niet bij de organisaties die de vragenlijst mogen gebruiken.",
        "{detail} is not among the organisations that may use the questionnaire.",
    ),
    "answers_too_large": (
        "De antwoorden op {length} vragen passen niet: gebruik kortere namen of minder vragen.",
        "The answers to {length} questions do not fit: use shorter names or fewer questions.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    `line` counts from 1; `field` is the path to the place ("scales[0].items[2].id"), empty for the
    whole file; `reason` is English, `reason_nl` Dutch.
    """

    file: str
    line: int
    field: str
    reason: str
    reason_nl: str

    def in_(self, language: str) -> str:
        """The reason in "nl", otherwise in English."""
        return self.reason_nl if language == "nl" else self.reason

    def __str__(self) -> str:
        field = f" {self.field}:" if self.field else ""
        return f"{self.file}:{self.line}:{field} {self.reason}"


class InstrumentError(ValueError):
    """A questionnaire file cannot be used; `problems` names all reasons, in order of line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.field, p.reason)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def problem(file: str, line: int, field: str, code: str, **details: object) -> Problem:
    """A problem with its reason in both languages.

    `code` is a key of the table above (KeyError otherwise); details fill the sentence and are cut
    short, so that a hostile file cannot fill the screen.
    """
    dutch, english = _REASONS[code]
    short = {name: _shorten(value) for name, value in details.items()}
    return Problem(file, line, field, english.format(**short), dutch.format(**short))


def _shorten(value: object) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return text if len(text) <= _LONGEST_DETAIL else text[: _LONGEST_DETAIL - 1] + "…"
