"""What a recording costs, beside what else could record the same minute.

Run it with ``make bench``. One private desktop at 1920x1080, one script of work (``workload.py``), and in
turn Assent; ``ffmpeg -f x11grab`` at the same rate, preset and quality; and ``openadapt-capture`` with its
defaults if it is installed. Machines are noisy: compare the columns of one run, not the numbers of two.

CPU is that of the whole process tree, from its start to its end, and, since starting Python and opening a
vault is no part of recording, from the first to the last moment of recording as well.
"""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import IO, Any, Final

import numpy as np
import psutil
import pytesseract
from numpy.typing import NDArray

from recorder.devices.pictures import X11Pictures
from recorder.episode.events import ButtonPressed, KeyPressed, PointerMoved, Scrolled
from recorder.episode.screen import Rect
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from recorder.video.decoder import decode_last
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat

HERE: Final = Path(__file__).parent
ASSENT: Final = (str(Path(sys.executable).with_name("assent")),)
RATE: Final = 10
PASSPHRASE: Final = "benchmarks keep no secrets 4711"  # noqa: S105 - of a vault that lives for a minute
SCREEN: Final = Rect(0, 0, 1920, 1080)
STILL: Final = ("still",)


@dataclass
class Cost:
    """What one recorder cost and what it got."""

    name: str
    cpu_s: float = 0.0
    steady_cpu_s: float = 0.0
    seconds: float = 0.0
    server_cpu_s: float = 0.0
    peak_mb: float = 0.0
    written_mb: float = 0.0
    stop_s: float = 0.0
    notes: dict[str, str] = field(default_factory=dict)


class Meter:
    """Watches a process and all that it starts."""

    def __init__(self, pid: int, server_pid: int) -> None:
        self._tree = psutil.Process(pid)
        self._server = psutil.Process(server_pid)
        self._seen: dict[psutil.Process, float] = {}
        self._peak_bytes = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def cpu_s(self) -> float:
        """CPU time of every process seen so far."""
        for process in self._processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            self._seen[process] = times.user + times.system
        return sum(self._seen.values())

    def server_cpu_s(self) -> float:
        """CPU time of the X server."""
        times = self._server.cpu_times()
        return times.user + times.system

    def close(self) -> float:
        """Stop watching.

        Returns:
            The peak of the tree's proportional memory, in MB.
        """
        self._stopping.set()
        self._thread.join()
        return self._peak_bytes / 1e6

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._tree, *self._tree.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _watch(self) -> None:
        while not self._stopping.wait(0.5):
            total = 0
            for process in self._processes():
                try:
                    total += process.memory_full_info().pss
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            self._peak_bytes = max(self._peak_bytes, total)


class Bench:
    """One desktop and one folder, used by one recorder after the other."""

    def __init__(self, desktop: PrivateDesktop, folder: Path, parts: Sequence[str]) -> None:
        self.desktop = desktop
        self.folder = folder
        self.parts = parts
        self.work: dict[str, Any] = {}
        self.true_screen: NDArray[np.uint8] | None = None

    def environment(self) -> dict[str, str]:
        """For every program of the benchmark."""
        return self.desktop.environment() | {
            "ASSENT_HOME": str(self.folder / "home"),
            "ASSENT_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }

    def run(
        self,
        name: str,
        command: Sequence[str],
        *,
        is_ready: Callable[[subprocess.Popen[bytes]], None],
        stop: int,
    ) -> tuple[Cost, bytes]:
        """Do the work while a command records it."""
        with self._worker() as worker:
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdout.readline()
            recorder = subprocess.Popen(
                command, env=self.environment(), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
            meter = Meter(recorder.pid, self._server_pid())
            is_ready(recorder)
            began, cpu_before, server_before = time.monotonic(), meter.cpu_s(), meter.server_cpu_s()
            _say(worker.stdin)
            self.work = json.loads(worker.stdout.readline())
            cost = Cost(name, seconds=time.monotonic() - began)
            cost.steady_cpu_s = meter.cpu_s() - cpu_before
            cost.server_cpu_s = meter.server_cpu_s() - server_before
            self.true_screen = self._picture()
            stopped = time.monotonic()
            recorder.send_signal(stop)
            out, _ = _finish(recorder)
            _, _, usage = out[1]
            cost.stop_s = time.monotonic() - stopped
            cost.cpu_s = usage.ru_utime + usage.ru_stime
            cost.peak_mb = meter.close()
            _say(worker.stdin)
        return cost, out[0]

    def _worker(self) -> subprocess.Popen[bytes]:
        wishes = [wish for part in self.parts for wish in ("--part", part)]
        return subprocess.Popen(
            [sys.executable, str(HERE / "workload.py"), "--wait", *wishes],
            env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def _server_pid(self) -> int:
        ours = psutil.Process().children(recursive=True)
        return next(process.pid for process in ours if process.name() == "Xvfb")

    def _picture(self) -> NDArray[np.uint8]:
        before = os.environ.get("XAUTHORITY")
        os.environ["XAUTHORITY"] = self.environment()["XAUTHORITY"]
        pictures = X11Pictures(self.desktop.display)
        try:
            return pictures.grab_region(SCREEN)[..., 2::-1].copy()
        finally:
            pictures.close()
            if before is None:
                del os.environ["XAUTHORITY"]
            else:
                os.environ["XAUTHORITY"] = before


def _finish(recorder: subprocess.Popen[bytes]) -> tuple[tuple[bytes, Any], bytes]:
    """Read what is left of a recorder's words, then its whole tree's resource use."""
    assert recorder.stdout is not None
    assert recorder.stderr is not None
    out, errors = recorder.stdout.read(), recorder.stderr.read()
    ended = os.wait4(recorder.pid, 0)
    recorder.returncode = os.waitstatus_to_exitcode(ended[1])
    recorder.stdout.close()
    recorder.stderr.close()
    return (out, ended), errors


def _say(pipe: IO[bytes]) -> None:
    pipe.write(b"\n")
    pipe.flush()


def run_assent(bench: Bench) -> Cost:
    """Record with Assent, then look into the vault."""
    home = bench.folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    passphrase = bench.folder / "passphrase"
    passphrase.write_text(PASSPHRASE)
    passphrase.chmod(0o600)
    study = HERE / "study.toml"
    for index, words in enumerate(
        (
            ["vault", "init", "--key", "passphrase", "--recovery-code-file", "{0}.code"],
            ["consent", "grant", str(study), "--as", "bench", "--screen", "--pointer", "--keyboard",
             "--context", "--agree", "--receipt", "{0}.receipt"],
        )
    ):  # fmt: skip
        kept = bench.folder / f"{time.monotonic_ns()}-{index}"
        subprocess.run(
            [*ASSENT, *(word.format(kept) for word in words)],
            env=bench.environment(), check=True, capture_output=True,
        )  # fmt: skip

    def is_ready(recorder: subprocess.Popen[bytes]) -> None:
        assert recorder.stderr is not None
        heard = b""
        while b"Recording" not in (line := recorder.stderr.readline()):
            heard += line
            if not line:
                raise RuntimeError(f"Assent did not begin to record: {heard.decode()}")
        time.sleep(1)

    cost, out = bench.run(
        "Assent",
        [*ASSENT, "record", "--study", str(study), "--task", "work", "--no-start", "--json"],
        is_ready=is_ready,
        stop=signal.SIGINT,
    )
    told = json.loads(out)
    cost.notes["longest wait of an event for the disk"] = f"{told['longest_wait_ms']} ms"
    _look_into_vault(cost, home, told["session"], bench)
    return cost


def _look_into_vault(cost: Cost, home: Path, session: str, bench: Bench) -> None:
    sent = bench.work["sent"]
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault, vault.open_session(session) as reader:
        events = [numbered.event for numbered in reader.events()]
        monitor = reader.monitor_ids()[0]
        packets = list(reader.packets(monitor))
        last = decode_last(reader.gop_at(monitor, packets[-1].at_ns))
    cost.written_mb = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    for name, kinds in (
        ("moves", PointerMoved), ("keys", KeyPressed), ("clicks", ButtonPressed), ("scrolls", Scrolled),
    ):  # fmt: skip
        got = sum(isinstance(event, kinds) for event in events)
        if sent.get(name):
            cost.notes[f"{name} sent / recorded"] = f"{sent[name]:,} / {got:,}"
    if "animation" in bench.work["began_ns"] and "scrolling" in bench.work["began_ns"]:
        cost.notes["frame interval, animation"] = _intervals(events, [p.at_ns for p in packets], bench.work)
    cost.notes["pictures"] = f"{len(packets):,}"
    if bench.true_screen is not None:
        cost.notes["OCR of the last picture"] = _ocr_verdict(last, bench.true_screen)


def _intervals(events: Sequence[object], frames_ns: Sequence[int], work: dict[str, Any]) -> str:
    """Between the pictures of the animation; its place in the session is known from the last pointer move."""
    moved_ns = max(event.at_ns for event in events if isinstance(event, PointerMoved))
    offset = moved_ns - work["began_ns"]["scrolling"]
    start_ns, end_ns = (work["began_ns"][part] + offset for part in ("animation", "still_again"))
    inside = [at_ns for at_ns in frames_ns if start_ns + 5e8 <= at_ns <= end_ns - 5e8]
    between = [(after - before) / 1e6 for before, after in pairwise(inside)]
    cuts = quantiles(between, n=100)
    return f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms"


def _ocr_verdict(shown: NDArray[np.uint8], true: NDArray[np.uint8]) -> str:
    words = [pytesseract.image_to_string(np.repeat(np.repeat(each, 2, 0), 2, 1)) for each in (shown, true)]
    if words[0] == words[1]:
        return f"equal ({len(words[0].split())} words)"
    return f"differs ({len(words[1].split())} words)"


def run_ffmpeg(bench: Bench) -> Cost:
    """Record the pictures alone, unencrypted, with ffmpeg."""
    out = bench.folder / "ffmpeg.mp4"
    out.unlink(missing_ok=True)
    cost, _ = bench.run(
        "ffmpeg x11grab",
        ["ffmpeg", "-v", "error", "-f", "x11grab", "-draw_mouse", "0", "-framerate", str(RATE),
         "-video_size", "1920x1080", "-i", bench.desktop.display, "-c:v", "libx264", "-preset", "ultrafast",
         "-tune", "zerolatency", "-crf", "23", "-pix_fmt", "yuv420p", str(out)],
        is_ready=lambda _: time.sleep(2),
        stop=signal.SIGINT,
    )  # fmt: skip
    cost.written_mb = out.stat().st_size / 1e6
    return cost


_OPENADAPT_PROGRAM: Final = """
import signal, sys, time
from openadapt_capture import Recorder
stopping = []
signal.signal(signal.SIGINT, lambda *_: stopping.append(True))
with Recorder(sys.argv[1], task_description="benchmark") as recorder:
    recorder.wait_for_ready()
    print("ready", flush=True)
    while not stopping:
        time.sleep(0.05)
"""


def run_openadapt(bench: Bench, python: str) -> Cost:
    """Record with openadapt-capture's defaults."""
    out = bench.folder / "openadapt"
    shutil.rmtree(out, ignore_errors=True)

    def is_ready(recorder: subprocess.Popen[bytes]) -> None:
        assert recorder.stdout is not None
        while b"ready" not in (line := recorder.stdout.readline()):
            if not line:
                raise RuntimeError("openadapt-capture did not begin to record")

    cost, _ = bench.run(
        "openadapt-capture",
        [python, "-c", _OPENADAPT_PROGRAM, str(out)],
        is_ready=is_ready,
        stop=signal.SIGINT,
    )
    cost.written_mb = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    return cost


def table(costs: Sequence[Cost]) -> str:
    """The costs side by side, as Markdown."""
    against = next((cost for cost in costs if cost.name.startswith("ffmpeg")), None)
    rows: list[list[str]] = [["", *(cost.name for cost in costs)]]
    rows.append(["---"] * len(rows[0]))

    def add(name: str, show: Callable[[Cost], str]) -> None:
        rows.append([name, *(show(cost) for cost in costs)])

    add(
        "CPU, from start to end",
        lambda cost: f"{cost.cpu_s:.1f} s" + _ratio(cost.cpu_s, against.cpu_s if against else None),
    )
    add(
        "CPU while recording",
        lambda cost: (
            f"{cost.steady_cpu_s:.1f} s"
            + _ratio(cost.steady_cpu_s, against.steady_cpu_s if against else None)
        ),
    )
    add("CPU of the X server meanwhile", lambda cost: f"{cost.server_cpu_s:.1f} s")
    add("Peak memory", lambda cost: f"{cost.peak_mb:.0f} MB")
    add("Written", lambda cost: f"{cost.written_mb:.1f} MB")
    add("Time to stop", lambda cost: f"{cost.stop_s:.2f} s")
    notes = dict.fromkeys(name for cost in costs for name in cost.notes)
    rows += [[note, *(cost.notes.get(note, "") for cost in costs)] for note in notes]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _ratio(value: float, against: float | None) -> str:
    return f" ({value / against:.2f})" if against else ""


def main() -> None:
    """Run all of it and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--still-only", action="store_true", help="only the still desktop")
    parser.add_argument("--openadapt-python", default="", help="a Python that has openadapt-capture")
    wishes = parser.parse_args()
    python = wishes.openadapt_python or (
        sys.executable if importlib.util.find_spec("openadapt_capture") else ""
    )
    parts_of = (
        {"A still desktop": STILL}
        if wishes.still_only
        else {"A minute of work": (), "A still desktop": STILL}
    )
    with (
        PrivateDesktop(ScreenFormat(width=1920, height=1080)) as desktop,
        tempfile.TemporaryDirectory(prefix="assent-bench-") as folder,
    ):
        for title, parts in parts_of.items():
            bench = Bench(desktop, Path(folder), parts)
            costs = [run_assent(bench), run_ffmpeg(bench)]
            if python:
                costs.append(run_openadapt(bench, python))
            seconds = costs[0].seconds
            print(f"\n{title} ({seconds:.0f} s)\n\n{table(costs)}", flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
