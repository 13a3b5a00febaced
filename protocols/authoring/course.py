"""An item as an automaton of its steps."""

from collections.abc import Iterator

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol, item_at
from protocols.authoring.references import step_pointers
from protocols.checkpoints.checkpoint import OPENS_BEFORE, Anchor, Checkpoint, CheckpointKind
from protocols.dosing.ladder import Step, Steps, expand
from protocols.value import Value


class Course(Value, frozen=True):
    """An item at its place: its steps in order, the one it begins on, and the checkpoints on its way.

    A rise leads one step up, a step back one down, the last step on to the taper and to the end. The calendar limit
    ends it from anywhere, so that nothing runs for ever and every item has a last day.
    `own` are the checkpoints that mean its steps, `beside` those of other items, whose rules may move it too;
    `earliest` is the first day on which each step from entry on can begin.
    """

    place: int
    item: SubstanceItem
    ladder: Steps
    entry: int
    limit: int
    own: tuple[Checkpoint, ...]
    beside: tuple[Checkpoint, ...]
    earliest: dict[str, int]

    @property
    def where(self) -> str:
        """The item's JSON pointer."""
        return f"/items/{self.place}"

    def pointer(self, number: int) -> str:
        """The JSON pointer of a step, of its ladder or after it of its taper."""
        return step_pointers(self.item, self.place)[number]

    @property
    def looks(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint whose rules may move it."""
        return (*self.own, *self.beside)

    @property
    def routine(self) -> tuple[Checkpoint, ...]:
        """Its own checkpoints on the way, without the end."""
        return _routine(self.own)

    @property
    def planned(self) -> int:
        """The days from the first to the last if all goes well."""
        return sum(step.planned_days for step in (*self.ladder.steps[self.entry :], *self.item.taper))

    def may_look_at(self, checkpoint: Checkpoint, step: Step) -> bool:
        """Whether a check-in there may find the item on this step; that of another item always may."""
        return checkpoint in self.beside or looks_at(checkpoint, step)

    def may_come_due(self, checkpoint: Checkpoint, step: Step) -> bool:
        """Whether it may come due while the item is on this step."""
        return checkpoint in self.beside or self.due_on(checkpoint, step)

    def due_on(self, checkpoint: Checkpoint, step: Step) -> bool:
        """Whether one of its own checkpoints comes due within the most days of the step, and of the plan."""
        if checkpoint.day is None or not looks_at(checkpoint, step):
            return False
        since = self.earliest.get(step.key, 1)
        in_time = checkpoint.anchor is Anchor.COURSE or checkpoint.day <= step.most_days
        return in_time and since <= _due(checkpoint, since) <= self.limit


def _due(checkpoint: Checkpoint, since: int) -> int:
    """The day of the plan on which it is due, on a step that began on this day."""
    day = checkpoint.day or 1
    return day if checkpoint.anchor is Anchor.COURSE else since + day - 1


def looks_at(checkpoint: Checkpoint, step: Step) -> bool:
    """Whether the checkpoint looks at the step; one that names none looks at every step."""
    return not checkpoint.steps or step.key in checkpoint.steps


def courses(protocol: Protocol) -> Iterator[Course]:
    """The automaton of each item that is swallowed."""
    # What is looked at on some plans only is not what a step is watched by, or left by.
    every_plan = [each for each in protocol.checkpoints if not each.only_with]
    on_the_way = [each for each in every_plan if each.kind is not CheckpointKind.BASELINE]
    for place, item in enumerate(protocol.items):
        if isinstance(item, SubstanceItem):
            ladder = expand(item.ladder)
            own = tuple(each for each in on_the_way if item_at(protocol, each) == item)
            beside = tuple(each for each in on_the_way if each not in own)
            entry = [step.key for step in ladder.steps].index(ladder.entry)
            yield Course(
                place=place,
                item=item,
                ladder=ladder,
                entry=entry,
                limit=protocol.calendar_limit_days,
                own=own,
                beside=beside,
                earliest=_earliest(ladder.steps[entry:], () if beside else _routine(own)),
            )


def _routine(own: tuple[Checkpoint, ...]) -> tuple[Checkpoint, ...]:
    return tuple(each for each in own if each.kind is CheckpointKind.ROUTINE)


def _earliest(steps: tuple[Step, ...], looks: tuple[Checkpoint, ...]) -> dict[str, int]:
    """The first day of each step; where only these looks can raise, not before one of them can have led up to it."""
    day, found = 1, {}
    for step in steps:
        found[step.key] = day
        day = max(day + step.least_days, _first_rise(step, day, looks))
    return found


def _first_rise(step: Step, since: int, looks: tuple[Checkpoint, ...]) -> int:
    """The first day on which a check-in can have led up from a step that began on this day."""
    dated = [each for each in looks if each.day is not None and looks_at(each, step)]
    return min((_due(each, since) - OPENS_BEFORE + 1 for each in dated), default=since)
