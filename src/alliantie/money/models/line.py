"""What comes in, what goes out, what is attached, and what somebody may keep: each with its dated figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from alliantie.money.models.base import NAME, Documented, OfCase, OfPeople, options
from alliantie.money.models.claim import Creditor
from alliantie.money.rules import Per, Sort


class Line(OfPeople):
    """One line of the budget of some of the people of a case. How much it is stands in its figures.

    An allowance is applied for on a day and granted on a day; it counts from then on. An attachment has who lays it.
    """

    sort = models.CharField(max_length=12, choices=options(Sort))
    name = models.CharField(max_length=NAME)
    creditor = models.ForeignKey(Creditor, models.PROTECT, null=True, related_name="+")
    applied_on = models.DateField(null=True)
    granted_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    """The first day on which it counts no more."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="line_attachment_has_creditor",
                condition=models.Q(sort="attachment", creditor__isnull=False)
                | ~models.Q(sort="attachment") & models.Q(creditor__isnull=True),
            ),
            models.CheckConstraint(
                name="line_allowance_is_granted",
                condition=models.Q(sort="allowance") | models.Q(applied_on__isnull=True, granted_on__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="line_case", fields=["case"])]


class Figure(OfCase, Documented):
    """How much a line is from a day on. A later one takes its place; of one day the last recorded holds."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    since = models.DateField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    per = models.CharField(max_length=12, choices=options(Per))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="figure_not_negative", condition=models.Q(amount__gte=0)),
            models.CheckConstraint(
                name="figure_day_of_document",
                condition=models.Q(documented_on__isnull=True) | ~models.Q(document=""),
            ),
        ]
        indexes: ClassVar = [
            # Every figure of a case; and of one line.
            models.Index(name="figure_case", fields=["case"]),
            models.Index(name="figure_line", fields=["line"]),
        ]
