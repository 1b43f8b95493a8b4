"""What others shared: nothing yet, what waits, what is refused, what is watched; cards, stores and owners."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recorder.bundle.layout import bundle_folder
from recorder.vault.sharing_rows import GoneBecause
from recorder.vault.vault import Vault
from studio.app import Studio
from studio.submission.sign_ins import SignIn
from studio.taking_part import StudyFile
from studio.ui.models.places import Place, Visit
from studio.ui.models.received_rows import Standing
from studio.ui.pages.consent_page import ConsentPage
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.viewing.bench import ViewingBench
from studio.ui.pages.viewing.inspector import ViewingTab
from studio.ui.pages.viewing.page import ViewingPage
from studio.ui.widgets.switch import Switch
from studio.ui.words import tr
from tests.pictures.camera import Camera, the, turn
from tests.rigs.received import OTHER_OWNER, know_study, receive, study_naming
from tests.rigs.sharing import contributor, submitted
from tests.rigs.shell_rig import study_file

_STUDY = "reading-tasks"
ResultT = TypeVar("ResultT")


def take_receiving(camera: Camera, studio: Studio) -> None:
    """From the first sight of the place to a recording of somebody else."""
    window, settings = studio.shell.window, studio.shell.settings
    settings.change(receives=True)
    window.go(Visit(Place.RECEIVED))
    camera.page(window, "received-first-steps")
    with tempfile.TemporaryDirectory() as made:
        _take_list(camera, studio, Path(made))
        _take_owners(camera, studio, Path(made))
    _take_settings(camera, studio)


def _take_list(camera: Camera, studio: Studio, folder: Path) -> None:
    window, desk = studio.shell.window, studio.shell.receiving.desk
    store = folder / "store"
    store.mkdir()
    file = _ask(camera, studio, lambda vault: know_study(vault, store=store.as_uri(), study_id=_STUDY))
    now = datetime.now(UTC)
    with contributor(folder / "sender", file, now=now) as shared:
        bundle_id = submitted(shared, now=now)
    _ask(camera, studio, lambda vault: _receive(vault, file))
    desk.study_added()
    camera.until("the study", lambda: desk.studies)
    _press("&Look for new ones")
    camera.until("what waits", lambda: the(ReceivedPage).model.place_of(bundle_id) is not None)
    camera.until("the pictures", lambda: the(ReceivedPage).pictures.count)
    the(ReceivedPage).table.choose(bundle_id)
    camera.page(window, "received")
    part = next((store / bundle_folder(bundle_id) / "payload").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[:-1] + b"\0")
    _press("&Open")
    camera.until("the refusal", lambda: any(item.standing is Standing.REFUSED for item in desk.items))
    camera.page(window, "received-refused")
    part.write_bytes(whole)
    opened = next(item for item in desk.items if item.standing is Standing.OPENED)
    the(ReceivedPage).table.choose(opened.bundle_id)
    camera.dialog(lambda: _press("&Remove my copy…"), "received-removing")
    the(ReceivedPage).table.choose(bundle_id)
    _press("&Try again")
    camera.until("the recording", lambda: isinstance(window.page, ViewingPage) and window.page.bench)
    turn(800)
    camera.page(window, "received-watched")
    the(ViewingBench).inspector.setCurrentIndex(ViewingTab.ACTIONS)
    camera.page(window, "received-actions")


def _receive(vault: Vault, file: StudyFile) -> None:
    receive(vault, file, days_ago=2, seconds=331, typed="dear friend, thank you")
    receive(vault, file, task="list-and-note", days_ago=5, seconds=95)
    for task, because in (
        ("replace-in-minutes", GoneBecause.WITHDRAWN),
        ("list-and-note", GoneBecause.EXPIRED),
    ):
        vault.destroy_received(receive(vault, file, task=task, days_ago=9), because)


def _take_owners(camera: Camera, studio: Studio, folder: Path) -> None:
    window, study = studio.shell.window, folder / "study.toml"
    stranger = study_file().study.recipients[0].age_key
    study.write_bytes(study_naming(stranger, study_id="new-tasks"))
    studio.shell.open_study(study)
    turn(500)
    camera.page(window, "consent-first-owner")
    study.write_bytes(study_naming(stranger, study_id=_STUDY, owner=OTHER_OWNER))
    studio.shell.open_study(study)
    turn(500)
    camera.page(window, "consent-other-owner")
    for switch in window.findChildren(Switch):
        switch.setChecked(True)
    the(QLineEdit).setText("Robin")
    camera.dialog(partial(_agree, camera), "consent-other-owner-asked")


def _agree(camera: Camera) -> None:
    """Agree, and stay until the question that comes then is answered."""
    button = next(each for each in the(ConsentPage).findChildren(QPushButton) if each.text() == tr("&Agree"))
    button.click()
    camera.until("the question", lambda: button.isEnabled() and QApplication.activeModalWidget() is None)


def _take_settings(camera: Camera, studio: Studio) -> None:
    window = studio.shell.window
    window.go(Visit(Place.SETTINGS))
    camera.until("the stores", lambda: the(SettingsPage).stores.is_known)
    the(SettingsPage).ensureWidgetVisible(the(SettingsPage).keys, 0, 0)
    camera.page(window, "settings-card")
    store = SignIn("s3://studies", "s3://studies/office-tasks (store.desktop-research.example)", None)
    camera.dialog(lambda: studio.shell.receiving.sign_in(store), "settings-sign-in")


def _ask(camera: Camera, studio: Studio, work: Callable[[Vault], ResultT]) -> ResultT:
    heard: list[ResultT] = []
    studio.shell.desk.ask(work, on_done=heard.append)
    camera.until("the vault's answer", lambda: heard)
    return heard[0]


def _press(name: str) -> None:
    """Press the button that is called so in English."""
    found = [
        each
        for each in the(ReceivedPage).findChildren(QPushButton)
        if each.isVisible() and each.text() == tr(name)
    ]
    found[0].click()
