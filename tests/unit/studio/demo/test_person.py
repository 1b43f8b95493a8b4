import string
import time
from pathlib import Path

import pytest

from replay.displays.private import PrivateDesktop
from studio.demo import person as person_module
from studio.demo.person import Person, PersonStuckError

EVERY_KEY = string.ascii_letters + string.digits + "!\"#$%&'()*+,-./:;<=>?@[\\]_|~ "


@pytest.fixture
def person(desktop: PrivateDesktop) -> Person:
    return Person(desktop.environment(), pace=8)


def test_what_is_typed_arrives_key_by_key(desktop: PrivateDesktop, person: Person, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    entry = desktop.start(["zenity", "--entry", "--title", "A question"], output=answer)
    person.wait_for_window("A question")
    person.type(f"{EVERY_KEY}\n")
    assert entry.wait(20) == 0
    assert answer.read_text().splitlines()[-1] == EVERY_KEY


def test_a_chord_holds_its_keys_together(desktop: PrivateDesktop, person: Person, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    entry = desktop.start(["zenity", "--entry", "--title", "A question"], output=answer)
    person.wait_for_window("A question")
    person.type("gone")
    person.press("ctrl+a", "BackSpace")
    person.type("kept\n")
    assert entry.wait(20) == 0
    assert answer.read_text().splitlines()[-1] == "kept"


def test_the_pointer_goes_and_clicks_where_it_is_sent(
    desktop: PrivateDesktop, person: Person, tmp_path: Path
) -> None:
    printed = tmp_path / "printed"
    desktop.start(
        ["xev", "-name", "A target", "-event", "button", "-geometry", "300x200+400+300"], output=printed
    )
    window = person.wait_for_window("A target")
    person.click(window.rect.x + 120, window.rect.y + 80, times=2)
    lines = wait_for_lines(printed, "(120,80)", count=4)
    assert len(lines) == 4


def test_a_drag_holds_the_button_from_place_to_place(
    desktop: PrivateDesktop, person: Person, tmp_path: Path
) -> None:
    desktop.start(["xterm", "-title", "Dragged", "-geometry", "40x10+300+300"])
    before = person.wait_for_window("Dragged").rect
    # By the title bar, which lies above.
    person.drag(before.x + 60, before.y - 8, to=(before.x + 260, before.y + 112))
    after = person.wait_for_window("Dragged").rect
    assert abs(after.x - before.x - 200) <= 2
    assert abs(after.y - before.y - 120) <= 2


def test_the_wheel_turns_notch_by_notch(desktop: PrivateDesktop, person: Person, tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    desktop.start(
        ["xev", "-name", "A target", "-event", "button", "-geometry", "300x200+400+300"], output=printed
    )
    window = person.wait_for_window("A target")
    person.move_to(window.rect.x + 50, window.rect.y + 50)
    person.scroll(3)
    person.scroll(-2)
    assert len(wait_for_lines(printed, "button 5", count=6)) == 6
    assert len(wait_for_lines(printed, "button 4", count=4)) == 4


def test_a_hand_reaches_a_place_the_same_way_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def ways(seed: int) -> list[list[str]]:
        done: list[list[str]] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Person, "_do", lambda _self, steps: done.append(list(steps)))
            person = Person({}, seed=seed)
            person.move_to(800, 500)
            person.type("the same")
        return done

    assert ways(3) == ways(3)
    assert ways(3) != ways(4)
    assert ways(3)[0][-5:-2] == ["mousemove", "800", "500"]


def test_a_window_that_does_not_come_is_told(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person_module, "_WAIT_SECONDS", 0.2)
    with pytest.raises(PersonStuckError, match="did not come"):
        person.wait_for_window("no such window")


def test_a_window_that_stays_is_told(
    desktop: PrivateDesktop, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.start(["xterm", "-title", "Staying"])
    person.wait_for_window("Staying")
    monkeypatch.setattr(person_module, "_WAIT_SECONDS", 0.2)
    with pytest.raises(PersonStuckError, match="still there"):
        person.wait_until_gone("Staying")


def test_what_could_not_be_typed_is_not_in_the_error(person: Person, desktop: PrivateDesktop) -> None:
    with pytest.raises(PersonStuckError) as caught:
        person.press("NoSuchKeyQuabblefinch")
    assert "Quabblefinch" not in str(caught.value)


def wait_for_lines(file: Path, wanted: str, *, count: int) -> list[str]:
    deadline = time.monotonic() + 10
    while True:
        lines = [line for line in file.read_text().splitlines() if wanted in line]
        if len(lines) >= count or time.monotonic() > deadline:
            return lines
        time.sleep(0.02)
