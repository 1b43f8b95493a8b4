"""A recording and a bundle to attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from replay.displays.private import PrivateDesktop
from tests.rigs.hostile_bundle import bundle_in_small_parts
from tests.rigs.recording import RecordingRig
from tests.rigs.reviewing import Reviewing, make_reviewing
from tests.rigs.sealed_bundle import BundleRig


@pytest.fixture
def rig(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[RecordingRig]:
    """A vault on a private desktop, without any consent yet."""
    made = RecordingRig(desktop, tmp_path / "rig")
    made.make_vault()
    yield made
    made.close()


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> BundleRig:
    """A bundle in parts of a few kilobytes; tests leave it as it is, and change copies of its store."""
    return bundle_in_small_parts(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="session")
def reviewing(tmp_path_factory: pytest.TempPathFactory) -> Reviewing:
    """People who shared and received something; each test begins with ``reset``."""
    return make_reviewing(tmp_path_factory.mktemp("reviewing"))
