"""Areas, organisations, teams, workers and clients. Nothing here says what a case is about."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from alliantie.access.visible import Visible
from alliantie.people.names import full_name


class Area(models.Model):
    """The collaboration whose organisations share households; no grant or query crosses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)


class Organisation(models.Model):
    """An organisation, with the people a client can turn to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    confidant = models.CharField(max_length=200)
    complaints = models.CharField(max_length=200)
    practices = ArrayField(models.CharField(max_length=60), default=list)
    # Of its clients too, and of who represents them.
    second_step = models.BooleanField(default=False)
    # From this day on what clients show counts in averages; none where it takes no part.
    averages_from = models.DateField(null=True)
    # The law that lets it use citizen service numbers; "" where it may not: then none is kept, and what was goes.
    number_ground = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="organisation_name_in_area", fields=["area", "name"])]


class Team(models.Model):
    """A team of one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="team_name_in_organisation", fields=["organisation", "name"])
        ]


class Worker(models.Model):
    """A professional of one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)

    @property
    def name(self) -> str:
        """Given name and family name, as colleagues write it."""
        return full_name(self.given_name, self.family_name)


class Membership(models.Model):
    """A worker's time in a team, half-open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_membership",
                fields=["team", "worker"],
                condition=models.Q(ends_on__isnull=True),
            )
        ]


class Office(models.Model):
    """What a worker does beside own cases, half-open in days: leads one team, manages the organisation's practices,
    guards the privacy of its clients, or does research with what clients allow.

    Like a grant, but on a team or an organisation instead of on a case, and it opens no case.
    """

    class Kind(models.TextChoices):
        LEADS = "leads"
        MANAGES = "manages"
        GUARDS = "guards"
        RESEARCHES = "researches"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="office_of_leader_has_team",
                condition=models.Q(kind="leads", team__isnull=False)
                | models.Q(kind__in=["manages", "guards", "researches"], team__isnull=True),
            ),
            models.CheckConstraint(
                name="office_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.UniqueConstraint(
                name="one_open_office",
                fields=["worker", "kind", "team"],
                condition=models.Q(ends_on__isnull=True),
                nulls_distinct=False,
            ),
        ]


class Client(models.Model):
    """A client of one area: a name and a birth date, and what is needed to find and to match them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=80)
    born_on = models.DateField()
    sort_key = models.CharField(max_length=160)
    trigrams = ArrayField(models.CharField(max_length=3))
    language = models.CharField(max_length=2, default="nl")
    easy_form = models.BooleanField(default=False)

    objects = Visible.manager("access.clients()", "id")

    class Meta:
        indexes: ClassVar = [
            # Search by a name with typing errors, within the clients one may see.
            GinIndex(name="client_trigrams", fields=["trigrams"]),
            # Matching before a new person is made: full name and birth date.
            models.Index(name="client_match", fields=["area", "born_on", "sort_key"]),
        ]

    @property
    def name(self) -> str:
        """Given name and family name."""
        return full_name(self.given_name, self.family_name)


class CitizenNumber(models.Model):
    """A client's citizen service number (or Belgian national number) as one organisation keeps it.

    Encrypted, with a keyed hash to find it by (`people/numbers.py`). Functions of the database write it, and show it to
    workers with a line in the client's log; only the client reads the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=3)
    found_by = models.BinaryField()
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # Whose number it is already, and the one number of somebody.
            models.UniqueConstraint(name="one_client_a_number", fields=["organisation", "found_by"]),
            models.UniqueConstraint(name="one_number_a_client", fields=["organisation", "client"]),
        ]
