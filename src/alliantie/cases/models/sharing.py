"""What is shared with somebody outside the organisation: one decision for one client, to whom, why, until when."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES
from alliantie.people.names import full_name


class Partner(models.Model):
    """A professional of another organisation, to whom something was shared that they read with an own account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    """Whose partner it is: who shared."""
    works_at = models.CharField(max_length=120)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [models.Index(name="partner_by_name", fields=["organisation", "family_name"])]

    @property
    def name(self) -> str:
        """Given name and family name."""
        return full_name(self.given_name, self.family_name)


class Sharing(models.Model):
    """A decision to share about one client, or (`refused`) not to; those taken at once for several have one `act`.

    It gives a partner with an account what it names from `starts_at` until `ends_on` (half-open), unless it was
    stopped before; what was told in another way is only told of. Functions of the database write it.
    """

    class Way(models.TextChoices):
        ACCOUNT = "account"
        LETTER = "letter"
        PHONE = "phone"
        TALK = "talk"

    class Ground(models.TextChoices):
        LAW = "law"
        TASK = "task"
        AGREEMENT = "agreement"
        CONSENT = "consent"
        EMERGENCY = "emergency"

    class Consent(models.TextChoices):
        YES = "yes"
        NO = "no"
        NOT_ASKED = "not_asked"

    class Route(models.TextChoices):
        ASK = "ask"
        SELF = "self"
        SAID_NO = "said_no"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    act = models.UUIDField()
    refused = models.BooleanField(default=False)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    whom = models.CharField(max_length=200)
    """The name and organisation, as the client reads it."""
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    purpose = models.CharField(max_length=500)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    named = models.CharField(max_length=200, blank=True)
    """Which law and article, which agreement, or which danger."""
    gain = models.CharField(max_length=500, blank=True)
    harm = models.CharField(max_length=500, blank=True)
    less = models.CharField(max_length=500, blank=True)
    """Why less would not do; of a refusal what could be given instead."""
    consent = models.CharField(max_length=10, choices=Consent.choices)
    consent_words = models.CharField(max_length=300, blank=True)
    """Who said so and in which words, or why nobody was asked."""
    free = models.BooleanField(default=False)
    """Whether saying no had no consequences."""
    forced = models.BooleanField(default=False)
    """Whether a measure ran that the client cannot refuse."""
    source = models.CharField(max_length=300, blank=True)
    """Of a refusal: the rule it rests on."""
    route = models.CharField(max_length=10, choices=Route.choices, blank=True)
    """Of a refusal: how consent can still be asked."""
    law = models.CharField(max_length=200, blank=True)
    kept_until = models.DateField(null=True)
    """From when on the client reads it, where a `law` forbids that before."""
    starts_at = models.DateTimeField()
    ends_on = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            models.Index(name="sharing_of_case", fields=["case", "-recorded_at"]),
            # What a partner sees, on each request.
            models.Index(name="sharing_with", fields=["partner", "case"], condition=models.Q(partner__isnull=False)),
            models.Index(name="sharing_act", fields=["act"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="sharing_once", fields=["act", "client"]),
            models.CheckConstraint(
                name="sharing_with_an_account_ends",
                condition=models.Q(way="account", partner__isnull=False, ends_on__isnull=False)
                | models.Q(~models.Q(way="account"), partner=None, ends_on=None),
            ),
            models.CheckConstraint(
                name="sharing_on_consent_has_it",
                condition=~models.Q(ground="consent") | models.Q(consent="yes", free=True, forced=False),
            ),
            models.CheckConstraint(
                name="sharing_refused_by_a_rule",
                condition=models.Q(models.Q(refused=True, way="", ground=""), ~models.Q(source=""), ~models.Q(route=""))
                | models.Q(models.Q(refused=False, source="", route=""), ~models.Q(way=""), ~models.Q(ground="")),
            ),
            models.CheckConstraint(
                name="sharing_kept_by_a_law",
                condition=models.Q(kept_until=None, law="") | (models.Q(kept_until__isnull=False) & ~models.Q(law="")),
            ),
        ]


class SharedPart(models.Model):
    """One thing a decision shares, beside that there is a case. `joint` parts are of others as well.

    `text` is how it was called then, or the text itself. What it says now is read where it stands (`about_id`).
    """

    class Sort(models.TextChoices):
        BIRTH_DATE = "birth_date"
        MEASURE = "measure"
        CONDITION = "condition"
        GOAL = "goal"
        AGREEMENT = "agreement"
        TALK = "talk"
        LETTER = "letter"
        CLAIM = "claim"
        TEXT = "text"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    sharing = models.ForeignKey(Sharing, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    sort = models.CharField(max_length=10, choices=Sort.choices)
    about_id = models.UUIDField(null=True)
    number = models.PositiveSmallIntegerField(null=True)
    """Which goal of the plan."""
    joint = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [models.Index(name="shared_part_of", fields=["sharing", "place"])]
