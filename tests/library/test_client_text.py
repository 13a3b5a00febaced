"""What clients read: which studies, against what, and no promise."""

import re

import pytest

from tests.library.built_in import PROTOCOLS, SLUGS, client_lines, glutamine

NEVER = re.compile(
    r"\b(heal\w*|cur(e|es|ed|ing)|repair\w*|seal(s|ed|ing)?|detox\w*|proven|guarantee\w*|safe\w*|natural\w*|will help"
    r"|leaky gut|zonulin|protocol\w*|side effects?|supplements?)\b",
    re.IGNORECASE,
)

DUMMY = "dummy powder"

# protocol, part, words that must stand there together
SAID = [
    ("glutamine-start-low", "why_for", ["Zhou 2019", "43 of 54", "3 of 52", DUMMY]),
    ("glutamine-start-low", "why_against", ["Abbasi 2024", DUMMY, "usual care"]),
    ("glutamine-start-low", "why_against", ["No study has tried going up in steps"]),
    ("glutamine-pi-ibs-d", "why_for", ["Zhou 2019", "43 of 54", "3 of 52", DUMMY]),
    (
        "glutamine-pi-ibs-d",
        "why_against",
        ["Zhou 2019", "one picked group", "weak points", "nobody has done it again yet"],
    ),
    ("glutamine-pi-ibs-d", "why_against", ["Abbasi 2024", DUMMY]),
    ("glutamine-low-fodmap", "why_for", ["Rastgoo 2021", "22 of 25", "15 of 25", DUMMY]),
    ("glutamine-low-fodmap", "why_against", ["Rastgoo 2021", "did not measure gut leak"]),
    ("glutamine-crohn-remission", "why_for", ["Benjamin 2012", "just as much better on whey protein"]),
    ("glutamine-crohn-remission", "why_against", ["Benjamin 2012", "Whey protein did just as well"]),
    ("glutamine-crohn-remission", "why_against", ["Severo 2021", "Akobeng 2016", "disease went the same way"]),
    ("glutamine-chemotherapy", "why_for", ["70 people", "less bad", DUMMY]),
    ("glutamine-chemotherapy", "why_for", ["Daniele 2001", "fewer tablets for loose stools", DUMMY]),
    ("glutamine-chemotherapy", "why_against", ["Daniele 2001", "not clearly fewer", DUMMY]),
    ("glutamine-chemotherapy", "why_against", ["Arends 2017", "do not advise for or against", "check only part"]),
    ("glutamine-crohn-21g", "why_for", ["Benjamin 2012", "just as much better on whey protein"]),
    ("glutamine-crohn-21g", "why_against", ["Den Hond 1999", "14 people", "glycine"]),
]


@pytest.mark.parametrize(("slug", "part", "words"), SAID)
def test_a_study_is_told_with_its_comparator(slug: str, part: str, words: list[str]) -> None:
    lines = getattr(PROTOCOLS[slug].client_text, part)
    assert any(all(word in line for word in words) for line in lines)


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_is_promised(slug: str) -> None:
    for pointer, line in client_lines(PROTOCOLS[slug]):
        found = NEVER.search(line.replace("We do not know if this will help you.", ""))
        assert found is None, (pointer, line)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_called_a_glutamine_plan_and_admits_what_is_not_known(slug: str) -> None:
    text = PROTOCOLS[slug].client_text
    assert "glutamine plan" in text.title
    assert any("We do not know if this will help you." in line for line in text.why_against)


def test_the_negative_trial_says_so_first() -> None:
    firsts = {slug: PROTOCOLS[slug].client_text.first for slug in SLUGS if PROTOCOLS[slug].client_text.first}
    assert firsts == {"glutamine-crohn-21g": "A small study of this dose found no effect."}


def test_chemotherapy_puts_its_own_line_into_the_stop_box_first() -> None:
    firsts = {
        slug: [alarm.first_call.line for alarm in PROTOCOLS[slug].alarms if alarm.first_call is not None]
        for slug in SLUGS
    }
    line = "Fever of 38 °C, or the limit your cancer team gave you: ring your chemotherapy line now, day or night."
    assert firsts == {slug: [line] if slug == "glutamine-chemotherapy" else [] for slug in SLUGS}


@pytest.mark.parametrize("slug", SLUGS)
def test_how_it_is_mixed(slug: str) -> None:
    lines = " ".join(glutamine(slug).how_to_take)
    for words in ("about 240 mL", "Cold or room-warm", "115 to 170 g of soft food", "at once", "not dissolve fully"):
        assert words in lines
    assert "No fizzy drinks. No sour juice." in lines
    assert "720 mL a day" in lines


@pytest.mark.parametrize("slug", SLUGS)
def test_how_it_is_measured(slug: str) -> None:
    item = glutamine(slug)
    lines = " ".join(item.how_to_measure)
    assert "evel scoops" in lines
    assert "No teaspoons: they all hold different amounts." in lines
    packets_fit = item.measuring.unit.value != 1
    assert ("Do not split a packet." in lines) is packets_fit
    assert ("Packets of 5 g do not fit this dose." in lines) is not packets_fit


STAY = "A little worse than before you started (2 or 3 points)? Stay on your dose."


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("mild", f"{STAY} Do not go up. You may go back to your last dose."),
        (
            "moderate",
            (
                "Clearly worse (4 to 6 points)? Go back to your last dose and tell us. "
                "On the first dose: stop and tell us."
            ),
        ),
        ("change", "New medicine, or new product? Tell us before the next dose goes up."),
        ("clear", "Feel fine? Still wait for your check-in. Never go up by yourself."),
    ],
)
def test_the_rules_in_the_clients_words(key: str, says: str) -> None:
    rules = {rule.key: rule.client_says for rule in PROTOCOLS["glutamine-start-low"].rules}
    assert rules[key] == says


def test_a_plan_of_one_step_stops_where_it_cannot_go_back() -> None:
    for slug in SLUGS:
        if slug != "glutamine-start-low":
            rules = {rule.key: rule.client_says for rule in PROTOCOLS[slug].rules}
            assert rules["mild"] == f"{STAY} You can always take less."
            assert rules["moderate"] == "Clearly worse (4 to 6 points)? Stop the powder and tell us."


def test_a_plan_of_one_step_speaks_of_no_other_dose() -> None:
    for slug in SLUGS:
        if slug != "glutamine-start-low":
            lines = " ".join(line for _, line in client_lines(PROTOCOLS[slug]))
            assert "last dose" not in lines
            assert "first dose" not in lines
