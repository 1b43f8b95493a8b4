"""A script of a plan types, on a real desktop with a real pyautogui, exactly what was typed."""

import subprocess
import sys
from pathlib import Path

from recorder.episode.screen import Monitor, Rect
from replay.displays.private import PrivateDesktop
from replay.plan.script import script_of
from tests.rigs.recording import wait_for
from tests.unit.replay.plan.planned import begun, planned

# All of ASCII, letters that no keyboard here has, and one outside of the basic plane.
TEXT = "".join(map(chr, range(32, 127))) + "é漢😀ß"


def test_a_script_of_a_plan_types_edits_and_saves(desktop: PrivateDesktop, tmp_path: Path) -> None:
    width, height = desktop.screen.width, desktop.screen.height
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"")
    desktop.start(["mousepad", str(letter)])
    wait_for("the editor", lambda: bool(desktop.windows()))

    person = begun(Monitor(0, "whole", Rect(0, 0, width, height), 1.0, is_primary=True)).after(1_500)
    person.click(width // 2, height // 2).after(500).write(TEXT + "xy", gap_ms=15).after(300)
    person.press("shift_l").after(20).tap("left").after(80).release("shift_l").after(50).tap("delete").after(
        50
    )
    person.tap("backspace").after(300).press("ctrl_l").after(20).tap("s", "\x13").release("ctrl_l")
    script = tmp_path / "again.py"
    script.write_text(script_of(planned(tmp_path, person)))
    done = subprocess.run(
        [sys.executable, str(script)],
        env=desktop.environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    wait_for("the saved letter", lambda: letter.read_text() != "")
    assert letter.read_text().rstrip("\n") == TEXT
