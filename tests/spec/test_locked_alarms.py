"""The locked alarm list: an author may add to it, and to its words, and never weakens either (section 6)."""

import pytest
from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.checkpoints.alarm import LOCKED, Alarm, AlarmLevel, AlarmWeakened, check_alarms
from tests.authoring.breaking import keyed
from tests.authoring.finding_out import found
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
GERMAN = "Fieber von 38,0 °C oder mehr"

# the words of the alarm `fever`, whether they ask at least what the locked ones ask
WORDS: list[tuple[str, bool]] = [
    ("Fever of 38.0 °C or more", True),
    ("Fever of 38.0 °C or more, or the limit your team gave you", True),
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


@pytest.mark.parametrize("alarm", LOCKED, ids=[each.key for each in LOCKED])
def test_h10_no_locked_alarm_is_asked_for_less(alarm: Alarm) -> None:
    with pytest.raises(AlarmWeakened, match=f"{alarm.key} asks"):
        check_alarms(asking(alarm.key, f"{alarm.asked} for more than a week"))


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
