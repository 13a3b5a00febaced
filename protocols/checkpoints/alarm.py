"""The locked alarm list: a yes to any of these stops everything."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from protocols.checkpoints.outcome import Call, call_strength
from protocols.refusal import Refusal
from protocols.text import Key, Line
from protocols.value import Value


class AlarmWeakened(Refusal):
    """An alarm list from which a locked alarm is missing, or in which one was made weaker."""

    code = "alarm_weakened"
    title = "The locked alarm list may be added to, never weakened"


class AlarmLevel(StrEnum):
    """How fast somebody must be called."""

    EMERGENCY = "emergency"
    TODAY = "today"


class FirstCall(Value, frozen=True):
    """Who is rung before anybody else, day and night, such as "your chemotherapy line".

    `line` tells the client so, whole; it stands first in the stop-and-call box. `rules` are rules of the protocol that
    mean the same as the alarm: whoever is rung first for it is rung first where they call.
    """

    who: Line
    line: Line
    rules: tuple[Key, ...] = ()


class Alarm(Value, frozen=True):
    """A question whose yes stops the dose at once; `final` plans are never resumed; `records` is written to the client.

    `asked` is put as "new, or worse, since you started"; `source` names where it comes from, or says judgement.
    `first_call` is for an alarm with a telephone line of its own; the ambulance follows where nobody answers there.
    """

    key: Key
    level: AlarmLevel
    asked: Line
    source: Line
    final: bool = False
    records: Key | None = None
    first_call: FirstCall | None = None


def call_of(level: AlarmLevel) -> Call:
    """The call that an alarm of this level makes."""
    return Call(level.value)


def _emergency(key: str, asked: str, source: str, *, final: bool = False, records: str | None = None) -> Alarm:
    return Alarm(key=key, level=AlarmLevel.EMERGENCY, asked=asked, source=source, final=final, records=records)


def _today(key: str, asked: str, source: str) -> Alarm:
    return Alarm(key=key, level=AlarmLevel.TODAY, asked=asked, source=source)


LOCKED: Final = (
    _emergency(
        "allergic_reaction",
        "Swelling of the face, lips, tongue or throat; wheezing or trouble breathing; hives",
        "allergic-reaction",
        final=True,
        records="hypersensitivity",
    ),
    _emergency("seizure", "A fit", "seizure", final=True),
    _emergency("chest_pain", "Chest pain or tightness", "chest-pain"),
    _emergency(
        "confusion",
        "New confusion, hard to wake, day and night mixed up, flapping hands",
        "confusion-asterixis; ammonia and liver tests the same day",
        final=True,
    ),
    _emergency("severe_abdominal_pain", "Sudden, very bad belly pain that does not ease, or a hard belly", "judgement"),
    _emergency(
        "major_bleeding",
        "Vomiting blood, black tarry stool, or a lot of blood",
        "gi-bleeding-weight-loss; level judgement",
    ),
    _emergency(
        "thunderclap_headache",
        "Sudden worst-ever headache, or headache with a stiff neck, weakness, trouble speaking or seeing",
        "judgement",
    ),
    _emergency("collapse", "Passing out", "judgement"),
    _today("blood_in_stool", "Any blood in the stool", "gi-bleeding-weight-loss"),
    _today("fever", "Fever of 38.0 °C or more", "gi-bleeding-weight-loss; figure judgement"),
    _today("night_diarrhoea", "Diarrhoea that wakes you", "gi-bleeding-weight-loss"),
    _today(
        "weight_loss",
        "Weight loss without trying, or a measured loss of 5 % or more since the start",
        "gi-bleeding-weight-loss; 5 %: body-weight",
    ),
    _today("persistent_vomiting", "Cannot keep drinks down for 24 hours, or passing far less urine", "judgement"),
    _today("jaundice", "Yellow skin or eyes, very dark urine", "judgement"),
    _today("rash_itch_swelling", "New rash, itching, swollen ankles", "dizziness-rash-oedema"),
    _today("dizziness", "Dizzy or faint", "dizziness-rash-oedema; consumerlab-glutamine"),
    _today(
        "mood_elevation",
        "Mood far higher than usual, racing thoughts, hardly any need for sleep",
        "mood-elevation",
    ),
)
"""Carried by every protocol with something to swallow; asked at every check-in, reportable on any day."""


_TEAM: Final = "the limit your cancer team gave you"

WIDENED: Final[Mapping[Key, tuple[str, ...]]] = {
    "fever": (_TEAM, f"{_TEAM}: ring your chemotherapy line first, day or night"),
}
"""What a locked alarm may ask besides, after ", or ": around chemotherapy the limit may be lower (section 7.5)."""


_SAME_DAY: Final = {"confusion": "Ammonia and liver tests the same day."}
"""What else is done about an alarm, whoever is called (confusion-asterixis)."""


def in_a_sentence(alarm: Alarm) -> str:
    """The alarm as it is said of a decision, with what else is done the same day."""
    return " ".join((f"Alarm: {alarm.asked}.", *(says for key, says in _SAME_DAY.items() if key == alarm.key)))


def check_alarms(alarms: tuple[Alarm, ...]) -> None:
    """Refuse a list that drops a locked alarm, lowers its level, asks it otherwise, or makes a final stop less so.

    A locked emergency calls an ambulance: nobody is rung before that. Whatever language the protocol is in, the words
    are the locked ones, as long as the list is written in no other (`asks_as_much`).
    """
    by_key = {alarm.key: alarm for alarm in alarms}
    for locked in LOCKED:
        carried = by_key.get(locked.key)
        if carried is None:
            raise AlarmWeakened(f"The alarm {locked.key} is missing.", pointer="/alarms")
        if call_strength(call_of(carried.level)) < call_strength(call_of(locked.level)):
            raise AlarmWeakened(f"The alarm {locked.key} calls at least {locked.level}.", pointer="/alarms")
        if (locked.final and not carried.final) or (locked.records and carried.records != locked.records):
            raise AlarmWeakened(f"The alarm {locked.key} is final, as it is in the locked list.", pointer="/alarms")
        if not asks_as_much(locked, carried):
            says = f'The alarm {locked.key} asks: "{locked.asked}". Ask what is more in an alarm of its own.'
            raise AlarmWeakened(says, pointer=f"/alarms/{alarms.index(carried)}/asked")
        if locked.level is AlarmLevel.EMERGENCY and carried.first_call is not None:
            raise AlarmWeakened(f"The alarm {locked.key} calls an ambulance before anybody else.", pointer="/alarms")


def asks_as_much(locked: Alarm, carried: Alarm) -> bool:
    """Whether every yes to the locked question is a yes to this one: the locked words, alone or as they are widened.

    What words mean nobody can prove: "Fever of 41.0 °C or more" has nearly the same ones, and ", or not at all" takes
    back all that stands before it. So none is taken away, none put between, and none put after but those that are
    known to ask for more. Whatever else an author asks is an alarm of its own (judgement).
    """
    return carried.asked in {locked.asked, *(f"{locked.asked}, or {more}" for more in WIDENED.get(locked.key, ()))}
