"""Which words promise, and which only look like it."""

import pytest

from protocols.authoring.promises import WORDS, promises_in

# a text for a client, the words in it that promise
TEXTS: list[tuple[str, tuple[str, ...]]] = [
    # what is always allowed
    ("We do not know if this will help you.", ()),
    ("We do not know whether it will help.", ()),
    ("We don’t know if the powder will help you.", ()),
    ("We cannot say if this plan will help.", ()),
    ("We can't tell if it'll help.", ()),
    ("We do not know if this will help you, but it will help.", ("will help",)),
    ("You do not know if this will help, and yet it heals.", ("heals",)),
    ("We know that this will help.", ("will help",)),
    # other words of the same stem
    ("Health, healthy, wealth, sheal.", ()),
    ("Keep it secure. Obscure, manicure, procure, curry, curd, curious, curator.", ()),
    ("Repaid, repairman.", ()),
    ("Sealant, seals-man, a sea lion.", ("seals",)),
    ("Approve, improve, disprove, prove, proof, waterproof, provide.", ()),
    ("Unsafe, safety, safeguard, failsafe, safari, saffron.", ()),
    ("Harm, harmful, unharmed, risk, risky.", ()),
    ("Nature, unnatural, supernatural.", ()),
    # anything in between, before and after
    ("Self-healing; heal-all/cure-all.", ("healing", "heal", "cure")),
    ("“Safe”, ‘proven’, (cured)_sealed_*safer*", ("safe", "proven", "cured", "sealed", "safer")),
    ("It is not safe in pregnancy.", ("safe",)),
    ("SAFE. Guaranteed! PROVEN?", ("safe", "guaranteed", "proven")),
    ("Heals, heals and heals.", ("heals",)),
    # in several words
    ("It will certainly also help.", ("will certainly also help",)),
    ("It is going to help, it is sure to help.", ("going to help", "sure to help")),
    ("You’ll soon feel better.", ("will soon feel better",)),
    ("If you feel better, still wait.", ()),
    ("Somebody will call and help.", ()),
    ("Ask for help. Help is there.", ()),
    ("It helps everyone and works for everybody.", ("helps everyone", "works for everybody")),
    ("It works, it helps some people.", ()),
    ("Free of side effects, free from any side-effects.", ("free of side effects", "free from any side-effects")),
    ("There are no known side effects.", ("no known side effects",)),
    ("No side effects this week? Wait for your check-in.", ()),
    ("If you have no side effects, wait for your check-in.", ()),
    ("Tell us your side effects.", ()),
    ("It replaces your medicines.", ("replaces your medicines",)),
    ("It can replace other tests.", ("replace other tests",)),
    ("It does not replace your medicines, and doesn’t replace any tests.", ()),
    ("Replace the lid.", ()),
    ("Your pain is caused by a leaky gut.", ("caused by a leaky gut",)),
    ("Leaky gut is the cause.", ("leaky gut is the cause",)),
    ("Some people speak of a leaky gut.", ()),
    (
        "Other clients felt well; our patients have all improved.",
        ("other clients felt", "our patients have all improved"),
    ),
    ("In a study, 43 of 54 people felt less pain.", ()),
    # vessels and food
    ("Seal the bag. Keep the jar well sealed, in a sealed container; reseal each pouch.", ()),
    ("Do not take it if the seal is broken.", ()),
    ("It seals the gut.", ("seals",)),
    ("The bag seals the gut; the gut is sealed.", ("seals", "sealed")),
    ("No cured meat, cured or smoked fish. It cured me.", ("cured",)),
    ("Natural yoghurt. Naturally sugars. A natural powder.", ("natural",)),
    # as it is pasted
    ("will  help", ("will help",)),
    ("will\u00a0help", ("will help",)),
    ("will\u202fhelp, will\u2028help", ("will help",)),
    ("will\nhelp, will\r\n\thelp", ("will help",)),
    ("he\u00adals, s\u200baf\u2060e, pro\ufeffven, gua\u200dranteed", ("heals", "safe", "proven", "guaranteed")),
    ("w\u00adill\u200b \u00ad help", ("will help",)),
    ("\uff33\uff41\uff46\uff45, de\u2011tox, risk\u2013free", ("safe", "de-tox", "risk-free")),
    ("sáfe, he\u0301als, cu\u034fres", ("safe", "heals", "cures")),
    ("sa\u200b fe", ()),
    ("It\u2019ll help, it\u02bcll help, it´ll help, it`ll help", ("will help",)),
    ("will\u3164help, will\u2800help", ("will help",)),
]


@pytest.mark.parametrize(("text", "words"), TEXTS)
def test_what_promises(text: str, words: tuple[str, ...]) -> None:
    assert promises_in(text) == words


@pytest.mark.parametrize("word", [word for words in WORDS.values() for word in words])
def test_every_form_is_found_between_other_words_and_not_inside_them(word: str) -> None:
    assert promises_in(f"This is {word.upper()}, and more.") == (word,)
    assert promises_in(f"This is x{word}x.") == ()


# the verb, its forms as they are, with s, in the past and going on
FORMS: dict[str, set[str]] = {
    "heal": {"heal", "heals", "healed", "healing"},
    "cure": {"cure", "cures", "cured", "curing"},
    "repair": {"repair", "repairs", "repaired", "repairing"},
    "seal": {"seal", "seals", "sealed", "sealing"},
    "detox": {"detox", "detoxes", "detoxed", "detoxing", "detoxify"},
    "proven": {"proves", "proved", "proven"},
    "guaranteed": {"guarantee", "guarantees", "guaranteed", "guaranteeing"},
    "safe": {"safe", "safer", "safest", "safely"},
}


@pytest.mark.parametrize(("word", "forms"), FORMS.items())
def test_no_form_of_a_word_is_missing(word: str, forms: set[str]) -> None:
    assert forms <= set(WORDS[word])
