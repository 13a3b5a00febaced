"""A substance with limits goes by the key under which they hold; one without is seen by a second person."""

import pytest

from protocols.authoring.finding import Severity
from protocols.authoring.substance_names import unlimited
from protocols.dosing.names import names_dipeptide, names_glutamine
from protocols.dosing.quantity import grams, grams_per_day
from protocols.dosing.substance import Substance
from tests.authoring.breaking import Change, both, changed_step, fixed, item, measuring
from tests.authoring.finding_out import codes, found, resolved
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]
DIET = PROTOCOLS["glutamine-low-fodmap"]
WHERE = "/items/0/substance/key"

# a text, whether it names glutamine
NAMES: list[tuple[str, bool]] = [
    ("glutamine", True),
    ("l-glutamine", True),
    ("L_Glutamin", True),
    ("GLUTAMINE", True),
    ("gluta-mine", True),
    ("gluta\u00admine", True),
    ("G l u t a m i n e", True),
    ("glut\u00e1mine", True),
    ("d-glutamine", True),
    ("glycyl-l-glutamine", True),
    ("alanylglutamine", True),
    ("powder with added glutamine", True),
    ("levoglutamide", True),
    ("L-Gln", True),
    ("gln", True),
    ("CAS 56-85-9", True),
    ("CAS 56\u201185\u20119", True),
    ("\u0413\u043b\u0443\u0442\u0430\u043c\u0438\u043d", True),
    ("\u30b0\u30eb\u30bf\u30df\u30f3", True),
    ("Endari", True),
    ("zinc", False),
    ("glutamic acid", False),
    ("monosodium glutamate", False),
    ("glutaminase", False),
    ("glutathione", False),
    ("gluten-free", False),
    ("156-85-90", False),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_h7_glutamine_is_known_by_every_spelling(text: str, names: bool) -> None:
    assert names_glutamine(text) is names


@pytest.mark.parametrize(
    ("text", "names"),
    [("L-alanyl-L-glutamine", True), ("A dipeptide", True), ("Ala-Gln", True), ("L-glutamine", False), ("zinc", False)],
)
def test_the_dipeptide_is_told_from_the_free_form(text: str, names: bool) -> None:
    assert names_dipeptide(text) is names


def called(key: str, name: str = "Powder", form: str = "powder", called: str = "powder") -> Change:
    return item(substance=Substance(key=key, name=name), form=form, called=called)


FREE = "powder, free-form L-glutamine"
DIPEPTIDE = "l-alanyl-l-glutamine"

# how an item is called, what is found
ITEMS: list[tuple[str, Change, str | None]] = [
    ("as the limits know it", called("l-glutamine", "L-glutamine", FREE), None),
    ("the dipeptide", called(DIPEPTIDE, "L-alanyl-L-glutamine", "powder"), None),
    ("the dipeptide by no other name", called(DIPEPTIDE), None),
    ("without its letter", called("glutamine", "L-glutamine", FREE), "substance_under_another_name"),
    ("by a key of its own", called("powder", "L-glutamine"), "substance_under_another_name"),
    ("by its form", called("powder", "Powder", FREE), "substance_under_another_name"),
    ("by what the client calls it", called("powder", called="glutamine powder"), "substance_under_another_name"),
    ("another dipeptide", called("glycyl-l-glutamine"), "substance_under_another_name"),
    ("free, as the dipeptide", called(DIPEPTIDE, "L-glutamine"), "substance_under_another_name"),
    ("free by its form, as the dipeptide", called(DIPEPTIDE, form=FREE), "substance_under_another_name"),
    ("another substance", called("zinc", "Zinc"), "substance_without_limits"),
]


@pytest.mark.parametrize(("change", "code"), [row[1:] for row in ITEMS], ids=[row[0] for row in ITEMS])
def test_h7_a_substance_keeps_its_limits_by_whatever_name(change: Change, code: str | None) -> None:
    assert [(each.code, each.pointer) for each in unlimited(change(TEXT))] == ([(code, WHERE)] if code else [])
    resolved(change(TEXT), WHERE)


def test_h7_eighty_grams_by_another_name_are_not_published() -> None:
    doses = zip(("s0", "s1", "s2", "s3"), ("20", "40", "60", "80"), strict=True)
    much = both(
        measuring(unit=grams("5"), day_cap=grams_per_day("90"), dose_cap=grams("80")),
        *(changed_step(key, dose=fixed(daily)) for key, daily in doses),
    )
    named = found(TEXT, both(much, called("glutamine")), "substance_under_another_name", WHERE)
    assert named.severity is Severity.ERROR
    assert "cap_above_ceiling" in codes(both(much, called("l-glutamine"))(TEXT))


def test_a_substance_of_which_no_limits_are_known_is_seen_by_its_name() -> None:
    seen = found(TEXT, called("zinc", "Zinc"), "substance_without_limits", WHERE)
    assert seen.severity is Severity.WARNING
    assert seen.says.startswith("Nothing is known of the limits of zinc")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_go_by_the_right_name(slug: str) -> None:
    assert list(unlimited(PROTOCOLS[slug])) == []


def test_a_diet_is_no_substance() -> None:
    assert list(unlimited(DIET)) == []
