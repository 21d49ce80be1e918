"""The questionnaires an organisation can use: read, compare, check a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.alliance import questionnaires as shelf
from alliantie.alliance.packs import read_pack
from alliantie.alliance.questionnaires import UnknownQuestionnaireError
from alliantie.insight.views.common import (
    Fault,
    Pasted,
    actor_of,
    chosen_version,
    earlier,
    language,
    manager_view,
    page,
    pasted,
    with_faults,
)
from alliantie.instruments import Instrument, InstrumentError
from alliantie.people.models import Organisation
from alliantie.practices import library
from alliantie.practices.compare import changes


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions one of the two gets in one field of work: characteristic, words, and words of the easy form."""

    practice: str
    review: str
    role: str
    rows: tuple[tuple[str, str, str], ...]


@require_safe
@manager_view
def questionnaires(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Our own questionnaires and those the organisation brought, every version."""
    listed = shelf.versions(actor_of(request), organisation.id, language())
    return page(request, "questionnaires.html", organisation=organisation, listed=listed, language=language())


@require_safe
@manager_view
def questionnaire(request: HttpRequest, organisation: Organisation, instrument_id: str, version: str) -> HttpResponse:
    """One version to read, in the words of each practice of the organisation."""
    here = _found(request, instrument_id, version)
    spoken = here.language_for(language())
    return page(
        request,
        "questionnaire.html",
        here=here,
        spoken=spoken,
        licence=getattr(here, "licence", None),
        answers=[
            [option.label.in_(spoken) for option in form.options]
            for form in (here.forms.standard, here.forms.easy)
            if form
        ],
        asked=tuple(_asked(here, organisation, spoken)),
    )


def _found(request: HttpRequest, instrument_id: str, version: str) -> Instrument:
    try:
        return shelf.get(actor_of(request), instrument_id, version)
    except UnknownQuestionnaireError as error:
        raise Http404 from error


def _asked(here: Instrument, organisation: Organisation, spoken: str) -> Iterator[Asked]:
    offered = {variant.id: variant for variant in here.variants}
    for practice_id in sorted(set(organisation.practices) & set(library().ids())):
        practice = library().latest(practice_id)
        variant = offered.get(practice.rounds.variant)
        if variant is None:
            continue
        words = {"professional": practice.words.professional.one(spoken), "client": practice.words.client.one(spoken)}
        for role in ("client", "professional"):
            forms = [
                here.questionnaire(role, variant.id, max(here.lengths), form, spoken, words).items
                for form in ("standard", "easy")
                if form == "standard" or here.forms.easy
            ]
            names = {scale.id: scale.name.in_(spoken) for scale in here.scales}
            rows = tuple((names[same[0].scale], same[0].text, same[-1].text) for same in zip(*forms, strict=True))
            yield Asked(practice.name.in_(language()), variant.review(language()), words[role], rows)


@require_http_methods(["GET", "HEAD", "POST"])
@manager_view
def compare(request: HttpRequest, organisation: Organisation, instrument_id: str, version: str) -> HttpResponse:
    """What another version, or a pasted file, adds to, changes in and takes from this one."""
    here = _found(request, instrument_id, version)
    listed = shelf.versions(actor_of(request), organisation.id, language())
    newest_first = [each.version for each in listed if each.id == instrument_id]
    others = [each for each in newest_first if each != version]
    chosen = chosen_version(request, others)
    other = _found(request, instrument_id, chosen) if chosen else None
    before, after = here, other
    if other is not None and earlier(other.version, here.version, newest_first):
        before, after = other, here
    sheet = Pasted()
    if request.method == "POST":
        sheet, read = _read(request, organisation)
        if read is not None:
            before, after = here, read
    return page(
        request,
        "compare.html",
        422 if sheet.refused else 200,
        title=here.name.in_(here.language_for(language())),
        here=here,
        back="questionnaire",
        name="questionnaire-compare",
        number={"instrument_id": here.id, "version": here.version},
        others=others,
        before=before,
        other=after,
        sheet=sheet,
        chosen=chosen,
        chapters=(),
        changes=changes(_data(before), _data(after)) if after else None,
        title_of=lambda path: path.split(".")[0].split("[")[0],
    )


def _data(instrument: Instrument) -> object:
    return instrument.model_dump(mode="json", by_alias=True)


@require_http_methods(["GET", "HEAD", "POST"])
@manager_view
def check(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Everything that is wrong with a pasted file, for use by this organisation. Nothing of it is kept."""
    sheet = _read(request, organisation)[0] if request.method == "POST" else Pasted()
    return page(
        request,
        "check.html",
        422 if sheet.refused else 200,
        title=_("Een vragenlijst controleren"),
        sheet=sheet,
    )


def _read(request: HttpRequest, organisation: Organisation) -> tuple[Pasted, Instrument | None]:
    text, refused = pasted(request)
    if refused:
        return Pasted(text, refused), None
    try:
        found = read_pack(
            text.encode(errors="replace"),
            clock.today(),
            file="",
            known=shelf.wordings(actor_of(request)),
            organisation=(organisation.name, str(organisation.id)),
        ).instrument
    except InstrumentError as error:
        faults = [Fault(each.line, each.field, each.in_(language())) for each in error.problems]
        return with_faults(text, faults), None
    return Pasted(text, fine=f"{found.name.in_(found.language_for(language()))}, {found.id} {found.version}"), found
