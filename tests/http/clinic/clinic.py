"""A clinic and its clients: what somebody who works there does with the service, and what it must see each evening."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from tests.http.calling import Caller, Json
from tests.http.paper import long, table, text
from tests.http.saying import DAY_1, NONE, daily, new_client, start_body, well
from tests.http.service import Clock

DAY: Final = timedelta(days=1)
WHY: Final = "Talked through with the client on the phone today."
SURNAME: Final = "Rivera"


def day(number: int) -> date:
    """The date of the clinic's day; 1 is the first."""
    return DAY_1 + DAY * (number - 1)


@dataclass(frozen=True)
class Follows:
    """What has to follow from a check-in or a report: a call with its reasons, and whether sheets are thrown away."""

    call: str = "none"
    because: tuple[str, ...] = ()
    sheets: bool = False


NOTHING: Final = Follows()


def calls(urgency: str, *because: str, sheets: bool = False) -> Follows:
    """Somebody has to call."""
    return Follows(urgency, because, sheets)


LOWERS: Final = Follows(sheets=True)
"""Nobody calls, and the sheets at home say too much."""


@dataclass
class Clinic:
    """The practice's software, and the day it is."""

    api: Caller
    clock: Clock
    number: int = 1
    people: list["Person"] = field(default_factory=list)

    @property
    def today(self) -> date:
        return day(self.number)

    def at(self, hour: int, minute: int = 0) -> None:
        """An hour of today, in UTC."""
        self.clock.set(self.today, hour, minute)

    def begin(self, number: int) -> None:
        """The morning of a day."""
        self.number = number
        self.at(8)

    def meets(self, name: str) -> "Person":
        """Somebody new, with a name and a birth date of their own."""
        born = date(1960, 1, 1) + timedelta(days=397 * len(self.people))
        whole = f"{name} {SURNAME}"
        client = new_client(self.api, f"MRN-{name}", display_name=whole, birth_date=born.isoformat())
        person = Person(self, name, client, {"display_name": whole, "birth_date": born.isoformat()})
        self.people.append(person)
        return person

    def open_calls(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Who is to be called, how soon and why, as the service lists it."""
        found = self.api.get("/v1/calls", limit=100)["items"]
        return sorted((whose(each), each["call"], tuple(each["because"])) for each in found)

    def expected_calls(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """The same as the stories have it."""
        return sorted((person.name, *call) for person in self.people for call in person.calls.values())

    def worklist(self) -> list[Json]:
        """All there is to do, in the order of the service."""
        found = self.api.get("/v1/worklist", limit=100)
        assert found["next_cursor"] is None
        kinds = Counter(each["kind"] for each in found["items"])
        assert {key: number for key, number in found["counts"].items() if number} == dict(kinds)
        return list(found["items"])


def whose(listed: Json) -> str:
    """The first name of the client that something on a list is about."""
    return str(listed["client"]["display_name"]).removesuffix(f" {SURNAME}")


class Paper(NamedTuple):
    """A sheet at home: its number, and the last day on which it may be used."""

    number: str
    use_until: date


@dataclass
class Person:
    """A client of the clinic with the plan of now, the calls that are open, and the sheets at home.

    `screening` is what was said when the questions were asked last, with the reasons that it needed.
    """

    clinic: Clinic
    name: str
    client: str
    expect: Json
    weight: str = "70"
    results: dict[str, str] = field(default_factory=dict)
    plan: Json = field(default_factory=dict)
    calls: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    sheets: list[Paper] = field(default_factory=list)
    screening: Json = field(default_factory=lambda: {"screening": NONE})

    @property
    def api(self) -> Caller:
        return self.clinic.api

    @property
    def where(self) -> str:
        return f"/v1/plans/{self.plan['id']}"

    def body(self, slug: str, **more: Any) -> Json:
        return start_body(self.client, slug, self.clinic.today) | {"expect": self.expect} | more

    def starts(self, slug: str = "glutamine-start-low", **more: Any) -> Json:
        """A plan from today on, unless another day is named."""
        self.plan = self.api.post("/v1/plans", self.body(slug, **more))
        self.is_named(self.plan)
        self.gets_sheet()
        return self.plan

    def is_named(self, answer: Json) -> None:
        """H1: whatever is answered about a plan names the client twice."""
        assert {key: answer["client"][key] for key in self.expect} == self.expect

    def well(self, checkpoint: str = "tolerance", follows: Follows = NOTHING, **answers: str) -> Json:
        """A check-in of today at which all is well, but for what is said.

        Where the screening is on the list of things to do, it is asked first, and answered as before.
        """
        if self._is_screened_first():
            self.act("rescreen", **self.screening)
        told = well(self.api, self.plan, checkpoint, self.clinic.today, **self.results | answers)
        if "body_weight" in told["answers"]:
            told["answers"]["body_weight"] = self.weight
        return self.tells(told, follows)

    def tells(self, told: Json, follows: Follows = NOTHING) -> Json:
        """A check-in of today, as it is told, and what has to follow from it."""
        return self._writes("check-ins", told, follows)

    def reports(self, follows: Follows, **told: Any) -> Json:
        """Something told outside a check-in, and what has to follow from it."""
        return self._writes("reports", told, follows)

    def _writes(self, where: str, told: Json, follows: Follows) -> Json:
        made = self.api.post(
            f"{self.where}/{where}", {"on": self.clinic.today.isoformat(), "expect": self.expect} | told
        )
        self.is_named(made)
        found = Follows(made["call"], tuple(made["call_because"]), follows.sheets)
        assert found == follows, self.name
        if follows.call != "none":
            self.is_called(made["event"], follows.call, *follows.because)
        self.throws_away(made, follows.sheets)
        return made

    def throws_away(self, answer: Json, sheets: bool) -> None:
        """H3: the sheets that the client is told to throw away are all that are at home and not out of use, or none."""
        still = [each.number for each in reversed(self.sheets) if each.use_until >= self.clinic.today]
        named = [each["number"] for each in answer["aftermath"]["sheets_out"]]
        assert named == (still if sheets else []), answer["sentence"]

    def _is_screened_first(self) -> bool:
        asked = self.api.get("/v1/worklist", kind="screening", limit=100)["items"]
        return self.plan["id"] in {each["plan_id"] for each in asked if each["state"] == "due"}

    def act(self, kind: str, *, sheets: bool = False, **more: Any) -> Json:
        """What a practitioner does to the plan, by name and with a reason; whether sheets are to be thrown away."""
        if "screening" in more:
            self.screening = {key: more[key] for key in ("screening", "overrides") if key in more}
        done = self.api.post(f"{self.where}/adjustments", {"kind": kind, "reason": WHY, "expect": self.expect} | more)
        self.is_named(done)
        self.throws_away(done, sheets)
        return done

    def refused(self, kind: str, **more: Any) -> str:
        """The code of an act that is refused."""
        told = self.api.refused("POST", f"{self.where}/adjustments", {"kind": kind, "reason": WHY} | more)
        return str(told["code"])

    def read(self) -> Json:
        return self.api.get(self.where)

    def to_do(self) -> set[tuple[str, str, str]]:
        """What else is on the list about the plan besides calls, check-ins and findings: kind, state, about what."""
        mine = [each for each in self.clinic.worklist() if each["plan_id"] == self.plan["id"]]
        besides = {"call", "check_in", "finding"}
        return {(each["kind"], each["state"], each["about"]) for each in mine if each["kind"] not in besides}

    def due(self) -> list[tuple[str, str, str, str]]:
        """The check-ins whose window is open today, by the days of the plan itself."""
        today = self.clinic.today.isoformat()
        found = []
        for each in self.read()["checkpoints"]:
            last = ("due", "late_until", "overdue_until", "lapses_after")
            passed = sum(today > each[key] for key in last)
            if each["opens"] <= today:
                state = ("due", "late", "overdue", "missed")[passed]
                found.append((self.name, state, str(each["checkpoint"]), str(each["due"])))
        return found

    def takes(self) -> list[str | None]:
        """The g a day of today."""
        return daily(self.read()["doses"])

    def sheet(self) -> Json:
        """Today's sheet as data."""
        return self.api.get(f"{self.where}/handouts/daily")

    def gets_sheet(self) -> str:
        """Today's sheet on paper, to take home; H1, H3, H6: it says whose, until when, and the dose. Its number."""
        plan, sheet = self.read(), self.sheet()
        pages = text(self.api.pdf(f"{self.where}/handouts/daily.pdf"))
        paper = Paper(str(sheet["sheet"]["number"]), date.fromisoformat(sheet["sheet"]["use_until"]))
        born = date.fromisoformat(self.expect["birth_date"])
        facts = (
            f"{self.name}{SURNAME}",
            f"{born.day}{born:%B}{born.year}",
            paper.number,
            f"Useuntil{long(paper.use_until)}",
        )
        assert all(fact in page for page in pages for fact in facts)
        for dose in plan["doses"] if sheet["state"] == "take" else ():
            parts = [part for part in dose["arithmetic"]["parts"] if part["units"]]
            assert table(parts, dose["arithmetic"]["daily"]) in "".join(pages)
        if paper not in self.sheets:
            self.sheets.append(paper)
        return paper.number

    def is_called(self, event: int, urgency: str, *because: str) -> None:
        """Somebody has to call from now on."""
        self.calls[event] = (urgency, because)

    def answered(self) -> None:
        """The one call that was open was answered by something else than a name."""
        self.calls.clear()

    def closes(self) -> None:
        """A practitioner has called, and closes every open call by name."""
        for event in tuple(self.calls):
            self.act("close_call", call=event)
            del self.calls[event]


Story = Iterator[int]
"""What happens to somebody; each number is the day on which it goes on."""


def says(answer: Json) -> list[str]:
    """What is to be said to the client."""
    return list(answer["aftermath"]["to_say"])
