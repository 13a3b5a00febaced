"""A caller with a key, who holds every answer against the document."""

from typing import Any
from uuid import UUID

from httpx import Client, Response

from tests.http.contract import Contract
from tests.http.told import shown_in

Json = dict[str, Any]


class Caller:
    """Clinic software of one practice; without a key, anybody. In `shown` it notes whose data it was shown."""

    def __init__(
        self, http: Client, contract: Contract, key: str | None, shown: dict[str, set[UUID]] | None = None
    ) -> None:
        self._http = http
        self._contract = contract
        self.key = key
        self._shown = shown

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
        """Any request; the answer is one that the document describes."""
        own = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        answer = self._http.request(method, path, headers=own | (headers or {}), **more)
        self._contract.check(answer)
        if self._shown is not None:
            self._shown[answer.headers["X-Request-Id"]] = shown_in(answer)
        return answer

    def get(self, path: str, **query: Any) -> Json:
        """What a read answers, which must go well."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def pdf(self, path: str, **query: Any) -> bytes:
        """The bytes of a PDF, which must be printed."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        return answer.content

    def post(self, path: str, body: Any = None, status: int = 201, **headers: str) -> Json:
        """What a post answers, which must go well."""
        answer = self.ask("POST", path, json=body, headers=_dashed(headers))
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def change(self, path: str, body: Any, method: str = "PATCH") -> Json:
        """What a change answers: read, then changed under the ETag that was read."""
        read = self.ask("GET", path)
        answer = self.ask(method, path, json=body, headers={"If-Match": read.headers["ETag"]})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refused(self, method: str, path: str, body: Any = None, **headers: str) -> Json:
        """The problem that a request gets."""
        sent = {} if body is None else {"json": body}
        answer = self.ask(method, path, headers=_dashed(headers), **sent)
        assert answer.status_code >= 400, answer.text
        return dict(answer.json())


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
