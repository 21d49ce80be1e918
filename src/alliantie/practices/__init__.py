"""Practices: what an organisation says about its way of working, as data that is checked hard.

This room imports nothing of ours and no Django.
"""

from alliantie.practices.library import (
    Library,
    LibraryError,
    UnknownPracticeError,
    check_file,
    check_library,
    file_hashes,
    library,
)
from alliantie.practices.periods import Period, parse_period
from alliantie.practices.problems import Problem
from alliantie.practices.schema import Practice
from alliantie.practices.sources import Source
from alliantie.practices.texts import ClientText, Text, Word

__all__ = [
    "ClientText",
    "Library",
    "LibraryError",
    "Period",
    "Practice",
    "Problem",
    "Source",
    "Text",
    "UnknownPracticeError",
    "Word",
    "check_file",
    "check_library",
    "file_hashes",
    "library",
    "parse_period",
]
