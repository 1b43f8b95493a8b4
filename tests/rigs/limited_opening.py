"""Opens bundles in a process of its own that may not grow: ``python -m tests.rigs.limited_opening ORDERS``.

Reads pairs of an order and a store's folder from a pickle, opens one after the other, and prints of each, as
a line of JSON, what came of it, how long it took, and how much more memory it ever held than before.
"""

import json
import pickle
import re
import resource
import sys
import time
from pathlib import Path
from typing import Final

from recorder.bundle.opening import FolderSource, OpenOrder, open_bundle
from recorder.errors import UserFacingError
from tests.rigs.sealed_bundle import nothing_told

_MOST_MORE_BYTES: Final = 768 << 20
"""Of address space, on top of what the interpreter and its libraries take: threads reserve much of it."""


def main() -> None:
    """Open them."""
    tries: list[tuple[str, OpenOrder, Path]] = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - our own
    most = _memory("VmSize") + _MOST_MORE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for name, order, folder in tries:
        # From here on the kernel counts the highest of memory anew.
        Path("/proc/self/clear_refs").write_text("5")
        before, began = _memory("VmRSS"), time.monotonic()
        outcome = _outcome(order, folder)
        taken = time.monotonic() - began
        left = sorted(path.name for path in order.path.parent.iterdir())
        print(json.dumps([name, outcome, taken, _memory("VmHWM") - before, left]), flush=True)  # noqa: T201


def _outcome(order: OpenOrder, folder: Path) -> str:
    try:
        open_bundle(order, FolderSource(folder), nothing_told)
    except UserFacingError as error:
        return type(error).__name__
    except BaseException as error:  # noqa: BLE001 - it is the finding
        return f"CRASH {error!r}"
    order.path.unlink()
    return "opened"


def _memory(what: str) -> int:
    found = re.search(rf"^{what}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found.group(1)) << 10


if __name__ == "__main__":
    main()
