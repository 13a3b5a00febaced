"""Every course ends, whether anybody looks or not."""

from msgspec.structs import replace

from protocols.authoring.verify import verify
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.plans.position import Phase
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, walk


def test_h15_a_plan_that_nobody_looks_after_gives_nothing_and_ends() -> None:
    """The first check-in is due on day 7: to 14 days after it the dose goes on, then it waits, then it is over."""
    plan = walk()
    doses = [int(plan.dose(DAY_1 + DAY * number) > 0) for number in range(100)]
    assert doses == [1] * 21 + [0] * 79
    phases = [plan.at(DAY_1 + DAY * number).phase for number in (20, 21, 42, 43, 99)]
    assert phases == [Phase.TITRATING, Phase.PAUSED, Phase.PAUSED, Phase.STOPPED, Phase.STOPPED]


def test_h15_a_protocol_without_an_end_is_not_published() -> None:
    protocol = PROTOCOLS["glutamine-start-low"]
    looks = (replace(each, kind=CheckpointKind.ROUTINE) for each in protocol.checkpoints if each.day is not None)
    endless = replace(protocol, checkpoints=(protocol.checkpoints[0], *looks))
    assert "no_end" in {finding.code for finding in verify(endless)}
