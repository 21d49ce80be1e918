"""`alliantie check`: is this installation fit for use?"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from alliantie.cli.manage import with_database
from alliantie.server.database import check_database


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    level: Literal["ok", "warning", "error"]
    message: str


def check(data: Path | None, *, as_json: bool = False) -> int:
    """Print what was found, errors on standard error; 1 when there is any error.

    Raises:
        ServerError: the database cannot be reached or is too old.
    """
    with with_database(data, ready=False):
        findings = [*_versions(), *_migrations(), *_roles(), *_settings(), *_sign_in_providers()]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            stream = sys.stderr if finding.level == "error" else sys.stdout
            print(f"{finding.level}: {finding.message}", file=stream)
    return int(any(finding.level == "error" for finding in findings))


def _versions() -> Iterator[Finding]:
    from os import environ

    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_JOBS_URL"):
        yield Finding("ok", f"{variable} reaches PostgreSQL {check_database(environ[variable])}.")


def _migrations() -> Iterator[Finding]:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{migration.app_label} {migration.name}" for migration, _ in plan[:3])
        more = f" and {len(plan) - 3} more" if len(plan) > 3 else ""
        yield Finding("error", f"Migrations to apply: {names}{more}.")
    else:
        yield Finding("ok", "All migrations are applied.")


def _sign_in_providers() -> Iterator[Finding]:
    from alliantie.access.openid.providers import WrongSettings, providers

    try:
        for provider in providers():
            # Reads the file, or raises.
            provider.secret  # noqa: B018
            yield Finding("ok", f"People sign in with {provider.id}, at {provider.issuer}.")
    except WrongSettings as error:
        yield Finding("error", f"Signing in with providers: {error}")


def _roles() -> Iterator[Finding]:
    from django.db import connections

    question = (
        "SELECT current_user, rolsuper OR rolbypassrls, EXISTS (SELECT FROM pg_class"
        " WHERE relowner = pg_roles.oid) FROM pg_roles WHERE rolname = current_user"
    )
    for alias, who in (("default", "The application"), ("jobs", "The background")):
        with connections[alias].cursor() as cursor:
            cursor.execute(question)
            name, mighty, owns = cursor.fetchone()
        if mighty or owns:
            why = "goes around row-level security" if mighty else "owns tables"
            yield Finding("error", f"{who} connects as {name}, which {why}.")
        else:
            yield Finding("ok", f"{who} connects as {name}, bound by row-level security.")


def _settings() -> Iterator[Finding]:
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    for message in found:
        if message.is_silenced():
            continue
        level: Literal["warning", "error"] = "error" if message.level >= checks.ERROR else "warning"
        text = " ".join(str(message.msg).split())
        yield Finding(level, f"{message.id}: {text}")
    if not found:
        yield Finding("ok", "Django's checks for use in production found nothing.")
