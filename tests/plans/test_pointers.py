"""A refusal points at the field of the caller's document that has to change."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.ladder import Steps
from protocols.dosing.quantity import grams_per_day
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import Told
from protocols.plans.effect import StopReason
from protocols.plans.entry import CheckInThen, Entry, RecordThen
from protocols.plans.migrate import Migration, mapped, migrate
from protocols.plans.person import Staff, named
from protocols.plans.screening import Override, Screening
from protocols.plans.script import Script
from protocols.plans.snapshot import Declared, Live
from protocols.plans.start import OTHER_SOURCE, check_usable
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import (
    ADULT,
    DAY,
    DAY_1,
    PARTY,
    REASON,
    Walk,
    begin,
    body,
    pinned,
    reasons,
    walk,
    walk_on,
    wish,
    yes,
)
from tests.spec.protocols import ADVANCE, HOLD, answer, end, item, look, none_of, protocol, rule, step

START_LOW = PROTOCOLS["glutamine-start-low"]
CHEMO = "glutamine-chemotherapy"
CHEMOTHERAPY = PROTOCOLS[CHEMO]
SCREENED = Screening(confirmed_none=True)
CALLS = (
    rule("clear", none_of(("abdominal_pain",)), ADVANCE),
    rule("tell", answer("nausea", 1), HOLD, Call.TODAY),
)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def substance(text: Protocol) -> SubstanceItem:
    (only,) = (each for each in text.items if isinstance(each, SubstanceItem))
    return only


def on_s2() -> Walk:
    plan = walk()
    plan.look(day(7))
    return plan


def two_items() -> Walk:
    """Alpha may rise; beta is on its last step."""
    alpha = item("alpha", step("a1", "5"), step("a2", "10"))
    beta = item("beta", step("b1", "3"), step("b2", "6"), taper=(step("t1", "2"), step("t2", "1")))
    looks = (look("tolerance", CALLS), end(CALLS, 28))
    return walk_on(protocol(alpha, beta, checkpoints=looks, rules=CALLS))


def with_a_call() -> Walk:
    """Somebody must be called today."""
    plan = two_items()
    plan.look(day(3), None, nausea=1)
    return plan


def paused(make: Callable[[], Walk] = on_s2, number: int = 9, **fields: Any) -> Walk:
    plan = make()
    plan.adjust(day(number), "pause", **fields)
    return plan


def paused_and_called() -> Walk:
    return paused(with_a_call, 3)


def rising() -> Walk:
    plan = two_items()
    plan.adjust(day(3), "set_step", step="a2")
    return plan


def on_a_taper() -> Walk:
    down = (step("t1", "8"), step("t2", "4"))
    one = item("alpha", step("a1", "15", (7, 7, 7)), taper=down)
    plan = walk_on(protocol(one, checkpoints=(look("tolerance", CALLS, steps=("t1",)), end(CALLS, 7)), rules=CALLS))
    plan.look(day(7), "end")
    return plan


def stopped(reason: StopReason = StopReason.DIED) -> Walk:
    plan = on_s2()
    plan.adjust(day(9), "stop", stop_reason=reason)
    return plan


def checked(**fields: Any) -> object:
    """A check-in of day 9 that says no more than this."""
    plan = on_s2()
    return plan.check_in(replace(plan.well(day(9), None), **fields), day(9))


def one_step() -> Walk:
    return walk("glutamine-pi-ibs-d")


# what is refused, the plan, the act on its day, the code and where it points
ACTS: list[tuple[str, Callable[[], Walk], int, str, dict[str, Any], str]] = [
    ("anything after the end", stopped, 9, "pause", {}, "plan_over /kind"),
    ("a reason that says nothing", on_s2, 9, "pause", {"reason": "--"}, "reason_too_short /reason"),
    ("an item that is not there", on_s2, 9, "pause", {"item": "zinc"}, "step_refused /item"),
    ("which item", two_items, 3, "settle", {}, "step_refused /item"),
    ("nothing to take back", on_s2, 9, "hold", {}, "step_refused /kind"),
    ("a call that is not open", on_s2, 9, "close_call", {"call": 1}, "no_such_call /call"),
    ("a rise with an open call", with_a_call, 3, "set_step", {"step": "a2"}, "call_still_open /kind"),
    ("a resume with an open call", paused_and_called, 4, "resume", {}, "call_still_open /kind"),
    ("a resume of what is not paused", on_s2, 9, "resume", {}, "not_paused /kind"),
    ("a resume of what is over for good", stopped, 10, "resume", {}, "plan_over /kind"),
    ("a resume after 15 days", paused, 24, "resume", {}, "new_screening_needed /screening"),
    (
        "a resume of one step after 15 days",
        partial(paused, one_step),
        24,
        "resume",
        {"screening": SCREENED},
        "plan_over /kind",
    ),
    ("a step that is not there", on_s2, 9, "set_step", {"step": "s9"}, "step_refused /step"),
    ("the present step", on_s2, 9, "set_step", {"step": "s2"}, "step_refused /step"),
    ("two steps up", walk, 3, "set_step", {"step": "s3"}, "step_refused /step"),
    ("a rise in a pause", paused, 10, "set_step", {"step": "s3"}, "step_refused /step"),
    ("a rise towards a pause", partial(paused, on=day(12)), 10, "set_step", {"step": "s3"}, "step_refused /step"),
    ("a second rise at once", rising, 3, "set_step", {"item": "beta", "step": "b2"}, "step_refused /item"),
    ("up a taper", on_a_taper, 9, "set_step", {"step": "a1"}, "step_refused /step"),
    ("settling in a pause", paused, 10, "settle", {}, "step_refused /kind"),
    ("settling on the highest", one_step, 3, "settle", {}, "step_refused /kind"),
    (
        "going on from a step with one above",
        on_s2,
        9,
        "extend",
        {"until": day(200), "screening": SCREENED},
        "extension_refused /kind",
    ),
    (
        "going on without words",
        one_step,
        9,
        "extend",
        {"until": day(60), "screening": SCREENED, "reason": "Yes."},
        "reason_too_short /reason",
    ),
    (
        "going on until before the end",
        one_step,
        9,
        "extend",
        {"until": day(50), "screening": SCREENED},
        "extension_refused /until",
    ),
    ("an event of no protocol", paused, 9, "move_event", {"event_on": day(20)}, "event_refused /kind"),
    (
        "an event while something is taken",
        lambda: walk(CHEMO),
        3,
        "move_event",
        {"event_on": day(20)},
        "event_refused /kind",
    ),
    (
        "an event that has passed",
        partial(paused, lambda: walk(CHEMO), 3),
        3,
        "move_event",
        {"event_on": day(1)},
        "event_refused /event_on",
    ),
    (
        "an event in a year",
        partial(paused, lambda: walk(CHEMO), 3),
        3,
        "move_event",
        {"event_on": day(365)},
        "event_refused /event_on",
    ),
]


@pytest.mark.parametrize(
    ("make", "number", "kind", "fields", "says"), [row[1:] for row in ACTS], ids=[row[0] for row in ACTS]
)
def test_an_act(make: Callable[[], Walk], number: int, kind: str, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        make().adjust(day(number), kind, **fields)
    assert f"{refused.value.code} {refused.value.pointer}" == says


def answers(**yes: str) -> Screening:
    """No to every question of the start-low protocol but for what is said."""
    asked = walk().head.screened.answers
    said = dict.fromkeys(asked, YesNoUnknown.NO) | {
        key.replace("_", "-"): YesNoUnknown(value) for key, value in yes.items()
    }
    return Screening(answers=said)


def starting(text: Protocol = START_LOW, kilograms: str | None = "70", **said: Any) -> Callable[[], object]:
    wanted = replace(wish(text, of_body=body(kilograms)), **said)
    return lambda: begin(text, wanted, DAY_1)


def reasoned(**fields: Any) -> tuple[Override, ...]:
    """A reason for the first caution that asks for one."""
    return (replace(reasons(START_LOW)[0], **fields),)


OLD = replace(body(), weighed_on=DAY_1 - DAY * 31)


def recorded() -> object:
    """A start of somebody who once reacted to glutamine, on a text that asks nothing about it."""
    asks_less = replace(START_LOW, cautions=tuple(c for c in START_LOW.cautions if c.key != "hypersensitivity"))
    return begin(asks_less, wish(asks_less), DAY_1, replace(ADULT, recorded_cautions=("hypersensitivity",)))


# what is refused, the start, the code and where it points
STARTS: list[tuple[str, Callable[[], object], str]] = [
    ("a draft", lambda: check_usable(RevisionStatus.DRAFT), "revision_not_published /revision"),
    ("a start in half a year", starting(start_on=day(180)), "start_date /start_on"),
    ("an old weight", starting(body=OLD), "start_date /weighed_on"),
    (
        "a second plan",
        lambda: begin(START_LOW, wish(START_LOW), DAY_1, live=Live(substances=("l-glutamine",))),
        "substance_twice /protocol",
    ),
    ("no weight for a high dose", starting(CHEMOTHERAPY, None), "measurement_missing /weight"),
    (
        "more than anybody takes",
        starting(declared=(Declared(substance="l-glutamine", name="Other", daily=grams_per_day("30")),)),
        "ceiling_passed /declared",
    ),
    (
        "another product under a name that nothing counts",
        starting(declared=(Declared(substance="glutamine", name="Other", daily=grams_per_day("30")),)),
        "substance_not_counted /declared/0/substance",
    ),
    (
        "another source without its amount",
        starting(screening=answers(**{OTHER_SOURCE: "yes"})),
        "amount_not_declared /declared",
    ),
    ("questions that were not asked", starting(screening=Screening()), "screening_missing /screening"),
    (
        "answers beside confirmed_none",
        starting(screening=replace(answers(), confirmed_none=True)),
        "screening_missing /screening/confirmed_none",
    ),
    (
        "answers to no question",
        starting(screening=Screening(answers={"luck": YesNoUnknown.NO})),
        "unknown_caution /screening/answers",
    ),
    (
        "an exclusion by an answer",
        starting(screening=answers(pregnancy="yes")),
        "excluded /screening/answers/pregnancy",
    ),
    (
        "an exclusion by age",
        lambda: begin(
            START_LOW,
            wish(START_LOW),
            DAY_1,
            person=replace(ADULT, birth_date=DAY_1 - DAY * 365 * 10),
        ),
        "excluded /client_id",
    ),
    ("an alarm on the record", recorded, "excluded /client_id"),
    ("a reason that is lacking", starting(CHEMOTHERAPY, overrides=()), "reason_needed /overrides"),
    (
        "an agreement that is lacking",
        starting(CHEMOTHERAPY, overrides=tuple(replace(each, agreed_by=()) for each in reasons(CHEMOTHERAPY))),
        "agreement_needed /overrides",
    ),
    (
        "an agreement of tomorrow",
        starting(CHEMOTHERAPY, overrides=reasons(CHEMOTHERAPY, day(2))),
        "agreement_needed /overrides",
    ),
    ("a reason for no caution", starting(overrides=reasoned(caution="luck")), "unknown_caution /overrides/0/caution"),
    ("a reason of one word", starting(overrides=reasoned(reason="Fine.")), "reason_too_short /overrides/0/reason"),
    ("two reasons", starting(overrides=reasoned() * 2), "malformed /overrides/1/caution"),
    ("whoever asked", starting(screening=replace(SCREENED, by=UUID(int=9))), "practitioner_needed /screening/by"),
    ("whoever gave a reason", starting(overrides=reasoned(by=UUID(int=9))), "practitioner_needed /overrides"),
]


@pytest.mark.parametrize(("starts", "says"), [row[1:] for row in STARTS], ids=[row[0] for row in STARTS])
def test_a_start(starts: Callable[[], object], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        starts()
    assert f"{refused.value.code} {refused.value.pointer}" == says


# what is refused, the check-in, the code and where it points
CHECK_INS: list[tuple[str, Callable[[], object], str]] = [
    (
        "a yes beside none",
        lambda: Told(confirmed_none=True, answers=yes("fever").answers),
        "contradiction /confirmed_none",
    ),
    ("a question of nobody", partial(checked, alarms=yes("luck")), "unknown_question /alarms/answers/luck"),
    ("a value of nobody", partial(checked, answers={"luck": DecimalString(1)}), "unknown_measure /answers/luck"),
    ("a checkpoint of nobody", partial(checked, checkpoint="luck"), "unknown_checkpoint /checkpoint"),
    ("tomorrow", partial(checked, on=day(10)), "check_in_from_future /on"),
    ("the day before the start", partial(checked, on=day(0)), "check_in_before_start /on"),
    ("after the end", lambda: stopped().look(day(9), None), "plan_over /on"),
    ("a script's entry without a day", lambda: Entry(check_in=CheckInThen()), "malformed /day"),
    ("a script's entry with nothing in it", lambda: Entry(day=1), "malformed /check_in"),
    ("a record that does not change", RecordThen, "malformed /recorded_cautions"),
    ("a script of long ago", lambda: Script(start_on=date(1899, 12, 31)), "malformed /start_on"),
    ("a script with two ages", lambda: Script(age=40, birth_date=date(1986, 1, 1)), "malformed /birth_date"),
    (
        "nobody who acts",
        lambda: named(Staff(practitioners=(), responsible=None), None, "/by"),
        "practitioner_needed /by",
    ),
]


@pytest.mark.parametrize(("checks_in", "says"), [row[1:] for row in CHECK_INS], ids=[row[0] for row in CHECK_INS])
def test_a_check_in(checks_in: Callable[[], object], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        checks_in()
    assert f"{refused.value.code} {refused.value.pointer}" == says


def second(text: Protocol, number: int = 2, protocol_id: int = 2) -> tuple[Protocol, Any]:
    return text, replace(pinned(text), number=number, protocol_id=UUID(int=protocol_id))


OTHER_ITEM = protocol(item("zinc", step("s2", "5")), checkpoints=START_LOW.checkpoints, rules=START_LOW.rules)
MORE = replace(START_LOW, items=(replace(substance(START_LOW), ladder=Steps(entry="s2", steps=(step("s2", "14"),))),))

# what is refused, the plan, the other revision, the reason, the code and where it points
MIGRATIONS: list[tuple[str, Callable[[], Walk], tuple[Protocol, Any], str, str]] = [
    ("a plan that is over", stopped, second(START_LOW), REASON, "plan_over /revision"),
    ("another protocol", on_s2, second(START_LOW, 2, 9), REASON, "migration_refused /revision"),
    ("the same revision", on_s2, second(START_LOW, 1), REASON, "migration_refused /revision"),
    ("no reason in words", on_s2, second(START_LOW), "Newer.", "reason_too_short /reason"),
    ("another item", on_s2, second(OTHER_ITEM), REASON, "migration_refused /revision"),
    ("only higher doses", on_s2, second(MORE), REASON, "migration_refused /revision"),
]


@pytest.mark.parametrize(
    ("make", "to", "reason", "says"), [row[1:] for row in MIGRATIONS], ids=[row[0] for row in MIGRATIONS]
)
def test_going_over(make: Callable[[], Walk], to: tuple[Protocol, Any], reason: str, says: str) -> None:
    plan = make()
    with pytest.raises(Refusal) as refused:
        mapped(to, (plan.protocol, plan.head), reason, day(10))
    assert f"{refused.value.code} {refused.value.pointer}" == says


def test_going_over_for_good_asks_for_the_screening() -> None:
    plan = on_s2()
    with pytest.raises(Refusal) as refused:
        migrate(second(START_LOW), (plan.protocol, plan.head), Migration(reason=REASON), PARTY, day(10))
    assert (refused.value.code, refused.value.pointer) == ("new_screening_needed", "/screening")
