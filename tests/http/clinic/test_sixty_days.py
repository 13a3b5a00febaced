"""Twenty clients, sixty days, and what goes wrong in them: every dose, every sheet and every call as designed."""

from typing import Final

from tests.http.calling import Caller
from tests.http.clinic.clinic import Clinic, Person, whose
from tests.http.clinic.stories import STORIES
from tests.http.saying import daily
from tests.http.service import Clock

LAST_DAY: Final = 60
MOST: Final = 40
"""g of glutamine a day that nobody passes."""

URGENT: Final = ("emergency", "today")


def test_sixty_days_of_a_small_clinic(api: Caller, clock: Clock) -> None:
    api.change("/v1/practice", {"emergency_number": "112"})
    clinic = Clinic(api, clock)
    clinic.begin(1)
    stories = {story: story(clinic) for story in STORIES}
    goes_on = {story: next(told) for story, told in stories.items()}
    assert len(clinic.people) == 20
    for number in range(1, LAST_DAY + 1):
        clinic.begin(number)
        for story in [each for each, when in goes_on.items() if when == number]:
            goes_on[story] = next(stories[story], 0)
            clinic.at(8)
        assert clinic.open_calls() == clinic.expected_calls(), number
        if number % 4 == 0:
            look_at_the_list(clinic)
        if number % 15 == 0:
            for person in clinic.people:
                look_at(person)
    assert clinic.open_calls() == []


def look_at_the_list(clinic: Clinic) -> None:
    """H10, H15: each open call and each check-in of today is on the list, no other is, and calls come first."""
    found = clinic.worklist()
    calls = [(whose(each), each["state"], tuple(each["because"])) for each in found if each["kind"] == "call"]
    assert sorted(calls) == clinic.expected_calls()
    check_ins = [
        (whose(each), each["state"], each["about"], each["due"]) for each in found if each["kind"] == "check_in"
    ]
    assert sorted(check_ins) == sorted(due for person in clinic.people if person.plan for due in person.due())
    order = [URGENT.index(each["state"]) if each["state"] in URGENT else len(URGENT) for each in found]
    assert order == sorted(order)


def look_at(person: Person) -> None:
    """H1 to H3, H6: the sheet is this client's, of the dose that is taken, good until a day, and raises nothing."""
    plan, sheet = person.read(), person.sheet()
    person.is_named(plan)
    assert {key: sheet["client"][key] for key in person.expect} == person.expect
    doses = [float(each) for each in daily(plan["doses"]) if each is not None]
    assert sum(doses) <= MOST
    printed = [each["daily"]["value"] for each in sheet["doses"]]
    if sheet["state"] == "take":
        assert printed[:1] == daily(plan["doses"])
        assert all(tick["day"] <= sheet["sheet"]["use_until"] for tick in sheet["ticks"])
    else:
        assert sheet["ticks"] == []
        assert sheet["state"] == "wait_for_results" or printed == []
