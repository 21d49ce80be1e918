"""What came in from another system, by the number it has there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class ImportReference(models.Model):
    """A row of another system that came in: what it became here, and a digest of what it said.

    Only the owner reads and writes it, by `alliantie import`.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        CASE = "case"
        CONTACT = "contact"
        CLAIM = "claim"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # That of the organisation; checking it once more would cost each of a million rows its time.
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reference = models.CharField(max_length=60)
    target = models.UUIDField()
    digest = models.BinaryField()

    class Meta:
        db_table = "cases_import_reference"
        constraints: ClassVar = [
            models.UniqueConstraint(name="imported_once", fields=["organisation", "kind", "reference"])
        ]
