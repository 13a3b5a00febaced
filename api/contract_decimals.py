"""Decimals in the OpenAPI document where Litestar describes them itself: parameters."""

from typing import Any

from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from protocols.decimal_string import DecimalString, schema_hook


class DecimalStrings(OpenAPISchemaPlugin):
    """Tells Litestar what a DecimalString looks like; inside bodies msgspec says it."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Only DecimalString."""
        return field_definition.annotation is DecimalString

    def to_openapi_schema(
        self,
        field_definition: FieldDefinition,  # noqa: ARG002 the signature is Litestar's
        schema_creator: Any,  # noqa: ARG002
    ) -> Schema:
        """A string with the pattern."""
        described = schema_hook(DecimalString)
        return Schema(type=OpenAPIType.STRING, pattern=described["pattern"], examples=described["examples"])
