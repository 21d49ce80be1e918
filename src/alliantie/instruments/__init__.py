"""Questionnaires: what is asked, in whose words, and how answers become a score.

Pure Python without Django or a database. Start at `library()`.
"""

from alliantie.instruments.library import Library, library
from alliantie.instruments.packs import Pack, kept_pack, load_pack
from alliantie.instruments.problems import InstrumentError, Problem
from alliantie.instruments.questionnaire import Item, Option, Questionnaire, same_line
from alliantie.instruments.schema import Instrument
from alliantie.instruments.scoring import ScaleScore, score
from alliantie.instruments.words import in_words

__all__ = [
    "Instrument",
    "InstrumentError",
    "Item",
    "Library",
    "Option",
    "Pack",
    "Problem",
    "Questionnaire",
    "ScaleScore",
    "in_words",
    "kept_pack",
    "library",
    "load_pack",
    "same_line",
    "score",
]
