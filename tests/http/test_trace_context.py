"""W3C Trace Context: a request belongs to the trace that it names rightly, and to a new one otherwise."""

import logging
from typing import Final

import pytest
from litestar.testing import TestClient

from api.trace_context import TraceContext, trace_context
from tests.api.mini import make
from tests.http.calling import Caller

TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN: Final = "00f067aa0ba902b7"
PARENT: Final = f"00-{TRACE}-{SPAN}-01"


def traced(parent: str | list[str] | None, *states: str) -> TraceContext:
    parents = [] if parent is None else [parent] if isinstance(parent, str) else parent
    sent = [(b"traceparent", each.encode()) for each in parents]
    return trace_context([*sent, *((b"tracestate", each.encode()) for each in states)])


VALID: Final = {
    "as the standard writes it": (PARENT, True),
    "not sampled": (f"00-{TRACE}-{SPAN}-00", False),
    "flags that nobody knows yet": (f"00-{TRACE}-{SPAN}-03", True),
    "every flag but the one that is known": (f"00-{TRACE}-{SPAN}-fe", False),
    "space around it": (f" {PARENT}\t", True),
    "a future version": (f"01-{TRACE}-{SPAN}-01", True),
    "the last future version": (f"fe-{TRACE}-{SPAN}-00", False),
    "a future version that says more": (f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be-like", True),
    "a future version that ends on a hyphen": (f"cc-{TRACE}-{SPAN}-01-", True),
}


@pytest.mark.parametrize(("parent", "sampled"), VALID.values(), ids=VALID)
def test_a_valid_parent_is_followed(parent: str, sampled: bool) -> None:
    found = traced(parent)
    assert (found.trace_id, found.sampled) == (TRACE, sampled)
    assert found.parent() == f"00-{TRACE}-{found.span_id}-0{int(sampled)}"
    assert found.span_id != SPAN


INVALID: Final = {
    "none": None,
    "nothing": "",
    "the trace all zero": f"00-{'0' * 32}-{SPAN}-01",
    "the span all zero": f"00-{TRACE}-{'0' * 16}-01",
    "version ff": f"ff-{TRACE}-{SPAN}-01",
    "version ff that says more": f"ff-{TRACE}-{SPAN}-01-more",
    "version in upper case": f"0A-{TRACE}-{SPAN}-01",
    "trace in upper case": f"00-{TRACE.upper()}-{SPAN}-01",
    "span in upper case": f"00-{TRACE}-{SPAN.upper()}-01",
    "flags in upper case": f"01-{TRACE}-{SPAN}-0A",
    "version 00 that says more": f"{PARENT}-more",
    "version 00 that ends on a hyphen": f"{PARENT}-",
    "a future version that goes on without a hyphen": f"cc-{TRACE}-{SPAN}-01.what",
    "a short trace": f"00-{TRACE[1:]}-{SPAN}-01",
    "a long trace": f"00-{TRACE}0-{SPAN}-01",
    "a short span": f"00-{TRACE}-{SPAN[1:]}-01",
    "no flags": f"00-{TRACE}-{SPAN}",
    "one digit of flags": f"00-{TRACE}-{SPAN}-1",
    "letters that are no digits": f"00-{TRACE[:-1]}g-{SPAN}-01",
    "digits of another script": f"00-{TRACE[:-1]}\u0661-{SPAN}-01",
    "underscores": PARENT.replace("-", "_"),
    "two of them": [PARENT, PARENT],
    "two in one line": f"{PARENT},{PARENT}",
}


@pytest.mark.parametrize("parent", INVALID.values(), ids=INVALID)
def test_anything_else_begins_a_trace_without_its_state(parent: str | list[str] | None) -> None:
    found = traced(parent, "vendor=kept")
    assert found.trace_id != TRACE
    assert traced(found.parent()).trace_id == found.trace_id
    assert (found.sampled, found.state) == (False, None)


KEPT: Final = {
    "one": (["rojo=00f067aa0ba902b7"], "rojo=00f067aa0ba902b7"),
    "two": (["rojo=1,congo=t61rcWkgMzE"], "rojo=1,congo=t61rcWkgMzE"),
    "two lines": (["rojo=1", "congo=2"], "rojo=1,congo=2"),
    "spaces and empty members": (["rojo=1 ,\t, congo=2,"], "rojo=1,congo=2"),
    "of a tenant": (["fw529a3039@dt=FfAAAAA,0tenant@a-b/c=x"], "fw529a3039@dt=FfAAAAA,0tenant@a-b/c=x"),
    "a value with spaces within": (["a= b c"], "a= b c"),
    "32 members": ([",".join(f"k{each}=v" for each in range(32))], ",".join(f"k{each}=v" for each in range(32))),
    "none": ([], None),
    "an empty one": ([""], None),
    "33 members": ([",".join(f"k{each}=v" for each in range(33))], None),
    "a key twice": (["a=1,a=2"], None),
    "a key in upper case": (["A=1"], None),
    "a key that begins with a digit": (["1a=1"], None),
    "no key": (["=1"], None),
    "no value": (["a="], None),
    "an equals sign in a value": (["a=b=c"], None),
    "no equals sign": (["a"], None),
    "a key of 257": ([f"{'k' * 257}=1"], None),
    "a value of 257": ([f"a={'v' * 257}"], None),
}


@pytest.mark.parametrize(("states", "kept"), KEPT.values(), ids=KEPT)
def test_the_state_is_kept_whole_or_not_at_all(states: list[str], kept: str | None) -> None:
    found = traced(PARENT, *states)
    assert (found.trace_id, found.state) == (TRACE, kept)


def test_a_problem_tells_the_trace_of_its_request(api: Caller) -> None:
    for path in ("/v1/nothing", "/v1/practice?x=1", "/v1//practice"):
        assert api.refused("GET", path, traceparent=PARENT)["trace_id"] == TRACE
    first, second = (api.refused("GET", "/v1/nothing", traceparent="00-no") for _ in range(2))
    assert len({TRACE, first["trace_id"], second["trace_id"]}) == 3


def test_the_log_tells_it_too(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(make(), raise_server_exceptions=False) as http, caplog.at_level(logging.ERROR):
        http.get("/v1/fail/otherwise", headers={"traceparent": PARENT})
    assert [TRACE in record.getMessage() for record in caplog.records if record.name.startswith("api")] == [True]
