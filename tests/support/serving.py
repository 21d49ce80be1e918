"""The program as a web server has it, with practices and templates as this run has read and compiled them already."""

import os
from pathlib import Path
from typing import Any, cast

from jinja2 import FileSystemBytecodeCache

from tests.support.reading import library_of_run

DATA = Path(os.environ["ALLIANTIE_DATA"])
library_of_run(DATA)

from django.template import engines  # noqa: E402

from alliantie.server.application import application  # noqa: E402
from tests.support.said import listen  # noqa: E402

__all__ = ["application"]

listen(DATA)
(DATA / "templates").mkdir(exist_ok=True)
# Compiling those of all pages takes a second and a half.
cast(Any, engines["jinja2"]).env.bytecode_cache = FileSystemBytecodeCache(str(DATA / "templates"))
