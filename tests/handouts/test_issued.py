"""H3: which sheets still hold, and since when the others do not."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import msgspec
import pytest

from protocols.dosing.product import Product
from protocols.dosing.quantity import grams
from protocols.handouts.issued import Issued, SheetState
from protocols.plans.effect import StopReason
from protocols.plans.event import Migrated, Recalled, RecordChanged
from protocols.plans.migrate import Migration, migrate
from protocols.plans.position import Phase
from protocols.plans.recall import recall, recall_before
from protocols.plans.record_changed import renamed
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Pinned
from tests.handouts.summing import day, summed
from tests.plans.walking import PARTY, REASON, Walk, pinned, stamp, walk


def printed(number: int, event: int = 1, until: int = 14, kind: str = "daily") -> Issued:
    """A sheet that was printed on a day, after an event, to be used until a day."""
    return Issued(
        number=f"{kind}-{number}-{event}", kind=kind, event=event, printed_on=day(number), use_until=day(until)
    )


def state(plan: Walk, today: int, *sheets: Issued) -> list[tuple[str, date | None]]:
    """What each sheet is worth, in the order of printing."""
    return [(each.state.value, each.since) for each in summed(plan, day(today), sheets).sheets]


def recalled(plan: Walk, number: int) -> None:
    done = recall(plan.head, day(number))
    event = Recalled(
        stamp=stamp(len(plan.events) + 1, day(number)), reason=REASON, sentence=done.sentence, effect=done.effect
    )
    plan.events.append(event)


def recalled_before(plan: Walk, number: int, which: Pinned | None = None) -> None:
    """A revision that the plan followed before is recalled: the one that it began with, unless another is named."""
    text = which or plan.events[0].snapshot.revision  # type: ignore[union-attr]
    done = recall_before(plan.head, text, day(number))
    event = Recalled(
        stamp=stamp(len(plan.events) + 1, day(number)),
        reason=REASON,
        sentence=done.sentence,
        effect=done.effect,
        before=text,
    )
    plan.events.append(event)


def over(plan: Walk, number: int, revision: int = 2) -> None:
    """The plan goes over to another revision with the same text."""
    to = msgspec.structs.replace(pinned(plan.protocol), revision_id=UUID(int=30 + revision), number=revision)
    wish = Migration(reason=REASON, screening=Screening(confirmed_none=True))
    done = migrate((plan.protocol, to), (plan.protocol, plan.head), wish, PARTY, day(number))
    event = Migrated(
        stamp=stamp(len(plan.events) + 1, day(number)),
        reason=REASON,
        items=done.items,
        sentence=done.sentence,
        effect=done.effect,
    )
    plan.events.append(event)


def over_and_recalled(plan: Walk) -> None:
    over(plan, 2)
    recalled_before(plan, 3)


def over_and_another_recalled(plan: Walk) -> None:
    """The revision that is recalled is none that the sheet was printed by."""
    over(plan, 2)
    over(plan, 3, revision=3)
    recalled_before(plan, 4, plan.head.follows.revision)


def changed(plan: Walk, number: int, *, named_otherwise: bool) -> None:
    """The client's record changed: their name, or nothing that stands on paper."""
    done = renamed(None, day(number))
    event = RecordChanged(
        stamp=stamp(len(plan.events) + 1, day(number)),
        sentence=done.sentence,
        effect=done.effect,
        renamed=named_otherwise,
    )
    plan.events.append(event)


def scoop(plan: Walk, number: int, size: str) -> None:
    plan.adjust(day(number), "product", product=Product(scoop=grams(size)))


def another_scoop(plan: Walk) -> None:
    scoop(plan, 2, "5")
    scoop(plan, 3, "2.5")


CURRENT, REPLACED, EXPIRED, WITHDRAWN = (each.value for each in SheetState)

# what happened, the day, what the sheet of day 1 is worth, since when
HAPPENED: list[tuple[str, Callable[[Walk], object], int, str, date | None]] = [
    ("nothing", lambda _: None, 14, CURRENT, None),
    ("its last day is over", lambda _: None, 15, EXPIRED, day(15)),
    ("a rise", lambda plan: plan.look(day(7)), 8, CURRENT, None),
    ("a hold", lambda plan: plan.look(day(7), abdominal_pain=2), 8, CURRENT, None),
    ("a step back", lambda plan: plan.look(day(7), abdominal_pain=5), 8, WITHDRAWN, day(7)),
    ("a pause", lambda plan: plan.adjust(day(3), "pause"), 3, WITHDRAWN, day(3)),
    ("a pause for later", lambda plan: plan.adjust(day(3), "pause", on=day(9)), 3, WITHDRAWN, day(3)),
    ("a stop", lambda plan: plan.adjust(day(3), "stop", stop_reason=StopReason.DIED), 4, WITHDRAWN, day(3)),
    ("a stop when it had expired", lambda plan: plan.adjust(day(16), "complete"), 17, EXPIRED, day(15)),
    ("in error, when it had expired", lambda plan: plan.adjust(day(16), "entered_in_error"), 17, WITHDRAWN, day(16)),
    ("a recall", lambda plan: recalled(plan, 3), 3, WITHDRAWN, day(3)),
    ("going over on the same dose", lambda plan: over(plan, 2), 3, CURRENT, None),
    ("… and a recall of its text", over_and_recalled, 3, WITHDRAWN, day(3)),
    ("… and a recall of another text", over_and_another_recalled, 4, CURRENT, None),
    ("another name", lambda plan: changed(plan, 3, named_otherwise=True), 3, WITHDRAWN, day(3)),
    ("another record", lambda plan: changed(plan, 3, named_otherwise=False), 3, CURRENT, None),
    ("the scoop is known now", lambda plan: scoop(plan, 3, "5"), 3, CURRENT, None),
    ("another scoop", another_scoop, 3, WITHDRAWN, day(3)),
]


@pytest.mark.parametrize(("_name", "happens", "today", "worth", "since"), HAPPENED, ids=[row[0] for row in HAPPENED])
def test_h1_h3_h13_what_a_sheet_is_worth(
    _name: str, happens: Callable[[Walk], object], today: int, worth: str, since: date | None
) -> None:
    plan = walk()
    happens(plan)
    assert state(plan, today, printed(1)) == [(worth, since)]


def test_h3_a_newer_sheet_of_its_kind_replaces_it() -> None:
    plan = walk()
    plan.look(day(7))
    newer = printed(7, event=2, until=21)
    assert state(plan, 7, newer, printed(1)) == [(REPLACED, day(7)), (CURRENT, None)]
    other = printed(7, event=2, until=21, kind="diary")
    assert state(plan, 7, other, printed(1)) == [(CURRENT, None), (CURRENT, None)]


def test_two_sheets_of_one_day_and_event_say_the_same() -> None:
    large = Issued(number="large", kind="daily", event=1, printed_on=day(1), use_until=day(14))
    assert state(walk(), 2, printed(1), large) == [(CURRENT, None), (CURRENT, None)]


def test_h3_a_sheet_of_a_lower_dose_is_current_and_the_one_before_it_is_not() -> None:
    plan = walk()
    plan.look(day(7), abdominal_pain=5)
    lower = printed(7, event=2, until=21)
    assert state(plan, 7, printed(1), lower) == [(REPLACED, day(7)), (CURRENT, None)]
    late = printed(9, event=2, until=21)
    assert state(plan, 9, printed(1), late) == [(WITHDRAWN, day(7)), (CURRENT, None)]


def test_h3_what_was_replaced_is_withdrawn_with_all_others_in_error() -> None:
    plan = walk()
    plan.look(day(7))
    plan.adjust(day(8), "entered_in_error")
    after = printed(9, event=3)
    found = state(plan, 9, printed(1), printed(7, event=2, until=21), after)
    assert found == [(WITHDRAWN, day(8))] * 3


def test_h13_a_sheet_from_after_the_recall_holds() -> None:
    plan = walk()
    recalled(plan, 3)
    assert state(plan, 3, printed(1), printed(3, event=2, until=3)) == [(WITHDRAWN, day(3)), (CURRENT, None)]


def test_h13_a_sheet_of_the_text_that_the_plan_follows_holds_beside_one_that_was_recalled() -> None:
    plan = walk()
    over(plan, 2)
    by_the_second = printed(2, event=2)
    recalled_before(plan, 3)
    assert state(plan, 3, printed(1), by_the_second) == [(WITHDRAWN, day(3)), (CURRENT, None)]
    assert plan.at(day(3)).phase is Phase.TITRATING


def test_h1_a_sheet_from_after_the_change_of_the_name_holds() -> None:
    plan = walk()
    changed(plan, 3, named_otherwise=True)
    assert state(plan, 3, printed(1), printed(3, event=2)) == [(REPLACED, day(3)), (CURRENT, None)]
    assert state(plan, 4, printed(1), printed(4, event=2)) == [(WITHDRAWN, day(3)), (CURRENT, None)]


def test_a_sheet_without_a_last_day_of_use_does_not_expire() -> None:
    endless = Issued(number="n", kind="daily", event=1, printed_on=day(1), use_until=None)
    assert state(walk(), 60, endless) == [(CURRENT, None)]
