"""Reading pairs and rounds, each person only what is theirs."""

from alliantie.alliance.queries.lists import OwnSide, PairHere, RoundStands, own_rounds, pairs_with_rounds
from alliantie.alliance.queries.own_part import ErasedError, key_of, own_part, pair_key
from alliantie.alliance.queries.paper import PaperForm, paper_form
from alliantie.alliance.queries.pictures import Looked, Scores, looked, previous_picture, trend_key
from alliantie.alliance.queries.rounds import (
    RoundHere,
    get_pair,
    get_round,
    practice_pair,
    second_pairs,
    side_questions,
)
from alliantie.alliance.queries.talks import Talk, discussed_count, last_agreement, talk
from alliantie.alliance.queries.wishes import does_not_want_asking, shown_pairs, silent_pairs

__all__ = [
    "ErasedError",
    "Looked",
    "OwnSide",
    "PairHere",
    "PaperForm",
    "RoundHere",
    "RoundStands",
    "Scores",
    "Talk",
    "discussed_count",
    "does_not_want_asking",
    "get_pair",
    "get_round",
    "key_of",
    "last_agreement",
    "looked",
    "own_part",
    "own_rounds",
    "pair_key",
    "pairs_with_rounds",
    "paper_form",
    "practice_pair",
    "previous_picture",
    "second_pairs",
    "shown_pairs",
    "side_questions",
    "silent_pairs",
    "talk",
    "trend_key",
]
