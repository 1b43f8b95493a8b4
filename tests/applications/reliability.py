"""``python -m tests.applications.reliability``: records each application and replays it again and again.

Prints, for each: how many of the replays pass and how long one takes; and for each planted change, whether
the verdict is right and which step it names. Ends with code 1 where fewer than 99 of 100 replays pass, or a
verdict of a planted change is wrong. Anyone may look at the reports of what went wrong: ``--report FOLDER``.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from recorder.episode.time import NS_PER_SECOND
from recorder.errors import UserFacingError
from tests.applications.registered import ALL_TASKS
from tests.rigs.recorded_tasks import Plant, Recorded, Replayed, record_task

MUST_PASS: Final = 0.99


@dataclass
class Tally:
    """What the replays of one application came to.

    Attributes:
        kinds: How many came to each kind of verdict.
        seconds: How long each took, from the first step to the end.
        passes: How many passed, saved files and all.
        wrong: The planted changes whose verdict was wrong.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    passes: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """How many replays there were."""
        return sum(self.kinds.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Do it, and return the exit code."""
    asked = _asked(arguments)
    # As in the tests: nothing of the person's own desktop is recorded or told to a program.
    os.environ |= {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    time.tzset()
    tallies = []
    with tempfile.TemporaryDirectory(prefix="assent-apps-") as folder:
        for task in ALL_TASKS:
            if not asked.only or task.name in asked.only:
                recorded = record_task(task, Path(folder) / task.name)
                tallies.append(_tally(recorded, asked.times, asked.plant_times, asked.report))
    passes, runs = sum(tally.passes for tally in tallies), sum(tally.runs for tally in tallies)
    wrong = sum(len(tally.wrong) for tally in tallies)
    _say(f"\n{passes} of {runs} replays pass; {wrong} verdicts of planted changes are wrong.")
    return 0 if passes >= MUST_PASS * runs and not wrong else 1


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.applications.reliability", description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how often each is replayed unchanged")
    parser.add_argument("--plant-times", type=int, default=1, help="how often with each planted change")
    parser.add_argument("--only", action="append", metavar="NAME", choices=[task.name for task in ALL_TASKS])
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="where reports are written")
    return parser.parse_args(arguments)


def _tally(recorded: Recorded, times: int, plant_times: int, report: Path | None) -> Tally:
    task, tally = recorded.task, Tally()
    _say(f"\n{task.name}")
    for number in range(1, times + 1):
        _, replayed = _replayed(recorded, None, report, f"{task.name}-{number}")
        tally.kinds[_kind(replayed)] += 1
        if replayed is not None:
            tally.seconds.append(replayed.run.took_ns / NS_PER_SECOND)
            tally.passes += replayed.passes
            if not replayed.passes:
                _say(replayed.told())
    kinds = ", ".join(f"{count} {kind}" for kind, count in tally.kinds.most_common())
    median = f"{statistics.median(tally.seconds):.1f} s" if tally.seconds else "-"
    _say(f"  {'unchanged':32} {tally.passes}/{tally.runs} pass: {kinds}; median {median}")
    for plant in task.plants:
        for number in range(1, plant_times + 1):
            _planted(recorded, plant, tally, report, number)
    return tally


def _planted(recorded: Recorded, plant: Plant, tally: Tally, report: Path | None, number: int) -> None:
    named = f"{recorded.task.name}-{plant.name}-{number}".replace(" ", "-").replace("'", "")
    plan_steps, replayed = _replayed(recorded, plant, report, named)
    is_right = replayed is not None and plant.verdict_is_right(replayed)
    step = None if replayed is None else replayed.verdict.first_failing
    where = "no step fails" if step is None else f"step {step} of {plan_steps}"
    _say(f"  {plant.name:32} {'right' if is_right else 'WRONG'}: {_kind(replayed)}, {where}")
    if not is_right:
        tally.wrong.append(plant.name)
        if replayed is not None:
            _say(replayed.told())


def _replayed(
    recorded: Recorded, plant: Plant | None, report: Path | None, named: str
) -> tuple[int, Replayed | None]:
    """A replay, and how many steps it has; ``None`` where it could not be done at all."""
    try:
        replayed = recorded.replayed(plant, report=report, named=named)
    except UserFacingError as error:
        _say(f"  could not be replayed: {error}")
        return 0, None
    return len(replayed.plan.steps), replayed


def _kind(replayed: Replayed | None) -> str:
    if replayed is None:
        return "not replayed"
    return f"{replayed.verdict.kind}{' (but another file)' if replayed.files_differ else ''}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
