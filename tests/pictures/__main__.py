"""``make pictures``: every page of the app, in every look, and one page on which they lie side by side.

    python -m tests.pictures [LOOK…]

They land in ``pictures/``, one folder for each look.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from tests.pictures.life import Life, live
from tests.pictures.looks import SITTINGS, Sitting
from tests.pictures.sheet import write_sheet

_FOLDER: Final = Path("pictures")
_LETTER: Final = "Dear neighbours,\n\nthe garden gate will be repaired on Thursday.\n"


def main() -> int:
    """Take them; 0 where all went well."""
    wanted = [SITTINGS[name] for name in sys.argv[1:]] or list(SITTINGS.values())
    failed = []
    with tempfile.TemporaryDirectory() as made:
        vault = Path(made, "vault")
        life = live(vault)
        for sitting in wanted:
            folder = _FOLDER.absolute() / sitting.name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if _take(sitting, vault, life, folder):
                failed.append(sitting.name)
            sys.stderr.write(f"{sitting.name}: {len(list(folder.glob('*.png')))} pictures\n")
    sys.stderr.write(f"Side by side: {write_sheet(_FOLDER)}\n")
    return 1 if failed else 0


def _take(sitting: Sitting, vault: Path, life: Life, folder: Path) -> int:
    with PrivateDesktop(ScreenFormat(sitting.width, sitting.height)) as desktop:
        letter = desktop.home / "letter.txt"
        letter.write_text(_LETTER, encoding="utf-8")
        desktop.start(["xsetroot", "-solid", "#3a4a5c"])
        desktop.start(["mousepad", "--disable-server", str(letter)])
        environment = desktop.environment() | {
            "ASSENT_HOME": str(desktop.home / "vault"),
            "ASSENT_CONFIG": str(desktop.home / "config"),
            "QT_SCALE_FACTOR": str(sitting.scale),
        }
        command = [sys.executable, "-m", "tests.pictures.one_look", sitting.name]
        about = [str(vault), life.reviewed, life.plain, life.prepared, str(folder)]
        return subprocess.run([*command, *about], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
