"""The test databases themselves: a test that runs as the wrong role, or finds what another left, proves nothing."""

from typing import Any

import pytest
from django.db import connection, connections

from tests.conftest import Databases
from tests.worlds import World

COMMITTING = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def as_owner(statement: str) -> Any:
    """What the owner of the tables reads in the first place of the answer, if there is one."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def contents() -> dict[str, str]:
    """How many rows each table has, and how far each counter is."""
    tables = as_owner(
        "SELECT array_agg(oid::regclass::text) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p')"
    )
    counted = {table: as_owner(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608
    return counted | {
        "counters": as_owner("SELECT array_agg((seqrelid, pg_sequence_last_value(seqrelid))::text) FROM pg_sequence")
    }


@pytest.mark.django_db
def test_tests_are_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("alliantie_app",)


@COMMITTING
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_committing_test_starts_with_a_clean_database(turn: str) -> None:
    assert as_owner("SELECT to_regclass('public.left_behind')") is None, turn
    as_owner("CREATE TABLE public.left_behind ()")


@COMMITTING
def test_a_database_that_was_emptied_has_what_a_new_one_has_and_no_more(databases: Databases) -> None:
    databases.renew()
    new, name = contents(), databases.name
    World.make().case()
    as_owner("SELECT nextval('cases_reminded_id_seq')")
    written = contents()
    assert len([table for table in new if new[table] != written[table]]) > 10
    databases.restore()
    assert (databases.name, contents()) == (name, new)


@COMMITTING
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM public.auth_permission WHERE id = 1",
        "UPDATE secrets.identity SET inner_pad = outer_pad",
        "ALTER TABLE public.cases_case DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE public.cases_case ALTER COLUMN id DROP DEFAULT, ADD COLUMN more int",
        "ALTER TABLE public.cases_case DISABLE TRIGGER USER",
        "GRANT DELETE ON public.cases_case TO alliantie_app",
        "REVOKE USAGE ON SCHEMA public FROM alliantie_app",
        "DROP FUNCTION secrets.drop_held() CASCADE",
        "CREATE FUNCTION public.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE INDEX more ON public.cases_case (id)",
    ],
)
def test_what_a_test_changed_beside_its_own_rows_goes_with_the_database(databases: Databases, change: str) -> None:
    databases.renew()
    name = databases.name
    as_owner(change)
    databases.restore()
    assert databases.name != name


@COMMITTING
def test_what_a_test_set_for_its_session_is_forgotten(databases: Databases) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SELECT pg_advisory_lock(1)")
    databases.restore()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), pg_advisory_unlock(1)")
        assert cursor.fetchone() == ("on", False)
