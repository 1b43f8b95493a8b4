import pytest

from recorder.devices.x11.monitors import FoundMonitor, MonitorNumbers, scale_of
from recorder.episode.screen import Rect


def found(*names: str) -> list[FoundMonitor]:
    return [FoundMonitor(name, Rect(n * 100, 0, 100, 100), n == 0) for n, name in enumerate(names)]


def test_a_monitor_keeps_its_number_while_it_is_plugged_in() -> None:
    numbers = MonitorNumbers()

    def ids(*names: str) -> dict[str, int]:
        return {monitor.name: monitor.id for monitor in numbers.number(found(*names), scale=1.0)}

    assert ids("DP-1", "DP-2") == {"DP-1": 0, "DP-2": 1}
    assert ids("DP-2") == {"DP-2": 1}
    assert ids("HDMI-1", "DP-2") == {"HDMI-1": 0, "DP-2": 1}
    assert ids("DP-1", "DP-2", "HDMI-1") == {"DP-1": 2, "DP-2": 1, "HDMI-1": 0}


@pytest.mark.parametrize(
    ("resources", "scale"),
    [
        (b"Xft.dpi:\t192\nXft.hinting: 1\n", 2.0),
        (b"*customization: -color\nXft.dpi: 120.0", 1.25),
        (b"", 1.0),
        (b"Xft.dpi: 0\n", 1.0),
        (b"Xft.dpi: 1.2.3\n", 1.0),
    ],
)
def test_the_scale_is_what_the_desktop_asks_for(resources: bytes, scale: float) -> None:
    assert scale_of(resources) == scale
