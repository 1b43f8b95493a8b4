"""Whether sealing and opening keep up with age, and stay small: ``python -m tests.benchmarks.bundle``.

Episodes of several sizes are made: pictures whose bytes nothing compresses, ten a second, and a pointer that
reports 285 times a second. Each step runs in a process of its own, so that its memory is its own. ``age``
gets the very bytes of the payload, from a file into a file; so does the pipeline alone, which is what sealing
and opening are without the vault: what they do beside it is to read and to write encrypted databases. Prints
medians of the time and of the processors' time, the ratio of the times to age's, and how much memory was
needed beyond what the program takes when it does nothing; asserts nothing: machines are noisy. Where others
keep the machine busy, a step's two threads wait for each other: there the processors' time tells more.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np

from recorder.bundle.age_streams import decrypt_stream, encrypt_stream, public_key
from recorder.bundle.conduit import ConduitReader, Feeder
from recorder.bundle.identity import Identity
from recorder.bundle.layout import part_name
from recorder.bundle.mcap_writing import CHUNK_BYTES
from recorder.bundle.opening import FolderSource, OpenOrder, open_bundle
from recorder.bundle.payload_parts import PartReader, PartWriter
from recorder.bundle.payload_writing import PayloadContent, payload_pieces
from recorder.bundle.sealing import SealOrder, payload_content, seal
from recorder.bundle.unsealing import unseal
from recorder.episode.ending import EndReason
from recorder.episode.events import MonitorsChanged, NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.vault.codec import EventRow, pointer_moved_row
from recorder.vault.disk import make_private_folder
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import SessionWriter
from recorder.video.annexb import START_CODE, parameter_sets
from recorder.video.encoder import EncoderSettings, PictureEncoder
from tests.rigs.sealed_bundle import RECEIVED_KEY, TODAY, header_for, nothing_told, seal_order, study_for
from tests.rigs.synthetic import KEY

SIZES_MB: Final = (50, 400, 1500)
_MB: Final = 1_000_000
_GAP_NS: Final = 100_000_000
_MOVES: Final = 28
_GROUP: Final = 100
_KEY_BYTES: Final = 250_000
_LEAST_BYTES: Final = 2_000
_MOST_BYTES: Final = 60_000
_AT_ONCE: Final = 100
_RESET: Final = Path("/proc/self/clear_refs")
_MONITOR: Final = Monitor(0, "generated", Rect(0, 0, 1920, 1080), 1.0, is_primary=True)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured.

    Attributes:
        order: How to seal the episode.
        reader: Who may open it.
        folder: Where anything may be written.
    """

    order: SealOrder
    reader: Identity
    folder: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """What a step took.

    Attributes:
        seconds: Each time.
        busy: The processors' time of each, that of programs it started included.
        memory_mb: The most memory beyond what the idle program takes.
    """

    seconds: tuple[float, ...]
    busy: tuple[float, ...]
    memory_mb: float

    @property
    def median_s(self) -> float:
        return statistics.median(self.seconds)

    @property
    def busy_s(self) -> float:
        return statistics.median(self.busy)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=int, nargs="*", default=SIZES_MB, help="sizes of the pictures, in MB")
    parser.add_argument("--times", type=int, default=3, help="how often each step is done")
    parser.add_argument("--folder", type=Path, help="where to work; needs four times the largest size")
    chosen = parser.parse_args()
    for size_mb in chosen.mb:
        with tempfile.TemporaryDirectory(prefix="assent-bundle-", dir=chosen.folder) as folder:
            _measure(Path(folder), size_mb, chosen.times)


def _measure(folder: Path, size_mb: int, times: int) -> None:
    subject = _subject(folder, size_mb)
    plain = folder / "payload.mcap"
    _apart(_write_plain, subject, 1)
    size = plain.stat().st_size
    _say(
        f"\n{size_mb} MB of pictures, {subject.order.source.summary.events:,} events, a payload of "
        f"{size / _MB:.0f} MB, at a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    _say(f"{'':34} {'median s':>9} {'MB/s':>7} {'of age':>7} {'busy s':>7} {'memory MB':>10}")
    steps: tuple[tuple[str, str, Callable[[Subject], None]], ...] = (
        ("age", "age encrypts the payload", _age_encrypts),
        ("age", "the pipeline alone seals it", _seal_alone),
        ("age", "seal, out of the vault", _seal),
        ("", "  of that, making the payload", _make_payload),
        ("age -d", "age decrypts the payload", _age_decrypts),
        ("age -d", "the pipeline alone opens it", _open_alone),
        ("age -d", "open, into the vault", _open),
    )
    base: dict[str, float] = {}
    for of, name, step in steps:
        found = _apart(step, subject, times)
        base.setdefault(of, found.median_s)
        ratio = f"{base[of] / found.median_s:.2f}" if of else ""
        rate = size / _MB / found.median_s
        _say(
            f"{name:34} {found.median_s:9.2f} {rate:7.0f} {ratio:>7} {found.busy_s:7.2f} "
            f"{found.memory_mb:10.0f}"
        )


def _subject(folder: Path, size_mb: int) -> Subject:
    contributor, reader, owner = map(Identity.generate, ("Robin", "Quinn", "Olive"))
    study_toml = study_for([reader], owner=owner)
    source = _episode(folder / "episode.db", study_toml, size_mb * _MB)
    return Subject(seal_order(folder, study_toml, source, contributor), reader, folder)


def _episode(path: Path, study_toml: bytes, size: int) -> SessionAccess:
    chance = np.random.default_rng(7)
    writer = SessionWriter.fill(path, KEY, header_for(study_toml))
    writer.append([NumberedEvent(1, MonitorsChanged(0, (_MONITOR,)))], [])
    pictures = _pictures(chance)
    seq, written, at_ns = 1, 0, 0
    while written < size:
        packets: list[Packet] = []
        rows: list[EventRow] = []
        for _ in range(_AT_ONCE):
            packet = next(pictures)
            packets.append(packet)
            at_ns, written = packet.at_ns, written + len(packet.data)
            rows += (
                pointer_moved_row(seq + 1 + move, at_ns + move * _GAP_NS // _MOVES, 400 + move, 300)
                for move in range(_MOVES)
            )
            seq += _MOVES
        writer.append_rows(rows, packets)
    summary = writer.finish(at_ns + _GAP_NS, EndReason.STOPPED)
    return SessionAccess(path, KEY, summary)


def _pictures(chance: np.random.Generator) -> Iterator[Packet]:
    """What looks like H.264 to whoever does not decode it."""
    encoder = PictureEncoder(0, 1920, 1080, settings=EncoderSettings())
    blank = np.zeros((1080, 1920, 4), np.uint8)
    parameters = parameter_sets(encoder.encode(blank, _MONITOR.rect, 0).data)
    number = 0
    while True:
        is_key = number % _GROUP == 0
        size = _KEY_BYTES if is_key else int(chance.integers(_LEAST_BYTES, _MOST_BYTES))
        # No zeros, so that nothing in it looks like a start code.
        body = chance.integers(1, 256, size, np.uint8).tobytes()
        data = (parameters if is_key else b"") + START_CODE + (b"\x65" if is_key else b"\x41") + body
        yield Packet(0, number * _GAP_NS, number // _GROUP, is_key, data)
        number += 1


def _write_plain(subject: Subject) -> None:
    with (subject.folder / "payload.mcap").open("wb") as file:
        for piece in payload_pieces(_content(subject)):
            file.write(piece)


def _make_payload(subject: Subject) -> None:
    for _ in payload_pieces(_content(subject)):
        pass


def _content(subject: Subject) -> PayloadContent:
    order = subject.order
    return payload_content(order)


def _seal(subject: Subject) -> None:
    seal(subject.order, nothing_told)


def _seal_alone(subject: Subject) -> None:
    """The payload's file into parts: the same thread, pipe, encryption, hashes and syncs as in ``seal``."""
    root, order = subject.folder / "alone", subject.order
    shutil.rmtree(root, ignore_errors=True)
    make_private_folder((root / part_name(order.bundle_id, 0)).parent)
    with (
        (subject.folder / "payload.mcap").open("rb", buffering=0) as file,
        Feeder(
            lambda conduit: conduit.write_all(iter(lambda: file.read(CHUNK_BYTES), b"")), name="f"
        ) as feeder,
        PartWriter(root, order.bundle_id, _nothing_counted) as writer,
    ):
        encrypt_stream(ConduitReader(feeder.conduit, _nothing), writer, [public_key(order.secret)])
        writer.finish()


def _open_alone(subject: Subject) -> None:
    """The parts of the sealed bundle into nothing: fetched, checked and decrypted as in ``open_bundle``."""
    order, source = subject.order, FolderSource(subject.order.folder)
    unsealed = unseal(order.bundle_id, source, identity=subject.reader, signer=None, today=TODAY)
    reader = PartReader(source, order.bundle_id, unsealed.manifest.parts, arrived=_nothing_counted)
    with Feeder(lambda conduit: decrypt_stream(reader, conduit, unsealed.secret), name="f") as feeder:
        while feeder.conduit.take(_nothing):
            pass


def _nothing() -> None:
    pass


def _nothing_counted(_size: int) -> None:
    pass


def _open(subject: Subject) -> None:
    path = subject.folder / "received.db"
    path.unlink(missing_ok=True)
    order = OpenOrder(
        bundle_id=subject.order.bundle_id,
        identity=subject.reader,
        owners={},
        known_studies=frozenset({subject.order.source.open().header.study_sha256}),
        withdrawn=False,
        signer=None,
        today=TODAY,
        path=path,
        key=RECEIVED_KEY,
    )
    open_bundle(order, FolderSource(subject.order.folder), nothing_told)


def _age_encrypts(subject: Subject) -> None:
    plain, sealed = subject.folder / "payload.mcap", subject.folder / "payload.age"
    sealed.unlink(missing_ok=True)
    _run("age", "-r", subject.reader.card.age_key, "-o", str(sealed), str(plain))


def _age_decrypts(subject: Subject) -> None:
    key, again = subject.folder / "key.txt", subject.folder / "again.mcap"
    key.write_text(subject.reader.age_secret)
    _run("age", "-d", "-i", str(key), "-o", str(again), str(subject.folder / "payload.age"))
    again.unlink()


def _run(*command: str) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise SystemExit("this needs the program age")
    subprocess.run([program, *command[1:]], check=True)


def _apart(step: Callable[[Subject], None], subject: Subject, times: int) -> Measured:
    """Do a step in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_timed, step, subject, times).result()


def _timed(step: Callable[[Subject], None], subject: Subject, times: int) -> Measured:
    _RESET.write_text("5")  # from here on the highest memory is counted anew: proc_pid_clear_refs(5)
    before_kb = _memory_kb("VmRSS")
    seconds, busy = [], []
    for _ in range(times):
        began, busy_before = time.perf_counter(), _busy_s()
        step(subject)
        seconds.append(time.perf_counter() - began)
        busy.append(_busy_s() - busy_before)
    return Measured(tuple(seconds), tuple(busy), (_memory_kb("VmHWM") - before_kb) / 1024)


def _busy_s() -> float:
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _memory_kb(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
