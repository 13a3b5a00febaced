"""When a client can be erased."""

from protocols.refusal import Refusal


class StillTreated(Refusal):
    """An erasure of somebody who still takes something by a plan, or waits for a call."""

    code = "still_treated"
    title = "The client is still treated"


def check_may_erase(live_plans: int, open_calls: int) -> None:
    """Refuse to forget a client whom the practice still answers for: nobody would ask how the doses are borne."""
    if live_plans:
        raise StillTreated(
            "A plan of this client can still give doses. Stop it first (`POST /v1/plans/{id}/adjustments`) and tell "
            "the client; then erase."
        )
    if open_calls:
        raise StillTreated(
            "A call about this client is open. Make it and close it first (`GET /v1/calls` lists it); then erase."
        )
