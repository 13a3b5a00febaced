"""A client walked along a built-in protocol: started, checked in, adjusted, through the log and nothing else."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, get_args
from uuid import UUID

from msgspec.structs import replace

from protocols import wire
from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, of
from protocols.plans.acts import Adjustment
from protocols.plans.adjust import adjust
from protocols.plans.adjusting import Adjusting
from protocols.plans.answer import YesNoUnknown
from protocols.plans.asked_again import Party
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import decide, dosing
from protocols.plans.decision import Decision
from protocols.plans.entering import Entered
from protocols.plans.event import ENGINE, Actor, Adjusted, Decided, Event, Stamp, Started
from protocols.plans.fold import fold
from protocols.plans.head import Head
from protocols.plans.person import Person, Practitioner, Staff
from protocols.plans.position import Position, at
from protocols.plans.schedule import Schedule, schedule
from protocols.plans.screening import Agreement, Override, Screening
from protocols.plans.snapshot import Live, Pinned, Practice, Snapshot, Wish
from protocols.plans.start import start
from protocols.plans.well import beside_limits
from tests.library.built_in import PROTOCOLS

DAY: Final = timedelta(days=1)
DAY_1: Final = date(2026, 11, 23)
ADA: Final = Practitioner(id=UUID(int=1), name="Dr. Ada Moss", role="GP", registration="7")
PRACTICE: Final = Practice(staff=Staff(practitioners=(ADA,), responsible=ADA.id), time_zone="Europe/Berlin")
ADULT: Final = Person(birth_date=date(1988, 4, 2))
NONE: Final = Told(confirmed_none=True)
REASON: Final = "Talked through with the client; the team has agreed to this."

PARTY: Final = Party(person=ADULT, staff=PRACTICE.staff)
ACTS: Final[dict[str, Any]] = {each.__struct_config__.tag: each for each in get_args(Adjustment)}
"""The class of each act by its kind."""

_WELL: Final = {
    "days_taken": "7",
    "body_weight": "70",
    "egfr": "90",
    "albumin": "4",
    "temperature": "36.8",
    "stool_frequency": "1",
    "chemotherapy_going_ahead": "1",
    "oncology_team_agrees": "1",
}
"""What somebody well answers where the answer is not 0."""


def body(kilograms: str | None = "70", centimetres: str | None = "170", *, confirmed: bool = False) -> Body:
    """A body of this weight and height."""
    return Body(
        weight=None if kilograms is None else of(kilograms, Unit.KILOGRAM),
        height=None if centimetres is None else of(centimetres, Unit.CENTIMETRE),
        confirmed=confirmed,
    )


def yes(*keys: str) -> Told:
    """These were answered yes, and the rest was not asked."""
    return Told(answers=dict.fromkeys(keys, YesNoUnknown.YES))


def reasons(protocol: Protocol, agreed_on: date = DAY_1 - DAY) -> tuple[Override, ...]:
    """A reason for every caution that asks for one, whether it is raised or not."""
    agreed = (Agreement(name="Dr. Lin", role="consultant", on=agreed_on),)
    return tuple(
        Override(caution=caution.key, reason=REASON, agreed_by=agreed)
        for caution in protocol.cautions
        if caution.action is Action.OVERRIDE_WITH_REASON
    )


def pinned(protocol: Protocol) -> Pinned:
    """The revision of a protocol, pinned."""
    found = wire.content_hash(wire.encode(protocol))
    return Pinned(
        protocol_id=UUID(int=2), revision_id=UUID(int=3), slug=protocol.slug, number=1, hash=found, title=protocol.title
    )


def wish(
    protocol: Protocol, start_on: date = DAY_1, of_body: Body | None = None, agreed_on: date = DAY_1 - DAY
) -> Wish:
    """A start that nothing stands against."""
    return Wish(
        start_on=start_on,
        body=of_body or body(),
        screening=Screening(confirmed_none=True),
        overrides=reasons(protocol, agreed_on),
    )


def begin(protocol: Protocol, wanted: Wish, today: date, person: Person = ADULT, live: Live | None = None) -> Snapshot:
    """The snapshot of the start, by the one practitioner there is."""
    who = (UUID(int=4), person)
    return start(protocol, pinned(protocol), who, wanted, PRACTICE, live or Live(), today)


def stamp(seq: int, today: date, revision_hash: str = "sha256:0") -> Stamp:
    """The seq-th event of a log, at nine in the morning."""
    moment = datetime.combine(today, time(9), tzinfo=UTC)
    who = Actor(key_id="k", practitioner=ADA)
    return Stamp(seq=seq, at=moment, today=today, by=who, revision_hash=revision_hash, engine=ENGINE)


@dataclass
class Walk:
    """One client's plan: the protocol, and the log so far.

    Where a look finds that only the screening stands against a rise, it `asks_again` first, as a practitioner does.
    """

    protocol: Protocol
    events: list[Event] = field(default_factory=list)
    asks_again: bool = True

    @property
    def head(self) -> Head:
        return fold(self.events)

    def check_in(
        self, check_in: CheckIn, today: date | None = None, entered: Entered = Entered.PRACTITIONER
    ) -> Decision:
        """Decide, and append to the log."""
        on_day = today or check_in.on
        decision = decide(self.protocol, self.head, check_in, on_day, entered)
        self.events.append(Decided(stamp=stamp(len(self.events) + 1, on_day), decision=decision))
        return decision

    def look(
        self, on: date, checkpoint: str | None = "tolerance", today: date | None = None, **answers: Any
    ) -> Decision:
        """A complete check-in on which all is well, but for what is said."""
        told, on_day = self.well(on, checkpoint, **answers), today or on
        if self.asks_again and stands_at_a_line(decide(self.protocol, self.head, told, on_day)):
            self.screen_again(on_day)
        return self.check_in(told, today)

    def screen_again(self, today: date) -> Adjusting:
        """The screening in full: the answers are the same, the agreements new."""
        same = Screening(answers=self.head.screened.answers)
        return self.adjust(today, "rescreen", screening=same, overrides=reasons(self.protocol, today))

    def well(self, on: date, checkpoint: str | None = "tolerance", **answers: Any) -> CheckIn:
        """The complete answers of somebody well, but for what is said."""
        asks = next((each.asks for each in self.protocol.checkpoints if each.key == checkpoint), ())
        unsaid = {key: DecimalString(_WELL.get(key, "0")) for key in asks if key not in answers}
        results = beside_limits(self.protocol, self.head, unsaid)
        well = {key: value for key, value in unsaid.items() if key not in results}
        if "days_taken" in well and not self._is_baseline(checkpoint):
            # Nobody has taken it on more days than the plan has.
            well["days_taken"] = DecimalString(min(7, (on - self.head.snapshot.start_on).days + 1))
        return CheckIn(
            on=on,
            checkpoint=checkpoint,
            answers=well | {key: DecimalString(str(value)) for key, value in answers.items()},
            laboratory=results,
            alarms=NONE,
            changes=NONE,
        )

    def _is_baseline(self, checkpoint: str | None) -> bool:
        named = (each for each in self.protocol.checkpoints if each.key == checkpoint)
        return any(each.kind is CheckpointKind.BASELINE for each in named)

    def adjust(self, today: date, kind: str, **fields: Any) -> Adjusting:
        """A practitioner's act, appended to the log."""
        act: Adjustment = ACTS[kind](**{"reason": REASON} | fields)
        done = adjust(self.protocol, self.head, act, PARTY, today)
        event = Adjusted(
            stamp=stamp(len(self.events) + 1, today), adjustment=act, sentence=done.sentence, effect=done.effect
        )
        self.events.append(event)
        return done

    def at(self, day: date) -> Position:
        return at(self.head, day)

    def schedule(self, today: date) -> Schedule:
        return schedule(self.head, today)

    def dose(self, day: date) -> DecimalString:
        """The g of glutamine that the plan asks for on the day; 0 where nothing is to be taken."""
        (only,) = dosing(self.head, day)
        return DecimalString(0) if only.arithmetic is None else only.arithmetic.daily.value


def stands_at_a_line(decision: Decision) -> bool:
    """Whether an item would rise if the screening had been asked."""
    return any(item.because == ("limit-screen-first",) for item in decision.items)


def walk(
    slug: str = "glutamine-start-low", start_on: date = DAY_1, today: date | None = None, of_body: Body | None = None
) -> Walk:
    """A plan that begins on the day."""
    return walk_on(PROTOCOLS[slug], start_on, today, of_body)


def walk_on(protocol: Protocol, start_on: date = DAY_1, today: date | None = None, of_body: Body | None = None) -> Walk:
    """A plan on any protocol."""
    on_day = today or start_on
    snapshot = begin(protocol, wish(protocol, start_on, of_body, on_day - DAY), on_day)
    return Walk(protocol, [Started(stamp=stamp(1, on_day), snapshot=snapshot)])


def bought(product: Product, walked: Walk) -> Walk:
    """The same plan of a client who bought this product."""
    started, *rest = walked.events
    assert isinstance(started, Started)
    snapshot = replace(started.snapshot, product=product)
    return Walk(walked.protocol, [replace(started, snapshot=snapshot), *rest])


def check_ins_all_well(walked: Walk, until: date) -> None:
    """Check in at each checkpoint on its due day, all well, until the day."""
    while True:
        ahead = [each for each in walked.schedule(_today(walked)).windows if each.due <= until]
        if not ahead or walked.head.ended is not None:
            return
        walked.look(ahead[0].due, ahead[0].checkpoint)


def _today(walked: Walk) -> date:
    return max(walked.events[-1].stamp.today, walked.head.snapshot.start_on)


def end_key(protocol: Protocol) -> str:
    """The checkpoint that ends the course."""
    return next(each.key for each in protocol.checkpoints if each.kind is CheckpointKind.END)
