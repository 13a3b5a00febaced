"""What stays acknowledged and reviewed when more happens to a plan."""

from protocols.plans.effect import Acknowledged, Effect, EvidenceSeen, Review
from protocols.plans.screening import Screened


def still_acknowledged(known: tuple[Acknowledged, ...], effect: Effect) -> tuple[Acknowledged, ...]:
    """A caution raised by something else, or by another text, is to be taken note of anew."""
    return (*(each for each in known if _still_stands(each, effect)), *effect.acknowledges)


def _still_stands(known: Acknowledged, effect: Effect) -> bool:
    if effect.follows is not None:
        return False
    if effect.screened is None or not known.because:
        return True
    return any((each.caution, each.because) == (known.about, known.because) for each in effect.screened.raised)


def still_seen(known: tuple[EvidenceSeen, ...], effect: Effect) -> tuple[EvidenceSeen, ...]:
    """The newest word on each publication; under another text it is to be seen anew."""
    newer = {each.work for each in effect.evidence_seen}
    kept = () if effect.follows is not None else tuple(each for each in known if each.work not in newer)
    return (*kept, *effect.evidence_seen)


def still_reviewed(known: tuple[Review, ...], before: Screened, effect: Effect) -> tuple[Review, ...]:
    """The newest word on each reason; a reason that was given anew has its own day."""
    now = before if effect.screened is None else effect.screened
    was = {each.caution: each.override for each in before.raised}
    same = {each.caution for each in now.raised if each.override is not None and each.override == was.get(each.caution)}
    newer = {each.caution for each in effect.reviews}
    return (*(each for each in known if each.caution in same - newer), *effect.reviews)
