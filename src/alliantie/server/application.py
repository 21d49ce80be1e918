"""The WSGI application as our own web server loads it, in a process that never outlives it."""

import gc
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
# What was read stays as long as the process: no collection goes through it again. A page makes thousands of objects
# and leaves hardly a ring of them, so a collection in each page finds nothing.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
