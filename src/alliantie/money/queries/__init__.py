"""Every read about money, by whoever may see it: a worker of the case, or a client what is about them."""

from alliantie.money.queries.block import Brief, money_in_brief
from alliantie.money.queries.claims import ClaimHere, Told, claim_with, claims_of, creditors_to_choose, names_of
from alliantie.money.queries.letters import Contacted, contacts_in
from alliantie.money.queries.lines import Counts, LineHere, line_with, lines_of
from alliantie.money.queries.money import Money, money_of
from alliantie.money.queries.needed import Threat, deadlines_of, papers_of, threats

__all__ = [
    "Brief",
    "ClaimHere",
    "Contacted",
    "Counts",
    "LineHere",
    "Money",
    "Threat",
    "Told",
    "claim_with",
    "claims_of",
    "contacts_in",
    "creditors_to_choose",
    "deadlines_of",
    "line_with",
    "lines_of",
    "money_in_brief",
    "money_of",
    "names_of",
    "papers_of",
    "threats",
]
