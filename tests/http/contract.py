"""Holds an answer against the OpenAPI document: its status, its media type, its headers, its body."""

import re
from functools import cache
from typing import Any
from urllib.parse import quote

from httpx import Response
from jsonschema_rs import Draft202012Validator

MUST_BE_LISTED = {"404", "409", "412", "422", "428"}
"""What a route's own words can lead to; other errors may come from anywhere, and `default` describes them."""
PROBLEM = "application/problem+json"
SOMETIMES = {"Idempotency-Replayed", "Link", "Preference-Applied", "Retry-After", "WWW-Authenticate"}
"""Headers that only some of an operation's answers carry."""


class Contract:
    """The document, ready to be held against answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._templates = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in document["paths"]]
        self._validator = cache(self._make_validator)

    def check(self, answer: Response) -> None:
        """Fails where the document does not describe this answer."""
        method = answer.request.method.lower()
        if method == "options" or answer.request.url.path == "/v1/openapi.json":
            return
        path = self.template(answer.request.url.path)
        operation = self.document["paths"].get(path, {}).get("get" if method == "head" else method)
        if operation is None:
            assert answer.status_code in {404, 405}
            self._check_body(answer, "components", "responses", "Problem")
            return
        status = str(answer.status_code)
        assert status != "401" or "WWW-Authenticate" in answer.headers, (method, path)
        assert status in operation["responses"] or status not in MUST_BE_LISTED, (method, path, status)
        assert answer.status_code >= 400 or status in operation["responses"], (method, path, status)
        where = "default" if status not in operation["responses"] else status
        self._check_body(answer, "paths", path, "get" if method == "head" else method, "responses", where)

    def template(self, path: str) -> str:
        """The path as the document writes it; empty where it knows none."""
        return next((template for pattern, template in self._templates if pattern.fullmatch(path)), "")

    def _check_body(self, answer: Response, *where: str) -> None:
        described, pointer = self._at(*where)
        for name in set(described.get("headers", {})) - SOMETIMES:
            assert name in answer.headers, (pointer, name)
        if "content" not in described or (answer.status_code < 300 and "Preference-Applied" in answer.headers):
            assert (answer.content, "content-type" in answer.headers) == (b"", False), pointer
            return
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in described["content"], (pointer, media_type)
        assert answer.status_code < 400 or media_type == PROBLEM
        if media_type.endswith("json") and answer.request.method != "HEAD":
            escaped = media_type.replace("/", "~1")
            self._validator(f"{pointer}/content/{escaped}/schema").validate(answer.json())

    def _at(self, *where: str) -> tuple[dict[str, Any], str]:
        node: Any = self.document
        for step in where:
            node = node[step]
        if "$ref" in node:
            return self._at(*node["$ref"].removeprefix("#/").split("/"))
        return node, "#/" + "/".join(step.replace("/", "~1") for step in where)

    def _make_validator(self, pointer: str) -> Draft202012Validator:
        # A pointer in an address is percent-encoded: paths hold braces.
        schema = {
            "$ref": f"#{quote(pointer[1:], safe='/~')}",
            "paths": self.document["paths"],
            "components": self.document["components"],
        }
        return Draft202012Validator(schema, validate_formats=True)
