"""How long finding a text in an hour takes."""

import time
from collections.abc import Iterator

from studio.content.searching import SearchIndex
from studio.content.session_content import load_content
from tests.benchmarks.review_parts.measured import Measured, Subject

_WANTED = ("a", "the", "quick", "price of apples", "Mousepad", "double-click", "nobody typed this")
_ROUNDS = 20


def measure(subject: Subject) -> Iterator[Measured]:
    """Make the index once, and search it for what is rare, common and not there."""
    with subject.hour.access.open() as reader:
        content = load_content(reader)
    started = time.perf_counter()
    index = SearchIndex(content)
    yield Measured("making the index", "ms", [(time.perf_counter() - started) * 1e3])
    for wanted in _WANTED:
        took, hits = [], 0
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            hits = len(index.search(wanted))
            took.append((time.perf_counter() - started) * 1e3)
        yield Measured(f"finding “{wanted}” ({hits} times)", "ms", took, budget=50)
