"""What Litestar found wrong with a parameter or header, as faults."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from litestar import Request
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import HeaderParameter

from api.faults import Fault
from api.msgspec_faults import plain
from api.place import allowed_at
from api.query import wire_name

# Litestar says which required parameter is missing in a sentence only, which goes on to quote the query string.
_MISSING: Final = re.compile(r"Missing required (?P<where>header|query) parameter '(?P<name>[^']+)'")


def faults_of(request: Request[Any, Any, Any], failure: HTTPException) -> list[Fault]:
    """The faults that a ValidationException lists; none for any other exception."""
    if not isinstance(failure, ValidationException):
        return []
    if missing := _MISSING.match(failure.detail):
        return [_fault("This is required", missing["name"], in_header=missing["where"] == "header")]
    listed = failure.extra if isinstance(failure.extra, list) else []
    return list(_listed(request, listed))


def _listed(request: Request[Any, Any, Any], messages: list[Mapping[str, str]]) -> Iterator[Fault]:
    fields = request.route_handler.parsed_fn_signature.parameters
    for message in messages:
        argument = message.get("key", "").split(".")[0]
        if field := fields.get(argument):
            in_header = isinstance(field.kwarg_definition, HeaderParameter)
            told = plain(message["message"], allowed_at(field.annotation, None, ()))
            yield _fault(told, wire_name(argument, field), in_header=in_header)


def _fault(detail: str, name: str, *, in_header: bool) -> Fault:
    return Fault(detail=detail, header=name) if in_header else Fault(detail=detail, parameter=name)
