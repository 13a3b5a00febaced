"""The daily sheet on paper says what its value says, all of it, and nothing that is not decided."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from api.press import writing
from api.press.options import Locale, Paper, PrintOptions, Size
from api.press.render import html
from api.press.typeface import Unprintable
from protocols.handouts.daily import Daily, DailyState
from tests.press import printing, sheets
from tests.press.printing import pages, reader, squeezed

EN = Locale.EN
A4 = PrintOptions()
LETTER = PrintOptions(paper=Paper.LETTER)
LARGE = PrintOptions(size=Size.LARGE_PRINT)
LARGE_LETTER = PrintOptions(paper=Paper.LETTER, size=Size.LARGE_PRINT)

JOBS: dict[str, tuple[Daily, PrintOptions]] = {
    "first step of the slow ladder": (sheets.start_low(), A4),
    "the same on US Letter": (sheets.start_low(), LETTER),
    "31 g a day, weighed": (sheets.crohn(), A4),
    "31 g a day in large print": (sheets.crohn(), LARGE),
    "large print on US Letter": (sheets.start_low(), LARGE_LETTER),
    "with the oncology team": (sheets.chemotherapy(), A4),
    "packets that do not fit": (sheets.packets(), A4),
    "five weeks to the next check-in": (sheets.five_weeks(), A4),
    "a dose that changes on Thursday": (sheets.two_doses(), A4),
    "a pause and an end of a later day": (sheets.rests_ahead(), A4),
    "paused": (sheets.paused(), A4),
    "no phone numbers": (sheets.nobody_to_call(), A4),
    "a very long name": (sheets.long_name(), A4),
}
TAKING = [name for name, (sheet, _) in JOBS.items() if sheet.state is DailyState.TAKE]


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    return dict(zip(JOBS, printing.printed(*JOBS.values()), strict=True))


@pytest.mark.parametrize("name", JOBS)
def test_h1_h3_every_page_says_whose_it_is_and_until_when(name: str, pdfs: dict[str, bytes]) -> None:
    sheet, _ = JOBS[name]
    said = pages(pdfs[name])
    for number, page in enumerate(said, start=1):
        for fact in (
            sheet.client.display_name,
            writing.birth(sheet.client.birth_date, EN),
            sheet.client.reference,
            sheet.sheet.protocol,
            f"revision {sheet.sheet.revision}",
            sheet.sheet.number,
            f"printed on {writing.day(sheet.sheet.printed_on, EN)}",
            f"Use until {writing.day(sheet.sheet.use_until, EN)}",
            f"Page {number} of {len(said)}",
            "This sheet replaces all earlier ones.",
        ):
            assert squeezed(fact) in page, (fact, number)


@pytest.mark.parametrize("name", JOBS)
def test_the_stop_and_call_box_stands_in_full_on_the_first_page(name: str, pdfs: dict[str, bytes]) -> None:
    sheet, _ = JOBS[name]
    first = pages(pdfs[name])[0]
    box = sheet.stop_box
    for line in (*box.first, *box.emergency, *box.today, *box.closing):
        assert squeezed(line) in first
    for line in box.first:
        assert first.index(squeezed(line)) < first.index("Stoptakingitandcallanambulance")
    assert first.index("Stoptakingitandcallanambulance") < first.index("Stoptakingitandcallustoday")
    if sheet.state is DailyState.TAKE and "Whattotake" in first:
        assert first.index("Stoptakingit") < first.index("Whattotake")


@pytest.mark.parametrize("name", TAKING)
def test_h6_h14_every_word_and_number_of_the_value_is_on_the_paper(name: str, pdfs: dict[str, bytes]) -> None:
    sheet, _ = JOBS[name]
    said = "".join(pages(pdfs[name]))
    for text in said_by(sheet):
        assert squeezed(text) in said, text


def said_by(sheet: Daily) -> Iterator[str]:
    """All that a sheet with a dose has to say besides the box and the frame, in words."""
    for dose in sheet.doses:
        until = "" if dose.until is None else f" to {writing.day(dose.until, EN)}"
        yield f"{dose.called}, from {writing.day(dose.since, EN)}{until}"
        yield "".join(writing.part(line.part, EN) for line in dose.parts) + "Whole day"
        yield "".join(writing.grams(line.amount, EN) for line in dose.parts) + writing.grams(dose.daily, EN)
        yield from (writing.portion(line.portion) for line in dose.parts if line.portion is not None)
        yield from (*dose.how_to_take, *dose.how_to_measure, *dose.worked_out)
        if dose.weighed_on is not None:
            yield f"Weight from {writing.day(dose.weighed_on, EN)}."
    for each in sheet.nothing_from:
        what = "nothing" if each.called is None else f"no {each.called}"
        yield f"From {writing.day(each.from_day, EN)} on: take {what}. {' '.join(each.says)}"
    for step in sheet.later:
        yield f"Not before {writing.day(step.not_before, EN)}, and only when we tell you."
        yield f"{writing.grams(step.daily, EN)} a day of {step.called}"
        yield ", ".join(
            f"{writing.part(line.part, EN).lower()} {writing.grams(line.amount, EN)}" for line in step.parts
        )
    for check_in in sheet.check_ins:
        yield check_in.title + writing.day(check_in.due, EN) + writing.day(check_in.opens, EN)
    for diet in sheet.diets:
        yield f"{diet.called}Until {writing.day(diet.until, EN)}. Led by {diet.led_by}."
        yield from diet.instructions
    for line in sheet.if_lines:
        yield f"{line.question} {line.answer}"
    if sheet.anchor is not None:
        yield f"{sheet.anchor.called}: {writing.day(sheet.anchor.day, EN)}"
    yield f"Last day of this plan, at the latest: {writing.day(sheet.last_day, EN)}"
    yield from (
        *sheet.notice,
        *sheet.check_in_words,
        *sheet.purpose,
        *sheet.why_for,
        *sheet.why_against,
        *sheet.also,
    )


COLUMN = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[0-9]{1,2}(?:Nov|Dec|Jan)(?![a-z])")


@pytest.mark.parametrize("name", JOBS)
def test_h2_only_the_days_of_the_present_dose_have_boxes(name: str, pdfs: dict[str, bytes]) -> None:
    sheet, options = JOBS[name]
    ticks = sheet.ticks if sheet.state is DailyState.TAKE else ()
    columns = COLUMN.findall("".join(pages(pdfs[name])))
    assert columns == [squeezed(writing.short_day(tick.day, EN)) for tick in ticks]
    assert printing.tags_of(html(sheet, options), "box") == sum(len(tick.parts) for tick in ticks)


def test_h2_the_spare_days_stand_under_their_own_heading(pdfs: dict[str, bytes]) -> None:
    said = "".join(pages(pdfs["first step of the slow ladder"]))
    assert said.index("Sun29Nov") < said.index("Onlyifwehavenotspokenyet") < said.index("Mon30NovTue1Dec")


@pytest.mark.parametrize("state", [DailyState.PAUSED, DailyState.STOPPED, DailyState.FINISHED])
def test_a_sheet_without_a_dose_to_take_holds_no_amount_no_box_and_no_next_step(state: DailyState) -> None:
    # The value still carries them all: the template must not trust that somebody took them out.
    sheet = sheets.start_low(state=state, notice=("Read this first.",), why_for=(), why_against=(), diets=())
    document = html(sheet, A4)
    assert "Read this first." in document
    assert printing.tags_of(document, "box") == 0
    for never in ("5\N{NO-BREAK SPACE}g", "level scoop", "What may come next", "Not before", "Whole day"):
        assert never not in document


def test_a_sheet_that_waits_for_results_shows_the_dose_without_a_day_or_a_box() -> None:
    # The value still carries the boxes: the template must not trust that somebody took them out.
    document = html(sheets.start_low(state=DailyState.WAIT_FOR_RESULTS, notice=("Read this first.",)), A4)
    assert document.index("Read this first.") < document.index("Once we have told you to start")
    assert "5\N{NO-BREAK SPACE}g" in document
    assert printing.tags_of(document, "box") == 0
    for never in ("Not before", "from Mon", "from Sun"):
        assert never not in document


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("first step of the slow ladder", 210, 297),
        ("the same on US Letter", 215.9, 279.4),
        ("31 g a day in large print", 210, 297),
        ("large print on US Letter", 215.9, 279.4),
    ],
)
def test_the_paper_has_the_size_asked_for(name: str, width: float, height: float, pdfs: dict[str, bytes]) -> None:
    for page in reader(pdfs[name]).pages:
        assert float(page.mediabox.width) * 25.4 / 72 == pytest.approx(width, abs=0.1)
        assert float(page.mediabox.height) * 25.4 / 72 == pytest.approx(height, abs=0.1)


@pytest.mark.parametrize(("name", "points"), [("31 g a day, weighed", 12), ("31 g a day in large print", 16)])
def test_what_is_read_is_printed_in_letters_of_that_size(name: str, points: int, pdfs: dict[str, bytes]) -> None:
    said = {squeezed(text): size for text, size in sized(reader(pdfs[name]))}
    for line in ("there is any blood in your poo", "Keep it away from children."):
        assert said[squeezed(line)] == pytest.approx(points, abs=0.01)


def sized(pdf: PdfReader) -> Iterator[tuple[str, float]]:
    """Runs of text with the size of their letters in points."""
    runs: list[tuple[str, float]] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], _font: Any, size: float) -> None:
        runs.append((text, size * abs(matrix[3] * text_matrix[3])))

    for page in pdf.pages:
        page.extract_text(visitor_text=visit)
    yield from runs


@pytest.mark.parametrize("name", JOBS)
def test_no_heading_stands_alone_at_the_foot_of_a_page(name: str, pdfs: dict[str, bytes]) -> None:
    headings = list(outline(reader(pdfs[name]).outline))
    assert "Your glutamine plan" in {heading.title for heading in headings}
    for heading in headings:
        assert float(heading.top or 0) > (25 + 15) * 72 / 25.4, heading.title


def outline(entries: Any) -> Iterator[Destination]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry)
        else:
            yield entry


@pytest.mark.parametrize("name", JOBS)
def test_a_sheet_is_at_most_three_pages_and_the_last_is_not_nearly_empty(name: str, pdfs: dict[str, bytes]) -> None:
    said = pages(pdfs[name])
    _, options = JOBS[name]
    assert len(said) <= (3 if options.size is Size.REGULAR else 4)
    assert len(said[-1]) > 400


def test_numbers_that_nobody_has_set_get_a_line_to_write_on(pdfs: dict[str, bytes]) -> None:
    document = html(sheets.nobody_to_call(), A4)
    assert printing.tags_of(document, "write-on medium") == 3
    assert printing.tags_of(html(sheets.start_low(), A4), "write-on") == 0
    assert "None" not in "".join(pages(pdfs["no phone numbers"]))


def test_h4_a_scoop_that_nobody_knows_gets_a_line_to_write_on(pdfs: dict[str, bytes]) -> None:
    said = "".join(pages(pdfs["31 g a day, weighed"]))
    assert "1levelscoop=g(asthelabelofyourproductsays)" in said
    assert printing.tags_of(html(sheets.crohn(), A4), "write-on short") == 1
    assert "1levelscoopofyourproduct=5g" in "".join(pages(pdfs["first step of the slow ladder"]))


def test_h4_packets_are_counted_and_what_they_cannot_measure_is_not_guessed(pdfs: dict[str, bytes]) -> None:
    said = "".join(pages(pdfs["packets that do not fit"]))
    assert "callusfirst2packetsweighit" in said
    assert "1packetofyourproduct=5g" in said
    assert "1levelscoop" not in said


def test_what_a_name_holds_is_text_and_never_markup() -> None:
    name = "<script>alert(1)</script> & <b>Sons</b>"
    client = msgspec.structs.replace(sheets.SAM, display_name=name)
    (pdf,) = printing.printed((sheets.start_low(client=client), A4))
    assert all(squeezed(name) in page for page in pages(pdf))


def test_h1_a_name_in_letters_that_the_typeface_lacks_is_left_to_be_written_by_hand() -> None:
    document = html(sheets.foreign_name(), A4)
    assert "山" not in document
    assert printing.tags_of(document, "write-on wide") == 2  # in the text of page 1, in the head of the others
    assert "Write on the line, on every page" in document
    assert "Write on the line" not in html(sheets.crohn(), A4)


def test_any_other_text_that_the_typeface_lacks_is_refused_and_not_quoted() -> None:
    with pytest.raises(Unprintable) as refused:
        html(sheets.start_low(purpose=("Take \N{FULLWIDTH DIGIT FIVE} g.",)), A4)
    assert refused.value.missing == {"\N{FULLWIDTH DIGIT FIVE}"}
    assert "\N{FULLWIDTH DIGIT FIVE}" not in str(refused.value)


def test_a_screen_reader_finds_language_title_headings_lists_and_table_headers(pdfs: dict[str, bytes]) -> None:
    pdf = reader(pdfs["31 g a day, weighed"])
    root: Any = pdf.root_object
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Your glutamine plan, sheet GP-7K3M-Q2XD"
    kinds = [element["/S"] for element in elements(root["/StructTreeRoot"])]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/L", "/LI", "/P"} <= set(kinds)
    assert kinds.index("/H1") < kinds.index("/H2")
    cells = [element for element in elements(root["/StructTreeRoot"]) if element["/S"] == "/TD" and "/A" in element]
    named = [cell for cell in cells if cell["/A"].get("/Headers")]
    assert len(named) >= 14 * 3  # every box knows its day and its part of the day


def elements(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from elements(found)


def test_every_font_is_our_own_and_inside_the_file(pdfs: dict[str, bytes]) -> None:
    fonts: Any = reader(pdfs["31 g a day, weighed"]).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts.values()}
    assert names == {"Sheet", "Sheet-Semi-Bold", "Sheet-Bold"}
    for font in fonts.values():
        assert font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"].get_data()


def test_the_file_says_the_day_of_printing_and_no_name(pdfs: dict[str, bytes]) -> None:
    metadata = reader(pdfs["31 g a day, weighed"]).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == date(2026, 11, 23)
    assert not any("Zoë" in str(value) for value in metadata.values())
