"""Reading the people around someone of a case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, NetworkPerson

# Of a case `k`: how many stand on each map, who is near, and who has a warning.
IN_CASE = """SELECT jsonb_object_agg(o.client_id, o.told) FROM (
  SELECT n.client_id, jsonb_build_object('all', count(*),
      'near', coalesce(jsonb_agg(n.name ORDER BY n.name, n.id) FILTER (WHERE n.circle = 1), '[]'),
      'warned', coalesce(jsonb_agg(jsonb_build_array(n.id, n.name, n.victim, n.banned) ORDER BY n.name, n.id)
                         FILTER (WHERE n.victim OR n.banned), '[]')) AS told
    FROM cases_networkperson n WHERE n.case_id = k.id AND n.ended_on IS NULL GROUP BY n.client_id) o"""

# In which order they stand in a list, and are numbered on the map: nearest first, then as the sorts are named.
_SORTS = {sort: place for place, sort in enumerate(NetworkPerson.Sort.values)}


def network_of(actor: Actor, case_id: UUID, client_id: UUID) -> tuple[NetworkPerson, ...]:
    """Everyone around one client of a case, also who was taken off, nearest first. One query."""
    return _ordered(NetworkPerson.objects.visible_to(actor).filter(case_id=case_id, client_id=client_id))


def own_network(actor: Actor) -> tuple[NetworkPerson, ...]:
    """Everyone around the client who asks, in all cases that run. One query."""
    here = NetworkPerson.objects.visible_to(actor)
    return _ordered(here.filter(client_id=actor.me, case__closed_on__isnull=True))


def get_near(actor: Actor, person_id: UUID, case: Case | None = None) -> NetworkPerson:
    """Somebody on a map (in this case), with the case. One query. Raises NetworkPerson.DoesNotExist."""
    found = NetworkPerson.objects.visible_to(actor).select_related("case").get(id=person_id)
    if case is not None and found.case_id != case.id:
        raise NetworkPerson.DoesNotExist
    return found


def _ordered(found: Iterable[NetworkPerson]) -> tuple[NetworkPerson, ...]:
    return tuple(sorted(found, key=lambda each: (each.circle, _SORTS[each.sort], each.name.casefold(), each.id)))
