"""What may raise a dose, and nothing else: an advance, or a rise, resume or extension by name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import MAY_ADVANCE, CheckpointKind, timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.plans.acts import ConfirmRise, Extend, Resume, SetStep
from protocols.plans.decision import Decision, Dosing
from protocols.plans.entering import Entered
from protocols.plans.event import Adjusted, Decided
from protocols.plans.falls import on_taper
from protocols.plans.head import Head, dosed, item_of, weighings
from protocols.plans.position import LIVE, item_phase, windows
from protocols.plans.snapshot import step_of
from protocols.plans.spans import is_paused, pending_rise, span_on
from protocols.plans.still_screened import screened_until
from tests.plans.walking import DAY

Doses = dict[str, list[Decimal]]
"""The grams of each item on each of some days."""


@dataclass(frozen=True)
class Rise:
    """What an event did to the days from today on; `taken` is the step of each item that was taken last before it."""

    protocol: Protocol
    today: date
    before: Head
    after: Head
    was: Doses
    now: Doses
    taken: dict[str, Dosing]
    strides: tuple[int, ...]

    @property
    def risen(self) -> list[str]:
        """The items of which some day holds more than it, or any day before it, had held.

        A rise that had been decided counts from its day on, also where the plan would have lapsed before.
        """
        return [
            item
            for item, amount in self.now.items()
            if any(has > had for has, had in zip(amount, accumulate(self._had(item), max), strict=True))
        ]

    def tolerated(self, item: str) -> Decimal:
        """The most that may be taken again: what was taken last, or that step for a newer weight."""
        last = self.taken[item]
        assert last.step is not None
        newer = (step_of(each, last.step) for each in weighings(self.after, item))
        return max(Decimal(step.arithmetic.daily.value) for step in newer)

    def _had(self, item: str) -> list[Decimal]:
        track = next(each for each in self.before.tracks if each.item == item)
        decided = pending_rise(track, self.today)
        if decided is None:
            return self.was[item]
        amount = Decimal(dosed(self.before, item, decided).arithmetic.daily.value)
        days = (self.today + DAY * offset for offset in self.strides)
        return [
            max(had, amount) if day >= decided.since else had for day, had in zip(days, self.was[item], strict=True)
        ]


def check_rise(rise: Rise, event: Decided | Adjusted) -> None:
    """Only an advance, or a rise, resume or extension by name, gives any day more than it or a day before it had."""
    risen, now, head = rise.risen, rise.now, rise.before
    match event:
        case Decided(decision=decision):
            check_lowered(rise, decision)
            assert not risen or decision.entered is Entered.PRACTITIONER
            if risen:
                check_advance(rise, decision)
                check_lines(rise)
                assert screened_until(rise.after) >= rise.today
        case Adjusted(adjustment=SetStep() | ConfirmRise()):
            assert len(risen) <= 1
            assert not risen or screened_until(head) >= rise.today
            check_lines(rise)
            assert all(now[item][0] <= rise.was[item][0] for item in now)
            assert all(max(now[item]) <= _one_above(head, item, rise.today) for item in risen)
        case Adjusted(adjustment=Resume(item=named)):
            assert named is None or set(risen) <= {named}
            assert screened_until(rise.after) >= rise.today
            assert all(max(now[item]) <= rise.tolerated(item) for item in risen), risen
        case Adjusted(adjustment=Extend()):
            assert all(max(now[item]) <= _present(head, item, rise.today) for item in risen)
        case _:
            assert not risen, risen
    check_taper(rise)


def check_lowered(rise: Rise, decision: Decision) -> None:
    """A stop or a pause leaves nothing from today on, a step back less than there was, of each item by itself."""
    for item in decision.items:
        had, has = rise.was[item.item], rise.now[item.item]
        if item.dose in {DoseOutcome.STOP, DoseOutcome.PAUSE}:
            assert not any(has), item
        if item.dose is DoseOutcome.STEP_BACK and had[0]:
            assert has[0] < had[0], item


def check_advance(rise: Rise, decision: Decision) -> None:
    """A rise by a check-in: one item, one step, from tomorrow at the earliest, with nothing missing and in time."""
    check_in, risen = decision.check_in, rise.risen
    assert [item.dose for item in decision.items if item.item in risen] == [DoseOutcome.ADVANCE]
    assert all(amount[0] <= rise.was[item][0] for item, amount in rise.now.items())
    assert max(rise.now[risen[0]]) <= _one_above(rise.before, risen[0], rise.today)
    checkpoint = next(each for each in rise.protocol.checkpoints if each.key == check_in.checkpoint)
    assert checkpoint.kind is not CheckpointKind.BASELINE
    assert set(checkpoint.asks) <= {*check_in.answers, *check_in.laboratory}
    assert check_in.answers.get("days_taken", 7) >= min(6, _possible(rise.before, check_in.on))
    assert decision.timing in MAY_ADVANCE
    assert not decision.late_entered
    for told in (check_in.alarms, check_in.changes):
        assert told is not None
        assert "yes" not in told.answers.values()
    due = [each for each in windows(rise.before, check_in.on) if each.checkpoint == check_in.checkpoint]
    assert not set(due) & set(windows(rise.after, rise.today))
    assert all(timing(each, rise.today) in MAY_ADVANCE for each in due)


def _possible(head: Head, on: date) -> int:
    """The days of the last 7 on which any item was to be taken."""
    days = [on - DAY * back for back in range(7) if on - DAY * back >= head.snapshot.start_on]
    return sum(any(not is_paused(track, each) for track in head.tracks) for each in days)


def check_lines(rise: Rise) -> None:
    """No rise takes the grams of glutamine past a line unless the screening was asked since the step began."""
    body = rise.before.doses[-1].body
    assert body.weight is not None
    assert body.height is not None
    lightest = min(Decimal(body.weight.value), 22 * (Decimal(body.height.value) / 100) ** 2)
    before, after = _glutamine(rise.before, rise.today), _glutamine(rise.after, rise.today)
    for track in rise.before.tracks:
        if track.item in rise.risen and any(before <= line < after for line in (14, 30, lightest / 2)):
            assert rise.before.screened.on >= span_on(track, rise.today).begun, (before, after)


def _glutamine(head: Head, today: date) -> Decimal:
    """What the items that are not over come to from today on, as far as it is decided; a dipeptide counts for 67 %."""
    shares = {"l-glutamine": Decimal(1), "l-alanyl-l-glutamine": Decimal("0.67")}
    total = Decimal(0)
    for track in head.tracks:
        if item_phase(head, track, today) in LIVE:
            spans = (span for span in track.spans if span.since > today or span == span_on(track, today))
            most = max(Decimal(dosed(head, track.item, span).arithmetic.daily.value) for span in spans)
            total += most * shares.get(item_of(head, track.item).substance.key, Decimal(0))
    return total


def check_taper(rise: Rise) -> None:
    """Nothing raises a dose in a taper."""
    for track in rise.before.tracks:
        span = span_on(track, rise.today)
        if on_taper(item_of(rise.before, track.item), span.step):
            assert max(rise.now[track.item]) <= _present(rise.before, track.item, rise.today)


def _present(head: Head, item: str, day: date) -> Decimal:
    """The dose of the span that holds on the day, taken or not."""
    track = next(each for each in head.tracks if each.item == item)
    return Decimal(dosed(head, item, span_on(track, day)).arithmetic.daily.value)


def _one_above(head: Head, item: str, day: date) -> Decimal:
    """The dose of the step above the present one, for the newest weight; on the last step that of the step itself."""
    track = next(each for each in head.tracks if each.item == item)
    planned, span = item_of(head, item), span_on(track, day)
    keys = [step.key for step in planned.steps]
    if span.step not in keys:
        return _present(head, item, day)
    above = min(keys.index(span.step) + 1, len(keys) - 1)
    return Decimal(planned.steps[above].arithmetic.daily.value)
