"""How long, and how, it is tried again."""

from itertools import pairwise

import pytest

from studio.submission.patience import LONGEST_SECONDS, PATIENCE_SECONDS, Patience, ToldProgress
from studio.submission.store_errors import NoSuchBucketError, UnreachableStoreError


class Attempts:
    """Fails so often, then goes well."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self.left = failures
        self.made = 0
        self._error = error or UnreachableStoreError("s3://there")

    def __call__(self) -> str:
        self.made += 1
        if self.left:
            self.left -= 1
            raise self._error
        return "done"


def nothing() -> None:
    """Nobody wants to end it."""


def test_tries_again_longer_and_longer_apart() -> None:
    waits: list[float] = []
    assert Patience(nothing, waits.append).call(Attempts(6)) == "done"
    assert len(waits) == 6
    for number, seconds in enumerate(waits):
        assert 0.25 * 2**number <= seconds <= 0.5 * 2**number


def test_two_do_not_wait_for_the_same_time() -> None:
    waits: list[float] = []
    for _ in range(2):
        Patience(nothing, waits.append).call(Attempts(1))
    assert waits[0] != waits[1]


def test_gives_up_after_minutes_and_not_before_one() -> None:
    waits: list[float] = []
    attempts = Attempts(1000)
    with pytest.raises(UnreachableStoreError):
        Patience(nothing, waits.append).call(attempts)
    assert 60 < PATIENCE_SECONDS - LONGEST_SECONDS < sum(waits) <= PATIENCE_SECONDS
    assert attempts.made == len(waits) + 1


def test_is_patient_anew_after_each_success() -> None:
    waits: list[float] = []
    patience = Patience(nothing, waits.append)
    for _ in range(20):
        assert patience.call(Attempts(5)) == "done"
    assert sum(waits) > PATIENCE_SECONDS
    assert max(waits) <= 8


def test_what_must_be_mended_is_not_tried_again() -> None:
    attempts = Attempts(1, NoSuchBucketError("s3://there"))
    with pytest.raises(NoSuchBucketError):
        Patience(nothing, lambda _: pytest.fail("it waited")).call(attempts)
    assert attempts.made == 1


def test_waiting_can_be_called_off() -> None:
    asked: list[None] = []

    def watch() -> None:
        asked.append(None)
        if len(asked) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        Patience(watch).call(Attempts(1000))


def test_progress_is_told_again() -> None:
    told: list[tuple[int, int]] = []
    progress = ToldProgress(lambda done, total: told.append((done, total)), 10)
    progress(0, 10)
    progress.add(4)
    progress.again()
    progress.add(6)
    assert told == [(0, 10), (4, 10), (4, 10), (10, 10)]
    assert all(before <= after for (before, _), (after, _) in pairwise(told))
