"""The command line: serve, migrate, contract, library, simulate, verify, practice, key, audit."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar

from api.administering import ADMINISTERS, NOUNS, administer
from api.app import application, create_app
from api.call import utc_now
from api.contract import document_bytes
from api.first_start import Home, KeyFileUnreadable, Shipped, key_file, prepare
from api.free_port import check_port_free
from api.keys import SecretUnusable, root_secret
from api.library import built_in_revisions, built_in_works, write_published
from api.settings import Settings, UnusableSetting
from api.store.database import Database
from api.trying_out import COMMANDS, FINE, UNREADABLE, Told

UNUSABLE: Final = (UnusableSetting, SecretUnusable, KeyFileUnreadable)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit status."""
    command = _parser().parse_args(words)
    if "alone" in command:
        told: Told = command.alone(command)
        print(told.text, end="", file=sys.stderr if told.status == UNREADABLE else sys.stdout)
        return told.status
    try:
        settings = Settings.read(os.environ)
        if "administers" in command:
            told = administer(command.administers, settings, command)
            print(told.text, end="", file=sys.stdout if told.status == FINE else sys.stderr)
            return told.status
        run: Callable[[Settings], None] = command.run
        run(settings)
    except UNUSABLE as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


def serve(settings: Settings) -> None:
    """Prepare what is missing, then serve until asked to stop."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    # Alembic tells at every look which database it found; only its troubles are news.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # It would tell of every fetch of the identity provider's keys.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    check_port_free(settings.host, settings.port)
    settings.data.mkdir(parents=True, exist_ok=True)
    _prepare(settings)
    server = Server(
        # By name, Granian would import from the current folder first; the loader below hands the object over.
        "gut-protocols",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels(settings.log_level),
        log_access=False,
        websockets=False,
    )
    server.serve(target_loader=lambda _target: create_app(settings))


def migrate(settings: Settings) -> None:
    """Bring the database to this release, with the library and, where there is none, the first practice."""
    settings.data.mkdir(parents=True, exist_ok=True)
    _prepare(settings)


def contract(_settings: Settings) -> None:
    """Print the OpenAPI document."""
    sys.stdout.buffer.write(document_bytes(described_only()))


def library(_settings: Settings) -> None:
    """Append a published revision for each built-in outline that differs from its newest one."""
    for path in write_published(Path(str(files("protocols.library") / "published"))):
        print(path.name)


def described_only() -> Litestar:
    """An application that can only describe itself."""
    return application(None)


def _prepare(settings: Settings) -> None:
    database = Database.open(settings.database_url)
    root = root_secret(settings.secret, settings.data, embedded=settings.embedded)
    home = Home(data=settings.data, database=database, root=root)
    shipped = Shipped(works=built_in_works(), revisions=built_in_revisions())
    key = prepare(home, shipped, utc_now())
    database.close()
    if key is not None:
        print(f"First API key, shown once and kept in {key_file(settings.data)}:\n{key.reveal()}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gut-protocols", description="Gut-healing protocols as data.")
    commands: Any = parser.add_subparsers(required=True, metavar="command")
    for run in (serve, migrate, contract, library):
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
    for each in COMMANDS:
        command = commands.add_parser(each.run.__name__, help=each.run.__doc__, description=each.run.__doc__)
        each.takes(command)
        command.set_defaults(alone=each.run)
    _add_administering(commands)
    return parser


def _add_administering(commands: Any) -> None:
    """`practice create`, `key revoke` and the like."""
    verbs: dict[str, Any] = {}
    for each in ADMINISTERS:
        if each.noun not in verbs:
            told = NOUNS[each.noun]
            noun = commands.add_parser(each.noun, help=told, description=told)
            verbs[each.noun] = noun.add_subparsers(required=True, metavar="verb")
        command = verbs[each.noun].add_parser(each.verb, help=each.run.__doc__, description=each.run.__doc__)
        each.takes(command)
        command.set_defaults(administers=each)


if __name__ == "__main__":
    sys.exit(main())
