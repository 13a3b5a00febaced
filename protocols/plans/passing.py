"""What an act by name needs before it raises a dose past a line."""

from datetime import date

from protocols.authoring.protocol import Protocol
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.effect import Effect
from protocols.plans.fold import affected
from protocols.plans.head import Head
from protocols.plans.labels import together
from protocols.plans.lines import at_once, called, held, lacking, passed, screened_since, totals
from protocols.plans.position import LIVE, item_phase
from protocols.plans.single_dose import SingleDosePassed
from protocols.plans.spans import Track
from protocols.refusal import Refusal


class ResultsNeeded(Refusal):
    """A rise by name past a line before which a caution asks for laboratory values."""

    code = "results_needed"
    title = "Laboratory values are needed first"


def check_passing(protocol: Protocol, head: Head, effect: Effect, today: date) -> None:
    """Refuse what gives more than was decided and so passes a line, without the screening in full or the tests.

    Refuse as well what would be too much at once beside the parts of the other items.

    An act that carries a screening has asked it. What was stopped comes back with one, and is no rise of this kind.
    """
    after = affected(head, effect, head.seq, today)
    risen = [track for track in after.tracks if _is_more(head, after, track, today)]
    if not risen:
        return
    too_much = at_once(after, today)
    if too_much is not None:
        raise SingleDosePassed(too_much, pointer="/kind")
    then = totals(after, today)
    lines = passed(after, totals(head, today), then)
    if lines and effect.screened is None and not all(screened_since(head, track, today) for track in risen):
        raise NewScreeningNeeded(
            f"This passes {called(lines)}: ask the screening questions in full first (`rescreen`).", pointer="/kind"
        )
    tests = next(lacking(protocol, after, then, head.within_rules), None)
    if tests is not None:
        raise ResultsNeeded(
            f"This passes {called((tests.dose,))}: tell {together(protocol, tests.measures)} in a check-in first, with "
            "values within the rules.",
            pointer="/kind",
        )


def _is_more(head: Head, after: Head, track: Track, today: date) -> bool:
    before = next(each for each in head.tracks if each.item == track.item)
    return item_phase(head, before, today) in LIVE and held(after, track, today) > held(head, before, today)
