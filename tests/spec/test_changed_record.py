"""A change of the client's record asks the screening in full again: nothing rises before it was."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.dosing.quantity import Unit, of
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn
from protocols.plans.confirm import NothingProposed, standing
from protocols.plans.effect import Effect, StopReason
from protocols.plans.entering import Entered
from protocols.plans.event import Adjusted, Decided, Migrated, Voided
from protocols.plans.fold import fold
from protocols.plans.migrate import Migration, migrate
from protocols.plans.notice import notices
from protocols.plans.person import Person, is_same
from protocols.plans.position import Phase
from protocols.plans.screened_on import ScreeningOutOfTime
from protocols.plans.screening import Screening
from protocols.plans.task import TaskKind
from protocols.plans.tasks import tasks_on
from tests.plans.test_record_changed import change
from tests.plans.walking import ADULT, DAY, DAY_1, NONE, PARTY, REASON, Walk, pinned, stamp, walk, yes

OLDER: Final = date(1987, 4, 2)
SCREENED: Final = Screening(confirmed_none=True)
SAYS: Final = (
    "The client's record changed on {}: ask the screening questions in full (`rescreen`), nothing rises before."
)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def changed(number: int = 6, *cautions: str) -> Walk:
    """A plan on 5 g a day, the birth date of whose client was put right on the day; nobody asks of their own accord."""
    plan = walk()
    plan.asks_again = False
    change(plan, day(number), *cautions, born=OLDER)
    return plan


def screening_tasks(plan: Walk, on: date) -> list[tuple[str, date]]:
    found = (each for each in tasks_on(plan.protocol, plan.head, on) if each.kind is TaskKind.SCREENING)
    return [(each.state.value, each.since) for each in found]


# the record before and now, whether a start would look at the same
RECORDS: list[tuple[Person, Person, bool]] = [
    (ADULT, ADULT, True),
    (ADULT, replace(ADULT, birth_date=OLDER), False),
    (ADULT, replace(ADULT, recorded_cautions=("asthma",)), False),
    (replace(ADULT, recorded_cautions=("asthma",)), ADULT, False),
    (replace(ADULT, recorded_cautions=("a", "b")), replace(ADULT, recorded_cautions=("b", "a", "a")), True),
]


@pytest.mark.parametrize(("before", "now", "same"), RECORDS)
def test_what_is_a_change(before: Person, now: Person, same: bool) -> None:
    assert is_same(before, now) is same


@pytest.mark.parametrize("cautions", [(), ("liver-risk",), ("no-such-thing-here",)])
def test_h9_a_check_in_raises_nothing_before_the_screening_was_asked(cautions: tuple[str, ...]) -> None:
    plan = changed(6, *cautions)
    decision = plan.look(day(7))
    assert (decision.dose.value, decision.dose_because, decision.call.value) == (
        "hold",
        ("limit-screen-first",),
        "none",
    )
    assert f"{SAYS.format(day(6))} Then check in again." in decision.sentence
    assert plan.dose(day(20)) == 5
    plan.screen_again(day(8))
    assert plan.look(day(9)).dose.value == "advance"
    assert plan.dose(day(10)) == 10


def test_what_does_not_rise_does_not_wait() -> None:
    plan = changed(8)
    assert plan.look(day(8), abdominal_pain=5).dose.value == "step_back"


def test_h9_a_rise_that_has_not_begun_is_taken_back() -> None:
    plan = walk()
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    says = change(plan, day(7), born=OLDER)
    assert says == (
        "Goes on. The client's record changed: ask the screening questions in full, nothing rises before. "
        "The rise that was decided is taken back."
    )
    assert (plan.dose(day(8)), plan.dose(day(20))) == (5, 5)
    plan.screen_again(day(8))
    assert plan.dose(day(20)) == 5
    assert plan.look(day(10)).dose.value == "advance"


def test_a_rise_that_has_begun_stays() -> None:
    plan = walk()
    plan.look(day(7))
    change(plan, day(8), born=OLDER)
    assert (plan.dose(day(8)), plan.dose(day(12))) == (10, 10)


def test_h9_a_rise_that_waits_to_be_confirmed_is_not_confirmed() -> None:
    plan = walk()
    plan.check_in(plan.well(day(7)), entered=Entered.ASSISTANT)
    assert standing(plan.head, day(7)) is not None
    change(plan, day(7), born=OLDER)
    with pytest.raises(NothingProposed):
        plan.adjust(day(7), "confirm_rise", event=2)


def test_nothing_is_proposed_before_it_was_asked() -> None:
    plan = changed()
    assert plan.check_in(plan.well(day(7)), entered=Entered.ASSISTANT).proposed is None


# an act, its fields, where it is refused or None
ACTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("set_step", {"step": "s2"}, "/kind"),
    ("set_step", {"step": "s0"}, None),
    ("settle", {}, "/kind"),
    ("pause", {}, None),
    ("stop", {"stop_reason": StopReason.CLIENTS_CHOICE}, None),
    ("weigh", {"weight": of("70", Unit.KILOGRAM)}, None),
    ("complete", {}, None),
]


@pytest.mark.parametrize(("kind", "fields", "pointer"), ACTS)
def test_h9_no_act_raises_before_it_was_asked(kind: str, fields: dict[str, Any], pointer: str | None) -> None:
    plan = changed()
    if pointer is not None:
        with pytest.raises(NewScreeningNeeded) as refused:
            plan.adjust(day(8), kind, **fields)
        assert (refused.value.pointer, refused.value.sentence) == (pointer, SAYS.format(day(6)))
        plan.screen_again(day(8))
    plan.adjust(day(8), kind, **fields)


def test_h9_a_pause_ends_with_the_screening_in_full() -> None:
    plan = changed()
    plan.adjust(day(7), "pause")
    with pytest.raises(NewScreeningNeeded) as refused:
        plan.adjust(day(8), "resume")
    assert refused.value.pointer == "/screening"
    plan.adjust(day(8), "resume", screening=SCREENED)
    assert (plan.dose(day(8)), screening_tasks(plan, day(8))) == (5, [])


def by_rescreen(plan: Walk) -> None:
    plan.screen_again(day(8))


def by_resume(plan: Walk) -> None:
    plan.adjust(day(7), "pause")
    plan.adjust(day(8), "resume", screening=SCREENED)


def by_migration(plan: Walk) -> None:
    text = replace(plan.protocol, title="Another title")
    revision = replace(pinned(text), number=2)
    done = migrate(
        (text, revision), (plan.protocol, plan.head), Migration(reason=REASON, screening=SCREENED), PARTY, day(8)
    )
    at = stamp(len(plan.events) + 1, day(8))
    plan.events.append(Migrated(stamp=at, reason=REASON, items=done.items, sentence=done.sentence, effect=done.effect))


def by_a_check_in_without_a_change(plan: Walk) -> None:
    plan.check_in(CheckIn(on=day(8), alarms=NONE, changes=NONE))


def by_a_screening_that_did_not_pass(plan: Walk) -> None:
    answers = plan.head.screened.answers | {"moderate-renal-impairment": YesNoUnknown.YES}
    plan.adjust(day(8), "rescreen", screening=Screening(answers=answers))


def by_a_change_that_was_told(plan: Walk) -> None:
    plan.check_in(CheckIn(on=day(8), alarms=NONE, changes=yes("new_medicine")))


def by_another_act(plan: Walk) -> None:
    plan.adjust(day(8), "weigh", weight=of("70", Unit.KILOGRAM))


def by_a_caution_of_a_value(plan: Walk) -> None:
    """A check-in that adds a caution to the newest screening asks nothing."""
    decision = plan.check_in(CheckIn(on=day(8), alarms=NONE, changes=NONE))
    added = replace(decision, effect=replace(decision.effect, screened=plan.head.screened))
    plan.events[-1] = Decided(stamp=plan.events[-1].stamp, decision=added)


def by_a_void_that_left_a_low_value(plan: Walk) -> None:
    effect = Effect(day=day(8), screened=plan.head.screened)
    at = stamp(len(plan.events) + 1, day(8))
    plan.events.append(Voided(stamp=at, voids=2, reason=REASON, sentence="Void.", effect=effect))


# what happens on day 8, whether the screening is still due
LATER: list[tuple[Callable[[Walk], None], bool]] = [
    (by_rescreen, False),
    (by_resume, False),
    (by_migration, False),
    (by_a_check_in_without_a_change, True),
    (by_a_screening_that_did_not_pass, True),
    (by_a_change_that_was_told, True),
    (by_another_act, True),
    (by_a_caution_of_a_value, True),
    (by_a_void_that_left_a_low_value, True),
]


@pytest.mark.parametrize(("happens", "due"), LATER, ids=[row[0].__name__ for row in LATER])
def test_h9_it_is_due_until_it_was_asked_in_full(happens: Callable[[Walk], None], due: bool) -> None:
    plan = changed()
    assert screening_tasks(plan, day(6)) == [("changed", day(6))]
    happens(plan)
    assert screening_tasks(plan, day(8)) == ([("changed", day(6))] if due else [])
    told = [each.says for each in notices(plan.protocol, plan.head) if each.code == "screening_due"]
    assert told == ([SAYS.format(day(6))] if due else [])


def test_h9_a_screening_from_before_the_change_does_not_answer_it() -> None:
    plan = changed()
    with pytest.raises(ScreeningOutOfTime):
        plan.adjust(day(8), "rescreen", screening=replace(SCREENED, on=day(5)))
    plan.adjust(day(8), "rescreen", screening=replace(SCREENED, on=day(6)))
    assert plan.head.screening_due_since is None


def test_the_newest_of_two_changes_counts() -> None:
    plan = changed()
    change(plan, day(8), "asthma", born=OLDER)
    assert screening_tasks(plan, day(8)) == [("changed", day(8))]
    plan.screen_again(day(8))
    assert screening_tasks(plan, day(8)) == []


def test_a_change_before_the_start_is_on_the_list_too() -> None:
    plan = walk(today=DAY_1 - DAY)
    change(plan, DAY_1 - DAY, born=OLDER)
    assert plan.at(DAY_1 - DAY).phase is Phase.NOT_STARTED
    assert screening_tasks(plan, DAY_1) == [("changed", DAY_1 - DAY)]


def test_it_is_due_in_the_log_up_to_the_act_that_asked() -> None:
    plan = changed()
    plan.screen_again(day(8))
    assert isinstance(plan.events[-1], Adjusted)
    assert fold(plan.events[:-1]).screening_due_since == day(6)
    assert fold(plan.events).screening_due_since is None
