"""Reading pairs and rounds, each person only what is theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef
from django.db.models.functions import JSONObject

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import questionnaires, vault
from alliantie.alliance.drafts import Draft, scores_from_json
from alliantie.alliance.models import Conversation, Pair, Part, Round, Shown, Wish
from alliantie.alliance.rules import AMOUNTS, Role
from alliantie.alliance.states import RUNNING, State
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.instruments import Instrument, Questionnaire, same_line
from alliantie.instruments import library as instruments
from alliantie.instruments.questionnaire import Key
from alliantie.instruments.schema import LicensedInstrument, Questions
from alliantie.practices import Practice

Scores = dict[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class RoundHere:
    """A round the actor may know of, with its people and its practice.

    `loaded` is the questionnaire the organisation brought itself, None where the round takes one of ours.
    """

    round: Round
    pair: Pair
    practice: Practice
    client_name: str
    worker_name: str
    loaded: LicensedInstrument | None = None

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
        return role if role[:2].isupper() else role[:1].lower() + role[1:]


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


def pair_key(actor: Actor, pair_id: UUID) -> bytes:
    """The key of a pair the actor may read. One query. Raises vault.DamagedError, Pair.DoesNotExist."""
    proven_actor(actor)
    ((wrapped,),) = read("alliance.pair_key", pair_id)
    if wrapped is None:
        raise Pair.DoesNotExist
    return vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped))


def get_pair(actor: Actor, pair_id: UUID) -> Pair:
    """One pair with its case, client and worker. One query. Raises Pair.DoesNotExist."""
    return Pair.objects.visible_to(actor).select_related("case", "client", "worker").get(id=pair_id)


def get_round(actor: Actor, round_id: UUID) -> RoundHere:
    """One round. Raises Round.DoesNotExist, also for a code that was given for another round.

    One query, one more where the organisation brought the questionnaire, two when this process did not read it yet.
    """
    found = (
        Round.objects.visible_to(actor).select_related("pair__case", "pair__client", "pair__worker").get(id=round_id)
    )
    if actor.kind == "link" and actor.round_id != found.id:
        raise Round.DoesNotExist
    return _here(actor, found)


def _here(actor: Actor, found: Round) -> RoundHere:
    pair = found.pair
    loaded = questionnaires.loaded(actor, found.instrument_id, found.instrument_version)
    return RoundHere(found, pair, practice_of(pair.case), pair.client.given_name, pair.worker.given_name, loaded)


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A printed form, for the colleague who types it in: what is asked, and where it goes. Without any name."""

    number: str
    here: RoundHere
    part_id: UUID
    key: bytes


def paper_form(actor: Actor, number: str) -> PaperForm | None:
    """The form with this number, for a colleague outside the pair; None when unknown, over, or of the own pair.

    One query, and those of a loaded questionnaire.
    """
    proven_actor(actor)
    typed = "".join(sign for sign in number.lower() if sign.isalnum())[:24]
    found = read("alliance.paper_form", typed)
    if not found:
        return None
    (
        round_id, pair_id, part_id, organisation_id, practice_id, practice_version, pair_kind,
        instrument_id, instrument_version, variant, length, form, wrapped,
    ) = found[0]  # fmt: skip
    asked = Round(
        id=round_id,
        pair_id=pair_id,
        instrument_id=instrument_id,
        instrument_version=instrument_version,
        variant=variant,
        length=length,
        form=form,
    )
    case = Case(organisation_id=organisation_id, practice_id=practice_id, practice_version=practice_version)
    here = RoundHere(
        asked,
        Pair(id=pair_id, pair_kind=pair_kind),
        practice_of(case),
        "",
        "",
        questionnaires.loaded(actor, instrument_id, instrument_version),
    )
    return PaperForm(typed, here, part_id, vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped)))


def key_of(actor: Actor, here: RoundHere) -> bytes:
    """The key of a round's pair. One query the first time for these rows, none after. Raises as `pair_key` does."""
    proven_actor(actor)
    if here.pair.opened_key is None:
        here.pair.opened_key = pair_key(actor, here.pair.id)
    return here.pair.opened_key


def own_part(actor: Actor, here: RoundHere, lock: bool = False) -> tuple[Part, Draft, bytes]:
    """The actor's own part, opened, and the pair's key. One query. Raises Part.DoesNotExist.

    With `lock` nobody else changes it until the transaction ends.
    """
    proven_actor(actor)
    asked = "SELECT p.*, alliance.pair_key(p.pair_id) AS wrapped FROM alliance.own_part(%s, %s) p"
    part = next(iter(Part.objects.raw(asked, [here.round.id, lock])), None)
    if part is None:
        raise Part.DoesNotExist
    key = _unwrapped(here, part.wrapped)
    return part, Draft.from_json(vault.unlock(key, "answers", part.id, bytes(part.answers))), key


def _unwrapped(here: RoundHere, wrapped: bytes) -> bytes:
    """The key of a round's pair, which came along with what it opens."""
    if here.pair.opened_key is None:
        here.pair.opened_key = vault.unwrap(settings.MASTER_KEY, here.pair.id, bytes(wrapped))
    return here.pair.opened_key


@dataclass(frozen=True, slots=True)
class OwnSide:
    """A round on someone's list, told only from the own side."""

    round_id: UUID
    pair_id: UUID
    case_id: UUID
    number: int
    state: State
    client_name: str
    worker_name: str
    sealed: bool
    opens_on: date
    answer_until: date


@dataclass(frozen=True, slots=True)
class RoundStands:
    """How one round of a pair stands. `sealed` is whether the actor sent the own part, None where there is none now."""

    id: UUID
    number: int
    state: State
    opens_on: date
    answer_until: date
    revealed_at: datetime | None
    discussed_on: date | None
    sealed: bool | None

    @classmethod
    def told(cls, by: Mapping[str, Any]) -> RoundStands:
        """From what the database tells in JSON."""
        return cls(
            UUID(by["id"]),
            by["number"],
            State(by["state"]),
            date.fromisoformat(by["opens_on"]),
            date.fromisoformat(by["answer_until"]),
            datetime.fromisoformat(by["revealed_at"]) if by["revealed_at"] else None,
            date.fromisoformat(by["discussed_on"]) if by["discussed_on"] else None,
            by["sealed"],
        )


@dataclass(frozen=True, slots=True)
class PairHere:
    """A pair with its rounds, newest first."""

    pair: Pair
    client_name: str
    worker_name: str
    rounds: tuple[RoundStands, ...]

    @property
    def running(self) -> RoundStands | None:
        """The round that runs now."""
        return next((each for each in self.rounds if each.state in RUNNING), None)

    @property
    def last_discussed(self) -> date | None:
        """The day on which the two last talked about a picture."""
        return max((each.discussed_on for each in self.rounds if each.discussed_on), default=None)


class _Sealed(Func):
    """Whether the actor's own part of a running round was sent; the database asks for all of them once."""

    template = (
        "((SELECT jsonb_object_agg(t.round_id, t.sealed_at IS NOT NULL) FROM alliance.own_parts() t)"
        " -> (%(expressions)s)::text)"
    )
    output_field = JSONField()


def pairs_with_rounds(actor: Actor, case_ids: Iterable[UUID] | None = None) -> tuple[PairHere, ...]:
    """The actor's pairs (of these cases), running ones first, with the rounds of each. One query.

    Of the two parts of a round it reads the own one only.
    """
    columns = ("id", "number", "state", "opens_on", "answer_until", "revealed_at", "discussed_on")
    held = (
        Round.objects.visible_to(actor)
        .filter(pair_id=OuterRef("id"))
        .order_by("-number")
        .values(told=JSONObject(**{column: column for column in columns}, sealed=_Sealed("id")))
    )
    pairs: Any = Pair.objects.visible_to(actor).select_related("client", "worker", "case")
    if case_ids is not None:
        pairs = pairs.filter(case_id__in=list(case_ids))
    found = sorted(
        pairs.annotate(with_rounds=ArraySubquery(held)).order_by("-begins_on", "id"),
        key=lambda pair: pair.ends_on is not None,
    )
    return tuple(
        PairHere(pair, pair.client.given_name, pair.worker.given_name, tuple(map(RoundStands.told, pair.with_rounds)))
        for pair in found
    )


def own_rounds(pairs: Iterable[PairHere]) -> tuple[OwnSide, ...]:
    """The actor's running rounds among these pairs, oldest window first. Costs no query."""
    found = (
        OwnSide(
            running.id,
            here.pair.id,
            here.pair.case_id,
            running.number,
            running.state,
            here.client_name,
            here.worker_name,
            running.sealed,
            running.opens_on,
            running.answer_until,
        )
        for here in pairs
        if (running := here.running) is not None and running.sealed is not None
    )
    return tuple(sorted(found, key=lambda side: (side.answer_until, side.round_id)))


@dataclass(frozen=True, slots=True)
class Looked:
    """What the two may look at of one revealed round. Scores are None where the client shared nothing."""

    amount: str
    client: Scores | None
    professional: Scores | None
    client_draft: Draft | None
    professional_draft: Draft | None

    @property
    def shared(self) -> bool:
        """Whether there is a picture."""
        return self.client is not None and self.professional is not None


def looked(actor: Actor, here: RoundHere, round_id: UUID | None = None) -> Looked | None:
    """The picture of a revealed round of this pair, as far as the client shares it; None before the reveal.

    One query. Both sides show the same amount.
    """
    proven_actor(actor)
    found = read("alliance.looked", round_id or here.round.id)
    if not found:
        return None
    key = _unwrapped(here, found[0][0])
    pictures: dict[str, Scores] = {}
    answers: dict[str, Draft] = {}
    for _wrapped, part_id, role, picture, sealed in found:
        if picture is not None:
            pictures[role] = scores_from_json(vault.unlock(key, "picture", part_id, bytes(picture)))
        if sealed is not None:
            answers[role] = Draft.from_json(vault.unlock(key, "answers", part_id, bytes(sealed)))
    amount = AMOUNTS[2 if answers else 1 if pictures else 0]
    return Looked(
        amount,
        pictures.get("client"),
        pictures.get("professional"),
        answers.get("client"),
        answers.get("professional"),
    )


def previous_picture(actor: Actor, here: RoundHere) -> Looked | None:
    """The picture of the last revealed round before this one on the same line of the trend. Up to four queries."""
    found = (
        Round.objects.visible_to(actor)
        .filter(pair_id=here.pair.id, number__lt=here.round.number, revealed_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if found is None or not same_line(trend_key(found), trend_key(here.round)):
        return None
    return looked(actor, here, found.id)


def trend_key(found: Round) -> str:
    """The key of the questions of a round: rounds with different keys are never joined."""
    key = Key(found.instrument_id, found.instrument_version, found.variant, found.length, found.form)
    return str(key)


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of a round as both see it."""

    state: str
    agreement: str
    fingerprint: str
    date_in_file: bool | None


def talk(actor: Actor, here: RoundHere) -> Talk | None:
    """The conversation of a round, its agreement opened. Two queries."""
    found = Conversation.objects.visible_to(actor).filter(round_id=here.round.id).first()
    return None if found is None else _opened(actor, here, found)


def _opened(actor: Actor, here: RoundHere, found: Conversation) -> Talk:
    key = key_of(actor, here)
    text = vault.unlock(key, "agreement", found.round_id, bytes(found.agreement))["text"]
    seen = hashlib.sha256(bytes(found.agreement)).hexdigest()
    return Talk(found.agreement_state, text, seen, found.date_in_file)


def last_agreement(actor: Actor, here: RoundHere) -> str:
    """What the two agreed in their last discussed round before this one, or "". Up to two queries."""
    found = (
        Conversation.objects.visible_to(actor)
        .filter(pair_id=here.pair.id, round__number__lt=here.round.number, round__state=State.DISCUSSED)
        .order_by("-round__number")
        .first()
    )
    if found is None or found.agreement_state != Conversation.Agreement.CONFIRMED:
        return ""
    return _opened(actor, here, found).agreement


def discussed_count(actor: Actor, pair_id: UUID) -> int:
    """How many rounds this pair talked about. One query."""
    return Round.objects.visible_to(actor).filter(pair_id=pair_id, state=State.DISCUSSED).count()


def does_not_want_asking(actor: Actor, pair_id: UUID) -> bool:
    """The client's own wish. One query; always False for anyone else, who cannot see it."""
    return pair_id in silent_pairs(actor)


def silent_pairs(actor: Actor) -> set[UUID]:
    """The pairs in which the client who asks does not want to be asked. One query; empty for anyone else."""
    proven_actor(actor)
    return {wish.pair_id for wish in Wish.objects.raw("SELECT * FROM alliance.own_wishes()") if wish.do_not_ask}


def shown_pairs(actor: Actor) -> set[tuple[UUID, UUID]]:
    """Which earlier pairs are shown to which later ones. One query."""
    proven_actor(actor)
    return set(Shown.objects.values_list("earlier_id", "later_id"))
