"""Every format that there ever was is opened for good."""

from pathlib import Path

import pytest

from recorder.bundle.opening import FolderSource, OpenOrder, open_bundle
from recorder.bundle.statements import BUNDLE_FORMAT
from recorder.vault.session_reader import SessionAccess
from tests.rigs.frozen_bundle import FROZEN, content_of, frozen_bundle
from tests.rigs.sealed_bundle import RECEIVED_KEY, nothing_told

FORMATS = [f"format-{number}" for number in range(1, BUNDLE_FORMAT + 1)]


def test_every_format_is_kept() -> None:
    assert sorted(path.name for path in FROZEN.iterdir()) == FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_a_bundle_of_an_earlier_version_still_opens(name: str, tmp_path: Path) -> None:
    frozen = frozen_bundle(FROZEN / name)
    order = OpenOrder(
        bundle_id=frozen.bundle_id,
        identity=frozen.reader,
        owners={frozen.study_id: frozen.owner},
        known_studies=frozenset(),
        withdrawn=False,
        signer=None,
        today=frozen.today,
        path=tmp_path / "received.db",
        key=RECEIVED_KEY,
    )
    opened = open_bundle(order, FolderSource(frozen.store), nothing_told)
    with SessionAccess(order.path, RECEIVED_KEY, opened.summary).open() as reader:
        assert content_of(reader) == frozen.content
