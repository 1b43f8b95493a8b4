"""The one place where an error becomes words.

What a person can mend is three lines: what happened, what is safe, what to do. A bug is one calm sentence.
A developer who sets ``ASSENT_DEBUG=1`` sees where it happened as well: files, lines and the kind of error,
never its message or any value, since both can hold what was captured.
"""

import os
import sys
import traceback
from contextlib import suppress
from typing import Final

import click

from recorder.commands.exit_codes import ExitCode, exit_code_of
from recorder.errors import UserFacingError
from recorder.wording import clean

DEBUG_VARIABLE: Final = "ASSENT_DEBUG"
_BUG: Final = (
    "Assent met a fault of its own and stopped; what was recorded is safe. "
    f"Please report it, with what `assent doctor` prints and with {DEBUG_VARIABLE}=1 set."
)


def report(error: BaseException) -> ExitCode:
    """Say on standard error what went wrong.

    Returns:
        The exit code for it.
    """
    match error:
        case click.ClickException():
            error.show()
            return ExitCode.USAGE
        case click.Abort() | KeyboardInterrupt() | EOFError():
            _say("\nStopped. Nothing more was done.")
            return ExitCode.STOPPED
        case BrokenPipeError() | SystemExit():
            # Without its standalone mode, click exits by itself for one reason alone: a closed pipe.
            return _reader_left()
        case UserFacingError():
            for line in (error.happened, error.kept, error.mend):
                if line:
                    _say(clean(line.rstrip("\n"), breaks=True))
            return exit_code_of(error)
        case _:
            _say(_BUG)
            if is_debugging():
                _say(where(error))
            return ExitCode.BUG


def is_debugging() -> bool:
    """Whether a developer asked for more words: never for what was captured."""
    return os.environ.get(DEBUG_VARIABLE) == "1"


def _say(text: str) -> None:
    with suppress(OSError):  # the terminal is gone: the exit code still tells
        click.echo(text, err=True)


def _reader_left() -> ExitCode:
    """Whoever read the output has seen enough, as `head` does; nothing more may be written to it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
    return ExitCode.DONE


def where(error: BaseException) -> str:
    """Where an error was raised, and what kind it is: nothing that it says."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}, raised at:")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)
