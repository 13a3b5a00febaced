"""The locked alarm list: how fast each calls, which stops are final, what is written to the client's record."""

from protocols.checkpoints.alarm import LOCKED, AlarmLevel

EMERGENCY, TODAY = AlarmLevel

# key, level, whether its stop is final, what is written to the client's record
TABLE = [
    ("allergic_reaction", EMERGENCY, True, "hypersensitivity"),
    ("seizure", EMERGENCY, True, None),
    ("chest_pain", EMERGENCY, False, None),
    ("confusion", EMERGENCY, True, None),
    ("severe_abdominal_pain", EMERGENCY, False, None),
    ("major_bleeding", EMERGENCY, False, None),
    ("thunderclap_headache", EMERGENCY, False, None),
    ("collapse", EMERGENCY, False, None),
    ("blood_in_stool", TODAY, False, None),
    ("fever", TODAY, False, None),
    ("night_diarrhoea", TODAY, False, None),
    ("weight_loss", TODAY, False, None),
    ("persistent_vomiting", TODAY, False, None),
    ("jaundice", TODAY, False, None),
    ("rash_itch_swelling", TODAY, False, None),
    ("dizziness", TODAY, False, None),
    ("mood_elevation", TODAY, False, None),
]


def test_the_list() -> None:
    assert [(each.key, each.level, each.final, each.records) for each in LOCKED] == TABLE
