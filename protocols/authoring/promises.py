"""The words that promise, as no text for a client has them."""

import re
import unicodedata
from typing import Final

WORDS: Final = {
    "heal": ("heal", "heals", "healed", "healing", "healer", "healers"),
    "cure": ("cure", "cures", "cured", "curing", "curable", "curative"),
    "repair": ("repair", "repairs", "repaired", "repairing"),
    "seal": ("seal", "seals", "sealed", "sealing", "reseal", "reseals", "resealed", "resealing"),
    "detox": (
        *("detox", "detoxes", "detoxed", "detoxing", "de-tox"),
        *("detoxify", "detoxifies", "detoxified", "detoxifying", "detoxification"),
    ),
    "proven": ("proven", "proves", "proved"),
    "guaranteed": ("guarantee", "guarantees", "guaranteed", "guaranteeing"),
    "safe": ("safe", "safely", "safer", "safest"),
    "harmless": ("harmless", "harmlessly", "risk-free", "risk free"),
    "natural": ("natural", "naturally"),
}
"""What is never promised, and every form in which the word for it is found; other words of the stem are not."""

_SIDE_EFFECTS: Final = r"side[ -]effects"

PHRASES: Final = {
    "that it will help": r"(?:will|going to|sure to|bound to)"
    r"(?: (?:also|always|certainly|definitely|surely|really|greatly|soon|quickly|probably))* help",
    "that it does so for all": r"(?:helps?|works?) (?:for )?(?:everyone|everybody|anyone|anybody|all people)",
    "when it is better": r"will(?: (?:soon|quickly|certainly|definitely|surely|really))* feel better",
    "that nothing comes of it": rf"(?:free of|free from|without)(?: any)? {_SIDE_EFFECTS}|side[ -]effect[ -]free"
    # Not as a question or a condition, such as "No side effects? Wait for your check-in."
    rf"|(?<!if you have )(?<!if there are )no (?:known )?{_SIDE_EFFECTS}(?![^.!?]*\?)",
    "that it does instead": r"(?<!not )(?<!never )replaces? (?:(?:your|all|any|other|the) )*"
    r"(?:medicines?|medications?|drugs?|doctors?|diet advice|tests?)",
    "what it comes from": r"leaky gut (?:is the cause|is why|causes|caused)"
    r"|(?:caused by|because of|due to) (?:(?:a|your|the) )?leaky gut",
    "what others felt": r"(?:other|our) (?:clients?|patients?) (?:(?:all|also|have) )*"
    r"(?:feel|felt|got better|get better|improved?|reported?)",
}
"""What is never promised in several words, between single spaces, in small letters."""

_VESSELS: Final = r"(?:bag|bottle|box|can|container|jar|lid|pack|packet|pouch|sachet|tin|tub)s?"

OTHERWISE: Final = (
    # "We do not know if this will help you" is always allowed.
    r"(?:do not|does not|cannot) (?:yet )?(?:know|say|tell) (?:if|whether) (?:it|this|(?:this|the) \w+) will help",
    # What a vessel is, and food.
    rf"(?:re)?seal(?:s|ed|ing)? (?:(?:the|your|its|each|every|a|an) )?{_VESSELS}",
    rf"{_VESSELS} (?:(?:is|are|stays?|well|firmly|tightly) )*(?:re)?sealed",
    r"(?:the|its) seal (?:is|was) broken",
    r"cured (?:and smoked |or smoked )?(?:bacon|fish|ham|meats?|sausages?)",
    r"natural(?:ly)? (?:cheese|fruit|juice|peanut|sugars?|sweeteners?|yoghurts?|yogurts?)",
)
"""What has such a word and promises nothing."""

_PROMISE: Final = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(sorted((re.escape(word) for words in WORDS.values() for word in words), key=len, reverse=True))
    + "|"
    + "|".join(PHRASES.values())
    + r")(?![a-z0-9])"
)
_OTHERWISE: Final = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(OTHERWISE)})(?![a-z0-9])")

_WRITTEN_AS: Final = str.maketrans(
    dict.fromkeys("`\u00b4\u02bc\u2018\u2019\u201b\u2032\uff07", "'")
    | dict.fromkeys("\u115f\u1160\u2800\u3164\uffa0", " ")
)
"""Every sort of apostrophe; letters and signs that print as nothing."""

_SHORT: Final = (("can't", "cannot"), ("n't", " not"), ("'ll", " will"))


def promises_in(text: str) -> tuple[str, ...]:
    """The words of an English text that promise, each once, as they are read rather than as they are written.

    Large or small, with ligatures, accents, soft hyphens, characters without a width, curly apostrophes and whatever
    space or line break stands between them.
    """
    read = _OTHERWISE.sub(" ", _as_read(text))
    return tuple(dict.fromkeys(match.group() for match in _PROMISE.finditer(read)))


def _as_read(text: str) -> str:
    written = text.translate(_WRITTEN_AS)
    # Most texts have no other letters, and this is much faster.
    plain = (written if written.isascii() else _plain(written)).casefold()
    for short, whole in _SHORT:
        plain = plain.replace(short, whole)
    return " ".join(plain.split())


def _plain(text: str) -> str:
    return "".join(_seen(letter) for letter in unicodedata.normalize("NFKD", text))


def _seen(letter: str) -> str:
    """What of a character an eye reads: any dash is a hyphen; marks and what has no width are nothing."""
    match unicodedata.category(letter):
        case "Pd":
            return "-"
        case "Cf" | "Mn" | "Me":
            return ""
        case _:
            return letter
