"""Every error as a problem document (RFC 9457)."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from api.faults import Fault, RequestRefusal, fragment
from api.identity.refusals import ProviderUnreachable
from api.litestar_faults import faults_of
from api.statuses import status_of
from api.trace import trace
from api.trace_context import TraceContext
from protocols.authoring.finding import Finding
from protocols.authoring.revision import NotPublishable
from protocols.refusal import Refusal
from protocols.value import Value

PROBLEM_BASE: Final = "urn:gut-protocols:problem:"
MEDIA_TYPE: Final = "application/problem+json"

_log: Final = logging.getLogger(__name__)


class Problem(Value, frozen=True):
    """Why a request was not carried out: a stable `code`, a `detail` for people, and places where they are known.

    `instance` names the request, and `trace_id` the trace that it belongs to: that of `traceparent` where one was sent.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    trace_id: str
    errors: list[Fault]


class Busy(Exception):
    """Too much is waiting already; the caller may come back after `retry_after` seconds."""

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__()
        self.retry_after = retry_after


class _Answer(NamedTuple):
    """What the renderer needs to know about an exception."""

    status: int
    code: str
    title: str
    detail: str
    errors: Sequence[Fault] = ()
    headers: Mapping[str, str] = MappingProxyType({})


# What the framework refuses. Its own sentences are never used: they quote the address with its query string.
BY_STATUS: Final[dict[int, tuple[str, str, str]]] = {
    400: (
        "bad_request",
        "The request cannot be understood",
        "Something in the request is not as the API describes it.",
    ),
    401: ("unauthenticated", "The caller is not known", "Send a valid API key as `Authorization: Bearer <key>`."),
    403: ("forbidden", "The caller may not do this", "This API key or token does not have the scope that this needs."),
    404: ("not_found", "Nothing is here", "There is nothing at this address for this caller."),
    405: (
        "method_not_allowed",
        "The method is not allowed here",
        "The Allow header lists the methods of this address.",
    ),
    413: ("body_too_large", "The body is too large", "Send at most 256 kB."),
    500: ("internal_error", "Something went wrong here", "The fault is ours. `instance` finds it in the log."),
    503: ("busy", "The service is busy", "Try again after the seconds that Retry-After says."),
}
"""By status: code, title and detail of what no refusal of ours says."""


def render(request: Request[Any, Any, Any], failure: Exception) -> Response[Problem]:
    """The answer to any exception; nothing in it repeats a value that was sent."""
    answer = _answer(request, failure)
    if answer.status >= 500 and not isinstance(failure, Busy | ProviderUnreachable):
        log_failure(request.scope["state"], failure)
    problem = Problem(
        type=PROBLEM_BASE + answer.code,
        title=answer.title,
        status=answer.status,
        detail=answer.detail,
        instance=f"urn:uuid:{request_id(request)}",
        code=answer.code,
        trace_id=trace_of(request.scope["state"]).trace_id,
        errors=[*answer.errors],
    )
    headers = dict(answer.headers)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        # RFC 6750, section 3.1: whoever showed nothing is not told that what was shown is wrong.
        shown = request.headers.get("Authorization")
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"' if shown else "Bearer"
    return Response(problem, status_code=answer.status, media_type=MEDIA_TYPE, headers=headers)


def log_failure(state: Mapping[str, Any], failure: BaseException) -> None:
    """Puts a failure of ours into the log, under the ids of the request and of its trace."""
    _log.error("request %s failed, trace %s\n%s", state["request_id"], trace_of(state).trace_id, trace(failure))


def request_id(request: Request[Any, Any, Any]) -> str:
    """The id that this service gave to the request."""
    given: str = request.scope["state"]["request_id"]
    return given


def trace_of(state: Mapping[str, Any]) -> TraceContext:
    """Where the request stands in its trace."""
    given: TraceContext = state["trace"]
    return given


def _answer(request: Request[Any, Any, Any], failure: Exception) -> _Answer:
    match failure:
        case Refusal() if (status := status_of(type(failure))) != HTTPStatus.INTERNAL_SERVER_ERROR:
            return _refused(failure, status)
        case Busy():
            return _by_status(503, headers={"Retry-After": str(failure.retry_after)})
        case HTTPException():
            return _by_status(failure.status_code, faults_of(request, failure), failure.headers or {})
        case _:
            return _by_status(500)


def _refused(refusal: Refusal, status: int) -> _Answer:
    named = refusal
    errors = [Fault(detail=refusal.sentence, pointer=fragment(refusal.pointer))] if refusal.pointer else []
    headers: Mapping[str, str] = {}
    if isinstance(refusal, NotPublishable):
        errors = [_of_finding(each) for each in refusal.errors]
    if isinstance(refusal, RequestRefusal):
        named, errors, headers = refusal.because or refusal, [*refusal.faults], refusal.headers
    return _Answer(status, named.code, named.title, refusal.sentence, errors, headers)


def _of_finding(finding: Finding) -> Fault:
    return Fault(
        detail=finding.says,
        code=finding.code,
        pointer=fragment(finding.pointer),
        counter_example=msgspec.UNSET if finding.counter_example is None else finding.counter_example,
    )


def _by_status(status: int, errors: list[Fault] | None = None, headers: Mapping[str, str] | None = None) -> _Answer:
    told = BY_STATUS.get(status)
    if told is None:
        phrase = HTTPStatus(status).phrase
        told = (phrase.lower().replace(" ", "_"), phrase, f"{phrase}.")
    return _Answer(status, *told, errors or [], headers or {})
