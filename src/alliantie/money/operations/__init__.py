"""Every write about money: one use case each, by a worker of the case."""

from alliantie.money.operations.claims import (
    NewClaim,
    Said,
    add_claim,
    add_creditor,
    change_address,
    change_status,
    record_statement,
)
from alliantie.money.operations.letters import contact_undone, contacted, creditor_answered, letters_sent
from alliantie.money.operations.lines import Counted, NewLine, add_line, end_line, grant_allowance, record_figure
from alliantie.money.operations.needed import (
    add_deadline,
    ask_papers,
    deadline_is_over,
    paper_is_in,
    remind_of_paper,
)
from alliantie.money.operations.recorded import NO_PAPER_YET, Document
from alliantie.money.operations.taking_back import Thing, put_back, take_back

__all__ = [
    "NO_PAPER_YET",
    "Counted",
    "Document",
    "NewClaim",
    "NewLine",
    "Said",
    "Thing",
    "add_claim",
    "add_creditor",
    "add_deadline",
    "add_line",
    "ask_papers",
    "change_address",
    "change_status",
    "contact_undone",
    "contacted",
    "creditor_answered",
    "deadline_is_over",
    "end_line",
    "grant_allowance",
    "letters_sent",
    "paper_is_in",
    "put_back",
    "record_figure",
    "record_statement",
    "remind_of_paper",
    "take_back",
]
