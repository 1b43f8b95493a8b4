"""What commands print."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def json_option(command: _Command) -> _Command:
    """Add ``--json`` to a command, which is handed ``as_json``."""
    option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document for a program.")
    return option(command)


def print_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def say(text: str) -> None:
    """Print for a person, on standard output: the answer they asked for."""
    click.echo(text)


def note(text: str) -> None:
    """Say something on standard error that is not the answer itself."""
    click.echo(text, err=True)
