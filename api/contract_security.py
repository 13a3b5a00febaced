"""What the document says of keys and tokens: how one is shown, and which scopes each operation needs."""

from collections.abc import Iterable
from typing import Final

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Components, SecurityRequirement, SecurityScheme

from api.contract_tidy import Node
from api.scopes import OPENS, needed_by

_BY_KEY: Final = "ApiKey"
_BY_PERSON: Final = "AccessToken"

_KEYS: Final = (
    "A key `gp_<key id>_<secret>`, shown once when it is made. It belongs to one practice and holds scopes, none of "
    "which contains another:\n\n" + "\n".join(f"- `{scope}`: {opens}" for scope, opens in OPENS.items())
)

_SIGNED_IN: Final = (
    "An access token (JWT, RFC 9068) of the clinic's own identity provider, where the service was set up with one. It "
    "names a practice, scopes as above, and a person of that practice by the `subject` that stands beside the person's "
    "name (`/v1/practice`). Whoever is signed in acts under that name: where `by` is left out, the act is this person's"
    ", and any other name is refused (403, `not_in_own_name`). Only `seen_by`, and who agreed, are others, of whom the "
    "person who is signed in tells. A token of nobody here is refused (403, `person_unknown`); one that is not good, "
    "with 401 and `token_refused`, whatever is wrong with it; `admin` and `all` count only where it was set so."
)


def bearer() -> Components:
    """HTTP bearer is the scheme that every generator supports without options.

    `openIdConnect` would need the provider's address, and the document is the same for every installation.
    """
    key = SecurityScheme(type="http", scheme="bearer", bearer_format="API key", description=_KEYS)
    token = SecurityScheme(type="http", scheme="bearer", bearer_format="JWT", description=_SIGNED_IN)
    return Components(security_schemes={_BY_KEY: key, _BY_PERSON: token})


def everywhere() -> list[SecurityRequirement]:
    """A key or a token, unless an operation says otherwise."""
    return [{_BY_KEY: []}, {_BY_PERSON: []}]


def tell_scopes(operations: Iterable[tuple[HTTPRouteHandler, Node]]) -> None:
    """Writes the scopes that each handler needs to its operation, and the refusal of who lacks one; in place."""
    for handler, operation in operations:
        if needed := sorted(needed_by(handler)):
            operation["security"] = [{_BY_KEY: needed}, {_BY_PERSON: needed}]
            refused = {"403": {"$ref": "#/components/responses/Problem403"}}
            operation["responses"] = dict(sorted({**operation["responses"], **refused}.items()))
            named = " and ".join(f"`{scope}`" for scope in needed)
            operation["description"] = f"{operation['description']}\n\nNeeds {named}."
