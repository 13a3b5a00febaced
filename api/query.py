"""Query strings, taken as strictly as the document describes them.

Litestar ignores parameters it does not know, takes the last of repeated ones, reads a literal `null` as nothing, and
takes `1` for true.
"""

from collections.abc import Iterator
from typing import Any

from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg, QueryParameter
from litestar.typing import FieldDefinition

from api.faults import Fault, RequestRefusal, is_name


class QueryRefused(RequestRefusal):
    """The query string says something that this address does not take."""

    code = "query_refused"
    title = "The query string cannot be used"


def require_query(request: Request[Any, Any, Any]) -> None:
    """Refuses unknown parameters, repeated ones, literal nulls, NUL characters, and 1 for true, all of them at once."""
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
    if value.lower() == "null" and not any(kind.annotation is str for kind in kinds):
        return "null is not a value; leave the parameter out"
    if any(kind.annotation is bool for kind in kinds) and value not in {"true", "false"}:
        return "Expected true or false"
    return None
