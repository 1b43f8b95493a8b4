import subprocess
from collections.abc import Callable
from pathlib import Path

from recorder.devices.x11.gesture_settings import (
    GestureSettings,
    Setting,
    SettingSource,
    read_gesture_settings,
)
from recorder.episode.gestures import Gestures

Eventually = Callable[[Callable[[], object]], object]


def test_without_any_setting_gtks_defaults_hold(x_server: object) -> None:
    default = SettingSource.GTK_DEFAULT
    assert read_gesture_settings() == GestureSettings(
        Setting(400, default), Setting(5, default), Setting(8, default), scale=1
    )


def test_the_x_resources_give_the_time(x_server: object) -> None:
    subprocess.run(["xrdb", "-merge", "-"], input="*multiClickTime: 321\n", text=True, check=True)
    assert read_gesture_settings().double_click_ms == Setting(321, SettingSource.X_RESOURCES)


def test_a_desktops_own_settings_win(
    x_server: object, launch: Callable[..., subprocess.Popen[str]], eventually: Eventually, tmp_path: Path
) -> None:
    settings = tmp_path / "settings"
    settings.write_text(
        'Net/ThemeName "Adwaita"\nNet/DoubleClickTime 654\nNet/DoubleClickDistance 7\n'
        "Net/DndDragThreshold 11\nGdk/WindowScalingFactor 2\nXft/Antialias 1\n"
    )
    launch("xsettingsd", "-c", str(settings))
    published = SettingSource.XSETTINGS
    eventually(lambda: read_gesture_settings().double_click_ms.source is published)
    assert read_gesture_settings() == GestureSettings(
        Setting(654, published), Setting(7, published), Setting(11, published), scale=2
    )
    assert read_gesture_settings().in_device_pixels() == Gestures(654_000_000, 14, 22)
