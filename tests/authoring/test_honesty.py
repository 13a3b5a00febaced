"""What a protocol says of itself: every number rests on something, and nothing is promised."""

import pytest
from msgspec.structs import replace

from api.library import built_in_works
from protocols.authoring.finding import Severity
from protocols.authoring.honesty import dishonest
from protocols.authoring.item import HabitItem
from protocols.authoring.revision import NotPublishable, freeze
from protocols.authoring.verify import verify
from protocols.checkpoints.measure import MeasureKind
from protocols.checkpoints.predicate import Predicate
from protocols.dosing.ladder import expand
from protocols.evidence.link import (
    About,
    AboutCaution,
    AboutCheckpoint,
    AboutDose,
    AboutDuration,
    AboutProtocol,
    AboutRule,
    Basis,
)
from protocols.evidence.work import Work, WorkStatus
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    asking,
    at,
    both,
    claiming,
    fall,
    fields,
    fixed,
    item,
    item_of,
    linked,
    looked_at,
    measure,
    measured,
    parts,
    step,
    unclaimed,
)
from tests.authoring.finding_out import codes, found, resolved
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]
DIET = PROTOCOLS["glutamine-low-fodmap"]
CLAIM = f"/claims/{len(TEXT.claims)}"
WORKS: dict[str, Work] = {work.key: work for work in built_in_works()}


def told(**lines: object) -> Change:
    return lambda text: replace(text, client_text=replace(text.client_text, **lines))


RULES = len(TEXT.rules)
FIRST = "/response/endpoints/0"
ZONULIN = both(measured(a_measure("zonulin-serum", "0", "1000", kind=MeasureKind.LABORATORY)), asking("zonulin-serum"))
LEAKS = a_rule("leaks", answer("zonulin-serum", "at_least", 50), "hold")
SEALED, TIGHTER = fall("zonulin-serum", "at_least", 1), fall("lactulose_mannitol_ratio", "at_least", 1)
RATIO = measured(a_measure("lactulose_mannitol_ratio", kind=MeasureKind.LABORATORY))
WALK = HabitItem(key="walk", called="a walk", days=30, instructions=("Walk after lunch.",))


def ending(endpoint: Predicate) -> Change:
    return lambda text: replace(text, response=text.response and replace(text.response, endpoints=(endpoint,)))


def doing(more: HabitItem) -> Change:
    return lambda text: replace(text, items=(*text.items, more))


SETTLED: Change = lambda text: item(ladder=replace(expand(item_of(text).ladder), settled_days=28))(text)  # noqa: E731
TAKEN_OFF: Change = lambda text: replace(  # noqa: E731
    text, claims=tuple(each for each in text.claims if each.about != AboutDuration(item="glutamine"))
)

TAPER = item(taper=(step("t1", fixed("5"), split=parts("morning")),))

# what is broken, how, the code of the finding, where
ERRORS: list[tuple[str, Change, str, str]] = [
    (
        "a dose on nothing",
        unclaimed(AboutDose, item="glutamine", step="s2"),
        "dose_unclaimed",
        "/items/0/ladder/steps/2",
    ),
    ("days on nothing", unclaimed(AboutDuration), "duration_unclaimed", "/items/0/ladder/steps/0"),
    ("a taper on nothing", TAPER, "dose_unclaimed", "/items/0/taper/0"),
    ("a caution on nothing", unclaimed(AboutCaution, caution="pregnancy"), "caution_unclaimed", "/cautions/"),
    ("a trial without a work", claiming(AboutProtocol(), Basis.TRIAL), "no_source", CLAIM),
    ("a label without a work", claiming(AboutProtocol(), Basis.LABEL), "no_source", CLAIM),
    ("research steers", measure("abdominal_pain", research_use_only=True), "research_measure_in_rule", "/rules/"),
    ("zonulin steers by any name", both(ZONULIN, added(LEAKS)), "research_measure_in_rule", f"/rules/{RULES}"),
    ("research decides a benefit", both(ZONULIN, ending(SEALED)), "research_measure_in_endpoint", FIRST),
    ("a ratio decides a benefit", both(RATIO, ending(TIGHTER)), "research_measure_in_endpoint", FIRST),
    ("a habit on nothing", doing(WALK), "duration_unclaimed", "/items/1"),
    ("days of a settled step on nothing", both(SETTLED, TAKEN_OFF), "duration_unclaimed", "/items/0/ladder/settled"),
    ("nothing of the purpose", told(purpose=()), "client_text_missing", "/client_text/purpose"),
    ("nothing for it", told(why_for=()), "client_text_missing", "/client_text/why_for"),
    ("nothing against it", told(why_against=()), "client_text_missing", "/client_text/why_against"),
    ("nothing of check-ins", told(check_in=()), "client_text_missing", "/client_text/check_in"),
    ("not how to take it", item(how_to_take=()), "client_text_missing", "/items/0/how_to_take"),
    ("not how to measure it", item(how_to_measure=()), "client_text_missing", "/items/0/how_to_measure"),
]

PROMISES: list[tuple[str, Change, str, str]] = [
    ("in the title", told(title="Heal your gut"), "promise", "/client_text/title"),
    ("among the rest", told(also=("It is safe.",)), "promise", "/client_text/also/0"),
    ("first of all", told(first="Proven to work."), "promise", "/client_text/first"),
    ("with the item", at("items", 0, how_to_take=("It will help.",)), "promise", "/items/0/how_to_take/0"),
    ("in what it is called", item(called="Safe gut-healing powder"), "promise", "/items/0/called"),
    ("in the name of a check-in", at("checkpoints", 1, title="Proven: this heals"), "promise", "/checkpoints/1/title"),
    ("in a question", measure("nausea", asked="How sick, before it cures you?"), "promise", "/measures/"),
    ("in its name", fields(title="Glutamine that repairs"), "promise", "/title"),
    ("in a rule", at("rules", 0, client_says="This repairs you."), "promise", "/rules/0/client_says"),
]

FOUND = [(row, Severity.ERROR) for row in ERRORS] + [(row, Severity.WARNING) for row in PROMISES]
CASES = [pytest.param(*row, severity, id=row[0]) for row, severity in FOUND]


@pytest.mark.parametrize(("what", "change", "code", "pointer", "severity"), CASES)
def test_what_is_broken_is_found(what: str, change: Change, code: str, pointer: str, severity: Severity) -> None:
    finding = found(TEXT, change, code, pointer)
    assert finding.severity is severity, what
    resolved(change(TEXT), finding.pointer)


@pytest.mark.parametrize("row", PROMISES, ids=[row[0] for row in PROMISES])
def test_a_promise_is_seen_by_whoever_publishes(row: tuple[str, Change, str, str]) -> None:
    (only,) = verify(row[1](TEXT))
    assert freeze(row[1](TEXT)).warnings == (only,)


def test_not_knowing_is_no_promise() -> None:
    assert verify(told(also=("We do not know if this will help you.",))(TEXT)) == ()


def test_every_word_of_a_text_is_told_at_once() -> None:
    finding = found(TEXT, at("checkpoints", 1, title="Proven: this heals and heals"), "promise", "/checkpoints/1/title")
    assert finding.says == 'Client-facing text does not say "proven", "heals".'


def test_a_diet_is_read_for_promises_and_for_gaps_too() -> None:
    assert (
        found(DIET, at("items", 1, instructions=("A proven diet.",)), "promise", "").pointer
        == "/items/1/instructions/0"
    )
    assert found(DIET, at("items", 1, instructions=()), "client_text_missing", "").pointer == "/items/1/instructions"


def test_a_claim_about_the_days_of_an_item_holds_for_its_steps() -> None:
    change = both(unclaimed(AboutDuration), claiming(AboutDuration(item="glutamine")))
    assert verify(change(TEXT)) == ()


ABOUT = {
    "a dose": AboutDose(item="glutamine", step="s3"),
    "the days of a step": AboutDuration(item="glutamine", step="s3"),
    "the days of an item": AboutDuration(item="glutamine"),
    "a caution": AboutCaution(caution="pregnancy"),
    "a rule": AboutRule(rule="severe"),
    "a checkpoint": AboutCheckpoint(checkpoint="review"),
    "the whole": AboutProtocol(),
}

# how the works of a claim stand to it, whether it rests on any of them
RELATIONS: list[tuple[tuple[str, ...], bool]] = [
    ((), False),
    (("contradicts",), False),
    (("contradicts", "contradicts"), False),
    (("context",), True),
    (("supports",), True),
    (("supports", "contradicts"), True),
    (("contradicts", "context"), True),
]


@pytest.mark.parametrize(("relations", "rests"), RELATIONS)
@pytest.mark.parametrize("about", ABOUT.values(), ids=list(ABOUT))
@pytest.mark.parametrize("basis", [Basis.TRIAL, Basis.LABEL])
def test_what_only_contradicts_a_claim_is_nothing_it_rests_on(
    about: About, basis: Basis, relations: tuple[str, ...], *, rests: bool
) -> None:
    """Of all there is to claim; a trial that gave the dose and found no effect of it is context."""
    change = claiming(about, basis, *map(linked, relations))
    assert [each.code for each in dishonest(change(TEXT)) if each.pointer == CLAIM] == ["no_source"] * (not rests)


@pytest.mark.parametrize("basis", [Basis.PRACTITIONER_CONVENTION, Basis.JUDGEMENT])
def test_what_is_said_to_be_convention_or_judgement_may_be_contradicted(basis: Basis) -> None:
    assert verify(claiming(AboutProtocol(), basis, linked("contradicts"))(TEXT)) == ()


def test_a_dose_of_a_trial_that_only_contradicts_it_is_found() -> None:
    """Nothing else is said of the dose."""
    about = AboutDose(item="glutamine", step="s3")
    only = both(unclaimed(AboutDose, step="s3"), claiming(about, Basis.TRIAL, linked("contradicts")))
    assert found(TEXT, only, "no_source", "/claims/").severity is Severity.ERROR


def test_a_diet_without_a_word_about_its_days_is_found() -> None:
    finding = found(DIET, unclaimed(AboutDuration, item="low-fodmap"), "duration_unclaimed", "")
    assert finding.pointer == "/items/1"


def test_a_habit_with_a_claim_about_its_days_is_fine() -> None:
    change = both(doing(WALK), claiming(AboutDuration(item="walk")))
    assert verify(change(TEXT)) == ()


def test_a_claim_about_a_taper_is_as_good_as_any() -> None:
    about = (AboutDose(item="glutamine", step="t1"), AboutDuration(item="glutamine", step="t1"))
    change = both(TAPER, *(claiming(each) for each in about), looked_at(("s0", "s1", "s2", "s3")))
    assert codes(change(TEXT)) == ["taper_unwatched"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_rest_on_works_that_stand(slug: str) -> None:
    assert verify(PROTOCOLS[slug], WORKS) == ()


def with_status(status: WorkStatus) -> dict[str, Work]:
    return WORKS | {"zhou-2019": replace(WORKS["zhou-2019"], status=status)}


def links_to(key: str) -> list[str]:
    return [
        f"/claims/{place}/links/{number}/work"
        for place, claim in enumerate(TEXT.claims)
        for number, link in enumerate(claim.links)
        if link.work == key
    ]


def test_h13_nothing_is_published_that_rests_on_a_retracted_work() -> None:
    findings = verify(TEXT, with_status(WorkStatus.RETRACTED))
    assert [each.pointer for each in findings] == links_to("zhou-2019")
    assert {(each.code, each.severity) for each in findings} == {("work_retracted", Severity.ERROR)}
    with pytest.raises(NotPublishable, match="retracted"):
        freeze(TEXT, with_status(WorkStatus.RETRACTED))
    assert freeze(TEXT) == freeze(TEXT, WORKS)


def test_a_concern_is_seen_by_whoever_publishes() -> None:
    findings = verify(TEXT, with_status(WorkStatus.CONCERN))
    assert {(each.code, each.severity) for each in findings} == {("work_of_concern", Severity.WARNING)}


def test_a_work_that_is_not_there_is_found_where_works_are_given() -> None:
    without = {key: work for key, work in WORKS.items() if key != "zhou-2019"}
    assert {each.code for each in verify(TEXT, without)} == {"work_unknown"}
    assert verify(fields(claims=TEXT.claims)(TEXT)) == ()
