"""A newly measured weight during a plan."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.caution import Action, BmiBelow, DailyDoseAbove, DosePerKgAbove, ResultNotKnown, Trigger
from protocols.authoring.item import Mode
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import Unit, of
from protocols.plans.acts import Weigh
from protocols.plans.adjusting import Adjusting
from protocols.plans.asked_again import NEW_CAUTION, Party
from protocols.plans.effect import Effect, Ended, Pausing, Resolved, StopReason
from protocols.plans.examining import examined_with
from protocols.plans.fold import affected
from protocols.plans.head import Head, weighings
from protocols.plans.lighter import for_this_weight, lower
from protocols.plans.moving import with_falls
from protocols.plans.open_calls import calls_about
from protocols.plans.own_end import own_ends
from protocols.plans.raising import because
from protocols.plans.start import CeilingPassed, check_ceilings, resolved_items
from protocols.plans.weighed import ASKED_AGAIN_ABOVE, check_height, check_jump, is_lost, lost_from
from protocols.plans.weight_lost import LOST
from protocols.refusal import Refusal

_ANSWERED: Final = frozenset({"change-weight_changed"})


class WeighedOutOfTime(Refusal):
    """A weight from the future, or from before the last one."""

    code = "weighed_out_of_time"
    title = "The weight is not a new one"


def weigh(protocol: Protocol, head: Head, act: Weigh, party: Party, today: date) -> Adjusting:
    """Every dose for the new weight: a lower one at once, a higher one at the next advance.

    Where the weight stops or pauses the plan, whoever resumes it comes back on the lower dose.
    """
    body = _body(_weighed(head, head.doses[-1].body), act, today)
    resolved = Resolved(body=body, items=resolved_items(protocol, body))
    closes = calls_about(protocol, head, _ANSWERED)
    effect = Effect(day=today, resolved=resolved, closes_calls=closes, ends=own_ends(head, today))
    items = tuple(track.item for track in head.tracks)
    if _lost(lost_from(head, head.doses), body, planned=act.loss_was_planned):
        ended = Ended(on=today, reason=StopReason.ALARM, final=False)
        stop = replace(effect, ended=ended, cancels=items, call=Call.TODAY, call_because=(LOST,))
        stop = replace(stop, moves=lower(head, stop, today))
        return Adjusting(effect=stop, sentence="Stop at once: 5 % of the weight or more was lost since the start.")
    raised = _newly_raised(protocol, head, resolved, party, today)
    if raised is not None:
        pauses = tuple(Pausing(item=item, since=today, screen_first=True) for item in items)
        held = replace(effect, pauses=pauses, cancels=items, call=Call.ROUTINE, call_because=(NEW_CAUTION,))
        held = replace(held, moves=lower(head, held, today))
        return Adjusting(effect=held, sentence=f"Paused at once: for this weight there is a new caution. {raised}")
    less = lower(head, effect, today)
    sentence = for_this_weight(resolved.items, less, today) if less else _stays(affected(head, effect, head.seq, today))
    return Adjusting(effect=with_falls(head, replace(effect, moves=less)), sentence=sentence)


def _weighed(head: Head, body: Body) -> Body:
    """The body with its weight, or with that of the baseline where a plan began without one."""
    told = head.baseline.get(BODY_WEIGHT)
    return body if body.weight is not None or told is None else replace(body, weight=of(told, Unit.KILOGRAM))


def _body(before: Body, act: Weigh, today: date) -> Body:
    """The new body; raises Implausible for a weight that must be confirmed first."""
    weighed_on = act.weighed_on or today
    if weighed_on > today or (before.weighed_on is not None and weighed_on < before.weighed_on):
        raise WeighedOutOfTime("A weight is from today or before, and not older than the last.", pointer="/weighed_on")
    body = Body(
        weight=act.weight,
        height=act.height or before.height,
        weighed_on=weighed_on,
        confirmed=act.confirmed,
        ideal=act.ideal_weight or before.ideal,
    )
    check_jump(before, body, ASKED_AGAIN_ABOVE)
    check_height(before, body)
    return body


def _lost(known: DecimalString | None, now: Body, *, planned: bool) -> bool:
    if planned or known is None or now.weight is None:
        return False
    return is_lost(known, now.weight.value)


def _newly_raised(protocol: Protocol, head: Head, resolved: Resolved, party: Party, today: date) -> str | None:
    """What this weight raises and the screening had not: too much in a day, somebody light, or more per kg."""
    try:
        check_ceilings(resolved.items, head.declared)
    except CeilingPassed as refused:
        return refused.sentence
    # What stands on the record is no news about the weight.
    unrecorded = replace(party.person, recorded_cautions=())
    examined = examined_with(protocol, head, resolved, unrecorded, today)
    known = {each.caution for each in head.screened.raised}
    for caution in protocol.cautions:
        by_weight = tuple(trigger for trigger in caution.triggers if _is_about_weight(trigger))
        if not by_weight or caution.key in known or caution.action is Action.INFORM:
            continue
        why = because(replace(caution, triggers=by_weight), {}, examined)
        if why is not None:
            return f"{caution.label}: {why}"
    return None


def _is_about_weight(trigger: Trigger) -> bool:
    """Whether another weight can raise it: by the index, by a dose, or by a value asked for from so many g per kg."""
    on_weight = isinstance(trigger, BmiBelow | DailyDoseAbove | DosePerKgAbove)
    return on_weight or (isinstance(trigger, ResultNotKnown) and trigger.dose is not None)


def _stays(later: Head) -> str:
    """Nothing is less: whether anything is more, and waits."""
    higher = any(_asks_for_more(later, track.item) for track in later.tracks)
    waits = ", and a higher one waits for the next advance" if higher else ""
    return f"The weight is recorded; the dose stays{waits}."


def _asks_for_more(later: Head, item: str) -> bool:
    """Whether the new weight raises a step that a check-in may lead up to; no calendar waits for more."""
    *_, before, now = weighings(later, item)
    steps = zip(before.steps, now.steps, strict=True)
    return now.mode is Mode.GATED and any(one.arithmetic.daily.value < two.arithmetic.daily.value for one, two in steps)
