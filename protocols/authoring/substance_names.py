"""Whether what is swallowed goes by the name under which its limits hold."""

from collections.abc import Iterator

from protocols.authoring.dose_safety import limits_of
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.dosing.names import names_dipeptide, names_glutamine
from protocols.dosing.substance import L_GLUTAMINE


def unlimited(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each substance whose limits are lost by another name, and for each of which none are known.

    The limits hang on the key. Which words name the same nobody can list in full: what has none of the listed ones is a
    warning with its name, so that a second person sees every substance that nothing but its own caps holds.
    """
    for place, item in enumerate(protocol.items):
        if isinstance(item, SubstanceItem):
            yield from _named(item, f"/items/{place}/substance/key")


def _named(item: SubstanceItem, where: str) -> Iterator[Finding]:
    key = item.substance.key
    ceilings, share = limits_of(item)
    told = [text for text in (key, item.substance.name, item.form, item.called) if names_glutamine(text)]
    if ceilings is None and told:
        says = f"{key} is another name for {L_GLUTAMINE.substance}, or holds it: its limits hold under that key only."
        yield error("substance_under_another_name", where, says)
    elif ceilings is None:
        says = f"Nothing is known of the limits of {key}: only the caps of this item hold its doses."
        yield warning("substance_without_limits", where, says)
    elif share != 1 and not all(names_dipeptide(text) for text in told):
        says = f"{key} counts for less than {ceilings.substance}, which this item is said to hold as such."
        yield error("substance_under_another_name", where, says)
