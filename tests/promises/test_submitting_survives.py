"""Nothing is lost, doubled or half there, however sharing and receiving is cut off; and little is touched.

The real program, killed as a power cut does it at moments from its first to its last, started twice at once,
and out of space. What a reader sees of the store is looked at all the time.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.identity import Identity
from recorder.bundle.layout import bundle_folder, manifest_name
from recorder.commands.exit_codes import ExitCode
from recorder.vault.sharing_rows import ReceivedState, SubmissionState
from studio.demo.s3_server import S3Server
from tests.rigs.at_the_command_line import AtTheCommandLine
from tests.rigs.cut_off import CutOffs, cut_offs
from tests.rigs.sharing import a_vault, approve_now, contributor, give_keys, objects, study_for, submitted

READER: Final = Identity.generate("Quinn")
# More of them where it is sent and written down.
MOMENTS: Final = (0.0, 0.15, 0.3, 0.5, 0.7, 0.8, 0.86, 0.92, 0.96, 0.98, 0.99)
# How many calls a run makes depends a little on how long it waits: the last moment can come too late.
CUT_OFF_OR_DONE: Final = {-signal.SIGKILL, ExitCode.DONE}


@dataclass(frozen=True)
class Prepared:
    """Vaults to copy.

    Attributes:
        robins: The contributor's; what they recorded is approved, and not sealed yet.
        quinns: The reader's.
        store: The study's, a folder.
        session: What is approved.
        sent: A store in which a bundle lies already.
        bundle: That bundle.
    """

    robins: Path
    quinns: Path
    store: Path
    session: str
    sent: Path
    bundle: str


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    store, now = folder / "store", datetime.now(UTC)
    store.mkdir()
    file = study_for({"Quinn": READER.card.age_key}, store_url=store.as_uri())
    with a_vault(folder / "quinns") as vault:
        give_keys(vault, READER)
        vault.keep_study(file.study.sha256, file.content)
    with contributor(folder / "robins", file, now=now) as shared:
        bundle = submitted(shared, now=now)
    shutil.copytree(store, folder / "sent")
    shutil.rmtree(folder / "robins")
    with contributor(folder / "robins", file, now=now) as shared:
        approve_now(shared.vault, shared.session_id, now=now)
        session = shared.session_id
    return Prepared(folder / "robins", folder / "quinns", store, session, folder / "sent", bundle)


@pytest.fixture
def store(prepared: Prepared) -> Path:
    """The study's store, empty."""
    shutil.rmtree(prepared.store)
    prepared.store.mkdir()
    return prepared.store


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CutOffs]:
    with cut_offs(tmp_path_factory.mktemp("runner")) as made:
        yield made


@pytest.fixture
def robin(tmp_path: Path) -> AtTheCommandLine:
    return AtTheCommandLine(tmp_path / "robin")


@pytest.fixture
def quinn(tmp_path: Path) -> AtTheCommandLine:
    return AtTheCommandLine(tmp_path / "quinn")


def fresh(person: AtTheCommandLine, vault: Path) -> None:
    shutil.rmtree(person.vault_home, ignore_errors=True)
    shutil.copytree(vault, person.vault_home)


def assert_nothing_half(there: dict[str, bytes]) -> None:
    """Where a manifest can be seen, all can be; and never anything of a second bundle."""
    whole = {name for name, data in there.items() if data}
    bundles = {name.split("/")[1] for name in whole}
    assert len(bundles) <= 1
    if any(name.endswith("manifest.json") for name in whole):
        assert len(whole) == 3, whole


def assert_sent_once(person: AtTheCommandLine, there: dict[str, bytes]) -> None:
    assert_nothing_half(there)
    with person.vault() as vault:
        (row,) = vault.submissions()
        assert row.state is SubmissionState.SENT
        assert vault.submission_receipt(row.bundle_id, "submitted")
        assert there[manifest_name(row.bundle_id)]
        assert sum(map(len, there.values())) == row.total_bytes
        outbox = vault.paths.outbox
        assert not [file for file in outbox.rglob("*") if file.is_file()], "nothing sealed lies about"


def spread(calls: int, moments: Iterable[float]) -> list[int]:
    return [1 + round(calls * moment) for moment in moments]


@pytest.mark.slow
def test_program_that_is_killed_at_any_moment_sends_once(
    prepared: Prepared, store: Path, runner: CutOffs, robin: AtTheCommandLine
) -> None:
    def look() -> None:
        # Written under other names first, which no listing shows.
        assert_nothing_half({name: data for name, data in seen(store).items() if "#" not in name})

    fresh(robin, prepared.robins)
    whole = runner.run(robin.environment(), "submit", prepared.session, counts=True, watch=look)
    assert whole.code == ExitCode.DONE, whole.said
    assert_sent_once(robin, objects(store))
    states: set[str] = set()
    for moment in spread(whole.calls, MOMENTS):
        shutil.rmtree(store)
        store.mkdir()
        fresh(robin, prepared.robins)
        killed = runner.run(robin.environment(), "submit", prepared.session, at=moment, watch=look)
        assert killed.code in CUT_OFF_OR_DONE, killed.said
        look()
        with robin.vault() as vault:
            states |= {row.state.value for row in vault.submissions()} or {"not begun"}
        again = runner.run(robin.environment(), "submit", prepared.session, watch=look)
        assert again.code == ExitCode.DONE, again.said
        assert_sent_once(robin, {name: data for name, data in objects(store).items() if "#" not in name})
    assert states >= {"not begun", "sealing", "waiting"}, "the moments lie all along the way"


def test_program_that_is_killed_while_it_sends_to_a_bucket(
    prepared: Prepared, runner: CutOffs, robin: AtTheCommandLine, s3: S3Server
) -> None:
    robin.sign_in(s3.contributor)

    def place() -> tuple[str, tuple[str, ...]]:
        name = s3.fresh_place()
        fresh(robin, prepared.robins)
        with robin.vault() as vault:
            approve_now(vault, prepared.session, store_url=s3.url(name), now=datetime.now(UTC))
        return name, ("submit", prepared.session, "--to", s3.url(name))

    def look() -> None:
        assert_nothing_half(s3.objects(name))

    name, command = place()
    whole = runner.run(robin.environment(), *command, counts=True, watch=look)
    assert whole.code == ExitCode.DONE, whole.said
    for moment in spread(whole.calls, MOMENTS[5::2]):
        name, command = place()
        killed = runner.run(robin.environment(), *command, at=moment, watch=look)
        assert killed.code in CUT_OFF_OR_DONE, killed.said
        again = runner.run(robin.environment(), *command, watch=look)
        assert again.code == ExitCode.DONE, again.said
        assert_sent_once(robin, s3.objects(name))


def test_program_that_is_killed_while_it_receives_leaves_nothing_half(
    prepared: Prepared, runner: CutOffs, quinn: AtTheCommandLine
) -> None:
    place = prepared.sent / bundle_folder(prepared.bundle)
    fresh(quinn, prepared.quinns)
    whole = runner.run(quinn.environment(), "open", place, counts=True)
    assert whole.code == ExitCode.DONE, whole.said
    for moment in spread(whole.calls, MOMENTS[2::2]):
        fresh(quinn, prepared.quinns)
        killed = runner.run(quinn.environment(), "open", place, at=moment)
        assert killed.code in CUT_OFF_OR_DONE, killed.said
        again = runner.run(quinn.environment(), "sessions")
        assert again.code == ExitCode.DONE, again.said
        with quinn.vault() as vault:
            kept = [row.bundle_id for row in vault.received() if row.state is ReceivedState.OPENED]
            files = {file.name.split(".")[0] for file in vault.paths.received.glob("*")}
            assert files == set(kept), "what was not finished is gone with the next start"
        again = runner.run(quinn.environment(), "open", place)
        assert again.code == ExitCode.DONE, again.said
        with quinn.vault() as vault, vault.received_access(prepared.bundle).open() as reader:
            assert any(reader.events())


def seen(store: Path) -> dict[str, bytes]:
    """What a reader of a folder sees while others write there; read as the store's client does, at once."""
    there: dict[str, bytes] = {}
    for folder, _, names in os.walk(store):
        for name in names:
            file = Path(folder) / name
            with suppress(FileNotFoundError):
                there[str(file.relative_to(store))] = file.read_bytes()
    if any(name.endswith("manifest.json") for name in there):
        # The manifest may have come while the walk was past its neighbours.
        return objects(store)
    return there


def test_two_at_once_send_once(prepared: Prepared, store: Path, robin: AtTheCommandLine) -> None:
    fresh(robin, prepared.robins)
    programs = [robin.start("submit", prepared.session) for _ in range(2)]
    codes = sorted(robin.end(program) for program in programs)
    # One of them may find the vault in use, and says so; or finds it shared already.
    assert codes in ([ExitCode.DONE, ExitCode.DONE], [ExitCode.DONE, ExitCode.BUSY]), robin.said
    assert_sent_once(robin, objects(store))
    assert robin.run("submit", prepared.session) == ExitCode.DONE
    assert b"already shared" in robin.answered
    assert_sent_once(robin, objects(store))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory, that can be filled."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "assent-test", str(disk)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount one: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path, *, but: int) -> None:
    """Take all the space but so many bytes."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    free = os.statvfs(disk)
    ballast.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - but)))


def out_of_space(disk: Path, attempt: Callable[[], object], check: Callable[[], None]) -> int:
    """Try with more and more space; how often there was too little."""
    for times, but in enumerate((0, *((24 << 10) << doublings for doublings in range(10)))):
        fill(disk, but=but)
        code = attempt()
        if code == ExitCode.DONE:
            return times
        assert code == ExitCode.DISK
        check()
    pytest.fail("that much is enough")


def test_without_space_nothing_half_is_sealed(
    prepared: Prepared, store: Path, small_disk: Path, runner: CutOffs, robin: AtTheCommandLine
) -> None:
    robin.vault_home = small_disk / "vault"
    fresh(robin, prepared.robins)
    said: list[str] = []

    def attempt() -> int:
        ended = runner.run(robin.environment(), "submit", prepared.session)
        said.append(ended.said)
        return ended.code

    def check() -> None:
        assert_nothing_half(objects(store))
        # Where only the last word of it could not be written down, the sealed bundle lies here whole.
        for outbox in (robin.vault_home / "outbox").glob("*"):
            sealed = {name: data for name, data in objects(outbox).items() if name.startswith("bundles/")}
            assert_nothing_half(sealed)
            assert len(sealed) in {0, 3}
        assert "space" in said[-1], "and says what to do"

    assert out_of_space(small_disk, attempt, check) > 1
    (small_disk / "ballast").unlink()
    assert_sent_once(robin, objects(store))


def test_without_space_nothing_half_is_received(
    prepared: Prepared, small_disk: Path, runner: CutOffs, quinn: AtTheCommandLine
) -> None:
    quinn.vault_home = small_disk / "vault"
    fresh(quinn, prepared.quinns)
    place = prepared.sent / bundle_folder(prepared.bundle)
    said: list[str] = []

    def attempt() -> int:
        ended = runner.run(quinn.environment(), "open", place)
        said.append(ended.said)
        return ended.code

    def check() -> None:
        assert not list((quinn.vault_home / "received").glob("*"))
        assert "space" in said[-1], "and says what to do"

    assert out_of_space(small_disk, attempt, check) > 1
    (small_disk / "ballast").unlink()
    with quinn.vault() as vault, vault.received_access(prepared.bundle).open() as reader:
        assert any(reader.events())


CALLS: Final = (
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod"
    ",mknodat,memfd_create,truncate,connect,execve"
)
WRITES: Final = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
DATABASE: Final = r"\.db(-wal|-journal|-reserve)?"
OWN_FILES: Final = re.compile(
    rf"(vault\.json(\.\d+\.part)?|vault\.lock|catalog{DATABASE}"
    rf"|received(/[0-9a-f]{{32}}({DATABASE})?)?|outbox(/[0-9a-f]{{32}}(/.*)?)?)\Z"
)
NO_FILES: Final = {"/dev/null", "/dev/tty"}
# The last two tell the platform's name and where libraries are.
OWN_PROGRAMS: Final = {"assent", "python", "uname", "ldconfig"}


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_every_path_written_and_every_connection_is_on_a_short_list(
    prepared: Prepared, robin: AtTheCommandLine, quinn: AtTheCommandLine, s3: S3Server, tmp_path: Path
) -> None:
    """Of sharing into a bucket, and of receiving from it: the vault, and the store's one address."""
    name = s3.fresh_place()
    url = s3.url(name)
    robin.sign_in(s3.contributor)
    quinn.sign_in(s3.reader)
    fresh(robin, prepared.robins)
    fresh(quinn, prepared.quinns)
    with robin.vault() as vault:
        approve_now(vault, prepared.session, store_url=url, now=datetime.now(UTC))
    assert traced(robin, s3, tmp_path / "one", "submit", prepared.session, "--to", url)
    with robin.vault() as vault:
        (row,) = vault.submissions()
    bundle = s3.url(f"{name}/{bundle_folder(row.bundle_id)}")
    assert traced(quinn, s3, tmp_path / "two", "open", bundle)


def traced(person: AtTheCommandLine, s3: S3Server, trace: Path, *arguments: object) -> list[str]:
    """Run it, and hold all that it wrote and whom it spoke to against the list; the vault's own paths."""
    wrapper = ("strace", "-f", "-qq", "-s", "300", "-e", f"trace={CALLS}", "-o", str(trace))
    assert person.end(person.start(*arguments, wrapper=wrapper)) == ExitCode.DONE, person.said
    calls = [line.split(None, 1)[1] for line in trace.read_text().splitlines() if " = -1 E" not in line]
    written = [path for call in calls for path in written_paths(call)]
    vault = str(person.vault_home) + "/"
    ours = [path.removeprefix(vault) for path in written if path.startswith(vault)]
    assert not [path for path in ours if not OWN_FILES.match(path)]
    assert not {path for path in written if not path.startswith(vault)} - NO_FILES
    all_calls = trace.read_text()
    addresses = set(re.findall(r"sin_port=htons\((\d+)\), sin_addr=inet_addr\(\"([\d.]+)\"\)", all_calls))
    assert addresses == {(str(s3.port), "127.0.0.1")}
    programs = {Path(call.split('"')[1]).name for call in calls if call.startswith("execve(")}
    assert {re.sub(r"[\d.]+$", "", program) for program in programs} <= OWN_PROGRAMS
    return ours


def written_paths(call: str) -> list[str]:
    name = call.partition("(")[0]
    if name in {"connect", "execve"} or (name.startswith("open") and not WRITES.search(call)):
        return []
    paths = [path.removeprefix("@") for path in re.findall(r'"([^"]*)"', call)]
    return paths if name != "memfd_create" else [f"memfd:{path}" for path in paths]
