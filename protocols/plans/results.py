"""Which laboratory values of a plan lie within the rules about them."""

from msgspec.structs import replace

from protocols.authoring.protocol import laboratory_of
from protocols.checkpoints.predicate import Facts, evaluate, measures_in
from protocols.checkpoints.rule import Rule
from protocols.plans.case import Case, meant
from protocols.plans.considering import facts
from protocols.plans.newer_samples import news
from protocols.plans.repeats import is_about
from protocols.text import Key


def within_rules(case: Case) -> tuple[Key, ...]:
    """The laboratory values told in this plan of which the newest lies within every rule about it that lowers or holds.

    Each is judged on its own. Only a sample that is newer than all before it comes to lie within: what held for one is
    repeated with a later one (judgement: one of the same day is no repeat). A first one above its limit is told once
    more: it is not known whether it was so before. A check-in that is dated before another takes away and adds nothing.
    """
    laboratory = laboratory_of(case.protocol)
    told = laboratory & case.numbers.answers.keys()
    rules = [rule for rule in case.protocol.rules if is_about(rule, laboratory)]
    may = set() if case.older else told & (news(case) | set(case.head.within_rules))
    within = {key for key in may if _is_within(key, rules, _alone(case, key))}
    return tuple(sorted((set(case.head.within_rules) - told) | within))


def _alone(case: Case, key: Key) -> Facts:
    """One value beside the baseline and the limits told before, as if nothing else had been told.

    Where nothing is there to compare it with it is compared with itself: a first value is no rise and no fall.
    """
    alone, known = {key: case.numbers.answers[key]}, facts(case, meant(case))
    return replace(
        known,
        answers=alone,
        baseline=alone | known.baseline,
        baseline_limits=case.head.baseline_limits,
        skipped=tuple(sorted({each.key for each in case.protocol.measures} - {key})),
    )


def _is_within(key: Key, rules: list[Rule], known: Facts) -> bool:
    return all(evaluate(rule.when, known) is False for rule in rules if key in measures_in(rule.when))
