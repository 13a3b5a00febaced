"""The codes of the document, each with what it means, from the code that says them."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from api.contract_tidy import Node
from api.problems import BY_STATUS, PROBLEM_BASE
from api.statuses import OURS, STATUSES
from protocols.authoring.finding_codes import FINDING_CODES
from protocols.plans.limit_keys import LIMIT_KEYS

_OPEN: Final = "The list grows: take a code that you do not know as what its"
_RESPONSE: Final = "Problem"
_WHILE_READ: Final = "- any of the status 422, where a value refuses itself while the body is read."


class _Code(NamedTuple):
    """What a problem may be called, with its status and its title."""

    code: str
    status: str
    title: str


def describe_codes(document: Node) -> None:
    """Writes every code to where it stands: problems, findings, what a decision looked at, each error; in place.

    None of the lists is closed for a generated client: `x-extensible-enum` is told, not checked.
    """
    schemas = document["components"]["schemas"]
    codes = [*_problem_codes()]
    _tell(schemas, ("Problem", "code"), _of_problems(codes), [each.code for each in codes])
    _tell(schemas, ("Finding", "code"), _of_findings(), list(FINDING_CODES))
    _tell(schemas, ("Considered", "key"), _of_limits(), None)
    responses = document["components"]["responses"]
    named = {name.removeprefix(_RESPONSE) for name in responses}
    for name, response in responses.items():
        status = name.removeprefix(_RESPONSE)
        said = [each for each in codes if (each.status == status if status else each.status not in named)]
        lines = [f"- `{each.code}`: {each.title}." for each in said]
        lines += [_WHILE_READ] if status == "400" else []
        told = "\n".join(lines)
        response["description"] = f"{response['description']}. The `code` is one of:\n\n{told}"


def _tell(schemas: Node, place: tuple[str, str], told: str, values: list[str] | None) -> None:
    """Only what the document has is described: another application may answer without findings or decisions."""
    name, field = place
    if name in schemas:
        node = schemas[name]["properties"][field]
        node["description"] = told
        if values is not None:
            node["x-extensible-enum"] = values


def _problem_codes() -> Iterator[_Code]:
    """Those of the framework and ours; one that only a fault of ours can raise never gets out."""
    framework = {code: (status, title) for status, (code, title, _) in BY_STATUS.items()}
    ours = {kind.code: (status, kind.title) for kind, status in STATUSES.items()}
    for code, (status, title) in sorted((framework | ours).items()):
        yield _Code(code, str(status), title)


def _of_problems(codes: Iterable[_Code]) -> str:
    rows = ((f"`{each.code}`", each.status, each.title) for each in codes)
    hidden = ", ".join(f"`{kind.code}`" for kind in OURS)
    lead = f"Stable; `type` is `{PROBLEM_BASE}` and the code. {_OPEN} status says."
    more = (
        "A value that refuses itself while the body is read has the code of that refusal, with the status 400. "
        f"A fault of ours ({hidden}) is always told as `internal_error`."
    )
    return "\n\n".join((lead, _table(("code", "status", "what it means"), rows), more))


def _of_findings() -> str:
    rows = ((f"`{code}`", " or ".join(meaning.severities), meaning.title) for code, meaning in FINDING_CODES.items())
    return "\n\n".join((f"Stable. {_OPEN} severity says.", _table(("code", "severity", "what it means"), rows)))


def _of_limits() -> str:
    lead = (
        "A rule's own key, or `alarm-`, `change-` or `caution-` with the key of the question or the caution, or one of "
        "these, which hold whatever the rules say:"
    )
    rows = ((f"`{key}`", meaning) for key, meaning in LIMIT_KEYS.items())
    more = "There may be more one day: what they do stands in `dose` and `call`."
    return "\n\n".join((lead, _table(("key", "what it means"), rows), more))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))
