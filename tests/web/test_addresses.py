"""Addresses that are taken apart once are those that Django gives."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from alliantie.web.addresses import address


def test_an_address_with_numbers_is_the_one_django_gives() -> None:
    one, other = uuid4(), uuid4()
    for step in (0, 7, 120):
        assert address("round-question", one, step) == reverse("round-question", args=[one, step])
        assert address("round-save", step=step, round_id=one) == reverse("round-save", args=[one, step])
    for case_id, person in ((one, other), (other, one), (one, one)):
        by_name = {"person_id": other, "client_id": person, "case_id": case_id}
        assert address("case-network-person", case_id, person, other) == reverse("case-network-person", kwargs=by_name)
        assert address("case-network-person", **by_name) == reverse("case-network-person", kwargs=by_name)
    assert address("start") == reverse("start")
    assert address("case-happened", one, "sanction") == reverse("case-happened", args=[one, "sanction"])


@pytest.mark.parametrize(("name", "values"), [("round", ()), ("round-question", (uuid4(), -1)), ("nowhere", ())])
def test_what_is_no_address_is_refused_as_django_does(name: str, values: tuple[object, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address(name, *values)


def test_an_address_of_a_case_or_a_round_leads_where_it_did() -> None:
    one = uuid4()
    for name in ("case", "case-timeline", "case-measure", "round", "round-picture", "start", "paper", "team"):
        values = [one] if name.startswith(("case", "round")) else []
        assert get_resolver().resolve(reverse(name, args=values)).url_name == name
