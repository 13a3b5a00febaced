"""An alarm is never lost."""

from typing import Final

import pytest
from msgspec.structs import replace

from api.app import DESCRIPTION
from protocols.checkpoints.alarm import LOCKED, Alarm, call_of
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import AlarmIs
from protocols.handouts import wording
from protocols.plans.check_in import CheckIn
from tests.plans.walking import DAY_1, Walk, walk, yes


@pytest.mark.parametrize("alarm", LOCKED, ids=[alarm.key for alarm in LOCKED])
def test_h10_an_alarm_stops_whatever_else_was_left_out(alarm: Alarm) -> None:
    """Nothing but the one yes was told: no answer, no other alarm, no change, no checkpoint."""
    plan = walk()
    decision = plan.check_in(CheckIn(on=DAY_1, alarms=yes(alarm.key)))
    assert (decision.dose, decision.call) == (DoseOutcome.STOP, call_of(alarm.level))
    assert plan.dose(DAY_1) == 0


@pytest.mark.parametrize("alarm", LOCKED, ids=[alarm.key for alarm in LOCKED])
def test_h10_an_alarm_stops_where_no_rule_speaks_of_it(alarm: Alarm) -> None:
    started = walk()
    rules = started.protocol.rules
    silent = replace(started.protocol, rules=tuple(r for r in rules if not isinstance(r.when, AlarmIs)))
    assert len(silent.rules) == len(rules) - 2
    decision = Walk(silent, started.events).check_in(CheckIn(on=DAY_1, alarms=yes(alarm.key)))
    assert (decision.dose, decision.call) == (DoseOutcome.STOP, call_of(alarm.level))


def test_h10_alarms_that_were_not_asked_are_said_to_be_missing() -> None:
    plan = walk()
    decision = plan.check_in(replace(plan.well(DAY_1, None), alarms=None))
    assert (decision.dose, decision.missing) == (DoseOutcome.HOLD, ("alarms",))


IN_THE_BOX: Final = {
    "allergic_reaction": "your face, lips, tongue or throat swell, you wheeze, or it is hard to breathe, or you have "
    "hives",
    "seizure": "you have a fit, or you pass out",
    "collapse": "you have a fit, or you pass out",
    "chest_pain": "your chest hurts or feels tight",
    "confusion": "you are confused, very hard to wake, or your hands flap",
    "severe_abdominal_pain": "you get sudden, very bad belly pain that does not ease, or your belly goes hard",
    "major_bleeding": "you throw up blood, pass a lot of blood, or your poo is black and sticky",
    "thunderclap_headache": "you get a sudden, worst-ever headache, or a headache with a stiff neck, weakness, or "
    "trouble speaking or seeing",
    "blood_in_stool": "there is any blood in your poo",
    "fever": "you have a fever of 38 °C or more",
    "night_diarrhoea": "diarrhoea wakes you at night",
    "weight_loss": "you lose weight without trying",
    "persistent_vomiting": "you cannot keep drinks down for 24 hours, or you pee much less",
    "jaundice": "your skin or eyes turn yellow, or your pee is very dark",
    "rash_itch_swelling": "you get a new rash, itching, or swollen ankles, or you feel dizzy or faint",
    "dizziness": "you get a new rash, itching, or swollen ankles, or you feel dizzy or faint",
    "mood_elevation": "your mood is much higher than usual, your thoughts race, or you hardly need sleep",
}
"""The words of the stop-and-call box, as they were agreed: nothing puts them together."""


def test_h10_h14_each_locked_alarm_stands_in_the_box_in_fixed_words() -> None:
    assert IN_THE_BOX.keys() == {alarm.key for alarm in LOCKED}
    for alarm in LOCKED:
        lines = {"emergency": wording.EMERGENCY, "today": wording.TODAY}[alarm.level.value]
        assert IN_THE_BOX[alarm.key] in lines


def test_h10_the_document_says_that_nobody_watches_day_and_night() -> None:
    """Whoever writes software against the service reads it first; what is committed is what the code says."""
    assert "This service is not watched day and night." in DESCRIPTION
