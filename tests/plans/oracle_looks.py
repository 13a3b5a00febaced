"""When the naive plan looks at a checkpoint once more."""

from __future__ import annotations

from datetime import date

from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from tests.plans.oracle import ALIVE
from tests.plans.oracle_decides import Judge, Verdict
from tests.plans.oracle_items import ONE, Asked, Item, Stand
from tests.plans.oracle_moves import Moves

Again = tuple[date, date] | None
"""The day on which it is due and the day from which it is open; none: never on this step."""


Stood = tuple[Stand | None, tuple[Stand | None, ...]]
"""What a check-in looked at, and where its item stood and was to stand."""


class Looks(Moves):
    """The plan, and when each checkpoint is due."""

    def mark(self, judge: Judge, verdict: Verdict, stand: Stand | None, again: Again) -> None:
        """The checkpoint was looked at, in its window."""
        if judge.checkpoint is not None and verdict.timing not in {"early", "unscheduled"}:
            due, opens = (None, None) if again is None else again
            self.plan.ask(judge.checkpoint, Asked(stand, due, opens))

    def stand_of(self, checkpoint: Checkpoint | None, day: date) -> Stand | None:
        """What the checkpoint hangs on; nothing where its day belongs to the course."""
        if checkpoint is None or self.plan.is_of_course(checkpoint):
            return None
        return self.plan.looked_at(checkpoint, day)

    def look(self, judge: Judge, verdict: Verdict, stood: Stood, *, moved: bool) -> None:
        """After a check-in: where the item stood before, and whether any item moved."""
        checkpoint = judge.checkpoint
        if checkpoint is None:
            return
        item = self.plan.meant(checkpoint)
        every = self._every(judge)
        if not any((item.next or item.now) is each for each in stood[1]):
            if self.plan.is_of_course(checkpoint) and checkpoint.kind is not CheckpointKind.BASELINE:
                self.mark(judge, verdict, None, every)
            elif item.next is not None and item.is_tapering(item.next):
                # The step goes on until the fall begins: this look at it is done.
                self.mark(judge, verdict, stood[0], None)
            elif item.next is None and stood[0] is not None and stood[0].since == item.now.since:
                # Entered and left on one day: the look of that day was this one.
                self.mark(judge, verdict, stood[0], self._next(judge, verdict, item, every, moved=moved))
            return
        self.mark(judge, verdict, stood[0], self._next(judge, verdict, item, every, moved=moved))

    def _next(self, judge: Judge, verdict: Verdict, item: Item, every: Again, *, moved: bool) -> Again:
        checkpoint, dose = judge.checkpoint, verdict.doses[item.key]
        assert checkpoint is not None
        if any("limit-screen-first" in because for because in verdict.because.values()):
            wait = checkpoint.again_opens if verdict.symptoms else 0
            return (judge.told.on + ONE * max(2, wait), judge.told.on + ONE * wait)
        if dose == "advance":
            others = moved or item.is_promised_more or self.plan.phase(item) not in ALIVE
            return self._again(judge, verdict) if others else every
        if dose == "hold" and verdict.missing:
            wait = checkpoint.again_opens if verdict.symptoms else 0
            return (judge.told.on + ONE * max(2, wait), judge.told.on + ONE * wait)
        return self._again(judge, verdict)

    @staticmethod
    def _every(judge: Judge) -> Again:
        if judge.checkpoint is None or judge.checkpoint.every is None or judge.window is None:
            return None
        due = judge.window[1] + ONE * judge.checkpoint.every
        return (due, due - ONE)

    @staticmethod
    def _again(judge: Judge, verdict: Verdict) -> Again:
        checkpoint, window, on = judge.checkpoint, judge.window, judge.told.on
        if checkpoint is None or window is None or checkpoint.kind is CheckpointKind.BASELINE:
            return None
        opens = on + ONE * checkpoint.again_opens
        if verdict.timing == "missed":
            return (on + ONE * checkpoint.again_after, opens)
        return (max(window[1] + ONE * checkpoint.again_after, opens), opens)

    def soon(self, checkpoint: Checkpoint) -> None:
        """What comes too late to be answered on its day is open at once."""
        plan, today = self.plan, self.plan.today
        window = plan.windows(today).get(checkpoint.key)
        if window is not None and window[1] < today:
            due = min(today + ONE * checkpoint.again_after, max(today, plan.last_day(plan.meant(checkpoint))))
            plan.ask(checkpoint, Asked(self.stand_of(checkpoint, today), due, today))

    def due_again(self, checkpoint: Checkpoint) -> None:
        """What nobody answered in time is due once more after a resume."""
        plan, today = self.plan, self.plan.today
        window = None if checkpoint.kind is CheckpointKind.BASELINE else plan.windows(today).get(checkpoint.key)
        if window is None or today <= window[1] + 3 * ONE:
            return
        due, opens = today + ONE * checkpoint.again_after, today + ONE * checkpoint.again_opens
        if checkpoint.kind is CheckpointKind.END:
            due, opens = max(today, min(due, plan.last_day(plan.meant(checkpoint)))), today
        plan.ask(checkpoint, Asked(self.stand_of(checkpoint, today), due, opens))
