"""What a preview assumes of somebody made up, so that only an exclusion stands against the course."""

from datetime import date
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from protocols.authoring.caution import Action, Caution, question_of
from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Rescreen
from protocols.plans.answer import YesNoUnknown
from protocols.plans.asked_again import Party, examined_now
from protocols.plans.head import Head
from protocols.plans.person import Practitioner, Staff
from protocols.plans.raising import Examined, because, lacks_a_value
from protocols.plans.screening import Agreement, Override, Screening
from protocols.plans.script import Script
from protocols.plans.tried_in import NOBODY
from protocols.text import Key
from protocols.value import Value

_ANYBODY: Final = Practitioner(id=NOBODY, name="Any practitioner", role="practitioner", registration=None)
_REASON: Final = "Assumed for a preview: no reason was written."
_ASKED_AGAIN: Final = "Assumed for a preview: the screening was asked again in full, with the same answers."


class Lacks(StrEnum):
    """What a real start still needs before a raised caution lets it pass.

    `value`: a laboratory value that nobody has told, where nothing else raised the caution; a reason does as well.
    """

    VALUE = "value"
    REASON = "reason"
    AGREEMENT = "agreement"


class CautionMet(Value, frozen=True):
    """A caution that this client raises: what raises it, what it does, and what a real start still lacks."""

    caution: Key
    action: Action
    label: str
    because: str
    why: str
    agreed_by: str | None
    brings: str | None
    lacks: Lacks | None


def with_anybody(staff: Staff) -> Staff:
    """The people of a practice, with somebody responsible for acts that name nobody."""
    if staff.responsible is not None:
        return staff
    return Staff(practitioners=(*staff.practitioners, _ANYBODY), responsible=NOBODY)


def all_asked(protocol: Protocol, screening: Screening) -> Screening:
    """The screening with a no to each question that is left out, because nobody is there to ask."""
    if screening.confirmed_none:
        return screening
    asked = [caution.key for caution in protocol.cautions if question_of(caution) is not None]
    return replace(screening, answers=dict.fromkeys(asked, YesNoUnknown.NO) | screening.answers)


def met(protocol: Protocol, script: Script, examined: Examined) -> tuple[CautionMet, ...]:
    """The cautions that the client raises, in the protocol's order."""
    screening = all_asked(protocol, script.screening)
    # Whoever confirms that nothing was answered yes has answered no to everything.
    asked = all_asked(protocol, replace(screening, confirmed_none=False))
    raised = ((caution, because(caution, asked.answers, examined)) for caution in protocol.cautions)
    return tuple(
        _met(caution, why, _lacks(caution, script, value=lacks_a_value(caution, asked.answers, examined)))
        for caution, why in raised
        if why is not None
    )


def _met(caution: Caution, why: str, lacks: Lacks | None) -> CautionMet:
    return CautionMet(
        caution=caution.key,
        action=caution.action,
        label=caution.label,
        because=why,
        why=caution.why,
        agreed_by=caution.agreed_by,
        brings=caution.brings,
        lacks=lacks,
    )


def _lacks(caution: Caution, script: Script, *, value: bool) -> Lacks | None:
    if caution.action is not Action.OVERRIDE_WITH_REASON:
        return None
    written = next((each for each in script.overrides if each.caution == caution.key), None)
    if written is None:
        return Lacks.VALUE if value else Lacks.REASON
    return Lacks.AGREEMENT if caution.agreed_by is not None and not written.agreed_by else None


def reasons(cautions: tuple[CautionMet, ...], script: Script, day: date) -> tuple[Override, ...]:
    """The written reasons, completed by the agreements and reasons that are lacking."""
    lacking = {each.caution: each for each in cautions if each.lacks is not None}
    unwritten = (each for each in lacking.values() if each.lacks is not Lacks.AGREEMENT)
    return (
        *(_agreed(each, day) if each.caution in lacking else each for each in script.overrides),
        *(_assumed(each, day) for each in unwritten),
    )


def asked_in_full(protocol: Protocol, head: Head, script: Script, party: Party, day: date) -> Rescreen:
    """The screening asked once more with the answers that are known, and every reason and agreement of that day."""
    known = replace(script, screening=Screening(answers=head.screened.answers))
    examined = examined_now(protocol, head, (known.screening, (), None), party, day)
    given = reasons(met(protocol, known, examined), known, day)
    return Rescreen(
        reason=_ASKED_AGAIN,
        screening=known.screening,
        overrides=tuple(_agreed(each, day) if each.agreed_by else each for each in given),
    )


def _agreed(override: Override, day: date) -> Override:
    return replace(override, agreed_by=(Agreement(name="Assumed", role="assumed", on=day),))


def _assumed(caution: CautionMet, day: date) -> Override:
    return _agreed(Override(caution=caution.caution, reason=_REASON), day)
