"""The alarm list that every built-in protocol carries."""

import pytest

from protocols.checkpoints.alarm import LOCKED, Alarm, check_alarms
from tests.library.built_in import PROTOCOLS, SLUGS

EMERGENCY = {
    "allergic_reaction": "Swelling of the face, lips, tongue or throat; wheezing or trouble breathing; hives",
    "seizure": "A fit",
    "chest_pain": "Chest pain or tightness",
    "confusion": "New confusion, hard to wake, day and night mixed up, flapping hands",
    "severe_abdominal_pain": "Sudden, very bad belly pain that does not ease, or a hard belly",
    "major_bleeding": "Vomiting blood, black tarry stool, or a lot of blood",
    "thunderclap_headache": (
        "Sudden worst-ever headache, or headache with a stiff neck, weakness, trouble speaking or seeing"
    ),
    "collapse": "Passing out",
}
TODAY = {
    "blood_in_stool": "Any blood in the stool",
    "fever": "Fever of 38.0 °C or more",
    "night_diarrhoea": "Diarrhoea that wakes you",
    "weight_loss": "Weight loss without trying, or a measured loss of 5 % or more since the start",
    "persistent_vomiting": "Cannot keep drinks down for 24 hours, or passing far less urine",
    "jaundice": "Yellow skin or eyes, very dark urine",
    "rash_itch_swelling": "New rash, itching, swollen ankles",
    "dizziness": "Dizzy or faint",
    "mood_elevation": "Mood far higher than usual, racing thoughts, hardly any need for sleep",
}
CROHN = {
    "flare": "A flare of your Crohn's disease, as you know it",
    "liquid_stools_with_pain": "More liquid stools with belly pain for 2 days or more",
    "mouth_eye_skin_joint_signs": "New signs in the mouth, eyes, skin or joints",
}
CHEMOTHERAPY_FEVER = (
    "Fever of 38.0 °C or more, or the limit your cancer team gave you: ring your chemotherapy line first, day or night"
)


def by_level(alarms: tuple[Alarm, ...], level: str) -> dict[str, str]:
    return {alarm.key: alarm.asked for alarm in alarms if alarm.level.value == level}


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "glutamine-chemotherapy"])
def test_the_list_word_for_word(slug: str) -> None:
    alarms = PROTOCOLS[slug].alarms
    assert by_level(alarms, "emergency") == EMERGENCY
    assert by_level(alarms, "today") == TODAY | (CROHN if "crohn" in slug else {})


def test_chemotherapy_makes_fever_an_emergency() -> None:
    alarms = PROTOCOLS["glutamine-chemotherapy"].alarms
    assert by_level(alarms, "emergency") == EMERGENCY | {"fever": CHEMOTHERAPY_FEVER}
    others = {key: asked for key, asked in TODAY.items() if key != "fever"}
    assert by_level(alarms, "today") == others | {"sore_mouth": "Mouth too sore to drink"}


@pytest.mark.parametrize("slug", SLUGS)
def test_final_stops_and_what_is_written_to_the_record(slug: str) -> None:
    alarms = PROTOCOLS[slug].alarms
    check_alarms(alarms)
    assert {alarm.key for alarm in alarms if alarm.final} == {"allergic_reaction", "seizure", "confusion"}
    assert {alarm.key: alarm.records for alarm in alarms if alarm.records} == {"allergic_reaction": "hypersensitivity"}
    assert [alarm.key for alarm in alarms[: len(LOCKED)]] == [alarm.key for alarm in LOCKED]
