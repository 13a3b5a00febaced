"""A call about another plan of the same client, which stands against a rise like one about this plan."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.outcome import Call
from protocols.plans.head import Head, OpenCall

ELSEWHERE: Final = 0
"""In the place of the number of an event, where the call was opened in another plan."""


def with_call_elsewhere(head: Head, today: date) -> Head:
    """The plan as it is decided about while an urgent call about another plan of the client is open."""
    return replace(head, calls=(*head.calls, OpenCall(event=ELSEWHERE, call=Call.TODAY, on=today)))


def close_first(head: Head) -> str:
    """What to do before anything rises, in a sentence."""
    whose = " about another plan of this client" if any(call.event == ELSEWHERE for call in head.calls) else ""
    return f"Close the open call{whose} first, by name and with a reason."
