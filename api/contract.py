"""The OpenAPI document: what Litestar emits, finished so that linters accept it and generators read it rightly."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Litestar, Request, Response, Router, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityRequirement
from litestar.routes import BaseRoute
from litestar.serialization import encode_json
from litestar.types import ControllerRouterHandler

from api.call import PUBLIC
from api.contract_codes import describe_codes
from api.contract_edge import tell_edge
from api.contract_operations import add_paragraphs, complete, op
from api.contract_schemas import handlers, operations, replace_schemas, types_of
from api.contract_security import bearer, everywhere, tell_scopes
from api.contract_tidy import Node
from api.operation_id import operation_id
from api.problems import Problem

__all__ = ["FinalConfig", "contract", "document_bytes", "op"]

_FIRST: Final = ("openapi", "info", "servers", "security", "tags", "paths", "webhooks", "components")
_KEPT: Final = "contract"


class _Unserved(Router):
    """Takes Litestar's own pages of documentation and serves none of them: they would show the unfinished document."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:  # noqa: ARG002 the signature is Litestar's
        """Nothing."""
        return []


@dataclass
class FinalConfig(OpenAPIConfig):
    """Litestar's settings of the document, with ours as defaults.

    `unions` gives each tagged union its name: `{"Dose": Fixed | PerKg}`. `extra_structs` are described although no
    handler mentions them, such as the payloads of webhooks. `manual` has paragraphs by operation, to follow
    its own words. `counted` tells whether callers have quotas.
    """

    operation_id_creator: Any = operation_id
    use_handler_docstrings: bool = True
    components: Components | list[Components] = field(default_factory=bearer)
    security: list[SecurityRequirement] | None = field(default_factory=everywhere)
    openapi_router: Router | None = field(default_factory=lambda: _Unserved("/unserved", route_handlers=[]))
    unions: Mapping[str, Any] = field(default_factory=dict)
    manual: Mapping[str, Sequence[str]] = field(default_factory=dict)
    extra_structs: Sequence[type] = ()
    counted: bool = False


def document_bytes(app: Litestar) -> bytes:
    """Exactly the bytes that are served, printed and committed; made at the first call and kept with the app."""
    made: bytes | None = app.state.get(_KEPT)
    if made is None:
        made = (json.dumps(_document(app), indent=2, ensure_ascii=False) + "\n").encode()
        app.state[_KEPT] = made
    return made


@get("/v1/openapi.json", include_in_schema=False, sync_to_thread=True, opt={PUBLIC: True}, security=[{}])
def contract(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The document that describes this service."""
    return Response(document_bytes(request.app), media_type="application/json", headers={"Cache-Control": "no-cache"})


def _document(app: Litestar) -> Node:
    settings = app.openapi_config
    if not isinstance(settings, FinalConfig):
        raise TypeError("The application was not made with a FinalConfig")
    document: Node = json.loads(encode_json(app.openapi_schema.to_schema()))
    kinds = dict.fromkeys([*types_of(app), *settings.extra_structs, Problem])
    replace_schemas(document, list(kinds), settings.unions)
    by_id = {operation["operationId"]: operation for operation in operations(document)}
    described = [(handler, by_id[operation_id(handler)]) for handler in handlers(app)]
    tell_scopes(described)
    tell_edge(described, counted=settings.counted)
    optional = {operation_id(handler) for handler in handlers(app) if _may_lack_body(handler)}
    complete(document, optional)
    add_paragraphs(document, settings.manual)
    describe_codes(document)
    document["paths"] = dict(sorted(document["paths"].items()))
    return {key: document[key] for key in _FIRST if key in document} | document


def _may_lack_body(handler: HTTPRouteHandler) -> bool:
    return handler.parsed_data_field is not None and handler.parsed_data_field.has_default
