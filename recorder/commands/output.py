"""What commands print."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])
_BEYOND_ASCII: Final = re.compile(r"[^ -~\n]")


def json_option(command: _Command) -> _Command:
    """Add ``--json`` to a command, which is handed ``as_json``."""
    option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document for a program.")
    return option(command)


def print_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """Print one JSON document on standard output.

    A stranger's text in it stays what it was for a program, but commands no terminal: what could, or could
    hide or reorder words, is escaped.
    """
    click.echo(_BEYOND_ASCII.sub(_escaped, json.dumps(document, indent=2, ensure_ascii=False)))


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if char.isprintable():
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, for a person who waits; nothing where nobody looks.

    Yields:
        What to tell how many of how many are done.
    """
    with click.progressbar(length=1, label=what, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def advance(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield advance


def say(text: str) -> None:
    """Print for a person, on standard output: the answer they asked for."""
    click.echo(text)


def note(text: str) -> None:
    """Say something on standard error that is not the answer itself; to nobody, if the terminal is gone."""
    with suppress(OSError):
        click.echo(text, err=True)
