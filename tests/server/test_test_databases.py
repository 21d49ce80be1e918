"""The test databases themselves: a test that runs as the wrong role proves nothing."""

import pytest
from django.db import connection, connections


@pytest.mark.django_db
def test_tests_are_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("alliantie_app",)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_committing_test_starts_with_a_clean_database(turn: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.left_behind')")
        assert cursor.fetchone() == (None,), turn
        cursor.execute("CREATE TABLE public.left_behind ()")
