"""Every control of every hazard."""

from typing import Final

from tests.hazards import alarms, course, dose, identity, publishing, screening
from tests.hazards.control import Control

_PARTS: Final = (identity, dose, screening, alarms, course, publishing)

CONTROLS: Final[tuple[Control, ...]] = tuple(
    sorted((each for part in _PARTS for each in part.CONTROLS), key=lambda each: each.hazard)
)
