"""What workers fill in about money. Amounts are read as people write them; errors say what to do."""

from alliantie.worklist.money_forms.base import DateForm
from alliantie.worklist.money_forms.budget import DeadlineForm, FigureForm, LineForm, PapersForm
from alliantie.worklist.money_forms.claims import AddressForm, ClaimForm, LettersForm, SaidForm, StatusForm

__all__ = [
    "AddressForm",
    "ClaimForm",
    "DateForm",
    "DeadlineForm",
    "FigureForm",
    "LettersForm",
    "LineForm",
    "PapersForm",
    "SaidForm",
    "StatusForm",
]
