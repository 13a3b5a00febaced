"""Whether the answers of a script can be meant, also where they would never come up."""

from collections.abc import Sequence

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.measure import Measure, UnknownMeasure, check_answer
from protocols.plans.decide import UnknownCheckpoint
from protocols.plans.script import Answers, Script
from protocols.plans.walk import pointing_into


def check_answers(texts: Sequence[Protocol], script: Script) -> None:
    """Refuse answers to what no text knows, or off their scale.

    The texts are the one that is tried, and those that the course goes over to.
    """
    checkpoints = tuple(dict.fromkeys(checkpoint.key for text in texts for checkpoint in text.checkpoints))
    for checkpoint, times in script.answers.items():
        if checkpoint not in checkpoints:
            raise UnknownCheckpoint(f"The checkpoints are {', '.join(checkpoints)}.", pointer=f"/answers/{checkpoint}")
        for place, answers in enumerate(times):
            _check_each(texts, answers or {}, f"/answers/{checkpoint}/{place}")


def _check_each(texts: Sequence[Protocol], answers: Answers, where: str) -> None:
    for key, answer in answers.items():
        asked = _asked(texts, key)
        if not asked:
            raise UnknownMeasure(f"This protocol asks nothing called {key}.", pointer=f"{where}/{key}")
        # Where texts ask it differently, it is held against the one that asks it once it comes up.
        if answer is not None and len(asked) == 1:
            with pointing_into(where, without="/answers"):
                check_answer(asked[0], answer)


def _asked(texts: Sequence[Protocol], key: str) -> list[Measure]:
    """The ways in which this is asked, each once."""
    found: list[Measure] = []
    for measure in (each for text in texts for each in text.measures if each.key == key):
        if measure not in found:
            found.append(measure)
    return found
