"""What has not changed is not sent again; what has changed is, whatever its version says."""

from datetime import timedelta
from typing import Final

import pytest

from tests.http.calling import Caller
from tests.http.saying import DAY_1, SAM, new_client, new_plan
from tests.http.service import Clock, Service
from tests.http.test_callers import HEALTH, ROUTES, filled

READS: Final = sorted(path for method, path in ROUTES if method == "GET")


def test_what_is_read_again_unchanged_is_not_sent_again(api: Caller) -> None:
    where = f"/v1/clients/{new_client(api)}"
    first = api.ask("GET", where)
    for sent in (first.headers["ETag"], f'"x", {first.headers["ETag"]}', f"W/{first.headers['ETag']}", "*"):
        answer = api.ask("GET", where, headers={"If-None-Match": sent})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert not {"Content-Type", "Content-Length"} & set(answer.headers)


@pytest.mark.parametrize("sent", ['"v1"', '"x"', "v1", "", "W/x", "**"])
def test_anything_else_is(api: Caller, sent: str) -> None:
    where = f"/v1/clients/{new_client(api)}"
    assert api.ask("GET", where, headers={"If-None-Match": sent}).status_code == 200


def test_a_change_is_sent(api: Caller) -> None:
    where = f"/v1/clients/{new_client(api)}"
    tag = api.ask("GET", where).headers["ETag"]
    api.change(where, {"display_name": "Sam Other"})
    answer = api.ask("GET", where, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["display_name"]) == (200, "Sam Other")


def test_h12_a_plan_that_says_something_else_today_is_sent_though_nothing_was_written(
    api: Caller, clock: Clock
) -> None:
    where = f"/v1/plans/{new_plan(api)['id']}"
    tag = api.ask("GET", where).headers["ETag"]
    clock.set(DAY_1 + timedelta(days=1))
    answer = api.ask("GET", where, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"].split(".")[0] == tag.split(".")[0] == '"v1'


def test_a_person_who_joins_is_sent_though_the_practice_has_no_new_version(api: Caller) -> None:
    tag = api.ask("GET", "/v1/practice").headers["ETag"]
    api.post("/v1/practice/practitioners", {"name": "Dr. Bo", "role": "GP"})
    assert api.ask("GET", "/v1/practice", headers={"If-None-Match": tag}).status_code == 200


def test_the_tag_of_what_was_made_is_that_of_what_is_read(api: Caller) -> None:
    made = api.ask("POST", "/v1/clients", json=SAM)
    assert api.ask("GET", made.headers["Location"]).headers["ETag"] == made.headers["ETag"]


def test_either_form_of_the_tag_names_the_version_to_replace(api: Caller) -> None:
    where = f"/v1/clients/{new_client(api)}"
    assert api.ask("PATCH", where, json={"display_name": "B"}, headers={"If-Match": '"v1"'}).status_code == 200
    tag = api.ask("GET", where).headers["ETag"]
    assert api.ask("PATCH", where, json={"display_name": "C"}, headers={"If-Match": tag}).status_code == 200
    answer = api.ask("PATCH", where, json={"display_name": "D"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")


def test_head_has_the_tag_of_get_and_is_answered_like_it(api: Caller) -> None:
    tag = api.ask("GET", "/v1/practice").headers["ETag"]
    assert api.ask("HEAD", "/v1/practice").headers["ETag"] == tag
    answer = api.ask("HEAD", "/v1/practice", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_sheet_has_a_tag_of_its_own(api: Caller) -> None:
    where = f"/v1/plans/{new_plan(api)['id']}/handouts/daily.pdf"
    tag = api.ask("GET", where).headers["ETag"]
    assert api.ask("GET", where, headers={"If-None-Match": tag}).status_code == 304


def test_the_document_is_not_sent_twice(service: Service) -> None:
    tag = service.http.get("/v1/openapi.json").headers["ETag"]
    assert service.http.get("/v1/openapi.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", [path for _, path in HEALTH])
def test_health_is_told_anew(service: Service, path: str) -> None:
    assert service.http.get(path, headers={"If-None-Match": "*"}).json() == {"status": "ok"}


def test_a_refusal_has_no_tag_and_is_sent(api: Caller) -> None:
    answer = api.ask("GET", filled("/v1/plans/{plan_id}"), headers={"If-None-Match": "*"})
    assert (answer.status_code, "ETag" in answer.headers) == (404, False)


@pytest.mark.parametrize("path", [path for path in READS if path != "/v1/openapi.json"])
def test_the_document_says_so_of_everything_that_is_read(service: Service, path: str) -> None:
    operation = service.contract.document["paths"][path]["get"]
    named = {parameter["name"] for parameter in operation.get("parameters", ())}
    told = not path.startswith("/healthz/")
    assert ("If-None-Match" in named, "304" in operation["responses"]) == (told, told)
    assert ("ETag" in operation["responses"]["200"].get("headers", {})) == told
