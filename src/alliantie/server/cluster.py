"""Making a database cluster: its files, who may connect, our roles and our database."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from alliantie.server.account import Account
from alliantie.server.errors import ServerError, plain_reason

DATABASE = "alliantie"
OWNER = "alliantie_owner"
APP = "alliantie_app"
JOBS = "alliantie_jobs"
Role = Literal["owner", "app", "jobs"]

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "120",
    # Who only looks does not wait for the disc (access.enter): what is noted of it is there within thirty milliseconds.
    "wal_writer_delay": "10ms",
    # What a session runs names who acts: no other session needs to see it.
    "track_activities": "off",
    # Statements and parameters hold what people wrote: they never reach the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}

# Which user of the machine may be which role.
_NAMES = "pg_ident.conf"
_INITDB = (
    "--username=postgres",
    "--auth=reject",
    "--auth-local=peer",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    "--no-instructions",
)

# The owner makes tables and databases, but no roles; nobody ever connects as the superuser.
_ROLES = f"""
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB NOCREATEROLE
CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
CREATE DATABASE {DATABASE} OWNER {OWNER}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {APP}
"""
# The background's own role came with 0.2.0; a cluster of before gets it at its next start (docs/decisions/0049).
_ROLE_OF_JOBS = f"""
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{JOBS}') THEN \
CREATE ROLE {JOBS} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE; END IF; END $$
GRANT CONNECT ON DATABASE {DATABASE} TO {JOBS}
"""
# What a server tells of locks, of sizes and of how often each table was written would tell our role that somebody of a
# pair is busy; what the own transaction did is no secret. In the template, so that every database here has it.
_QUIET = """
DO $$ DECLARE told regprocedure; BEGIN FOR told IN SELECT p.oid FROM pg_proc p \
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND ((p.proname LIKE 'pg\\_stat\\_get\\_%' \
AND p.proname NOT LIKE 'pg\\_stat\\_get\\_xact\\_%') \
OR p.proname IN ('pg_lock_status', 'pg_blocking_pids', 'pg_relation_size', 'pg_table_size', 'pg_indexes_size', \
'pg_total_relation_size', 'pg_database_size')) \
LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', told); END LOOP; END $$
"""
_SCHEMA = f"""
ALTER SCHEMA public OWNER TO {OWNER}
REVOKE ALL ON SCHEMA public FROM PUBLIC
GRANT USAGE ON SCHEMA public TO {APP}
"""


def make_cluster(programs: Path, cluster: Path, who: Account) -> None:
    """Make the cluster with our roles and our empty database.

    An interrupted attempt leaves nothing that a later start would take for a cluster.

    Raises:
        ServerError: a program failed, for instance because the disk is full.
        OSError: a folder cannot be made.
    """
    fresh = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if who.switch:
        os.chown(fresh, *who.switch)
    try:
        _run([programs / "initdb", "-D", fresh, *_INITDB], "", who)
        for database, statements in (
            ("template1", _QUIET),
            ("postgres", _QUIET + _ROLES.lstrip() + _ROLE_OF_JOBS.lstrip()),
            (DATABASE, _SCHEMA),
        ):
            _as_superuser(programs, fresh, who, database, statements)
        fresh.rename(cluster)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def add_role_of_jobs(programs: Path, cluster: Path, who: Account) -> None:
    """Make the role of the background in a cluster of before it; the access rules name it once it is there.

    Raises:
        InUse: another server has the cluster.
        ServerError: the server program failed for another reason.
    """
    if f" {JOBS}\n" not in (cluster / _NAMES).read_text():
        _as_superuser(programs, cluster, who, "postgres", _ROLE_OF_JOBS)


class InUse(ServerError):
    """A server that a killed program left still has the cluster."""

    def __init__(self) -> None:
        super().__init__("The database of this data folder is still in use by another server.")


def in_use(said: str) -> bool:
    """Whether PostgreSQL says that another server still has its cluster."""
    return any(words in said for words in ('" already exists', "pre-existing shared memory block"))


def _as_superuser(programs: Path, cluster: Path, who: Account, database: str, statements: str) -> None:
    # Single-user mode needs no connection, so no rule ever has to let the superuser in.
    single = ["--single", "-c", "exit_on_error=on"]
    _run([programs / "postgres", *single, "-D", cluster, database], statements.lstrip(), who)


def _run(command: Sequence[str | Path], statements: str, who: Account) -> None:
    uid, gid = who.switch or (None, None)
    done = subprocess.run(
        [str(part) for part in command],
        input=statements,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
        user=uid,
        group=gid,
        extra_groups=[] if who.switch else None,
        cwd="/",
        check=False,
    )
    if done.returncode == 0:
        return
    if in_use(done.stdout):
        raise InUse
    raise ServerError(plain_reason(done.stdout, "The database could not be made."))


def write_access_rules(cluster: Path, who: Account) -> None:
    """Let in only the user who starts the server, through the socket, as one of our roles."""
    client = who.client.replace('"', '""')
    rules = {
        "pg_hba.conf": "local all all peer map=alliantie\n",
        _NAMES: "".join(f'alliantie "{client}" {role}\n' for role in (OWNER, APP, JOBS)),
    }
    for name, text in rules.items():
        path = cluster / name
        if path.read_text() != text:
            path.write_text(text)
