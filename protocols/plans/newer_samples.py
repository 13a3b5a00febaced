"""Which laboratory values of a check-in are from newer samples than those told before."""

from datetime import date

from protocols.authoring.protocol import laboratory_of
from protocols.plans.case import Case
from protocols.plans.told_values import taken_on
from protocols.text import Key


def news(case: Case) -> frozenset[Key]:
    """The laboratory values told now with a sample from a later day than any before it."""
    now = sampled(case)
    return frozenset(key for key, day in now.items() if day != case.head.sampled.get(key))


def sampled(case: Case) -> dict[Key, date]:
    """The day of the newest sample of each laboratory value told at check-ins so far, with this one."""
    told = laboratory_of(case.protocol) & case.numbers.answers.keys()
    days = {key: taken_on(case.check_in, key) for key in sorted(told)}
    return case.head.sampled | {key: max(day, case.head.sampled.get(key, day)) for key, day in days.items()}
