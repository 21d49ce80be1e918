"""What a letter has to fit before it is begun, signed or sent: what was said of its incident, and who decided."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from alliantie.access.policies import NotNow
from alliantie.cases.operations.decisions import NobodyNamed
from alliantie.norms.reactions import can_answer
from alliantie.norms.standing import Standing
from alliantie.practices.letter import DECIDED_BY
from alliantie.practices.letter import Letter as Template


def check_named(template: Template, filled: Mapping[str, object]) -> None:
    """Raise NobodyNamed for a letter that has to say who decided, and does not."""
    if template.asks_who and not str(filled.get(DECIDED_BY, "")).strip():
        raise NobodyNamed


def check_answers(standing: Standing, template: Template, incident: str) -> None:
    """Raise NotNow for a letter that is not about what was said of its incident."""
    if not can_answer(standing, template, incident):
        raise NotNow(cannot_answer())


def cannot_answer() -> str:
    """What a worker is told of a letter that is not about what was said of its incident."""
    return _("Deze brief past niet bij wat is vastgelegd. Weet u nu meer? Leg dat eerst vast bij de gebeurtenis.")
