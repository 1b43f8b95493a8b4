"""The Check page: nothing yet, what waits, what runs and is seen live, what came of it, what is refused."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from recorder.episode.phrase import phrase
from recorder.study_file import read_study
from recorder.vault.vault import Vault
from replay.isolation.in_force import Isolation
from studio.app import Studio
from studio.checking.wanted import Wanted
from studio.taking_part import StudyFile
from studio.ui.models.check_items import CheckState
from studio.ui.models.checking_desk import CheckingDesk
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.checking.middle import Pane
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.widgets.review_panel import ReviewPanel
from tests.pictures.camera import Camera, the, turn
from tests.rigs.letters import know_letters, receive_letter, record_letter, write_letter_once
from tests.rigs.received import know_study, receive, study_naming
from tests.rigs.shell_rig import study_file

_OVER: Final = frozenset({CheckState.DONE, CheckState.STOPPED})
_LONG: Final = "Write a short letter to the neighbours about the repair of the garden gate, and save it twice"
ResultT = TypeVar("ResultT")


def take_checking(camera: Camera, studio: Studio) -> str:
    """From an empty page to what came of three checks; the id of a recording of one's own that replays."""
    window, desk = studio.shell.window, studio.shell.checking.desk
    window.go(Visit(Place.RECEIVED, Opened.CHECKING))
    camera.page(window, "checking-nothing")
    same, other, asks, own = _ask(camera, studio, _fill)
    studio.shell.receiving.desk.refresh()
    studio.shell.checking.try_replaying(own)
    _settle(camera, desk, own, lambda: desk.item(own) is not None)
    camera.page(window, "checking-trial")
    desk.remove(own)
    _want(desk, Wanted(is_paused=True))
    studio.shell.checking.check((same, asks, other))
    _settle(camera, desk, same, lambda: _state(desk, same) is CheckState.PAUSED)
    camera.until("its desktop", lambda: the(CheckingPage).middle.live.picture.view is not None)
    camera.page(window, "checking-paused")
    the(CheckingPage).middle.live.toggle()
    _want(desk, Wanted())
    _settle(camera, desk, same, lambda: _state(desk, same) is CheckState.RUNNING)
    camera.page(window, "checking-running")
    _settle(camera, desk, other, lambda: _state(desk, other) is CheckState.DONE)
    for subject_id, name in ((same, "same"), (other, "different")):
        _choose(subject_id)
        camera.until("the comparison", lambda: the(CheckingPage).middle.pane is Pane.COMPARISON)
        camera.until(
            "the answer", lambda: any(panel.isVisible() for panel in window.findChildren(ReviewPanel))
        )
        turn(400)
        camera.page(window, f"checking-{name}")
    _choose(asks)
    camera.page(window, "checking-asks")
    camera.dialog(studio.shell.window.close, "checking-closing") if desk.is_running else None
    window.go(Visit(Place.RECEIVED))
    camera.until("what came of them", lambda: any(item.finding for item in studio.shell.receiving.desk.items))
    the(ReceivedPage).table.choose(other)
    camera.page(window, "received-checked")
    _take_trouble(camera, studio, same)
    return own


def _take_trouble(camera: Camera, studio: Studio, checked: str) -> None:
    """What cannot be replayed, what can no longer be seen, and no wall."""
    window, desk = studio.shell.window, studio.shell.checking.desk
    damaged, stranger = _ask(camera, studio, _spoil)
    studio.shell.checking.check((damaged, stranger))
    for subject_id, name in ((damaged, "damaged"), (stranger, "study-unknown")):
        _settle(camera, desk, subject_id, partial(_is_over, desk, subject_id))
        _choose(subject_id)
        camera.page(window, f"checking-{name}")
    _ask(camera, studio, _lose_pictures)
    _choose(checked)
    camera.until("that they are gone", lambda: the(CheckingPage).middle.word.has_button)
    camera.page(window, "checking-unreadable")
    page = the(CheckingPage)
    none = Isolation(why_not=phrase("The program bwrap, which makes the wall, is not installed."))
    for needs_wall, name in ((True, "no-wall"), (False, "without-wall")):
        desk.want(Wanted(needs_wall=needs_wall))
        desk.wall_changed.emit(none)
        camera.page(window, f"checking-{name}")
    camera.dialog(lambda: page.wall_requested.emit(False), "checking-no-wall-asked")  # noqa: FBT003 - a signal


def _fill(vault: Vault) -> tuple[str, str, str, str]:
    letter = write_letter_once()
    file = know_letters(vault, study_id="letters")
    long = know_letters(vault, title=_LONG, study_id="long-letters")
    return (
        receive_letter(vault, file, letter),
        receive_letter(vault, long, letter, differs=True),
        receive_letter(vault, file, letter, chord=("ctrl_l", "alt_l", "t")),
        record_letter(vault, file, letter),
    )


def _spoil(vault: Vault) -> tuple[str, str]:
    """A copy that is damaged, and a recording of a study that nobody added."""
    file = know_study(vault)
    damaged = receive(vault, file, seconds=12)
    path = vault.paths.received_file(damaged)
    path.write_bytes(path.read_bytes()[:-4096])
    unknown = study_naming(study_file().study.recipients[0].age_key, study_id="unknown")
    return damaged, receive(vault, StudyFile(read_study(unknown), unknown), seconds=12)


def _lose_pictures(vault: Vault) -> None:
    for sealed in vault.paths.checks.iterdir():
        sealed.write_bytes(b"something else")


def _is_over(desk: CheckingDesk, subject_id: str) -> bool:
    return _state(desk, subject_id) in _OVER


def _want(desk: CheckingDesk, wanted: Wanted) -> None:
    desk.want(wanted)
    the(CheckingPage).show_wanted()


def _choose(subject_id: str) -> None:
    queue = the(CheckingPage).queue
    place = queue.rows.place_of(subject_id)
    assert place is not None
    queue.setCurrentIndex(queue.rows.index(place))


def _state(desk: CheckingDesk, subject_id: str) -> CheckState | None:
    item = desk.item(subject_id)
    return None if item is None else item.state


def _settle(camera: Camera, desk: CheckingDesk, subject_id: str, come: Callable[[], object]) -> None:
    camera.until(f"a check, which is {_state(desk, subject_id)}", come)


def _ask(camera: Camera, studio: Studio, work: Callable[[Vault], ResultT]) -> ResultT:
    heard: list[ResultT] = []
    studio.shell.desk.ask(work, on_done=heard.append)
    camera.until("the vault's answer", lambda: heard)
    return heard[0]
