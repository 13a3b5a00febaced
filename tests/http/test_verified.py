"""H13: the command line finds in a protocol's file what the service finds in the same draft beside the same works."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from api.__main__ import main
from tests.http.calling import Caller, Json

DRAFT: Final = "/v1/protocols/mine/draft"
LOW, PI, CHEMO = "glutamine-start-low", "glutamine-pi-ibs-d", "glutamine-chemotherapy"
OURS: Final = "our-audit"

Change = Callable[[Json], None]


def as_it_is(_text: Json) -> None:
    """Nothing is changed."""


def promising(text: Json) -> None:
    text["items"][0]["called"] = "Safe gut-healing powder"


def without_alarms(text: Json) -> None:
    text["alarms"] = []


def resting_on(key: str) -> Change:
    def change(text: Json) -> None:
        for claim in text["claims"]:
            for link in claim["links"]:
                link["work"] = key

    return change


def passing_a_cap(text: Json) -> None:
    text["items"][0]["ladder"]["steps"][-1]["dose"]["daily"]["value"] = "41"


# the protocol, what is changed in it, the practice's own works by key with what is said of them, a code, the status
ROWS: Final[list[tuple[str, Change, dict[str, str], str | None, int]]] = [
    (LOW, as_it_is, {}, None, 0),
    (CHEMO, as_it_is, {}, None, 0),
    (LOW, promising, {}, "promise", 0),
    (PI, without_alarms, {}, "alarm_weakened", 1),
    (LOW, passing_a_cap, {}, "dose_above_cap", 1),
    (LOW, resting_on("no-such-work"), {}, "work_unknown", 1),
    (LOW, resting_on(OURS), {}, "work_unknown", 1),
    (LOW, resting_on(OURS), {OURS: "ok"}, None, 0),
    (LOW, resting_on(OURS), {OURS: "retracted"}, "work_retracted", 1),
    (PI, as_it_is, {"zhou-2019": "concern"}, "work_of_concern", 0),
    (PI, as_it_is, {"zhou-2019": "retracted", OURS: "ok"}, "work_retracted", 1),
    (PI, as_it_is, {"zhou-2019": "corrected"}, None, 0),
]


@pytest.mark.parametrize(("slug", "change", "own", "code", "status"), ROWS)
def test_h13_the_command_line_finds_what_the_service_finds(
    api: Caller,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    slug: str,
    change: Change,
    own: dict[str, str],
    code: str | None,
    status: int,
) -> None:
    text: Json = api.get(f"/v1/protocols/{slug}")["revision"]["protocol"] | {"slug": "mine"}
    change(text)
    known = api.get("/v1/works/zhou-2019")["work"]
    works = [api.post("/v1/works", known | {"key": key, "status": said})["work"] for key, said in own.items()]
    api.post("/v1/protocols", text)
    answered = api.get(f"{DRAFT}/findings")
    (tmp_path / "mine.json").write_text(json.dumps(text))
    (tmp_path / "works.json").write_text(json.dumps(works))
    ended = main(["verify", "--json", "--works", str(tmp_path / "works.json"), str(tmp_path / "mine.json")])
    assert json.loads(capsys.readouterr().out) == answered
    assert ended == status
    assert code in {None, *(each["code"] for each in answered["items"])}
    assert (answered["items"] == []) is (code is None)
