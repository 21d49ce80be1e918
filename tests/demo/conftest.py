"""The loaded demo, shared by tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.conftest import Databases


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, databases: Databases) -> Iterator[None]:
    """Connect Django to a copy of the demo for the tests of one file."""
    from django.db import connections

    name = databases.server.clone("demo")
    with django_db_blocker.unblock():
        connections.close_all()
        for alias in connections:
            connections[alias].settings_dict["NAME"] = name
        yield
        databases.renew()
    databases.server.drop(name)
