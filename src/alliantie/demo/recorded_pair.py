"""One pair of a recorded case: its key, its rounds, what is answered, looked at and agreed, as rows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from uuid import UUID

from django.conf import settings

from alliantie.access.identity import DOOR
from alliantie.alliance import drafts, questionnaires, vault
from alliantie.alliance.drafts import Draft
from alliantie.alliance.operations import WINDOW_DAYS
from alliantie.alliance.states import RUNNING, State
from alliantie.demo import patterns, steps
from alliantie.demo.rows import Row, Rows, number
from alliantie.instruments import Questionnaire, score
from alliantie.instruments import library as instruments
from alliantie.practices import Practice

_BLANK_PICTURE = len(vault.lock(vault.new_key(), "picture", UUID(int=0), {}))


@dataclass(frozen=True, slots=True)
class _Round:
    """The latest round of a pair, with both parts by role."""

    row: Row
    parts: dict[str, Row]


class RecordedPair:
    """A pair on its way, from the day it begins. Raises LookupError for what has to come after something else."""

    def __init__(
        self, rows: Rows, chance: Random, practice: Practice, case: Row, client_id: UUID, kind: str, day: date
    ) -> None:
        self._rows, self._chance, self._practice, self._case = rows, chance, practice, case
        self._key = vault.new_key()
        self._count = 0
        self._round: _Round | None = None
        self._talk: Row | None = None
        here = {"area_id": case["area_id"], "client_id": client_id}
        self.id = number(chance)
        self._pair = rows.add(
            "alliance_pair",
            **here,
            id=self.id,
            case_id=case["id"],
            worker_id=case["worker_id"],
            pair_kind=kind,
            begins_on=day,
        )
        rows.add("alliance_wish", **here, pair_id=self.id, do_not_ask=False)
        wrapped = vault.wrap(settings.MASTER_KEY, self.id, self._key)
        rows.add("secrets.pair_key", pair_id=self.id, area_id=case["area_id"], wrapped=wrapped)

    @property
    def _now(self) -> _Round:
        if self._round is None:
            raise LookupError("this pair has no round yet")
        return self._round

    @property
    def _said(self) -> Row:
        if self._talk is None:
            raise LookupError("they did not look yet")
        return self._talk

    def end(self, day: date) -> None:
        """The pair ends, and with it a round that runs."""
        self._pair["ends_on"] = day
        if self._round is not None and self._round.row["state"] in RUNNING:
            self._close("pair_ended")

    def close_due(self, day: date) -> None:
        """An open round past its window closes by itself."""
        held = self._round.row if self._round else {}
        if held and held["state"] == State.OPEN and held["answer_until"] < day:
            self._close("window_ended")

    def _close(self, why: str) -> None:
        self._now.row["state"] = State.CLOSED.value
        for part in self._now.parts.values():
            unsent = why == "window_ended" and not part.get("sealed_at")
            part["closed_because"] = "no_answer" if unsent else why

    def start(self, act: steps.StartRound, day: date) -> None:
        """A round opens, with an empty part for each of the two."""
        instrument, length = questionnaires.for_new_round(
            DOOR, self._case["organisation_id"], self._practice, day, length=act.length, easy=act.easy
        )
        self._count += 1
        here = {"area_id": self._case["area_id"], "pair_id": self.id}
        row = self._rows.add(
            "alliance_round",
            **here,
            id=number(self._chance),
            number=self._count,
            state=State.OPEN.value,
            instrument_id=instrument.id,
            instrument_version=instrument.version,
            variant=self._practice.rounds.variant,
            length=length,
            form="easy" if act.easy else "standard",
            reason=self._practice.moment(act.reason).id,
            opens_on=day,
            answer_until=day + timedelta(days=WINDOW_DAYS),
        )
        self._round = _Round(row, {})
        for role, owner in (("client", "client_id"), ("professional", "worker_id")):
            part_id = number(self._chance)
            self._round.parts[role] = self._rows.add(
                "alliance_part",
                **here,
                id=part_id,
                round_id=row["id"],
                role=role,
                owner_id=self._pair[owner],
                answers=vault.lock(self._key, "answers", part_id, Draft().as_json()),
                picture=os.urandom(_BLANK_PICTURE),
                withdrawn=False,
                closed_because="",
                quiet=False,
                reminded=False,
                pin_hash=os.urandom(32),
                pin_chosen=False,
                pin_tries=0,
                by_account=False,
            )

    def answer(self, act: steps.Answer, at: datetime) -> None:
        """One of the two answers everything and sends it; the second completes the round."""
        held, part = self._now.row, self._now.parts[act.role]
        asked = _asked(act.role, held["variant"], held["length"], held["form"])
        chance = Random(act.chance)  # noqa: S311 - a story, no secret
        given = patterns.answers(act.pattern, act.number, act.count, act.role, asked.items, len(asked.options), chance)
        is_client = act.role == "client"
        draft = Draft("taking_part" if is_client else "unasked", given, act.helped, "nobody" if is_client else None)
        scores = drafts.scores_as_json(score(asked, given))
        part["answers"] = vault.lock(self._key, "answers", part["id"], draft.as_json())
        part["picture"] = vault.lock(self._key, "picture", part["id"], scores)
        part["share"], part["sealed_at"] = act.share if is_client else "all", at
        # What is written in an account is out of reach of codes.
        part["pin_chosen"] = part["by_account"] = is_client
        if all(each.get("sealed_at") for each in self._now.parts.values()):
            held["state"] = State.COMPLETE.value

    def look(self, client_at: datetime, worker_at: datetime) -> None:
        """Both say that they look, the client first, and the picture is there."""
        held, parts = self._now.row, self._now.parts
        parts["client"]["own_word"] = True
        parts["client"]["confirmed_at"] = client_at
        parts["professional"]["confirmed_at"] = held["revealed_at"] = worker_at
        held["state"] = State.REVEALED.value
        self._talk = self._rows.add(
            "alliance_conversation",
            round_id=held["id"],
            area_id=self._case["area_id"],
            pair_id=self.id,
            agreement=vault.lock(self._key, "agreement", held["id"], {"text": ""}),
            agreement_state="open",
        )

    def talk(self, act: steps.Talk, day: date) -> None:
        """They agree on one thing or none, and the talk is done."""
        held, talk, text = self._now.row, self._said, " ".join(act.agreement.split())
        talk["agreement"] = vault.lock(self._key, "agreement", held["id"], {"text": text})
        talk["agreement_state"] = "confirmed" if text else "none"
        talk["date_in_file"] = act.date_in_file
        held["state"], held["discussed_on"] = State.DISCUSSED.value, day
        if act.afterthought is not None:
            own_say, worth = act.afterthought
            given = {"own_say": own_say, "talk_worth": worth}
            self._rows.add(
                "alliance_afterthought",
                round_id=held["id"],
                area_id=self._case["area_id"],
                client_id=self._pair["client_id"],
                answers=vault.lock(self._key, "afterthought", held["id"], given),
            )

    def put_in_file(self, fact_id: UUID) -> None:
        """The day of the talk stands in the file, as this fact."""
        self._said["fact_id"] = fact_id


@lru_cache(maxsize=256)
def _asked(role: patterns.Role, variant: str, length: int, form: str) -> Questionnaire:
    """The questions of a round. Their words do not matter here, only which there are."""
    return instruments().latest(questionnaires.OWN).questionnaire(role, variant, length, form)
