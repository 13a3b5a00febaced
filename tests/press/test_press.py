"""One entry: a handout and options in, a PDF out, the same bytes for the same handout."""

import asyncio

from api.press.options import Locale, Paper, PrintOptions, Size
from api.press.press import Press, etag_of
from tests.press import sheets
from tests.press.printing import printed

OTHER_OPTIONS = (PrintOptions(paper=Paper.LETTER), PrintOptions(size=Size.LARGE_PRINT))


def test_two_processes_and_two_prints_of_one_process_give_the_same_bytes() -> None:
    job = (sheets.crohn(), PrintOptions())
    other = (sheets.chemotherapy(), PrintOptions())
    (first,), (_, second) = printed(job), printed(other, job)
    assert first == second


def test_the_same_sheet_is_printed_once_and_kept() -> None:
    async def steps() -> list[bytes]:
        async with Press(1) as press:
            many = await asyncio.gather(*(press.pdf(sheets.start_low(), PrintOptions()) for _ in range(40)))
            return [*many, await press.pdf(sheets.start_low(), PrintOptions())]

    # Forty at once are more than may wait: only one of them was ever a print.
    first, *others = asyncio.run(steps())
    assert all(other is first for other in others)


def test_the_entity_tag_changes_with_the_sheet_and_the_options_and_nothing_else() -> None:
    sheet = sheets.start_low()
    tag = etag_of(sheet, PrintOptions())
    assert tag == etag_of(sheets.start_low(), PrintOptions(locale=Locale.EN))
    others = {
        etag_of(sheets.crohn(), PrintOptions()),
        etag_of(sheets.start_low(purpose=("Another purpose.",)), PrintOptions()),
        *(etag_of(sheet, options) for options in OTHER_OPTIONS),
    }
    assert len(others) == 4
    assert tag not in others
    assert tag.startswith('"')
    assert tag.endswith('"')
