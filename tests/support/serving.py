"""The program as a web server has it, with the library that this run has read already."""

import os
from pathlib import Path

from tests.support.reading import library_of_run

library_of_run(Path(os.environ["ALLIANTIE_DATA"]))

from alliantie.server.application import application  # noqa: E402

__all__ = ["application"]
