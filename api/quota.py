"""How many requests a caller may make in a minute (draft-ietf-httpapi-ratelimit-headers-10).

Counted by the minutes of the clock, and all counts of a minute are thrown away with it: memory stays bounded, and
processes agree when a minute begins. Nothing here waits: what other processes counted comes in beside the
requests (`api.shared_counts`). Ready-made limiters either start a thread for each count that expires, or ask a database
for each request.
"""

import ipaddress
import threading
from collections import Counter
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar.handlers import BaseRouteHandler

from api.faults import RequestRefusal

MINUTE: Final = 60
"""Seconds."""

FAILURES_PART: Final = 10
"""One address may show a key that opens nothing this many times more rarely than a key may ask."""

NEVER_TURNED_AWAY: Final[dict[str, Any]] = {"never_turned_away": True}
"""`opt=needs(…) | NEVER_TURNED_AWAY` on a handler that can end a dose: an alarm is not told to come back later."""


STANDING: Final = "standing"
"""Under this name the state of a request keeps how its caller stands."""


class Policy(msgspec.Struct, frozen=True):
    """A quota with its name in the headers."""

    name: str
    quota: int


class Partition(msgspec.Struct, frozen=True):
    """Whose requests are counted together; `practice_id` is None for who has not shown who asks."""

    practice_id: UUID | None
    key: str


class Standing(msgspec.Struct, frozen=True):
    """What is left of a quota after a request."""

    policy: Policy
    left: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        """The policy, and what is left of it."""
        return {
            "RateLimit-Policy": f'"{self.policy.name}";q={self.policy.quota};w={MINUTE}',
            "RateLimit": f'"{self.policy.name}";r={self.left};t={self.resets_in}',
        }


class QuotaExceeded(RequestRefusal):
    """More requests than the quota of a minute."""

    code = "quota_exceeded"
    title = "Too many requests"

    def __init__(self, standing: Standing) -> None:
        super().__init__(
            f"The quota is {standing.policy.quota} requests in {MINUTE} seconds. Wait as long as Retry-After says.",
            headers={"Retry-After": str(standing.resets_in)},
        )


class Quota:
    """The requests of this minute, by who made them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._counting = threading.Lock()
        self._minute = 0
        self._here: Counter[Partition] = Counter()
        self._told: Counter[Partition] = Counter()
        self._elsewhere: dict[Partition, int] = {}

    def count(self, partition: Partition, now: datetime) -> tuple[Standing, bool]:
        """How the caller stands after one more request, and whether that was within the quota."""
        seconds = int(now.timestamp())
        with self._counting:
            self._turn(seconds // MINUTE)
            self._here[partition] += 1
            used = self._here[partition] + self._elsewhere.get(partition, 0)
        standing = Standing(self.policy, max(0, self.policy.quota - used), MINUTE - seconds % MINUTE)
        return standing, used <= self.policy.quota

    def untold(self) -> tuple[int, Counter[Partition]]:
        """The minute, and what was counted here that no other process knows of."""
        with self._counting:
            return self._minute, self._here - self._told

    def learn(self, minute: int, told: Counter[Partition], used: dict[Partition, int]) -> None:
        """What was told of now, and what all processes together have told of since."""
        with self._counting:
            if minute == self._minute:
                self._told += told
                self._elsewhere |= {each: total - self._told[each] for each, total in used.items()}

    def _turn(self, minute: int) -> None:
        if minute != self._minute:
            self._minute = minute
            self._here, self._told, self._elsewhere = Counter(), Counter(), {}


def is_never_turned_away(handler: BaseRouteHandler) -> bool:
    """Whether a request is carried out though its quota is used up."""
    return bool(handler.opt.get("never_turned_away"))


def address(peer: str) -> str:
    """The address that failures are counted by: a subscriber of IPv6 has a network of 64 bits, not one address."""
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    return peer if found.version == 4 else str(ipaddress.ip_network((int(found), 64), strict=False))
