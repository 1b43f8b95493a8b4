"""How quick the review of a recorded hour is. Run it with ``python -m tests.benchmarks.review``.

The hour is generated (``generated_hour``): typing, pointing, scrolling, reading, changing windows, and a
pointer that reports 285 times a second, so that it has a million events. Prints the median and the 95th
percentile of each measure beside its budget, and asserts nothing: machines are noisy.

Each part is a module of ``review_parts`` with a function ``measure``; name some to run only those.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.generated_hour import SECONDS, generated_hour
from tests.benchmarks.review_parts import loading, painting, searching
from tests.benchmarks.review_parts.measured import Part, Subject

PARTS: Final[dict[str, Part]] = {
    "loading": loading.measure,
    "painting": painting.measure,
    "searching": searching.measure,
}


def main() -> None:
    """Measure the parts that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which; all if none is named")
    parser.add_argument("--hours", type=Path, help="a folder to keep generated hours in")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the hour is")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assent-review-") as folder:
        access = generated_hour(chosen.hours or Path(folder) / "hours", seconds=chosen.seconds)
        summary = access.summary
        _say(f"{summary.events:,} events, {summary.packets:,} pictures, {summary.file_bytes / 1e6:.0f} MB")
        for name in chosen.parts or PARTS:
            _say(f"\n{name:44} {'median':>10} {'95 %':>10}")
            for measured in PARTS[name](Subject(access, Path(folder))):
                _say(measured.line())


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
