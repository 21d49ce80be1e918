"""The pair and its rounds, behind a wall.

What others can see of a round is its state. How far someone's own part is, and why a round closed, stands only in that
person's own row of `Part`. Answers and pictures are ciphertext of a fixed length under a key per pair.

Walled rows have no foreign keys in the database: the check of one may lock the row it points to, which leaves a mark
(xmax) that the other of the pair could read. They are made by functions that check what they point to.
"""

from alliantie.alliance.models.pair import PAIRS_TO_READ, Pair, Shown, Wish
from alliantie.alliance.models.questions import ItemFlag, NoticeRelease, QuestionnairePack
from alliantie.alliance.models.research import Research, ResearchConsent, ResearchUse
from alliantie.alliance.models.round import Afterthought, Conversation, Jotting, Link, Mailbox, Part, Round

__all__ = [
    "PAIRS_TO_READ",
    "Afterthought",
    "Conversation",
    "ItemFlag",
    "Jotting",
    "Link",
    "Mailbox",
    "NoticeRelease",
    "Pair",
    "Part",
    "QuestionnairePack",
    "Research",
    "ResearchConsent",
    "ResearchUse",
    "Round",
    "Shown",
    "Wish",
]
