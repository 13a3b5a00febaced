"""Where a failure happened, fit for a log."""

import traceback
from collections.abc import Iterator


def trace(failure: BaseException) -> str:
    """Frames and class names, the cause first; no message and no local variable: either may hold what a client said."""
    return "".join(_told(failure))


def _told(failure: BaseException) -> Iterator[str]:
    earlier = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    if earlier:
        yield from _told(earlier)
        yield "which led to\n"
    if isinstance(failure, BaseExceptionGroup):
        for one in failure.exceptions:
            yield from _told(one)
        yield "which together are\n"
    kind = type(failure)
    yield f"{kind.__module__}.{kind.__qualname__}\n"
    yield from traceback.format_tb(failure.__traceback__)
