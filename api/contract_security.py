"""What the document says of keys: how one is shown, and which scopes each operation needs."""

from collections.abc import Iterable
from typing import Final

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Components, SecurityRequirement, SecurityScheme

from api.contract_tidy import Node
from api.scopes import OPENS, needed_by

SCHEME: Final = "ApiKey"

_KEYS: Final = (
    "A key `gp_<key id>_<secret>`, shown once when it is made. It belongs to one practice and holds scopes, none of "
    "which contains another:\n\n" + "\n".join(f"- `{scope}`: {opens}" for scope, opens in OPENS.items())
)


def bearer() -> Components:
    """HTTP bearer is the scheme that every generator supports without options."""
    scheme = SecurityScheme(type="http", scheme="bearer", bearer_format="API key", description=_KEYS)
    return Components(security_schemes={SCHEME: scheme})


def everywhere() -> list[SecurityRequirement]:
    """A key, unless an operation says otherwise."""
    return [{SCHEME: []}]


def tell_scopes(operations: Iterable[tuple[HTTPRouteHandler, Node]]) -> None:
    """Writes the scopes that each handler needs to its operation, and the refusal of who lacks one; in place."""
    for handler, operation in operations:
        if needed := sorted(needed_by(handler)):
            operation["security"] = [{SCHEME: needed}]
            refused = {"403": {"$ref": "#/components/responses/Problem403"}}
            operation["responses"] = dict(sorted({**operation["responses"], **refused}.items()))
            named = " and ".join(f"`{scope}`" for scope in needed)
            operation["description"] = f"{operation['description']}\n\nNeeds {named}."
