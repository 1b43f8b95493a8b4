"""What a recording holds is not looked through while it is open, and is gone once nobody holds it."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from studio.ui.windows.garbage import GarbageCollection


class Thing:
    """Something in a circle."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collection() -> Iterator[GarbageCollection]:
    made = GarbageCollection()
    yield made
    made.end()
    made.deleteLater()


@pytest.mark.alone
def test_what_is_loaded_at_once_is_put_aside(collection: GarbageCollection, qtbot: QtBot) -> None:
    before = gc.get_freeze_count()
    loaded = [[number] for number in range(80_000)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() >= before + len(loaded))
    del collection


def test_what_was_put_aside_goes_when_content_is_dropped(collection: GarbageCollection, qtbot: QtBot) -> None:
    things = [Thing() for _ in range(80_000)]
    one = weakref.ref(things[0])
    qtbot.waitUntil(lambda: gc.get_freeze_count() >= len(things))
    things.clear()
    assert one() is not None
    collection.collect_all()
    assert one() is None
