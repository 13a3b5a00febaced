"""The PDF says exactly what the plan says: its numbers, its dates, whose it is."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Final

import pytest
from pypdf import PdfReader

from tests.http.calling import Caller, Json
from tests.http.paper import long, short, table, text
from tests.http.saying import DAY_1, NONE, SLUGS, new_plan, tolerance, well
from tests.http.service import MORNING, Clock, Service, found_practice

DAY: Final = timedelta(days=1)
COLUMN: Final = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[0-9]{1,2}(?:Nov|Dec|Jan)(?![a-z])")


@dataclass(frozen=True)
class Printed:
    """A plan on its first day, with the results that it waits for; its sheet as data, and page by page as paper."""

    plan: Json
    sheet: Json
    pages: list[str]

    @property
    def last_use(self) -> date:
        """Seven days after the check-in that is due, or the last day of the course."""
        due = date.fromisoformat(self.plan["checkpoints"][0]["due"])
        return min(due + DAY * 7, date.fromisoformat(self.plan["last_day"]))


@pytest.fixture(scope="module", params=SLUGS)
def printed(request: pytest.FixtureRequest, running: Service) -> Printed:
    running.clock.now = MORNING
    api = found_practice(running).api
    started = new_plan(api, request.param)
    where = f"/v1/plans/{started['id']}"
    api.post(f"{where}/check-ins", well(api, started, "baseline", DAY_1))
    pdf = api.pdf(f"{where}/handouts/daily.pdf")
    return Printed(api.get(where), api.get(f"{where}/handouts/daily"), text(pdf))


def test_h6_h14_the_sheet_holds_the_numbers_of_the_plan(printed: Printed) -> None:
    found, dose = printed.plan["doses"][0]["arithmetic"], printed.sheet["doses"][0]
    taken = [part for part in found["parts"] if part["units"]]
    assert [(part["part"], part["amount"]) for part in dose["parts"]] == [(p["part"], p["amount"]) for p in taken]
    assert dose["daily"] == found["daily"]
    assert "".join(printed.pages).count(table(taken, found["daily"])) == 1
    assert f"Lastdayofthisplan,atthelatest:{long(date.fromisoformat(printed.plan['last_day']))}" in "".join(
        printed.pages
    )


def test_h1_h3_every_page_of_the_client_says_whose_which_and_until_when(printed: Printed) -> None:
    assert printed.sheet["sheet"]["use_until"] == printed.last_use.isoformat()
    facts = [
        "SamRivera",
        "2April1988",
        printed.plan["client"]["reference"],
        f"revision{printed.plan['protocol']['number']}",
        printed.sheet["sheet"]["number"],
        f"printedon{long(DAY_1)}",
        f"Useuntil{long(printed.last_use)}",
    ]
    for page in printed.pages:
        for fact in facts:
            assert fact in page, fact


def test_h2_only_the_dose_of_now_has_days_with_boxes(printed: Printed) -> None:
    due = date.fromisoformat(printed.plan["checkpoints"][0]["due"])
    days = [DAY_1 + DAY * number for number in range((printed.last_use - DAY_1).days + 1)]
    assert COLUMN.findall("".join(printed.pages)) == [short(day) for day in days]
    parts = [part["part"] for part in printed.plan["doses"][0]["arithmetic"]["parts"] if part["units"]]
    assert [(tick["day"], tick["parts"], tick["spare"]) for tick in printed.sheet["ticks"]] == [
        (day.isoformat(), parts, day > due) for day in days
    ]


def test_h2_what_may_come_next_has_no_days(api: Caller) -> None:
    plan = new_plan(api)
    said = "".join(text(api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")))
    later = said.index("Whatmaycomenext")
    assert f"Notbefore{long(DAY_1 + DAY * 7)},andonlywhenwetellyou." in said[later:]
    assert not re.search(r"(?<![0-9.])1[05]ga?", said[:later])


def printed_before(api: Caller, plan: Json, stop: date) -> list[str]:
    """The pages of a sheet that ends before this day; what is data there is checked on the way."""
    where = f"/v1/plans/{plan['id']}"
    last = stop - DAY
    pages = text(api.pdf(f"{where}/handouts/daily.pdf"))
    sheet = api.get(f"{where}/handouts/daily")
    assert (sheet["sheet"]["use_until"], sheet["ticks"][-1]["day"]) == (last.isoformat(), last.isoformat())
    assert [each["until"] for each in sheet["doses"]] == [last.isoformat()]
    assert [each["from_day"] for each in sheet["nothing_from"]] == [stop.isoformat()]
    assert api.get(f"{where}/schedule")["days"][-1]["day"] == last.isoformat()
    assert api.get(f"{where}/supply")["items"][0]["if_all_goes_well"]["until"] == last.isoformat()
    return pages


def test_h2_h3_h6_a_sheet_ends_the_day_before_a_pause_that_is_set_for_a_later_day(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where, stop = f"/v1/plans/{plan['id']}", DAY_1 + DAY * 4
    pause = {"kind": "pause", "reason": "An operation on that day.", "on": stop.isoformat()}
    api.post(f"{where}/adjustments", pause)
    clock.set(DAY_1 + DAY * 2)
    pages = printed_before(api, plan, stop)
    said = "".join(pages)
    assert f"From{long(stop)}on:takenothing.Yourplanispausedthen.Donotstartagainbyyourself." in said
    assert COLUMN.findall(said) == [short(DAY_1 + DAY * 2), short(DAY_1 + DAY * 3)]
    assert all(f"Useuntil{long(stop - DAY)}" in page for page in pages)
    # No check-in and no step comes before the pause; after it both are at another time.
    assert "Whatmaycomenext" not in said
    assert api.get(f"{where}/handouts/daily")["check_ins"] == []
    assert (api.get(f"{where}/asks")["looks"], api.get(where)["checkpoints"]) == ([], [])
    assert [each["state"] for each in api.get(f"{where}/handouts/summary")["sheets"]] == ["current"]
    clock.set(stop)
    assert api.get(where)["phase"] == "paused"
    assert [each["state"] for each in api.get(f"{where}/handouts/summary")["sheets"]] == ["expired"]


def test_h2_h3_a_pause_ends_the_sheet_after_a_check_in_too(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where, stop = f"/v1/plans/{plan['id']}", DAY_1 + DAY * 9
    api.post(f"{where}/adjustments", {"kind": "pause", "reason": "An operation on that day.", "on": stop.isoformat()})
    clock.set(DAY_1 + DAY * 6)
    made = api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 6))
    assert (made["dose"], made["next_due"]) == ("hold", None)
    assert "check-in due" not in made["sentence"]
    printed_before(api, plan, stop)


def test_the_sheet_of_a_plan_that_waits_for_results_has_no_boxes(api: Caller) -> None:
    plan = new_plan(api, "glutamine-crohn-remission")
    where = f"/v1/plans/{plan['id']}/handouts/daily"
    assert (api.get(where)["state"], api.get(where)["ticks"]) == ("wait_for_results", [])
    said = "".join(text(api.pdf(f"{where}.pdf")))
    assert "Donotstartuntilwehavetoldyouthatyourtestresultsarein." in said
    assert COLUMN.findall(said) == []


def test_h3_a_sheet_after_a_step_back_is_another_with_the_lower_dose(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}"
    before = api.get(f"{where}/handouts/daily")["sheet"]["number"]
    clock.set(DAY_1 + DAY * 7)
    api.post(f"{where}/check-ins", tolerance(DAY_1 + DAY * 7, abdominal_pain="5"))
    sheet, said = api.get(f"{where}/handouts/daily"), "".join(text(api.pdf(f"{where}/handouts/daily.pdf")))
    assert sheet["sheet"]["number"] not in {before, ""}
    assert "MorningWholeday2.5g2.5g" in said
    assert sheet["sheet"]["number"] in said
    assert before not in said


def test_h3_each_event_makes_another_sheet_of_the_same_day(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}"
    first = api.get(f"{where}/handouts/daily")["sheet"]
    api.post(f"{where}/adjustments", {"kind": "set_step", "step": "s0", "reason": "Starting even lower."})
    second = api.get(f"{where}/handouts/daily")["sheet"]
    assert (first["event"], second["event"], first["printed_on"]) == (1, 2, second["printed_on"])
    assert first["number"] != second["number"]


def test_h1_a_sheet_for_another_name_has_another_number(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/handouts/daily"
    first = api.get(where)
    assert api.get(where) == first
    api.change(f"/v1/clients/{plan['client']['id']}", {"display_name": "Samuel Rivera"})
    second = api.get(where)
    assert (first["client"]["display_name"], second["client"]["display_name"]) == ("Sam Rivera", "Samuel Rivera")
    assert first["sheet"]["number"] != second["sheet"]["number"]


def test_a_stopped_plan_prints_no_dose(api: Caller, clock: Clock) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}"
    api.post(f"{where}/check-ins", {"on": "2026-11-23", "alarms": {"answers": {"chest_pain": "yes"}}, "changes": NONE})
    said = "".join(text(api.pdf(f"{where}/handouts/daily.pdf")))
    assert api.get(f"{where}/handouts/daily")["doses"] == []
    assert "Wholeday" not in said
    assert not re.search(r"[0-9]g(?![a-z])", said)


def test_the_scoop_of_this_clients_product_is_on_the_sheet(api: Caller) -> None:
    """H4: the amount is grams; scoops only where this plan's product has them."""
    plan = new_plan(api, product={"name": "Plain glutamine", "scoop": {"value": "5", "unit": "g"}})
    said = "".join(text(api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf")))
    assert "1levelscoop" in said


def test_h4_packets_are_counted_and_one_that_does_not_fit_is_said(api: Caller) -> None:
    packets = {"name": "Sticks", "packet": {"value": "5000", "unit": "mg"}}
    fits, misfits = new_plan(api, product=packets), new_plan(api, "glutamine-chemotherapy", product=packets)
    said = "".join(text(api.pdf(f"/v1/plans/{fits['id']}/handouts/daily.pdf")))
    assert "1packetofyourproduct=5g" in said
    assert "callusfirst" not in said
    said = "".join(text(api.pdf(f"/v1/plans/{misfits['id']}/handouts/daily.pdf")))
    assert "callusfirstcallusfirstcallusfirst" in said
    assert "Neversplitone:youcannotmeasure6gwiththem.Callusbeforeyoutakeit." in said


def test_printing_again_gives_the_same_sheet(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/handouts/daily.pdf"
    first, second = api.ask("GET", where), api.ask("GET", where)
    assert (first.content, first.headers["ETag"]) == (second.content, second.headers["ETag"])
    assert "Rivera" not in first.headers["Content-Disposition"]
    assert "private" in first.headers["Cache-Control"]


@pytest.mark.parametrize("query", [{"paper": "letter"}, {"size": "large_print"}, {"paper": "a4", "locale": "en"}])
def test_paper_and_print_size_are_asked_for(api: Caller, query: dict[str, str]) -> None:
    plan = new_plan(api)
    pdf = api.pdf(f"/v1/plans/{plan['id']}/handouts/daily.pdf", **query)
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    # A4 is 210 x 297 mm, US Letter 215.9 x 279.4 mm; a point is 25.4 / 72 mm.
    size = (215.9, 279.4) if query.get("paper") == "letter" else (210, 297)
    assert [float(side) * 25.4 / 72 for side in (box.width, box.height)] == pytest.approx(size, abs=0.1)


def test_what_the_practice_says_of_itself_is_on_the_next_sheet(api: Caller) -> None:
    plan = new_plan(api)
    where = f"/v1/plans/{plan['id']}/handouts/daily.pdf"
    assert "BirchLane" not in "".join(text(api.pdf(where)))
    api.change("/v1/practice", {"name": "Birch Lane", "phone": "01234 567", "emergency_number": "144"})
    said = "".join(text(api.pdf(where)))
    for fact in ("BirchLane", "01234567", "(144)"):
        assert fact in said
