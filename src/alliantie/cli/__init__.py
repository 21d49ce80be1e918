"""The command `alliantie`: one entry point for everything that is no page.

Each command imports what it needs when it runs, so that `practice` needs no Django and no database.
"""

import sys
from collections.abc import Sequence

OLDEST_PYTHON = (3, 11)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 1 went wrong, 2 wrong use."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        print(f"Alliantie needs Python 3.11 or newer; this is {found}.", file=sys.stderr)
        return 1

    from alliantie.cli.commands import run
    from alliantie.server.errors import ServerError

    try:
        return run(list(sys.argv[1:] if argv is None else argv))
    except ServerError as error:
        print(error.message, file=sys.stderr)
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        sys.stderr.close()
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    return 1
