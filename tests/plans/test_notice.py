"""What stays to be known about a plan that runs."""

from protocols.decimal_string import DecimalString
from protocols.plans.check_in import CheckIn
from protocols.plans.notice import notices
from tests.plans.walking import DAY, DAY_1, walk


def test_what_only_tells_what_was_overridden_and_what_is_awaited() -> None:
    plan = walk("glutamine-crohn-remission")
    found = notices(plan.protocol, plan.head)
    about = {(each.code, each.about) for each in found}
    assert {("inform", "dose-above-osl"), ("override", "bowel-team-agreement"), ("override", "dose-above-30")} <= about
    assert {each.about for each in found if each.code == "result_awaited"} == set(plan.protocol.baseline_labs)
    review = next(each.says for each in found if each.about == "bowel-team-agreement")
    assert review.endswith(f"look again by {DAY_1 + DAY * 30}.")


def test_a_result_that_came_is_not_awaited() -> None:
    plan = walk("glutamine-crohn-21g")
    plan.check_in(CheckIn(on=DAY_1, checkpoint="baseline", answers={"crp": DecimalString(4)}))
    assert [each.about for each in notices(plan.protocol, plan.head) if each.code == "result_awaited"] == [
        "faecal_calprotectin"
    ]
