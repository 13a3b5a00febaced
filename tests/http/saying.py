"""What callers send: a client, a start on each built-in protocol, a check-in of somebody who is well."""

from datetime import date
from typing import Any, Final

from tests.http.calling import Caller, Json

DAY_1: Final = date(2026, 11, 23)
NONE: Final = {"confirmed_none": True}
SLUGS: Final = (
    "glutamine-start-low",
    "glutamine-pi-ibs-d",
    "glutamine-low-fodmap",
    "glutamine-crohn-remission",
    "glutamine-chemotherapy",
    "glutamine-crohn-21g",
)
SAM: Final = {"reference": "MRN-1042", "display_name": "Sam Rivera", "birth_date": "1988-04-02"}


def reason(caution: str, words: str, agreed: str | None = None) -> Json:
    """An override; `agreed` is the role of whoever agreed."""
    told: Json = {"caution": caution, "reason": words}
    return told if agreed is None else told | {"agreed_by": [{"name": "Dr. Lin", "role": agreed, "on": "2026-11-20"}]}


OVERRIDES: Final[dict[str, list[Json]]] = {
    "glutamine-crohn-remission": [
        reason("bowel-team-agreement", "In remission since March; the team follows the course.", "gastroenterologist"),
        reason("dose-above-30", "The trial's own dose per kg comes to 31 g at this height."),
    ],
    "glutamine-chemotherapy": [
        reason("active-malignancy-chemotherapy", "Agreed in writing with the oncology team.", "oncologist")
    ],
}
_WELL: Final = {
    "body_weight": "70",
    "egfr": "90",
    "albumin": "4",
    "temperature": "36.8",
    "stool_frequency": "1",
    "chemotherapy_going_ahead": "1",
    "oncology_team_agrees": "1",
}


def kilograms(value: str) -> Json:
    return {"value": value, "unit": "kg"}


def centimetres(value: str) -> Json:
    return {"value": value, "unit": "cm"}


def start_body(client_id: str, slug: str = SLUGS[0], start_on: date = DAY_1, **more: Any) -> Json:
    """A start that nothing stands against: 70 kg, 170 cm, every question asked and answered no."""
    body = {
        "client_id": client_id,
        "protocol": slug,
        "start_on": start_on.isoformat(),
        "weight": kilograms("70"),
        "height": centimetres("170"),
        "screening": NONE,
        "overrides": OVERRIDES.get(slug, []),
    }
    return {name: value for name, value in (body | more).items() if value is not None}


def new_client(api: Caller, reference: str = SAM["reference"], **more: Any) -> str:
    """The id of a client that was just created."""
    return str(api.post("/v1/clients", SAM | {"reference": reference} | more)["id"])


def new_plan(api: Caller, slug: str = SLUGS[0], start_on: date = DAY_1, **more: Any) -> Json:
    """A plan that was just started, for a client of its own."""
    client_id = new_client(api, f"MRN-{slug}-{start_on}")
    return api.post("/v1/plans", start_body(client_id, slug, start_on, **more))


def well(api: Caller, plan: Json, checkpoint: str, on: date, **answers: str) -> Json:
    """The complete check-in of somebody well, but for what is said."""
    pinned = plan["protocol"]
    where = f"/v1/protocols/{pinned['protocol_id']}/revisions/{pinned['number']}"
    text = api.get(where)["protocol"]
    asks = next(each["asks"] for each in text["checkpoints"] if each["key"] == checkpoint)
    usual = _WELL | taken(date.fromisoformat(plan["start_on"]), on)
    told = {key: usual.get(key, "0") for key in asks} | answers
    units = {each["key"]: each["unit"] for each in text["measures"] if each["kind"] == "laboratory"}
    results = {key: {"value": told.pop(key), "unit": units[key]} for key in units.keys() & told.keys()}
    said = {"checkpoint": checkpoint, "on": on.isoformat(), "answers": told, "alarms": NONE, "changes": NONE}
    return said | ({"laboratory": results} if results else {})


def taken(start_on: date, on: date) -> dict[str, str]:
    """Every day of the plan, of the last 7."""
    return {"days_taken": str(min(7, max(0, (on - start_on).days + 1)))}


def tolerance(on: date, start_on: date = DAY_1, **answers: str) -> Json:
    """The tolerance check-in as a user types it, well but for what is said."""
    asked = ("abdominal_pain", "nausea", "headache", "bowel_change")
    told = dict.fromkeys(asked, "0") | taken(start_on, on) | answers
    return {"checkpoint": "tolerance", "on": on.isoformat(), "answers": told, "alarms": NONE, "changes": NONE}


def daily(doses: list[Json]) -> list[str | None]:
    """The g a day of each item; None where nothing is to be taken."""
    return [None if each["arithmetic"] is None else each["arithmetic"]["daily"]["value"] for each in doses]


def parts(doses: list[Json]) -> list[str]:
    """The g of each part of the first item's day."""
    return [part["amount"]["value"] for part in doses[0]["arithmetic"]["parts"]]
