"""One item as its page says today, and how its dose is measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from protocols.authoring.item import Mode, SubstanceItem
from protocols.dosing.body import Body, WeightBasis
from protocols.dosing.dose import ByWeightDose, Dose, FixedDose, PerKgDose
from protocols.dosing.ladder import Step, expand

ONE = timedelta(days=1)


def grams_of(dose: Dose, body: Body) -> Decimal:
    """The grams a day that a dose asks for in this body."""
    if isinstance(dose, FixedDose):
        return Decimal(dose.daily.value)
    assert body.weight is not None
    kilograms = Decimal(body.weight.value)
    if dose.weight_basis is WeightBasis.IDEAL:
        assert body.height is not None
        kilograms = min(kilograms, 22 * (body.height.value / 100) ** 2)
    if isinstance(dose, PerKgDose):
        return dose.daily.value * kilograms
    assert isinstance(dose, ByWeightDose)
    found = dose.bands[0].daily.value
    for band in dose.bands[1:]:
        edge = band.from_weight
        if edge is not None and (kilograms > edge.kilograms or (edge.included and kilograms == edge.kilograms)):
            found = band.daily.value
    return Decimal(found)


def measured(step: Step, item: SubstanceItem, body: Body) -> Decimal:
    """What is left of it in a day."""
    return sum(parts_of(step, item, body).values(), Decimal(0))


def parts_of(step: Step, item: SubstanceItem, body: Body) -> dict[str, Decimal]:
    """What is left of it in each part of the day after the cap of a day, whole units, and the cap of one dose."""
    unit = item.measuring.unit.value
    capped = min(grams_of(step.dose, body), item.measuring.day_cap.value)
    units = int((capped / unit).to_integral_value(ROUND_FLOOR))
    shares = [entry.share for entry in step.split]
    dealt = [0] * len(shares)
    if any(share is None for share in shares):
        for number in range(units):
            dealt[number % len(shares)] += 1
    else:
        stated = [share for share in shares if share is not None]
        exact = [units * share / sum(stated) for share in stated]
        dealt = [int(each) for each in exact]
        while sum(dealt) < units:
            behind = [each - got for each, got in zip(exact, dealt, strict=True)]
            dealt[behind.index(max(behind))] += 1
    most = int((item.measuring.dose_cap.value / unit).to_integral_value(ROUND_FLOOR))
    return {entry.part.value: min(each, most) * unit for entry, each in zip(step.split, dealt, strict=True)}


@dataclass
class Stand:
    """An item on a step: since when, how it came there, how much it is, and each day that counted."""

    step: str
    since: date
    grams: Decimal
    weighing: int = 0
    arrived: str | None = None
    settled: bool = False
    by_calendar: bool = False
    days: list[date] = field(default_factory=list)
    uncounted: int = 0
    least_from: date = date.min
    held: int = 0

    @property
    def counts_from(self) -> date:
        """The first day that counts towards the least days."""
        return max(self.since, self.least_from) + ONE * self.uncounted


@dataclass
class Asked:
    """When a checkpoint is looked at next; no day: never again on this stand."""

    stand: Stand | None
    due: date | None = None
    opens: date | None = None


@dataclass
class Item:
    """One item as its page says today."""

    definition: SubstanceItem
    tables: list[dict[str, Decimal]]
    now: Stand
    bodies: list[Body]
    stood: list[Stand] = field(default_factory=list)
    next: Stand | None = None
    heavier: tuple[date, Decimal, int] | None = None
    pause_from: date | None = None
    pauses: list[tuple[date, date]] = field(default_factory=list)
    back_to_entry: bool = False
    screen_first: bool = False
    well_on: date | None = None
    ended: tuple[date, str, bool] | None = None
    ran_to_end: bool = False
    extended: date | None = None
    off_told: set[date] = field(default_factory=set)
    off_answered: int = 0

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def ladder(self) -> list[Step]:
        return list(expand(self.definition.ladder).steps)

    @property
    def keys(self) -> list[str]:
        return [step.key for step in self.ladder]

    @property
    def entry(self) -> int:
        return self.keys.index(expand(self.definition.ladder).entry)

    @property
    def place(self) -> int:
        return self.keys.index(self.now.step)

    def step(self, key: str) -> Step:
        return next(step for step in (*self.ladder, *self.definition.taper) if step.key == key)

    def is_tapering(self, stand: Stand) -> bool:
        return stand.step not in self.keys

    def can_rise(self, stand: Stand) -> bool:
        return not stand.settled and stand.step in self.keys[:-1]

    def counted_until(self, stand: Stand) -> date:
        """The day up to which the days on a step are counted: its last, or the last of a pause after it."""
        last = stand.days[-1] if stand.days else stand.since - ONE
        return max(last, *(until - ONE for _, until in self.pauses if until > stand.since), date.min)

    def parts(self, step: str, weighing: int) -> dict[str, Decimal]:
        """The parts of the day that a step comes to by a weighing."""
        return parts_of(self.step(step), self.definition, self.bodies[weighing])

    @property
    def is_promised_more(self) -> bool:
        """Whether a rise was decided that has not begun; a fall onto the taper is none."""
        return self.heavier is not None or (self.next is not None and not self.is_tapering(self.next))

    @property
    def waits_for_more(self) -> bool:
        """Whether a new weight asks for more of a step that has none above; the calendar brings no more."""
        heavier = self.tables[-1][self.now.step] > self.now.grams and self.definition.mode.value == "gated"
        return heavier and not self.can_rise(self.now) and not self.is_tapering(self.now)

    @property
    def settled_days(self) -> int:
        return expand(self.definition.ladder).settled_days or self.ladder[-1].planned_days

    def least(self, step: str, stand: Stand) -> tuple[Decimal, int]:
        """The least that the step has been in grams since the weighing that the stand is from, the newest of them."""
        found = [(table[step], -number) for number, table in enumerate(self.tables) if number >= stand.weighing]
        grams, number = min(found)
        return grams, -number

    def lower(self, stand: Stand) -> list[tuple[str, Decimal, int]]:
        """The doses of the taper that are still to come, each less than what there was before."""
        keys = [step.key for step in self.definition.taper]
        found, least = [], stand.grams
        for key in keys[keys.index(stand.step) + 1 if stand.step in keys else 0 :]:
            grams, weighing = self.least(key, stand)
            if grams < least:
                found.append((key, grams, weighing))
                least = grams
        return found

    def holds_until(self, stand: Stand) -> date:
        """The first day on which a dose may fall where the last day was moved on: what follows ends on that day."""
        if self.extended is None:
            return date.min
        lower = [self.step(key) for key, _, _ in self.lower(stand)]
        days = sum(step.most_days if self.definition.mode is Mode.GATED else step.planned_days for step in lower)
        return self.extended - ONE * (days - 1)

    def lasts(self, stand: Stand) -> int:
        """Days after which a dose that rises no more is over by itself."""
        if stand.settled:
            return self.settled_days
        step = self.step(stand.step)
        if self.definition.mode is Mode.GATED:
            return step.most_days
        return min(step.most_days, step.planned_days + stand.held)


def table_of(definition: SubstanceItem, body: Body) -> dict[str, Decimal]:
    """Every step in grams for this body."""
    steps = (*expand(definition.ladder).steps, *definition.taper)
    return {step.key: measured(step, definition, body) for step in steps}
