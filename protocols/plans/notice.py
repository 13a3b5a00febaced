"""What stays to be known about a plan although it may run."""

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.plans.head import Head
from protocols.value import Value


class PlanNotice(Value, frozen=True):
    """Something that whoever opens the plan should see: a stable code, what it is about, a sentence."""

    code: str
    about: str
    says: str


def notices(protocol: Protocol, head: Head) -> tuple[PlanNotice, ...]:
    """Raised cautions that only tell, overrides with the day to look at them again, results that are still awaited."""
    raised = head.screened.raised
    told = [
        PlanNotice(code="inform", about=each.caution, says=f"{each.label}: {each.because}")
        for each in raised
        if each.action is Action.INFORM
    ]
    overridden = [
        PlanNotice(
            code="override",
            about=each.caution,
            says=f"{each.label}: {each.because} Started with a reason; look again by {each.override.review_on}.",
        )
        for each in raised
        if each.override is not None
    ]
    awaited = [
        PlanNotice(code="result_awaited", about=key, says="Not recorded yet: the client waits with the first dose.")
        for key in protocol.baseline_labs
        if key not in head.baseline
    ]
    return (*told, *overridden, *awaited)
