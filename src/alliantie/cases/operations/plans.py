"""The plan of a case: beginning a version, writing in it, agreeing on it, what each says of it, and looking back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import alone, check_seen
from alliantie.cases import plan_rules
from alliantie.cases.models import Case, Fact, Plan, PlanEvaluation, PlanVoice
from alliantie.cases.operations.facts import record_fact
from alliantie.cases.queries.plans import Voice


def start_plan(*, actor: Actor, now: datetime, case: Case, client_id: UUID | None) -> UUID:
    """A draft of the next version, beginning as the last one was; where there is a draft already, that one.

    Two at once get the same draft.
    """
    theirs = Q(client_id=client_id) if client_id else Q(client_id__isnull=True)
    there = Plan.objects.visible_to(actor).filter(theirs, case_id=case.id).order_by("-number")
    last = there.first()
    if last is None or last.state != Plan.State.DRAFT:
        Plan.objects.bulk_create(
            [
                Plan(
                    area_id=case.area_id,
                    case_id=case.id,
                    client_id=client_id,
                    number=last.number + 1 if last else 1,
                    content=last.content if last else plan_rules.Content().model_dump(mode="json"),
                    saved_with=uuid.uuid4(),
                    saved_by=actor.me,
                    saved_at=now,
                )
            ],
            ignore_conflicts=True,
        )
        last = there.get(state=Plan.State.DRAFT)
    return last.id


def save_plan(
    *, actor: Actor, now: datetime, plan_id: UUID, content: plan_rules.Content, seen: int, page: UUID
) -> bool:
    """Write a draft. Gives False, and writes nothing, where somebody else wrote or agreed since it was `seen`.

    `page` names the page that writes, which goes on over what it wrote itself (`plan_rules.stands`).
    """
    draft = Plan.objects.visible_to(actor).filter(id=plan_id, state=Plan.State.DRAFT)
    return bool(
        draft.filter(Q(revision=seen) | Q(saved_with=page)).update(
            content=content.model_dump(mode="json"),
            revision=F("revision") + 1,
            saved_with=page,
            saved_by=actor.me,
            saved_at=now,
        )
    )


def agree_plan(*, actor: Actor, now: datetime, case: Case, plan: Plan, seen: int, on: date) -> None:
    """Agree on a draft as it was `seen`: nothing in it changes any more, and the case says that a plan was agreed.

    Raises Denied for a plan that lacks something or a day to come, NotNow when it was changed or agreed meanwhile.
    """
    match plan_rules.lacks(plan_rules.Content.model_validate(plan.content)):
        case "goals":
            raise Denied(_("Schrijf eerst een doel op."))
        case "words":
            raise Denied(_("Schrijf bij elk doel de woorden van wie het gaat."))
    with transaction.atomic():
        call("access.agree_plan", plan.id, seen, on)
        record_fact(
            actor=actor,
            now=now,
            area_id=case.area_id,
            case_id=case.id,
            kind=Fact.Kind.PLAN_AGREED,
            on=on,
            client_id=plan.client_id,
            fact_id=plan.id,
            # Taken back and recorded again, the fact still tells which version it is about.
            together=plan.id,
        )


def throw_away_plan(*, actor: Actor, plan_id: UUID) -> bool:
    """Erase a draft; history keeps it. Gives False where there is no draft any more."""
    found, _by_table = Plan.objects.visible_to(actor).filter(id=plan_id, state=Plan.State.DRAFT).delete()
    return bool(found)


def say_of_plan(
    *,
    actor: Actor,
    plan_id: UUID,
    answer: PlanVoice.Answer,
    reason: str,
    on: date,
    client_id: UUID | None = None,
    name: str = "",
    seen: str | None = None,
) -> None:
    """Note what someone says of an agreed plan: one of the case, or another by name; a later word replaces an earlier.

    A client says it alone and for nobody else. `seen` is the fingerprint of what that one said when the page was made
    (`voice_told`). Raises Denied, Meanwhile where another answer was noted since, and NotNow where the client's own
    word stands.
    """
    proven_actor(actor)
    with transaction.atomic():
        # Who said nothing yet has no row to lock.
        alone("voices", plan_id)
        whose = Q(client_id=client_id) if client_id else Q(client_id__isnull=True)
        there = PlanVoice.objects.visible_to(actor).filter(whose, plan_id=plan_id, name=name).first()
        stands, own = voice_told(there), there is not None and there.by_self and not actor.is_client
        if stands != (answer, reason, on) and not own:
            check_seen(seen, *stands)
        call("access.say_of_plan", plan_id, client_id, name, answer, reason, on)


def voice_told(there: PlanVoice | Voice | None) -> tuple[object, ...]:
    """What someone said of a plan; nothing of who said nothing yet."""
    return () if there is None else (str(there.answer), there.reason, there.on)


def evaluate_plan(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    plan: Plan,
    on: date,
    goals: Sequence[plan_rules.GoalLater],
    token: UUID,
    corrects: UUID | None = None,
    void: bool = False,
) -> UUID:
    """Note how the goals of an agreed plan stand, in their order, or what stands instead of an earlier note.

    A correction is `void` where nothing does. The same form sent twice notes it once. Raises NotNow where the earlier
    note was corrected in another way meanwhile.
    """
    proven_actor(actor)
    told = [goal.model_dump(mode="json") for goal in goals]
    made = uuid.uuid5(token, f"{plan.id} {on} {told} {corrects}")
    PlanEvaluation.objects.bulk_create(
        [
            PlanEvaluation(
                id=made,
                area_id=case.area_id,
                case_id=case.id,
                plan_id=plan.id,
                client_id=plan.client_id,
                on=on,
                goals=told,
                recorded_by=actor.me,
                recorded_at=now,
                corrects_id=corrects,
                void=void,
            )
        ],
        ignore_conflicts=True,
    )
    if corrects and not PlanEvaluation.objects.visible_to(actor).filter(id=made).exists():
        raise NotNow(_("Iemand verbeterde dit net. Er is niets veranderd."))
    return made
