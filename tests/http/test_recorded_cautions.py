"""H8: what is written to a client's record is a caution that some protocol has, over HTTP."""

from typing import Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.saying import SAM, new_client
from tests.http.service import Practice

SLIP: Final = "a caution hypersensitivty. Is hypersensitivity or msg-sensitivity meant?"
OWN: Final = "bee-keeping"


CAUTION: Final = {"key": OWN, "label": "Keeps bees", "why": "Honey.", "action": "inform", "watches": []}
ASKED: Final = [{"kind": "asked", "question": "Do you keep bees?"}]
CLAIM: Final = {"about": {"kind": "caution", "caution": OWN}, "says": "Asked by this practice.", "basis": "judgement"}


def draft(api: Caller, *, own: bool = True) -> None:
    """The practice's draft, with a caution of its own, or without it again."""
    read = api.ask("GET", "/v1/protocols/mine/draft")
    text = read.json()["protocol"]
    old = [each for each in text["cautions"] if each["key"] != OWN]
    text["cautions"] = [*old, old[-1] | CAUTION | {"triggers": ASKED}] if own else old
    text["claims"] = [each for each in text["claims"] if each["about"] != CLAIM["about"]] + ([CLAIM] if own else [])
    answer = api.ask("PUT", "/v1/protocols/mine/draft", json=text, headers={"If-Match": read.headers["ETag"]})
    assert answer.status_code == 200, answer.text


def told(problem: Json) -> tuple[int, str, str]:
    return problem["status"], problem["code"], problem["errors"][0]["pointer"]


REFUSED: Final = (422, "no_such_caution", "#/recorded_cautions/1")


def test_h8_a_slip_in_a_key_is_refused_and_writes_nothing(api: Caller) -> None:
    slip = {"recorded_cautions": ["pregnancy", "hypersensitivty"]}
    problem = api.refused("POST", "/v1/clients", SAM | slip)
    assert told(problem) == REFUSED
    assert SLIP in problem["detail"]
    assert api.get("/v1/clients")["items"] == []
    client = new_client(api, recorded_cautions=["pregnancy"])
    etag = api.ask("GET", f"/v1/clients/{client}").headers["ETag"]
    problem = api.refused("PATCH", f"/v1/clients/{client}", slip, If_Match=etag)
    assert told(problem) == REFUSED
    assert SLIP in problem["detail"]
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == ["pregnancy"]


def test_a_caution_of_the_practice_s_own_draft_is_known_to_it_alone(api: Caller, stranger: Practice) -> None:
    own = {"recorded_cautions": [OWN]}
    assert told(api.refused("POST", "/v1/clients", SAM | own))[1] == "no_such_caution"
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    draft(api)
    client = new_client(api, recorded_cautions=[OWN])
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == [OWN]
    assert told(stranger.api.refused("POST", "/v1/clients", SAM | own))[1] == "no_such_caution"


def test_what_stands_on_the_record_may_stay_there(api: Caller) -> None:
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    draft(api)
    client = new_client(api, recorded_cautions=[OWN])
    draft(api, own=False)
    where = f"/v1/clients/{client}"
    kept = api.change(where, {"recorded_cautions": ["pregnancy", OWN], "display_name": "Sam Ribera"})
    assert (kept["recorded_cautions"], kept["display_name"]) == (["pregnancy", OWN], "Sam Ribera")
    off = {"recorded_cautions": [], "reason": "Both were written down for another client."}
    assert api.change(where, off)["recorded_cautions"] == []
    etag = api.ask("GET", where).headers["ETag"]
    assert told(api.refused("PATCH", where, {"recorded_cautions": [OWN]}, If_Match=etag))[1] == "no_such_caution"


@pytest.mark.parametrize("status", ["retire", "recall"])
def test_a_caution_of_a_revision_that_is_used_no_more_is_known(api: Caller, status: str) -> None:
    api.post("/v1/protocols/glutamine-start-low/copy", {"slug": "mine"})
    draft(api)
    read = api.ask("GET", "/v1/protocols/mine/draft")
    seen = {"seen_by": api.post("/v1/practice/practitioners", {"name": "Cy Low", "role": "GP"})["id"]}
    api.post("/v1/protocols/mine/revisions", seen, If_Match=read.headers["ETag"])
    why = {"reason": "Nobody needs to ask about bees."} if status == "recall" else None
    api.post(f"/v1/protocols/mine/revisions/1/{status}", why, status=200)
    client = new_client(api, recorded_cautions=[OWN])
    assert api.get(f"/v1/clients/{client}")["recorded_cautions"] == [OWN]
