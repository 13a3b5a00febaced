"""What comes first where a check-in would raise a dose past a line: the full screening, and a caution's tests."""

from collections.abc import Iterator

from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.plans.case import Case, finishes
from protocols.plans.decision import Considered, Truth
from protocols.plans.falls import can_rise
from protocols.plans.head import item_of
from protocols.plans.labels import together
from protocols.plans.limits import AT_ONCE, PROPOSED, SCREEN_FIRST, TESTS_FIRST, true
from protocols.plans.lines import at_once, called, lacking, rises, totals, unscreened
from protocols.plans.outcome import is_about, strongest
from protocols.plans.spans import Track, span_on
from protocols.plans.still_screened import screening_due


def before_a_line(case: Case, considered: tuple[Considered, ...]) -> tuple[Considered, ...]:
    """Holds for the item that would rise by all that was considered; where it is held, for the next that would."""
    stands = standing(considered)
    held: list[Considered] = []
    for track in case.head.tracks:
        if not would_rise(case, stands, track):
            continue
        against = tuple(_against(case, track))
        if not against:
            break
        held += against
    return tuple(held)


def standing(considered: tuple[Considered, ...]) -> tuple[Considered, ...]:
    """What is true or cannot be decided, but for the wait of what no practitioner entered."""
    return tuple(entry for entry in considered if entry.result is not Truth.FALSE and entry.key != PROPOSED)


def would_rise(case: Case, stands: tuple[Considered, ...], track: Track) -> bool:
    """Whether all that stands leads the item up."""
    dose, _ = strongest(entry for entry in stands if is_about(entry, track.item))
    return dose is DoseOutcome.ADVANCE and rises(case.head, track, case.today) and not _ends(case, track)


def _ends(case: Case, track: Track) -> bool:
    """Whether this check-in is the end of the item's course, which raises nothing."""
    return finishes(case) and case.checkpoint is not None and case.checkpoint.item in {None, track.item}


def _against(case: Case, track: Track) -> Iterator[Considered]:
    lines, due = unscreened(case.head, track, case.today), screening_due(case.head)
    if due is not None:
        yield _hold(track, SCREEN_FIRST, f"{due} Then check in again.")
    elif lines:
        says = f"{_what(case, track)} passes {called(lines)}: ask the screening questions in full first (`rescreen`), "
        yield _hold(track, SCREEN_FIRST, f"{says}then check in again.")
    too_much = at_once(case.head, case.today, track)
    if too_much is not None:
        yield _hold(track, AT_ONCE, f"{_what(case, track)} is too much at once. {too_much}")
    for before in lacking(case.protocol, case.head, totals(case.head, case.today, track), case.within_rules):
        tests = together(case.protocol, before.measures)
        says = f"{_what(case, track)} passes {called((before.dose,))}: first tell {tests}, within the rules."
        yield _hold(track, TESTS_FIRST, says)


def _what(case: Case, track: Track) -> str:
    steps = can_rise(item_of(case.head, track.item), span_on(track, case.today))
    return "The next step" if steps else "The dose for the new weight"


def _hold(track: Track, key: str, says: str) -> Considered:
    return replace(true(key, DoseOutcome.HOLD, Call.NONE, says), items=(track.item,))
