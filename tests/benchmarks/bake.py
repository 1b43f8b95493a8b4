"""How long a bake takes, against encoding the same video whole with ffmpeg.

A generated hour that is like an office worker's at 1920x1080, ten edits of every kind spread over it, our
bake with its own settings, and ffmpeg on the same video (written by ``recorder.video.mp4``) with the same
preset and quality, one after the other on the same machine, several times; medians and their ratio are
printed. The hour is drawn once, which takes minutes, and kept in a folder for temporary files. Run it with
``python -m tests.benchmarks.bake``.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.session_header import SessionSummary, summary_from_json, summary_to_json
from recorder.vault.session_reader import SessionAccess
from recorder.video.encoder import MEAN_GOP_FRAMES, EncoderSettings
from recorder.video.mp4 import same_size_runs, write_mp4
from studio.editing.bake import BakeOrder, bake, episode_header
from tests.rigs.drawn_session import worked_session
from tests.rigs.synthetic import HEADER, KEY

_SECONDS: Final = 3600
_SIZE: Final = (1920, 1080)
_TIMES: Final = 3


def main() -> None:
    """Bake the hour, encode it whole, and print both."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS
    folder = Path(tempfile.gettempdir()) / f"assent-bake-{seconds}"
    access = _drawn(folder, seconds)
    edits = ten_edits(seconds * NS_PER_SECOND)
    held = access.summary
    _say(
        f"{seconds / 60:.0f} minutes: {held.events:,} events, {held.packets:,} pictures, "
        f"{held.file_bytes / 1e6:.0f} MB; {len(edits)} edits"
    )
    video = folder / "whole.mp4"
    if not video.exists():
        with access.open() as reader:
            (run,) = same_size_runs(tuple(reader.packets(0)))
            write_mp4(run, video)
    ours, theirs = [], []
    for number in range(_TIMES):
        ours.append(_bake(access, edits, folder))
        theirs.append(_encode(video, folder))
        _say(f"run {number + 1}: bake {ours[-1]:.2f} s, ffmpeg {theirs[-1]:.2f} s")
    ratio = statistics.median(theirs) / statistics.median(ours)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    _say(f"medians: bake {statistics.median(ours):.2f} s, ffmpeg {statistics.median(theirs):.2f} s; "
         f"{ratio:.1f} times as fast; {memory_mb:.0f} MB at most")  # fmt: skip


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
        edits = edits.with_redaction(Subject.BOX, (part,))
    for share in (0.42, 0.9):
        part = Part(at(share, 60), takes_keys=True, takes_context=True)
        edits = edits.with_redaction(Subject.RANGE, (part,))
    return edits


def _drawn(folder: Path, seconds: int) -> SessionAccess:
    path, summary = folder / "hour.db", folder / "summary.json"
    if summary.exists():
        known: SessionSummary = summary_from_json(summary.read_text())
        return SessionAccess(path, KEY, known)
    folder.mkdir(exist_ok=True)
    for left in folder.iterdir():
        left.unlink()
    _say("drawing the hour…")
    access = worked_session(path, seconds=seconds, size=_SIZE)
    summary.write_text(summary_to_json(access.summary))
    return access


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


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
