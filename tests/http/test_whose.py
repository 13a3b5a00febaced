"""H1: every answer about a plan or a check-in says whose it is, by name and birth date."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, SAM, new_client, start_body, tolerance

DOCUMENT: Final = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_bytes())
SCHEMAS: Final = DOCUMENT["components"]["schemas"]
SOMEBODY_MADE_UP: Final = {
    "/v1/protocols/{protocol}/draft/preview",
    "/v1/protocols/{protocol}/revisions/{number}/preview",
}
WHY: Final = "The second revision says the same."
OTHER: Final = {"display_name": "Sam Riviera", "birth_date": "1988-02-04"}


def answers() -> Iterator[tuple[str, str, Json]]:
    """The method, the path and the schema of every JSON answer that goes well."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                schema = response.get("content", {}).get("application/json", {}).get("schema")
                if status.startswith("2") and schema is not None:
                    yield method, path, schema


def meant(schema: Json) -> Json:
    """What the schema refers to, as far as it goes."""
    return meant(SCHEMAS[schema["$ref"].rpartition("/")[2]]) if "$ref" in schema else schema


def reached(tree: Any, seen: set[str]) -> set[str]:
    """The names of all schemas that an answer leads to."""
    if isinstance(tree, dict) and str(tree.get("$ref")).startswith("#/components/schemas/"):
        name = tree["$ref"].rpartition("/")[2]
        if name not in seen:
            seen.add(name)
            reached(SCHEMAS[name], seen)
    for below in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        reached(below, seen)
    return seen


def names_the_client(schema: Json) -> bool:
    """Whether it always holds a client, by name and birth date."""
    found = meant(schema)
    client = meant(found.get("properties", {}).get("client", {}))
    return "client" in found.get("required", ()) and {"display_name", "birth_date"} <= set(client.get("required", ()))


def rows_of(schema: Json) -> Json:
    """The schema of what an answer lists; of one that lists nothing, nothing."""
    return dict(meant(schema).get("properties", {}).get("items", {}).get("items", {}))


ANSWERS: Final = list(answers())
OF_PLANS: Final = [each for each in ANSWERS if each[1].startswith("/v1/plans")]


@pytest.mark.parametrize(("method", "path", "schema"), OF_PLANS, ids=[f"{each[0]} {each[1]}" for each in OF_PLANS])
def test_h1_an_answer_about_a_plan_names_the_client(method: str, path: str, schema: Json) -> None:
    """Of a list of many clients' plans, each row does."""
    listed = path == "/v1/plans" and method == "get"
    assert names_the_client(rows_of(schema) if listed else schema)


def test_h1_a_plan_that_stands_in_any_answer_names_the_client() -> None:
    about_a_plan = {name for name in reached([each[2] for each in ANSWERS], set()) if _has_a_plan(SCHEMAS[name])}
    assert {"TaskRead", "CallRead", "PlanResting", "PlanRecalled", "PlanLookedAt", "PlanListed"} <= about_a_plan
    assert {name for name in about_a_plan if not names_the_client(SCHEMAS[name])} == set()


def _has_a_plan(schema: Json) -> bool:
    return bool({"plan_id", "client_id"} & schema.get("properties", {}).keys())


def test_h1_a_check_in_stands_elsewhere_only_for_somebody_made_up() -> None:
    with_one = {path for _, path, schema in ANSWERS if "CheckIn" in reached(schema, set())}
    assert with_one - {path for _, path, _ in OF_PLANS} == SOMEBODY_MADE_UP


def own(api: Caller) -> None:
    """A protocol of the practice, with two revisions."""
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    api.post("/v1/protocols/mine/revisions", If_Match='"v1"')
    api.post("/v1/protocols/mine/draft", api.get("/v1/protocols/mine")["revision"]["protocol"])
    api.post("/v1/protocols/mine/revisions", If_Match='"v1"')


def begun(api: Caller, reference: str, **more: Any) -> Json:
    """A plan with a check-in, for somebody of this reference."""
    plan = api.post("/v1/plans", start_body(new_client(api, reference, **more), "mine", revision=1))
    api.post(f"/v1/plans/{plan['id']}/check-ins", tolerance(DAY_1) | {"checkpoint": None})
    return plan


def whose(answer: Json) -> tuple[str, str]:
    return answer["client"]["display_name"], answer["client"]["birth_date"]


def test_h1_every_answer_about_a_plan_says_whose_it_is(api: Caller) -> None:
    own(api)
    plans = {begun(api, "MRN-1")["id"]: SAM, begun(api, "MRN-2", **OTHER)["id"]: OTHER}
    reads = [path for method, path, _ in OF_PLANS if method == "get" and path != "/v1/plans"]
    assert len(reads) > 10
    for plan_id, person in plans.items():
        expected = (person["display_name"], person["birth_date"])
        where = f"/v1/plans/{plan_id}"
        told = [api.get(path.replace("{plan_id}", plan_id)) for path in reads]
        told.append(api.post(f"{where}/check-ins/preview", tolerance(DAY_1) | {"checkpoint": None}, status=200))
        told.append(api.post(f"{where}/migrate/preview", {"revision": 2, "reason": WHY}, status=200))
        assert [whose(each) for each in told] == [expected] * len(told)


def test_h1_each_row_of_a_list_of_plans_says_whose_it_is(api: Caller) -> None:
    own(api)
    plans = {begun(api, "MRN-1")["id"]: SAM, begun(api, "MRN-2", **OTHER)["id"]: OTHER}
    listed = {row["id"]: whose(row) for row in api.get("/v1/plans")["items"]}
    assert listed == {plan: (person["display_name"], person["birth_date"]) for plan, person in plans.items()}
    (second,) = api.get("/v1/plans", client_id=api.get("/v1/clients")["items"][1]["id"])["items"]
    assert whose(second) == (OTHER["display_name"], OTHER["birth_date"])


def test_h1_a_plan_that_a_change_of_the_record_touched_says_whose_it_is(api: Caller) -> None:
    own(api)
    client = begun(api, "MRN-1")["client"]["id"]
    changed = api.change(f"/v1/clients/{client}", {"recorded_cautions": ["pregnancy"], "display_name": "Sam Ribera"})
    assert [whose(each) for each in changed["plans"]] == [("Sam Ribera", SAM["birth_date"])]
