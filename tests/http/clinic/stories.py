"""What happens to the clinic's twenty clients in sixty days. Numbers in comments are those of the hazard table."""

from datetime import date
from typing import Final

from tests.http.clinic.clinic import LOWERS, NOTHING, WHY, Clinic, Person, Story, calls, day, says
from tests.http.saying import NONE, kilograms, reason, tolerance

STOPPED: Final = "Stop taking it from now on. Do not start again by yourself."
PAUSED: Final = "Stop taking it from now on. Do not start again until we tell you to."
TODAY: Final = "We call you today."
ON_5: Final = "From now on take 5 g of glutamine powder a day (morning 5 g)."


EGFR: Final = {"value": "81", "unit": "mL/min/{1.73_m2}", "taken_on": day(-20).isoformat()}
RECENT_EGFR: Final = {"confirmed_none": True, "laboratory": {"egfr": EGFR}}
"""What somebody of 65 or more brings along to start without a reason."""


def answered_yes(clinic: Clinic, slug: str, *cautions: str) -> dict[str, dict[str, str]]:
    """A screening at which these were answered yes, and all else no."""
    asked = clinic.api.get(f"/v1/protocols/{slug}/revisions/1/screening")["items"]
    keys = [each["caution"] for each in asked if each["question"]]
    return {"answers": {key: "yes" if key in cautions else "no" for key in keys}}


def goes_on_well(person: Person, until: int = 60) -> Story:
    """Every check-in on the day it is due, all well, for as long as there is one, until the day."""
    while (ahead := person.read()["checkpoints"]) and date.fromisoformat(ahead[0]["due"]) <= day(until):
        yield (date.fromisoformat(ahead[0]["due"]) - day(0)).days
        assert person.well(ahead[0]["checkpoint"])["dose"] == "advance"


# --- as it should be


def climbs(clinic: Clinic) -> Story:
    """5, 10, 15 g, a week each, then every few weeks; before 14 g the screening is asked in full once more."""
    ada = clinic.meets("Ada")
    ada.starts(screening=RECENT_EGFR)
    ada.well("baseline")
    for number, grams in ((7, "10"), (14, "15")):
        ada.gets_sheet()
        yield number
        if grams == "15":
            assert ada.refused("set_step", step="s3") == "new_screening_needed"
            held = ada.tells(tolerance(clinic.today))
            assert (held["dose"], held["dose_because"]) == ("hold", ["limit-screen-first"])
        assert ada.well()["dose"] == "advance"
        yield number + 1
        assert ada.takes() == [grams]
    yield 21
    assert ada.well()["carry_on"]
    yield from goes_on_well(ada)
    yield 60
    assert ada.takes() == ["15"]


def settles(clinic: Clinic) -> Story:
    """A little worse each time: three holds in a row call somebody, who settles on what is comfortable."""
    ben = clinic.meets("Ben")
    ben.starts(screening=RECENT_EGFR)
    for number in (7, 14, 21):
        yield number
        third = calls("routine", "limit-most-days", "limit-three-holds") if number == 21 else NOTHING
        assert ben.well(follows=third, abdominal_pain="2")["dose"] == "hold"
    yield 22
    ben.closes()
    settled = ben.act("settle")
    assert (settled["phase"], settled["last_day"]) == ("maintaining", day(22 + 55).isoformat())
    yield from goes_on_well(ben)
    yield 60
    assert ben.takes() == ["5"]


def ends_without_benefit(clinic: Clinic) -> Story:
    """H15: a course of 56 days is looked at on its last day, and says plainly that it did nothing."""
    ella = clinic.meets("Ella")
    ella.starts("glutamine-pi-ibs-d")
    ella.well("baseline", ibs_sss="300")
    yield 7
    ella.well()
    yield 28
    ella.well("review")
    yield 56
    end = ella.well("end", ibs_sss="290")
    assert end["benefit"]["seen"] == "no_clear_benefit"
    assert "No clear benefit; do not repeat without a new reason." in end["sentence"]
    yield 57
    assert (ella.read()["phase"], ella.takes()) == ("finished", [None])
    # Going on takes a new plan with a new screening, not a check-in.
    assert ella.refused("extend", until=day(80).isoformat(), screening=NONE) == "plan_over"


# --- the wrong record


def steps_back(clinic: Clinic) -> Story:
    """H3: a bad week on 10 g; the sheet at home says more than may be taken."""
    cleo = clinic.meets("Cleo")
    cleo.starts()
    yield 7
    cleo.well()
    yield 8
    sheet = cleo.gets_sheet()
    yield 10
    back = cleo.tells({"answers": {"abdominal_pain": "4"}, "alarms": NONE, "changes": NONE}, LOWERS)
    assert (back["dose"], says(back)) == ("step_back", [ON_5])
    assert cleo.gets_sheet() != sheet
    yield 16
    assert cleo.well()["dose"] == "advance"
    yield 17
    assert cleo.takes() == ["10"]
    yield from goes_on_well(cleo)


def check_in_of_somebody_else(clinic: Clinic) -> Story:
    """H1: answers meant for Ella are refused where the software says whom it means, and made void where it does not."""
    dan = clinic.meets("Dan")
    dan.starts()
    yield 7
    meant = {"display_name": "Ella Rivera", "birth_date": "1960-01-01"}
    body = {"on": clinic.today.isoformat(), "alarms": NONE, "changes": NONE, "expect": meant}
    problem = clinic.api.refused("POST", f"{dan.where}/check-ins", body)
    assert (problem["status"], problem["code"]) == (409, "wrong_client")
    wrong = dan.well()
    assert wrong["dose"] == "advance"
    yield 8
    dan.gets_sheet()
    assert dan.takes() == ["10"]
    yield 9
    told = {"reason": "These were the answers of another client."}
    void = clinic.api.post(f"{dan.where}/check-ins/{wrong['event']}/void", told, 200)
    dan.throws_away(void, sheets=True)
    assert says(void) == [ON_5]
    assert dan.takes() == ["5"]
    yield 15
    assert dan.well()["dose"] == "advance"
    yield from goes_on_well(dan)


def plan_of_somebody_else(clinic: Clinic) -> Story:
    """H1: the plan itself was started for the wrong person."""
    finn = clinic.meets("Finn")
    finn.starts()
    yield 3
    wrong = finn.act("entered_in_error", sheets=True)
    assert (wrong["phase"], says(wrong)) == ("entered_in_error", [STOPPED])
    assert finn.refused("resume", screening=NONE) == "plan_over"
    yield 60
    assert finn.takes() == [None]


# --- away


def comes_back(clinic: Clinic) -> Story:
    """H12: weeks without a word; no sheet from 8 days after the check-in was due, nothing from 15 days after."""
    gia = clinic.meets("Gia")
    gia.starts()
    yield 7
    gia.well()
    yield 21
    assert (gia.sheet()["state"], gia.sheet()["sheet"]["use_until"]) == ("take", day(21).isoformat())
    yield 22
    assert gia.sheet()["state"] == "paused"
    assert gia.to_do() == set()
    yield 29
    assert (gia.read()["phase"], gia.to_do()) == ("paused", {("lapsed", "paused", "lapsed")})
    yield 30
    # 8 days without a sheet: one step lower.
    back = gia.act("resume")
    assert (gia.takes(), back["phase"], gia.to_do()) == (["5"], "titrating", set())
    yield 36
    assert gia.well()["dose"] == "advance"
    yield from goes_on_well(gia)


def never_comes_back(clinic: Clinic) -> Story:
    """H15: a plan that nobody looks after gives nothing, and ends by itself."""
    hal = clinic.meets("Hal")
    hal.starts()
    yield 22
    assert (hal.read()["phase"], hal.takes()) == ("paused", [None])
    yield 44
    assert (hal.read()["phase"], hal.read()["ended"]["reason"]) == ("stopped", "lapsed")
    assert hal.to_do() == {("lapsed", "ended", "lapsed")}
    hal.act("acknowledge", about="lapsed")
    assert hal.to_do() == set()
    assert hal.refused("resume", screening=NONE) == "plan_over"


def stays_in_hospital(clinic: Clinic) -> Story:
    """H9: a hospital stay pauses; back on the entry step, by name, after the screening was asked again."""
    ida = clinic.meets("Ida")
    ida.starts()
    yield 7
    ida.well()
    yield 14
    in_hospital = {"checkpoint": "tolerance", "alarms": NONE, "changes": {"answers": {"hospital": "yes"}}}
    told = ida.tells(in_hospital, calls("routine", "change-hospital", sheets=True))
    assert (told["dose"], says(told)) == ("pause", [PAUSED])
    yield 20
    assert ida.refused("resume") == "new_screening_needed"
    screening = answered_yes(clinic, "glutamine-start-low", "recent-or-planned-hospital")
    assert ida.refused("resume", screening=screening) == "reason_needed"
    why = [reason("recent-or-planned-hospital", "Home since Tuesday; the ward's letter names no objection.")]
    back = ida.act("resume", screening=screening, overrides=why)
    ida.answered()
    assert (back["phase"], ida.takes()) == ("titrating", ["5"])
    yield 26
    assert ida.well()["dose"] == "advance"
    yield from goes_on_well(ida)


# --- alarms


def chest_pain_at_night(clinic: Clinic) -> Story:
    """H10: told by phone; the call comes up every hour until somebody closes it."""
    jan = clinic.meets("Jan")
    jan.starts()
    yield 7
    jan.well()
    yield 9
    clinic.at(21)
    emergency = calls("emergency", "alarm-chest_pain", sheets=True)
    told = jan.reports(emergency, alarms=["chest_pain"], note="By phone, from the wife.")
    assert told["phase"] == "stopped"
    assert says(told) == ["Stop taking it now, and call an ambulance (112).", STOPPED]
    yield 10
    (call,) = (each for each in clinic.api.get("/v1/calls")["items"] if each["plan_id"] == jan.plan["id"])
    assert (call["call"], call["raised"]) == ("emergency", 12)
    jan.closes()
    yield 20
    # 11 days off, and the step that it was stopped on is not come back to.
    jan.act("resume", screening=NONE)
    assert jan.takes() == ["5"]
    yield 26
    assert jan.well()["dose"] == "advance"
    yield from goes_on_well(jan)


def pregnancy(clinic: Clinic) -> Story:
    """H9: the end for good, with a call today; no new plan either."""
    kay = clinic.meets("Kay")
    kay.starts()
    yield 7
    pregnant = {"checkpoint": "tolerance", "changes": {"answers": {"pregnancy": "yes"}}}
    told = kay.tells(pregnant, calls("today", "change-pregnancy", sheets=True))
    assert (told["dose"], told["final"]) == ("stop", True)
    assert says(told) == [STOPPED, TODAY]
    yield 8
    kay.closes()
    assert kay.refused("resume", screening=NONE) == "plan_over"
    again = kay.body("glutamine-start-low", screening=answered_yes(clinic, "glutamine-start-low", "pregnancy"))
    assert clinic.api.refused("POST", "/v1/plans", again)["code"] == "excluded"


def rash(clinic: Clinic) -> Story:
    """H10: a rash stops the powder; back below the step that brought it, by name, after a new screening."""
    leo = clinic.meets("Leo")
    leo.starts()
    yield 7
    itches = {"checkpoint": "tolerance", "alarms": {"answers": {"rash_itch_swelling": "yes"}}}
    told = leo.tells(itches, calls("today", "alarm-today", "alarm-rash_itch_swelling", sheets=True))
    assert (told["dose"], says(told)) == ("stop", [STOPPED, TODAY])
    yield 8
    assert leo.refused("resume", screening=NONE) == "call_still_open"
    leo.closes()
    yield 12
    # The sheet of the first day still says 5 g.
    back = leo.act("resume", sheets=True, screening=NONE)
    assert says(back) == ["From now on take 2.5 g of glutamine powder a day (morning 2.5 g)."]
    assert leo.takes() == ["2.5"]
    yield from goes_on_well(leo)


def allergy(clinic: Clinic) -> Story:
    """H8: an allergy stands on the record, and excludes from then on."""
    mia = clinic.meets("Mia")
    mia.starts()
    yield 5
    told = mia.reports(calls("emergency", "alarm-allergic_reaction", sheets=True), alarms=["allergic_reaction"])
    assert told["phase"] == "stopped"
    assert clinic.api.get(f"/v1/clients/{mia.client}")["recorded_cautions"] == ["hypersensitivity"]
    yield 6
    mia.closes()
    assert mia.refused("resume", screening=NONE) == "plan_over"
    assert clinic.api.refused("POST", "/v1/plans", mia.body("glutamine-start-low"))["code"] == "excluded"


# --- what changes


def new_medicine(clinic: Clinic) -> Story:
    """H9: nothing rises until the screening was asked again."""
    ned = clinic.meets("Ned")
    ned.starts()
    yield 5
    changed = {"alarms": NONE, "changes": {"answers": {"new_medicine": "yes"}}}
    assert ned.tells(changed, calls("routine", "change-new_medicine"))["dose"] == "hold"
    yield 7
    assert (held := ned.well())["dose"] == "hold", held["sentence"]
    yield 8
    assert ned.act("rescreen", screening=NONE)["calls"] == []
    ned.answered()
    yield 14
    assert ned.well()["dose"] == "advance"
    yield from goes_on_well(ned)


def mistyped_weight(clinic: Clinic) -> Story:
    """H4: pounds for kilograms, and two digits the wrong way round."""
    ona = clinic.meets("Ona")
    problem = clinic.api.refused("POST", "/v1/plans", ona.body("glutamine-start-low", weight=kilograms("175")))
    assert problem["code"] == "implausible_measurement"
    ona.weight = "79"
    ona.starts(weight=kilograms("79.5"))
    yield 7
    ona.well()
    yield 10
    assert ona.refused("weigh", weight=kilograms("97")) == "implausible_measurement"
    assert ona.act("weigh", weight=kilograms("79"))["body"]["weight"]["value"] == "79"
    assert ona.takes() == ["10"]
    yield 14
    assert ona.well()["dose"] == "advance"
    yield from goes_on_well(ona)


def loses_weight(clinic: Clinic) -> Story:
    """Section 3: 5 % of the weight lost without being planned is an alarm. The dose is 0.5 g for each kg."""
    pia = clinic.meets("Pia")
    pia.weight = "62"
    pia.starts("glutamine-crohn-remission", weight=kilograms("62"))
    assert pia.sheet()["state"] == "wait_for_results"
    pia.well("baseline", faecal_calprotectin="50")
    assert (pia.sheet()["state"], pia.takes()) == ("take", ["31"])
    yield 7
    pia.well()
    yield 12
    lost = pia.act("weigh", sheets=True, weight=kilograms("58.9"))
    pia.is_called(lost["calls"][0]["event"], "today", "alarm-weight_loss")
    assert (lost["phase"], says(lost)) == ("stopped", [STOPPED, TODAY])
    yield 13
    pia.closes()


def waits_for_results(clinic: Clinic) -> Story:
    """No dose is on paper before the test results are in."""
    quin = clinic.meets("Quin")
    quin.starts("glutamine-crohn-remission", start_on=day(8).isoformat())
    sheet = quin.sheet()
    assert (sheet["state"], sheet["ticks"]) == ("wait_for_results", [])
    yield 6
    quin.well("baseline", faecal_calprotectin="60")
    yield 8
    assert (quin.sheet()["state"], quin.takes()) == ("take", ["31"])
    yield 14
    quin.well()
    yield 21
    # 90 to 66 is 26.7 per cent.
    fallen = quin.well("labs", calls("today", "egfr-fall", sheets=True), egfr="66")
    assert (fallen["dose"], says(fallen)) == ("stop", [STOPPED, TODAY])
    yield 22
    quin.closes()


# --- the protocol was wrong

HOUSE: Final = "house-start-low"


def writes_its_own(clinic: Clinic) -> None:
    """The clinic's own copy of a built-in protocol, published; and a second revision of it."""
    clinic.api.post("/v1/protocols/glutamine-start-low/copy", {"slug": HOUSE})
    _publishes(clinic)
    text = clinic.api.get(f"/v1/protocols/{HOUSE}/revisions/1")["protocol"]
    clinic.api.post(f"/v1/protocols/{HOUSE}/draft", text | {"title": "Start low, mended"})
    _publishes(clinic)


def _publishes(clinic: Clinic) -> None:
    version = clinic.api.ask("GET", f"/v1/protocols/{HOUSE}/draft").headers["ETag"]
    clinic.api.post(f"/v1/protocols/{HOUSE}/revisions", {}, If_Match=version)


def recalled(clinic: Clinic) -> Story:
    """H13: everybody on the revision is paused and to be called; nobody else."""
    rex, sue = clinic.meets("Rex"), clinic.meets("Sue")
    writes_its_own(clinic)
    both = (rex, sue)
    for person in both:
        person.starts(HOUSE, revision=1)
    yield 7
    for person in both:
        person.well()
    yield 10
    answer = clinic.api.post(f"/v1/protocols/{HOUSE}/revisions/1/recall", {"reason": "A step was wrong."}, 200)
    assert [each["client"]["display_name"] for each in answer["plans"]] == ["Rex Rivera", "Sue Rivera"]
    for person, told in zip(both, answer["plans"], strict=True):
        person.is_called(told["event"], "today", "recalled")
        person.throws_away(told, sheets=True)
        assert says(told) == [PAUSED, TODAY]
        assert person.takes() == [None]
    yield 11
    for person in both:
        person.closes()
    assert rex.refused("resume") == "revision_recalled"
    over = {"revision": 2, "reason": WHY, "screening": NONE}
    clinic.api.post(f"{rex.where}/migrate", over, 200)
    rex.act("resume")
    assert rex.takes() == ["10"]
    sue.act("stop", sheets=True, stop_reason="clients_choice")
    assert sue.takes() == [None]
    yield 14
    assert rex.well()["dose"] == "advance"
    yield from goes_on_well(rex)


def record_changes(clinic: Clinic) -> Story:
    """H9: what is written on the record is looked at in the plan at once."""
    tom = clinic.meets("Tom")
    tom.starts()
    yield 7
    tom.well()
    yield 11
    where = f"/v1/clients/{tom.client}"
    (told,) = clinic.api.change(where, {"recorded_cautions": ["moderate-renal-impairment"]})["plans"]
    tom.is_called(told["event"], "routine", "record-moderate-renal-impairment")
    tom.throws_away(told, sheets=True)
    assert (told["phase"], says(told)) == ("paused", [PAUSED])
    yield 13
    why = [reason("moderate-renal-impairment", "eGFR 55, stable for two years.", "nephrologist")]
    tom.act("resume", screening=NONE, overrides=why)
    tom.answered()
    assert tom.takes() == ["10"]
    # The reason brings its tests: until they are told nothing rises.
    yield 16
    held = tom.well()
    assert (held["dose"], held["missing"]) == ("hold", ["egfr", "creatinine"])
    yield 18
    tom.results = {"egfr": "55", "creatinine": "1.3"}
    # The first values that are told are what later ones are compared with.
    assert (first := tom.well())["dose"] == "hold", first["sentence"]
    yield from goes_on_well(tom, 42)
    yield 43
    # The reason was looked at 30 days ago.
    assert tom.to_do() == {("override", "due", "moderate-renal-impairment")}
    tom.act("review_override", caution="moderate-renal-impairment")
    assert tom.to_do() == set()
    yield from goes_on_well(tom)


STORIES: Final = (
    climbs,
    settles,
    ends_without_benefit,
    steps_back,
    check_in_of_somebody_else,
    plan_of_somebody_else,
    comes_back,
    never_comes_back,
    stays_in_hospital,
    chest_pain_at_night,
    pregnancy,
    rash,
    allergy,
    new_medicine,
    mistyped_weight,
    loses_weight,
    waits_for_results,
    recalled,
    record_changes,
)
