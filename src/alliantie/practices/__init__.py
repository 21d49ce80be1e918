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
    look_elsewhere,
)
from alliantie.practices.periods import Period, Term, WorkingDays, parse_period, parse_term
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
    "Term",
    "Text",
    "UnknownPracticeError",
    "Word",
    "WorkingDays",
    "check_file",
    "check_library",
    "file_hashes",
    "library",
    "look_elsewhere",
    "parse_period",
    "parse_term",
]
