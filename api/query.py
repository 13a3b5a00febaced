"""Query strings, taken as strictly as the document describes them.

Litestar ignores parameters it does not know, takes the last of repeated ones, reads a literal `null` as nothing, and
takes `1` for true and `1e1` for ten.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg, QueryParameter
from litestar.typing import FieldDefinition

from api.faults import Fault, RequestRefusal, is_name

_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]*")


class QueryRefused(RequestRefusal):
    """The query string says something that this address does not take."""

    code = "query_refused"
    title = "The query string cannot be used"


def require_query(request: Request[Any, Any, Any]) -> None:
    """Refuses what is unknown, repeated, a literal null, or only like what is meant: all of that at once."""
    known = query_parameters(request.route_handler)
    sent = sorted(request.query_params.multi_items(), key=_first)  # Litestar's order differs from process to process
    seen: set[str] = set()
    faults = []
    for name, value in sent:
        if sentence := _wrong(known.get(name), value, again=name in seen):
            faults.append(Fault(detail=sentence, parameter=name) if is_name(name) else Fault(detail=sentence))
        seen.add(name)
    if faults:
        raise QueryRefused("The query string has a parameter that cannot be used.", *faults)


def query_parameters(handler: BaseRouteHandler) -> dict[str, FieldDefinition]:
    """The query parameters that a handler and its dependencies declare, by the name they have on the wire."""
    return dict(_declared(handler))


def _declared(handler: BaseRouteHandler) -> Iterator[tuple[str, FieldDefinition]]:
    signatures = [handler.parsed_fn_signature]
    signatures += [provided.parsed_fn_signature for provided in handler.resolve_dependencies().values()]
    for signature in signatures:
        for name, field in signature.parameters.items():
            if isinstance(field.kwarg_definition, QueryParameter):
                yield wire_name(name, field), field


def _first(pair: tuple[str, str]) -> str:
    return pair[0]


def wire_name(name: str, field: FieldDefinition) -> str:
    """What a parameter is called in a request, such as `If-Match` for an argument `if_match`."""
    definition = field.kwarg_definition
    return (definition.name if isinstance(definition, ParameterKwarg) else None) or name


def _wrong(field: FieldDefinition | None, value: str, *, again: bool) -> str | None:
    if field is None:
        return "This parameter is not known here"
    kinds = (field, *field.inner_types)
    if again and not any(kind.is_non_string_sequence for kind in kinds):
        return "This parameter may be given only once"
    if "\x00" in value:
        return "Text must not contain the character NUL"
    return _only_like({kind.annotation for kind in kinds}, value)


def _only_like(kinds: set[Any], value: str) -> str | None:
    """What is wrong with a value that would be taken for one of these kinds though it is not written like one."""
    if value.lower() == "null" and str not in kinds:
        return "null is not a value; leave the parameter out"
    if bool in kinds and value not in {"true", "false"}:
        return "Expected true or false"
    if int in kinds and not _WHOLE.fullmatch(value):
        return "Expected a whole number"
    return None


def require_one_address(request: Request[Any, Any, Any]) -> None:
    """Raises NotFoundException where a number in the path is not written plainly: `01` and `+1` would also be 1."""
    template: str = request.scope["path_template"]
    for named, written in zip(template.split("/"), request.scope["path"].split("/"), strict=False):
        is_number = isinstance(request.path_params.get(named.strip("{}")), int)
        if is_number and not _WHOLE.fullmatch(written):
            raise NotFoundException
