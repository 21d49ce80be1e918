"""Questions to a database server before anything relies on it."""

import psycopg

from alliantie.server.errors import ServerError

OLDEST = 18


def check_database(url: str) -> str:
    """Connect once and return the server's version, such as "18.4".

    Raises:
        ServerError: the server cannot be reached, refuses us or is older than PostgreSQL 18.
    """
    try:
        place = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        raise ServerError("The database address is not a postgresql:// address.") from None
    # The address itself may hold a password, so only its harmless parts are told.
    name = f"{place.get('dbname') or 'the database'} at {place.get('host') or 'localhost'}"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            number = connection.info.server_version
    except psycopg.Error as error:
        said = str(error).strip().splitlines()
        raise ServerError(f"Cannot reach {name}: {said[0] if said else 'no answer'}") from error
    major, minor = divmod(number, 10_000)
    if major < OLDEST:
        raise ServerError(f"{name} runs PostgreSQL {major}; Alliantie needs {OLDEST} or newer.")
    return f"{major}.{minor}"
