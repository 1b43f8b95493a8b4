"""``doctor``: what of this machine a recording can use, and how to mend what it cannot."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import click

from recorder.commands.checkup import examine_libraries, examine_vault
from recorder.commands.exit_codes import ExitCode
from recorder.commands.output import json_option, print_json, say
from recorder.commands.wording import clean, count_text
from recorder.devices.doctor import Check, Health, examine

# A word each, so that nothing is told by colour alone.
_WORDS: Final = {Health.OK: "ok", Health.WARNING: "attention", Health.MISSING: "missing"}
_COLOURS: Final = {Health.OK: "green", Health.WARNING: "yellow", Health.MISSING: "red"}
_WIDEST: Final = 100
_NARROWEST: Final = 50
_GAP: Final = "  "


@click.command()
@json_option
def doctor(*, as_json: bool) -> ExitCode:
    """Examine this computer: what recording needs, what works, and how to mend the rest.

    Nothing is changed, and the vault is not opened. The exit code is 0 if this computer can record.
    """
    checks = tuple(chain(examine(os.environ), examine_libraries(), examine_vault()))
    can_record = all(check.health is not Health.MISSING for check in checks)
    if as_json:
        print_json({"can_record": can_record, "checks": [_row(check) for check in checks]})
    else:
        say("\n".join(_lines(checks, _columns())))
        say("\n" + "\n".join(_wrapped(_verdict(checks), _columns())))
    return ExitCode.DONE if can_record else ExitCode.FAILED


def _row(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "health": _WORDS[check.health],
        "finding": clean(check.finding),
        "mend": clean(check.mend),
    }


def _lines(checks: Sequence[Check], columns: int) -> Iterator[str]:
    names = max(len(check.name) for check in checks)
    words = max(map(len, _WORDS.values()))
    margin = " " * (words + names + 2 * len(_GAP))
    for check in checks:
        word = click.style(
            f"{_WORDS[check.health]:<{words}}", fg=_COLOURS[check.health], bold=check.health is not Health.OK
        )
        finding = _wrapped(check.finding, columns - len(margin))
        yield f"{word}{_GAP}{check.name:<{names}}{_GAP}{finding[0]}"
        yield from (margin + line for line in finding[1:])
        if check.health is not Health.OK:
            mend = _wrapped(check.mend, columns - len(margin) - 2)
            yield from (f"{margin}{'> ' if at == 0 else '  '}{line}" for at, line in enumerate(mend))


def _verdict(checks: Sequence[Check]) -> str:
    missing = [check.name for check in checks if check.health is Health.MISSING]
    attention = sum(check.health is Health.WARNING for check in checks)
    if missing:
        return f"This computer cannot record yet. Missing: {', '.join(missing)}."
    if attention:
        return (
            f"This computer can record. {count_text(attention, 'point needs', 'points need')} your attention."
        )
    return "This computer can record. All is well."


def _wrapped(text: str, columns: int) -> list[str]:
    """Lines that fit; the names of programs and packages are not broken at their hyphens."""
    return textwrap.wrap(clean(text), columns, break_on_hyphens=False)


def _columns() -> int:
    """The width of the terminal, within what reads well; 80 where there is none."""
    known = shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else 80
    return max(_NARROWEST, min(_WIDEST, known)) - 1
