"""Off the record is off the disk, and panic leaves nothing: not even to someone who has every key."""

import os
import shutil
from pathlib import Path

import pytest

from recorder.episode.events import ContextChanged, KeyPressed, Mark, MarkKind
from recorder.vault.errors import NoSuchSessionError
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.demo.person import Person
from studio.demo.search import find_words
from tests.rigs.recording import PASSPHRASE, Recording, RecordingRig, shows, study_text, typed, wait_for
from tests.rigs.sealed_pages import clear_database, clear_log

KEPT_TITLE, GONE_TITLE = "Marvelquill", "Zanthorple"
KEPT_COLOUR, GONE_COLOUR = "#00c8c8", "#e000e0"
STUDY = study_text(allowed_apps=["Allowed", "XTerm"])


class Disk:
    """The blocks of a running session's file and log, held by a second name: cut off, but still there."""

    def __init__(self, rig: RecordingRig) -> None:
        (self.file,) = rig.vault_home.glob("sessions/*.db")
        self.log = self.file.with_name(self.file.name + "-wal")
        self._links = [rig.folder / "file.link", rig.folder / "log.link"]
        for path, link in zip((self.file, self.log), self._links, strict=True):
            os.link(path, link)

    def clear(self, key: bytes) -> bytes:
        """All that the key shows of the blocks that were theirs."""
        file, log = (link.read_bytes() for link in self._links)
        return clear_database(file, key) + clear_log(log, key) + clear_log(file, key)

    def copy(self, folder: Path) -> None:
        """Keep them as they are now."""
        folder.mkdir()
        for link in self._links:
            shutil.copy(link, folder / link.name)


def session_key(home: Path, session_id: str) -> bytes:
    """From the catalog in this folder."""
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        return vault._catalog.session_key(session_id)  # noqa: SLF001 - what a thief would do


def opened(rig: RecordingRig) -> tuple[Person, Recording]:
    rig.consent(STUDY)
    person = Person(rig.desktop.environment(), pace=15)
    rig.desktop.start(["xterm", "-geometry", "50x12+40+500", "-title", KEPT_TITLE, "-e", "sh"])
    person.wait_for_window(KEPT_TITLE)
    rig.desktop.start(rig.bare_window("--class", "Allowed", "--title", "kept", "--colour", KEPT_COLOUR))
    person.wait_for_window("^kept$")
    return person, rig.record("--off-record-minutes", "0.15")


def do_things(rig: RecordingRig, person: Person, *, title: str, colour: str, text: str) -> None:
    """Show a colour, a title, and type."""
    window = rig.bare_window(
        "--class", "Allowed", "--title", title, "--colour", colour, "--place", "200x150+900+100"
    )
    rig.desktop.start(window)
    person.wait_for_window(f"^{title}$")
    person.look(5)
    terminal = person.wait_for_window(KEPT_TITLE).rect
    person.click(terminal.x + 20, terminal.y + 20)
    person.look(12)
    person.type(text)
    # Decided on and committed.
    person.look(18)


def test_what_is_off_the_record_is_nowhere_and_what_was_before_is_there(rig: RecordingRig) -> None:
    person, recording = opened(rig)
    do_things(rig, person, title="Ombrelune", colour="#d8d800", text="before")
    person.look(110)
    # From here on it lies within the time that is wiped.
    disk = Disk(rig)
    do_things(rig, person, title=GONE_TITLE, colour=GONE_COLOUR, text="9753108642")
    disk.copy(rig.folder / "before-the-wipe")
    rig.xdotool("key", "ctrl+shift+F10")
    recording.wait_until_told("▮▮")
    rig.xdotool("type", "--delay", "20", "135")
    # What is still there when it goes on is recorded again: so it goes first.
    rig.desktop.close_programs()
    rig.xdotool("key", "ctrl+shift+F9")
    recording.wait_until_told("● Recording", times=2)
    person.look(20)
    session = recording.stop()["session"]
    events = rig.events(session)
    assert "before" in typed(events)
    assert not [e for e in events if isinstance(e, KeyPressed) and e.name.isdigit()]
    titles = {e.window.title for e in events if isinstance(e, ContextChanged) and e.window is not None}
    assert "Ombrelune" in titles
    assert GONE_TITLE not in titles
    (wiped,) = [e for e in events if isinstance(e, Mark) and e.kind is MarkKind.OFF_THE_RECORD]
    pictures = list(rig.pictures(session))
    assert any(shows(picture.pixels, "#d8d800") for picture in pictures if picture.at_ns < wiped.at_ns)
    assert not [picture for picture in pictures if wiped.at_ns <= picture.at_ns < wiped.end_ns]
    assert not [picture for picture in pictures if shows(picture.pixels, GONE_COLOUR)]
    key = session_key(rig.vault_home, session)
    left = disk.clear(key) + clear_database(disk.file.read_bytes(), key)
    assert b"Ombrelune" in left
    assert GONE_TITLE.encode() not in left
    assert b'"char":"9"' not in left.replace(b" ", b"")
    # The same search finds it in the blocks as they were before.
    before = rig.folder / "before-the-wipe"
    were = clear_database((before / "file.link").read_bytes(), key) + clear_log(
        (before / "log.link").read_bytes(), key
    )
    assert GONE_TITLE.encode() in were
    assert b'"char":"9"' in were.replace(b" ", b"")
    assert not find_words([rig.folder], [GONE_TITLE])


def test_panic_leaves_nothing_even_to_who_kept_the_catalog_with_its_key(rig: RecordingRig) -> None:
    person, recording = opened(rig)
    do_things(rig, person, title=GONE_TITLE, colour=GONE_COLOUR, text="9753108642")
    disk = Disk(rig)
    disk.copy(rig.folder / "before-panic")
    old = rig.folder / "old-vault"
    shutil.copytree(rig.vault_home, old, ignore=shutil.ignore_patterns("sessions", "vault.lock"))
    (old / "sessions").mkdir()
    rig.xdotool("key", "ctrl+alt+shift+F12")
    ended = recording.ended()
    assert ended["kept"] is False
    session = ended["session"]
    assert not list(rig.vault_home.glob("sessions/*"))
    with rig.unlocked() as vault, pytest.raises(NoSuchSessionError):
        vault.open_session(session)
    key = session_key(old, session)
    before = rig.folder / "before-panic"
    were = clear_database((before / "file.link").read_bytes(), key) + clear_log(
        (before / "log.link").read_bytes(), key
    )
    assert GONE_TITLE.encode() in were
    assert GONE_TITLE.encode() not in disk.clear(key)
    assert b"Allowed" not in disk.clear(key)


def test_panic_during_a_pause_destroys_too(rig: RecordingRig) -> None:
    _, recording = opened(rig)
    rig.xdotool("key", "ctrl+shift+F9")
    recording.wait_until_told("▮▮")
    rig.xdotool("key", "ctrl+alt+shift+F12")
    assert recording.ended()["kept"] is False
    wait_for("the end of the file", lambda: not list(rig.vault_home.glob("sessions/*")))
