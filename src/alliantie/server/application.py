"""The WSGI application as our own web server loads it, in a process that never outlives it."""

import os
import signal

from alliantie.instruments import library as instruments
from alliantie.practices import library as practices
from alliantie.side_by_side import dies_with_parent
from alliantie.wsgi import application

__all__ = ["application"]

dies_with_parent(signal.SIGTERM, os.getppid())()
# Read before the first visitor: each thread would begin to read them all by itself.
practices()
instruments()
