import os

import pytest

from recorder.devices.doctor import Health, examine


def health(name: str) -> Health:
    (check,) = [check for check in examine(os.environ) if check.name == name]
    assert check.finding
    assert bool(check.mend) == (check.health is not Health.OK)
    return check.health


def test_a_good_desktop_misses_nothing(window_manager: object, session_bus: str) -> None:
    assert not [check for check in examine(os.environ) if check.health is Health.MISSING]
    for name in ("Display", "RECORD", "DAMAGE", "Window manager", "Session bus", "Accessibility"):
        assert health(name) is Health.OK


def test_a_bare_server_is_told_what_it_lacks(x_server: object, no_bus: object) -> None:
    for name in ("Window manager", "Session bus", "Accessibility"):
        assert health(name) is Health.WARNING


def test_wayland_and_no_display_are_missing(monkeypatch: pytest.MonkeyPatch, no_bus: object) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("DISPLAY", ":9999")
    assert health("Session") is Health.MISSING
    assert health("Display") is Health.MISSING
