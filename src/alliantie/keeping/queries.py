"""Reading what is due, batches, holds, terms and tombstones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.access.policies import Denied
from alliantie.access.visible import AnyOf
from alliantie.keeping.models import Batch, Due, Hold, Item, Term, Tombstone
from alliantie.keeping.rules import InUse, Rule, Set, rules
from alliantie.people.models import Organisation
from alliantie.practices import UnknownPracticeError, library
from alliantie.practices.keeping import Category

PAGE = 100


def own_terms() -> Set:
    """What organisations set, as far as the actor may read. One query."""
    return {
        (each.organisation_id, Category(each.category), each.practice_id): (each.months, each.why)
        for each in Term.objects.all()
    }


def term_told(actor: Actor, category: Category, practice_id: str) -> tuple[object, ...]:
    """How long the organisation set to keep something, and why; nothing where it set nothing. One query."""
    proven_actor(actor)
    there = Term.objects.filter(category=category, practice_id=practice_id).first()
    return () if there is None else (there.months, there.why)


def in_use() -> Mapping[UUID, Sequence[InUse]]:
    """The versions of practices each organisation has cases by: a job those of all, a keeper the own. One query."""
    found: dict[UUID, list[InUse]] = {}
    for organisation_id, practice_id, version in read("access.practices_in_use"):
        found.setdefault(organisation_id, []).append(of_practice(practice_id, version))
    return found


def of_practice(practice_id: str, version: str = "") -> InUse:
    """A practice with where it comes from, by our own file where there is one: no copy changes which law holds."""
    try:
        known = library().get(practice_id, version) if version else library().latest(practice_id)
    except UnknownPracticeError:
        return InUse(practice_id, version=version, readable=False)
    known = library().ours(practice_id) or known
    return InUse(practice_id, known.country, known.sector, version)


def unread(actor: Actor) -> tuple[InUse, ...]:
    """The versions the organisation has cases by of which cannot be read which law holds. One query."""
    proven_actor(actor)
    return tuple(each for used in in_use().values() for each in used if not each.readable)


def organisation_kept(actor: Actor) -> Organisation:
    """The organisation whose privacy the actor guards or which the actor manages. One query. Raises Denied without."""
    proven_actor(actor)
    organisation = Organisation.objects.filter(AnyOf("id", "access.organisations_kept()")).first()
    if organisation is None:
        raise Denied(_("Dit mag u niet doen."))
    return organisation


def rules_of(actor: Actor, organisation: Organisation) -> tuple[Rule, ...]:
    """Every rule of an organisation, for the practices it works by. One query."""
    proven_actor(actor)
    return rules(organisation.id, [of_practice(each) for each in organisation.practices], own_terms())


def counts(actor: Actor) -> Mapping[tuple[str, str], tuple[int, int]]:
    """How much is due by category and practice, and how much of that is held. One query."""
    proven_actor(actor)
    asked = "SELECT category, practice_id, count(*), count(*) FILTER (WHERE held) FROM keeping_due GROUP BY 1, 2"
    return {(category, practice): (number, held) for category, practice, number, held in ask(actor, asked)}


def due(actor: Actor, category: Category, most: int) -> tuple[Due, ...]:
    """What is due of a category, longest first, without what is in a batch already. One query."""
    proven_actor(actor)
    taken = Item.objects.filter(state=Item.State.WAITS).values("number")
    found = Due.objects.filter(category=category).exclude(number__in=taken)
    return tuple(found.order_by("due_on", "number")[:most])


def batches(actor: Actor, most: int) -> tuple[Batch, ...]:
    """The newest batches. One query."""
    proven_actor(actor)
    return tuple(Batch.objects.order_by("-proposed_at", "id")[:most])


def left(actor: Actor) -> Mapping[UUID, int]:
    """How much of each batch waits. One query."""
    proven_actor(actor)
    asked = "SELECT batch_id, count(*) FROM keeping_item WHERE state = 'waits' GROUP BY 1"
    return dict(ask(actor, asked))


def get_batch(actor: Actor, batch_id: UUID) -> Batch:
    """One batch. Raises Batch.DoesNotExist when it is not of an organisation the actor keeps for. One query."""
    proven_actor(actor)
    return Batch.objects.get(id=batch_id)


def items(actor: Actor, batch_id: UUID) -> tuple[Item, ...]:
    """What a batch holds, longest due first. One query."""
    proven_actor(actor)
    return tuple(Item.objects.filter(batch_id=batch_id).order_by("due_on", "number"))


def tombstones(actor: Actor, batch_id: UUID) -> Mapping[UUID, Tombstone]:
    """What remains of what a batch deleted, by number. One query."""
    proven_actor(actor)
    return {each.number: each for each in Tombstone.objects.filter(batch_id=batch_id)}


def holds(actor: Actor) -> tuple[Hold, ...]:
    """The holds that are not ended, of the organisation, soonest over first; to a client the own ones. One query."""
    proven_actor(actor)
    return tuple(Hold.objects.filter(ended_at=None).order_by("until", "id"))


def ended_holds(actor: Actor, most: int) -> tuple[Hold, ...]:
    """The holds that somebody ended, newest first. One query."""
    proven_actor(actor)
    return tuple(Hold.objects.exclude(ended_at=None).order_by("-ended_at", "id")[:most])


def cases_held(actor: Actor) -> Mapping[UUID, date]:
    """Until when a client's own cases are held, without why: that may be about another. One query."""
    proven_actor(actor)
    found: dict[UUID, date] = {}
    for case_id, until in read("access.holds_told"):
        found[case_id] = max(until, found.get(case_id, until))
    return found
