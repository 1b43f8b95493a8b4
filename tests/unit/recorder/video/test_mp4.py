from pathlib import Path

import av
import numpy as np
import pytest

from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.video.encoder import EncoderSettings, PictureEncoder
from recorder.video.mp4 import same_size_runs, write_mp4


def packets_of(width: int, height: int, times_ns: list[int], first_gop: int = 0) -> list[Packet]:
    encoder = PictureEncoder(0, width, height, first_gop=first_gop, settings=EncoderSettings(gop_frames=4))
    canvas = np.zeros((height, width, 4), np.uint8)
    made = []
    for index, at_ns in enumerate(times_ns):
        canvas[...] = 20 * index
        made.append(encoder.encode(canvas, Rect(0, 0, width, height), at_ns))
    return made


def test_the_true_times_survive(tmp_path: Path) -> None:
    times_ns = [5_000_000_000, 5_000_000_001, 5_100_000_000, 9_000_000_000, 3_600_000_000_000]
    write_mp4(packets_of(64, 48, times_ns), tmp_path / "v.mp4", starts_ns=5_000_000_000)
    with av.open(tmp_path / "v.mp4") as video:
        seen = [float(frame.time) for frame in video.decode(video=0)]
    true = [(at_ns - times_ns[0]) / 1e9 for at_ns in times_ns]
    assert seen == pytest.approx(true, abs=2.3e-5)


def test_a_changed_resolution_begins_another_run() -> None:
    packets = [
        *packets_of(64, 48, [0, 1, 2]),
        *packets_of(32, 32, [3, 4], first_gop=5),
        *packets_of(64, 48, [6], first_gop=9),
    ]
    assert [len(run) for run in same_size_runs(packets)] == [3, 2, 1]


def test_a_video_begins_with_a_key_frame(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key frame"):
        write_mp4(packets_of(64, 48, [0, 1])[1:], tmp_path / "v.mp4")
