"""Printing and reading back, for the tests of this folder."""

import asyncio
import re
from functools import cache
from io import BytesIO

from pypdf import PdfReader

from api.press.options import PrintOptions
from api.press.press import Press
from protocols.handouts.daily import Daily


def printed(*jobs: tuple[Daily, PrintOptions]) -> list[bytes]:
    """The PDFs of some sheets, from one warm worker."""

    async def run() -> list[bytes]:
        async with Press(1) as press:
            return [await press.pdf(*job) for job in jobs]

    return asyncio.run(run())


def pages(pdf: bytes) -> list[str]:
    """What each page says, without white space: lines break where the paper ends, and mean nothing."""
    return [squeezed(page.extract_text()) for page in reader(pdf).pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


@cache
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def tags_of(html: str, name: str) -> int:
    """How many elements of a class stand in a document."""
    return len(re.findall(rf'class="{name}[" ]', html))
