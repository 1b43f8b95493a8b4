"""How long a bake takes, against encoding the same video whole with ffmpeg.

Ten edits of every kind spread over the hour, our bake with its own settings, and ffmpeg on the same video
(written by ``recorder.video.mp4``) with the same preset and quality, one after the other, several times.
"""

import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from recorder.episode.edits import BoxStep, Cover, Edits, Part
from recorder.episode.edits import Subject as Redacted
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.session_reader import SessionAccess
from recorder.video.encoder import MEAN_GOP_FRAMES, EncoderSettings
from recorder.video.mp4 import same_size_runs, write_mp4
from studio.editing.bake import BakeOrder, bake, episode_header
from tests.benchmarks.review_parts.measured import Measured, Subject
from tests.rigs.synthetic import HEADER, KEY

_TIMES: Final = 3
_BAKE_S: Final = 60.0
_TIMES_AS_FAST: Final = 10.0


def measure(subject: Subject) -> Iterator[Measured]:
    """Bake the hour and encode it whole, in turns."""
    access = subject.hour.access
    video = subject.folder / "whole.mp4"
    with access.open() as reader:
        (run,) = same_size_runs(tuple(reader.packets(0)))
        write_mp4(run, video)
    edits = ten_edits(access.summary.ended_ns)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(_TIMES):
        ours.append(_bake(access, edits, subject.folder))
        theirs.append(_encode(video, subject.folder))
    ratio = statistics.median(theirs) / statistics.median(ours)
    yield Measured(f"bake with {len(edits)} edits", "s", ours, budget=_BAKE_S)
    yield Measured("encode the same video whole with ffmpeg", "s", theirs)
    yield Measured("so many times as fast as ffmpeg", "x", [ratio], budget=_TIMES_AS_FAST, is_least=True)


def ten_edits(ended_ns: int) -> Edits:
    """Ten edits as a person makes them, a cut at the start and one at the end among them."""

    def at(share: float, seconds: float) -> TimeRange:
        start_ns = round(ended_ns * share)
        return TimeRange(start_ns, start_ns + round(seconds * NS_PER_SECOND))

    def box(rect: Rect) -> Cover:
        return Cover(0, (BoxStep(0, rect),))

    edits = Edits().with_cut(TimeRange(0, 5 * NS_PER_SECOND)).with_cut(at(0.25, 40)).with_cut(at(0.6, 3))
    edits = edits.with_cut(TimeRange(ended_ns - 10 * NS_PER_SECOND, ended_ns + NS_PER_SECOND))
    line, window = Rect(66, 80, 700, 24), Rect(960, 270, 640, 540)
    for share, seconds, rect in ((0.1, 8, line), (0.33, 15, line), (0.5, 30, window), (0.8, 12, line)):
        part = Part(at(share, seconds), box(rect), takes_keys=True, takes_context=True)
        edits = edits.with_redaction(Redacted.BOX, (part,))
    for share in (0.42, 0.9):
        part = Part(at(share, 60), takes_keys=True, takes_context=True)
        edits = edits.with_redaction(Redacted.RANGE, (part,))
    return edits


def _bake(access: SessionAccess, edits: Edits, folder: Path) -> float:
    path = folder / "episode.db"
    path.unlink(missing_ok=True)
    order = BakeOrder(access, edits, episode_header(HEADER, edits, episode_id="episode"), path, KEY)
    started = time.monotonic()
    bake(order, lambda _done, _total: None)
    return time.monotonic() - started


def _encode(video: Path, folder: Path) -> float:
    settings = EncoderSettings()
    started = time.monotonic()
    subprocess.run(
        [
            "ffmpeg", "-v", "error", "-y", "-i", video, "-fps_mode", "passthrough", "-c:v", "libx264",
            "-preset", settings.preset, "-crf", str(settings.crf), "-g", str(MEAN_GOP_FRAMES),
            folder / "encoded.mp4",
        ],
        check=True,
    )  # fmt: skip
    return time.monotonic() - started
