"""Verifies many subjects, several at a time, each on a desktop of its own; none of them stops another.

Workers are threads: what acts is a process of its own already, and ends with the thread that started it, so
that nothing is left of a run whichever way this process ends.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import Final

from replay.running.happenings import RunEvent
from replay.verifying.once import met_fault, verify_subject
from replay.verifying.subjects import Subject
from replay.verifying.tasks import Asked, Outcome, Verified

_POLL_S: Final = 0.1

OnRunEvent = Callable[[Subject, int, RunEvent], object]
"""Told what happens in which run of which subject, on that worker's thread."""


def verify_many(
    subjects: Sequence[Subject],
    asked: Asked,
    *,
    workers: int,
    cancel: Event,
    on_verified: Callable[[int, Verified], object],
    on_event: OnRunEvent = lambda _subject, _repeat, _event: None,
) -> tuple[Verified, ...]:
    """Verify them all, and return what came of each, in the order in which they were given.

    Args:
        subjects: What to verify; each once.
        asked: How.
        workers: How many at a time.
        cancel: Ends all that is under way, within 200 ms each; what was not begun is ``STOPPED``.
        on_verified: Told of each one's place and verdict as soon as it is there, on the caller's thread. What
            it raises ends everything, as Ctrl+C does.
        on_event: Told what happens.
    """
    work = _Work(subjects, lambda subject: _verified(subject, asked, cancel, on_event), cancel)
    count = max(1, min(workers, len(subjects)))
    threads = [threading.Thread(target=work.go_on, name=f"verify-{number}") for number in range(1, count + 1)]
    found: dict[int, Verified] = {}
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads) or not work.done.empty():
            with suppress(queue.Empty):
                place, verified = work.done.get(timeout=_POLL_S)
                found[place] = verified
                on_verified(place, verified)
    finally:
        if len(found) < len(subjects):
            cancel.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    return tuple(
        found.get(place, Verified(named=subject.id, outcome=Outcome.STOPPED))
        for place, subject in enumerate(subjects)
    )


class _Work:
    """What waits to be verified, and what is done; for several threads."""

    def __init__(
        self, subjects: Sequence[Subject], verify: Callable[[Subject], Verified], cancel: Event
    ) -> None:
        self.done: Final[queue.SimpleQueue[tuple[int, Verified]]] = queue.SimpleQueue()
        self._waiting: Final[queue.SimpleQueue[tuple[int, Subject]]] = queue.SimpleQueue()
        self._verify: Final = verify
        self._cancel: Final = cancel
        for place in enumerate(subjects):
            self._waiting.put(place)

    def go_on(self) -> None:
        """Verify one after the other until none is left, or it is ended."""
        with suppress(queue.Empty):
            while not self._cancel.is_set():
                place, subject = self._waiting.get_nowait()
                self.done.put((place, self._verify(subject)))


def _verified(subject: Subject, asked: Asked, cancel: Event, on_event: OnRunEvent) -> Verified:
    try:
        return verify_subject(
            subject,
            asked,
            cancel=cancel,
            on_event=lambda repeat, event: on_event(subject, repeat, event),
        )
    except Exception as error:  # noqa: BLE001 - a fault in one episode must not stop the night's work
        return met_fault(subject, asked, error)
