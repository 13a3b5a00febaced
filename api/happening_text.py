"""What happened in a course as text for a terminal: what it was, what it did, what is said, what stands after it."""

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from api.wrapped import wrapped
from protocols.checkpoints.outcome import Call
from protocols.plans.decision import Decision
from protocols.plans.entry import RecordThen
from protocols.plans.happening import (
    Acted,
    CheckedIn,
    Happening,
    MadeVoid,
    RecallTaken,
    RecordTaken,
    ReportTaken,
    WentOver,
)
from protocols.plans.notice import PlanNotice
from protocols.plans.report import Report

_INDENT: Final = " " * 11


def happening_lines(told: Happening) -> Iterator[str]:
    """Its day and what it was, its sentence, the words to say to the client, the findings that stand after it."""
    lead = f"{told.number:>9}  "
    match told:
        case CheckedIn():
            yield from wrapped(_answered(told), lead)
            yield from wrapped(told.decision.sentence, _INDENT)
        case ReportTaken():
            what = f"report ({_reported(told.report)}){_by_client(told.report.entered_by)}"
            yield from wrapped(f"{what} -> call {told.call.value}", lead)
            yield from wrapped(told.sentence, _INDENT)
        case Acted() | MadeVoid() | RecallTaken() | WentOver() | RecordTaken():
            yield from wrapped(f"{_done(told)}: {told.sentence}", lead)
        case _:
            assert_never(told)
    if told.to_say:
        yield from wrapped(" ".join(told.to_say), f"{_INDENT}Say: ")
    if told.findings:
        yield from wrapped(_findings(told.findings), f"{_INDENT}Stands: ")


def _done(told: Acted | MadeVoid | RecallTaken | WentOver | RecordTaken) -> str:
    match told:
        case Acted(act=act):
            return f"{act.__struct_config__.tag}{' (assumed)' if told.written is None else ''}"
        case MadeVoid(void=void):
            return f"void (event {void.event})"
        case RecallTaken(call=call):
            return f"recall{_calls(call)}"
        case WentOver(migrate=migrate):
            return f"migrate (revision {migrate.revision})"
        case RecordTaken(record=record, call=call):
            return f"record ({_recorded(record)}){_calls(call)}"
        case _:
            assert_never(told)


def _reported(report: Report) -> str:
    event = report.adverse_event
    return ", ".join((*report.alarms, *report.changes, *(() if event is None else (f"{event.severity.value} event",))))


def _recorded(record: RecordThen) -> str:
    born = () if record.birth_date is None else (f"born {record.birth_date}",)
    cautions = record.recorded_cautions
    stands = () if cautions is None else (", ".join(cautions) or "no caution",)
    return ", ".join((*born, *stands))


def _answered(told: CheckedIn) -> str:
    decision = told.decision
    checkpoint = decision.check_in.checkpoint or "unscheduled"
    answers = ", ".join(f"{key} {answer}" for key, answer in decision.knew.answers.items())
    said = "all well" if told.written is None else answers or "nothing answered"
    return f"{checkpoint} ({said}){_by_client(decision.check_in.entered_by)} -> {_outcome(decision)}"


def _outcome(decision: Decision) -> str:
    return f"{decision.dose.value.replace('_', ' ')}{_calls(decision.call)} [{', '.join(decision.dose_because)}]"


def _by_client(entered_by: str | None) -> str:
    return "" if entered_by is None else " by the client"


def _calls(call: Call) -> str:
    return "" if call is Call.NONE else f", call {call.value}"


def _findings(findings: tuple[PlanNotice, ...]) -> str:
    """What they are about, by their codes; the JSON has the sentences."""
    about: dict[str, dict[str, None]] = {}
    for each in findings:
        acknowledged = "" if each.acknowledged is None else " (acknowledged)"
        about.setdefault(each.code, {})[f"{each.about}{acknowledged}"] = None
    return "; ".join(_named(code.replace("_", " "), keys) for code, keys in about.items())


def _named(code: str, keys: Iterable[str]) -> str:
    """Without what the code says already: a screening that is due is about the screening."""
    return " ".join([code, ", ".join(key for key in keys if key not in code.split())]).strip()
