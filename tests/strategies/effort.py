"""How much is tried: a fixed share in every run of the suite, many times as much with `--hypothesis-profile=soak`."""

from hypothesis import HealthCheck, settings

OFTEN = settings().max_examples // 100
"""How many times the usual number of examples the profile asks for."""


def effort(examples: int, **also: int) -> settings:
    """So many examples, the same in each run; other ones in each long run."""
    return settings(
        max_examples=examples * OFTEN,
        derandomize=OFTEN == 1,
        suppress_health_check=list(HealthCheck),
        **also,  # type: ignore[arg-type]
    )
