"""A round the actor may know of, with its people, its practice and what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import Columns, ask, made
from alliantie.alliance import questionnaires
from alliantie.alliance.models import PAIRS_TO_READ, Conversation, Pair, Part, Round
from alliantie.alliance.rules import Role
from alliantie.alliance.states import State
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.instruments import Instrument, Questionnaire
from alliantie.instruments import library as instruments
from alliantie.instruments.schema import LicensedInstrument, Questions
from alliantie.people.models import Client, Worker
from alliantie.practices import Practice
from alliantie.practices.texts import uncapitalised


@dataclass(frozen=True, slots=True)
class Agreed:
    """The conversation of the last discussed round before one, with the wrapped key of the pair; None for none."""

    conversation: Conversation | None
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class RoundHere:
    """A round the actor may know of, with its people and its practice.

    `loaded` is the questionnaire the organisation brought itself, None where the round takes one of ours; `agreed` is
    there when it was read along, and so is `own`: the row of the reader's own part, with the wrapped key of the pair.
    With `own_held` nobody else changes that part until the transaction ends.
    """

    round: Round
    pair: Pair
    practice: Practice
    client_name: str
    worker_name: str
    loaded: LicensedInstrument | None = None
    agreed: Agreed | None = None
    own: Sequence[Any] | None = None
    own_held: bool = False

    def role(self, actor: Actor) -> Role:
        """Which of the two the actor is."""
        return "client" if actor.is_client else "professional"

    @property
    def state(self) -> State:
        """What others can see of the round."""
        return State(self.round.state)

    def questionnaire(self, actor: Actor, language: str = "nl", role: Role | None = None) -> Questionnaire:
        """The questions of this round for one of the two, in the practice's words.

        In the questionnaire's own language when it lacks the asked one.
        """
        language = self.instrument.language_for(language)
        return self.instrument.questionnaire(
            role=role or self.role(actor),
            variant=self.round.variant,
            length=self.round.length,
            form=self.round.form,
            language=language,
            words={
                "professional": self.professional_word(language),
                "client": self.practice.words.client.one(language),
            },
        )

    @property
    def instrument(self) -> Instrument:
        """What is asked in this round."""
        return self.loaded or instruments().get(self.round.instrument_id, self.round.instrument_version)

    @property
    def holder(self) -> str:
        """Who owns the questionnaire; "" for our own."""
        return self.loaded.licence.holder if self.loaded else ""

    def professional_word(self, language: str) -> str:
        """What the client calls this professional: the practice's word, or the role's name in a second pair."""
        kinds = [pair.id for pair in self.practice.pairs]
        if self.pair.pair_kind == kinds[0] or self.pair.pair_kind not in kinds:
            return self.practice.words.professional.one(language)
        role = self.practice.role(self.practice.pair(self.pair.pair_kind).professional_role).name.in_(language)
        return uncapitalised(role)


def side_questions(here: RoundHere) -> Questions:
    """The questions beside the four characteristics; those of our own where a loaded questionnaire has none."""
    questions = here.instrument.questions or instruments().latest(questionnaires.OWN).questions
    if questions is None:
        raise LookupError("our own questionnaire lost its side questions")
    return questions


def practice_pair(practice: Practice, role: str) -> str | None:
    """The id of the pair the practice names for a person in this role, or None when that person forms none."""
    return next((pair.id for pair in practice.pairs if pair.client_role == role), None)


def second_pairs(practice: Practice) -> tuple[tuple[str, str], ...]:
    """The kinds of pair beside the first, each with the id of the professional's role: for who works along."""
    firsts = {practice_pair(practice, pair.client_role) for pair in practice.pairs}
    return tuple((pair.id, pair.professional_role) for pair in practice.pairs if pair.id not in firsts)


def get_pair(actor: Actor, pair_id: UUID) -> Pair:
    """One pair with its case, client and worker. One query. Raises Pair.DoesNotExist."""
    return Pair.objects.visible_to(actor).select_related("case", "client", "worker").get(id=pair_id)


ROUND = Columns(Round, "r")
PAIR = Columns(Pair, "p")
_CASE = Columns(Case, "k")
_CLIENT = Columns(Client, "c", without=("trigrams", "sort_key"))
WORKER = Columns(Worker, "w")
# Of a pair `p`, each found by its number: with OFFSET nothing else is weighed, at any size of the tables.
PEOPLE = """CROSS JOIN LATERAL (SELECT * FROM cases_case WHERE id = p.case_id OFFSET 0) k
  CROSS JOIN LATERAL (SELECT * FROM people_client WHERE id = p.client_id OFFSET 0) c
  CROSS JOIN LATERAL (SELECT * FROM people_worker WHERE id = p.worker_id OFFSET 0) w"""
_ONE = (
    f"SELECT {ROUND}, {PAIR}, {_CASE}, {_CLIENT}, {WORKER}%s"  # noqa: S608 - names of our own
    f"""
  FROM alliance_round r JOIN alliance_pair p ON p.id = r.pair_id {PEOPLE}%s
 WHERE r.id = %%s AND r.pair_id = ANY ((SELECT {PAIRS_TO_READ})::uuid[])"""
)
_ALONE = _ONE % ("", "")
_NOTED = Columns(Conversation, "n")
LAST_AGREED = f"""SELECT {_NOTED}, alliance.pair_key(n.pair_id) AS wrapped
  FROM (SELECT id, number FROM alliance_round
         WHERE pair_id = %s AND number < %s AND state = 'discussed' AND pair_id = ANY ((SELECT {PAIRS_TO_READ})::uuid[])
         ORDER BY number DESC OFFSET 0) e
 CROSS JOIN LATERAL (SELECT * FROM alliance_conversation WHERE round_id = e.id OFFSET 0) n
 ORDER BY e.number DESC LIMIT 1"""  # noqa: S608 - names of our own
_LAST = f" LEFT JOIN LATERAL ({LAST_AGREED % ('r.pair_id', 'r.number')}) n ON true"
_AGREED = _ONE % (", n.*", _LAST)
OWN_PART = Columns(Part, "o")
_OWN, _OWN_HELD = (
    _ONE
    % (
        f", n.*, {OWN_PART}, alliance.pair_key(o.pair_id)",
        f"{_LAST} LEFT JOIN LATERAL alliance.own_part(r.id, {held}) o ON true",
    )
    for held in ("false", "true")
)


def get_round(
    actor: Actor, round_id: UUID, *, agreed: bool = False, own: bool = False, own_held: bool = False
) -> RoundHere:
    """One round, with `agreed` also what `last_agreement` tells of it, with `own` also what `own_part` does.

    With `own_held` it comes for whoever changes that part, once: nobody else does until the transaction ends.
    Raises Round.DoesNotExist, also for a code that was given for another round.

    One query, one more where the organisation brought the questionnaire, two when this process did not read it yet.
    """
    row = ask(actor, _OWN_HELD if own_held else _OWN if own else _AGREED if agreed else _ALONE, (round_id,))
    if not row or (actor.kind == "link" and actor.round_id != round_id):
        raise Round.DoesNotExist
    found: Round
    found, pair, case, pair.client, pair.worker = made(row[0], ROUND, PAIR, _CASE, _CLIENT, WORKER)
    found.pair, pair.case = pair, case
    more = row[0][sum(len(each) for each in (ROUND, PAIR, _CASE, _CLIENT, WORKER)) :]
    last, part = more[: len(_NOTED) + 1], more[len(_NOTED) + 1 :]
    return _here(actor, found, agreed_in(last) if last else None, part or None, own_held=own_held)


def agreed_in(row: Sequence[Any]) -> Agreed:
    """What a row of `LAST_AGREED` tells, or an empty one."""
    return Agreed(None, b"") if row[0] is None else Agreed(_NOTED.made(row[:-1]), row[-1])


def _here(actor: Actor, found: Round, agreed: Agreed | None, own: Sequence[Any] | None, *, own_held: bool) -> RoundHere:
    pair = found.pair
    loaded = questionnaires.loaded(actor, found.instrument_id, found.instrument_version)
    names = pair.client.given_name, pair.worker.given_name
    return RoundHere(found, pair, practice_of(pair.case), *names, loaded, agreed, own, own_held)
