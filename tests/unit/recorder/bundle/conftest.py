import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rigs.sealed_bundle import BundleRig, sealed_bundle


@pytest.fixture(scope="session")
def sealed_once(tmp_path_factory: pytest.TempPathFactory) -> BundleRig:
    """Made once: every test gets a copy."""
    return sealed_bundle(tmp_path_factory.mktemp("sealed"), seconds=3)


@pytest.fixture
def rig(sealed_once: BundleRig, tmp_path: Path) -> BundleRig:
    shutil.copytree(sealed_once.order.folder, tmp_path / "store")
    return replace(sealed_once, folder=tmp_path, order=replace(sealed_once.order, folder=tmp_path / "store"))
