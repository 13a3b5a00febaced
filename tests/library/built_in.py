"""The six built-in protocols, read back from the bytes that were published."""

import re
from collections.abc import Iterator
from typing import Final

from api.library import built_in_revisions
from protocols import wire
from protocols.authoring.client_facing import client_facing
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol, substance_items
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.rule import Rule

SLUGS: Final = (
    "glutamine-chemotherapy",
    "glutamine-crohn-21g",
    "glutamine-crohn-remission",
    "glutamine-low-fodmap",
    "glutamine-pi-ibs-d",
    "glutamine-start-low",
)

PROTOCOLS: Final = {each.slug: wire.decode(each.document, Protocol) for each in built_in_revisions()}
"""The newest published revision of each: revisions come in the order of their numbers."""

TOLERANCE: Final = ("abdominal_pain", "nausea", "headache", "bowel_change")


def glutamine(slug: str) -> SubstanceItem:
    (item,) = substance_items(PROTOCOLS[slug])
    return item


def checkpoint(slug: str, key: str) -> Checkpoint:
    return next(each for each in PROTOCOLS[slug].checkpoints if each.key == key)


def rule(slug: str, key: str) -> Rule:
    return next(each for each in PROTOCOLS[slug].rules if each.key == key)


def rules_at(slug: str, key: str) -> tuple[Rule, ...]:
    return tuple(rule(slug, name) for name in checkpoint(slug, key).rules)


_OWN_WORDS: Final = re.compile(
    r"/(client_text/.*|items/\d+/(how_to_take|how_to_measure|instructions)/\d+|alarms/\d+/first_call/.*"
    r"|rules/\d+/client_says)"
)


def client_lines(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """The sentences that are written for the client alone, each with its pointer."""
    yield from (each for each in client_facing(protocol) if _OWN_WORDS.fullmatch(each[0]))
