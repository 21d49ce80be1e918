"""Grants on sections of the cases of a random world: to a colleague or a team, running, over, coming or ended."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import SectionGrant
from alliantie.access.sections import SECTIONS
from alliantie.cases.models import Representation
from alliantie.cases.operations.sections import end_sections
from alliantie.people.models import Team, Worker
from tests.access.random_story import Mark, Story, Thing
from tests.cases.section_ways import give_in
from tests.worlds import CaseWorld

# By section, with which letters the words begin that stand there.
WORDS: dict[str, tuple[str, ...]] = {
    "frame": ("Voorwaarde",),
    "plan": ("Belofte", "Doel"),
    "money": ("Schuldeiser", "Loon", "Papier"),
    "incidents": ("Voorval",),
}


def tell_sections(story: Story, dice: random.Random, case: CaseWorld, number: int) -> None:
    """Who of the team does not work in the case may read some of it."""
    free = [worker for worker in case.world.workers if case.case_id not in story.seen[worker.id]]
    for place, state in enumerate(dice.choices(("running", "ended", "over", "coming"), k=dice.randrange(4))):
        subjects: list[Worker | Team] = [*free, case.world.team]
        to = dice.choice(subjects)
        sections = tuple(dice.sample(SECTIONS, dice.randrange(1, 4)))
        reason = f"Deelreden{number}{place}q"
        first = clock.today() + timedelta(days=4 if state == "coming" else 0)
        made = give_in(case, to, *sections, reason=reason, starts_on=first, ends_on=first + timedelta(days=4))
        story.marks.append(Mark(reason, case.case_id, None, "inside"))
        story.things.append(Thing("given_id", made, case.case_id, None, of_workers=True))
        if state == "ended":
            with acting(case.worker) as actor:
                end_sections(actor=actor, grant_id=made)
        elif state == "over":
            today = clock.today()
            SectionGrant.objects.using("owner").filter(id=made).update(
                starts_on=today - timedelta(days=9), ends_on=today
            )
        readers = {each.id for each in (free if to == case.world.team else [to])} if state == "running" else set()
        words = _words(story, case, sections) | {reason}
        story.sections[made] = (case, readers, words)
        # Open to nobody yet, or any more: then it is like one that never was.
        grant = Thing("section_id", made, case.case_id, None, told=True)
        story.things.append(grant)
        for reader in readers:
            letters = [each for each in story.things if each.slot == "letter_id" and each.case_id == case.case_id]
            open_ones = [each for each in letters if "documents" in sections and not each.of_workers]
            story.open_to(reader, grant, *open_ones)
            for each in words:
                story.open_to(reader, words=each)


def _words(story: Story, case: CaseWorld, sections: tuple[str, ...]) -> set[str]:
    """The words in these sections, and the names, which each grant tells."""
    begins = tuple(word for section in sections for word in WORDS.get(section, ()))
    here = [each for each in story.marks if each.case_id == case.case_id]
    found = {each.words for each in here if each.sort == "name" or (begins and each.words.startswith(begins))}
    if "identity" in sections:
        found |= {_name(made) for made, (client_id, *_covers) in story.acting.items()
                  if client_id in case.client_ids and _runs(made)}  # fmt: skip
    return found


def _row(made: UUID) -> Representation:
    return Representation.objects.using("owner").select_related("representative").get(id=made)


def _name(made: UUID) -> str:
    return _row(made).representative.given_name


def _runs(made: UUID) -> bool:
    row, today = _row(made), clock.today()
    return not row.void and row.starts_on <= today and (row.ends_on is None or row.ends_on > today)
