"""What a plan's cautions are judged by where nobody asks the screening again."""

from datetime import date

from protocols.authoring.protocol import Protocol
from protocols.plans.effect import Resolved
from protocols.plans.head import Head
from protocols.plans.person import Person, age_on
from protocols.plans.raising import Examined
from protocols.plans.samples import samples
from protocols.plans.start import highest_daily, highest_meant, passes_a_ceiling
from protocols.plans.told_values import known_values


def examined_with(protocol: Protocol, head: Head, doses: Resolved, person: Person, today: date) -> Examined:
    """The person with these doses, and the newest values of the plan.

    It refuses nothing: a plan that holds too much with other products waits for their amounts, and what becomes known
    of the person meanwhile is looked at beside its own doses.
    """
    declared = () if passes_a_ceiling(doses.items, head.declared) else head.declared
    return Examined(
        age=age_on(person.birth_date, today),
        body=doses.body,
        recorded_cautions=person.recorded_cautions,
        highest_daily=highest_daily(doses.items, declared),
        highest_meant=highest_meant(doses.items, declared),
        samples=samples(protocol, {}, known_values(head), today),
        as_of=max(head.snapshot.start_on, head.screened.on),
    )
