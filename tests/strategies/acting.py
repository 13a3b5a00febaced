"""Acts by name as practitioners do them, sensible ones and others."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from protocols.authoring.caution import Action, Asked
from protocols.authoring.citing import works_cited
from protocols.authoring.protocol import Protocol
from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.evidence.doubt import DOUBTS
from protocols.plans import acts
from protocols.plans.answer import YesNoUnknown
from protocols.plans.days import item_last_day
from protocols.plans.effect import StopReason
from protocols.plans.falls import can_rise
from protocols.plans.head import Head, item_of
from protocols.plans.lines import rises, unscreened
from protocols.plans.position import DOSING, LIVE, Phase, item_phase
from protocols.plans.screened_on import VALID_DAYS
from protocols.plans.screening import Agreement, Override, Screening
from protocols.plans.spans import Track, pending_rise, span_on

REASON = "Talked through with the client; the team has agreed to this."
RARE = ("stop", "complete", "entered_in_error")
OFTEN = ("pause", "resume", "hold", "set_step", "close_call", "weigh")
BOUGHT = (Product(name="Powder"), Product(name="Grains"), Product(), Product(name="Powder", scoop=grams("5")))
NOW_AND_THEN = ("settle", "extend", "product", "rescreen", "move_event", "pause_later")


def adjustments(protocol: Protocol, head: Head, today: date) -> st.SearchStrategy[acts.Adjustment]:
    """Any act on a plan on a day."""
    return st.randoms(use_true_random=False).map(lambda chance: an_act(chance, protocol, head, today))


def an_act(chance: Random, protocol: Protocol, head: Head, today: date) -> acts.Adjustment:  # noqa: C901, PLR0911, PLR0912 one line for each act
    """One act as chance has it."""
    item = chance.choice([None, *(track.item for track in head.tracks)])
    kinds = RARE if chance.random() < 0.02 else (OFTEN if chance.random() < 0.75 else NOW_AND_THEN)
    match chance.choice(_likely(kinds, head, today) if chance.random() < 0.9 else kinds):
        case "pause":
            return acts.Pause(reason=REASON, item=item)
        case "pause_later":
            return acts.Pause(reason=REASON, item=item, on=today + timedelta(days=chance.randint(-2, 12)))
        case "resume":
            return resuming(chance, protocol, item, today)
        case "hold":
            return acts.Hold(reason=REASON, item=item)
        case "set_step":
            return acts.SetStep(reason=REASON, item=item, step=chance.choice(_steps(head) or ["none"]))
        case "close_call":
            return acts.CloseCall(reason=REASON, call=chance.choice([each.event for each in head.calls] or [1]))
        case "weigh":
            return _weigh(chance, head)
        case "settle":
            return acts.Settle(reason=REASON, item=item)
        case "extend":
            return _extend(chance, protocol, head, today, item)
        case "product":
            return acts.RecordProduct(reason=REASON, product=chance.choice(BOUGHT))
        case "rescreen":
            given = reasons(protocol, today) if chance.random() < 0.8 else ()
            asked = _raising(chance, protocol) if chance.random() < 0.3 else _asked()
            return acts.Rescreen(reason=REASON, screening=asked, overrides=given)
        case "move_event":
            return acts.MoveEvent(reason=REASON, event_on=today + timedelta(days=chance.randint(-1, 40)))
        case "stop":
            return acts.Stop(reason=REASON, stop_reason=chance.choice(list(StopReason)))
        case "complete":
            return acts.Complete(reason=REASON)
        case _:
            return acts.EnteredInError(reason=REASON)


def noting(
    chance: Random, protocol: Protocol, head: Head
) -> acts.Acknowledge | acts.AcknowledgeEvidence | acts.ReviewOverride:
    """An act that touches no dose: something is acknowledged, or a reason is looked at again."""
    cited = works_cited(protocol)
    if cited and chance.random() < 0.2:
        return acts.AcknowledgeEvidence(reason=REASON, work=chance.choice(cited), status=chance.choice(DOUBTS))
    overridden = [each.caution for each in head.screened.raised if each.override is not None]
    if overridden and chance.random() < 0.4:
        return acts.ReviewOverride(reason=REASON, caution=chance.choice(overridden))
    told = [each.caution for each in head.screened.raised if each.override is None]
    return acts.Acknowledge(reason=REASON, about=chance.choice([*told, "lapsed", *protocol.baseline_labs]))


def asking_first(chance: Random, protocol: Protocol, head: Head, today: date) -> acts.Rescreen | None:
    """Mostly the screening in full before a check-in that could raise past a line, as somebody does who reads the list.

    Where nothing has to be asked, hardly ever.
    """
    wanted = any(rises(head, track, today) and unscreened(head, track, today) for track in head.tracks)
    if chance.random() > (0.75 if wanted else 0.02):
        return None
    return acts.Rescreen(reason=REASON, screening=_asked(), overrides=reasons(protocol, today))


def resuming(chance: Random, protocol: Protocol, item: str | None, today: date) -> acts.Resume:
    """A resume with a new screening, or without one."""
    if chance.random() < 0.6:
        return acts.Resume(reason=REASON, item=item, screening=_asked(), overrides=reasons(protocol, today))
    return acts.Resume(reason=REASON, item=item)


def reasons(protocol: Protocol, today: date) -> tuple[Override, ...]:
    """A reason for every caution that asks for one."""
    agreed = (Agreement(name="Dr. Lin", role="consultant", on=today),)
    return tuple(
        Override(caution=each.key, reason=REASON, agreed_by=agreed)
        for each in protocol.cautions
        if each.action is Action.OVERRIDE_WITH_REASON
    )


def _asked() -> Screening:
    return Screening(confirmed_none=True)


def _raising(chance: Random, protocol: Protocol) -> Screening:
    """Every question answered, now and then one of them with yes where that excludes nobody."""
    asked = [each for each in protocol.cautions if any(isinstance(trigger, Asked) for trigger in each.triggers)]
    may = [each.key for each in asked if each.action is not Action.EXCLUDE]
    said = {each.key: YesNoUnknown.NO for each in asked}
    return Screening(answers=said | {chance.choice(may): YesNoUnknown.YES} if may else said)


def _likely(kinds: tuple[str, ...], head: Head, today: date) -> tuple[str, ...]:
    """Of these acts those that a plan as it stands may take; all of them where it takes none."""
    phases = {item_phase(head, track, today) for track in head.tracks}
    senseless = {
        "resume": not phases & {Phase.PAUSED, Phase.STOPPED},
        "hold": all(pending_rise(track, today) is None for track in head.tracks),
        "close_call": not head.calls,
        "set_step": not phases & LIVE,
        "settle": not phases & DOSING,
        "extend": not any(_goes_on(head, track, today) for track in head.tracks),
    }
    return tuple(kind for kind in kinds if not senseless.get(kind)) or kinds


def _goes_on(head: Head, track: Track, today: date) -> bool:
    """Whether the item has a dose that may be extended, and a last day before the latest that it can get."""
    item, span = item_of(head, track.item), span_on(track, today)
    taken = item_phase(head, track, today) in DOSING and not can_rise(item, span)
    return taken and item_last_day(head, track) < today + timedelta(days=VALID_DAYS)


def _extend(chance: Random, protocol: Protocol, head: Head, today: date, item: str | None) -> acts.Extend:
    """Mostly an item that can be extended, mostly to a day that it can get."""
    able = [track for track in head.tracks if _goes_on(head, track, today)]
    until = today + timedelta(days=chance.choice([1, 7, 30, 90, 91]))
    if able and chance.random() < 0.8:
        track = chance.choice(able)
        latest = today + timedelta(days=VALID_DAYS)
        later = item_last_day(head, track) + timedelta(days=chance.choice([1, 2, 7, 14, 30, 60]))
        item, until = track.item, min(later, latest)
    return acts.Extend(reason=REASON, item=item, until=until, screening=_asked(), overrides=reasons(protocol, today))


def _steps(head: Head) -> list[str]:
    return [step.key for item in head.snapshot.items for step in (*item.steps, *item.taper)]


def _weigh(chance: Random, head: Head) -> acts.Weigh:
    """A weight a few per cent away from the last, sometimes much more."""
    before = head.doses[-1].body.weight
    now = Decimal(70) if before is None else before.value
    moved = now * chance.choice([90, 96, 97, 99, 100, 101, 103, 110, 130]) / 100
    kilograms = DecimalString(round(min(max(moved, Decimal(30)), Decimal(250)), 1))
    planned = chance.random() < 0.7
    return acts.Weigh(reason=REASON, weight=of(kilograms, Unit.KILOGRAM), confirmed=True, loss_was_planned=planned)
