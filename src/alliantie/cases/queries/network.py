"""Reading the people around someone of a case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case, NetworkPerson

# Of a case `k`: how many stand on each map, who is near, and who has a warning, which stays when the client takes
# somebody off the map.
IN_CASE = """SELECT jsonb_object_agg(o.client_id, o.told) FROM (
  SELECT n.client_id, jsonb_build_object('all', count(*) FILTER (WHERE n.ended_on IS NULL),
      'near', coalesce(jsonb_agg(n.name ORDER BY n.name, n.id)
                       FILTER (WHERE n.circle = 1 AND n.ended_on IS NULL), '[]'),
      'warned', coalesce(jsonb_agg(jsonb_build_array(n.id, n.name, n.victim, n.banned) ORDER BY n.name, n.id)
                         FILTER (WHERE n.victim OR n.banned), '[]')) AS told
    FROM cases_networkperson n
   WHERE n.case_id = k.id AND (n.ended_on IS NULL OR n.noted_by = n.client_id) GROUP BY n.client_id) o"""

# In which order they stand in a list, and are numbered on the map: nearest first, then as the sorts are named.
_SORTS = {sort: place for place, sort in enumerate(NetworkPerson.Sort.values)}


def network_of(actor: Actor, case_id: UUID, client_id: UUID) -> tuple[NetworkPerson, ...]:
    """Everyone around one client of a case, also who was taken off, nearest first. One query."""
    return _ordered(NetworkPerson.objects.visible_to(actor).filter(case_id=case_id, client_id=client_id))


def own_network(actor: Actor) -> tuple[NetworkPerson, ...]:
    """Everyone around the client who asks, in all cases, also who was taken off, nearest first. One query.

    Nobody is a victim in it and nobody said who may be contacted: the database does not tell a client.
    """
    proven_actor(actor)
    return _ordered(NetworkPerson(**dict(zip(_OWN, row, strict=True))) for row in read("access.own_network"))


def get_near(actor: Actor, person_id: UUID, case: Case | None = None) -> NetworkPerson:
    """Somebody on a map (in this case), with the case. One query. Raises NetworkPerson.DoesNotExist."""
    found = NetworkPerson.objects.visible_to(actor).select_related("case").get(id=person_id)
    if case is not None and found.case_id != case.id:
        raise NetworkPerson.DoesNotExist
    return found


# As `access.own_network` gives them.
_OWN = (
    "id", "case_id", "client_id", "name", "sort", "relation", "circle", "effect", "words", "by_self", "banned",
    "starts_on", "ended_on", "noted_by",
)  # fmt: skip


def _ordered(found: Iterable[NetworkPerson]) -> tuple[NetworkPerson, ...]:
    return tuple(sorted(found, key=lambda each: (each.circle, _SORTS[each.sort], each.name.casefold(), each.id)))
