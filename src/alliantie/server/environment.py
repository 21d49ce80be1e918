"""What the programs we start learn through their environment, and where the data folder is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alliantie.server.errors import ServerError
from alliantie.server.keys import FOLDER

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Addresses:
    """The two addresses of one database: as the application, and as the owner of its tables."""

    app: str
    owner: str


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
        ServerError: one of the two is given without the other.
    """
    app, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
    if not app and not owner:
        return None
    if not app or not owner:
        missing, role = ("DATABASE_OWNER_URL", "owner") if app else ("DATABASE_URL", "application")
        raise ServerError(f"Set {missing} as well: the address for the {role} role.")
    return Addresses(app, owner)


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
        "DATABASE_URL": addresses.app,
        "DATABASE_OWNER_URL": addresses.owner,
        # Found also when the checkout is not on the path of the Python that runs us.
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT / "src"), os.environ.get("PYTHONPATH")])),
    }
    if accounts_file(data).exists():
        ours = {**ours, "ALLIANTIE_DEMO": "1"}
    return {**os.environ, **ours, **({"ALLIANTIE_PUBLIC_URL": public_url} if public_url else {})}
