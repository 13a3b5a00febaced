"""A plan goes over to another revision: on a step that is not more, screened again, and never with more than before."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action, Asked, Caution, CautionKind
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.dosing.dose import FixedDose
from protocols.dosing.ladder import Step, Steps, expand
from protocols.dosing.quantity import grams, grams_per_day
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.answer import YesNoUnknown
from protocols.plans.decide import PlanOver
from protocols.plans.effect import StopReason
from protocols.plans.event import Migrated, Started
from protocols.plans.going_over import MigrationRefused
from protocols.plans.migrate import Migrating, Migration, mapped, migrate, tried
from protocols.plans.person import age_on
from protocols.plans.position import Phase
from protocols.plans.screening import Excluded, ReasonNeeded, ReasonTooShort, Screening
from protocols.plans.snapshot import Declared, Pinned
from protocols.plans.spans import span_on
from protocols.plans.start import AmountNotDeclared, CeilingPassed
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import (
    ADULT,
    DAY,
    DAY_1,
    PARTY,
    REASON,
    Walk,
    begin,
    pinned,
    reasons,
    stamp,
    walk,
    walk_on,
    wish,
    yes,
)
from tests.spec.protocols import PAIN, course, end, item, look, protocol, step, taken

START_LOW = PROTOCOLS["glutamine-start-low"]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def with_doses(*daily: str, calendar_limit: int = 112) -> Protocol:
    """Start-low with these g a day on s0, s1, ... instead of its own; a last step that is left out is left out."""
    (item,) = (each for each in START_LOW.items if isinstance(each, SubstanceItem))
    steps = tuple(_step(step, grams) for step, grams in zip(expand(item.ladder).steps, daily, strict=False))
    measuring = replace(item.measuring, dose_cap=grams("15"))
    changed = replace(item, ladder=Steps(entry="s0" if len(steps) < 4 else "s1", steps=steps), measuring=measuring)
    return replace(START_LOW, items=(changed,), calendar_limit_days=calendar_limit)


def _step(step: Step, grams: str) -> Step:
    return replace(step, dose=FixedDose(daily=grams_per_day(grams)))


def second(protocol: Protocol) -> tuple[Protocol, Pinned]:
    """The text as the protocol's second revision."""
    return protocol, replace(pinned(protocol), number=2)


def as_number(protocol: Protocol, number: int) -> tuple[Protocol, Pinned]:
    """The text as the protocol's revision of this number."""
    return protocol, replace(pinned(protocol), number=number)


def asking(protocol: Protocol) -> Migration:
    """With a screening that nothing stands against."""
    return Migration(reason=REASON, screening=Screening(confirmed_none=True), overrides=reasons(protocol))


def go_over(plan: Walk, protocol: Protocol, today: date) -> Migrating:
    """Goes over for good, through the log, to the second revision or the one after."""
    number = plan.head.follows.revision.number + 1
    done = migrate(as_number(protocol, number), (plan.protocol, plan.head), asking(protocol), PARTY, today)
    plan.events.append(
        Migrated(
            stamp=stamp(len(plan.events) + 1, today),
            reason=REASON,
            items=done.items,
            sentence=done.sentence,
            effect=done.effect,
        )
    )
    plan.protocol = protocol
    return done


def on_s2() -> Walk:
    """10 g from day 8 on."""
    plan = walk()
    plan.look(day(7))
    return plan


# new g a day on s0, s1, s2, s3; the step gone over to; its g a day; days on the step on day 10
MAPPED = [
    (("2.5", "5", "10", "15"), "s2", "10", 3),
    (("2.5", "5", "7.5", "10"), "s3", "10", 3),
    (("2.5", "5", "7.5", "12.5"), "s2", "7.5", 1),
    (("2.5", "5", "12.5", "15"), "s1", "5", 1),
    (("7.5", "12.5", "15"), "s0", "7.5", 1),
]


@pytest.mark.parametrize(("doses", "step", "grams", "days"), MAPPED)
def test_the_highest_step_that_is_not_more(doses: tuple[str, ...], step: str, grams: str, days: int) -> None:
    plan = on_s2()
    before = [plan.dose(day(number)) for number in range(1, 10)]
    done = go_over(plan, with_doses(*doses), day(10))
    (item,) = plan.at(day(10)).items
    assert (item.step, plan.dose(day(10)), item.days_on_step) == (step, float(grams), days)
    assert [plan.dose(day(number)) for number in range(1, 10)] == before
    assert (done.items[0].before, done.items[0].after) == ("s2", step)
    assert f"({grams} g a day)" in done.sentence


# the day on which a plan on 5 g from day 1 goes over, and what is before it; whether anything was taken before that day
BEGUN = [
    ("a week before", -6, None, False),
    ("the day before", 0, None, False),
    ("on day 1 itself", 1, None, False),
    ("paused before it began", 5, -2, False),
    ("paused on day 1", 5, 1, False),
    ("after one day", 2, None, True),
    ("paused after one day", 5, 2, True),
]


@pytest.mark.parametrize(("today", "paused", "begun"), [row[1:] for row in BEGUN], ids=[row[0] for row in BEGUN])
def test_what_has_not_begun_goes_over_to_the_new_entry_step_or_lower(
    today: int, paused: int | None, begun: bool
) -> None:
    snapshot = begin(START_LOW, wish(START_LOW), day(-9))
    plan = Walk(START_LOW, [Started(stamp=stamp(1, day(-9)), snapshot=snapshot)])
    if paused is not None:
        plan.adjust(day(paused), "pause")
    text = with_doses("2.5", "5", "10", "15")
    (item,) = (each for each in text.items if isinstance(each, SubstanceItem))
    lower = replace(text, items=(replace(item, ladder=replace(item.ladder, entry="s0")),))
    done = go_over(plan, lower, day(today))
    assert [each.after for each in done.items] == ["s1" if begun else "s0"]
    assert plan.dose(day(1)) == (0 if paused in {-2, 1} else 5 if begun else 2.5)


def test_the_sentence_says_whether_the_dose_is_the_same() -> None:
    plan = on_s2()
    says = [
        mapped(second(text), (plan.protocol, plan.head), REASON, day(10)).sentence
        for text in (START_LOW, with_doses("2.5", "7.5"))
    ]
    assert says == [
        "Goes over to revision 2. From s2 (10 g a day) to s2 (10 g a day): the same dose.",
        "Goes over to revision 2. From s2 (10 g a day) to s1 (7.5 g a day): the highest dose that is not more.",
    ]


# new g a day on s0, s1, s2, s3; the next step by name on day 11: when it begins
LEAST_DAYS = [
    ("the same dose keeps its days: 7 of them from day 8", ("2.5", "5", "10", "12.5"), "s3", 15),
    ("a lower one is entered on day 10", ("2.5", "5", "7.5", "12.5"), "s3", 17),
]


@pytest.mark.parametrize(
    ("doses", "above", "begins"), [row[1:] for row in LEAST_DAYS], ids=[row[0] for row in LEAST_DAYS]
)
def test_the_least_days_before_the_next_rise(doses: tuple[str, ...], above: str, begins: int) -> None:
    plan = on_s2()
    go_over(plan, with_doses(*doses), day(10))
    assert plan.adjust(day(11), "set_step", step=above).sentence == f"Set to 12.5 g a day from {day(begins)}."


@pytest.mark.parametrize(("second_step", "arrived_by"), [("10", DoseOutcome.STEP_BACK), ("7.5", None)])
def test_how_a_step_was_reached_stays_known_where_its_dose_is_the_same(
    second_step: str, arrived_by: DoseOutcome | None
) -> None:
    plan = on_s2()
    plan.look(day(14))
    assert plan.look(day(16), None, nausea=5).dose is DoseOutcome.STEP_BACK
    go_over(plan, with_doses("2.5", "5", second_step, "15"), day(17))
    (track,) = plan.head.tracks
    assert span_on(track, day(17)).arrived_by is arrived_by


def test_a_settled_step_stays_settled() -> None:
    plan = on_s2()
    plan.adjust(day(9), "settle")
    go_over(plan, START_LOW, day(10))
    (item,) = plan.at(day(10)).items
    assert (item.step, item.settled, item.phase) == ("s2", True, Phase.MAINTAINING)


def tapered(*down: str, top: tuple[int, int, int] = (7, 7, 7)) -> Protocol:
    """15 g for a week with 9 and 2 g below it, then these g a day, each for at least 3 and at most 10 days."""
    steps = (step("a0", "2"), step("a1", "9"), step("a2", "15", top))
    taper = tuple(step(f"t{place}", daily, (3, 7, 10)) for place, daily in enumerate(down))
    looks = (look("down", PAIN, 5, steps=("t0", "t1", "t2")), end(PAIN, 7, steps=("a2",)))
    return protocol(item("alpha", *steps, entry="a2", taper=taper), checkpoints=looks)


# the new taper, the g a day from day 10 on, on 12 g since day 8
TAPERS = [
    ("the same one: the present dose keeps its days", ("12", "8", "4"), ["8 x 12", "10 x 8", "10 x 4", "1 x 0"]),
    ("a lower dose of the taper is entered today", ("11", "6"), ["10 x 11", "10 x 6", "9 x 0"]),
]


@pytest.mark.parametrize(("down", "then"), [row[1:] for row in TAPERS], ids=[row[0] for row in TAPERS])
def test_a_taper_stays_a_taper_although_the_ladder_has_a_step_that_fits(down: tuple[str, ...], then: list[str]) -> None:
    plan = walk_on(tapered("12", "8", "4"))
    plan.look(day(7), "end")
    go_over(plan, tapered(*down), day(10))
    assert plan.at(day(10)).phase is Phase.TAPERING
    assert course(plan, 10, 38) == then


# the taper of the new text for somebody who takes 8 g on one: why the plan does not go over
NO_TAPER = [
    (("12", "10"), "Every dose of the taper of alpha powder in the new revision is more than the 8 g a day taken now"),
    ((), "The alpha powder is on its taper, or about to be, and the new revision has none"),
]


@pytest.mark.parametrize(("down", "says"), NO_TAPER)
def test_why_a_taper_does_not_go_over(down: tuple[str, ...], says: str) -> None:
    plan = walk_on(tapered("8", "4"))
    plan.look(day(7), "end")
    with pytest.raises(MigrationRefused, match=says):
        mapped(second(tapered(*down)), (plan.protocol, plan.head), REASON, day(10))


def test_nothing_rises_by_going_over() -> None:
    plan = on_s2()
    with pytest.raises(MigrationRefused, match="nothing rises"):
        mapped(second(with_doses("12.5", "15")), (plan.protocol, plan.head), REASON, day(10))


def renamed(text: Protocol, **doses: str) -> Protocol:
    """The text with `a` for `s` in the keys of its steps, and other g a day where they are said."""
    (item,) = (each for each in text.items if isinstance(each, SubstanceItem))
    keys = {step.key: step.key.replace("s", "a") for step in expand(item.ladder).steps}
    steps = tuple(replace(step, key=keys[step.key]) for step in expand(item.ladder).steps)
    steps = tuple(_step(step, doses[step.key]) if step.key in doses else step for step in steps)
    ladder = Steps(entry=keys[expand(item.ladder).entry], steps=steps)
    looks = tuple(replace(each, steps=tuple(keys[key] for key in each.steps)) for each in text.checkpoints)
    return replace(text, items=(replace(item, ladder=ladder),), checkpoints=looks)


# the new text; when the step that is not left after all is looked at again
TAKEN_BACK = [
    ("the same", START_LOW, 21),
    ("with other keys", renamed(START_LOW), 21),
    ("with less on it, which is a new step", with_doses("2.5", "5", "7.5", "15"), 20),
]


@pytest.mark.parametrize(("text", "due"), [row[1:] for row in TAKEN_BACK], ids=[row[0] for row in TAKEN_BACK])
def test_a_rise_that_was_decided_is_taken_back_and_the_step_looked_at_again(text: Protocol, due: int) -> None:
    plan = on_s2()
    assert plan.look(day(14)).dose is DoseOutcome.ADVANCE
    done = go_over(plan, text, day(14))
    assert done.sentence.endswith(" The rise that was decided is taken back.")
    dose = done.items[0].daily_after.value
    assert (plan.dose(day(14)), plan.dose(day(15)), plan.dose(day(40))) == (dose, dose, 0)
    assert plan.schedule(day(14)).windows[0].due == day(due)


def fell(*numbers: int, of: Walk | None = None) -> Walk:
    """Well on these days on 5 g, and back from 10 g a week later."""
    plan = of or walk()
    for number in numbers:
        assert plan.look(day(number)).dose is DoseOutcome.ADVANCE
        assert plan.look(day(number + 7), nausea=5).dose is DoseOutcome.STEP_BACK
    return plan


# the texts gone over to one after the other; the g a day after each of the looks that are well
TRIES = [
    ("the same", (START_LOW,), [5]),
    ("with other keys", (renamed(START_LOW),), [5]),
    ("twice", (renamed(START_LOW), START_LOW), [5]),
    ("10 g under the key of another step", (with_doses("5", "10", "15"),), [5]),
    ("nothing between 5 g and more than 10 g", (renamed(with_doses("2.5", "5", "12.5", "15")),), [5]),
    ("7.5 g instead of 10 g", (renamed(with_doses("2.5", "5", "7.5", "15")),), [5]),
    ("10 g instead of 7.5 g instead of 10 g", (renamed(with_doses("2.5", "5", "7.5", "15")), START_LOW), [5]),
    ("7.5 g before 10 g, which was never left", (with_doses("2.5", "5", "7.5", "10"),), [7.5, 7.5]),
]


@pytest.mark.parametrize(("texts", "doses"), [row[1:] for row in TRIES], ids=[row[0] for row in TRIES])
def test_a_step_that_was_left_too_often_is_not_tried_under_another_name(
    texts: tuple[Protocol, ...], doses: list[float]
) -> None:
    plan = fell(7, 20, 33)
    for text in texts:
        go_over(plan, text, day(42))
    looked = []
    for place, _ in enumerate(doses):
        looked.append((plan.look(day(46 + 7 * place)), plan.dose(day(47 + 7 * place))))
    assert [dose for _, dose in looked] == doses
    assert (looked[-1][0].dose, looked[-1][0].dose_because) == (DoseOutcome.HOLD, ("limit-tries",))


def test_tries_before_and_after_going_over_add_up() -> None:
    plan = fell(7, 20)
    go_over(plan, renamed(START_LOW), day(28))
    decision = fell(33, of=plan).look(day(46))
    assert (decision.dose, decision.dose_because) == (DoseOutcome.HOLD, ("limit-tries",))


# the g a day on s0, s1, ... of the text; the dose gone on with after a reaction on 10 g, which was reached from 5 g
TOLERATED = [
    ("the same doses", ("2.5", "5", "10", "15"), 5),
    ("7.5 g between them, which was never taken", ("2.5", "5", "7.5", "10"), 5),
    ("less than 5 g, and then more", ("2.5", "7.5", "10", "15"), 2.5),
    ("nothing that is not more than 5 g: its lowest dose", ("7.5", "10", "15"), 7.5),
]


@pytest.mark.parametrize(("doses", "back"), [row[1:] for row in TOLERATED], ids=[row[0] for row in TOLERATED])
def test_an_earlier_step_counts_as_tolerated_for_what_is_not_more(doses: tuple[str, ...], back: float) -> None:
    text = with_doses(*doses)
    (item,) = (each for each in text.items if isinstance(each, SubstanceItem))
    steps = expand(item.ladder).steps
    text = replace(text, items=(replace(item, ladder=Steps(entry=steps[-1].key, steps=steps)),))
    plan = on_s2()
    go_over(plan, text, day(10))
    assert plan.dose(day(10)) == 10
    plan.adjust(day(11), "stop", stop_reason=StopReason.REACTION)
    asked = Screening(confirmed_none=True)
    plan.adjust(day(12), "resume", screening=asked, overrides=reasons(plan.protocol, day(12)))
    assert plan.dose(day(12)) == back


@pytest.mark.parametrize("third", ["10", "7.5"])
def test_a_step_that_was_never_taken_is_not_come_back_to_under_another_name(third: str) -> None:
    """10 g was to begin on day 8, the day of the pause: neither it nor what stands in its place was ever taken."""
    plan = on_s2()
    plan.adjust(day(8), "pause")
    go_over(plan, renamed(with_doses("2.5", "5", third, "15")), day(9))
    plan.adjust(day(9), "resume")
    assert plan.dose(day(9)) == 5


@pytest.mark.parametrize("text", [START_LOW, renamed(START_LOW)], ids=["the same", "with other keys"])
def test_holds_in_a_row_go_on_where_the_dose_is_the_same(text: Protocol) -> None:
    plan = walk()
    for number in (7, 14):
        assert plan.look(day(number), nausea=2).call is Call.NONE
    go_over(plan, text, day(15))
    decision = plan.look(plan.schedule(day(15)).windows[0].due, nausea=2)
    assert (decision.call, "limit-three-holds" in decision.call_because) == (Call.ROUTINE, True)


# the new taper of somebody on 15 g who goes on with 12 g from day 8 on, as decided on day 7; days on the last step
DECIDED = [
    ("the same", ("12", "8"), (7, 7, 30), ["1 x 15", "10 x 12", "10 x 8", "5 x 0"]),
    ("a lower one", ("11", "6"), (7, 7, 30), ["1 x 15", "10 x 11", "10 x 6", "5 x 0"]),
    ("with fewer days before it", ("12", "8"), (6, 6, 6), ["10 x 12", "10 x 8", "6 x 0"]),
]


@pytest.mark.parametrize(("down", "top", "then"), [row[1:] for row in DECIDED], ids=[row[0] for row in DECIDED])
def test_a_taper_that_a_check_in_has_decided_begins_on_its_day(
    down: tuple[str, ...], top: tuple[int, int, int], then: list[str]
) -> None:
    plan = walk_on(tapered("12", "8", top=(7, 7, 30)))
    plan.look(day(7), "end")
    done = go_over(plan, tapered(*down, top=top), day(7))
    assert course(plan, 7, 32) == then
    assert done.items[0].after == ("a2" if then[0] == "1 x 15" else "t0")


def test_a_taper_that_a_check_in_has_decided_needs_one_in_the_new_text() -> None:
    plan = walk_on(tapered("12", "8"))
    plan.look(day(7), "end")
    for down, says in ((("14",), "is more than the 12 g"), ((), "has none")):
        with pytest.raises(MigrationRefused, match=says):
            mapped(second(tapered(*down)), (plan.protocol, plan.head), REASON, day(7))


# the second step of the new text: g a day and most days
OVER = [("less than before", "8", 7), ("the same for longer", "10", 30), ("the same", "10", 7)]


@pytest.mark.parametrize(("daily", "most"), [row[1:] for row in OVER], ids=[row[0] for row in OVER])
def test_h15_an_item_that_had_run_to_its_last_day_stays_over(daily: str, most: int) -> None:
    """Alpha is over on day 14 with its step of 7 days; beta goes over on day 16."""
    beta = item("beta", step("b1", "3", (7, 7, 60)), step("b2", "6"))
    looks = (look("tolerance", PAIN, steps=("a1",)), end(PAIN, 60, item="beta"))
    first, then = (
        protocol(item("alpha", step("a1", "5"), step("a2", *second_step), entry="a1"), beta, checkpoints=looks)
        for second_step in (("10", (7, 7, 7)), (daily, (7, 7, most)))
    )
    plan = walk_on(first)
    plan.look(day(7))
    assert [taken(plan, day(number)) for number in (14, 15)] == [("10", "3"), ("0", "3")]
    go_over(plan, then, day(16))
    assert {taken(plan, day(number)) for number in range(15, 50)} == {("0", "3")}
    assert plan.at(day(16)).items[0].phase is Phase.FINISHED
    assert taken(plan, day(14)) == ("10", "3")


def test_the_course_goes_on_by_the_new_text() -> None:
    plan = on_s2()
    go_over(plan, with_doses("2.5", "5", "10", "12.5", calendar_limit=90), day(10))
    assert plan.at(day(10)).last_day == day(90)
    decision = plan.look(day(14))
    assert (decision.dose, plan.dose(day(15))) == (DoseOutcome.ADVANCE, 12.5)
    assert plan.head.follows.revision.number == 2


def test_a_checkpoint_long_past_is_due_again_instead_of_lapsing_the_plan() -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(7))
    text = PROTOCOLS["glutamine-pi-ibs-d"]
    earlier = tuple(replace(each, day=8) if each.key == "review" else each for each in text.checkpoints)
    go_over(plan, replace(text, checkpoints=earlier), day(20))
    assert plan.at(day(20)).phase is Phase.MAINTAINING
    due = {each.checkpoint: each.due for each in plan.schedule(day(20)).windows}
    assert due["review"] == day(27)


@pytest.mark.parametrize("days", [28, 20], ids=["goes on", "was over meanwhile"])
def test_h15_a_lapse_stays_a_pause_until_somebody_resumes(days: int) -> None:
    """Beta's first look is out by day 17, its sheet since day 10."""
    beta = item("beta", step("b1", "3", (days, days, days)))
    looks = (look("alpha-look", PAIN, 60), look("beta-look", PAIN, 2, item="beta"), end(PAIN, days, item="beta"))
    text = protocol(item("alpha", step("a1", "5", (60, 60, 60))), beta, checkpoints=looks)
    plan = walk_on(text)
    assert [taken(plan, day(number)) for number in (16, 17)] == [("5", "3"), ("0", "0")]
    go_over(plan, text, day(23))
    assert {taken(plan, day(number)) for number in range(10, 60)} == {("0", "0")}
    assert plan.at(day(23)).phase is Phase.PAUSED
    plan.adjust(day(23), "resume", item="alpha")
    assert (taken(plan, day(23)), taken(plan, day(9))) == (("5", "0"), ("5", "3"))


@pytest.mark.parametrize("third", ["10", "7.5"])
def test_a_plan_that_lapsed_gets_no_dose_by_going_over(third: str) -> None:
    """The look of day 14 was not done, and the sheet ran out with day 21: only a resume gives a dose, by those days."""
    plan = on_s2()
    assert (plan.dose(day(28)), plan.dose(day(29)), plan.at(day(30)).phase) == (10, 0, Phase.PAUSED)
    go_over(plan, with_doses("2.5", "5", third, "15"), day(30))
    assert ([plan.dose(day(number)) for number in (21, 22, 30, 40)], plan.at(day(30)).phase) == (
        [10, 0, 0, 0],
        Phase.PAUSED,
    )
    plan.adjust(day(31), "resume")
    assert plan.dose(day(31)) == 5


def lengths(alpha: tuple[int, int, int], beta: tuple[int, int, int]) -> Protocol:
    """Two items of one step each, and a look at either."""
    items = (item("alpha", step("a1", "5", alpha)), item("beta", step("b1", "3", beta)))
    looks = tuple(look(key, PAIN, 7, item=key, every=7) for key in ("alpha", "beta"))
    return protocol(*items, checkpoints=(*looks, end(PAIN, alpha[1], item="alpha")))


def test_an_item_that_its_last_day_ended_gets_no_more_days_by_a_longer_text() -> None:
    plan = walk_on(lengths((60, 60, 60), (14, 14, 14)))
    for number in (7, 14):
        plan.look(day(number), "alpha")
        plan.look(day(number), "beta")
    assert [plan.at(day(number)).items[1].phase for number in (14, 15)] == [Phase.MAINTAINING, Phase.FINISHED]
    go_over(plan, lengths((60, 60, 60), (40, 40, 40)), day(16))
    assert {each.day for each in plan.schedule(day(16)).days if each.item == "beta"} == {day(n) for n in range(1, 15)}
    assert [plan.at(day(number)).items[1].phase for number in (14, 15, 16, 30)] == [Phase.MAINTAINING] + [
        Phase.FINISHED
    ] * 3


def test_an_item_whose_end_was_looked_at_late_gets_no_days_in_between_by_a_longer_text() -> None:
    """Beta's last day is day 14; its end is looked at on day 17, and completes it."""
    first, then = (
        replace(text, checkpoints=(*text.checkpoints, end(PAIN, 14, item="beta", key="beta-end")))
        for text in (lengths((60, 60, 60), (14, 14, 14)), lengths((60, 60, 60), (40, 40, 40)))
    )
    plan = walk_on(first)
    for number in (7, 14):
        plan.look(day(number), "alpha")
        plan.look(day(number), "beta")
    plan.look(day(17), "beta-end")
    go_over(plan, then, day(18))
    assert [taken(plan, day(number)) for number in (14, 15, 16, 17)] == [("5", "3")] + [("5", "0")] * 3


def shorter(last: int, calendar_limit: int = 112) -> Protocol:
    """Start-low with so many days on its last step, and this calendar limit."""
    text = with_doses("2.5", "5", "10", "15", calendar_limit=calendar_limit)
    (item,) = (each for each in text.items if isinstance(each, SubstanceItem))
    *steps, top = expand(item.ladder).steps
    top = replace(top, least_days=last, planned_days=last, most_days=last)
    looks = tuple(replace(each, day=last) if each.key == "end" else each for each in text.checkpoints)
    ladder = Steps(entry="s1", steps=(*steps, top))
    return replace(text, items=(replace(item, ladder=ladder),), checkpoints=looks)


def on_s3() -> Walk:
    """15 g from day 15 on, looked at on day 42."""
    plan = on_s2()
    plan.look(day(14))
    plan.look(day(21))
    plan.look(day(42), "review")
    return plan


# days of the new text's last step, its calendar limit; the last day by it, the last day with a dose after day 50
SHORTER = [
    ("fewer days on the step than were taken", 28, 112, 42, 49),
    ("a calendar limit that is past", 56, 45, 45, 49),
    ("a calendar limit of yesterday", 56, 49, 49, 49),
]


@pytest.mark.parametrize(
    ("days", "limit", "by_text", "last"), [row[1:] for row in SHORTER], ids=[row[0] for row in SHORTER]
)
def test_a_course_that_is_over_by_the_new_text_ends_today_and_keeps_its_days(
    days: int, limit: int, by_text: int, last: int
) -> None:
    plan = on_s3()
    before = [plan.dose(day(number)) for number in range(1, last + 1)]
    done = go_over(plan, shorter(days, limit), day(50))
    assert done.sentence == (
        "Goes over to revision 2. From s3 (15 g a day) to nothing: by the new text its course was over with "
        f"{day(by_text)}. It ends today."
    )
    (item,) = done.items
    assert (item.over_from, item.daily_before.value, item.daily_after.value) == (day(50), 15, 0)
    assert [plan.dose(day(number)) for number in range(1, last + 2)] == [*before, 0]
    phases = {plan.at(day(number)).phase for number in range(15, 50)}
    assert (phases, plan.at(day(50)).phase) == ({Phase.MAINTAINING}, Phase.FINISHED)
    shown = plan.schedule(day(50))
    assert (shown.total["glutamine"].value, shown.last_day) == (sum(before), day(last))


def test_a_course_that_ends_today_by_the_new_text_has_its_dose_of_today() -> None:
    plan = on_s3()
    done = go_over(plan, shorter(56, 50), day(50))
    assert done.items[0].over_from is None
    assert (plan.dose(day(50)), plan.dose(day(51)), plan.at(day(50)).last_day) == (15, 0, day(50))


def test_a_course_that_going_over_ends_is_still_looked_at() -> None:
    """As any that ran to its end: due on its last day, until it is too late."""
    plan = on_s3()
    go_over(plan, shorter(28), day(50))
    decision = plan.look(day(50), "end")
    assert decision.timing is Timing.LATE
    assert [plan.dose(day(number)) for number in (49, 50)] == [15, 0]


def test_a_pause_of_a_course_that_is_over_by_the_new_text_ends_with_it() -> None:
    plan = on_s3()
    plan.adjust(day(48), "pause")
    go_over(plan, shorter(28), day(50))
    assert [plan.dose(day(number)) for number in (47, 48, 50)] == [15, 0, 0]
    assert [plan.at(day(number)).phase for number in (49, 50)] == [Phase.PAUSED, Phase.FINISHED]


def test_an_item_that_was_over_keeps_its_days_by_a_shorter_text() -> None:
    """Beta was over with its 14 days; the new text gives it 10."""
    plan = walk_on(lengths((60, 60, 60), (14, 14, 14)))
    for number in (7, 14):
        plan.look(day(number), "alpha")
        plan.look(day(number), "beta")
    done = go_over(plan, lengths((60, 60, 60), (10, 10, 10)), day(16))
    assert [taken(plan, day(number)) for number in (10, 14, 15, 16)] == [("5", "3")] * 2 + [("5", "0")] * 2
    over = done.items[1]
    assert (over.says, over.over_from, over.daily_after.value) == (
        "On b1: it was over before, and stays over.",
        None,
        0,
    )


def test_a_text_whose_days_on_the_step_are_over_goes_on_with_its_taper() -> None:
    text = tapered("12", "8", "4")
    (alpha,) = (each for each in text.items if isinstance(each, SubstanceItem))
    *low, top = expand(alpha.ladder).steps
    longer = Steps(entry="a2", steps=(*low, replace(top, least_days=7, planned_days=21, most_days=21)))
    plan = walk_on(replace(text, items=(replace(alpha, ladder=longer),), checkpoints=(text.checkpoints[0],)))
    done = go_over(plan, text, day(10))
    assert done.sentence == (
        "Goes over to revision 2. From a2 (15 g a day) to t0 (12 g a day): by the new text the days of the dose before "
        "it are over."
    )
    assert (plan.dose(day(9)), plan.dose(day(10)), plan.at(day(10)).phase) == (15, 12, Phase.TAPERING)


def test_a_plan_with_nothing_to_swallow_says_that_its_course_is_over() -> None:
    text = replace(START_LOW, items=(), checkpoints=(), rules=(), cautions=())
    plan = walk_on(text)
    done = mapped(second(replace(text, calendar_limit_days=9)), (plan.protocol, plan.head), REASON, day(10))
    assert done.sentence == f"Goes over to revision 2. By the new text the course was over with {day(9)}."
    assert mapped(second(text), (plan.protocol, plan.head), REASON, day(10)).sentence == "Goes over to revision 2."


def test_a_checkpoint_that_is_due_today_stays_due_today() -> None:
    plan = on_s2()
    go_over(plan, START_LOW, day(14))
    assert plan.schedule(day(14)).windows[0].due == day(14)


def test_a_paused_plan_stays_paused() -> None:
    plan = on_s2()
    plan.adjust(day(9), "pause")
    go_over(plan, with_doses("2.5", "5", "7.5", "15"), day(10))
    assert (plan.at(day(10)).phase, plan.dose(day(10))) == (Phase.PAUSED, 0)
    plan.adjust(day(11), "resume")
    assert plan.dose(day(11)) == 7.5


def test_a_dry_run_asks_no_screening_and_a_real_one_does() -> None:
    plan = on_s2()
    assert tried(second(START_LOW), (plan.protocol, plan.head), Migration(reason=REASON), PARTY, day(10)).items
    with pytest.raises(NewScreeningNeeded):
        migrate(second(START_LOW), (plan.protocol, plan.head), Migration(reason=REASON), PARTY, day(10))


def test_a_dry_run_judges_a_screening_as_the_real_one_does() -> None:
    plan = on_s2()
    wished = Migration(reason=REASON, screening=Screening(confirmed_none=True), overrides=reasons(START_LOW))
    to = second(START_LOW)
    assert tried(to, (plan.protocol, plan.head), wished, PARTY, day(10)) == migrate(
        to, (plan.protocol, plan.head), wished, PARTY, day(10)
    )
    asked = dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO) | {"pregnancy": YesNoUnknown.YES}
    with pytest.raises(Excluded, match="pregnan"):
        tried(to, (plan.protocol, plan.head), replace(wished, screening=Screening(answers=asked)), PARTY, day(10))


def test_the_new_texts_questions_are_asked() -> None:
    new = Caution(
        key="new-question",
        kind=CautionKind.PRECAUTION,
        label="Something new",
        why="Asked since the second revision.",
        action=Action.OVERRIDE_WITH_REASON,
        triggers=(Asked(question="Anything new?"),),
    )
    text = replace(START_LOW, cautions=(*START_LOW.cautions, new))
    plan = on_s2()
    unknown = {caution.key: "no" for caution in text.cautions if any(isinstance(t, Asked) for t in caution.triggers)}
    asked = Screening(answers=unknown | {"new-question": "yes"})  # type: ignore[arg-type]
    with pytest.raises(ReasonNeeded, match="new-question"):
        migrate(second(text), (plan.protocol, plan.head), Migration(reason=REASON, screening=asked), PARTY, day(10))
    assert age_on(ADULT.birth_date, day(10)) == 38
    go_over(plan, text, day(10))
    assert "new-question" in plan.head.screened.answers


def test_other_products_are_told_with_the_screening_and_count() -> None:
    plan = on_s2()
    asked = dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO) | {"other-glutamine-source": YesNoUnknown.YES}
    wished = Migration(reason=REASON, screening=Screening(answers=asked), overrides=reasons(START_LOW))
    with pytest.raises(AmountNotDeclared):
        migrate(second(START_LOW), (plan.protocol, plan.head), wished, PARTY, day(10))
    for daily, refused in (("26", True), ("25", False)):
        shake = Declared(substance="l-glutamine", name="Shake", daily=grams_per_day(daily))
        told = replace(wished, declared=(shake,))
        if refused:
            with pytest.raises(CeilingPassed):
                migrate(second(START_LOW), (plan.protocol, plan.head), told, PARTY, day(10))
        else:
            assert migrate(second(START_LOW), (plan.protocol, plan.head), told, PARTY, day(10)).effect.declared == (
                shake,
            )


def test_the_new_screening_closes_the_call_after_a_change_that_it_answers() -> None:
    plan = on_s2()
    plan.check_in(replace(plan.well(day(9), None), changes=yes("new_medicine")))
    assert [call.because for call in plan.head.calls] == [("change-new_medicine",)]
    go_over(plan, START_LOW, day(10))
    assert plan.head.calls == ()


def test_what_does_not_go_over() -> None:
    plan = on_s2()
    with pytest.raises(MigrationRefused, match="revision 1 already"):
        mapped((START_LOW, pinned(START_LOW)), (plan.protocol, plan.head), REASON, day(10))
    other = PROTOCOLS["glutamine-pi-ibs-d"]
    elsewhere = replace(pinned(other), number=2, protocol_id=ADA_ID)
    with pytest.raises(MigrationRefused, match="its own protocol"):
        mapped((other, elsewhere), (plan.protocol, plan.head), REASON, day(10))
    (item,) = (each for each in START_LOW.items if isinstance(each, SubstanceItem))
    renamed = replace(START_LOW, items=(replace(item, key="powder"),))
    with pytest.raises(MigrationRefused, match="start a new one"):
        mapped(second(renamed), (plan.protocol, plan.head), REASON, day(10))
    with pytest.raises(ReasonTooShort):
        mapped(second(START_LOW), (plan.protocol, plan.head), "Newer.", day(10))
    plan.adjust(day(10), "complete")
    with pytest.raises(PlanOver):
        mapped(second(START_LOW), (plan.protocol, plan.head), REASON, day(10))


ADA_ID = PARTY.staff.practitioners[0].id
