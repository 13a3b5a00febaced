"""Request bodies: bytes to a value, strictly.

Litestar's own way converts an untyped tree leniently: `"1"` becomes an integer, and a long decimal loses digits.
"""

from collections.abc import Generator
from typing import Annotated, Any, ClassVar, Final, TypeAlias, TypeVar

import msgspec
from litestar import Request
from litestar.dto import AbstractDTO, DTOConfig, DTOFieldDefinition
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.spec import Reference, Schema
from litestar.params import BodyKwarg
from litestar.typing import FieldDefinition

from api.faults import RequestRefusal
from api.json_text import NotJson, first_fault
from api.msgspec_faults import fault_of
from protocols.refusal import Refusal
from protocols.wire import decode

T = TypeVar("T")

MOST_BYTES: Final = 256 * 1024
JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"

MergePatch: TypeAlias = Annotated[T, BodyKwarg(media_type=MERGE_PATCH)]
"""`data: MergePatch[Change]`: a body that may also be sent as application/merge-patch+json (RFC 7396)."""


class BodyMissing(RequestRefusal):
    """A body is needed, and none was sent."""

    code = "body_missing"
    title = "The request has no body"


class BodyNotJson(RequestRefusal):
    """The body is not JSON in UTF-8."""

    code = "body_not_json"
    title = "The body is not JSON"


class BodyRefused(RequestRefusal):
    """The body is JSON, but not of the shape, or with the values, that the document describes."""

    code = "body_refused"
    title = "The body cannot be used"


class MediaTypeRefused(RequestRefusal):
    """The body is declared to be something other than JSON."""

    code = "media_type_refused"
    title = "The media type of the body is not supported"


def read_body(raw: bytes, wanted: type[T]) -> T:
    """The value that a body stands for; raises BodyNotJson, or BodyRefused with the first fault."""
    try:
        if fault := first_fault(raw):
            raise BodyRefused(fault.detail, fault)
        return decode(raw, wanted)
    except msgspec.ValidationError as complaint:
        fault = fault_of(complaint, wanted, raw)
        because = complaint.__cause__ if isinstance(complaint.__cause__, Refusal) else None
        raise BodyRefused(fault.detail, fault, because=because) from None
    except (NotJson, msgspec.DecodeError):
        raise BodyNotJson("The body is not well-formed JSON in UTF-8.") from None


async def require_body(request: Request[Any, Any, Any]) -> None:
    """Refuses an empty body where the handler needs one, and any body of another media type than the handler reads."""
    wanted = request.route_handler.parsed_data_field
    if wanted is None:
        return
    if await request.body():
        _require_media_type(request, media_types(request.route_handler))
    elif not wanted.has_default:
        raise BodyMissing("Send a JSON object as the body.")


def media_types(handler: BaseRouteHandler) -> tuple[str, ...]:
    """The media types that a handler reads; a merge patch is also taken as plain JSON, which most clients send."""
    field = handler.parsed_data_field
    definition = field.kwarg_definition if field else None
    patched = isinstance(definition, BodyKwarg) and definition.media_type == MERGE_PATCH
    return (MERGE_PATCH, JSON) if patched else (JSON,)


def patch_types(handler: BaseRouteHandler) -> tuple[str, ...]:
    """The patch documents that a handler takes (RFC 5789, section 3.1); none where it patches nothing."""
    is_patch = isinstance(handler, HTTPRouteHandler) and "PATCH" in handler.http_methods
    return media_types(handler) if is_patch else ()


def _require_media_type(request: Request[Any, Any, Any], allowed: tuple[str, ...]) -> None:
    sent, options = request.content_type
    once = len(request.headers.getall("content-type", [])) == 1
    if not once or sent.lower() not in allowed or options.get("charset", "utf-8").lower() != "utf-8":
        raise MediaTypeRefused(f"Send the body as {' or '.join(allowed)}.", headers=_takes(request.method, allowed))
    codings = ",".join(request.headers.getall("content-encoding", []))
    if {coding.strip().lower() for coding in codings.split(",")} - {"", "identity"}:
        raise MediaTypeRefused("Send the body uncompressed.", headers={"Accept-Encoding": "identity"})


def _takes(method: str, allowed: tuple[str, ...]) -> dict[str, str]:
    """What would have been read: Accept says it for every method, and two methods have a header of their own."""
    told = ", ".join(allowed)
    own = {"PATCH": "Accept-Patch", "POST": "Accept-Post"}.get(method)
    return {"Accept": told} | ({own: told} if own else {})


class StrictBody(AbstractDTO[Any]):
    """What makes Litestar read every `data` argument with `read_body`; stands as `dto=` on the application."""

    config: ClassVar[DTOConfig] = DTOConfig()

    def __class_getitem__(cls, _item: Any) -> type["StrictBody"]:
        return cls

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Nothing to prepare: decoders are kept by type."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003 the signature is Litestar's
        schema_creator: Any,
    ) -> Reference | Schema:
        """The schema of the type itself."""
        schema: Reference | Schema = schema_creator.for_field_definition(field_definition)
        return schema

    @classmethod
    def generate_field_definitions(cls, _model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        """No fields of its own."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, _field_definition: FieldDefinition) -> bool:
        """Nothing is nested, because nothing is transferred field by field."""
        return False

    def decode_bytes(self, value: bytes) -> Any:
        """The handler's `data`."""
        wanted = self.asgi_connection.route_handler.parsed_data_field
        return read_body(value, wanted.annotation if wanted else Any)
