"""draft-ietf-httpapi-ratelimit-headers: a quota, what is left of it in every counted answer, and 429 with its end."""

from datetime import timedelta
from typing import Any, Final

import http_sf
import pytest
from httpx import Response

from api.keys import new_key
from api.quota import MINUTE, Partition, Policy, Quota, address
from api.shared_counts import share
from api.store.database import DatabaseBusy
from tests.http.calling import Caller
from tests.http.faced import faced
from tests.http.saying import DAY_1, new_plan, tolerance
from tests.http.service import MORNING, Practice, Service, found_practice

LIMIT: Final = 5
LOG: Final = "/v1/practice"


@pytest.fixture
def limited(service: Service) -> Service:
    """The service with a quota of a few requests."""
    return faced(service, rate_limit=LIMIT)


@pytest.fixture
def few(limited: Service, practice: Practice) -> Caller:
    """The software of the practice, under that quota."""
    return limited.caller(practice.api.key)


def fields(answer: Response) -> tuple[dict[str, Any], dict[str, Any]]:
    """The policies and what is left of them, by name; both headers are lists of strings (RFC 9651)."""
    found = []
    for name in ("RateLimit-Policy", "RateLimit"):
        members: Any = http_sf.parse(answer.headers[name].encode(), tltype="list")
        assert members
        assert all(type(policy) is str for policy, _ in members)
        found.append({str(policy): parameters for policy, parameters in members})
    policies, standings = found
    assert set(policies) == set(standings)
    return policies, standings


def test_every_counted_answer_tells_the_policy_and_what_is_left(few: Caller) -> None:
    for left in range(LIMIT - 1, -1, -1):
        policies, standings = fields(few.ask("GET", LOG))
        assert policies == {"default": {"q": LIMIT, "w": MINUTE}}
        assert standings == {"default": {"r": left, "t": 60}}


COUNTED: Final = [
    ("GET", LOG, 200),
    ("HEAD", LOG, 200),
    ("GET", "/v1/practice?x=1", 400),
    ("GET", "/v1/clients/01980000-0000-7000-8000-000000000000", 404),
    ("POST", "/v1/clients", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), COUNTED)
def test_a_refusal_counts_like_any_answer(few: Caller, method: str, path: str, status: int) -> None:
    answer = few.ask(method, path)
    assert answer.status_code == status
    assert fields(answer)[1]["default"]["r"] == LIMIT - 1


def test_so_do_an_answer_that_has_not_changed_and_one_that_lacks_a_scope(limited: Service) -> None:
    few = limited.caller(found_practice(limited, scopes=["practice:read"]).api.key)
    tag = few.ask("GET", LOG).headers["ETag"]
    answers = [few.ask("GET", LOG, headers={"If-None-Match": tag}), few.ask("GET", "/v1/clients")]
    assert [(each.status_code, fields(each)[1]["default"]["r"]) for each in answers] == [(304, 3), (403, 2)]


def test_beyond_the_quota_is_a_problem_that_says_when_to_come_back(few: Caller, service: Service) -> None:
    service.clock.set(DAY_1, 8, 30)
    service.clock.now += timedelta(seconds=18)
    for _ in range(LIMIT):
        assert few.ask("GET", LOG).status_code == 200
    answer = few.ask("GET", LOG)
    assert (answer.status_code, answer.json()["code"]) == (429, "quota_exceeded")
    _, standings = fields(answer)
    assert standings == {"default": {"r": 0, "t": 42}}
    assert int(answer.headers["Retry-After"]) == 42
    service.clock.now += timedelta(seconds=42)
    assert fields(few.ask("GET", LOG))[1] == {"default": {"r": LIMIT - 1, "t": 60}}


def test_nothing_is_done_beyond_the_quota(few: Caller, api: Caller) -> None:
    for _ in range(LIMIT):
        few.ask("GET", LOG)
    body = {"reference": "MRN-1", "display_name": "Sam", "birth_date": "1988-04-02"}
    assert few.ask("POST", "/v1/clients", json=body).status_code == 429
    assert api.get("/v1/clients")["items"] == []


def test_each_key_has_a_quota_of_its_own(limited: Service, few: Caller, api: Caller) -> None:
    other = limited.caller(api.post("/v1/api-keys", {"name": "Second", "scopes": ["practice:read"]})["key"])
    for _ in range(LIMIT + 1):
        few.ask("GET", LOG)
    assert fields(other.ask("GET", LOG))[1]["default"]["r"] == LIMIT - 1


FREE: Final = [
    ("GET", "/healthz/live"),
    ("GET", "/healthz/ready"),
    ("GET", "/v1/openapi.json"),
    ("OPTIONS", LOG),
    ("OPTIONS", "/v1/clients/01980000-0000-7000-8000-000000000000"),
    ("GET", "/v1/nothing"),
    ("DELETE", LOG),
]


@pytest.mark.parametrize(("method", "path"), FREE)
def test_health_options_and_what_is_nowhere_are_free(limited: Service, few: Caller, method: str, path: str) -> None:
    for who in (few, limited.caller(None)):
        for _ in range(LIMIT + 1):
            answer = who.ask(method, path)
            assert answer.status_code in {200, 204, 404, 405}
            assert not {"RateLimit", "RateLimit-Policy"} & set(answer.headers)
    assert fields(few.ask("GET", LOG))[1]["default"]["r"] == LIMIT - 1


def test_keys_that_open_nothing_count_for_the_address_they_come_from(service: Service, practice: Practice) -> None:
    limited = faced(service, rate_limit=30)
    wrong = [limited.caller(key) for key in (None, "", "x", new_key().reveal())]
    answers = [wrong[number % 4].ask("GET", LOG) for number in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert [fields(answer) for answer in answers[1:3]] == [
        ({"failures": {"q": 3, "w": MINUTE}}, {"failures": {"r": left, "t": 60}}) for left in (1, 0)
    ]
    assert int(answers[3].headers["Retry-After"]) == 60
    # Behind that address there may be a whole clinic: a right key still opens, and has its own quota.
    assert fields(limited.caller(practice.api.key).ask("GET", LOG))[1] == {"default": {"r": 29, "t": 60}}


def test_h10_an_alarm_is_never_told_to_come_back_later(few: Caller, api: Caller) -> None:
    plan = f"/v1/plans/{new_plan(api)['id']}"
    for _ in range(LIMIT + 1):
        few.ask("GET", LOG)
    sent = [
        (f"{plan}/check-ins", tolerance(DAY_1) | {"checkpoint": None, "alarms": {"answers": {"seizure": "yes"}}}),
        (f"{plan}/reports", {"on": DAY_1.isoformat(), "alarms": ["fever"]}),
    ]
    for path, body in sent:
        answer = few.ask("POST", path, json=body)
        assert (answer.status_code, fields(answer)[1]["default"]["r"]) == (201, 0), answer.text
    assert api.get(plan)["phase"] == "stopped"
    assert few.ask("GET", plan).status_code == 429


def test_h10_what_takes_a_dose_away_is_never_told_to_come_back_later(few: Caller, api: Caller) -> None:
    plan = f"/v1/plans/{new_plan(api)['id']}"
    for _ in range(LIMIT + 1):
        few.ask("GET", LOG)
    client = api.get(plan)["client"]["id"]
    told = {"recorded_cautions": ["hypersensitivity"]}
    changed = few.ask("PATCH", f"/v1/clients/{client}", json=told, headers={"If-Match": "*"})
    assert (changed.status_code, api.get(plan)["phase"]) == (200, "stopped")


def test_h10_nor_is_whoever_stops_voids_migrates_or_recalls(few: Caller, api: Caller) -> None:
    plan = f"/v1/plans/{new_plan(api)['id']}"
    for _ in range(LIMIT + 1):
        few.ask("GET", LOG)
    wrong = {"reason": "These were another client's answers."}
    assert few.ask("POST", f"{plan}/check-ins/1/void", json=wrong).json()["code"] == "not_voidable"
    over = {"revision": 7, "reason": "The other text asks more."}
    assert few.ask("POST", f"{plan}/migrate", json=over).status_code == 404
    stop = {"kind": "stop", "reason": "The client asked to stop.", "stop_reason": "clients_choice"}
    assert few.ask("POST", f"{plan}/adjustments", json=stop).status_code == 201
    recall = "/v1/protocols/glutamine-start-low/revisions/1/recall"
    assert few.ask("POST", recall, json={"reason": "The second step is too high."}).status_code == 200


def test_the_document_says_which_answers_are_counted(service: Service) -> None:
    spared = set()
    for path, item in service.contract.document["paths"].items():
        for operation in item.values():
            responses = operation["responses"]
            told = {"RateLimit", "RateLimit-Policy"}
            assert all(
                (told <= set(answer.get("headers", {}))) == (not path.startswith("/healthz/"))
                for status, answer in responses.items()
                if status.startswith("2")
            )
            if "429" not in responses and not path.startswith("/healthz/"):
                spared.add(operation["operationId"])
    assert spared == {
        "recordCheckIn",
        "recordReport",
        "adjustPlan",
        "voidCheckIn",
        "migratePlan",
        "recallRevision",
        "updateClient",
    }


def test_a_limit_that_is_off_counts_nothing(service: Service, practice: Practice) -> None:
    off = faced(service, rate_limit=None)
    for key, status in ((practice.api.key, 200), ("x", 401)):
        answer = off.http.get(LOG, headers={"Authorization": f"Bearer {key}"})
        assert (answer.status_code, "RateLimit" in answer.headers) == (status, False)


ADDRESSES: Final = [
    ("192.0.2.1", "192.0.2.1"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
    ("testclient", "testclient"),
]


@pytest.mark.parametrize(("peer", "counted"), ADDRESSES)
def test_an_address_is_that_of_one_subscriber(peer: str, counted: str) -> None:
    assert address(peer) == counted


def test_a_count_of_one_window_is_not_in_the_next() -> None:
    quota, whose = Quota(Policy("default", 2)), Partition(None, "k")
    assert [quota.count(whose, MORNING)[1] for _ in range(3)] == [True, True, False]
    standing, within = quota.count(whose, MORNING + timedelta(seconds=MINUTE))
    assert (standing.left, within) == (1, True)


def test_processes_on_one_database_learn_what_the_others_counted(service: Service, practice: Practice) -> None:
    """Each tells beside its requests: together they may pass the quota by what they take between two tellings."""
    first, second = Quota(Policy("default", 10)), Quota(Policy("default", 10))
    whose = Partition(practice.id, "key")
    for quota, times in ((first, 4), (second, 3)):
        for _ in range(times):
            quota.count(whose, MORNING)
        share(quota, service.database)
    assert second.count(whose, MORNING)[0].left == 2
    # The first learns it when it has something to tell itself.
    assert first.count(whose, MORNING)[0].left == 5
    share(first, service.database)
    assert first.count(whose, MORNING)[0].left == 1
    share(second, service.database)
    share(first, service.database)
    assert [quota.count(whose, MORNING)[1] for quota in (first, second)] == [False, True]


def test_what_was_told_is_not_told_again_and_ends_with_its_window(service: Service, practice: Practice) -> None:
    quota, whose = Quota(Policy("default", 10)), Partition(practice.id, "key")
    for _ in range(3):
        quota.count(whose, MORNING)
        share(quota, service.database)
        share(quota, service.database)
    assert quota.count(whose, MORNING)[0].left == 6
    later = MORNING + timedelta(seconds=MINUTE)
    assert quota.count(whose, later)[0].left == 9
    share(quota, service.database)
    assert quota.count(whose, later)[0].left == 8


def test_what_a_busy_database_does_not_take_is_told_the_next_time(service: Service, practice: Practice) -> None:
    quota, whose = Quota(Policy("default", 10)), Partition(practice.id, "key")
    quota.count(whose, MORNING)
    share(quota, Busy())  # type: ignore[arg-type]
    assert quota.untold()[1] == {whose: 1}
    share(quota, service.database)
    assert not quota.untold()[1]


class Busy:
    """A database without room."""

    def write(self, _practice_id: object, _step: object) -> None:
        raise DatabaseBusy


def test_failures_are_each_process_own(service: Service) -> None:
    failures = Quota(Policy("failures", 10))
    failures.count(Partition(None, "192.0.2.1"), MORNING)
    share(failures, service.database)
    assert failures.untold()[1] == {Partition(None, "192.0.2.1"): 1}
