import pytest

from recorder.devices.session_kind import WaylandError, is_wayland, refuse_wayland


@pytest.mark.parametrize(
    ("environment", "is_refused"),
    [
        ({}, False),
        ({"XDG_SESSION_TYPE": "x11", "DISPLAY": ":0"}, False),
        ({"XDG_SESSION_TYPE": "tty", "DISPLAY": ":7"}, False),
        ({"XDG_SESSION_TYPE": "wayland"}, True),
        ({"XDG_SESSION_TYPE": "Wayland", "DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": ""}, False),
    ],
)
def test_wayland_is_refused_and_nothing_else(environment: dict[str, str], is_refused: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_wayland(environment) is is_refused
    if is_refused:
        with pytest.raises(WaylandError) as caught:
            refuse_wayland(environment)
        assert "X11" in caught.value.mend
    else:
        refuse_wayland(environment)
