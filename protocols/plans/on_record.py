"""Which cautions may be written to a client's record."""

from collections.abc import Collection, Sequence

from protocols.plans.near import near
from protocols.refusal import Refusal
from protocols.text import Key


class NoSuchCaution(Refusal):
    """A caution for the record that no protocol asks about, so that nothing would ever come of it."""

    code = "no_such_caution"
    title = "No protocol has this caution"


def check_recorded(keys: Sequence[Key], known: Collection[Key]) -> None:
    """Refuse a key that is not known: a slip in it would leave the client without the caution that was meant."""
    for place, key in enumerate(keys):
        if key not in known:
            raise NoSuchCaution(
                f"Neither the library's protocols nor the practice's own have a caution {key}."
                + (near(key, known) or " The keys stand in the `cautions` of each protocol."),
                pointer=f"/recorded_cautions/{place}",
            )
