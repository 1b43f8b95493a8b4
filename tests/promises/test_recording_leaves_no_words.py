"""Encrypted from the first byte: what is typed, shown or named is nowhere in clear, whatever happens.

Searched: the vault, the temporary folder, the home, standard output and error with the log at its most
talkative, and the arguments and environment of every process.
"""

import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from studio.demo.person import Person
from studio.demo.search import find_words
from tests.rigs.processes import is_running
from tests.rigs.recording import Recording, RecordingRig, kill, study_text, typed, wait_for

IN_TERMINAL = "Trobblewick"
IN_EDITOR = "Ombrelunette"
ON_SCREEN = "kettlewhimsy"
IN_TITLE = "Plumbergast"
WORDS = (IN_TERMINAL, IN_EDITOR, ON_SCREEN, IN_TITLE)
# They are typed in two halves each, so that only the screen and the title show them whole.
SAY = "printf '%s%s\\n' kettle whimsy; printf '\\033]2;%s%s\\007' Plumber gast\n"


def recorded(rig: RecordingRig) -> Recording:
    """A recording in which all words were typed, shown or named, and are in the vault."""
    person = Person(rig.desktop.environment(), pace=20)
    rig.desktop.start(["xterm", "-title", "first", "-geometry", "70x20+20+40", "-e", "sh"])
    rig.desktop.start(["mousepad"])
    editor = person.wait_for_window("Mousepad").rect
    terminal = person.wait_for_window("^first$").rect
    recording = rig.record()
    person.click(terminal.x + 30, terminal.y + 30)
    person.look(8)
    person.type(f": {IN_TERMINAL}\n{SAY}")
    person.wait_for_window(IN_TITLE)
    person.click(editor.right - 40, editor.bottom - 60)
    person.look(12)
    person.type(IN_EDITOR)
    # Longer than it takes to decide on the last key and to write it down.
    person.look(20)
    return recording


def assert_no_word(rig: RecordingRig) -> None:
    assert not find_words([rig.folder], WORDS)


def test_no_word_is_in_any_file_or_process_while_it_records_or_after(rig: RecordingRig) -> None:
    rig.consent(study_text())
    with recorded(rig) as recording:
        assert_no_word(rig)
        assert not words_of_processes()
        for process in (recording.process.pid, recording.child.pid):
            assert psutil.Process(process).rlimit(resource.RLIMIT_CORE) == (0, 0)
        session = recording.stop()["session"]
    assert_no_word(rig)
    # Not even one key or one title a line: the most talkative log is silent about what is recorded.
    _, _, running = recording.said().partition("● Recording")
    assert {line.split()[0] for line in running.splitlines()[1:]} <= {"●", "▮▮"}
    for command in (("sessions",), ("show", session), ("vault", "check")):
        done = rig.run(*command)
        assert done.returncode == 0
        shown = (done.stdout + done.stderr).lower()
        # `show` names the windows that were worked in: to the person who asks, and to no file.
        assert not [word for word in (IN_TERMINAL, IN_EDITOR, ON_SCREEN) if word.lower() in shown]
    assert_no_word(rig)
    # The same search finds what was exported in clear: it can find.
    events = rig.events(session)
    assert IN_EDITOR in typed(events)
    assert IN_TERMINAL in typed(events)
    clear = rig.folder / "clear"
    assert rig.run("export", session, "--out", str(clear), "--yes").returncode == 0
    assert {IN_TERMINAL, IN_EDITOR, IN_TITLE} <= {hit.word for hit in find_words([clear], WORDS)}


@pytest.mark.slow
@pytest.mark.parametrize(
    "victims",
    [
        pytest.param(lambda it: [it.child.pid], id="the recording process"),
        pytest.param(lambda it: [it.process.pid], id="the command"),
        pytest.param(lambda it: [it.process.pid, it.child.pid], id="both"),
    ],
)
def test_no_word_is_in_any_file_after_kill_9(
    rig: RecordingRig, victims: Callable[[Recording], list[int]]
) -> None:
    rig.consent(study_text())
    with recorded(rig) as recording:
        child = recording.child
        kill(*victims(recording))
        recording.process.wait(20)
        # Without its command the recording ends by itself.
        wait_for("the end of the recording", lambda: not is_running(child))
        assert_no_word(rig)
    listed = rig.run("sessions", "--json")
    assert listed.returncode == 0
    assert_no_word(rig)
    with rig.unlocked() as vault:
        (row,) = vault.sessions()
    assert IN_EDITOR in typed(rig.events(row.session_id))


def words_of_processes() -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            with suppress(OSError):
                data = (folder / name).read_bytes().lower()
                found += [word for word in WORDS if word.lower().encode() in data]
    return found
