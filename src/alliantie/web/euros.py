"""Amounts in euros as people here write them: "€ 1.234,56"."""

from decimal import Decimal

from babel.numbers import format_currency

from alliantie.web.dates import LOCALES


def euros_in_words(amount: Decimal, language: str) -> str:
    """Return "€ 1.234,56", or "€1,234.56" in English, always with cents. Raises KeyError for another language."""
    return format_currency(amount, "EUR", locale=LOCALES[language])
