"""From a plan's log to its summary."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from protocols.evidence.doubt import Doubt
from protocols.handouts.issued import Issued, sheets_issued
from protocols.handouts.page import Identity, Letterhead
from protocols.handouts.summary import Summary, TextFollowed
from protocols.handouts.summary_course import course, taken
from protocols.handouts.summary_decisions import acts, corrections, decisions
from protocols.handouts.summary_reports import calls, reports
from protocols.handouts.summary_screening import Texts, awaited, findings, overrides, screenings
from protocols.plans.doubted import plan_doubts
from protocols.plans.event import Event
from protocols.plans.head import Head
from protocols.plans.past import Past, past
from protocols.plans.position import Phase, at, ended_on
from protocols.value import Value

ENTERED_IN_ERROR = "This plan was entered in error: it never should have been. Do not act on anything in it."
RECALLED = "The text that this plan follows was recalled: nothing is taken by it."


class Cover(Value, frozen=True):
    """What a summary is made from besides the plan's log: who it is for, whose it is, which plan, what was printed.

    `doubts` are those of the revision that the plan follows now.
    """

    client: Identity
    practice: Letterhead
    plan_id: UUID
    sheets: tuple[Issued, ...]
    today: date
    doubts: tuple[Doubt, ...] = ()


def summary_of(events: Sequence[Event], texts: Texts, cover: Cover) -> Summary:
    """The summary as it stands today; `texts` are all that the plan has followed, by their hash."""
    log, today = past(events), cover.today
    head, started = log[-1].after, log[0].event.stamp
    position = at(head, today)
    return Summary(
        client=cover.client,
        practice=cover.practice,
        plan_id=cover.plan_id,
        made_on=today,
        event=head.seq,
        notice=_notice(head, position.phase),
        phase=position.phase,
        ended=ended_on(head, today),
        start_on=head.snapshot.start_on,
        last_day=position.last_day,
        started_at=started.at,
        started_by=started.by,
        texts=tuple(_followed(log)),
        # Each once: another text has doses for the weighings from before it, too.
        bodies=tuple(dict.fromkeys(each.body for each in head.doses)),
        product=head.product,
        declared=head.declared,
        screenings=screenings(log, texts),
        overrides=overrides(log, texts),
        findings=findings(log),
        awaited=awaited(log, texts),
        doubts=plan_doubts(texts[log[-1].event.stamp.revision_hash], head, cover.doubts),
        decisions=decisions(log, texts),
        acts=acts(log),
        course=course(log, today),
        taken=taken(log),
        reports=reports(log, texts),
        calls=calls(log),
        corrections=corrections(log),
        sheets=sheets_issued(cover.sheets, log, today),
    )


def _notice(head: Head, phase: Phase) -> tuple[str, ...]:
    wrong = (ENTERED_IN_ERROR,) if phase is Phase.ENTERED_IN_ERROR else ()
    return (*wrong, *((RECALLED,) if head.recalled else ()))


def _followed(log: Sequence[Past]) -> Iterator[TextFollowed]:
    for each in log:
        if each.before is None or each.before.follows.revision != each.after.follows.revision:
            stamp = each.event.stamp
            yield TextFollowed(event=stamp.seq, on=stamp.today, revision=each.after.follows.revision)
