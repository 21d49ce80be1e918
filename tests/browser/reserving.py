"""The program as a web server has it, with practices that reserve a decision for who leads the team."""

from tests.support.serving import application

# isort: split
# Only now Django knows its models.
from alliantie.practices import library
from tests.cases.reserved_ways import reserving

for _practice in reserving():
    library()._practices[_practice.id][_practice.version] = _practice

__all__ = ["application"]
