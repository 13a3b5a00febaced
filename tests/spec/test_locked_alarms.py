"""The locked alarm list: an author may add alarms to it, and never weakens its words (section 6)."""

from collections.abc import Callable
from itertools import product

import pytest
from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.checkpoints.alarm import LOCKED, WIDENED, Alarm, AlarmLevel, AlarmWeakened, check_alarms
from tests.authoring.breaking import keyed
from tests.authoring.finding_out import found
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
GERMAN = "Fieber von 38,0 °C oder mehr"

RING = "ring your chemotherapy line first, day or night"

# the words of the alarm `fever`, whether they ask at least what the locked ones ask
WORDS: list[tuple[str, bool]] = [
    ("Fever of 38.0 °C or more", True),
    ("Fever of 38.0 °C or more, or the limit your cancer team gave you", True),
    (f"Fever of 38.0 °C or more, or the limit your cancer team gave you: {RING}", True),
    ("Fever of 38.0 °C or more, or the limit your cancer team gave you, if it is higher", False),
    ("Fever of 38.0 °C or more, or rather 41.0 °C", False),
    ("Fever of 38.0 °C or more, or the limit you like", False),
    ("Fever of 41 °C or more", False),
    ("Fever of 41.0 °C or more", False),
    ("Fever of 38.0 °C or more for three days", False),
    ("Fever of 38.0 °C or more, and shivering", False),
    ("Shivering, or fever of 38.0 °C or more", False),
    ("fever of 38.0 °c or more", False),
    ("Hot?", False),
    (GERMAN, False),
]


def asking(key: str, asked: str) -> tuple[Alarm, ...]:
    return tuple(replace(each, asked=asked) if each.key == key else each for each in LOCKED)


@pytest.mark.parametrize(("asked", "as_much"), WORDS)
def test_h10_a_locked_alarm_is_asked_in_the_locked_words(asked: str, as_much: bool) -> None:
    if as_much:
        check_alarms(asking("fever", asked))
        return
    with pytest.raises(AlarmWeakened, match=r'fever asks: "Fever of 38\.0 °C or more"') as refused:
        check_alarms(asking("fever", asked))
    assert refused.value.pointer == f"/alarms/{[each.key for each in LOCKED].index('fever')}/asked"


# how the words are weakened; some of them would be widened if they were read kindly
WEAKENED: dict[str, Callable[[str], str]] = {
    "lasting": lambda words: f"{words} for more than a week",
    "denied before": lambda words: f"No {words[0].lower()}{words[1:]}",
    "denied after": lambda words: f"{words}, or not",
    "taken back": lambda words: f"{words}, or not at all",
    "only if": lambda words: f"{words}, only if it lasts",
    "if also": lambda words: f"{words}, or if also a fever of 40 °C",
    "or that lasts": lambda words: f"{words}, or any of it that lasts more than a week",
    "or both": lambda words: f"{words}, or both together with another sign",
    "or when told": lambda words: f"{words}, or when we have told you to report it",
    "or rather": lambda words: f"{words}, or rather the worst you can imagine",
    "or unless": lambda words: f"{words}, or unless you are used to it",
    "or anything": lambda words: f"{words}, or anything else",
    "or the limit": lambda words: f"{words}, or the limit we gave you",
    "in brackets": lambda words: f"{words} (only if very bad)",
    "or in brackets": lambda words: f"{words}, or worse (ignore it if mild)",
    "an exception": lambda words: f"{words}, except on the first day",
    "a second sentence": lambda words: f"{words}. A mild case does not count",
    "a quotation": lambda words: f'"{words}"',
    "and": lambda words: f"{words} and fainting",
    "or without a comma": lambda words: f"{words} or worse",
    "other letters": lambda words: words.swapcase(),
    "a space more": lambda words: f"{words} ",
    "no width": lambda words: f"{words}\u200b",
    "cut short": lambda words: words[:-1],
    "after something": lambda words: f"Very ill, or {words[0].lower()}{words[1:]}",
}


@pytest.mark.parametrize("how", WEAKENED)
@pytest.mark.parametrize("alarm", LOCKED, ids=[each.key for each in LOCKED])
def test_h10_no_locked_alarm_is_asked_for_less(alarm: Alarm, how: str) -> None:
    with pytest.raises(AlarmWeakened, match=f"{alarm.key} asks"):
        check_alarms(asking(alarm.key, WEAKENED[how](alarm.asked)))


def test_h10_what_widens_one_locked_alarm_widens_no_other() -> None:
    others = [each for each in LOCKED if each.key not in WIDENED]
    assert len(others) == len(LOCKED) - 1
    for alarm, more in product(others, WIDENED["fever"]):
        with pytest.raises(AlarmWeakened, match=f"{alarm.key} asks"):
            check_alarms(asking(alarm.key, f"{alarm.asked}, or {more}"))


def test_whoever_asks_for_more_is_told_where() -> None:
    with pytest.raises(AlarmWeakened, match=r"Ask what is more in an alarm of its own\."):
        check_alarms(asking("fever", "Fever of 38.0 °C or more, or shivering"))
    check_alarms((*LOCKED, Alarm(key="shivering", level=AlarmLevel.TODAY, asked="Shivering", source="judgement")))


def test_the_gate_finds_an_alarm_that_is_asked_otherwise_where_it_is_asked() -> None:
    place = [each.key for each in TEXT.alarms].index("fever")
    finding = found(TEXT, keyed("alarms", "fever", asked="Fever of 41 °C or more"), "alarm_weakened", "/alarms")
    assert (finding.pointer, finding.severity) == (f"/alarms/{place}/asked", Severity.ERROR)


def test_a_protocol_in_another_language_asks_the_locked_list_whole_as_it_is_written() -> None:
    """Where a text has no translation that somebody answers for, the source language stands in full."""
    german = replace(TEXT, language="de")
    assert found(german, keyed("alarms", "fever", asked=GERMAN), "alarm_weakened", "/alarms").pointer.endswith("asked")


def test_an_added_alarm_is_asked_in_its_own_words() -> None:
    check_alarms((*LOCKED, Alarm(key="flare", level=AlarmLevel.TODAY, asked="A flare", source="judgement")))
