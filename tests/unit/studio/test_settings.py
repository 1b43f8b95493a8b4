import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.recording.messages import Hotkeys
from studio.settings import (
    Look,
    Settings,
    SettingsUnwritableError,
    WindowPlace,
    read_settings,
    settings_path,
    write_settings,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_settings_come_back_as_they_were_kept(path: Path) -> None:
    settings = Settings(
        look=Look.DARK,
        language="de",
        idle_minutes=3,
        lock_with_screen=False,
        looks_for_reviews=False,
        hotkeys=Hotkeys(stop="ctrl+alt+s"),
        window=WindowPlace(-40, 20, 1300, 800, is_maximised=True),
        keys={"cut": ("Ctrl+K",), "redo": (), "of a later version": ("Q", "W")},
    )
    write_settings(path, settings)
    assert read_settings(path) == settings
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_kept_is_as_at_the_beginning(path: Path) -> None:
    assert read_settings(path) == Settings()


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "\x00", '{"look": ' + "[" * 100_000])
def test_a_file_that_is_none_is_as_at_the_beginning(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    assert read_settings(path) == Settings()


@given(
    held=st.dictionaries(
        st.sampled_from(["look", "idle_minutes", "hotkeys", "window", "language", "keys"]), JSON
    )
)
def test_whatever_stands_there_gives_settings_that_can_be_kept(
    held: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "settings-any" / "settings.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(held))
    settings = read_settings(path)
    write_settings(path, settings)
    assert read_settings(path) == settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("look", "pink"),
        ("idle_minutes", 0),
        ("idle_minutes", 10_000),
        ("idle_minutes", True),
        ("lock_with_screen", "no"),
        ("looks_for_reviews", 1),
        ("hotkeys", {"stop": "ctrl+alt+s"}),
        ("hotkeys", {"toggle_pause": "a", "off_the_record": "b", "stop": "c", "panic": "d"}),
        ("keys", {"cut": "X"}),
        ("keys", {"cut": [""]}),
        ("keys", {"cut": ["X"], "redact": [7]}),
        ("keys", {"cut": ["X" * 99]}),
        ("window", {"x": 0, "y": 0, "width": 0, "height": 9}),
    ],
)
def test_what_is_not_understood_is_as_never_set(path: Path, name: str, value: object) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({name: value, "language": "de"}))
    assert read_settings(path) == Settings(language="de")


def test_what_a_later_version_wrote_is_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"tomorrow": [1, 2]}')
    write_settings(path, read_settings(path))
    assert json.loads(path.read_text())["tomorrow"] == [1, 2]


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(SettingsUnwritableError):
        write_settings(tmp_path / "config" / "settings.json", Settings())


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSENT_CONFIG", str(tmp_path))
    assert settings_path() == tmp_path / "settings.json"
