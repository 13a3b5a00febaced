"""The fixed words of client-facing paper, in English.

The stop-and-call box is fixed text: it is never put together from parts, and never translated by machine.
Every line is judgement unless a source is named.
"""

from decimal import Decimal
from typing import Final, assert_never

from protocols.decimal_string import DecimalString
from protocols.dosing.portion import Misfit, PacketsDoNotFit, ScoopsDoNotFit
from protocols.handouts.daily import WhatIf
from protocols.handouts.ways_back import WayBack

EMERGENCY: Final = (
    "your face, lips, tongue or throat swell, you wheeze, or it is hard to breathe, or you have hives",
    "you have a fit, or you pass out",
    "your chest hurts or feels tight",
    "you are confused, very hard to wake, or your hands flap",
    "you get sudden, very bad belly pain that does not ease, or your belly goes hard",
    "you throw up blood, pass a lot of blood, or your poo is black and sticky",
    "you get a sudden, worst-ever headache, or a headache with a stiff neck, weakness, or trouble speaking or seeing",
)

TODAY: Final = (
    "there is any blood in your poo",
    "you have a fever of 38 °C or more",
    "diarrhoea wakes you at night",
    "you cannot keep drinks down for 24 hours, or you pee much less",
    "your skin or eyes turn yellow, or your pee is very dark",
    "you get a new rash, itching, or swollen ankles, or you feel dizzy or faint",
    "your mood is much higher than usual, your thoughts race, or you hardly need sleep",
    "you lose weight without trying",
    "you are pregnant, or you may be",
    "pain, feeling sick, a headache or a change in your bowels reaches 7 out of 10 or more",
)

CLOSING: Final = (
    "You can stop at any time. You do not need to ask first.",
    "Stopping this powder is not known to be dangerous.",
    "Do not stop your other medicines.",
)
"""`holecek-2013` raises withdrawal as theory only; wording judgement."""


def if_lines(ways: tuple[WayBack, ...]) -> tuple[WhatIf, ...]:
    """What to do if; `ways` are the doses on the sheet with what each is lowered to, none where everything stops.

    The dose is named: after a step back "your last dose" would be the higher one. Where the dose changes on the sheet
    each has its own answer, so that nobody reads that of another day.
    """
    return (
        WhatIf("Missed one?", "Skip it. Never take double."),
        WhatIf("Missed 3 days or more?", "Do not go on by yourself. Call us."),
        WhatIf(
            "A little worse than before you started (2 or 3 points)?",
            f"Stay on your dose. Do not go up. {_may(ways)}.",
        ),
        WhatIf("Clearly worse (4 to 6 points)?", _and_tell(ways)),
        WhatIf(
            "Sick with fever, vomiting or bad diarrhoea? Going into hospital, or having an operation?",
            "Stop, and call us before you start again. Show them this sheet.",
        ),
        WhatIf("New medicine, or new product?", "Tell us before the next dose goes up."),
        WhatIf("Feel fine?", "Still wait for your check-in. Never go up by yourself."),
        WhatIf('Past the "use until" date?', "Stop, and call us."),
    )


def _may(ways: tuple[WayBack, ...]) -> str:
    if not ways[1:]:
        return f"You may {_down(ways)}"
    return _sentence("; ".join(f"on {_daily(each.daily)} you may {_down((each,))}" for each in ways))


def _and_tell(ways: tuple[WayBack, ...]) -> str:
    if not ways[1:]:
        return f"{_sentence(_down(ways))} and tell us."
    return f"{_sentence('; '.join(f'on {_daily(each.daily)}, {_down((each,))}' for each in ways))}. Tell us."


def _down(ways: tuple[WayBack, ...]) -> str:
    """What is done with the only dose there is."""
    if not ways or not ways[0].to:
        return "stop"
    return f"go {'down' if ways[0].taper else 'back'} to {_daily(ways[0].to)}"


def _daily(amount: Decimal) -> str:
    return f"{DecimalString(amount)} g a day"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def misfit(amount: str, why: Misfit) -> str:
    """What to do with an amount, such as "2.5 g", that the client's product cannot measure."""
    match why:
        case PacketsDoNotFit(each=each):
            because = f"Your packets hold {each} each. Never split one: you cannot measure {amount} with them."
        case ScoopsDoNotFit(each=each):
            because = f"Your level scoop holds {each}: you cannot measure {amount} with it, nor on a 1 g kitchen scale."
        case _:
            assert_never(why)
    return f"{because} Call us before you take it."


ALWAYS: Final = (
    "You may always take less.",
    "Keep it away from children.",
)

WAIT: Final = "Do not start until we have told you that your test results are in."

PAUSED: Final = (
    "Your plan is paused. Take nothing.",
    "Do not start again by yourself. We will tell you when, and with how much.",
)

PAUSED_THEN: Final = ("Your plan is paused then.", PAUSED[1])

LAPSED: Final = ("We have not spoken in time.", "Take nothing, and call us before you start again.")

STOPPED: Final = ("Your plan has been stopped. Take nothing.", "Do not start again by yourself.")

TWO_DOSES: Final = "Your dose changes: see from which day each one counts."

FINISHED: Final = ("Your course is over. Take nothing more.", "Going on needs a new talk with us.")

OVER_THEN: Final = ("Your course is over then.", FINISHED[1])
