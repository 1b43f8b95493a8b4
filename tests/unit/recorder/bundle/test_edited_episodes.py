"""Whatever a person cuts and redacts, what comes of it can be sealed, and opens as it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from recorder.bundle.identity import Identity
from recorder.bundle.opening import FolderSource, OpenOrder, open_bundle
from recorder.bundle.sealing import seal
from recorder.episode.edits import BoxStep, Cover, Cut, Edit, Edits, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.study_file import read_study
from recorder.vault.session_reader import SessionAccess
from tests.rigs.baking import bake_to
from tests.rigs.drawn_session import DrawnDesktop, work
from tests.rigs.frozen_bundle import content_of
from tests.rigs.sealed_bundle import RECEIVED_KEY, TODAY, header_for, nothing_told, seal_order, study_for

_MS = 1_000_000
_times = st.integers(-1000, 8000)
_ranges = st.tuples(_times, st.integers(1, 3000)).map(
    lambda each: TimeRange(each[0] * _MS, (each[0] + each[1]) * _MS)
)
_boxes = st.builds(Rect, st.integers(0, 600), st.integers(0, 300), st.integers(1, 400), st.integers(1, 300))
_covers = _boxes.map(lambda box: Cover(0, (BoxStep(0, box),)))
_parts = st.builds(Part, _ranges, st.none() | _covers, takes_keys=st.booleans(), takes_context=st.booleans())
_taken = st.lists(_parts, min_size=1, max_size=2).map(tuple)
_redactions = st.tuples(st.just(Subject.RANGE), _taken, st.just(""))
_contents = st.lists(_ranges | _redactions, max_size=4)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionAccess, Identity, bytes]:
    reader = Identity.generate("Quinn")
    study_toml = study_for([reader])
    path = tmp_path_factory.mktemp("worked") / "session.db"
    desktop = DrawnDesktop(path, header=header_for(study_toml), size=(320, 180))
    work(desktop, 4)
    desktop.pause(700)
    desktop.type("tea cake")
    return desktop.finish(), reader, study_toml


@settings(
    max_examples=8,
    deadline=None,
    # Each takes half a second: what fails is simple enough as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_contents)
def test_every_baked_episode_comes_through(
    worked: tuple[SessionAccess, Identity, bytes], tmp_path: Path, contents: list[object]
) -> None:
    session, reader, study_toml = worked
    items: list[Edit] = [
        Cut(number, content) if isinstance(content, TimeRange) else Redaction(number, *content)  # type: ignore[misc]
        for number, content in enumerate(contents, 1)
    ]
    episode = bake_to(tmp_path / "episode.db", session, Edits(tuple(items), len(items) + 1))
    order = seal_order(tmp_path, study_toml, episode, Identity.generate("Robin"))
    seal(order, nothing_told)
    received = tmp_path / "received.db"
    received.unlink(missing_ok=True)
    opening = OpenOrder(
        bundle_id=order.bundle_id,
        identity=reader,
        owners={},
        known_studies=frozenset({read_study(study_toml).sha256}),
        withdrawn=False,
        signer=None,
        today=TODAY,
        path=received,
        key=RECEIVED_KEY,
    )
    opened = open_bundle(opening, FolderSource(order.folder), nothing_told)
    got = SessionAccess(received, RECEIVED_KEY, opened.summary)
    with episode.open() as before, got.open() as after:
        assert content_of(after) == content_of(before)
        assert after.header == replace(before.header, session_id=order.bundle_id)
