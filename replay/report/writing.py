"""A report's files: a folder a run, and beside them what tells of all.

::

    DIR/index.html          all runs, without pictures
    DIR/junit.xml           all runs
    DIR/RUN/report.html     one run, with its pictures in clear
    DIR/RUN/junit.xml       the same run for machines
    DIR/RUN/run.json        its record, without pictures: what the index is made of, now and later

Files are for their owner alone (0600, folders 0700), and whole or not there: nobody meets half of one.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recorder.errors import UserFacingError
from replay.report.index_page import ListedRun, index_page
from replay.report.junit import junit_xml
from replay.report.reading import (
    MAX_INDEXED_BYTES,
    UnreadableRecordError,
    read_record,
    readable,
    record_bytes,
)
from replay.report.record import RunRecord
from replay.report.run_page import run_page

PAGE: Final = "report.html"
INDEX: Final = "index.html"
JUNIT: Final = "junit.xml"
RECORD: Final = "run.json"
_HALF: Final = ".part"
_PRIVATE_FILE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


class ReportNotWrittenError(UserFacingError):
    """A report's file cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The report cannot be written to {path}: {reason}.",
            kept="The replay's verdict stands; only its report is missing.",
            mend="Choose a folder that you may write to and that has room.",
        )


@dataclass(frozen=True, slots=True)
class KeptRuns:
    """What a report's folder holds.

    Attributes:
        runs: Those that can be read, without their pictures, by the names of their folders.
        unreadable: The names of folders whose record cannot be read.
    """

    runs: tuple[tuple[str, RunRecord], ...]
    unreadable: tuple[str, ...]


def write_run(folder: Path, record: RunRecord) -> Path:
    """Write a run's page, JUnit and JSON into a folder of its own name, over an earlier one of that name.

    One that could not be read again is written as ``reading.readable`` says.

    What a writer that was killed has left there goes first: it may be half of a page, with its pictures.

    Returns:
        The page.

    Raises:
        ReportNotWrittenError: It cannot be written there.
    """
    record = readable(record)
    own = folder / record.run_id
    _make(folder)
    _make(own)
    _clear_halves(own)
    _write(own / PAGE, run_page(record).encode())
    _write(own / JUNIT, junit_xml([record]))
    # Last: a run that is in the index has all of its files.
    _write(own / RECORD, record_bytes(record, with_pictures=False))
    return own / PAGE


def write_index(folder: Path) -> Path:
    """Write the page and the JUnit file of all runs that lie in a report's folder.

    Returns:
        The page.

    Raises:
        ReportNotWrittenError: They cannot be written there.
    """
    _make(folder)
    try:
        kept = read_runs(folder)
    except OSError as error:
        raise ReportNotWrittenError(folder, _reason(error)) from None
    listed = [
        ListedRun(record, f"{name}/{PAGE}" if (folder / name / PAGE).is_file() else "")
        for name, record in kept.runs
    ]
    _write(folder / JUNIT, junit_xml(run.record for run in listed))
    _write(folder / INDEX, index_page(listed, unreadable=kept.unreadable).encode())
    return folder / INDEX


def read_run(folder: Path, run_id: str) -> RunRecord | None:
    """A run that lies in a report's folder already; ``None`` where none does that can be read."""
    try:
        return _read(folder / run_id / RECORD)
    except (UnreadableRecordError, OSError):
        return None


def read_runs(folder: Path) -> KeptRuns:
    """The runs that lie in a report's folder already: those need not be made again.

    Raises:
        OSError: The folder cannot be read.
    """
    runs: list[tuple[str, RunRecord]] = []
    unreadable: list[str] = []
    for name, path in _records(folder):
        try:
            runs.append((name, _read(path)))
        except (UnreadableRecordError, OSError):
            unreadable.append(name)
    return KeptRuns(tuple(runs), tuple(unreadable))


def _records(folder: Path) -> Iterator[tuple[str, Path]]:
    if not folder.is_dir():
        return
    for own in sorted(folder.iterdir()):
        if own.is_dir() and not own.is_symlink() and (own / RECORD).exists():
            yield own.name, own / RECORD


def _read(path: Path) -> RunRecord:
    # Not a link to elsewhere, and no pipe that nobody writes to.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_INDEXED_BYTES:
            raise UnreadableRecordError("it is no file, or larger than any record without pictures")
        record = read_record(file.read(MAX_INDEXED_BYTES))
    if record.run_id != path.parent.name:
        raise UnreadableRecordError("it lies in the folder of another run")
    return record


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise ReportNotWrittenError(folder, _reason(error)) from None


def _clear_halves(own: Path) -> None:
    try:
        for half in own.glob(f".*{_HALF}"):
            half.unlink(missing_ok=True)
    except OSError as error:
        raise ReportNotWrittenError(own, _reason(error)) from None


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}{_HALF}")
    try:
        try:
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ReportNotWrittenError(path, _reason(error)) from None


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
