"""Daily sheets as a clinic would print them, written by hand from the clinical design."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from protocols.decimal_string import DecimalString
from protocols.dosing.day_part import DayPart
from protocols.dosing.portion import Packets, PacketsDoNotFit, Scoops, Weighed
from protocols.dosing.quantity import grams, grams_per_day
from protocols.handouts import wording
from protocols.handouts.daily import (
    CheckInDay,
    CountsFrom,
    Daily,
    DailyState,
    DietNow,
    DoseNow,
    LaterStep,
    NothingFrom,
    PartLine,
    TickDay,
)
from protocols.handouts.page import Identity, Letterhead, Sheet, StopBox
from protocols.handouts.ways_back import WayBack

MORNING, NOON, EVENING = DayPart.MORNING, DayPart.MIDDAY, DayPart.EVENING

CHEMOTHERAPY_LINE = (
    "Fever of 38 °C, or the limit your cancer team gave you: ring your chemotherapy line now, day or night."
)
STOP_BOX = StopBox(first=(), emergency=wording.EMERGENCY, today=wording.TODAY, closing=wording.CLOSING)

HOW_TO_TAKE = (
    "Stir it into about 240 mL of cold or room-temperature drink, or 115 to 170 g of soft food.",
    "Take it at once. It need not dissolve fully.",
    "Not in anything hot or fizzy, and not in acidic juice.",
)
HOW_TO_MEASURE = (
    "Use level scoops. Not heaped. No teaspoons: they all hold different amounts.",
    "Keep it away from children.",
)

PRACTICE = Letterhead(
    practice="Riverside Digestive Health",
    address=("12 Mill Lane", "Northbridge"),
    phone="020 7946 0018",
    out_of_hours="020 7946 0999",
    emergency_number="112",
)
SAM = Identity(display_name="Sam Rivera", birth_date=date(1988, 4, 2), reference="MRN-1042")


def line(part: DayPart, amount: str, scoops: str | None = None) -> PartLine:
    """A row of so many scoops of 5 g; None where no scoop is known."""
    measured = None if scoops is None else Scoops(count=DecimalString(scoops), each=grams("5"))
    return PartLine(part=part, amount=grams(amount), portion=measured)


def tick_days(first: date, days: int, parts: tuple[DayPart, ...], spare: int = 7) -> tuple[TickDay, ...]:
    return tuple(TickDay(day=first + timedelta(days=at), parts=parts, spare=at >= days) for at in range(days + spare))


def start_low(**changes: Any) -> Daily:
    """The ladder of 7.1 on its entry step: 5 g in the morning; 10 g and 15 g may come next."""
    start = date(2026, 11, 23)
    sheet = Daily(
        client=SAM,
        practice=PRACTICE,
        sheet=Sheet(
            number="GP-7K3M-Q2XD",
            printed_on=start,
            use_until=date(2026, 12, 6),
            protocol="Start low, go slow",
            slug="glutamine-start-low",
            revision=1,
            revision_hash="sha256:" + "ab" * 32,
            event=1,
            language="en",
        ),
        stop_box=STOP_BOX,
        state=DailyState.TAKE,
        title="Your glutamine plan",
        notice=(),
        doses=(
            DoseNow(
                called="L-glutamine powder",
                parts=(line(MORNING, "5", "1"),),
                daily=grams_per_day("5"),
                since=start,
                scoop=grams("5"),
                how_to_take=HOW_TO_TAKE,
                how_to_measure=HOW_TO_MEASURE,
                worked_out=("5 g a day, in one part of 5 g. Below the most for this plan: 15 g a day, 5 g at once.",),
            ),
        ),
        diets=(),
        ticks=tick_days(start, 7, (MORNING,)),
        later=(
            LaterStep(
                called="L-glutamine powder",
                parts=(line(MORNING, "5", "1"), line(EVENING, "5", "1")),
                daily=grams_per_day("10"),
                not_before=date(2026, 11, 30),
            ),
            LaterStep(
                called="L-glutamine powder",
                parts=(line(MORNING, "5", "1"), line(NOON, "5", "1"), line(EVENING, "5", "1")),
                daily=grams_per_day("15"),
                not_before=date(2026, 12, 7),
            ),
        ),
        check_ins=(CheckInDay(title="How are you doing?", opens=date(2026, 11, 28), due=date(2026, 11, 29)),),
        check_in_words=(
            "We ask how bad pain, feeling sick and headache were on their worst day.",
            "Call us, or wait for our call.",
        ),
        if_lines=wording.if_lines((WayBack(daily=Decimal(5), to=Decimal("2.5")),)),
        purpose=(
            "You and your practitioner want to find out, slowly, whether glutamine does anything for you.",
            "We do not know if this will help you.",
        ),
        why_for=("In one trial, many more people had less trouble on 15 g a day than on whey protein.",),
        why_against=(
            "That trial chose a special group, has been criticised in a published letter, and has not been repeated.",
            "Starting at 5 g and going up in steps is what practitioners do. It has not been tested.",
        ),
        also=("This sheet supports your practitioner's advice. It does not replace it.", *wording.ALWAYS),
        anchor=None,
        last_day=date(2027, 1, 31),
    )
    return msgspec.structs.replace(sheet, **changes)


def crohn(**changes: Any) -> Daily:
    """7.4 at 170 cm: 31 g a day as 11 + 10 + 10, weighed on a scale, checked in on step-day 7, 14, 30 and 60."""
    start = date(2026, 11, 23)
    first = start_low()
    sheet = msgspec.structs.replace(
        first,
        client=Identity(
            display_name="Zoë Łukasiewicz-Ögündüz", birth_date=date(1971, 12, 30), reference="PAT/2026-000387"
        ),
        sheet=msgspec.structs.replace(
            first.sheet, protocol="Crohn's disease in remission", slug="glutamine-crohn-remission", revision=2
        ),
        doses=(
            DoseNow(
                called="L-glutamine powder",
                parts=(line(MORNING, "11"), line(NOON, "10"), line(EVENING, "10")),
                daily=grams_per_day("31"),
                since=start,
                scoop=None,
                how_to_take=HOW_TO_TAKE,
                how_to_measure=("Weigh it on a kitchen scale that shows 1 g.", *HOW_TO_MEASURE),
                worked_out=(
                    "0.5 g for each kg of ideal weight. Ideal weight at 170 cm: 63.58 kg (22 kg per m² × height²).",
                    "0.5 × 63.58 = 31.79 g; down to whole grams: 31 g; dealt: 11 + 10 + 10 g.",
                ),
                weighed_on=date(2026, 11, 20),
            ),
        ),
        ticks=tick_days(start, 7, (MORNING, NOON, EVENING)),
        later=(),
        check_ins=(
            CheckInDay(title="How are you doing?", opens=date(2026, 11, 28), due=date(2026, 11, 29)),
            CheckInDay(title="Blood tests: kidneys", opens=date(2026, 12, 4), due=date(2026, 12, 6)),
            CheckInDay(title="Review", opens=date(2026, 12, 20), due=date(2026, 12, 22)),
            CheckInDay(title="End, with a stool test", opens=date(2027, 1, 19), due=date(2027, 1, 21)),
        ),
        why_for=("In one small trial, the gut let less through after two months of this amount.",),
        why_against=(
            "Whey protein did just as well in that trial.",
            "Reviews found no change in the course of the disease.",
        ),
        last_day=date(2027, 1, 21),
    )
    return msgspec.structs.replace(sheet, **changes)


def paused(**changes: Any) -> Daily:
    """A plan on pause: the value still holds a dose, boxes and later steps, and none of them may be printed."""
    sheet = start_low(
        state=DailyState.PAUSED,
        notice=wording.PAUSED,
    )
    return msgspec.structs.replace(sheet, **changes)


def chemotherapy() -> Daily:
    """7.5: three parts of 6 g, half of the course beside a diet, anchored to the first day of chemotherapy."""
    start = date(2026, 12, 27)
    dose = msgspec.structs.replace(
        start_low().doses[0],
        parts=(line(MORNING, "6"), line(NOON, "6"), line(EVENING, "6")),
        daily=grams_per_day("18"),
        since=start,
        scoop=None,
        worked_out=(),
    )
    return start_low(
        stop_box=msgspec.structs.replace(
            STOP_BOX,
            first=(CHEMOTHERAPY_LINE,),
        ),
        notice=("Ask your cancer team to confirm the date of chemotherapy before you start.",),
        doses=(dose,),
        diets=(
            DietNow(
                called="Soft food",
                until=date(2027, 1, 10),
                led_by="Priya Nair, dietitian",
                instructions=("Small meals.", "Nothing hot."),
            ),
        ),
        ticks=tick_days(start, 5, (MORNING, NOON, EVENING)),
        later=(),
        anchor=CountsFrom(called="First day of chemotherapy", day=date(2027, 1, 1)),
    )


def packets() -> Daily:
    """6 g three times, each as another portion: packets of 5 g that do not fit, two packets, the kitchen scale."""
    sheet = chemotherapy()
    (dose,) = sheet.doses
    portions = (PacketsDoNotFit(each=grams("5")), Packets(count=2, each=grams("5")), Weighed())
    parts = tuple(
        msgspec.structs.replace(each, portion=measured) for each, measured in zip(dose.parts, portions, strict=True)
    )
    how = (*dose.how_to_measure, wording.misfit("6 g", PacketsDoNotFit(each=grams("5"))))
    now = msgspec.structs.replace(dose, parts=parts, packet=grams("5"), how_to_measure=how)
    return msgspec.structs.replace(sheet, doses=(now,))


def nobody_to_call() -> Daily:
    """A practice that has set no number."""
    return start_low(practice=msgspec.structs.replace(PRACTICE, phone=None, out_of_hours=None, emergency_number=None))


def long_name() -> Daily:
    """As many letters as a name may have."""
    name = " ".join(["Maximiliana-Bartholomea von und zu Hohenstaufen-Lichtenberg"] * 5)[:300].strip()
    return start_low(client=msgspec.structs.replace(SAM, display_name=name))


def foreign_name() -> Daily:
    """A name in letters that the typeface lacks."""
    return start_low(client=msgspec.structs.replace(SAM, display_name="山田 花子"))


def five_weeks() -> Daily:
    """28 days to the next check-in and 7 spare ones, three parts a day: as many boxes as any built-in protocol has."""
    return start_low(ticks=tick_days(date(2026, 11, 23), 28, (MORNING, NOON, EVENING)))


def rests_ahead() -> Daily:
    """Paused from Friday on, with another powder that is over on Wednesday: the sheet ends on Thursday."""
    (now,) = start_low().doses
    dose = msgspec.structs.replace(now, until=date(2026, 11, 26))
    other = msgspec.structs.replace(dose, called="Zinc powder", until=date(2026, 11, 25))
    return start_low(
        sheet=msgspec.structs.replace(start_low().sheet, use_until=date(2026, 11, 26)),
        doses=(dose, other),
        nothing_from=(
            NothingFrom(from_day=date(2026, 11, 26), called="Zinc powder", says=wording.OVER_THEN),
            NothingFrom(from_day=date(2026, 11, 27), called=None, says=wording.PAUSED_THEN),
        ),
        ticks=tick_days(date(2026, 11, 23), 4, (MORNING,), spare=0),
        later=(),
        check_ins=(),
        check_in_words=(),
    )


def two_doses() -> Daily:
    """5 g until Wednesday, 10 g from Thursday on: the rise is decided, so both have days and boxes."""
    (now,) = start_low().doses
    rise = msgspec.structs.replace(
        now,
        parts=(line(MORNING, "5", "1"), line(EVENING, "5", "1")),
        daily=grams_per_day("10"),
        since=date(2026, 11, 26),
    )
    before = msgspec.structs.replace(now, how_to_take=(), how_to_measure=())
    return start_low(
        doses=(before, rise),
        notice=(wording.TWO_DOSES,),
        ticks=(
            *tick_days(date(2026, 11, 23), 3, (MORNING,), spare=0),
            *tick_days(date(2026, 11, 26), 6, (MORNING, EVENING)),
        ),
    )
