"""From a check-in to a decision."""

from datetime import date, timedelta

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol, laboratory_of
from protocols.authoring.watching import under
from protocols.checkpoints.checkpoint import BASELINE_OPENS, Checkpoint, CheckpointKind, Window
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import Facts, remembered
from protocols.decimal_string import DecimalString
from protocols.evidence.link import AboutRule
from protocols.plans.before_a_line import before_a_line
from protocols.plans.benefit import benefit_of
from protocols.plans.calling_now import calling_now
from protocols.plans.case import CHANGE_KEYS, Case, alarm_keys, meant, missing, raised_alarms, told_changes
from protocols.plans.check_in import CheckIn, check_questions
from protocols.plans.considering import consider, facts
from protocols.plans.days_taken import as_planned
from protocols.plans.decision import Decision, Dosing
from protocols.plans.effect import Effect
from protocols.plans.entering import Entered
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed, is_before_a_check_in, is_before_a_decision, raised_on
from protocols.plans.lines import waits_for
from protocols.plans.looks_that_come import looks_that_come, with_marks
from protocols.plans.meant_otherwise import check_meant
from protocols.plans.newer_samples import sampled
from protocols.plans.numbers import Numbers, check_taken, numbers
from protocols.plans.outcome import Outcome, outcome_of
from protocols.plans.position import DOSING, LIVE, item_phase, late_ends, phase_on, windows
from protocols.plans.possible_days import check_days
from protocols.plans.proposal import Proposal
from protocols.plans.propose import proposal_of
from protocols.plans.record_changed import to_review
from protocols.plans.results import within_rules
from protocols.plans.ringing import rung_first
from protocols.plans.sentence import sentence
from protocols.plans.spans import Track, span_on
from protocols.plans.steer import steer
from protocols.plans.told_off import rows_told
from protocols.plans.told_values import raised_by_values, with_raised, with_told
from protocols.plans.weighed import before_the_first_dose, is_doubtful
from protocols.plans.weight_told import for_weight_told, with_lighter
from protocols.plans.windows import scheduled, timing_of
from protocols.refusal import Refusal


class CheckInFromFuture(Refusal):
    """A check-in dated after the client's today."""

    code = "check_in_from_future"
    title = "A check-in is never dated in the future"


class CheckInBeforeStart(Refusal):
    """A check-in dated before the plan began."""

    code = "check_in_before_start"
    title = "The plan had not begun on this day"


class PlanOver(Refusal):
    """An act on a plan that has stopped, finished, or was entered in error."""

    code = "plan_over"
    title = "The plan is over"


class UnknownCheckpoint(Refusal):
    """A checkpoint that the protocol does not have."""

    code = "unknown_checkpoint"
    title = "This protocol has no such checkpoint"


def decide(
    protocol: Protocol, head: Head, check_in: CheckIn, today: date, entered: Entered = Entered.PRACTITIONER
) -> Decision:
    """What the answers lead to on both axes; writes nothing, and raises the refusal of what cannot be taken.

    Entered by anybody but a practitioner, it raises nothing, and proposes what it would raise.
    """
    protocol = under(protocol, raised_on(head))
    checkpoint = _check(protocol, head, check_in, today)
    told = as_planned(head, check_in.on, numbers(protocol, check_in))
    case = case_of(protocol, head, check_in, checkpoint, told, today)
    case = for_weight_told(_with_values(replace(case, within_rules=within_rules(case))))
    before = dosing(head, today)
    if entered is Entered.PRACTITIONER:
        return _decision(case, before)
    held = _decision(replace(case, entered=entered), before)
    proposed = proposal_of(case, _decision(case, dosing(case.head, today)))
    if proposed is None:
        return held
    return replace(held, proposed=proposed, sentence=f"{held.sentence} {_offers(proposed)}")


def _with_values(case: Case) -> Case:
    """The cautions looked at with the newest values: what they raise stands, whatever else is decided."""
    results = with_told(case.protocol, case.head, case.check_in, case.numbers)
    new = raised_by_values(case.protocol, replace(case.head, results=results), case.today)
    if not new:
        return replace(case, results=results)
    head = with_raised(case.head, new)
    came = looks_that_come(case.head, head, case.today)
    looked = replace(head, seen=with_marks(head.seen, came))
    return replace(case, results=results, raised=new, came=came, head=looked)


def _offers(proposed: Proposal) -> str:
    return f"Proposed: {proposed.daily.value} g a day, to be confirmed until {proposed.until}."


def _decision(case: Case, before: tuple[Dosing, ...]) -> Decision:
    protocol, head, check_in, today = case.protocol, case.head, case.check_in, case.today
    found = consider(case)
    found = (*found, *calling_now(case, found))
    considered = (*found, *before_a_line(case, found))
    outcome = outcome_of(case, considered)
    effect = steer(case, outcome)
    if told_changes(case):
        effect = replace(effect, reviews=to_review(head, today))
    if case.raised:
        effect = replace(effect, screened=head.screened, seen=with_marks(case.came, effect.seen))
    effective_on = _effective_on(outcome, effect)
    later = affected(head, effect, head.seq + 1, today)
    knew = facts(case, meant(case))
    upcoming = next(iter(windows(later, today)), None)
    reasons = {*outcome.dose_because, *(key for item in outcome.items for key in item.because)}
    first = {key: answer for key, answer in _first_results(case).items() if key not in case.baseline}
    limits = {key: limit for key, limit in case.numbers.limits.items() if key in first}
    decision = Decision(
        check_in=check_in,
        timing=case.timing,
        late_entered=case.late_entered,
        baseline={**first, **_to_compare_with(case)},
        baseline_limits={**limits, **case.baseline_limits},
        missing=missing(case),
        knew=knew,
        remembers=_remembers(case, knew),
        within_rules=case.within_rules,
        sampled=sampled(case),
        results=case.results,
        off_rows=rows_told(case),
        considered=considered,
        dose=outcome.dose,
        dose_because=outcome.dose_because,
        call=outcome.call,
        call_because=outcome.call_because,
        ring_first=rung_first(protocol, outcome.call_because),
        items=outcome.items,
        carry_on=_carries_on(outcome),
        final=effect.ended is not None and effect.ended.final,
        effective_on=effective_on,
        before=before,
        after=tuple(_dosing_of(later, track, _day_of(effect, track.item)) for track in later.tracks),
        next_due=upcoming.due if upcoming else None,
        next_checkpoint=upcoming.checkpoint if upcoming else None,
        claims=tuple(
            claim for claim in protocol.claims if isinstance(claim.about, AboutRule) and claim.about.rule in reasons
        ),
        records=tuple(alarm.records for alarm in raised_alarms(case) if alarm.records),
        benefit=benefit_of(case, knew),
        entered=case.entered,
        proposed=None,
        sentence="",
        effect=effect,
    )
    # What happens is said of the doses for the weight told now.
    says = sentence(case, replace(decision, before=dosing(head, today)))
    return replace(decision, sentence=says, effect=with_lighter(case, effect))


def _effective_on(outcome: Outcome, effect: Effect) -> date:
    """The first day on which what was decided shows, for the items that it was decided about."""
    deciding = [item.item for item in outcome.items if item.dose is outcome.dose]
    return min((_day_of(effect, item) for item in deciding), default=effect.day)


def _day_of(effect: Effect, item: str) -> date:
    """The day on which what was decided shows in this item."""
    firm = (move.from_day for move in effect.moves if move.item == item and not move.by_calendar)
    return next(firm, effect.day)


def _carries_on(outcome: Outcome) -> bool:
    """An advance that raised nothing."""
    advances = [item for item in outcome.items if item.dose is DoseOutcome.ADVANCE]
    return outcome.dose is DoseOutcome.ADVANCE and all(item.carry_on for item in advances)


def _remembers(case: Case, knew: Facts) -> tuple[Facts, ...]:
    """As many check-ins as the rows in the rules look back to; one from before the start does not count."""
    is_baseline = case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.BASELINE
    if is_baseline or case.older:
        return case.head.before
    return remembered((rule.when for rule in case.protocol.rules), (*case.head.before, replace(knew, before=())))


def dosing(head: Head, day: date) -> tuple[Dosing, ...]:
    """Each item's dose on the day; without step and arithmetic where nothing is to be taken."""
    return tuple(_dosing_of(head, track, day) for track in head.tracks)


def _dosing_of(head: Head, track: Track, day: date) -> Dosing:
    if item_phase(head, track, day) not in DOSING:
        return Dosing(item=track.item, step=None, arithmetic=None)
    step = dosed(head, track.item, span_on(track, day))
    return Dosing(item=track.item, step=step.key, arithmetic=step.arithmetic)


def _check(protocol: Protocol, head: Head, check_in: CheckIn, today: date) -> Checkpoint | None:
    checkpoint = _checkpoint(protocol, check_in)
    _check_live(head, checkpoint, today)
    if check_in.on > today:
        raise CheckInFromFuture(f"The check-in is dated {check_in.on}, after today ({today}).", pointer="/on")
    _check_begun(head, check_in, checkpoint)
    check_days(head, check_in, checkpoint)
    check_taken(check_in, checkpoint, head.snapshot.start_on)
    check_meant(head, check_in)
    check_questions(check_in.alarms, alarm_keys(protocol), "alarms")
    check_questions(check_in.changes, CHANGE_KEYS, "changes")
    return checkpoint


def _check_live(head: Head, checkpoint: Checkpoint | None, today: date) -> None:
    """A plan takes check-ins while it lives, and its end checkpoint late, if nothing but the calendar ended it."""
    phase = phase_on(head, today)
    is_late_end = checkpoint is not None and any(each.checkpoint == checkpoint.key for each in late_ends(head, today))
    if phase not in LIVE and not is_late_end:
        raise PlanOver(
            f"This plan is {phase.value.replace('_', ' ')}; it takes no more check-ins. An alarm is told in a report "
            "(`reports`), which every plan takes.",
            pointer="/on",
        )


def _checkpoint(protocol: Protocol, check_in: CheckIn) -> Checkpoint | None:
    if check_in.checkpoint is None:
        return None
    found = next((each for each in protocol.checkpoints if each.key == check_in.checkpoint), None)
    if found is None:
        named = ", ".join(each.key for each in protocol.checkpoints)
        raise UnknownCheckpoint(f"The checkpoints are {named}.", pointer="/checkpoint")
    return found


def _check_begun(head: Head, check_in: CheckIn, checkpoint: Checkpoint | None) -> None:
    earliest = head.snapshot.start_on
    if checkpoint is not None and checkpoint.kind is CheckpointKind.BASELINE:
        earliest -= timedelta(days=BASELINE_OPENS)
    if check_in.on < earliest:
        raise CheckInBeforeStart(f"The earliest day for this check-in is {earliest}.", pointer="/on")


def case_of(  # noqa: PLR0913, PLR0917 everything that a check-in is judged by
    protocol: Protocol, head: Head, check_in: CheckIn, checkpoint: Checkpoint | None, told: Numbers, today: date
) -> Case:
    """The check-in in its window, beside the baseline it is compared with."""
    timing, around = timing_of(scheduled(head, check_in.on), checkpoint.key if checkpoint else None, check_in.on)
    older = is_before_a_check_in(head, check_in.on)
    taken = _baseline_answers(protocol, head, checkpoint, None if older else around, told)
    return Case(
        protocol=protocol,
        head=head,
        check_in=check_in,
        checkpoint=checkpoint,
        around=around,
        timing=timing,
        late_entered=is_before_a_decision(head, check_in.on),
        older=older,
        baseline=_baseline(protocol, head, taken),
        baseline_limits=_baseline_limits(head, taken, told),
        numbers=told,
        today=today,
    )


def _baseline_answers(
    protocol: Protocol, head: Head, checkpoint: Checkpoint | None, around: Window | None, told: Numbers
) -> dict[str, DecimalString]:
    """The answers of the baseline checkpoint in its time; later only the results that the client waits for to begin.

    A higher baseline weakens every rise and a lower one every fall, so that nothing told late replaces what is known.
    """
    if checkpoint is None or checkpoint.kind is not CheckpointKind.BASELINE:
        return {}
    if around is not None:
        doubtful = {BODY_WEIGHT} if is_doubtful(head, told.answers) else set()
        return {key: answer for key, answer in told.answers.items() if key not in doubtful}
    waited_for = set(waits_for(protocol, head)) - head.baseline.keys()
    return {key: answer for key, answer in told.answers.items() if key in waited_for}


def _baseline(protocol: Protocol, head: Head, taken: dict[str, DecimalString]) -> dict[str, DecimalString]:
    """The answers from before the start, the weight it started with, and zero where a question asks for a change.

    A weight that a practitioner recorded as a planned loss is the start of what is lost after it (judgement).
    """
    weight = head.snapshot.body.weight
    started: dict[str, DecimalString] = {} if weight is None else {BODY_WEIGHT: weight.value}
    zero = {measure.key: DecimalString(0) for measure in protocol.measures if measure.baseline_is_zero}
    planned = {} if head.planned_weight is None else {BODY_WEIGHT: head.planned_weight}
    return {**started, **head.baseline, **taken, **planned, **zero}


def _first_results(case: Case) -> dict[str, DecimalString]:
    """Laboratory values that none is known of to compare with: the first one is the baseline of those after it.

    Such as the tests that an override of today brings. What a client waits for before the first dose is not among them:
    the rules of the baseline look at that (judgement).
    """
    if case.older or (case.checkpoint is not None and case.checkpoint.kind is CheckpointKind.BASELINE):
        return {}
    wanted = laboratory_of(case.protocol) - {*waits_for(case.protocol, case.head)}
    return {key: answer for key, answer in case.numbers.answers.items() if key in wanted}


def _to_compare_with(case: Case) -> dict[str, DecimalString]:
    """What is kept of the baseline: a planned loss is remembered apart, only until it was made up for."""
    if case.head.planned_weight is None:
        return case.baseline
    weight = before_the_first_dose(case.head)
    kept = {key: answer for key, answer in case.baseline.items() if key != BODY_WEIGHT}
    return kept if weight is None else {**kept, BODY_WEIGHT: weight}


def _baseline_limits(head: Head, taken: dict[str, DecimalString], told: Numbers) -> dict[str, DecimalString]:
    """The limits told with the baseline; a value that is told again leaves the limit of the one before behind."""
    kept = {key: limit for key, limit in head.baseline_limits.items() if key not in taken}
    return kept | {key: limit for key, limit in told.limits.items() if key in taken}
