"""The people around someone of a case, as that person tells of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class NetworkPerson(models.Model):
    """Somebody around one client: who it is, how near, and what that client says of it.

    `effect` and `words` are the client's; once said in the own account (`by_self`) no worker writes over them. Whoever
    may be contacted, somebody agreed to it on a day. Taken off is a last day, said by whoever put them there (the
    client, or a worker); the row stays.
    """

    class Sort(models.TextChoices):
        FAMILY = "family"
        FRIEND = "friend"
        NEIGHBOUR = "neighbour"
        PROFESSIONAL = "professional"
        ORGANISATION = "organisation"

    class Circle(models.IntegerChoices):
        NEAR = 1
        MIDDLE = 2
        FAR = 3

    class Effect(models.TextChoices):
        HELPS = "helps"
        COSTS = "costs"
        BOTH = "both"

    class MayContact(models.TextChoices):
        YES = "yes"
        NO = "no"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    sort = models.CharField(max_length=12, choices=Sort.choices)
    relation = models.CharField(max_length=60, blank=True)
    circle = models.PositiveSmallIntegerField(choices=Circle.choices)
    effect = models.CharField(max_length=10, choices=Effect.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    by_self = models.BooleanField(default=False)
    may_contact = models.CharField(max_length=3, choices=MayContact.choices, blank=True)
    said_by = models.CharField(max_length=80, blank=True)
    """Who said that this person may or may not be contacted."""
    said_on = models.DateField(null=True)
    victim = models.BooleanField(default=False)
    banned = models.BooleanField(default=False)
    """The client may have no contact with this person."""
    starts_on = models.DateField()
    ended_on = models.DateField(null=True)
    noted_by = models.UUIDField()
    noted_at = models.DateTimeField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="network_person_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="network_circle_of_three", condition=models.Q(circle__in=[1, 2, 3])),
            # As `Sort` and `Effect` have them; a body of a class does not see the names beside it.
            models.CheckConstraint(
                name="network_sort_is_known",
                condition=models.Q(sort__in=["family", "friend", "neighbour", "professional", "organisation"]),
            ),
            models.CheckConstraint(
                name="network_effect_is_known", condition=models.Q(effect__in=["", "helps", "costs", "both"])
            ),
            models.CheckConstraint(
                name="network_contact_said_by_someone",
                condition=models.Q(may_contact="", said_by="", said_on__isnull=True)
                | models.Q(~models.Q(said_by=""), may_contact__in=["yes", "no"], said_on__isnull=False),
            ),
            models.CheckConstraint(
                name="network_ends_after_start",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("starts_on")),
            ),
        ]
        # The people around someone of a case.
        indexes: ClassVar = [models.Index(name="network_of_case", fields=["case", "client"])]

    @property
    def named_by_client(self) -> bool:
        """Whether the client put them on the map: then who it is, and when that ends, is the client's to say."""
        return self.noted_by == self.client_id
