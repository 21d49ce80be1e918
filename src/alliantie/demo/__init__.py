"""Fictional people at work in every practice, to try things out with and to test on."""

from __future__ import annotations

import sys

from alliantie.demo.logins import PASSWORD, DemoAccount, accounts

SEED = 2026

# Who in a few words, login and password, as `serve` prints them.
ACCOUNTS: tuple[tuple[str, str, str], ...] = tuple(
    (f"{account.name.given} {account.name.family}, {account.role}, {account.practice_id}", account.login, PASSWORD)
    for account in accounts()
)

__all__ = ["ACCOUNTS", "PASSWORD", "SEED", "DemoAccount", "accounts", "load", "load_more"]


def load(seed: int = SEED) -> bool:
    """Fill an empty, migrated database with the demo: the same from one seed, counted back from today.

    Everything about clients is done by the operations of everyday use, as the people themselves and at the moments it
    happened; only organisations, workers and accounts are made as owner, as on the command line.

    Areas and organisations come in one transaction, then each case in one, the accounts last in one. The accounts are
    the mark of a finished demo: a load that was killed leaves nobody who can sign in, and loading again with the same
    seed adds what is missing. Loading a finished demo changes nothing and says so on standard output.

    Returns:
        True when it was loaded, False when it was there already.

    Raises:
        ServerError: the database holds something else, or a demo begun with another seed.
    """
    from alliantie.demo.loading import fill

    loaded = fill(seed)
    if not loaded:
        sys.stdout.write("The demo is in this database already; nothing was changed.\n")
    return loaded


def load_more(cases: int, seed: int = SEED) -> int:
    """Bring a loaded demo to `cases` more cases, by COPY; see `alliantie.demo.bulk.add_cases`.

    Returns:
        How many cases were added.

    Raises:
        ServerError: the database holds something else than the demo, or such cases of another seed.
    """
    from alliantie.demo.bulk import add_cases

    added = add_cases(cases, seed)
    sys.stdout.write(f"{added} cases were added.\n")
    return added
