"""A handout as one HTML document; everything that is read on the paper stands in it."""

from collections.abc import Callable
from functools import cache, partial
from typing import Final, TypeAlias, assert_never

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.press import tick_weeks, typeface, writing
from api.press.options import Locale, PrintOptions
from protocols.handouts.daily import Daily, DailyState

Handout: TypeAlias = Daily
"""Every kind of handout that can be printed."""

TITLES: Final = {
    DailyState.TAKE: "What to take",
    DailyState.WAIT_FOR_RESULTS: "Do not start yet",
    DailyState.PAUSED: "Paused: take nothing",
    DailyState.STOPPED: "Stopped: take nothing",
    DailyState.FINISHED: "Finished: take nothing more",
}
"""The heading over the dose, or over the notice that stands in its place."""


def html(handout: Handout, options: PrintOptions) -> str:
    """The document of a handout; raises typeface.Unprintable for text that would come out as empty boxes."""
    template = _environment(options.locale).get_template(_template(handout))
    return template.render(handout=handout, options=options, titles=TITLES, sheet=handout.sheet)


def _template(handout: Handout) -> str:
    match handout:
        case Daily():
            return "daily.html"
        case _:
            assert_never(handout)


@cache
def _environment(locale: Locale) -> Environment:
    environment = Environment(
        loader=PackageLoader("api.press"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters |= {
        "day": _unbroken(partial(writing.day, locale=locale)),
        "short_day": partial(writing.short_day, locale=locale),
        "birth": _unbroken(partial(writing.birth, locale=locale)),
        "part": partial(writing.part, locale=locale),
        "grams": partial(writing.grams, locale=locale),
        "portion": writing.portion,
        "weeks": tick_weeks.weeks,
    }
    environment.tests["printable"] = _is_printable
    return environment


def _printable(value: object) -> object:
    """Every text that a template writes passes here, so that none can hold a character without a glyph."""
    match value:
        case Markup():
            return Markup(typeface.printable(value))  # noqa: S704 escaped already
        case str():
            return writing.keep_units(typeface.printable(value))
        case _:
            return value


def _is_printable(text: str) -> bool:
    return not typeface.lacking(text)


def _unbroken(write: Callable[..., str]) -> Callable[..., Markup]:
    """Written so that the lines of a paragraph do not tear it."""
    return lambda value: Markup('<span class="whole">{}</span>').format(write(value))
