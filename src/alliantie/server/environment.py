"""What the programs we start learn through their environment, and where the data folder is."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from alliantie.server.cluster import Role
from alliantie.server.errors import ServerError
from alliantie.server.keys import FOLDER

CHECKOUT = Path(__file__).resolve().parents[3]


# Under which names programs learn the addresses of the database, and whose each is.
_APP, _OWNER, _JOBS = "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_JOBS_URL"
_WHOSE = {_APP: "application", _OWNER: "owner", _JOBS: "background"}


@dataclass(frozen=True)
class Addresses:
    """The addresses of one database: as the application, as the owner of its tables, and as the background worker."""

    app: str
    owner: str
    jobs: str

    @classmethod
    def of(cls, url: Callable[[Role], str]) -> Self:
        """Those that `url` gives for each role."""
        return cls(url("app"), url("owner"), url("jobs"))


def data_folder(asked: Path | None = None) -> Path:
    """Return the data folder: what was asked, else ALLIANTIE_DATA, else `data` in the checkout."""
    named = os.environ.get("ALLIANTIE_DATA")
    return (asked or (Path(named) if named else CHECKOUT / "data")).absolute()


def accounts_file(data: Path) -> Path:
    """Return the file that tells who can sign in, present when demo data was loaded."""
    return data / "demo-accounts.txt"


ERASE_AGAIN = "erase-again"
"""In the data folder after a restore: what was deleted after the backup, to be deleted before anybody works there."""


def given_addresses() -> Addresses | None:
    """Return the addresses of a database server that somebody else runs, None for the embedded one.

    Raises:
        ServerError: some are given without the others.
    """
    given = {name: os.environ.get(name, "") for name in _WHOSE}
    if not any(given.values()):
        return None
    for name, address in given.items():
        if not address:
            raise ServerError(
                f"Set {name} as well: the address for the {_WHOSE[name]} role"
                " (docs/operator-manual.md, A PostgreSQL server of your own)."
            )
    return Addresses(given[_APP], given[_OWNER], given[_JOBS])


def environment(data: Path, addresses: Addresses, public_url: str | None = None) -> dict[str, str]:
    """Return the whole environment for our own Django programs.

    Args:
        data: the data folder.
        addresses: the database.
        public_url: the address people use, without a slash at the end.
    """
    ours: Mapping[str, str] = {
        "DJANGO_SETTINGS_MODULE": "alliantie.settings",
        "ALLIANTIE_DATA": str(data),
        "ALLIANTIE_SECRETS": str(data / FOLDER),
        "ALLIANTIE_STATIC": str(data / "static"),
        _APP: addresses.app,
        _OWNER: addresses.owner,
        _JOBS: addresses.jobs,
        # Found also when the checkout is not on the path of the Python that runs us.
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT / "src"), os.environ.get("PYTHONPATH")])),
    }
    if accounts_file(data).exists():
        ours = {**ours, "ALLIANTIE_DEMO": "1"}
    return {**os.environ, **ours, **({"ALLIANTIE_PUBLIC_URL": public_url} if public_url else {})}


def only(env: Mapping[str, str], address: str) -> dict[str, str]:
    """The same environment for a program that knows the database by one address alone: a password less to lose."""
    return {name: value for name, value in env.items() if name not in _WHOSE} | {_APP: address}
