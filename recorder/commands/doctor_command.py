"""``doctor``: what of this machine a recording can use, and how to mend what it cannot."""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import Final, assert_never

import click

from recorder.checkup import examine_libraries, examine_vault
from recorder.commands.exit_codes import ExitCode
from recorder.commands.output import json_option, print_json, say
from recorder.commands.width import reading_columns, wrapped
from recorder.devices.doctor import Check, Health, examine
from recorder.wording import clean, count_text

# A word each, so that nothing is told by colour alone; yellow cannot be read on a white terminal.
_WORDS: Final = {Health.OK: "ok", Health.WARNING: "attention", Health.MISSING: "missing"}
_GAP: Final = "  "


@click.command()
@json_option
def doctor(*, as_json: bool) -> ExitCode:
    """Examine this computer: what recording needs, what works, and how to mend the rest.

    Nothing is changed, and the vault is not opened. The exit code is 0 if this computer can record.
    """
    checks = tuple(chain(examine(os.environ), examine_libraries(), examine_vault()))
    can_record = all(check.health is not Health.MISSING for check in checks)
    columns = reading_columns(sys.stdout)
    if as_json:
        print_json({"can_record": can_record, "checks": [_row(check) for check in checks]})
    else:
        say("\n".join(_lines(list(_shortened(checks)), columns)))
        say("\n" + "\n".join(wrapped(_verdict(checks), columns)))
    return ExitCode.DONE if can_record else ExitCode.FAILED


def _row(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "health": _WORDS[check.health],
        "finding": clean(check.finding),
        "mend": clean(check.mend),
    }


def _shortened(checks: Sequence[Check]) -> Iterator[Check]:
    """One line for neighbours of one topic that are all well."""
    for (topic, _), group in groupby(checks, lambda check: (check.topic, check.health)):
        if topic:
            yield Check(topic, Health.OK, ", ".join(check.name for check in group) + ".")
        else:
            yield from group


def _lines(checks: Sequence[Check], columns: int) -> Iterator[str]:
    names = max(len(check.name) for check in checks)
    words = max(map(len, _WORDS.values()))
    margin = " " * (words + names + 2 * len(_GAP))
    for check in checks:
        word = _styled(f"{_WORDS[check.health]:<{words}}", check.health)
        finding = wrapped(clean(check.finding), columns - len(margin))
        yield f"{word}{_GAP}{check.name:<{names}}{_GAP}{finding[0]}"
        yield from (margin + line for line in finding[1:])
        if check.health is not Health.OK:
            mend = wrapped(clean(check.mend), columns - len(margin) - 2)
            yield from (f"{margin}{'> ' if at == 0 else '  '}{line}" for at, line in enumerate(mend))


def _styled(word: str, health: Health) -> str:
    match health:
        case Health.OK:
            return word
        case Health.WARNING:
            return click.style(word, bold=True)
        case Health.MISSING:
            return click.style(word, fg="red", bold=True)
        case _:
            assert_never(health)


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
