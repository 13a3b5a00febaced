"""The commands for whoever writes protocols; they need neither service nor database."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from api.call import utc_now
from api.course_text import preview_text
from api.finding_text import findings_text
from api.library import built_in_revisions, built_in_works
from api.written_file import UnreadableFile, read_file
from protocols import wire
from protocols.authoring.finding import Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify as findings_of
from protocols.decimal_string import read
from protocols.dosing.quantity import Quantity, Unit
from protocols.evidence.doubt import side_by_side
from protocols.evidence.work import Work
from protocols.plans.person import OLDEST, Staff
from protocols.plans.preview import preview
from protocols.plans.script import Otherwise, Script, is_walked
from protocols.plans.tried_in import Numbered, TriedIn
from protocols.refusal import Refusal

FINE: Final = 0
ERRORS: Final = 1
UNREADABLE: Final = 2


class Told(NamedTuple):
    """What a command prints, and the status it ends with; a status of 2 is told as an error."""

    status: int
    text: str


class Command(NamedTuple):
    """A command that works on files alone: what it answers, and the words it takes."""

    run: Callable[[argparse.Namespace], Told]
    takes: Callable[[argparse.ArgumentParser], None]


def simulate(words: argparse.Namespace) -> Told:
    """Walk somebody made up through a protocol, day by day, and print the course."""
    try:
        found = preview(*_tried(words), _today())
    except UnreadableFile as refused:
        return Told(UNREADABLE, f"{refused}\n")
    except Refusal as refused:
        place = f" (at {refused.pointer})" if refused.pointer else ""
        return Told(UNREADABLE, f"{refused.sentence}{place}\n")
    return Told(FINE, f"{_indented(found)}\n" if words.json else preview_text(found))


def verify(words: argparse.Namespace) -> Told:
    """Print what is to be mended in a protocol's file before it can be published; the library's works are known."""
    try:
        findings = findings_of(read_file(words.file, Protocol), side_by_side(_works(words.works), built_in_works()))
    except UnreadableFile as refused:
        return Told(UNREADABLE, f"{refused}\n")
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    told = f"{_indented({'items': findings})}\n" if words.json else findings_text(findings)
    return Told(ERRORS if wrong else FINE, told)


def _works(path: Path | None) -> tuple[Work, ...]:
    """The works in a file, as the API keeps them for a practice: each key once."""
    works = () if path is None else read_file(path, tuple[Work, ...])
    keys = [work.key for work in works]
    twice = next((place for place, key in enumerate(keys) if key in keys[:place]), None)
    if twice is not None:
        raise UnreadableFile(f"{path}, at #/{twice}/key: Another work in this file has this key.")
    return works


def _tried(words: argparse.Namespace) -> tuple[Protocol, Script, TriedIn]:
    """The protocol, what happens, and the revisions that a plan may go over to, in a practice of nobody."""
    protocol, number, others = _revisions(words.protocol)
    if words.migrate_to is not None:
        newest = max((number, *(each.number for each in others)))
        others = (*others, Numbered(number=newest + 1, text=_other_text(protocol, words.migrate_to)))
    staff = Staff(practitioners=(), responsible=None)
    return protocol, _script(words), TriedIn(staff=staff, number=number, others=others)


def _revisions(named: str) -> tuple[Protocol, int, tuple[Numbered, ...]]:
    """The newest built-in revision of this slug with its number and those before it, or this file as number 1."""
    built_in = built_in_revisions()
    texts = [
        Numbered(number=each.number, text=wire.decode(each.document, Protocol))
        for each in built_in
        if each.slug == named
    ]
    if texts:
        return texts[-1].text, texts[-1].number, tuple(texts[:-1])
    slugs = dict.fromkeys(each.slug for each in built_in)
    path = Path(named)
    if not path.exists():
        raise UnreadableFile(f"No file and no built-in protocol is called {named}. Built in: {', '.join(slugs)}.")
    return _without_errors(path), 1, ()


def _other_text(protocol: Protocol, path: Path) -> Protocol:
    """The text in this file, which must be without errors, and another revision of the same protocol."""
    text = _without_errors(path)
    if text.slug != protocol.slug:
        raise UnreadableFile(f"{path} is about {text.slug}: a plan goes over to a revision of its own protocol.")
    return text


def _without_errors(path: Path) -> Protocol:
    protocol = read_file(path, Protocol)
    wrong = tuple(each for each in findings_of(protocol) if each.severity is Severity.ERROR)
    if wrong:
        raise UnreadableFile(f"{path} has errors:\n{findings_text(wrong).rstrip()}")
    return protocol


def _script(words: argparse.Namespace) -> Script:
    """What the file says, with what the command says in its place; all goes well where nothing is said of it."""
    script = Script() if words.answers is None else read_file(words.answers, Script)
    options = ("weight", "height", "age", "start_on", "start_step")
    said: dict[str, Any] = {name: getattr(words, name) for name in options}
    said = {name: value for name, value in said.items() if value is not None}
    if "age" in said:
        said["birth_date"] = None
    if not is_walked(script):
        said["otherwise"] = Otherwise.WELL
    return msgspec.structs.replace(script, **said)


def _today() -> date:
    return utc_now().astimezone().date()


def _indented(value: object) -> str:
    return msgspec.json.format(wire.encode(value), indent=2).decode()


def _takes_simulate(command: argparse.ArgumentParser) -> None:
    command.add_argument("protocol", help="slug of a built-in protocol, or the file of a protocol")
    command.add_argument("--weight", type=_amount(Unit.KILOGRAM), metavar="KG", help="weight in kg, such as 70")
    command.add_argument("--height", type=_amount(Unit.CENTIMETRE), metavar="CM", help="height in cm, such as 170")
    command.add_argument("--age", type=_age, metavar="YEARS", help="age in years; 40 if nothing is said")
    command.add_argument("--start", dest="start_on", type=_day, metavar="DATE", help="day 1, such as 2026-11-23")
    command.add_argument("--start-step", metavar="STEP", help="a step below entry to start on, such as s0")
    command.add_argument(
        "--answers", type=Path, metavar="FILE", help="what happens, as the API's Script; else all well"
    )
    command.add_argument(
        "--migrate-to",
        type=Path,
        metavar="FILE",
        help="another text of it, to go over to by the next revision's number",
    )
    command.add_argument("--json", action="store_true", help="print what the API answers")


def _takes_verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="the protocol as JSON")
    command.add_argument(
        "--works",
        type=Path,
        metavar="FILE",
        help="works of your own beside the library's: a list of what the API keeps",
    )
    command.add_argument("--json", action="store_true", help="print what the API answers")


def _amount(unit: Unit) -> Callable[[str], Quantity]:
    def amount(written: str) -> Quantity:
        try:
            return Quantity(value=read(written), unit=unit)
        except ValueError as refused:
            raise argparse.ArgumentTypeError(str(refused)) from None

    return amount


def _age(written: str) -> int:
    if not written.isascii() or not written.isdigit() or int(written[:4]) > OLDEST:
        raise argparse.ArgumentTypeError(f"an age is 0 to {OLDEST} years")
    return int(written[:4])


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{written}" is not a date such as 2026-11-23') from None


COMMANDS: Final[Sequence[Command]] = (Command(simulate, _takes_simulate), Command(verify, _takes_verify))
"""The commands, in the order in which they are listed."""
