"""Takes all pictures in one look; a process of its own, since a scale holds for a process.

    python -m tests.pictures.one_look NAME VAULT REVIEWED PLAIN PREPARED FOLDER

Runs on the display that is in its environment, with the homes of the vault and the settings there as well.
"""

import os
import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication

from studio.app import Studio, make_application
from studio.settings import Settings, settings_path, write_settings
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.windows.appearance import speak, wear
from tests.pictures.bars import take_bars
from tests.pictures.camera import Camera
from tests.pictures.checking import take_checking
from tests.pictures.gates import take_first_run, take_lock
from tests.pictures.life import Life
from tests.pictures.looks import SITTINGS, Sitting
from tests.pictures.places import take_places
from tests.pictures.receiving import take_receiving
from tests.pictures.replaying import take_replaying
from tests.pictures.reviews import take_reviews
from tests.pictures.sharing import take_sharing


def take_all(sitting: Sitting, vault: Path, life: Life, folder: Path) -> None:
    """First with no vault, then with one."""
    home = Path(os.environ["ASSENT_HOME"])
    write_settings(settings_path(), Settings(look=sitting.look, language=sitting.language))
    app = make_application()
    app.setQuitOnLastWindowClosed(False)
    camera = Camera(folder)
    studio = _begin(app, sitting)
    take_first_run(camera, studio)
    _end(studio)
    shutil.rmtree(home)
    shutil.copytree(vault, home)
    studio = _begin(app, sitting)
    take_lock(camera, studio)
    take_places(camera, studio, life)
    take_bars(camera, studio)
    take_reviews(camera, studio, life)
    take_sharing(camera, studio, life)
    take_receiving(camera, studio)
    take_replaying(camera, studio, take_checking(camera, studio))
    _end(studio)


def _begin(app: QApplication, sitting: Sitting) -> Studio:
    settings = SettingsDesk(settings_path())
    wear(app, settings.now)
    speak(settings.now)
    studio = Studio(app, settings)
    studio.shell.show()
    studio.shell.window.resize(QSize(sitting.width // sitting.scale, sitting.height // sitting.scale))
    return studio


def _end(studio: Studio) -> None:
    studio.close()
    studio.shell.window.deleteLater()
    studio.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main() -> None:
    """Take them."""
    name, vault, reviewed, plain, prepared, folder = sys.argv[1:]
    take_all(SITTINGS[name], Path(vault), Life(reviewed, plain, prepared), Path(folder))


if __name__ == "__main__":
    main()
