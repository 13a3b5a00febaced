"""The engine beside a plan that is lived day by day: the same doses, steps, phases, windows and outcomes."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.watching import under
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.dosing.body import Body
from protocols.dosing.ladder import expand
from protocols.plans import acts
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import dosing
from protocols.plans.head import Head, raised_on
from protocols.plans.position import LIVE, Phase, at, windows
from protocols.plans.spans import span_on
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.life import Life
from tests.plans.oracle import begin
from tests.plans.oracle_acts import Naive
from tests.plans.oracle_decides import Verdict
from tests.plans.oracle_facts import Answers
from tests.plans.walking import DAY, body
from tests.strategies.acting import an_act, asking_first, resuming
from tests.strategies.effort import effort
from tests.strategies.people import bodies, start_days
from tests.strategies.protocols import protocols
from tests.strategies.saying import a_check_in, all_well

pytestmark = pytest.mark.no_cover  # a search: whatever it finds gets a row of its own

AHEAD: Final = 16


class Pair:
    """One plan, lived twice."""

    def __init__(self, life: Life) -> None:
        self.life = life
        snapshot = life.head.snapshot
        self.is_done = False
        asked = under(life.protocol, raised_on(life.head))
        first = snapshot.start_steps
        self.naive = Naive(begin(asked, snapshot.body, snapshot.start_on, life.today, first))
        self.naive.screen(life.today, raised_on(life.head))
        self.naive.waits()

    def wait(self, days: int) -> None:
        self.life.wait(days)
        for _ in range(days):
            self.naive.plan.sleep()
            assert grams(self.life.head, self.naive.plan.today) == self.naive.plan.doses()
        self.compare_today()

    def _fell_when_over(self, check_in: CheckIn) -> bool:
        """Whether the look is at a dose that its item would have fallen to after it was stopped: of no consequence."""
        named = next((c.item for c in self.life.protocol.checkpoints if c.key == check_in.checkpoint), None)
        tracks = [track for track in self.life.head.tracks if track.item == named and track.ended is not None]
        return any(
            span_on(t, check_in.on).by_calendar and span_on(t, check_in.on).since >= t.ended.on
            for t in tracks
            if t.ended
        )

    def tell(self, check_in: CheckIn) -> None:
        if self._fell_when_over(check_in):
            return
        decision = self.life.tell(check_in)
        if decision is None:
            return
        light = self.naive.too_light(answers(self.life.protocol, check_in))
        assert light == any(each.key == "limit-weighed-caution" for each in decision.considered), light
        if light:
            # What pauses here is the screening's word, which is not lived twice.
            self.is_done = True
            return
        verdict = self.naive.tell(answers(self.life.protocol, check_in))
        assert (decision.timing.value, decision.late_entered) == (verdict.timing, verdict.late_entered)
        assert {item.item: item.dose.value for item in decision.items} == verdict.doses, explain(verdict)
        told = (decision.dose.value, decision.call.value)
        assert told == (verdict.dose, verdict.call), (told, decision.call_because, explain(verdict))
        assert set(decision.call_because) == set(verdict.call_because), explain(verdict)
        assert raised_on(self.life.head) == self.naive.memory.stand
        self.ask()
        self.compare()

    def ask(self) -> None:
        """What the cautions that stand bring is asked from now on."""
        plan = self.naive.plan
        asked, known = under(self.life.protocol, raised_on(self.life.head)), plan.windows(plan.today)
        plan.protocol = replace(asked, baseline_labs=plan.protocol.baseline_labs)
        self.come_soon(known)

    def come_soon(self, known: dict[str, tuple[date, date]]) -> None:
        """Looks that were not among those before them, and are late already, are open at once."""
        plan = self.naive.plan
        for checkpoint in plan.protocol.checkpoints:
            now, before = plan.windows(plan.today).get(checkpoint.key), known.get(checkpoint.key)
            is_new = now is not None and (before is None or before[1] != now[1])
            if checkpoint.kind is not CheckpointKind.BASELINE and is_new:
                self.naive.soon(checkpoint)

    def act(self, act: acts.Adjustment) -> None:  # noqa: C901, PLR0912 one case for each act
        if isinstance(act, acts.MoveEvent | acts.ConfirmRise):
            return
        forbidden = isinstance(act, acts.SetStep) and self.naive.forbids(act.item, act.step)
        if not self.life.act(act):
            return
        assert not forbidden, act
        naive, effect = self.naive, self.life.events[-1].effect  # type: ignore[union-attr]
        naive.note()
        known = naive.plan.windows(naive.plan.today)
        match act:
            case acts.Pause():
                naive.pause_by_name(act.item, act.on)
            case acts.Hold():
                naive.hold_by_name(act.item)
            case acts.Resume():
                naive.resume(act.item, screened=act.screening is not None)
            case acts.SetStep():
                naive.set_step(act.item, act.step)
            case acts.Settle():
                naive.settle_by_name(act.item)
            case acts.Extend():
                naive.extend(act.item, act.until)
            case acts.Stop():
                naive.end(act.stop_reason.value)
            case acts.Complete():
                naive.end("completed_early")
            case acts.EnteredInError():
                naive.end("entered_in_error")
            case acts.CloseCall():
                naive.close(act.call)
            case acts.Weigh():
                naive.weigh_by_name(self.life.head.doses[-1].body, planned=act.loss_was_planned)
            case acts.RecordProduct():
                sized = (act.product.scoop or act.product.packet) is not None
                naive.record_product(act.product.name, sized=sized)
            case acts.Rescreen():
                naive.answer_screened()
                naive.screen(self.life.today, raised_on(self.life.head))
                self.ask()
            case acts.Acknowledge() | acts.AcknowledgeEvidence() | acts.ReviewOverride():
                pass  # the naive plan knows none of them, because none is a dose
        if isinstance(act, DECIDES):
            naive.decide()
        if isinstance(act, acts.Weigh | acts.Rescreen) and (effect.ended or effect.pauses):
            # What stops or pauses here is the screening's word, which is not lived twice.
            self.is_done = True
            return
        if isinstance(act, acts.Extend | acts.Resume) and act.screening is not None:
            naive.screen(self.life.today, raised_on(self.life.head))
            self.ask()
        self.come_soon(known)
        if not isinstance(act, acts.Resume):
            naive.keep()
        self.compare()

    def compare(self) -> None:
        """Today, and the days ahead if nothing more happens."""
        self.compare_today()
        self.compare_days(self.life.head, self.life.today)

    def compare_today(self) -> None:
        head, today, plan = self.life.head, self.life.today, self.naive.plan
        found = at(head, today)
        assert found.phase.value == plan.plan_phase()
        for item, naive in zip(found.items, plan.items, strict=True):
            assert item.phase.value == plan.phase(naive), (item, plan.phase(naive))
            if item.phase in LIVE:
                assert (item.step, item.settled) == (naive.now.step, naive.now.settled), (item.step, naive.now.step)
                assert item.days_on_step == len(naive.now.days), item
        if found.phase in LIVE:
            due = {each.checkpoint: (each.opens, each.due) for each in windows(head, today)}
            assert due == plan.ahead(), (due, plan.ahead())
        if found.phase in LIVE - {Phase.PAUSED}:
            last = plan.hard_last_day()
            assert found.last_day == last, (found.last_day, last)

    def compare_days(self, head: Head, today: date) -> None:
        plan = self.naive.plan
        known = (plan.protocol, plan.body, *(item.definition for item in plan.items))
        trial = deepcopy(plan, {id(each): each for each in known})
        for offset in range(AHEAD):
            day = today + DAY * offset
            expected = trial.doses()
            assert grams(head, day) == expected, (offset, grams(head, day), expected)
            trial.sleep()


DECIDES: Final = (
    acts.Pause | acts.Hold | acts.Resume | acts.SetStep | acts.Settle | acts.Extend | acts.Weigh | acts.Stop
)
"""Acts that say what is taken; a plan after any other end takes no check-in."""


def grams(head: Head, day: date) -> list[Decimal]:
    return [Decimal(0) if each.arithmetic is None else each.arithmetic.daily.value for each in dosing(head, day)]


def explain(verdict: Verdict) -> list[tuple[str, bool | None, str, str]]:
    return [(line.key, line.truth, line.dose, line.call) for line in verdict.lines]


def answers(protocol: Protocol, check_in: CheckIn) -> Answers:
    """The same check-in in the words of the naive plan."""
    return Answers(
        on=check_in.on,
        checkpoint=check_in.checkpoint,
        numbers={key: Decimal(value) for key, value in check_in.answers.items()} | read(protocol, check_in, "value"),
        limits=read(protocol, check_in, "upper_limit"),
        alarms=told(check_in.alarms, [each.key for each in protocol.alarms]),
        changes=told(check_in.changes, [each.key for each in CHANGES]),
        off_days=check_in.off_days,
    )


PREFIXES: Final = {"mg/L": "0.1", "g/dL": "1000", "mmol/L": "1000", "umol/L": "1", "mg/kg": "1"}
"""By how much a number in another unit than the measure's is multiplied."""


def read(protocol: Protocol, check_in: CheckIn, name: str) -> dict[str, Decimal]:
    """The numbers of the laboratory in the units of the protocol."""
    units = {each.key: each.unit for each in protocol.measures}
    return {
        key: Decimal(told) * (1 if result.unit == units[key] else Decimal(PREFIXES[result.unit]))
        for key, result in check_in.laboratory.items()
        if (told := getattr(result, name)) is not None
    }


def told(said: Told | None, keys: list[str]) -> dict[str, bool]:
    if said is None:
        return {}
    if said.confirmed_none:
        return dict.fromkeys(keys, False)
    return {
        key: answer is YesNoUnknown.YES for key, answer in said.answers.items() if answer is not YesNoUnknown.UNKNOWN
    }


def starting_low(chance: Random, protocol: Protocol) -> dict[str, str]:
    """Some of the items start on a step below entry, or name their entry step."""
    ladders = {item.key: expand(item.ladder) for item in substance_items(protocol)}
    upto = {key: [step.key for step in ladder.steps] for key, ladder in ladders.items()}
    allowed = {key: keys[: keys.index(ladders[key].entry) + 1] for key, keys in upto.items()}
    return {key: chance.choice(keys) for key, keys in allowed.items() if chance.random() < 0.5}


def live(life: Life, chance: Random, steps: int) -> None:
    """So many things happen to one plan, lived twice."""
    pair = Pair(life)
    pair.compare()
    for _ in range(steps):
        drawn = chance.random()
        ahead = windows(life.head, life.today)
        if drawn < 0.45 and ahead:
            pair.wait(max(0, (ahead[0].due - life.today).days + chance.choice([0, 0, 0, 0, 1, 4])))
            if (asked := asking_first(chance, life.protocol, life.head, life.today)) is not None:
                pair.act(asked)
            pair.tell(all_well(life.protocol, ahead[0].checkpoint, life.head.snapshot.start_on, life.today))
        elif drawn < 0.72:
            pair.wait(chance.choice([0, 1, 1, 3, 7, 9]))
            pair.tell(a_check_in(chance, life.protocol, life.head, life.today))
        elif drawn < 0.85 and at(life.head, life.today).phase in {Phase.PAUSED, Phase.STOPPED}:
            pair.act(resuming(chance, life.protocol, None, life.today))
        else:
            pair.wait(chance.choice([0, 0, 1, 2, 12]))
            pair.act(an_act(chance, life.protocol, life.head, life.today))
        if pair.is_done or life.is_over:
            return


def lived_twice(protocol: Protocol, of_body: Body, start_on: date, offset: int, seed: int) -> None:
    """One life of a plan that is entered so many days after it began, beside the naive plan."""
    life, chance = Life(protocol, start_on + DAY * offset, strides=(0, 1)), Random(seed)
    life.start(of_body, start_on, starting_low(chance, protocol))
    live(life, chance, 25)


@pytest.mark.parametrize("slug", SLUGS)
@effort(3)
@given(start_days(), st.sampled_from([0, 0, 0, 4, -3]), st.integers(0, 10**9))
def test_a_built_in_plan_lived_twice(slug: str, start_on: date, offset: int, seed: int) -> None:
    lived_twice(PROTOCOLS[slug], body(), start_on, offset, seed)


@effort(12)
@given(protocols(), bodies(), start_days(), st.sampled_from([0, 0, 0, 4, -3]), st.integers(0, 10**9))
def test_a_made_up_plan_lived_twice(protocol: Protocol, of_body: Body, start_on: date, offset: int, seed: int) -> None:
    lived_twice(protocol, of_body, start_on, offset, seed)
