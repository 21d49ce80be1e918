"""The program as a web server has it, with practices that reserve a decision for who leads the team."""

from alliantie.practices import library
from alliantie.server.application import application
from tests.cases.reserved_ways import reserving

for _practice in reserving():
    library()._practices[_practice.id][_practice.version] = _practice

__all__ = ["application"]
