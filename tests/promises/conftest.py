"""A recording to attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from replay.displays.private import PrivateDesktop
from tests.rigs.recording import RecordingRig


@pytest.fixture
def rig(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[RecordingRig]:
    """A vault on a private desktop, without any consent yet."""
    made = RecordingRig(desktop, tmp_path / "rig")
    made.make_vault()
    yield made
    made.close()
