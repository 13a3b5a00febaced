"""Which HTTP status answers which refusal: the one table."""

from collections.abc import Iterator
from typing import Final

from api.accept import NotAcceptable
from api.body import BodyMissing, BodyNotJson, BodyRefused, MediaTypeRefused
from api.cross_origin import OriginRefused
from api.deprecation import OperationGone
from api.etag import PreconditionFailed, PreconditionMissing, PreconditionUnreadable
from api.idempotency import IdempotencyKeyReused, IdempotencyKeyUnreadable
from api.identity.refusals import PersonUnknown, ProviderUnreachable, TokenRefused
from api.issued import ExpiryPast, KeyNotUsable, LastAdminKey
from api.paging import CursorRefused
from api.press.typeface import Unprintable
from api.query import QueryRefused
from api.quota import QuotaExceeded
from api.scopes import ScopeMissing
from api.store import refusals as store
from api.zones import TimeZoneUnknown
from protocols.authoring.revision import NotPublishable, SecondPersonNeeded
from protocols.checkpoints import alarm, laboratory, measure
from protocols.dosing import arithmetic, body
from protocols.library.entries import NotInCatalogue
from protocols.plans import (
    acknowledging,
    adjusting,
    anchor,
    check_in,
    confirm,
    decide,
    declaring,
    died,
    doubted,
    entering,
    erasing,
    expect,
    extend,
    going_over,
    meant_otherwise,
    numbers,
    on_record,
    passing,
    person,
    recall,
    reporting,
    samples,
    screened_on,
    screening,
    single_dose,
    start,
    start_step,
    void,
    walk,
    weigh,
)
from protocols.plans.fold import LogBroken
from protocols.refusal import Malformed, Refusal

# 400 for syntax and shape, 422 for what is well formed but cannot be meant, 409 for a conflict with the present state.
STATUSES: Final[dict[type[Refusal], int]] = {
    BodyMissing: 400,
    BodyNotJson: 400,
    BodyRefused: 400,
    CursorRefused: 400,
    IdempotencyKeyUnreadable: 400,
    PreconditionUnreadable: 400,
    QueryRefused: 400,
    OriginRefused: 403,
    TokenRefused: 401,
    PersonUnknown: 403,
    ScopeMissing: 403,
    person.NotInOwnName: 403,
    store.NotFound: 404,
    NotAcceptable: 406,
    KeyNotUsable: 409,
    LastAdminKey: 409,
    died.ClientDied: 409,
    erasing.StillTreated: 409,
    NotPublishable: 409,
    acknowledging.NothingToAcknowledge: 409,
    acknowledging.NotOverridden: 409,
    adjusting.CallStillOpen: 409,
    adjusting.ChangeUnrecorded: 409,
    adjusting.NewScreeningNeeded: 409,
    adjusting.NoSuchCall: 409,
    adjusting.NotPaused: 409,
    adjusting.NotWellYet: 409,
    confirm.NothingProposed: 409,
    decide.PlanOver: 409,
    passing.ResultsNeeded: 409,
    entering.ClientCheckInsOff: 409,
    expect.WrongClient: 409,
    recall.RevisionRecalled: 409,
    screening.QuestionsChanged: 409,
    void.NotVoidable: 409,
    start.RevisionNotUsable: 409,
    start.SubstanceTwice: 409,
    store.DraftExists: 409,
    store.DuplicateReference: 409,
    store.DuplicateSlug: 409,
    store.DuplicateSubject: 409,
    store.DuplicateWork: 409,
    store.WorkIsBuiltIn: 409,
    doubted.NotInThisDoubt: 409,
    OperationGone: 410,
    PreconditionFailed: 412,
    store.Changed: 412,
    MediaTypeRefused: 415,
    ExpiryPast: 422,
    IdempotencyKeyReused: 422,
    Malformed: 422,
    TimeZoneUnknown: 422,
    SecondPersonNeeded: 422,
    Unprintable: 422,
    adjusting.StepRefused: 422,
    alarm.AlarmWeakened: 422,
    anchor.EventRefused: 422,
    arithmetic.NothingToMeasure: 422,
    body.Implausible: 422,
    body.MeasurementMissing: 422,
    check_in.Contradiction: 422,
    check_in.UnknownQuestion: 422,
    decide.CheckInBeforeStart: 422,
    decide.CheckInFromFuture: 422,
    decide.UnknownCheckpoint: 422,
    declaring.SubstanceNotCounted: 422,
    doubted.WorkNotCited: 422,
    extend.ExtensionRefused: 422,
    measure.AnswerOutsideScale: 422,
    laboratory.LimitImplausible: 422,
    laboratory.NotFromLaboratory: 422,
    laboratory.UnitRefused: 422,
    measure.UnknownMeasure: 422,
    going_over.MigrationRefused: 422,
    meant_otherwise.AskedOtherwiseThen: 422,
    numbers.ResultDateRefused: 422,
    numbers.UnitMissing: 422,
    on_record.NoSuchCaution: 422,
    person.BirthDateRefused: 422,
    person.PractitionerNeeded: 422,
    # Not a 403: the key may do it. It is the document that names somebody who may not, and another name mends it.
    person.PractitionerOnly: 422,
    reporting.NothingToFollow: 422,
    reporting.ReportOutOfTime: 422,
    samples.SampleDateRefused: 422,
    screened_on.ScreeningOutOfTime: 422,
    screening.AgreementNeeded: 422,
    screening.Excluded: 422,
    screening.ReasonNeeded: 422,
    screening.ReasonTooShort: 422,
    screening.ScreeningMissing: 422,
    screening.UnknownCaution: 422,
    single_dose.SingleDosePassed: 422,
    start.AmountNotDeclared: 422,
    start.CeilingPassed: 422,
    start.StartDateRefused: 422,
    start_step.StartStepRefused: 422,
    start.StepsDoNotRise: 422,
    store.KeyIsFixed: 422,
    store.SlugIsFixed: 422,
    walk.CourseTooLong: 422,
    weigh.WeighedOutOfTime: 422,
    PreconditionMissing: 428,
    QuotaExceeded: 429,
    ProviderUnreachable: 503,
}
UNMAPPED: Final = 500

OURS: Final[tuple[type[Refusal], ...]] = (LogBroken, NotInCatalogue)
"""Not in the table, and so a 500: only a fault of ours can raise them."""


def status_of(refusal: type[Refusal]) -> int:
    """The status of a class or of the nearest class that it descends from."""
    return next((STATUSES[kind] for kind in refusal.__mro__ if kind in STATUSES), UNMAPPED)


def all_refusals() -> list[type[Refusal]]:
    """Every refusal with a code that this software can say, among the modules that are imported."""
    return [
        kind
        for kind in _descendants(Refusal)
        if hasattr(kind, "code") and kind.__module__.split(".")[0] in {"api", "protocols"}
    ]


def _descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        yield below
        yield from _descendants(below)
