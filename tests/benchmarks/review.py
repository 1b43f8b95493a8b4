"""Whether the Studio keeps its budgets, on an hour. Run it with ``python -m tests.benchmarks.review``.

The hour is generated (``generated_hour``): typing, pointing, scrolling, reading, changing windows on a screen
of 1920 by 1080 pixels, and a pointer that reports 285 times a second, so that it has a million events. Prints
the median, the 95th percentile and the highest of each measure, its budget, and whether it is kept; asserts
nothing: machines are noisy. Keep what takes minutes to draw with ``--hours FOLDER``.

Each part is a module of ``review_parts`` with a function ``measure``, run in a process of its own; name some
to run only those.
"""

import argparse
import importlib
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from tests.benchmarks.generated_hour import SECONDS, generated_hour
from tests.benchmarks.review_parts.measured import HEADING, Measured, Part, Subject

PARTS: Final = ("loading", "searching", "painting", "seeking", "using", "library", "checking", "baking")


def main() -> None:
    """Measure the parts that were named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which; all if none is named")
    parser.add_argument("--hours", type=Path, help="a folder to keep generated hours in")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the hour is")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assent-review-") as folder:
        kept = (chosen.hours or Path(folder) / "hours").absolute()
        hour = generated_hour(kept, seconds=chosen.seconds)
        held = hour.access.summary
        _say(f"{held.events:,} events, {held.packets:,} pictures, {held.file_bytes / 1e6:.0f} MB")
        measured: list[Measured] = []
        for name in chosen.parts or PARTS:
            load = f"at a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
            _say(f"\n{name.upper()}, {load}\n{HEADING}")
            # Anew for each: what one part loaded into memory, or did to Qt, is nothing to the next.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                measured += process.submit(_measure, name, Subject(hour, Path(folder), kept)).result()
    verdicts = [each.is_kept for each in measured if each.is_kept is not None]
    _say(f"\n{verdicts.count(True)} of {len(verdicts)} budgets kept")


def _measure(name: str, subject: Subject) -> list[Measured]:
    part: Part = importlib.import_module(f"tests.benchmarks.review_parts.{name}").measure
    found = []
    for each in part(subject):
        _say(each.line())
        found.append(each)
    return found


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
