"""A process that lays out PDFs: it reads HTML from its input, writes PDFs to its output, and opens nothing else.

Started by `api.press.process`, never imported by the web process: WeasyPrint takes a second to import.
"""

import gc
import hashlib
import os
import sys
from typing import Any, BinaryIO, Final

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from api.press import frames, typeface
from api.press.edition import STYLE

NICENESS: Final = 10
"""Below the web process, so that a queue of prints never slows an answer."""

_FONT: Final = "weight:"
_FIRST: Final = "<html lang=en><title>First</title><h1>First</h1><p>A <strong>first</strong> print takes longest.</p>"
_REFUSED_EVENTS: Final = ("socket.", "urllib.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


class NothingElse(URLFetcher):  # type: ignore[misc]
    """Gives out the typeface of the sheets and ends the print on any other address."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The font file that an address such as "weight:600" stands for."""
        weight = url.removeprefix(_FONT)
        if headers is None and url.startswith(_FONT) and weight.isdecimal() and int(weight) in typeface.WEIGHTS:
            return URLFetcherResponse(url, typeface.cut(int(weight)), {"Content-Type": "font/ttf"})
        raise FatalURLFetchingError


class Printer:
    """WeasyPrint with everything prepared that is the same for all prints."""

    def __init__(self) -> None:
        self._fetcher = NothingElse()
        self._fonts = FontConfiguration()
        self._style = CSS(string=STYLE.read_text("utf-8"), font_config=self._fonts, url_fetcher=self._fetcher)

    def print(self, html: bytes) -> bytes:
        """A tagged PDF (PDF/UA-1); the same document gives the same bytes."""
        document = HTML(string=html.decode(), url_fetcher=self._fetcher, base_url="sheet:")
        laid_out = document.render(stylesheets=[self._style], font_config=self._fonts)
        identifier = hashlib.sha256(html).digest()[:16]
        pdf: bytes = laid_out.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
        return pdf


def work() -> None:
    """Print what comes in until the input ends."""
    requests, answers = _own_streams()
    os.nice(NICENESS)
    printer = Printer()
    printer.print(_FIRST.encode())
    sys.addaudithook(refuse_network)
    # Up to here an error belongs in the log; from the first sheet on, a warning or a traceback could quote it.
    _silence(2)
    gc.freeze()
    gc.disable()
    _send(answers, frames.PRINTED)
    while (html := frames.read(requests)) is not None:
        _send(answers, _answer(printer, html))
        gc.collect()  # between prints, when nobody waits


def _answer(printer: Printer, html: bytes) -> bytes:
    try:
        return frames.PRINTED + printer.print(html)
    except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001 one sheet fails, the worker goes on
        return frames.REFUSED + type(error).__name__.encode()


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for frames alone: whatever a library prints goes where nobody reads it."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    _silence(0, 1)
    return requests, answers


def _silence(*descriptors: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _send(answers: BinaryIO, content: bytes) -> None:
    answers.write(frames.frame(content))
    answers.flush()


def refuse_network(event: str, _arguments: tuple[Any, ...]) -> None:
    """An audit hook: no sockets, no programs, whatever asks for them."""
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(event)
