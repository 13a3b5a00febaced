"""Laboratory values told with a screening, judged by the rules about them as at a check-in that tells nothing else."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol, laboratory_of
from protocols.authoring.watching import under
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call, DoseOutcome, strongest_call
from protocols.plans.adjusting import Adjusting
from protocols.plans.case import Case
from protocols.plans.check_in import CheckIn
from protocols.plans.considering import rules_considered
from protocols.plans.decide import case_of
from protocols.plans.decision import Considered, Truth
from protocols.plans.effect import Effect, Judged
from protocols.plans.head import Head, raised_on
from protocols.plans.lines import waits_for
from protocols.plans.numbers import Numbers
from protocols.plans.outcome import Outcome, outcome_of
from protocols.plans.repeats import is_about
from protocols.plans.results import within_rules
from protocols.plans.samples import samples
from protocols.plans.sentence import calling
from protocols.plans.steer import steer
from protocols.plans.told_values import known_values

_INSTEAD: Final = {
    DoseOutcome.STOP: "Stop at once.",
    DoseOutcome.PAUSE: "Pause at once.",
    DoseOutcome.STEP_BACK: "Lower at once.",
}
"""What happens in the place of the act that the values were told with."""


def with_values_judged(
    protocol: Protocol, head: Head, told: dict[str, Result], done: Adjusting, today: date
) -> Adjusting:
    """What an act with a screening does, and what its values ask for: a stop or pause in the act's place.

    A hold leaves the act as it was, and takes back what was about to rise; the value is told again before more does.
    """
    case = _case(protocol, head, told, today)
    if case is None:
        return done
    found = true_rules(case)
    effect = replace(done.effect, judged=_judged(case, found))
    if not found:
        return replace(done, effect=effect)
    call = strongest_call((effect.call, *(each.call for each in found)))
    because = tuple(each.key for each in found if each.call is call)
    kept = effect.call_because if effect.call is call and call is not Call.NONE else ()
    effect = replace(effect, call=call, call_because=(*kept, *(because if call is not Call.NONE else ())))
    outcome = outcome_of(case, found)
    happens = done.sentence if effect.ended is not None else _INSTEAD.get(outcome.dose, done.sentence)
    says = " ".join((happens, *(each.says for each in found), *_calls(done.effect, call)))
    return Adjusting(effect=_steered(case, outcome, effect), sentence=says)


def stops_or_pauses(protocol: Protocol, head: Head, told: dict[str, Result], today: date) -> tuple[Considered, ...]:
    """The rules by which the values stop or lower the plan, whatever else is done with it."""
    case = _case(protocol, head, told, today)
    found = () if case is None else true_rules(case)
    return tuple(each for each in found if each.dose is not DoseOutcome.HOLD)


def true_rules(case: Case) -> tuple[Considered, ...]:
    """The rules about laboratory values alone that these make true."""
    laboratory = laboratory_of(case.protocol)
    about = {rule.key for rule in case.protocol.rules if is_about(rule, laboratory)}
    return tuple(each for each in rules_considered(case) if each.key in about and each.result is Truth.TRUE)


def _case(protocol: Protocol, head: Head, told: dict[str, Result], today: date) -> Case | None:
    """The values as an unscheduled check-in of today tells them, but for those that are older than what is known."""
    known = samples(protocol, told, known_values(head), today)
    new = {key: known[key] for key, result in told.items() if known[key].told == result}
    if not new:
        return None
    numbers = Numbers(
        answers={key: each.value for key, each in new.items()},
        limits={key: each.upper_limit for key, each in new.items() if each.upper_limit is not None},
    )
    check_in = CheckIn(on=today, laboratory={key: each.told for key, each in new.items()})
    return case_of(under(protocol, raised_on(head)), head, check_in, None, numbers, today)


def _judged(case: Case, found: tuple[Considered, ...]) -> Judged:
    """What is left behind: the first value is the baseline of those after it, but for what a client waits for."""
    answers, waited_for = case.numbers.answers, waits_for(case.protocol, case.head)
    within = set(within_rules(case))
    return Judged(
        answers=answers,
        first={key: each for key, each in answers.items() if key not in case.baseline and key not in waited_for},
        limits=case.numbers.limits,
        fired=tuple(each.key for each in found),
        within=tuple(key for key in answers if key in within),
    )


def _calls(before: Effect, call: Call) -> tuple[str, ...]:
    return () if call is before.call else (calling(call),)


def _steered(case: Case, outcome: Outcome, effect: Effect) -> Effect:
    """A plan that ends stays ended; otherwise what the values ask for comes before the act."""
    if effect.ended is not None:
        return effect
    steered = steer(case, outcome)
    if outcome.dose is DoseOutcome.HOLD:
        acts = bool(effect.moves or effect.resumes or effect.extends or effect.pauses)
        return effect if acts else replace(effect, cancels=steered.cancels, moves=steered.moves, seen=steered.seen)
    return replace(
        steered,
        call=effect.call,
        call_because=effect.call_because,
        declared=effect.declared,
        screened=effect.screened,
        results=effect.results,
        judged=effect.judged,
    )
