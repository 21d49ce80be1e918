"""`python -m alliantie` is the command `alliantie`."""

import sys

from alliantie.cli import main

if __name__ == "__main__":
    sys.exit(main())
