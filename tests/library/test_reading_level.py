"""Clients of about twelve can read it: Flesch-Kincaid grade 7 at most."""

import pytest
import textstat

from protocols.authoring.protocol import Protocol
from tests.library.built_in import PROTOCOLS, SLUGS, client_lines

HIGHEST = 7


def grade(lines: list[str]) -> float:
    whole = " ".join(line if line.endswith((".", "?", "!")) else f"{line}." for line in lines)
    return float(textstat.flesch_kincaid_grade(whole))


def parts(protocol: Protocol) -> dict[str, list[str]]:
    """The client's lines by where they stand, a list of lines being one text."""
    found: dict[str, list[str]] = {}
    for pointer, line in client_lines(protocol):
        found.setdefault(pointer.rstrip("0123456789"), []).append(line)
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_the_whole_text_is_easy(slug: str) -> None:
    assert grade([line for _, line in client_lines(PROTOCOLS[slug])]) <= HIGHEST


@pytest.mark.parametrize("slug", SLUGS)
def test_each_part_is_easy(slug: str) -> None:
    lists = {pointer: lines for pointer, lines in parts(PROTOCOLS[slug]).items() if pointer.endswith("/")}
    assert {pointer for pointer, lines in lists.items() if grade(lines) > HIGHEST} == set()


def test_the_measure_tells_hard_from_easy() -> None:
    assert grade(["Supplementation ameliorates intestinal hyperpermeability in symptomatic individuals."]) > HIGHEST
