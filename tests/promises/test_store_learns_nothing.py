"""Sealed to names: the place where episodes lie, and whoever looks into it, learns nothing of what they hold.

Words are planted wherever the person, the study or the screen can say something. Then recordings are shared
by the real program, into a real S3 server with a key that may only put, and into a folder; and everything
that the store, the server, the machine and the program keep or say is searched.
"""

import base64
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import obstore
import psutil
import pytest
from obstore.exceptions import BaseError

from recorder.bundle.age_streams import decrypt_stream
from recorder.bundle.envelope import verify
from recorder.bundle.errors import NotForYouError
from recorder.bundle.identity import Identity
from recorder.bundle.layout import BUNDLES, is_bundle_id, is_tag
from recorder.commands.exit_codes import ExitCode
from recorder.episode.screen import Rect
from recorder.study_file import read_study
from recorder.vault.consents import consent_chain
from recorder.vault.session_header import new_session_id
from recorder.vault.vault import Vault
from studio.demo.s3_server import S3Key, S3Server
from studio.demo.search import Spelling, Wrapping, find_words, written
from studio.submission.credentials import Credentials
from studio.submission.receiving import abandon_opening, begin_opening, open_received
from studio.submission.store_errors import StoreRefusedError
from studio.submission.stores import open_store
from studio.taking_part import StudyFile, give_consent
from tests.rigs.at_the_command_line import AtTheCommandLine, told
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow
from tests.rigs.sharing import ALL, a_vault, approve_now, bake, give_keys, objects, quiet, study_for
from tests.rigs.synthetic import HEADER
from tests.rigs.tcp_proxy import tcp_proxy

TYPED: Final = "quokkaletter"
TITLE: Final = "Wombatledger"
APP: Final = "numbatpad"
STUDY: Final = "Bilbystudy"
CONTROLLER: Final = "Dingoinstitute"
TASK: Final = "Echidnatask"
CONTRIBUTOR: Final = "Robinetta"
READER: Final = Identity.generate("Quillfeather")
COLLEAGUE: Final = Identity.generate("Charlemagne")
FOLDER: Final = "kookaburrahome"
WORDS: Final = (
    TYPED,
    TITLE,
    APP,
    STUDY,
    CONTROLLER,
    TASK,
    CONTRIBUTOR,
    READER.name,
    COLLEAGUE.name,
    # The ids are nobody's business either.
    "office-tasks",
    "write-letter",
)
CONTROL: Final = "controlword"
"""Put into the store in clear, to see that the search would find it."""


@dataclass
class Sharing:
    """What was shared, and everything that can be searched after it.

    Attributes:
        person: Who shared.
        vault_words: What lies in the vault and opens it.
        study: The study.
        sessions: What was recorded, twice.
        bundles: What they were shared as, into the bucket.
        keys: What must not be told: the keys of the store and of the person.
        seen: What was seen of the program while it ran.
    """

    person: AtTheCommandLine
    study: StudyFile
    sessions: tuple[str, str]
    place: str
    folder: Path
    bundles: tuple[str, ...] = ()
    folder_bundle: str = ""
    keys: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict)
    seen: dict[str, bytes] = field(default_factory=dict)


def planted_study(store_url: str) -> StudyFile:
    file = study_for(
        {reader.name: reader.card.age_key for reader in (READER, COLLEAGUE)}, store_url=store_url
    )
    text = file.content.decode()
    for plain, word in (
        ("Everyday office tasks", f"{STUDY} of tasks"),
        ("Example Institute for Desktop Research", f"The {CONTROLLER}"),
        ("Write a short letter", f"An {TASK} in an editor"),
    ):
        assert plain in text
        text = text.replace(plain, word)
    return StudyFile(read_study(text.encode()), text.encode())


def record_planted(vault: Vault, file: StudyFile, now: datetime) -> str:
    """A recording that says every word it can."""
    study, chain = file.study, consent_chain(vault)
    grant = chain.newest_grant(study.id)
    assert grant is not None
    header = replace(
        HEADER,
        session_id=new_session_id(),
        study_id=study.id,
        study_version=study.version,
        study_sha256=study.sha256,
        task_id=study.tasks[0].id,
        grant_hash=chain.hash_of(grant),
        streams=tuple(sorted(stream.value for stream in grant.granted)),
        started_at=now,
    )
    new = vault.new_session(header, retention_days=study.retention_days)
    window = DrawnWindow(APP, f"{TITLE} - {APP}", Rect(10, 10, 280, 160))
    desktop = DrawnDesktop(new.path, key=new.key, header=header, size=(320, 200), windows=(window,))
    desktop.type(TYPED)
    desktop.click(100, 100)
    desktop.wait(500)
    vault.finish_session(desktop.finish().summary)
    return header.session_id


@pytest.fixture(scope="module")
def sharing(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Sharing:
    """Two recordings shared into a bucket, and one of them into a folder too, by the real program."""
    person = AtTheCommandLine(tmp_path_factory.mktemp("people") / FOLDER)
    person.sign_in(s3.contributor)
    place = s3.fresh_place()
    folder = tmp_path_factory.mktemp("drive") / "store"
    file = planted_study(s3.url(place))
    now = datetime.now(UTC)
    with person.vault() as vault:
        give_consent(vault, file, contributor=CONTRIBUTOR, answers=ALL, now=now)
        first, second = (record_planted(vault, file, now) for _ in range(2))
        for session in (first, second):
            bake(vault, session)
            approve_now(vault, session, now=now)
    made = Sharing(person, file, (first, second), place, folder)
    s3.pause()
    try:
        program = person.start("submit", first)
        watch(made, psutil.Process(program.pid), s3.port)
    finally:
        s3.go_on()
    assert person.end(program) == ExitCode.DONE, person.said
    assert person.run("submit", second) == ExitCode.DONE, person.said
    assert person.run("approve", first, "--to", folder, "--yes", "--skip-watching") == ExitCode.DONE
    assert person.run("submit", first, "--to", folder) == ExitCode.DONE, person.said
    with person.vault() as vault:
        rows = vault.submissions()
        identity = vault.identity()
        assert identity is not None
        made.secrets = {row.bundle_id: vault.submission_secret(row.bundle_id) for row in rows}
        made.bundles = tuple(row.bundle_id for row in rows[:2])
        made.folder_bundle = rows[2].bundle_id
        made.keys = (
            s3.contributor.secret_key,
            identity.age_secret,
            identity.signing_seed.hex(),
            *made.secrets.values(),
        )
    return made


def watch(made: Sharing, process: psutil.Process, port: int) -> None:
    """Look at the program all the time until it waits for the store; then at all that lies on the disk."""
    while not any(each.raddr and each.raddr.port == port for each in process.net_connections("tcp")):
        made.seen |= dict(told(process))
        assert process.status() != psutil.STATUS_ZOMBIE
    made.seen |= dict(told(process))
    shutil.copytree(made.person.vault_home, made.person.temp.parent / "vault-while-sent")


def decoded(data: bytes) -> bytes:
    """An object, with what its envelope wraps, unwrapped: a search does not look through two layers."""
    try:
        return data + base64.b64decode(json.loads(data)["payload"])
    except (ValueError, KeyError, TypeError):
        return data


def as_files(folder: Path, data: dict[str, bytes]) -> Path:
    """Put objects where they can be searched, their names with them."""
    for name, each in data.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(decoded(each))
    return folder


def test_payload_says_every_word_to_those_who_can_open_it(
    sharing: Sharing, s3: S3Server, tmp_path: Path
) -> None:
    """Else there would be nothing to find."""
    found = s3.objects(sharing.place)
    bundle = sharing.bundles[0]
    sealed = b"".join(data for name, data in sorted(found.items()) if f"{bundle}/payload" in name)
    clear = tmp_path / "clear"
    with (tmp_path / "sealed").open("w+b") as source, clear.open("wb") as target:
        source.write(sealed)
        source.seek(0)
        decrypt_stream(source, target, sharing.secrets[bundle])
    missing = set(WORDS) - {hit.word for hit in find_words([clear], WORDS)}
    assert missing == set()


def test_objects_and_their_names_hold_no_word(sharing: Sharing, s3: S3Server, tmp_path: Path) -> None:
    in_bucket = as_files(tmp_path / "bucket", s3.objects(sharing.place))
    in_folder = as_files(tmp_path / "folder", objects(sharing.folder))
    assert {path.name for path in (in_bucket / BUNDLES).iterdir()} == set(sharing.bundles)
    assert [path.name for path in (in_folder / BUNDLES).iterdir()] == [sharing.folder_bundle]
    assert find_words([in_bucket, in_folder], (*WORDS, FOLDER, *sharing.keys)) == ()


def test_names_are_opaque(sharing: Sharing, s3: S3Server) -> None:
    names = [*s3.objects(sharing.place), *objects(sharing.folder)]
    assert len(names) == 3 * (1 + 2 + 1)
    for name in names:
        top, bundle, *rest = name.split("/")
        assert top == BUNDLES
        assert is_bundle_id(bundle)
        match rest:
            case ["manifest.json"]:
                pass
            case ["payload", number]:
                assert number == "000000"
            case ["grants", file]:
                assert is_tag(file.removesuffix(".json"))
            case _:
                pytest.fail(f"what is {name}")


def test_objects_have_no_properties_of_their_own(sharing: Sharing, s3: S3Server) -> None:
    """No user metadata; and no kind of content but what the server itself guesses from the first bytes."""
    store = s3.store(sharing.place, s3.admin)
    said = [dict(obstore.get(store, name).attributes) for name in s3.objects(sharing.place)]
    assert {name for attributes in said for name in attributes} <= {"Content-Type"}
    kinds = {str(kind) for attributes in said for kind in attributes.values()}
    assert kinds <= {"application/octet-stream", "text/plain; charset=utf-8"}


def test_server_keeps_and_says_no_word(sharing: Sharing, s3: S3Server) -> None:
    obstore.put(s3.store(s3.fresh_place(), s3.admin), "control", CONTROL.encode())
    found = find_words([s3.data, s3.log], (*WORDS, FOLDER, CONTROL, *sharing.keys))
    assert {hit.word for hit in found} == {CONTROL}


def test_program_leaves_no_word_on_the_disk(sharing: Sharing) -> None:
    person = sharing.person
    places = [person.temp, person.vault_home, person.temp.parent / "vault-while-sent"]
    assert list((person.temp.parent / "vault-while-sent" / "outbox").rglob("manifest.json"))
    assert find_words(places, (*WORDS, *sharing.keys)) == ()
    # The key of the store lies there, where the person put it.
    own = sharing.keys[1:]
    assert find_words([person.home], (*WORDS, *own)) == ()


def test_program_says_no_word_that_is_not_asked_for(sharing: Sharing, tmp_path: Path) -> None:
    (tmp_path / "said").write_bytes(sharing.person.said)
    assert sharing.person.said
    assert find_words([tmp_path / "said"], (*WORDS, *sharing.keys)) == ()
    # What is asked before approving names the study, the task and the readers; never what was captured.
    (tmp_path / "answered").write_bytes(sharing.person.answered)
    assert find_words([tmp_path / "answered"], (TYPED, TITLE, APP, *sharing.keys)) == ()


def test_nobody_sees_a_word_of_the_running_program(sharing: Sharing, tmp_path: Path) -> None:
    for number, (what, data) in enumerate(sharing.seen.items()):
        (tmp_path / f"{number} {what}").write_bytes(data.replace(b"\0", b"\n"))
    assert any("cmdline" in what and b"submit" in data for what, data in sharing.seen.items())
    assert find_words([tmp_path], (*WORDS, *sharing.keys)) == ()


def test_wire_carries_no_word(sharing: Sharing, s3: S3Server, tmp_path: Path) -> None:
    """What a listener hears where the connection itself is not encrypted."""
    with tcp_proxy(s3.port, listens=True) as wire:
        person = sharing.person
        url = s3.url(s3.fresh_place(), endpoint=wire.endpoint)
        with person.vault() as vault:
            approve_now(vault, sharing.sessions[1], store_url=url, now=datetime.now(UTC))
        assert person.run("submit", sharing.sessions[1], "--to", url) == 0, person.said
        heard = bytes(wire.sent)
    assert b"manifest.json" in heard
    assert b"x-amz-meta" not in heard.lower()
    (tmp_path / "heard").write_bytes(heard)
    assert find_words([tmp_path / "heard"], (*WORDS, FOLDER, *sharing.keys)) == ()


def test_two_bundles_share_only_what_is_admitted(sharing: Sharing, s3: S3Server) -> None:
    """Of the same person, study and readers. What links them is listed here, and in ``recorder.bundle``."""
    found = s3.objects(sharing.place)
    with sharing.person.vault() as vault:
        identity = vault.identity()
        assert identity is not None
        card = Identity(identity.name, identity.signing_seed, identity.age_secret).card
    one, other = ({leaf for name, data in found.items() if bundle in name for leaf in leaves(name, data)}
                  for bundle in sharing.bundles)  # fmt: skip
    today = datetime.now(UTC).date()
    ends = today.fromordinal(today.toordinal() + sharing.study.study.retention_days)
    assert one & other == {
        # The layout's words, the format and the kinds of statement: the same for everybody.
        "bundles",
        "grants",
        "manifest.json",
        "payload",
        "000000",
        1,
        "application/vnd.assent.manifest+json",
        "application/vnd.assent.grant+json",
        # The days.
        today.isoformat(),
        ends.isoformat(),
    }
    # Each is signed by a key of its own: that the same hand shared both, only readers know.
    assert not {card.signing_key.hex(), card.age_key} & (one | other)


def leaves(name: str, data: bytes) -> Iterator[object]:
    """Every value in an object and its name that could be looked for elsewhere."""
    yield from name.split("/")
    if not name.endswith(".json"):
        # The header of an age file, but for its first line, and the rest in pieces.
        yield from (data[at : at + 16] for at in range(len(b"age-encryption.org/v1\n-> X25519 "), 400))
        return
    held = json.loads(data)
    kind = held["payloadType"].split(".")[-1].removesuffix("+json")
    yield held["payloadType"]
    yield from (value for signature in held["signatures"] for value in signature.values())
    body = json.loads(verify(kind, data).body)
    wrapped = body.pop("wrapped", "")
    yield from (line for line in wrapped.splitlines() if "-----" not in line and not line.startswith("YWdl"))
    yield from _values(body)


def _values(held: object) -> Iterator[object]:
    match held:
        case dict():
            for value in held.values():
                yield from _values(value)
        case list():
            for value in held:
                yield from _values(value)
        case _:
            yield held


def test_contributors_key_shows_whoever_steals_it_nothing(sharing: Sharing, s3: S3Server) -> None:
    store = s3.store(sharing.place, s3.contributor)
    names = list(s3.objects(sharing.place))
    for name in names:
        for look in (obstore.get, obstore.head, obstore.delete):
            with pytest.raises((BaseError, PermissionError)):
                look(store, name)
    with pytest.raises((BaseError, PermissionError)):
        list(obstore.list(store))
    assert list(s3.objects(sharing.place)) == names
    with pytest.raises(StoreRefusedError):
        list(open_store(s3.url(sharing.place), credentials=credentials(s3.contributor)).names(BUNDLES))


def opened_as(
    identity: Identity, sharing: Sharing, s3: S3Server, folder: Path, *, key: S3Key
) -> tuple[str, ...]:
    """Open the first bundle as somebody who knows the study; the names of those who can."""
    with pytest.MonkeyPatch.context() as patch, a_vault(folder / identity.name) as vault:
        for name, value in key.environment().items():
            patch.setenv(name, value)
        give_keys(vault, identity)
        vault.keep_study(sharing.study.study.sha256, sharing.study.content)
        url = s3.url(f"{sharing.place}/{BUNDLES}/{sharing.bundles[0]}")
        order = begin_opening(vault, url, now=datetime.now(UTC))
        try:
            return open_received(order, quiet).recipients
        finally:
            abandon_opening(vault, order, KeyboardInterrupt())
            assert not vault.paths.received_file(order.bundle_id).exists()


def test_buckets_admin_opens_nothing(sharing: Sharing, s3: S3Server, tmp_path: Path) -> None:
    with pytest.raises(NotForYouError):
        opened_as(Identity.generate("Sam"), sharing, s3, tmp_path, key=s3.admin)
    # The same way, those who are named open it.
    names = (READER.name, COLLEAGUE.name)
    assert opened_as(COLLEAGUE, sharing, s3, tmp_path, key=s3.reader) == names


def credentials(key: S3Key) -> Credentials:
    return Credentials(key.access_key, key.secret_key)


def test_search_would_find_a_word_in_any_spelling(tmp_path: Path) -> None:
    for number, (spelling, wrapping) in enumerate((s, w) for s in Spelling for w in Wrapping):
        (tmp_path / str(number)).write_bytes(b"\x01\x02" + written(TYPED, spelling, wrapping) + b"\x03")
    assert len({hit.path for hit in find_words([tmp_path], [TYPED])}) == len(Spelling) * len(Wrapping)
