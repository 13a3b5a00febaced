"""H8: a key on a client's record is one that a protocol asks about, or the caution would be missed in silence."""

import pytest

from protocols.plans.on_record import NoSuchCaution, check_recorded

KNOWN = {"hypersensitivity", "pregnancy", "severe-renal-impairment", "moderate-renal-impairment"}
NOBODY = "Neither the library's protocols nor the practice's own have a caution"
WHERE = "The keys stand in the `cautions` of each protocol."


def test_known_keys_are_taken() -> None:
    check_recorded((), KNOWN)
    check_recorded(("pregnancy", "hypersensitivity"), KNOWN)


REFUSED = [
    (("hypersensitivty",), 0, f"{NOBODY} hypersensitivty. Is hypersensitivity meant?"),
    (("pregnancy", "pregnant"), 1, f"{NOBODY} pregnant. Is pregnancy meant?"),
    (
        ("renal-impairment", "pregnant"),
        0,
        f"{NOBODY} renal-impairment. Is severe-renal-impairment or moderate-renal-impairment meant?",
    ),
    (("asthma",), 0, f"{NOBODY} asthma. {WHERE}"),
]


@pytest.mark.parametrize(("keys", "place", "says"), REFUSED)
def test_h8_a_slip_is_refused_and_says_what_may_be_meant(keys: tuple[str, ...], place: int, says: str) -> None:
    with pytest.raises(NoSuchCaution) as refused:
        check_recorded(keys, KNOWN)
    assert (refused.value.sentence, refused.value.pointer) == (says, f"/recorded_cautions/{place}")
