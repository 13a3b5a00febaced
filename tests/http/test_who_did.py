"""The key says which software wrote, the record says which person: whoever is named stays beside what was done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import DAY_1, NONE, new_client, start_body, tolerance
from tests.http.service import Clock
from tests.http.test_migrations import lower_second_revision, published

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client today."

Write = Callable[[Caller, Json, str], Json]


def adjusts(api: Caller, plan: Json, by: str) -> Json:
    return api.post(f"/v1/plans/{plan['id']}/adjustments", {"kind": "pause", "reason": WHY, "by": by})


def reports(api: Caller, plan: Json, by: str) -> Json:
    told = {"on": DAY_1.isoformat(), "alarms": ["fever"], "by": by}
    return api.post(f"/v1/plans/{plan['id']}/reports", told)


def checks_in(api: Caller, plan: Json, by: str) -> Json:
    unscheduled = tolerance(DAY_1, nausea="2") | {"checkpoint": None, "by": by}
    return api.post(f"/v1/plans/{plan['id']}/check-ins", unscheduled)


def voids(api: Caller, plan: Json, by: str) -> Json:
    unscheduled = tolerance(DAY_1, nausea="2") | {"checkpoint": None}
    event = api.post(f"/v1/plans/{plan['id']}/check-ins", unscheduled)["event"]
    return api.post(f"/v1/plans/{plan['id']}/check-ins/{event}/void", {"reason": WHY, "by": by}, 200)


def recalls(api: Caller, _plan: Json, by: str) -> Json:
    return api.post("/v1/protocols/mine/revisions/1/recall", {"reason": WHY, "by": by}, 200)


def migrates(api: Caller, plan: Json, by: str) -> Json:
    lower_second_revision(api)
    wish = {"revision": 2, "reason": WHY, "by": by, "screening": NONE}
    return api.post(f"/v1/plans/{plan['id']}/migrate", wish, 200)


# what is done, and under which list of the summary it stands
DONE: list[tuple[Write, str]] = [
    (adjusts, "acts"),
    (reports, "reports"),
    (checks_in, "decisions"),
    (voids, "corrections"),
    (recalls, "acts"),
    (migrates, "acts"),
]


@pytest.mark.parametrize(("write", "where"), DONE, ids=[each.__name__ for each, _ in DONE])
def test_whoever_is_named_stays_beside_it(api: Caller, clock: Clock, write: Write, where: str) -> None:
    published(api)
    plan = api.post("/v1/plans", start_body(new_client(api), "mine"))
    lin = api.post("/v1/practice/practitioners", {"name": "Dr. Bo Lin", "role": "GP", "registration": "9"})
    clock.set(DAY_1, 9)
    write(api, plan, lin["id"])
    (told,) = api.get(f"/v1/plans/{plan['id']}/handouts/summary")[where]
    assert told["by"]["practitioner"]["name"] == "Dr. Bo Lin"
    assert api.key is not None
    assert told["by"]["key_id"] == api.key.split("_")[1]
