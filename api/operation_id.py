"""What an operation is called, in the OpenAPI document and wherever else it is told."""

from typing import Any

from litestar.handlers import HTTPRouteHandler


def operation_id(handler: HTTPRouteHandler, _method: Any = None, _path: Any = None) -> str:
    """`list_protocols` as `listProtocols`."""
    head, *rest = handler.handler_name.split("_")
    return head + "".join(word.title() for word in rest)
