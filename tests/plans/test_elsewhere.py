"""What a client's other plans were told, before doses are given again: the same for a start and for every act."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Asked
from protocols.plans.adjust import adjust
from protocols.plans.adjusting import Adjusting
from protocols.plans.adverse_event import AdverseEvent, EventSeverity, SeriousBecause
from protocols.plans.answer import YesNoUnknown
from protocols.plans.died import ClientDied
from protocols.plans.effect import StopReason
from protocols.plans.elsewhere import said_elsewhere
from protocols.plans.event import Reported
from protocols.plans.migrate import Migrating, Migration, migrate, tried
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.screened_on import ScreeningOutOfTime
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared, Live, Snapshot
from protocols.plans.start import CeilingPassed
from tests.library.built_in import PROTOCOLS
from tests.plans.test_heard_elsewhere import other_product
from tests.plans.walking import ACTS, DAY, DAY_1, PARTY, REASON, Walk, begin, pinned, reasons, stamp, walk, wish

START_LOW = PROTOCOLS["glutamine-start-low"]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def stopped() -> Walk:
    plan = walk()
    plan.adjust(day(2), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    return plan


def by(kind: str) -> Callable[..., Adjusting]:
    """An act on day 6 with a screening of the day."""

    def go(plan: Walk, live: Live, asked: date, **told: Any) -> Adjusting:
        screening = Screening(on=asked, confirmed_none=True)
        act = ACTS[kind](**{"reason": REASON, "screening": screening} | told)
        return adjust(plan.protocol, plan.head, act, replace(PARTY, live=live), day(6))

    return go


def migrated(plan: Walk, live: Live, asked: date, **told: Any) -> Migrating:
    wish = Migration(reason=REASON, screening=Screening(on=asked, confirmed_none=True), **told)
    to = (START_LOW, replace(pinned(START_LOW), number=2))
    return migrate(to, (START_LOW, plan.head), wish, replace(PARTY, live=live), day(6))


# which plan, what gives doses again
GIVES: list[tuple[Callable[[], Walk], Callable[[Walk, Live, date], object]]] = [
    (stopped, by("resume")),
    (walk, by("rescreen")),
    (walk, migrated),
]


@pytest.mark.parametrize(("told", "fits"), [(None, True), (day(4), True), (day(5), False)])
@pytest.mark.parametrize(("made", "act"), GIVES, ids=["resume", "rescreen", "migrate"])
def test_h9_no_dose_is_given_again_by_a_screening_from_before_what_another_plan_was_told(
    made: Callable[[], Walk], act: Callable[[Walk, Live, date], object], told: date | None, *, fits: bool
) -> None:
    plan, live = made(), Live(told_on=told)
    if fits:
        act(plan, live, day(4))
        return
    with pytest.raises(ScreeningOutOfTime) as refused:
        act(plan, live, day(4))
    assert refused.value.pointer == "/screening/on"


def told_yes(caution: str) -> Callable[[Walk], object]:
    def tell(plan: Walk) -> object:
        asked = {each.key for each in plan.protocol.cautions if any(isinstance(how, Asked) for how in each.triggers)}
        told = dict.fromkeys(asked, YesNoUnknown.NO) | {caution: YesNoUnknown.YES}
        screening = Screening(answers=told)
        return plan.adjust(day(4), "rescreen", screening=screening, overrides=reasons(plan.protocol))

    return tell


# what the other plan was told, and since when a screening must know of it
TOLD: list[tuple[Callable[[Walk], object], date | None]] = [
    (lambda _: None, None),
    (lambda plan: plan.adjust(day(3), "pause"), None),
    (lambda plan: plan.adjust(day(3), "stop", stop_reason=StopReason.PREGNANCY), day(3)),
    (told_yes("lactation"), day(4)),
    (told_yes("liver-risk"), day(4)),
]


@pytest.mark.parametrize(("tell", "since"), TOLD, ids=["nothing", "pause", "stop", "with a reason", "only to know"])
def test_h9_what_another_plan_was_told_counts_whether_a_reason_was_given_or_not(
    tell: Callable[[Walk], object], since: date | None
) -> None:
    plan = walk()
    tell(plan)
    assert said_elsewhere((plan.head,), day(5)).told_on == since
    assert said_elsewhere((walk().head, plan.head), day(5)).told_on == since


def test_h7_a_plan_declares_for_the_others_while_it_lives() -> None:
    tub = other_product("10")
    plan = walk()
    plan.adjust(day(2), "rescreen", screening=Screening(confirmed_none=True), declared=(tub,))
    assert said_elsewhere((walk().head, plan.head), day(3)).declared == (tub,)
    plan.adjust(day(3), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    assert said_elsewhere((plan.head,), day(3)).declared == ()


# what other live plans declare, what is told with the act, and the g/d that the plan counts from then on
DECLARED: list[tuple[str, tuple[str, ...] | None, list[str]]] = [
    ("10", None, ["10"]),
    ("10", (), ["10"]),
    ("10", ("4",), ["10"]),
    ("10", ("12",), ["12"]),
]


@pytest.mark.parametrize(("there", "told", "counted"), DECLARED)
@pytest.mark.parametrize(("made", "kind"), [(stopped, "resume"), (walk, "rescreen"), (walk, "migrate")])
def test_h7_what_another_live_plan_declares_counts_where_doses_are_given_again(
    made: Callable[[], Walk], kind: str, there: str, told: tuple[str, ...] | None, counted: list[str]
) -> None:
    plan, live = made(), Live(declared=(other_product(there),))
    declared = None if told is None else tuple(other_product(each) for each in told)
    act = migrated if kind == "migrate" else by(kind)
    done = act(plan, live, day(6), declared=declared)
    assert [str(each.daily.value) for each in done.effect.declared or ()] == counted


@pytest.mark.parametrize("told", [None, ()])
def test_h7_too_much_with_it_gives_no_dose_again(told: tuple[Declared, ...] | None) -> None:
    live = Live(declared=(other_product("38"),))
    with pytest.raises(CeilingPassed) as refused:
        by("resume")(stopped(), live, day(6), declared=told)
    assert refused.value.pointer == "/declared"
    assert by("rescreen")(walk(), live, day(6), declared=told).sentence.startswith("Paused at once.")


def test_h7_what_is_held_nowhere_here_does_not_count() -> None:
    live = Live(declared=(other_product("38", substance="zinc"),))
    assert by("resume")(stopped(), live, day(6)).effect.declared is None


def reported_dead(plan: Walk) -> None:
    died = AdverseEvent(what="Died.", onset=day(3), severity=EventSeverity.SEVERE, serious=(SeriousBecause.DEATH,))
    told = Report(on=day(3), adverse_event=died)
    done = report(plan.protocol, plan.head, told, day(3))
    by_whom = stamp(len(plan.events) + 1, day(3))
    plan.events.append(
        Reported(stamp=by_whom, report=told, dose_then=done.dose_then, sentence=done.sentence, effect=done.effect)
    )


def entered_in_error(plan: Walk) -> None:
    reported_dead(plan)
    plan.adjust(day(4), "entered_in_error")


# what the other plan was told, and whether it says that the client died
DEATHS: list[tuple[Callable[[Walk], object], bool]] = [
    (lambda _: None, False),
    (lambda plan: plan.adjust(day(3), "stop", stop_reason=StopReason.CLIENTS_CHOICE), False),
    (lambda plan: plan.adjust(day(3), "stop", stop_reason=StopReason.DIED), True),
    (reported_dead, True),
    (entered_in_error, False),
]


@pytest.mark.parametrize(("tell", "died"), DEATHS, ids=["nothing", "a stop", "stopped by it", "reported", "in error"])
def test_h9_a_death_is_believed_unless_it_was_entered_in_error(tell: Callable[[Walk], object], *, died: bool) -> None:
    plan = walk()
    tell(plan)
    assert said_elsewhere((walk().head, plan.head), day(5)).died is died


def starts(plan: Walk, live: Live, on: date) -> Snapshot:
    return begin(plan.protocol, wish(plan.protocol, on), on, live=live)


def tries(plan: Walk, live: Live, on: date) -> Migrating:
    wanted = Migration(reason=REASON)
    return tried((START_LOW, pinned(START_LOW)), (START_LOW, plan.head), wanted, replace(PARTY, live=live), on)


def extends(plan: Walk, live: Live, on: date) -> Adjusting:
    return by("extend")(plan, live, on, until=day(90))


@pytest.mark.parametrize("act", [starts, by("resume"), extends, migrated, tries])
def test_h9_nothing_gives_a_dose_after_a_death_that_another_plan_was_told_of(act: Callable[..., object]) -> None:
    # Whatever else stands against it is not spoken of.
    live = Live(died=True, told_on=day(9), call_open=True, substances=("l-glutamine",))
    with pytest.raises(ClientDied, match="told that this client died"):
        act(stopped(), live, day(4))
